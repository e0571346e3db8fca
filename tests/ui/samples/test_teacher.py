"""digitpad.ui.samples.teacher and samples_desk: a key, or a click, says which digit it was.

A real window, real keys, the real file of samples.
"""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from digitpad.data.samples import Sample, SampleStore, samples_path
from digitpad.ink import Drawing
from digitpad.ui.recipes.number_fields import CountField, TypedField
from digitpad.ui.samples.confirmation import HINTS, Confirmation
from digitpad.ui.window import MainWindow
from tests.ui.conftest import MakeWindow, at, draw_digit
from tests.ui.files.tools import page, picture_on

CONTROL, KEYPAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier


def press(target: QWidget, digit: int, modifier: object = None) -> None:
    """Press a digit's key in a widget."""
    none = Qt.KeyboardModifier.NoModifier
    chosen = modifier if isinstance(modifier, Qt.KeyboardModifier) else none
    QTest.keyClick(target, Qt.Key(Qt.Key.Key_0 + digit), chosen)


def undo(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)


def kept(window: MainWindow) -> list[Sample]:
    return window.samples.own.samples()


def labels(window: MainWindow) -> list[int]:
    return [sample.label for sample in kept(window)]


def line(window: MainWindow) -> Confirmation:
    return window.samples.line


def ink(drawing: Drawing) -> list[list[list[float]]]:
    return [[stroke.x, stroke.y, stroke.t] for stroke in drawing.strokes]


def test_a_digit_key_keeps_the_drawing_with_what_the_network_said(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 1)
    (sample,) = kept(window)
    assert (sample.label, sample.said, sample.source) == (1, 7, "pad")
    assert window.bars.reading is not None
    assert sample.confidence == window.bars.reading.confidence
    assert sample.network == "Digitpad's own"
    assert sample.kept
    assert sample.drawing is not None
    assert ink(sample.drawing) == ink(window.canvas.drawing)
    assert line(window).text == "Kept: this is a 1, read as 7"
    assert window.notice.sentence == ""


def test_a_right_answer_is_confirmed_on_the_keypad(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 7, KEYPAD)
    assert labels(window) == [7]
    assert line(window).text == "Kept: a 7, read right"


def test_a_click_on_a_bar_says_the_same(window: MainWindow, qtbot: QtBot) -> None:
    draw_digit(window.canvas, 7)
    qtbot.waitUntil(lambda: window.bars.reading is not None)
    at_4 = QPoint(60, int(4.5 * window.bars.height() / 10))
    QTest.mouseClick(window.bars, Qt.MouseButton.LeftButton, pos=at_4)
    assert labels(window) == [4]


def test_another_digit_puts_the_sample_right(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    for digit in (1, 4, 4):
        press(window, digit)
    (sample,) = kept(window)
    assert (sample.label, sample.said) == (4, 7)
    assert line(window).text == "Kept: this is a 4, read as 7"


def test_undo_beside_the_sentence_takes_the_sample_back(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 1)
    line(window).button.click()
    assert kept(window) == []
    assert len(window.canvas.drawing.strokes) == 1
    assert not line(window).button.isVisible()
    draw_digit(window.canvas, 1)  # an ordinary drawing: the stroke is one more of it
    assert len(window.canvas.drawing.strokes) > 1


def test_undo_takes_the_last_step_back_first_the_name_then_the_stroke(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 1)
    undo(window)
    assert kept(window) == []
    assert window.canvas.drawing
    undo(window)
    assert not window.canvas.drawing


def test_the_next_stroke_begins_another_drawing_and_undo_brings_the_named_one_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 7)
    press(window, 7)
    seven = list(window.canvas.drawing.strokes)
    draw_digit(window.canvas, 3)
    assert window.canvas.drawing.strokes[0] not in seven
    assert not line(window).button.isVisible()
    qtbot.waitUntil(lambda: window.answer.text == "3")
    press(window, 3)
    assert labels(window) == [7, 3]
    for _ in range(3):  # the name, the stroke, the clean pad
        undo(window)
    assert window.canvas.drawing.strokes == seven
    assert labels(window) == [7]
    assert line(window).text == "Kept: a 7, read right"  # it still is what it was called
    press(window, 1)
    assert labels(window) == [1]


def test_a_stroke_more_or_less_makes_it_another_drawing(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    draw_digit(window.canvas, 1)
    window.canvas.undo()
    press(window, 7)
    window.canvas.redo()
    assert not line(window).button.isVisible()
    press(window, 4)
    assert labels(window) == [7, 4]
    window.canvas.undo()
    assert line(window).text == "Kept: a 7, read right"


def test_clear_works_as_ever_after_a_drawing_was_named(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 7)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.canvas.drawing
    assert line(window).text == ""
    assert labels(window) == [7]


def test_a_key_does_nothing_on_an_empty_pad_or_while_the_pen_is_down(window: MainWindow) -> None:
    press(window, 7)
    assert kept(window) == []
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=at(window.canvas, 200, 200))
    QTest.mouseMove(window.canvas, at(window.canvas, 700, 700))
    press(window, 7)
    assert kept(window) == []
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=at(window.canvas, 700, 700))
    press(window, 7)
    assert labels(window) == [7]


