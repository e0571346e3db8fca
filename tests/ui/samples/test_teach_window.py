"""digitpad.ui.samples.teach_window and teach_pages: a session, drawn with real events and keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.data.samples import SampleStore, samples_path
from digitpad.resources import bundled_network
from digitpad.ui.reader import Reader
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.teach_pages import NONE_KEPT
from digitpad.ui.samples.teach_window import TeachWindow
from tests.tools import drawing_of
from tests.ui.conftest import draw, draw_digit

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[TeachWindow]:
    """Open the session's window, with a network that reads."""
    own, reader = OwnSamples(), Reader()
    reader.choose(bundled_network())
    window = TeachWindow(own, reader)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    own.close()


@pytest.fixture
def session(window: TeachWindow) -> TeachWindow:
    """Begin to ask, for each digit once."""
    window.first.each.setValue(1)
    QTest.keyClick(window.first.start_button, Qt.Key.Key_Return)
    assert window.is_asking
    return window


def key(session: TeachWindow, key: Qt.Key) -> None:
    QTest.keyClick(session.focusWidget() or session, key)


def draw_asked(session: TeachWindow) -> int:
    """Draw what is asked for; return which digit that is."""
    digit = session.lesson.digit
    draw_digit(session.pad.canvas, digit)
    return digit


def kept_labels() -> list[int]:
    """Return what is in the file, as another window sees it."""
    store = SampleStore()
    labels = [sample.label for sample in store.samples()]
    store.close()
    return labels


def put_folder_in_its_place() -> None:
    """Let the file of samples be none."""
    samples_path().unlink()
    samples_path().mkdir()


def test_thirty_drawings_unless_the_person_wants_more_or_fewer(window: TeachWindow) -> None:
    assert window.first.each.value() == 3
    assert window.first.length.text() == "30 drawings, about a minute"
    window.first.each.setValue(10)
    assert window.first.length.text() == "100 drawings, about 3 minutes"
    window.first.start_button.click()
    assert window.pad.count.text() == "1 of 100"


def test_enter_starts_also_from_the_field_for_how_often(window: TeachWindow) -> None:
    window.first.each.setFocus()
    window.first.each.setValue(2)
    QTest.keyClick(window.first.each, Qt.Key.Key_Return)
    assert window.is_asking
    assert window.pad.count.text() == "1 of 20"


def test_it_shows_what_is_kept_of_each_digit_before_and_after(session: TeachWindow) -> None:
    assert session.first.kept.text() == NONE_KEPT
    drawn = draw_asked(session)
    session.pad.stop_button.click()
    assert session.end.digits.counts[drawn] == 1
    assert session.end.kept.text() == "Kept so far: 1 sample"


def test_samples_that_cannot_be_read_are_said_before_anything_is_drawn(
    window: TeachWindow,
) -> None:
    window.close()
    put_folder_in_its_place()
    window.show()
    assert str(samples_path()) in window.first.sentence.text()
    assert window.first.digits.isHidden()
    samples_path().rmdir()


def test_it_asks_for_each_digit_and_keeps_each_drawing_at_once(session: TeachWindow) -> None:
    drawn: list[int] = []
    for number in range(10):
        assert session.pad.count.text() == f"{number + 1} of 10"
        assert session.pad.progress.value() == number
        digit = session.lesson.digit
        assert session.pad.prompt.text() in (f"Draw a {digit}", f"Draw an {digit}")
        drawn.append(draw_asked(session))
        key(session, (Qt.Key.Key_Return, Qt.Key.Key_Space)[number % 2])
        assert kept_labels() == drawn
    assert sorted(drawn) == list(range(10))
    assert session.end.isVisible()
    assert session.end.words.text() == ("10 drawings are kept. The network read them all right.")
    store = SampleStore()
    assert {(s.source, s.said == s.label, s.network) for s in store.samples()} == {
        ("session", True, "Digitpad's own")
    }
    store.close()


def test_a_drawing_is_done_once_the_pen_has_rested(session: TeachWindow, qtbot: QtBot) -> None:
    draw(session.pad.canvas, drawing_of([(500, 500)]))  # a hand that rested on the pad
    assert not session.pad.pause.runs
    draw(session.pad.canvas, drawing_of([(200, 200), (300, 800)]))
    assert session.pad.pause.runs
    QTest.mousePress(session.pad.canvas, Qt.MouseButton.LeftButton)
    assert not session.pad.pause.runs  # a 4, a 5 and a 7 go on
    QTest.mouseRelease(session.pad.canvas, Qt.MouseButton.LeftButton)
    assert session.lesson.number == 0
    qtbot.waitUntil(lambda: session.lesson.number == 1)
    assert not session.pad.canvas.drawing
    assert not session.pad.canvas.drawing.can_undo
    assert len(kept_labels()) == 1


