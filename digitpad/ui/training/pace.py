"""How fast a run goes: the time that is left, pauses not counted."""

import math


class Pace:
    """Watches how much of a run is done, and when. Times are seconds of any one clock."""

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None  # when, and how much was done by then
        self._done = 0
        self._last = 0.0
        self._waited = 0.0  # in pauses, altogether
        self._paused: float | None = None

    def note(self, done: int, now: float) -> None:
        """So much is done."""
        if self._began is None:
            self._began = (now, done)
            self._waited = 0.0
        self._done, self._last = done, now - self._waited

    def pause(self, now: float) -> None:
        """The run waits."""
        if self._paused is None:
            self._paused = now

    def resume(self, now: float) -> None:
        """The run goes on."""
        if self._paused is not None:
            self._waited += now - self._paused
            self._paused = None

    def seconds_left(self, total: int) -> float | None:
        """Return how long the rest will take; None while nothing tells."""
        if self._began is None or self._done <= self._began[1]:
            return None
        each = (self._last - self._began[0]) / (self._done - self._began[1])
        return max(0.0, each * (total - self._done))


def clock(seconds: float) -> str:
    """Return a time as a clock shows it: 0:05, 12:30, 1:02:03; '?' of a record that is damaged."""
    if not math.isfinite(seconds):
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
