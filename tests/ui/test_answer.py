"""digitpad.ui.answer: the best digit, large, and no claim for nothing."""

import numpy as np
from pytestqt.qtbot import QtBot

from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.answer import Answer


def coloured(answer: Answer) -> int:
    """Return how many pixels have the colour of an answer."""
    image, accent = answer.grab().toImage(), theme.accent(answer.palette())
    return sum(
        image.pixelColor(x, y) == accent
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_the_answer_is_large_and_goes_with_the_reading(qtbot: QtBot) -> None:
    answer = Answer()
    qtbot.addWidget(answer)
    answer.resize(200, 120)
    assert answer.text == "–"
    assert coloured(answer) == 0
    answer.show_reading(Reading(np.eye(10, dtype=np.float32)[8]))
    assert answer.text == "8"
    assert answer.accessibleName() == "Answer: 8"
    assert coloured(answer) > 200
    answer.show_reading(None)
    assert answer.text == "–"
    assert coloured(answer) == 0


def test_doubt_is_said_in_words_and_claims_no_digit(qtbot: QtBot) -> None:
    answer = Answer()
    qtbot.addWidget(answer)
    answer.resize(200, 120)
    answer.show_reading(Reading(np.full(10, 0.1, np.float32)))
    assert answer.text == "not sure"
    assert answer.accessibleName() == "No answer: not sure which digit this is"
    assert coloured(answer) == 0
    answer.show_reading(Reading(np.eye(10, dtype=np.float32)[8]))
    assert answer.text == "8"


def reading(digit: int) -> Reading:
    return Reading(np.eye(10, dtype=np.float32)[digit])


DOUBT = Reading(np.full(10, 0.1, np.float32))


def test_of_a_page_all_digits_are_told_and_the_chosen_one_stands_out(qtbot: QtBot) -> None:
    answer = Answer()
    qtbot.addWidget(answer)
    answer.resize(200, 120)
    lines = [[reading(3), DOUBT, reading(4)], [reading(1)]]
    answer.show_page(lines, 0)
    assert answer.text == "3 ? 4\n1"
    assert answer.accessibleName() == "Answer: 3 ? 4\n1"
    first = answer.grab().toImage()
    assert coloured(answer) > 30
    answer.show_page(lines, 3)
    assert answer.grab().toImage() != first
    answer.show_reading(reading(8))
    assert answer.text == "8"
    assert coloured(answer) > 200


def test_a_page_with_more_digits_than_there_is_room_for_is_cut(qtbot: QtBot) -> None:
    answer = Answer()
    qtbot.addWidget(answer)
    answer.resize(100, 120)
    answer.show_page([[reading(8)] * 40] * 40, 0)
    whole = answer.grab().toImage()
    assert answer.text.count("8") == 1_600
    answer.show_page([[reading(8)] * 40] * 39, 0)
    assert answer.grab().toImage() == whole
