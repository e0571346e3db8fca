"""digitpad.ui.bars: as long as the probability, the best marked, no claim for nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QPaintEvent, QRegion
from pytestqt.qtbot import QtBot

from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.bars import ROWS, Bars


def painted(bars: Bars, digit: int, colour: object) -> int:
    """Return how many pixels of a row's middle have a colour."""
    image = bars.grab().toImage()
    y = int((digit + 0.5) * bars.height() / ROWS)
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()))


@pytest.fixture
def bars(qtbot: QtBot) -> Bars:
    bars = Bars()
    qtbot.addWidget(bars)
    bars.resize(400, 300)
    return bars


def test_nothing_drawn_claims_nothing(bars: Bars) -> None:
    for digit in range(10):
        assert painted(bars, digit, theme.accent(bars.palette())) == 0
        assert painted(bars, digit, theme.other(bars.palette())) == 0


def test_bars_are_as_long_as_probabilities_and_the_best_is_marked(bars: Bars) -> None:
    probabilities = np.array([0, 0.1, 0.2, 0, 0, 0.6, 0.1, 0, 0, 0], np.float32)
    bars.show_reading(Reading(probabilities))
    best, other = theme.accent(bars.palette()), theme.other(bars.palette())
    lengths = [painted(bars, digit, best if digit == 5 else other) for digit in range(10)]
    assert lengths[5] > lengths[2] > lengths[1] > 0
    assert lengths[0] == 0
    tracks = painted(bars, 5, theme.track(bars.palette()))
    assert lengths[5] / (lengths[5] + tracks) == pytest.approx(0.6, abs=0.05)
    assert all(painted(bars, digit, best) == 0 for digit in range(10) if digit != 5)


def test_a_new_reading_replaces_the_old(bars: Bars) -> None:
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[4]))
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[9]))
    accent = theme.accent(bars.palette())
    assert painted(bars, 9, accent) > 100
    assert painted(bars, 4, accent) == 0
    bars.show_reading(None)
    assert painted(bars, 9, accent) == 0


def test_changes_too_small_to_see_add_up_to_one_that_is_painted(bars: Bars, qtbot: QtBot) -> None:
    class Watch(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.painted = QRegion()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                self.painted += event.region()
            return False

    with qtbot.waitExposed(bars):
        bars.show()
    shares = np.array([0.6, 0.1, 0.3, 0, 0, 0, 0, 0, 0, 0])
    bars.show_reading(Reading(shares.astype(np.float32)))
    bars.repaint()
    watch = Watch()
    bars.installEventFilter(watch)
    for _ in range(10):
        shares[:2] += [-0.0001, 0.0001]
        bars.show_reading(Reading(shares.astype(np.float32)))
        qtbot.wait(1)
    height = bars.height() / ROWS
    rows = [watch.painted.contains(QPoint(5, int((row + 0.5) * height))) for row in range(ROWS)]
    assert rows == [True, True] + [False] * 8


def test_bars_in_doubt_are_dim_and_none_is_marked(bars: Bars) -> None:
    shares = np.array([0.4, 0.3, 0.3, 0, 0, 0, 0, 0, 0, 0], np.float32)
    bars.show_reading(Reading(shares))
    accent, other = theme.accent(bars.palette()), theme.other(bars.palette())
    assert all(painted(bars, digit, colour) == 0 for digit in (0, 1) for colour in (accent, other))
    track = theme.track(bars.palette())
    assert painted(bars, 0, track) < painted(bars, 3, track)  # but they are there
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[0]))
    assert painted(bars, 0, accent) > 100
