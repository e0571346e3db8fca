"""digitpad.ui.files.picture_paint: the picture, and boxes that are seen on light and dark ones."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from digitpad.network import DenseNetwork, Reading
from digitpad.pictures.page import page_of
from digitpad.resources import bundled_network
from digitpad.ui.files.pad_picture import PadPicture
from digitpad.ui.files.picture_paint import ON_DARK, ON_LIGHT, paint_picture
from tests.ui.files.tools import page_image

PAD = QRectF(0, 0, 400, 400)


def painted(picture: PadPicture) -> QImage:
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    with QPainter(image) as painter:
        paint_picture(painter, picture, PAD, QPalette(), 1.0)
    return image


def picture_of_page(*lines: str, dark: bool = False) -> PadPicture:
    picture = PadPicture(page_of(page_image(*lines, dark=dark), "page"), 400)
    picture.read_by(DenseNetwork.open(bundled_network()))
    return picture


def count(image: QImage, colour: QColor) -> int:
    return sum(
        image.pixelColor(x, y) == colour
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("dark", [False, True])
def test_the_chosen_box_stands_out_on_light_and_on_dark(dark: bool, qtbot: QtBot) -> None:
    picture = picture_of_page("31", dark=dark)
    colours = ON_DARK if dark else ON_LIGHT
    first = painted(picture)
    assert count(first, colours.chosen) > 100
    assert count(first, colours.other) > 50
    picture.chosen = 1
    assert painted(picture) != first
    paper = QColor("black") if dark else QColor("white")
    for colour in (colours.chosen, colours.other):
        assert abs(colour.lightness() - paper.lightness()) > 100


def test_a_picture_of_one_digit_has_a_box_and_no_label(qtbot: QtBot) -> None:
    picture = picture_of_page("1")
    image, (box,) = painted(picture), picture.boxes(PAD)
    corner = box.topLeft().toPoint()
    label = image.copy(corner.x() + 4, corner.y() - 8, 8, 6)
    assert count(label, ON_LIGHT.chosen) == 0
    assert count(image, ON_LIGHT.chosen) > 100


def test_what_is_not_sure_steps_back(qtbot: QtBot) -> None:
    picture = picture_of_page("31")
    sure = count(painted(picture), ON_LIGHT.other)
    picture.readings = (picture.readings[0], Reading(np.full(10, 0.1, np.float32)))
    assert count(painted(picture), ON_LIGHT.other) < sure
