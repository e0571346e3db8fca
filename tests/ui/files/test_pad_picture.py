"""digitpad.ui.files.pad_picture: where a picture and its digits lie, and which one is chosen."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from digitpad.network import DenseNetwork
from digitpad.pictures.digits import FoundDigit
from digitpad.pictures.normalise import Box
from digitpad.pictures.page import Page, page_of
from digitpad.resources import bundled_network
from digitpad.ui.files.pad_picture import PadPicture, lines_of
from tests.ui.files.tools import page_image

PAD = QRectF(10, 20, 400, 400)


def made_of(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (400, 200)) -> Page:
    """Return a white page with digits in these boxes."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    nothing = np.zeros((28, 28), np.float32)
    return Page("page", image, tuple(FoundDigit(Box(*box), nothing) for box in boxes))


def test_it_lies_in_the_middle_as_large_as_it_can_be() -> None:
    area = PadPicture(made_of((0, 0, 10, 10)), 400).area(PAD)
    assert area.center() == PAD.center()
    assert area.width() == pytest.approx(400 * 0.96)
    assert area.height() == pytest.approx(area.width() / 2)  # its own shape


def test_a_box_is_where_its_digit_is() -> None:
    picture = PadPicture(made_of((100, 50, 200, 100)), 400)
    area, (box,) = picture.area(PAD), picture.boxes(PAD)
    assert box.center().x() == pytest.approx(area.center().x())
    assert box.center().y() == pytest.approx(area.center().y())
    assert 0 < box.width() - area.width() / 2 <= 10
    assert PAD.contains(PadPicture(made_of((0, 0, 400, 200)), 400).boxes(PAD)[0])


def test_it_is_scaled_once_for_each_size() -> None:
    picture = PadPicture(made_of((0, 0, 10, 10)), 400)
    size = picture.area(PAD).size()
    first = picture.scaled_to(size)
    assert first.size() == size.toSize()
    assert picture.scaled_to(size).cacheKey() == first.cacheKey()
    assert picture.scaled_to(size * 2).width() == (size * 2).toSize().width()


@pytest.mark.parametrize("dark", [True, False])
def test_a_dark_page_is_known_as_one(dark: bool) -> None:
    page = page_of(page_image("31", dark=dark), "page")
    assert PadPicture(page, 400).is_dark == dark


def test_lines_are_told_by_where_the_digits_are() -> None:
    first = [(0, 10, 30, 50), (60, 0, 30, 50), (120, 20, 20, 20)]
    second = [(20, 100, 30, 50), (90, 110, 30, 40)]
    assert lines_of(made_of(*first, *second)) == [range(3), range(3, 5)]
    assert lines_of(made_of((0, 0, 30, 50), (40, 90, 30, 50))) == [range(1), range(1, 2)]
    assert lines_of(made_of((0, 0, 30, 50))) == [range(1)]


def test_arrow_keys_go_along_lines_and_from_line_to_line() -> None:
    picture = PadPicture(
        made_of((0, 0, 30, 50), (100, 0, 30, 50), (200, 0, 30, 50), (90, 100, 30, 50)), 400
    )
    keys = Qt.Key
    for key, number in (
        (keys.Key_Left, 0),
        (keys.Key_Right, 1),
        (keys.Key_Down, 3),
        (keys.Key_Down, 3),
        (keys.Key_Up, 1),
        (keys.Key_End, 3),
        (keys.Key_Right, 3),
        (keys.Key_Home, 0),
    ):
        chosen = picture.beside(key)
        assert chosen == number
        picture.chosen = chosen
    assert picture.beside(keys.Key_A) is None


def test_of_two_boxes_that_lie_over_one_another_the_nearer_one_is_meant() -> None:
    picture = PadPicture(made_of((0, 0, 200, 200), (100, 80, 40, 40)), 400)
    boxes = picture.boxes(PAD)
    assert picture.digit_at(boxes[1].center(), PAD) == 1
    assert picture.digit_at(boxes[0].topLeft() + boxes[1].topLeft() * 0, PAD) == 0
    assert picture.digit_at(PAD.bottomRight(), PAD) is None


def test_each_network_reads_it_once() -> None:
    picture = PadPicture(page_of(page_image("31"), "page"), 400)
    network = DenseNetwork.open(bundled_network())
    assert picture.read_by(network)
    assert not picture.read_by(network)
    assert [reading.digit for reading in picture.readings] == [3, 1]
    assert [[reading.digit for reading in line] for line in picture.read_lines] == [[3, 1]]
    picture.chosen = 1
    assert picture.reading.digit == 1
    assert picture.input is picture.page.digits[1].input
