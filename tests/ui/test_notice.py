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


def test_what_is_true_no_more_is_taken_back_and_nothing_else(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say("The disk is full.")
    notice.take_back("The disk is read-only.")
    assert notice.sentence == "The disk is full."
    notice.take_back("The disk is full.")
    assert notice.sentence == ""


def test_a_notice_may_offer_what_can_be_done(qtbot: QtBot) -> None:
    notice, done = Notice(), []
    qtbot.addWidget(notice)
    notice.say("Much was misread.", ("Personalise…", "Learn.", lambda: done.append("personalised")))
    assert notice.button.text() == "Personalise…"
    notice.button.click()
    assert done == ["personalised"]
    assert notice.sentence == ""
    notice.say("Something else.")
    assert notice.button.isHidden()
