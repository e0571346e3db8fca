"""What a person asks of a run while it goes: asked for in one thread, heard in another."""

import threading
from typing import NamedTuple


class Wishes(NamedTuple):
    """What was asked for since the last time. None: nothing was."""

    more_epochs: int
    learning_rate: float | None
    dropout: float | None

    def __bool__(self) -> bool:
        return self != Wishes(0, None, None)


class Controls:
    """Stop, pause and the knobs of one run.

    ``attended``: whether somebody is there to resume it. A run that cannot go on by itself, the
    disk being full, waits for them; else it ends.
    """

    def __init__(self, *, attended: bool = False) -> None:
        self.attended = attended
        self._changed = threading.Condition()
        self._stopping = self._paused = False
        self._wishes = Wishes(0, None, None)

    @property
    def stopping(self) -> bool:
        """Whether the run is to end."""
        return self._stopping

    @property
    def paused(self) -> bool:
        """Whether the run is to wait."""
        return self._paused and not self._stopping

    def stop(self) -> None:
        """End the run after the batch at hand."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Let the run wait after the batch at hand."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Let the run go on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def wait_while_paused(self) -> bool:
        """Return False when the run is to go on, or to end; True when something else is asked."""
        with self._changed:
            self._changed.wait_for(lambda: not self.paused or self._wishes)
            return self.paused

    def wish(
        self,
        *,
        more_epochs: int = 0,
        learning_rate: float | None = None,
        dropout: float | None = None,
    ) -> None:
        """Ask for more epochs, another learning rate, above 0, or another dropout, 0 to below 1.

        Raises ValueError, one sentence, when it cannot be.
        """
        if more_epochs < 0:
            raise ValueError(f"more_epochs is {more_epochs}, but it must be 0 or above")
        if learning_rate is not None and not 0 < learning_rate <= 10:
            raise ValueError(
                f"learning_rate is {learning_rate}, but it must be above 0, at most 10"
            )
        if dropout is not None and not 0 <= dropout < 1:
            raise ValueError(f"dropout is {dropout}, but it must be from 0 to below 1")
        with self._changed:
            before = self._wishes
            self._wishes = Wishes(
                before.more_epochs + more_epochs,
                before.learning_rate if learning_rate is None else learning_rate,
                before.dropout if dropout is None else dropout,
            )
            self._changed.notify_all()

    def wishes(self) -> Wishes:
        """Return what was asked for since the last call."""
        with self._changed:
            wishes, self._wishes = self._wishes, Wishes(0, None, None)
            return wishes