def test_digits_that_are_typed_name_nothing(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    window.commands.options.setChecked(True)
    tried = set()
    for kind in (CountField, TypedField, QLineEdit, QComboBox):
        for field in window.findChildren(kind):
            if field.isVisible() and field.isEnabled():
                field.setFocus()
                focus = QApplication.focusWidget()
                assert focus is not None
                press(focus, 7)
                press(focus, 7, KEYPAD)
                tried.add(type(field).__name__)
    assert tried >= {"CountField", "TypedField", "RecipeChoice"}
    window.recipes.setFocus()
    window.recipes.showPopup()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(popup.focusWidget() or popup, 7)
    window.recipes.hidePopup()
    assert kept(window) == []
    window.canvas.setFocus()
    press(window.canvas, 7)
    assert labels(window) == [7]


def test_what_was_deleted_elsewhere_is_kept_anew(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 1)
    window.samples.own.remove([kept(window)[0].id])
    press(window, 4)
    assert labels(window) == [4]
    window.samples.own.remove([kept(window)[0].id])
    line(window).button.click()
    assert kept(window) == []
    assert not line(window).button.isVisible()


def test_what_becomes_of_the_sample_elsewhere_is_told_on_the_pad(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 1)
    (sample,) = kept(window)
    own = window.samples.own
    own.relabel({sample.id: 4})
    assert line(window).text == "Kept: this is a 4, read as 7"
    own.restore(own.remove([sample.id]))
    assert line(window).text == "Kept: this is a 4, read as 7"
    gone = own.remove([sample.id])
    assert line(window).text in HINTS
    assert not window.canvas.starts_anew
    own.restore(gone)
    assert window.canvas.starts_anew
    press(window, 7)
    assert labels(window) == [7]


def test_what_cannot_be_kept_is_said_and_the_drawing_stays_as_it_was(
    window: MainWindow,
) -> None:
    samples_path().mkdir(parents=True)  # a folder where the file should be
    draw_digit(window.canvas, 7)
    press(window, 1)
    assert "This 1 could not be kept" in window.notice.sentence
    assert str(samples_path()) in window.notice.sentence
    assert len(window.canvas.drawing.strokes) == 1
    assert not line(window).button.isVisible()
    draw_digit(window.canvas, 1)  # and goes on, if the person wants to
    assert len(window.canvas.drawing.strokes) > 1
    samples_path().rmdir()
    press(window, 4)
    assert labels(window) == [4]
    assert window.notice.sentence == ""  # it could be kept after all


def test_both_windows_see_what_either_keeps(make_window: MakeWindow, qtbot: QtBot) -> None:
    first, second = make_window(), make_window()
    for window, digit in ((first, 7), (second, 3)):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        draw_digit(window.canvas, digit)
        press(window, digit)
    assert labels(first) == labels(second) == [7, 3]


def test_the_samples_are_in_the_file_once_the_window_is_closed(window: MainWindow) -> None:
    draw_digit(window.canvas, 7)
    press(window, 7)
    window.close()
    store = SampleStore()
    assert [sample.label for sample in store.samples()] == [7]
    store.close()


def test_the_chosen_digit_of_a_picture_is_kept_as_it_is_seen(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "page.png", "31")])
    picture = picture_on(window, qtbot)
    press(window, 3)
    assert line(window).text == "Kept: a 3, read right"
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert line(window).text in HINTS  # the other one has no name yet
    press(window, 7)
    assert line(window).text == "Kept: this is a 7, read as 1"
    first, second = kept(window)
    assert (first.label, first.said, first.ink, first.source) == (3, 3, "", "pad")
    assert (second.label, second.said, second.network) == (7, 1, "Digitpad's own")
    assert np.abs(second.image - picture.page.digits[1].input).max() <= 0.5 / 255
    QTest.keyClick(window.canvas, Qt.Key.Key_Left)
    assert line(window).text == "Kept: a 3, read right"
    press(window, 5)  # put right
    assert labels(window) == [5, 7]
    undo(window)
    assert labels(window) == [7]
    assert window.canvas.picture is picture
    undo(window)  # and now the picture goes
    assert window.canvas.picture is None


def test_the_first_stroke_after_a_picture_was_named_is_one_step(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "three.png", "3")])
    picture = picture_on(window, qtbot)
    press(window, 3)
    draw_digit(window.canvas, 7)
    qtbot.waitUntil(lambda: window.answer.text == "7")
    window.canvas.undo()
    assert window.canvas.picture is picture
    assert line(window).text == "Kept: a 3, read right"  # it still is what it was called
