"""digitpad.pictures.smaller: large pictures become small in pieces, and nobody sees the seams."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from digitpad.pictures.smaller import MAX_SIDE, bounded, stretched
from tests.pictures.tools import as_gray, as_image

#: Slow waves and hard edges, of both directions.
WAVES = (
    127
    + 60 * np.sin(np.arange(2_900) / 90)[None, :]
    + 60 * np.sign(np.sin(np.arange(2_100) / 50))[:, None]
)


@pytest.mark.parametrize("form", ["Grayscale8", "Indexed8", "RGB32", "ARGB32", "RGB16", "CMYK8888"])
def test_pieces_come_to_the_same_as_the_whole(form: str) -> None:
    image = as_image(WAVES).convertToFormat(getattr(QImage.Format, f"Format_{form}"))
    small = bounded(image)
    assert (small.width(), small.height()) == (MAX_SIDE, 1_158)
    assert small.hasAlphaChannel() == (form == "ARGB32")
    kept, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    whole = as_gray(as_image(WAVES).scaled(small.size(), kept, smooth))
    off = np.abs(as_gray(small).astype(int) - whole)
    assert off.mean() < 3  # RGB16 has five bits a colour
    assert np.quantile(off, 0.99) < 40  # a hard edge may lie half a pixel off


def test_transparency_stays() -> None:
    image = QImage(4_000, 1_000, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    assert bounded(image).pixelColor(800, 200).alpha() == 0


@pytest.mark.parametrize(("width", "height"), [(200_000, 1), (1, 200_000), (1_601, 3)])
def test_a_strip_keeps_a_pixel(width: int, height: int) -> None:
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(200)
    small = bounded(image)
    assert max(small.width(), small.height()) == MAX_SIDE
    assert min(small.width(), small.height()) >= 1
    assert (as_gray(small) == 200).all()


def test_a_picture_that_is_small_enough_is_left_alone() -> None:
    image = QImage(MAX_SIDE, 3, QImage.Format.Format_Mono)
    assert bounded(image) is image


@pytest.mark.parametrize(
    ("highest", "becomes"), [(4_095, 65_520), (1_023, 65_472), (40_000, 40_000), (3, 3), (0, 0)]
)
def test_what_is_dark_for_two_bytes_is_stretched(highest: int, becomes: int) -> None:
    values = np.linspace(0, highest, 7 * 5).astype(np.uint16).reshape(5, 7)
    image = QImage(values.tobytes(), 7, 5, 14, QImage.Format.Format_Grayscale16).copy()
    bright = np.frombuffer(stretched(image).constBits(), np.uint16).reshape(5, -1)[:, :7]
    assert bright.max() == becomes
    assert np.array_equal(np.argsort(bright.ravel()), np.argsort(values.ravel()))
