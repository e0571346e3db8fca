"""The menu of files that were opened lately."""

from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

MOST = 10
KEY = "recent"


class RecentMenu(QMenu):
    """Lists the last ten, of any kind, the newest first. ``chosen`` gives the one picked."""

    chosen = Signal(Path)

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self._settings = settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._list_files)
        self.menuAction().setEnabled(bool(self.paths))

    @property
    def paths(self) -> list[Path]:
        """The files, the newest first."""
        kept = self._settings.value(KEY, [])
        kept = [kept] if isinstance(kept, str) else kept  # of a single one, that alone comes back
        if not isinstance(kept, list):
            return []
        return [Path(each) for each in kept if isinstance(each, str) and each][:MOST]

    def add(self, path: Path) -> None:
        """Remember a file as the newest."""
        path = path.absolute()
        self._keep([path, *(each for each in self.paths if each != path)][:MOST])

    def forget(self) -> None:
        """Remember none."""
        self._keep([])

    def _keep(self, paths: list[Path]) -> None:
        self._settings.setValue(KEY, [str(path) for path in paths])
        self.menuAction().setEnabled(bool(paths))

    def _list_files(self) -> None:
        self.clear()
        for path in self.paths:
            action = QAction(path.name.replace("&", "&&"), self)
            there = _is_there(path)
            action.setEnabled(there)
            action.setToolTip(f"In {path.parent}" if there else f"No more in {path.parent}")
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
            self.addAction(action)
        self.addSeparator()
        clear = self.addAction("&Clear this list")
        clear.setToolTip("Forget these names; the files stay where they are")
        clear.triggered.connect(self.forget)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a ValueError: the name is no path
        return False
