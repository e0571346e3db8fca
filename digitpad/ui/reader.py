"""Which network reads the drawing: the chosen one, one that learns, or one of an earlier epoch."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.network import DenseNetwork, NetworkError
from digitpad.resources import bundled_network, in_words, network_name
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
        if not self._use(path, network_name(path)):
            return False
        self.following, self._before = False, None
        self.chosen.emit(path)
        accuracy = describe(self.network.info)
        self.told.emit(
            f"Read by {in_words(self.name)}"
            + (f"; {accuracy} of MNIST's test images" if accuracy else "")
        )
        return True

    def follow(self, checkpoint: Path, name: str, epoch: int, epochs: int) -> None:
        """Read with a network that learns, as it is after an epoch."""
        if not self.following or self.looks_back:
            return
        if self._use(checkpoint, f"{name} after epoch {epoch}"):
            self._followed = checkpoint
            self.told.emit(
                f"Read by {name} while it learns: as it is after epoch {epoch} of {epochs}"
            )

    def end(self, network: Path) -> None:
        """Read with the network that a run came to, or once the person is back."""
        if self.looks_back:
            self._before = network
        elif self.following:
            self.choose(network)

    def give_up(self) -> None:
        """Read with what a run that failed has left, if it was being read with."""
        if self.following and self.path == self._followed:
            kept = self.path.exists() and self.choose(self.path)
            if not kept:
                self.choose(bundled_network())

    def look_back(self, path: Path, name: str, epoch: int) -> None:
        """Read with a network as it was after an epoch, until the person is back."""
        before = self._before or self.path
        if self._use(path, f"{name} after epoch {epoch}"):
            self._before = before
            self.told.emit(f"Read by {name} as it was after epoch {epoch}")

    def look_up(self) -> Path | None:
        """End looking back; return the network that read before, or None while one is followed."""
        before, self._before = self._before, None
        if self.following or before is None:
            return None
        self.choose(before)
        return before

    def _use(self, path: Path, name: str) -> bool:
        try:
            network = DenseNetwork.open(path)
        except NetworkError as error:
            self.refused.emit(f"{error}.")
            return False
        self.network, self.path, self.name = network, path, name
        self.changed.emit()
        return True