def test_undo_and_clear_are_for_the_drawing_at_hand(session: TeachWindow, qtbot: QtBot) -> None:
    draw_asked(session)
    draw(session.pad.canvas, drawing_of([(100, 100), (900, 900)]))
    strokes = len(session.pad.canvas.drawing.strokes)
    QTest.keyClick(session, Qt.Key.Key_Z, CONTROL)
    assert len(session.pad.canvas.drawing.strokes) == strokes - 1
    assert not session.pad.pause.runs  # it is being put right
    key(session, Qt.Key.Key_Escape)
    assert not session.pad.canvas.drawing
    key(session, Qt.Key.Key_Space)  # nothing is drawn
    assert session.lesson.number == 0
    assert session.isVisible()
    assert kept_labels() == []


def test_back_takes_the_last_one_out_of_the_samples_and_asks_again(session: TeachWindow) -> None:
    assert not session.pad.back_button.isEnabled()
    first = draw_asked(session)
    session.pad.next_button.click()
    second = draw_asked(session)
    session.pad.next_button.click()
    assert kept_labels() == [first, second]
    key(session, Qt.Key.Key_Backspace)
    assert kept_labels() == [first]
    assert session.lesson.digit == second
    assert session.pad.count.text() == "2 of 10"
    session.pad.back_button.click()
    assert kept_labels() == []
    assert session.lesson.digit == first


def test_skip_goes_on_without_it(session: TeachWindow) -> None:
    skipped = session.lesson.digit
    key(session, Qt.Key.Key_Right)
    drawn = []
    while session.is_asking:
        drawn.append(draw_asked(session))
        session.pad.next_button.click()
    assert sorted([*drawn, skipped]) == list(range(10))
    assert kept_labels() == drawn
    session.end.go_on_button.click()  # the last one again
    assert kept_labels() == drawn[:-1]
    assert session.pad.count.text() == "10 of 10"


def test_stop_keeps_what_was_drawn_and_the_session_can_go_on(session: TeachWindow) -> None:
    drawn = [draw_asked(session)]
    session.pad.next_button.click()
    drawn.append(draw_asked(session))  # and the pause has not run out
    QTest.keyClick(session, Qt.Key.Key_Period, CONTROL)
    assert kept_labels() == drawn
    assert "2 drawings are kept" in session.end.words.text()
    session.end.go_on_button.click()
    assert session.pad.count.text() == "3 of 10"
    assert kept_labels() == drawn


def test_who_draws_nothing_keeps_nothing(session: TeachWindow) -> None:
    session.pad.stop_button.click()
    assert "nothing is kept" in session.end.words.text()
    assert not session.end.personalise_button.isEnabled()
    key(session, Qt.Key.Key_Escape)
    assert not session.isVisible()


def test_closing_the_window_keeps_what_was_drawn(session: TeachWindow) -> None:
    drawn = draw_asked(session)
    session.close()
    assert not session.isVisible()
    assert kept_labels() == [drawn]


def test_the_summary_tells_what_was_misread_and_offers_to_learn(
    session: TeachWindow, qtbot: QtBot
) -> None:
    asked = session.lesson.digit
    draw_digit(session.pad.canvas, (asked + 1) % 10)
    session.pad.next_button.click()
    assert session.pad.told.text().endswith(f", read as {(asked + 1) % 10}")
    session.pad.stop_button.click()
    assert f"as {(asked + 1) % 10}." in session.end.words.text()
    with qtbot.waitSignal(session.personalise_requested):
        session.end.personalise_button.click()
    assert not session.isVisible()


def test_what_cannot_be_kept_is_said_and_the_drawing_stays(session: TeachWindow) -> None:
    put_folder_in_its_place()
    asked = draw_asked(session)
    session.pad.next_button.click()
    assert f"This {asked} could not be kept" in session.pad.sentence.text()
    assert session.pad.canvas.drawing
    assert session.lesson.digit == asked
    samples_path().rmdir()
    session.pad.next_button.click()
    assert session.pad.sentence.isHidden()
    assert kept_labels() == [asked]


def test_a_window_that_closes_says_first_what_cannot_be_kept(session: TeachWindow) -> None:
    put_folder_in_its_place()
    draw_asked(session)
    session.close()
    assert session.isVisible()
    assert "could not be kept" in session.pad.sentence.text()
    session.close()
    assert not session.isVisible()
    samples_path().rmdir()
