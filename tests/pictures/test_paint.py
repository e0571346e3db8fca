"""digitpad.pictures.paint: ink as a picture."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.ink import Drawing, Stroke
from digitpad.pictures.decode import decode, gray
from digitpad.pictures.paint import picture_of, png_of
from digitpad.smooth_ink import PAD, PEN_SHARE
from tests.tools import demo_digit, drawing_of


def inked(image: QImage) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the pixels that are nearer to ink than to paper."""
    rows, columns = np.nonzero(gray(image) < 128)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_ink_is_in_the_middle_wherever_and_however_large_it_was_drawn() -> None:
    for drawing in (drawing_of([(0, 0), (0, 1)]), drawing_of([(9e5, 100), (9e5, 8_000)])):
        left, top, right, bottom = inked(picture_of(drawing, 100))
        assert (left, right) == (48, 51)
        assert (top, bottom) == (14, 85)


def test_on_the_pad_it_is_where_it_was_drawn() -> None:
    image = picture_of(drawing_of([(200, 100), (200, 300)]), 500, frame=PAD)
    assert image.width() == image.height() == 500
    left, top, right, bottom = inked(image)
    wide = PEN_SHARE * 500
    assert (left, right) == pytest.approx((100 - wide / 2, 100 + wide / 2 - 1), abs=1)
    assert (top, bottom) == pytest.approx((50 - wide / 2, 150 + wide / 2 - 1), abs=1)


def test_paper_is_white_or_transparent() -> None:
    drawing = demo_digit(3)
    opaque, clear = (picture_of(drawing, 100, background=b) for b in (True, False))
    assert not opaque.hasAlphaChannel()
    assert opaque.pixelColor(1, 1).name() == "#ffffff"
    assert clear.pixelColor(1, 1).alpha() == 0
    # On white the two are one picture.
    assert np.array_equal(gray(clear), gray(opaque))


def test_a_png_is_that_picture() -> None:
    drawing = demo_digit(5)
    for background in (True, False):
        data = png_of(drawing, 64, background=background)
        assert data.startswith(b"\x89PNG")
        read = decode(data, "it")
        assert read.hasAlphaChannel() is not background
        assert np.array_equal(gray(read), gray(picture_of(drawing, 64, background=background)))


def test_harder_is_wider() -> None:
    x = [float(value) for value in np.linspace(100, 900, 81)]
    stroke = Stroke(x, [500.0] * 81, list(range(81)), [value / 1_000 for value in x])
    dark = (gray(picture_of(Drawing([stroke]), 500, frame=PAD)) < 128).sum(0)
    widths = dark[[75, 250, 425]]
    assert list(widths) == sorted(set(widths))
    assert widths == pytest.approx(
        PEN_SHARE * 500 * (0.4 + 0.6 * np.array([0.15, 0.5, 0.85])), abs=1.5
    )


def test_nothing_is_paper() -> None:
    assert gray(picture_of(Drawing(), 20)).min() == 255
