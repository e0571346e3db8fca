"""digitpad.report.pictures: pictures in their places on a sheet, and an address that holds one."""

import base64

import numpy as np
import pytest

from digitpad.png import png
from digitpad.report.pictures import COLUMNS, data_uri, sheet

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("count", [0, 1, COLUMNS, COLUMNS + 1, 200])
def test_each_picture_has_its_place_on_the_sheet(count: int) -> None:
    pictures = RANDOM.integers(0, 256, (count, 28, 28), np.uint8)
    whole = sheet(pictures)
    for number, picture in enumerate(pictures):
        top, left = number // COLUMNS * 28, number % COLUMNS * 28
        assert np.array_equal(whole[top : top + 28, left : left + 28], picture)


def test_an_address_holds_the_picture_itself() -> None:
    data = png(np.zeros((28, 28), np.uint8))
    kind, held = data_uri(data).split(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(held) == data
