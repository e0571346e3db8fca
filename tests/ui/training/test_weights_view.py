"""digitpad.ui.training.weights_view: weights as pictures, sharp and in the theme's colours."""

import base64

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from digitpad.layers import Array, Layer
from digitpad.network import DenseNetwork
from digitpad.raster import SIDE
from digitpad.resources import bundled_network
from digitpad.ui import theme
from digitpad.ui.training.weights_view import (
    MOST,
    WeightsView,
    colours,
    decode_pictures,
    pictures_of,
)


def network_with(kernel: Array) -> DenseNetwork:
    layer = Layer("first", "Dense", kernel.shape[1:], lambda x: x @ kernel, weights=(kernel,))
    return DenseNetwork((layer,), (784,), {})


@pytest.fixture
def view(qtbot: QtBot) -> WeightsView:
    view = WeightsView()
    qtbot.addWidget(view)
    view.resize(300, 180)
    view.show()
    return view


def test_weights_for_and_against_have_colours_of_their_own(view: WeightsView) -> None:
    picture = np.full((1, SIDE, SIDE), 128, np.uint8)
    picture[0, :, :14] = 255
    picture[0, :, 14:] = 1
    picture[0, 20:] = 128
    view.show_pictures(picture)
    image = view.grab().toImage()
    palette = view.palette()
    middle, zoom = image.width() // 2, 180 // 29
    top = (image.height() - SIDE * zoom) // 2
    assert image.pixelColor(middle - zoom, top + zoom) == theme.accent(palette)
    against = image.pixelColor(middle + zoom, top + zoom)
    assert abs(against.red() - theme.second(palette).red()) < 3
    assert image.pixelColor(middle, top + 25 * zoom) == theme.paper(palette)
    # Crisp: from one colour to the other without any between.
    row = [image.pixelColor(x, top + zoom).name() for x in range(middle - 60, middle + 60)]
    assert len(set(row)) == 2
    view.setPalette(theme.dark_palette())
    dark = view.grab().toImage().pixelColor(middle, top + 25 * zoom)
    assert dark == theme.paper(theme.dark_palette())


@pytest.mark.parametrize(
    ("count", "width", "height", "zoom"),
    [(10, 600, 180, 3), (32, 330, 130, 1), (32, 600, 165, 2), (32, 380, 380, 3), (1, 20, 20, 1)],
)
def test_pictures_are_as_large_as_enough_of_them_fit(
    count: int, width: int, height: int, zoom: int, view: WeightsView
) -> None:
    view.show_pictures(np.zeros((count, SIDE, SIDE), np.uint8))
    found, across, down = view.layout_in(width, height)
    assert found == zoom
    if width > SIDE:
        assert (across * (SIDE + 1) - 1) * zoom <= width
        assert (down * (SIDE + 1) - 1) * zoom <= height
        assert across * down >= min(count, 16)
    view.resize(width, height)
    view.grab()


def test_before_the_first_look_a_hint_is_shown(view: WeightsView) -> None:
    view.show_pictures(None, "not yet")
    assert view.hint == "not yet"
    view.grab()


def test_the_colours_go_from_one_end_over_nothing_to_the_other() -> None:
    table = colours(QColor("#ff0000"), QColor("#ffffff"), QColor("#0000ff"))
    assert [f"{value:08x}" for value in table[[0, 128, 255]]] == [
        "ffff0000",
        "ffffffff",
        "ff0000ff",
    ]


def test_pictures_of_a_look_are_read_and_nothing_else() -> None:
    whole = base64.b64encode(bytes(2 * SIDE * SIDE)).decode()
    pictures = decode_pictures(whole)
    assert pictures is not None
    assert pictures.shape == (2, SIDE, SIDE)
    for text in ("", "no base64!", "AAAA", whole[:-8]):
        assert decode_pictures(text) is None


def test_the_first_layer_of_any_network_is_shown() -> None:
    random = np.random.default_rng(0)
    kernel = random.normal(size=(784, 100)).astype(np.float32)
    pictures = pictures_of(network_with(kernel))
    assert pictures is not None
    assert pictures.shape == (MOST, SIDE, SIDE)
    strongest = np.abs(pictures.astype(int) - 128).max(axis=(1, 2))
    assert (strongest == 127).all()  # each picture uses all of its colours
    brightest = np.unravel_index(pictures[3].argmax(), (SIDE, SIDE))
    assert brightest == np.unravel_index(kernel[:, 3].argmax(), (SIDE, SIDE))


def test_a_convolution_written_out_is_shown_as_its_maps() -> None:
    pictures = pictures_of(DenseNetwork.open(bundled_network()))
    assert pictures is not None
    assert pictures.shape == (10, SIDE, SIDE)
    # 6x6 weights, four pixels wide each, and a rim of two.
    assert (pictures[:, :2] == 128).all()
    assert (pictures[:, 2:6, 2:6] == pictures[:, 2:3, 2:3]).all()


def test_units_without_any_weight_are_shown_too() -> None:
    kernel = np.zeros((784, 3), np.float32)
    pictures = pictures_of(network_with(kernel))
    assert pictures is not None
    assert (pictures == 128).all()
    assert pictures_of(network_with(np.zeros((100, 3), np.float32))) is None
