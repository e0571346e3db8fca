"""digitpad.ui.push_button: it teaches one thing, and Enter presses it as Space does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.push_button import push_button


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_presses_it(key: Qt.Key, qtbot: QtBot) -> None:
    around, button = QWidget(), push_button("&Stop", "End it now.")
    QVBoxLayout(around).addWidget(button)
    qtbot.addWidget(around)
    around.show()
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)
    assert button.toolTip() == "End it now."
