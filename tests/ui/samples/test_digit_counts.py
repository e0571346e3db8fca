"""digitpad.ui.samples.digit_counts: ten columns, as high as there are samples."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from digitpad.ui import theme
from digitpad.ui.samples.digit_counts import DigitCounts


def coloured(view: DigitCounts, digit: int) -> int:
    """Return how many pixels in the middle of a digit's column have the bars' colour."""
    picture = view.grab().toImage()
    accent, step = theme.accent(view.palette()), picture.width() / 10
    x = int((digit + 0.5) * step)
    return sum(QColor(picture.pixel(x, y)) == accent for y in range(picture.height()))


def test_a_column_is_as_high_as_there_are_samples(qtbot: QtBot) -> None:
    view = DigitCounts()
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    view.show_counts([0, 10, 5, *[0] * 7])
    assert coloured(view, 0) == 0
    assert coloured(view, 1) > 1.8 * coloured(view, 2) > 0


def test_counts_are_said_to_who_does_not_see_them(qtbot: QtBot) -> None:
    view = DigitCounts()
    qtbot.addWidget(view)
    view.show_counts(range(10))
    assert view.accessibleName().startswith("Samples of each digit: 0: 0, 1: 1,")
    assert view.toolTip()
