"""digitpad.ui.escape: Esc in a part of the window is that part's, and elsewhere the pad's."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.escape import Escape
from digitpad.ui.window import MainWindow
from tests.ui.conftest import draw_digit


def test_it_is_heard_from_a_child_and_other_keys_go_their_way(qtbot: QtBot) -> None:
    part, field, heard = QWidget(), QLineEdit(), list[bool]()
    QVBoxLayout(part).addWidget(field)
    qtbot.addWidget(part)
    Escape(part).pressed.connect(lambda: heard.append(True))
    part.show()
    QTest.keyClicks(field, "ab")
    assert field.text() == "ab"
    assert heard == []
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == [True]


def test_the_pad_keeps_its_ink_there_and_is_cleared_from_elsewhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 7)
    field = QLineEdit(window.centralWidget())
    escape = Escape(field)
    field.show()
    with qtbot.waitSignal(escape.pressed):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.canvas.drawing
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.canvas.drawing
