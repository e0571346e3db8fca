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
