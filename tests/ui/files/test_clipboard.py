"""digitpad.ui.files.clipboard: what other programs copy is known for what it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from digitpad.drawing_files import write_drawings
from digitpad.raster import rasterize
from digitpad.ui.files.clipboard import (
    SVG,
    files_in,
    ink_in,
    may_be_read,
    mime_of_drawing,
    picture_in,
)
from tests.tools import demo_digit
from tests.ui.files.tools import page


def text(words: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(words)
    return mime


def test_a_drawing_is_a_picture_an_svg_and_ink_again() -> None:
    drawing = demo_digit(3)
    mime = mime_of_drawing(drawing)
    assert may_be_read(mime)
    assert isinstance(mime.imageData(), QImage)
    assert mime.hasFormat(SVG)
    again = ink_in(mime)
    assert again is not None
    assert (rasterize(again) == rasterize(drawing)).all()


@pytest.mark.parametrize("suffix", [".ndjson", ".inkml"])
def test_ink_as_text_is_ink(suffix: str, tmp_path: Path) -> None:
    path, drawing = tmp_path / f"three{suffix}", demo_digit(3)
    write_drawings(path, [drawing, demo_digit(4)])
    mime = text(path.read_text(encoding="utf-8"))
    assert may_be_read(mime)
    again = ink_in(mime)
    assert again is not None
    assert abs(rasterize(again) - rasterize(drawing)).max() < 0.01


def test_bytes_of_a_picture_are_left_to_be_decoded_elsewhere(tmp_path: Path) -> None:
    data = page(tmp_path / "three.png", "3").read_bytes()
    mime = QMimeData()
    mime.setData("image/png", data)
    assert may_be_read(mime)
    assert picture_in(mime) == data


def test_an_svg_as_text_is_a_picture() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    assert may_be_read(text(svg))
    assert picture_in(text(svg)) == svg.encode()
    assert ink_in(text(svg)) is None


def test_only_files_of_this_computer_are_files() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile("/somewhere/b.png")])
    assert files_in(mime) == [Path("/somewhere/b.png")]


@pytest.mark.parametrize("words", ["", "7", "the weather", "<p>hello</p>", "[1, 2]", "{" * 9])
def test_other_text_is_nothing(words: str) -> None:
    mime = text(words)
    assert ink_in(mime) is None
    assert picture_in(mime) is None
    if not words.startswith("{"):
        assert not may_be_read(mime)
    assert not may_be_read(None)


def test_text_without_end_is_not_gone_through() -> None:
    assert not may_be_read(text('{"drawing": ' + "[" * 2_000_000))
