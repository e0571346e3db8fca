"""digitpad.pictures.sheet: a sheet on a table is found, and nothing else is taken for one."""

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.pictures.page import page_of
from digitpad.pictures.sheet import sheet_in
from digitpad.resources import bundled_network
from tests.pictures.tools import Gray, as_image, scaled

MNIST = load_mnist()
NETWORK = DenseNetwork.open(bundled_network())


def on_a_table(sheet: Gray, table: Gray, left: int = 110, top: int = 70) -> Gray:
    shown = np.array(table, np.uint8)
    shown[top : top + sheet.shape[0], left : left + sheet.shape[1]] = sheet
    return np.asarray(shown, np.uint8)


def note(number: int) -> Gray:
    """Return a white sheet with one digit."""
    sheet = np.full((300, 400), 245, np.uint8)
    sheet[90:210, 130:250] = 245 - scaled(MNIST.x_test[number], 120, 120) * 0.8
    return sheet


@pytest.mark.parametrize("table", ["plain", "wood"])
def test_digits_on_a_sheet_on_a_table_are_read_where_they_are(table: str) -> None:
    wood = 60 + 20 * np.sin(np.arange(480) / 7)[:, None] * np.ones(640)
    shades = np.full((480, 640), 45.0) if table == "plain" else wood
    for number in range(12):
        shown = on_a_table(note(number), shades.astype(np.uint8))
        (digit,) = page_of(as_image(shown), "it").digits
        assert NETWORK.read(digit.input).digit == MNIST.y_test[number]
        assert 240 <= digit.box.left < digit.box.left + digit.box.width <= 360
        assert 160 <= digit.box.top < digit.box.top + digit.box.height <= 280


def test_an_empty_sheet_is_no_digit_and_neither_is_the_table() -> None:
    empty = on_a_table(np.full((300, 400), 245, np.uint8), np.full((480, 640), 45, np.uint8))
    sheet = sheet_in(empty)
    assert sheet is not None
    assert sheet.gray.min() == sheet.gray.max() == 245


def test_pages_boards_and_shadows_are_no_sheets() -> None:
    for number in range(10):
        digit = MNIST.x_test[number]
        for shown in (
            scaled(digit, 200, 300),
            255 - scaled(digit, 200, 300),
            np.asarray(255 - note(number)),
            note(number),
        ):
            assert sheet_in(shown) is None
    half = np.full((300, 400), 250, np.uint8)
    half[:, 200:] = 100
    assert sheet_in(half) is None
    assert sheet_in(np.zeros((100, 100), np.uint8)) is None


def test_a_light_digit_on_a_board_is_no_sheet() -> None:
    for number in (3, 10, 13):  # zeros
        assert MNIST.y_test[number] == 0
        thick = np.asarray(np.minimum(255, 3 * scaled(MNIST.x_test[number], 200, 200).astype(int)))
        (digit,) = page_of(as_image(thick), "it").digits
        assert NETWORK.read(digit.input).digit == 0
