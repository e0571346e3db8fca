"""digitpad.drawing_svg: an SVG that looks as the ink does."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from digitpad.drawing_svg import svg_of
from digitpad.ink import Drawing, Stroke
from digitpad.pictures.decode import gray
from digitpad.pictures.paint import picture_of
from digitpad.safe_xml import parse_xml
from digitpad.smooth_ink import PAD, Frame
from tests.tools import demo_digit, drawing_of

SIDE = 400
PRESSED = Drawing(
    [
        Stroke(
            [100.0, 300.0, 500.0, 700.0, 800.0],
            [100.0, 700.0, 200.0, 800.0, 300.0],
            [0.0, 9.0, 18.0, 27.0, 36.0],
            [1.0, 0.1, 0.1, 0.9, 0.5],
        ),
        Stroke([900.0], [900.0], [99.0], [0.3]),
    ]
)


def rendered(svg: str) -> QImage:
    """Return what Qt's own SVG renderer makes of it, on white."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        renderer.render(painter)
    return image


@pytest.mark.parametrize(
    "drawing",
    [*map(demo_digit, range(10)), PRESSED, drawing_of([(5, 5)])],
    ids=[*map(str, range(10)), "pressed", "dot"],
)
@pytest.mark.parametrize("frame", [None, PAD], ids=["fitted", "pad"])
def test_it_looks_as_the_ink_does(drawing: Drawing, frame: Frame | None) -> None:
    svg = gray(rendered(svg_of(drawing, frame=frame))).astype(int)
    ink = gray(picture_of(drawing, SIDE, frame=frame)).astype(int)
    assert (svg < 128).any()
    # A hundredth of a unit makes a pixel at an edge a little lighter, or, in a cusp, another one.
    assert (np.abs(svg - ink) > 8).sum() <= 6


def test_its_paper_is_white_or_none() -> None:
    with_paper, without = (svg_of(demo_digit(3), background=b) for b in (True, False))
    assert parse_xml(with_paper.encode()).find("rect") is not None
    assert parse_xml(without.encode()).find("rect") is None


def test_it_tells_what_it_shows() -> None:
    root = parse_xml(svg_of(demo_digit(3)).encode())
    assert root.get("viewBox") == "0 0 1000 1000"
    assert root.findtext("title") == "A drawing of a 3"
    assert "<title>A drawing</title>" in svg_of(PRESSED)


def test_one_pressure_is_one_path() -> None:
    drawing = demo_digit(7)
    assert svg_of(drawing).count("<path") == len(drawing.strokes)
    assert svg_of(PRESSED).count("<path") == 5


def test_nothing_is_an_empty_picture() -> None:
    assert "<path" not in svg_of(Drawing())
    assert rendered(svg_of(Drawing(), frame=PAD)).pixelColor(200, 200).lightness() == 255
