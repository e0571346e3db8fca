"""The data sets that are kept, as a list to choose from; what is removed can be brought back."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.image_set import ImageSetError
from digitpad.data.npz import SUFFIX
from digitpad.data.removed_sets import RemovedSets, delete_what_nobody_holds
from digitpad.data.set_library import known_sets, rename_set, sets_dir
from digitpad.problem import capital
from digitpad.training.run_data_set import training_pictures
from digitpad.ui import theme
from digitpad.ui.data_sets.name_delegate import NameDelegate
from digitpad.ui.folders import show_folder
from digitpad.ui.push_button import push_button
from digitpad.ui.runs.strip import Strip

SETTLED = 150  # milliseconds: the arrow keys go past some before one is looked at


class KeptList(QWidget):
    """``chosen``: a data set is to be looked at; ``removed``: one is gone; both by its name.

    ``renamed``: one had this name and has that. ``open_requested``: a file is to be opened;
    ``folder_requested``: a folder is. ``refused``: why something cannot be done, in a sentence.
    """

    chosen = Signal(str)
    removed = Signal(str)
    renamed = Signal(str, str)
    open_requested = Signal()
    folder_requested = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._removed = RemovedSets()  # until the window closes
        QThreadPool.globalInstance().start(delete_what_nobody_holds)
        self.list = QListWidget()
        self.list.setAccessibleName("Data sets that are kept")
        self.list.setToolTip(
            "What you kept, the newest first. Choose one to look at it; F2 or a double click "
            "renames it."
        )
        triggers = QAbstractItemView.EditTrigger
        self.list.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        names = NameDelegate(self)
        self.list.setItemDelegate(names)
        self.list.setSpacing(3)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.undo = Strip()
        self.open_button = push_button(
            "&Open…", "Look at a file: IDX, npz, CSV, a zip, or ink (Ctrl+O)."
        )
        self.folder_button = push_button(
            "Open &folder…", "Look at a folder that has a folder of pictures for each digit."
        )
        self.remove_button = push_button(
            "&Remove", "Take it from the list (Del). Until this window closes it can be undone."
        )
        self.show_button = push_button(
            "Sho&w files", "Show where they are on the disk, in the system's file manager."
        )
        self._settle = QTimer(self, singleShot=True, interval=SETTLED)
        self._settle.timeout.connect(self._choose)
        self.list.currentItemChanged.connect(lambda *_: self._changed())
        self.list.itemClicked.connect(lambda _: self._settle.start())  # also the one it was
        # Later: the list is another one then, and the field is still in it.
        names.named.connect(self._rename, Qt.ConnectionType.QueuedConnection)
        self.open_button.clicked.connect(self.open_requested)
        self.folder_button.clicked.connect(self.folder_requested)
        self.remove_button.clicked.connect(self.remove)
        self.show_button.clicked.connect(self.show_folder)
        self._lay_out()
        self._enable()

    def _lay_out(self) -> None:
        head = QLabel("Kept &data sets")
        head.setBuddy(self.list)
        buttons = QGridLayout()
        for place, button in enumerate(
            (self.open_button, self.folder_button, self.remove_button, self.show_button)
        ):
            buttons.addWidget(button, *divmod(place, 2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        layout.addWidget(head)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.undo)
        layout.addLayout(buttons)

    # the list

    @property
    def names(self) -> list[str]:
        """The names that are listed."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in items]

    @property
    def name(self) -> str:
        """The name of what is chosen; '' for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def refresh(self) -> None:
        """List what is there now; what is chosen stays so."""
        paths = known_sets()
        typing = self.list.state() == QAbstractItemView.State.EditingState
        if typing or [path.stem for path in paths] == self.names:
            return
        name = self.name
        with QSignalBlocker(self.list):
            self.list.clear()
            for path in paths:
                item = QListWidgetItem(f"{path.stem}\n{_facts(path)}")
                item.setData(Qt.ItemDataRole.UserRole, path.stem)
                item.setToolTip(str(path))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                self.list.addItem(item)
        self.select(name)

    def select(self, name: str) -> None:
        """Mark one as chosen, or none, as the window shows it already."""
        with QSignalBlocker(self.list):
            row = self.names.index(name) if name in self.names else -1
            # By index: else Qt chooses the first one by itself when the list gets the focus.
            self.list.setCurrentIndex(self.list.model().index(row, 0))
        self._settle.stop()
        self._enable()

    def _changed(self) -> None:
        self._enable()
        if self.name:
            self._settle.start()

    def _choose(self) -> None:
        if self.name:
            self.chosen.emit(self.name)

    def _enable(self) -> None:
        self.remove_button.setEnabled(bool(self.name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove what is chosen, with Del."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.remove_button.click()
        else:
            super().keyPressEvent(event)

    # what can be done with them

    def remove(self) -> None:
        """Put what is chosen away."""
        name = self.name
        if not name:
            return
        try:
            gone = self._removed.remove(_path(name))
        except OSError as error:
            self.refused.emit(f"{name} cannot be removed: {error.strerror or error}.")
            self.refresh()
            return
        self.select("")
        self.refresh()
        self.removed.emit(name)
        self.undo.offer(
            f"{name} removed.", "&Undo", "Put it back (Ctrl+Z).", lambda: self._put_back(gone)
        )

    def _put_back(self, gone: Path) -> None:
        try:
            back = self._removed.put_back(gone)
        except OSError as error:
            self.refused.emit(f"{gone.stem} cannot be put back: {error.strerror or error}.")
            return
        self.refresh()
        self.select(back.stem)
        self._settle.start()

    def _rename(self, name: str, typed: str) -> None:
        try:
            new = rename_set(_path(name), typed).stem
        except ImageSetError as error:
            self.refused.emit(f"{capital(str(error))}.")
            return
        except OSError as error:
            self.refused.emit(f"{name} cannot be renamed: {error.strerror or error}.")
            new = ""
        self.refresh()
        if new and new != name:
            self.select(new)
            self.renamed.emit(name, new)

    def show_folder(self) -> None:
        """Show the folder of the kept data sets in the system's file manager."""
        if problem := show_folder(sets_dir(), "data sets"):
            self.refused.emit(problem)

    def forget_removed(self) -> None:
        """Delete what was removed: the window closes."""
        self._settle.stop()
        self.undo.hide()
        self._removed.forget()


def _path(name: str) -> Path:
    return sets_dir() / f"{name}{SUFFIX}"


def _facts(path: Path) -> str:
    """Return how many pictures a kept set has to learn from, and of when it is."""
    day = ""
    with suppress(OSError):  # gone since
        day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d")
    count = training_pictures(path.stem)
    return f"{count:,} to learn from · {day}" if count else day
