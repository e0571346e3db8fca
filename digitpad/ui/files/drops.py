"""Lets files and pictures be dropped anywhere on a window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """``hovers``: whether something is held above the window that may be dropped there.

    ``wanted``: what says whether it may. ``dropped``: it was, as QMimeData.
    """

    hovers = Signal(bool)
    dropped = Signal(QMimeData)

    def __init__(self, window: QWidget, wanted: Callable[[QMimeData], bool]) -> None:
        super().__init__(window)
        self._wanted = wanted
        self._may = False  # whether what is dragged now may be dropped
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dragged over the window and its parts."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.hovers.emit(False)
            return True
        if not isinstance(event, QDropEvent | QDragEnterEvent | QDragMoveEvent):
            return False
        # Asked once as it comes: each question goes to the program it is dragged from, and waits.
        if kind == QEvent.Type.DragEnter:
            self._may = self._wanted(event.mimeData())
        if not self._may:
            event.ignore()
            return True
        event.setDropAction(Qt.DropAction.CopyAction)  # never moved: the file stays where it is
        event.accept()
        self.hovers.emit(kind != QEvent.Type.Drop)
        if kind == QEvent.Type.Drop:
            self.dropped.emit(event.mimeData())
        return True
