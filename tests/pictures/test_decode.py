"""digitpad.pictures.decode: any picture becomes pixels, and what would have no end is refused."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageIOHandler

from digitpad.data.mnist import first_training_images
from digitpad.pictures.decode import (
    MAX_JPEG_SCANS,
    PictureError,
    decode,
    gray,
    read_bytes,
)
from digitpad.pictures.page import page_of
from digitpad.pictures.smaller import MAX_SIDE
from digitpad.png import png
from tests.pictures.tools import as_image, encoded, scaled

KINDS = ("png", "jpg", "bmp", "tiff", "webp", "ppm", "pgm")
DIGIT = 255 - scaled(first_training_images(1)[0], 60, 60)
#: A GIF of one black pixel; Qt writes none.
GIF = bytes.fromhex("474946383961010001008000000000000000002c00000000010001000002024401003b")


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG whose header claims so many pixels, and which has none of them."""
    data = png(np.zeros((2, 2), np.uint8))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return data[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header)) + data[33:]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_read(kind: str) -> None:
    seen = gray(decode(encoded(as_image(DIGIT), kind, 95), "it"))
    assert seen.shape == DIGIT.shape
    assert np.abs(seen.astype(int) - DIGIT).mean() < 3


def test_gif_is_read() -> None:
    assert decode(GIF, "it").size().width() == 1


@pytest.mark.parametrize(
    "form", ["Grayscale16", "RGBA64", "Mono", "Indexed8", "RGB16", "CMYK8888", "RGBA32FPx4"]
)
def test_every_depth_is_read(form: str) -> None:
    image = as_image(DIGIT).convertToFormat(getattr(QImage.Format, f"Format_{form}"))
    kind = "tiff" if form in ("CMYK8888", "RGBA32FPx4") else "png"
    seen = gray(decode(encoded(image, kind), "it"))
    assert seen.shape == DIGIT.shape
    assert seen[30].min() < 60
    assert seen[0].min() > 200


@pytest.mark.parametrize("kind", ["jpg", "tiff"])
@pytest.mark.parametrize("turn", ["Rotate90", "Rotate180", "Rotate270", "Mirror"])
def test_exif_turns_it_upright(kind: str, turn: str) -> None:
    transformation = getattr(QImageIOHandler.Transformation, f"Transformation{turn}")
    wide = as_image(np.pad(DIGIT, ((0, 0), (0, 40)), constant_values=255))
    size = decode(encoded(wide, kind, 95, transformation), "it").size()
    is_turned = turn in ("Rotate90", "Rotate270")
    assert (size.width(), size.height()) == ((60, 100) if is_turned else (100, 60))


def test_large_pictures_are_read_smaller() -> None:
    large = as_image(scaled(DIGIT, 5_000, 40))
    assert decode(encoded(large), "it").width() == MAX_SIDE
    assert decode(encoded(large), "it").height() == 12


