"""digitpad.ui.bars: as long as the probability, the best marked, no claim for nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
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


def test_ten_rows_of_figures_fit_however_large_the_font(bars: Bars) -> None:
    font = bars.font()
    font.setPointSize(2 * font.pointSize())
    bars.setFont(font)
    assert bars.minimumHeight() >= ROWS * bars.fontMetrics().height()


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


def middle(bars: Bars, digit: int) -> QPoint:
    return QPoint(100, int((digit + 0.5) * bars.height() / ROWS))


def test_a_click_on_a_row_names_its_digit(bars: Bars) -> None:
    clicked: list[int] = []
    bars.clicked.connect(clicked.append)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=middle(bars, 7))
    assert clicked == []  # nothing is drawn
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[1]))
    for digit in range(10):
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=middle(bars, digit))
    assert clicked == list(range(10))
    QTest.mouseClick(bars, Qt.MouseButton.RightButton, pos=middle(bars, 7))
    QTest.mousePress(bars, Qt.MouseButton.LeftButton, pos=middle(bars, 7))
    QTest.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=middle(bars, 3))  # changed my mind
    QTest.mousePress(bars, Qt.MouseButton.LeftButton, pos=middle(bars, 7))
    QTest.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=QPoint(-5, 5))
    assert clicked == list(range(10))


def test_the_row_under_the_mouse_shows_that_it_can_be_clicked(bars: Bars) -> None:
    def marked() -> list[int]:
        image = bars.grab().toImage()
        ground = image.pixelColor(bars.width() - 1, 0)
        rows = (middle(bars, digit).y() for digit in range(ROWS))
        edge = int(bars.width() - 20)
        above = [image.pixelColor(edge, int(y - bars.height() / ROWS / 2 + 4)) for y in rows]
        return [digit for digit, colour in enumerate(above) if colour != ground]

    bars.show()
    QTest.mouseMove(bars, middle(bars, 7))
    assert marked() == []
    assert bars.cursor().shape() == Qt.CursorShape.ArrowCursor
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[1]))
    assert marked() == [7]
    assert bars.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(bars, middle(bars, 2))
    assert marked() == [2]
    QApplication.sendEvent(bars, QEvent(QEvent.Type.Leave))
    assert marked() == []


def test_a_row_says_what_a_click_means_and_a_percentage_what_it_is(bars: Bars) -> None:
    def tip(place: QPoint) -> str:
        help_ = QHelpEvent(QEvent.Type.ToolTip, place, bars.mapToGlobal(place))
        QApplication.sendEvent(bars, help_)
        return QToolTip.text()

    assert "softmax" in tip(middle(bars, 7))  # nothing is drawn
    bars.show_reading(Reading(np.eye(10, dtype=np.float32)[1]))
    assert tip(middle(bars, 7)) == "Click, or press 7: this is a 7"
    assert tip(middle(bars, 8)) == "Click, or press 8: this is an 8"
    assert "softmax" in tip(QPoint(bars.width() - 10, 10))
