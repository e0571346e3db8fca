"""digitpad.ui.networks.comparison: figures and readings in words."""

import numpy as np
from pytestqt.qtbot import QtBot

from digitpad.network import Reading
from digitpad.ui.networks.comparison import Comparison, reading_words


def reading(confidence: float) -> Reading:
    values = np.full(10, (1 - confidence) / 9, np.float32)
    values[4] = confidence
    return Reading(values)


def test_a_reading_that_is_not_sure_says_so() -> None:
    assert reading_words(reading(0.98)) == "4 (98%)"
    assert reading_words(reading(0.4)) == "not sure: 4 (40%)"


def test_a_network_that_cannot_be_measured_any_more_has_no_figure(qtbot: QtBot) -> None:
    comparison = Comparison(["mine", "other"])
    qtbot.addWidget(comparison)
    comparison.show_figures([[9_900, 10_000], None])
    assert [label.text() for label in comparison.figures] == ["99.00% (100 wrong)", "–"]
    assert "cannot be read any more" in comparison.figures[1].toolTip()
    comparison.show_no_figures("The process ended unexpectedly")
    assert [label.text() for label in comparison.figures] == ["–", "–"]
