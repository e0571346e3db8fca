"""digitpad.ui.samples.samples_desk: the samples' windows open and lead to each other."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.data.samples import samples_path
from digitpad.resources import bundled_network
from digitpad.ui.samples.offer import ENOUGH, LATER_MILLISECONDS
from digitpad.ui.samples.personalise_window import PersonaliseWindow
from digitpad.ui.samples.samples_window import SamplesWindow
from digitpad.ui.samples.teach_window import TeachWindow
from digitpad.ui.window import MainWindow
from tests.tools import keep_samples
from tests.ui.conftest import at, draw_digit


def shown(window: MainWindow, kind: type[QWidget]) -> list[QWidget]:
    """Return the windows of a kind that are open."""
    return [each for each in window.findChildren(kind) if each.isVisible()]


def test_each_window_opens_once_from_the_menu(window: MainWindow) -> None:
    for action, kind in (
        (window.commands.samples, SamplesWindow),
        (window.commands.teach, TeachWindow),
        (window.commands.personalise, PersonaliseWindow),
    ):
        action.trigger()
        action.trigger()
        assert len(shown(window, kind)) == 1


def test_the_windows_lead_to_each_other(window: MainWindow) -> None:
    window.samples.show_samples()
    (samples,) = window.findChildren(SamplesWindow)
    samples.teach_requested.emit()
    (session,) = window.findChildren(TeachWindow)
    assert session.isVisible()
    session.personalise_requested.emit()
    (personalise,) = window.findChildren(PersonaliseWindow)
    assert personalise.isVisible()
    assert personalise.network == bundled_network()


def test_a_session_that_was_closed_begins_anew(window: MainWindow) -> None:
    window.samples.teach()
    (session,) = window.findChildren(TeachWindow)
    session.first.start_button.click()
    window.samples.teach()  # it goes on while it is open
    assert session.is_asking
    session.close()
    window.samples.teach()
    assert not session.is_asking
    assert session.isVisible()


def test_what_is_drawn_in_a_session_is_kept_when_the_main_window_closes(
    window: MainWindow,
) -> None:
    window.samples.teach()
    (session,) = window.findChildren(TeachWindow)
    session.first.start_button.click()
    asked = session.lesson.digit
    draw_digit(session.pad.canvas, asked)
    window.close()
    assert [sample.label for sample in window.samples.own.samples()] == [asked]
    window.samples.own.close()


def test_a_network_that_is_still_learning_is_not_personalised(window: MainWindow) -> None:
    window.reader.following = True
    window.commands.personalise.trigger()
    assert shown(window, PersonaliseWindow) == []
    assert "once it is done" in window.notice.sentence
    window.reader.following = False
    window.commands.personalise.trigger()
    assert len(shown(window, PersonaliseWindow)) == 1
    assert window.notice.sentence == ""


def test_when_enough_was_misread_the_notice_offers_to_learn(
    window: MainWindow, qtbot: QtBot
) -> None:
    keep_samples(5 * ENOUGH, window.samples.own.store)  # each fifth misread
    window.samples.own.changed.emit()
    qtbot.waitUntil(lambda: "can learn your hand" in window.notice.sentence)
    window.notice.button.click()
    assert len(shown(window, PersonaliseWindow)) == 1
    assert window.notice.sentence == ""


def test_the_offer_does_not_move_the_pad_away_from_under_the_pen(
    window: MainWindow, qtbot: QtBot
) -> None:
    keep_samples(5 * ENOUGH, window.samples.own.store)
    pad, left = window.canvas, Qt.MouseButton.LeftButton
    QTest.mousePress(pad, left, pos=at(pad, 200, 200))
    window.samples.offer.look()
    assert window.notice.sentence == ""
    QTest.mouseRelease(pad, left, pos=at(pad, 800, 800))
    qtbot.waitUntil(lambda: "can learn your hand" in window.notice.sentence)


def test_nobody_opens_the_file_again_once_the_window_is_closed(
    window: MainWindow, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 7)
    QTest.keyClick(window, Qt.Key.Key_7)
    window.close()
    samples_path().unlink()
    qtbot.wait(LATER_MILLISECONDS + 200)  # what looks at the samples a little later does not
    assert not samples_path().exists()
