"""Which network reads the drawing: the chosen one, one that learns, or one of an earlier epoch."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.network import DenseNetwork, NetworkError
from digitpad.resources import bundled_network, in_words, network_name
from digitpad.ui.files.errand import Errand
from digitpad.ui.network_menu import describe


class Reader(QObject):
    """Holds the network that reads.

    ``changed``: another one reads from now on. ``told``: which one, as a person reads it.
    ``chosen``: one was chosen that is to be remembered. ``refused``: why a file cannot be read.
    """

    changed = Signal()
    told = Signal(str)
    chosen = Signal(Path)
    refused = Signal(str)

    network: DenseNetwork
    path: Path
    name: str  # of it, and of the moment when it has learnt since or had yet to

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.following = False  # whether it is the network that is being trained
        self._followed: Path | None = None  # the network of the run that goes on
        self._before: Path | None = None  # what read before the person looked back
        self._errand = Errand(self)
        self._errand.came.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether a network is being opened, in a thread, that is to read."""
        return self._errand.is_busy

    @property
    def looks_back(self) -> bool:
        """Whether it reads as a network was after an earlier epoch."""
        return self._before is not None

    @property
    def chosen_path(self) -> Path | None:
        """The network that was chosen, also while looking back; None while one learns."""
        return None if self.following else self._before or self.path

    def choose(self, path: Path) -> bool:
        """Read with another network from now on; say so, and return False, if it cannot be read."""
        network = _opened(path)
        if isinstance(network, str):
            self.refused.emit(network)
            return False
        self._use(network, path, network_name(path))
        self.following, self._before = False, None
        self.chosen.emit(path)
        accuracy = describe(self.network.info)
        self.told.emit(
            f"Read by {in_words(self.name)}"
            + (f"; {accuracy} of MNIST's test images" if accuracy else "")
        )
        return True

    def follow(self, checkpoint: Path, name: str, epoch: int, epochs: int) -> None:
        """Read with a network that learns, as it is after an epoch, once it is opened."""
        if not self.following or self.looks_back:
            return
        self._followed = checkpoint

        def use(network: DenseNetwork) -> None:
            self._use(network, checkpoint, f"{name} after epoch {epoch}")
            self.told.emit(
                f"Read by {name} while it learns: as it is after epoch {epoch} of {epochs}"
            )

        self._open(checkpoint, use)

    def end(self, network: Path) -> None:
        """Read with the network that a run came to, or once the person is back."""
        if self.looks_back:
            self._before = network
        elif self.following:
            self.choose(network)

    def give_up(self) -> None:
        """Read with what a run that failed has left, if it was being read with."""
        left = self._followed
        opening = self.is_busy and not self.looks_back
        if self.following and left is not None and (opening or self.path == left):
            kept = left.exists() and self.choose(left)
            if not kept:
                self.choose(bundled_network())

    def look_back(self, path: Path, name: str, epoch: int) -> None:
        """Read with a network as it was after an epoch, until the person is back."""
        self._before = self._before or self.path

        def use(network: DenseNetwork) -> None:
            self._use(network, path, f"{name} after epoch {epoch}")
            self.told.emit(f"Read by {name} as it was after epoch {epoch}")

        self._open(path, use)

    def look_up(self) -> Path | None:
        """End looking back; return the network that read before, or None while one is followed."""
        before, self._before = self._before, None
        self._errand.forget()
        if self.following or before is None:
            return None
        self.choose(before)
        return before

    def leave(self) -> None:
        """Wait for what is being opened: the window closes."""
        self._errand.leave()

    def _open(self, path: Path, use: Callable[[DenseNetwork], None]) -> None:
        """Open a network beside what goes on: a large one takes longer than a frame."""
        self._errand.begin(lambda: [(_opened(path), use)])

    def _take(self, came: tuple[DenseNetwork | str, Callable[[DenseNetwork], None]]) -> None:
        network, use = came
        if isinstance(network, str):
            self.refused.emit(network)
        else:
            use(network)

    def _use(self, network: DenseNetwork, path: Path, name: str) -> None:
        self._errand.forget()  # of two that were asked for, this one is the newer
        self.network, self.path, self.name = network, path, name
        self.changed.emit()


def _opened(path: Path) -> DenseNetwork | str:
    """Return a network, or why it cannot be read, in a sentence."""
    try:
        return DenseNetwork.open(path)
    except NetworkError as error:
        return f"{error}."