def test_a_large_picture_takes_no_more_than_its_own_bytes() -> None:
    wide = encoded(as_image(np.tile(np.arange(8_000, dtype=np.uint8) // 40, (7_500, 1))))
    before = _peak_memory()
    seen = decode(wide, "it")
    assert (seen.width(), seen.height()) == (MAX_SIDE, 1_500)
    assert seen.format() == QImage.Format.Format_Grayscale8
    assert _peak_memory() - before < 110_000_000  # of which 60 are the picture


def _peak_memory() -> int:
    resource = pytest.importorskip("resource")
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1_024


@pytest.mark.parametrize("kind", ["png", "tiff"])
@pytest.mark.parametrize("form", ["Grayscale16", "RGBX64", "RGBA64"])
@pytest.mark.parametrize("side", [60, 2_000])
def test_12_bits_of_16_are_as_good_as_all(side: int, form: str, kind: str) -> None:
    digit = scaled(DIGIT, side, side)
    image = as_image(digit).convertToFormat(getattr(QImage.Format, f"Format_{form}"))
    values = np.frombuffer(image.bits(), np.uint16)
    values.setflags(write=True)
    colours = values.reshape(side, -1)[:, : side * (1 if form == "Grayscale16" else 4)]
    colours = colours.reshape(side, side, -1)[..., :3]
    colours //= 16
    seen = gray(decode(encoded(image, kind), "it"))
    expected = gray(decode(encoded(as_image(digit)), "it"))
    assert np.abs(seen.astype(int) - expected).max() <= 3


def test_a_mnist_digit_of_12_bits_is_found() -> None:
    digit = first_training_images(1)[0].astype(np.uint16) * 16
    image = QImage(digit.tobytes(), 28, 28, 56, QImage.Format.Format_Grayscale16)
    (found,) = page_of(decode(encoded(image), "it"), "it").digits
    assert found.input.max() > 0.99


def tiff_packed(way: int, kind: bytes = b"II*\0") -> bytes:
    """Return a TIFF that says how it is packed, and is not."""
    order = "<" if kind[:1] == b"I" else ">"
    tags = {256: 60, 257: 60, 258: 8, 259: way, 262: 1, 273: 200, 277: 1, 278: 60, 279: 3_600}
    entries = b"".join(struct.pack(f"{order}HHIHxx", tag, 3, 1, tags[tag]) for tag in tags)
    head = kind + struct.pack(f"{order}IH", 8, len(tags)) + entries
    return head.ljust(200, b"\0") + DIGIT.tobytes()


@pytest.mark.parametrize("kind", [b"II*\0", b"MM\0*"])
def test_a_tiff_that_is_packed_in_a_way_that_is_not_read_is_told_so(kind: bytes) -> None:
    assert gray(decode(tiff_packed(1, kind), "it")).shape == DIGIT.shape
    for way, name in ((7, "JPEG"), (50000, "Zstandard")):
        with pytest.raises(PictureError) as caught:
            decode(tiff_packed(way, kind), "it")
        assert str(caught.value) == (
            f"it is a TIFF packed as {name}, which is not read; save it as PNG, or packed as LZW"
        )


@pytest.mark.parametrize(("kind", "name"), [("png", "PNG"), ("tiff", "TIFF"), ("webp", "WebP")])
def test_half_a_picture_is_told_in_our_own_words(kind: str, name: str) -> None:
    data = encoded(as_image(DIGIT), kind)
    with pytest.raises(PictureError) as caught:
        decode(data[: len(data) // 2], "it")
    assert str(caught.value) == (
        f"it is not a whole picture: its {name} is damaged, cut off or of a rare sort; copy it "
        "once more, or save it as PNG"
    )


def test_transparent_paper_is_white_and_black_under_light_ink() -> None:
    for ink, paper in ((Qt.GlobalColor.black, 255), (Qt.GlobalColor.white, 0)):
        image = QImage(8, 8, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        for row in range(8):
            image.setPixelColor(4, row, ink)
        seen = gray(decode(encoded(image), "it"))
        assert seen[0, 0] == paper
        assert seen[0, 4] == 255 - paper


@pytest.mark.parametrize(
    "data", [png_that_claims(60_000, 60_000), png_that_claims(2**31 - 1, 1), png_that_claims(0, 0)]
)
def test_a_picture_that_claims_too_much_or_nothing_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"^it .*(million|whole)"):
        decode(data, "it")


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = encoded(as_image(DIGIT), "jpg", 90)
    scan = data[data.index(b"\xff\xda") : -2]
    with pytest.raises(PictureError, match="scans"):
        decode(data[:-2] + scan * MAX_JPEG_SCANS + data[-2:], "it")


def test_files_that_cannot_be_read_are_told_in_one_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.png"
    empty.touch()
    for path, wrong in (
        (tmp_path / "none.png", "does not exist"),
        (tmp_path, "is not a file"),
        (empty, "is empty"),
        (Path("/dev/zero"), "is not a file"),
        (Path("long " * 100), "cannot be read"),
    ):
        with pytest.raises(PictureError, match=wrong):
            read_bytes(path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_anywhere_is_read_or_refused(kind: str) -> None:
    data = encoded(as_image(DIGIT), kind, 80)
    for end in range(0, len(data), max(10, len(data) // 200)):
        check_outcome(data[:end])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_picture_is_read_or_refused(kind: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(encoded(as_image(DIGIT), kind, 80))
    for place, value in changes:
        # The head says what is claimed; most of what goes wrong begins there.
        data[int(place**3 * len(data))] = value
    check_outcome(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_are_nothing_are_refused(data: bytes) -> None:
    check_outcome(data)


def check_outcome(data: bytes) -> None:
    """See that a picture comes to digits or to one sentence."""
    try:
        page = page_of(decode(data, "it"), "it")
    except PictureError as error:
        assert str(error).startswith("it ")
        assert "\n" not in str(error)
    else:
        assert all(digit.input.max() <= 1 for digit in page.digits)
