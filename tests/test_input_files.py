"""digitpad.input_files: the input as other programs read it."""

import csv
import io

import numpy as np
import pytest

from digitpad.input_files import input_csv, input_png
from digitpad.pictures.decode import decode, gray
from digitpad.raster import rasterize
from tests.tools import demo_digit


def test_the_picture_is_the_input_pixel_by_pixel() -> None:
    image = rasterize(demo_digit(5))
    assert np.array_equal(gray(decode(input_png(image), "it")), np.rint(image * 255))


@pytest.mark.parametrize(("label", "cell"), [(7, "7"), (0, "0"), (None, "")])
def test_the_row_has_the_label_and_784_pixels_row_by_row(label: int | None, cell: str) -> None:
    image = rasterize(demo_digit(5))
    header, row = csv.reader(io.StringIO(input_csv(image, label)))
    assert header == ["label", *(f"pixel{number}" for number in range(784))]
    assert row[0] == cell
    assert np.array_equal(np.array(row[1:], float).reshape(28, 28), np.rint(image * 255))
