"""Pictures of digits to open, and hands that drop and paste them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from digitpad.pictures.paint import picture_of
from digitpad.ui.files.pad_picture import PadPicture
from digitpad.ui.window import MainWindow
from tests.tools import demo_digit

SIDE = 120  # pixels of a digit


def page_image(*lines: str, dark: bool = False) -> QImage:
    """Return a page with digits in lines."""
    image = QImage(SIDE * max(map(len, lines)), SIDE * len(lines), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        for row, line in enumerate(lines):
            for column, digit in enumerate(line):
                drawn = picture_of(demo_digit(int(digit)), SIDE, background=False)
                painter.drawImage(SIDE * column, SIDE * row, drawn)
    if dark:
        image.invertPixels()
    return image


def page(path: Path, *lines: str, dark: bool = False) -> Path:
    """Write a page with digits in lines and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert page_image(*lines, dark=dark).save(str(path))
    return path


def mime_of(paths: Sequence[Path]) -> QMimeData:
    """Return what a file manager offers of files."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hover(window: QWidget, mime: QMimeData) -> bool:
    """Drag something over the window; return whether it may be dropped there."""
    event = QDragEnterEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def leave(window: QWidget) -> None:
    """Drag it away again."""
    QApplication.sendEvent(window, QDragLeaveEvent())


def drop(window: QWidget, mime: QMimeData) -> None:
    """Drop something on the window."""
    assert hover(window, mime)
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction


def picture_on(window: MainWindow, qtbot: QtBot) -> PadPicture:
    """Wait until a picture lies on the pad and is read; return it."""
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    picture = window.canvas.picture
    assert picture is not None
    qtbot.waitUntil(lambda: window.bars.reading is picture.reading)
    return picture


def type_name(name: Path, kind: str = "") -> None:
    """Type a name into the dialog that comes, perhaps choose a kind before, and accept."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        if kind:
            dialog.selectNameFilter(kind)
            dialog.filterSelected.emit(kind)
        field = dialog.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        field.setText(str(name))
        dialog.accept()

    QTimer.singleShot(0, act)
