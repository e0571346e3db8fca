"""The Network menu: the bundled network, the user's own, those from elsewhere; one is chosen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.network import read_info
from digitpad.provenance import provenance
from digitpad.resources import bundled_network, known_networks, network_name, networks_dir

#: Networks from other folders that are listed once they were used.
MOST_ELSEWHERE = 5


def describe(info: object) -> str:
    """Return the accuracy on MNIST's test images that a run wrote down, or ''."""
    accuracy = provenance(info).test_accuracy
    return "" if accuracy is None else f"{accuracy:.2%}"


class NetworkMenu(QMenu):
    """Lists networks anew whenever it opens. ``chosen`` gives the path of the one picked.

    Below them stand the actions for files of networks, which somebody else connects.
    """

    chosen = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("&Network", parent)
        self._current = bundled_network()
        self._elsewhere: list[Path] = []  # used since the start, the newest first
        self._group: QActionGroup | None = None
        self.more: list[QAction] = []  # what can be done with the network that reads
        self.open_action = self._make("&Open network…", "Look at a .keras or .h5 file and use it")
        self.about_action = self._make(
            "&About this network…", "Its layers, its weights and how well it reads"
        )
        self.export_action = self._make(
            "&Export network…", "Save this network as .keras, or as ONNX for other programs"
        )
        self.folder_action = self._make(
            "Show the networks &folder", "Open the folder of your networks in the file manager"
        )
        self._own = [self.open_action, self.about_action, self.export_action, self.folder_action]
        self.setToolTipsVisible(True)
        self.setStyleSheet("QMenu { menu-scrollable: 1; }")
        self.aboutToShow.connect(self.list_networks)

    @property
    def current(self) -> Path:
        """The network that reads."""
        return self._current

    @current.setter
    def current(self, path: Path) -> None:
        self._current = path
        if path != bundled_network() and path.parent != networks_dir():
            others = [each for each in self._elsewhere if each != path]
            self._elsewhere = [path, *others][:MOST_ELSEWHERE]

    def list_networks(self) -> None:
        """Fill the menu with what is there now."""
        for action in (*self.more, *self._own):  # clear() would delete those nobody else has
            self.removeAction(action)
        self.clear()
        if self._group is not None:
            self._group.deleteLater()
        group = self._group = QActionGroup(self)
        bundled, *own = known_networks()
        self._add(group, bundled)
        self.addSeparator()
        for path in own:
            self._add(group, path)
        if not own:
            empty = self.addAction("Networks you train are listed here")
            empty.setEnabled(False)
        self.addSeparator()
        for path in self._elsewhere:
            if path == self.current or path.exists():
                self._add(group, path)
        self.addSeparator()
        self.addAction(self.open_action)
        self.addSeparator()
        self.addActions([*self.more, self.about_action, self.export_action])
        self.addSeparator()
        self.addAction(self.folder_action)

    def _make(self, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        return action

    def _add(self, group: QActionGroup, path: Path) -> None:
        # After a tab a menu shows what is usually a shortcut, aligned to the right.
        name = network_name(path).replace("&", "&&")
        action = QAction(f"{name}\t{describe(read_info(path))}".rstrip(), self)
        action.setCheckable(True)
        action.setChecked(path == self.current)
        action.setToolTip(f"Read with this network: {path}")
        action.triggered.connect(lambda: self.chosen.emit(path))
        group.addAction(action)
        self.addAction(action)
