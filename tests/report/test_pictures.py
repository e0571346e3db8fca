"""digitpad.report.pictures: a PNG that Qt reads back, and pictures in their places on a sheet."""

import base64

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.report.pictures import COLUMNS, data_uri, png, sheet

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (3, 65)])
def test_a_png_is_read_back_as_it_was(shape: tuple[int, int]) -> None:
    picture = RANDOM.integers(0, 256, shape, np.uint8)
    image = QImage.fromData(png(picture))
    assert image.format() == QImage.Format.Format_Grayscale8
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    assert np.array_equal(rows[:, : image.width()], picture)


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
