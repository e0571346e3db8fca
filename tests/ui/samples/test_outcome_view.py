"""digitpad.ui.samples.outcome_view: before and after at a glance."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from digitpad.training.events import Tuned
from digitpad.ui import theme
from digitpad.ui.samples.outcome_view import OutcomeView, figure
from digitpad.ui.sentence import wrong
from tests.ui.samples.test_outcome import tuned

Show = Callable[[Tuned], dict[str, QLabel]]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Return what shows an outcome, and returns its labels by what they say."""
    views: list[OutcomeView] = []  # or they would be gone, and their labels too

    def show(outcome: Tuned) -> dict[str, QLabel]:
        view = OutcomeView(outcome)
        views.append(view)
        qtbot.addWidget(view)
        view.show()
        return {label.text(): label for label in view.findChildren(QLabel)}

    return show


def colour_of(label: QWidget) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name()


@pytest.mark.parametrize(
    ("right", "count", "told"),
    [
        (12, 13, ("12 of 13", "92%")),
        (0, 0, ("–", "")),
        (123, 124, ("99.2%", "123 of 124")),
        (9_951, 10_000, ("99.51%", "9,951 of 10,000")),
    ],
)
def test_few_are_counted_and_many_are_shares(right: int, count: int, told: object) -> None:
    assert figure(right, count) == told


def test_both_networks_stand_side_by_side_on_all_three_sets(show: Show) -> None:
    labels = show(tuned((13, 8, 13), (9_951, 9_945)))
    assert {"8 of 13", "13 of 13", "5 more"} <= labels.keys()
    assert {"34 of 50", "50 of 50", "16 more"} <= labels.keys()
    assert {"99.51%", "99.45%", "9,945 of 10,000", "6 fewer"} <= labels.keys()


def test_better_and_worse_have_their_colours_and_little_has_none(show: Show) -> None:
    labels = show(tuned((13, 8, 13), (9_951, 9_945)))
    palette = labels["before"].palette()
    assert colour_of(labels["5 more"]) == theme.accent(palette).name()
    assert colour_of(labels["6 fewer"]) == theme.faint(palette).name()
    labels = show(tuned((13, 8, 7), (9_951, 9_800)))
    assert colour_of(labels["1 fewer"]) == wrong(palette).name()
    assert colour_of(labels["151 fewer"]) == wrong(palette).name()


def test_few_held_back_are_said_to_say_little(show: Show) -> None:
    assert "so few say little yet" in show(tuned((4, 3, 4)))
    assert "so few say little yet" not in show(tuned((13, 3, 4)))
    none = show(tuned((0, 0, 0)))
    assert "none yet" in none


def test_every_row_teaches_what_it_is_for(show: Show) -> None:
    labels = show(tuned())
    for name in ("Your samples, held back", "Your samples, learnt from", "MNIST's test images"):
        assert labels[name].toolTip()
