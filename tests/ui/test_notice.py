"""digitpad.ui.notice: says one sentence until it is closed."""

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from digitpad.ui.notice import Notice


def test_a_notice_shows_plain_text_until_it_is_closed(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    assert notice.sentence == ""
    notice.say("<b>file.keras</b> is broken.")
    assert notice.sentence == "<b>file.keras</b> is broken."
    (close,) = notice.findChildren(QToolButton)
    close.click()
    assert notice.sentence == ""
