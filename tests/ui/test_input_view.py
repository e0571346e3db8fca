"""digitpad.ui.input_view: shows the 28x28 inputs as they are."""

import numpy as np
from pytestqt.qtbot import QtBot

from digitpad.raster import rasterize
from digitpad.ui.input_view import InputView
from tests.tools import demo_digit


def test_each_pixel_is_one_input(qtbot: QtBot) -> None:
    view = InputView()
    qtbot.addWidget(view)
    values = rasterize(demo_digit(2))
    view.show_input(values)
    image = view.grab().toImage()
    shown = [
        [image.pixelColor(1 + 4 * x + 2, 1 + 4 * y + 2).red() for x in range(28)] for y in range(28)
    ]
    assert np.abs(np.array(shown) / 255 - values).max() < 0.01


def test_nothing_is_black(qtbot: QtBot) -> None:
    view = InputView()
    qtbot.addWidget(view)
    view.show_input(rasterize(demo_digit(2)))
    view.show_input(None)
    image = view.grab().toImage()
    assert {image.pixelColor(x, 50).red() for x in range(2, 110)} == {0}


def test_pixels_may_lie_in_any_order_in_memory(qtbot: QtBot) -> None:
    view = InputView()
    qtbot.addWidget(view)
    values = rasterize(demo_digit(2))
    view.show_input(values)
    before = view.grab().toImage()
    view.show_input(np.asfortranarray(values))
    assert view.grab().toImage() == before
