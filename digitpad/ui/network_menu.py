"""The Network menu: the bundled network and the user's own, one of them chosen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.network import read_info
from digitpad.provenance import provenance
from digitpad.resources import bundled_network, known_networks, network_name


def describe(info: object) -> str:
    """Return the accuracy on MNIST's test images that a run wrote down, or ''."""
    accuracy = provenance(info).test_accuracy
    return "" if accuracy is None else f"{accuracy:.2%}"


class NetworkMenu(QMenu):
    """Lists networks anew whenever it opens. ``chosen`` gives the path of the one picked."""

    chosen = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("&Network", parent)
        self.current = bundled_network()
        self._group: QActionGroup | None = None
        self.more: list[QAction] = []  # what stands below the networks
        self.setToolTipsVisible(True)
        self.setStyleSheet("QMenu { menu-scrollable: 1; }")
        self.aboutToShow.connect(self.list_networks)

    def list_networks(self) -> None:
        """Fill the menu with what is there now."""
        for action in self.more:  # clear() would delete them where nobody else has them
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
        self.addActions(self.more)

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
