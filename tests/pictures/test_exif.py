"""digitpad.pictures.exif: a picture is turned as its EXIF says, whatever kind of file it is."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.pictures.decode import decode, gray
from digitpad.pictures.exif import upright
from tests.pictures.tools import Gray, as_image, encoded

#: Three shades, so that every way up is another picture.
CORNERS = np.kron(np.array([[0, 255], [128, 255], [128, 255]]), np.ones((8, 8))).astype(np.uint8)
#: How each orientation is put right, as Exif 2.32 tells it.
PUT_RIGHT: dict[int, Callable[[Gray], Gray]] = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).T,
    8: np.rot90,
}


def exif(orientation: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(f"{order}IH", 8, 1) + entry + bytes(4)


def png_with(data: bytes, picture: Gray = CORNERS) -> bytes:
    """Return a PNG with an eXIf chunk behind its header."""
    png = encoded(as_image(picture))
    chunk = struct.pack(">I", len(data)) + b"eXIf" + data
    return png[:33] + chunk + struct.pack(">I", zlib.crc32(b"eXIf" + data)) + png[33:]


def webp_with(data: bytes) -> bytes:
    """Return a lossless WebP with an EXIF chunk at its end."""
    webp = encoded(as_image(CORNERS), "webp", 100)
    chunk = b"EXIF" + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(webp) - 8 + len(chunk)) + webp[8:] + chunk


@pytest.mark.parametrize("orientation", PUT_RIGHT)
@pytest.mark.parametrize("order", ["<", ">"])
def test_png_and_webp_are_turned_upright(orientation: int, order: str) -> None:
    right = PUT_RIGHT[orientation](CORNERS)
    for data in (
        png_with(exif(orientation, order)),
        webp_with(exif(orientation, order)),
        webp_with(b"Exif\0\0" + exif(orientation, order)),
    ):
        seen = gray(decode(data, "it"))
        assert seen.shape == right.shape
        assert np.abs(seen.astype(int) - right).max() < 8


@pytest.mark.parametrize("data", [b"", b"II", exif(0), exif(9), exif(65_535), exif(6)[:15]])
def test_what_says_nothing_turns_nothing(data: bytes) -> None:
    assert np.array_equal(gray(decode(png_with(data), "it")), CORNERS)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.booleans())
def test_any_exif_leaves_a_picture(data: bytes, begins_rightly: bool) -> None:
    head = b"II*\0\x08\0\0\0" if begins_rightly else b""
    image = as_image(CORNERS)
    for made in (png_with(head + data), webp_with(head + data), head + data):
        assert not upright(image, made).isNull()
