"""digitpad.ui.samples.countdown: a line that grows shorter, and says when it is gone."""

from pytestqt.qtbot import QtBot

from digitpad.ui import theme
from digitpad.ui.samples.countdown import Countdown


def coloured(countdown: Countdown) -> int:
    """Return how many pixels of the line there are."""
    image, accent = countdown.grab().toImage(), theme.accent(countdown.palette())
    return sum(image.pixelColor(x, 1) == accent for x in range(image.width()))


def test_it_runs_out_and_says_so_once(qtbot: QtBot) -> None:
    countdown = Countdown(100)
    qtbot.addWidget(countdown)
    countdown.resize(400, countdown.height())
    assert coloured(countdown) == 0
    over: list[bool] = []
    countdown.over.connect(lambda: over.append(True))
    countdown.start()
    first = coloured(countdown)
    qtbot.waitUntil(lambda: 0 < coloured(countdown) < first)
    qtbot.waitUntil(lambda: bool(over))
    assert coloured(countdown) == 0
    qtbot.wait(150)
    assert over == [True]


def test_who_stops_it_hears_nothing(qtbot: QtBot) -> None:
    countdown = Countdown(50)
    qtbot.addWidget(countdown)
    over: list[bool] = []
    countdown.over.connect(lambda: over.append(True))
    countdown.start()
    assert countdown.runs
    countdown.stop()
    assert not countdown.runs
    assert coloured(countdown) == 0
    qtbot.wait(100)
    assert over == []
