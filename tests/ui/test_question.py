"""digitpad.ui.question: nothing costly is done by a press of Enter, Esc, or a closed box."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.question import is_sure


def answered(qtbot: QtBot, answer: Callable[[QMessageBox], object]) -> bool:
    """Return what comes of the question when a person answers it so."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert (box.text(), box.informativeText()) == ("Delete <b>?", "It goes.")
        answer(box)

    QTimer.singleShot(0, act)
    return is_sure(window, "Delete", "Delete <b>?", "It goes.", "Delete all")


def button(box: QMessageBox, text: str) -> QPushButton:
    return next(b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text)


def test_only_its_button_says_yes(qtbot: QtBot) -> None:
    assert answered(qtbot, lambda box: button(box, "Delete all").click())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_esc_say_no(key: Qt.Key, qtbot: QtBot) -> None:
    assert not answered(qtbot, lambda box: QTest.keyClick(box, key))


def test_closing_the_box_says_no(qtbot: QtBot) -> None:
    assert not answered(qtbot, lambda box: box.close())
