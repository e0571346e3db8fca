"""digitpad.ui.files.saving: the drawing and the input, in formats that others know."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.drawing_files import read_drawings
from digitpad.ink import Drawing
from digitpad.pictures.single import read_picture
from digitpad.raster import rasterize
from digitpad.ui.app import open_settings
from digitpad.ui.files.saving import DRAWINGS, INPUTS, save_drawing, save_input
from tests.tools import demo_digit
from tests.ui.files.tools import type_name


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_is_saved_in_each_format(kind: str, parent: QWidget, tmp_path: Path) -> None:
    type_name(tmp_path / "three", kind)
    assert save_drawing(parent, open_settings(), demo_digit(3)) == ""
    (written,) = tmp_path.glob("three.*")
    if kind.startswith("PNG"):
        image = QImage(str(written))
        transparent = image.pixelColor(1, 1).alpha() == 0
        assert transparent == ("without background" in kind)
    elif kind.startswith("SVG"):
        assert "<svg" in written.read_text()
    else:
        (drawing,) = read_drawings(written)
        assert isinstance(drawing, Drawing)
        assert abs(rasterize(drawing) - rasterize(demo_digit(3))).max() < 0.01


@pytest.mark.parametrize("kind", INPUTS)
def test_the_input_is_saved_in_each_format(kind: str, parent: QWidget, tmp_path: Path) -> None:
    values = rasterize(demo_digit(3))
    type_name(tmp_path / "three", kind)
    assert save_input(parent, open_settings(), values) == ""
    (written,) = tmp_path.glob("three.*")
    if kind.startswith("PNG"):
        assert abs(read_picture(written) - values).max() <= 0.5 / 255
    else:
        header, row = written.read_text().splitlines()
        assert header.startswith("label,pixel0,pixel1,")
        assert len(row.split(",")) == 785
