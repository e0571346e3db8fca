"""digitpad.ui.files.drops: what is dragged over a window is asked about once."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.files.drops import Drops

HOW = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize("wanted", [True, False])
def test_the_other_program_is_asked_as_it_comes_and_not_at_each_move(
    wanted: bool, qtbot: QtBot
) -> None:
    window, mime = QWidget(), QMimeData()
    qtbot.addWidget(window)
    asked: list[QMimeData] = []
    hovered: list[bool] = []

    def is_wanted(mime: QMimeData) -> bool:
        asked.append(mime)
        return wanted

    drops = Drops(window, is_wanted)
    drops.hovers.connect(hovered.append)
    action, button, key = HOW
    place = QPoint(5, 5)
    for _ in range(2):  # dragged over it twice
        events = [
            QDragEnterEvent(place, action, mime, button, key),
            *(QDragMoveEvent(place, action, mime, button, key) for _ in range(3)),
            QDropEvent(QPointF(place), action, mime, button, key),
        ]
        for event in events:
            QApplication.sendEvent(window, event)
            assert event.isAccepted() is wanted
    assert len(asked) == 2
    assert hovered == ([True] * 4 + [False]) * 2 * wanted
