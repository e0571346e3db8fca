"""digitpad.pictures.forms: boxes of a form go, filled or empty, and what stands in them stays."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError
from digitpad.pictures.forms import without_boxes
from digitpad.pictures.page import page_of
from digitpad.resources import bundled_network
from tests.pictures.tools import Gray, as_gray, as_image, encoded, ruled, scaled

MNIST = load_mnist()
NETWORK = DenseNetwork.open(bundled_network())
COUNT, MARGIN = 8, 60


def boxes(
    height: int = 100,
    thick: int = 2,
    *,
    gap: int = 0,
    turn: float = 0,
    depth: int = 255,
    round_by: int = 0,
    count: int = COUNT,
) -> Gray:
    """Return a row of boxes, black on white, in their size as forms have them."""
    width = height * 4 // 5
    image = QImage(
        2 * MARGIN + count * (width + gap), 2 * MARGIN + height, QImage.Format.Format_RGB32
    )
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(turn or round_by))
        painter.translate(image.width() / 2, image.height() / 2)
        painter.rotate(turn)
        painter.translate(-image.width() / 2, -image.height() / 2)
        pen = QPen(QColor(255 - depth, 255 - depth, 255 - depth), thick)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        for number in range(count):
            left = MARGIN + number * (width + gap)
            painter.drawRoundedRect(QRectF(left, MARGIN, width, height), round_by, round_by)
    return as_gray(image)


def written(form: Gray, digits: dict[int, int], height: int = 100, gap: int = 0) -> Gray:
    """Return a form with some of MNIST's test images, by their box, in its boxes' middles."""
    form, width = form.copy(), height * 4 // 5
    side = height * 4 // 5
    for box, number in digits.items():
        left = MARGIN + box * (width + gap) + (width - side) // 2
        part = form[MARGIN + height // 10 :, left:][:side, :side]
        part[:] = np.minimum(part, 255 - scaled(MNIST.x_test[number], side, side))
    return form


def read(form: Gray | QImage) -> list[int]:
    image = form if isinstance(form, QImage) else as_image(form)
    inputs = np.stack([digit.input for digit in page_of(image, "it").digits])
    return [int(digit) for digit in NETWORK.probabilities(inputs).argmax(1)]


def labels(digits: dict[int, int]) -> list[int]:
    return [int(MNIST.y_test[number]) for number in digits.values()]


#: Boxes with digits in them, by the numbers of MNIST's test images; 2, 5, 14, 29 and 31 are 1s.
SOME = {0: 0, 2: 1, 3: 2, 6: 3}
ONES = {1: 2, 2: 5, 4: 14, 5: 29, 7: 31}


@pytest.mark.parametrize("gap", [0, 6, 24])
@pytest.mark.parametrize("thick", [1, 2, 4])
@pytest.mark.parametrize("height", [60, 100, 240])
def test_empty_boxes_are_no_digits(height: int, thick: int, gap: int) -> None:
    form = written(boxes(height, thick, gap=gap), SOME, height, gap)
    assert read(form) == labels(SOME)
    assert read(255 - form) == labels(SOME)


@pytest.mark.parametrize("gap", [0, 20])
@pytest.mark.parametrize("thick", [1, 3, 6])
@pytest.mark.parametrize("turn", [0, 1.5, -3])
def test_ones_in_boxes_are_ones(turn: float, thick: int, gap: int) -> None:
    assert set(labels(ONES)) == {1}
    form = written(boxes(100, thick, gap=gap, turn=turn), ONES, gap=gap)
    assert read(form) == labels(ONES)


@pytest.mark.parametrize("gap", [0, 20])
def test_gray_and_round_boxes_and_photos_of_them_are_read(gap: int) -> None:
    for form in (boxes(gap=gap, depth=90), boxes(gap=gap, thick=3)):
        assert read(written(form, SOME, gap=gap)) == labels(SOME)
    for round_by in (6, 25):
        form = written(boxes(gap=20, round_by=round_by), SOME, gap=20)
        assert read(form) == labels(SOME)
    form = written(boxes(gap=gap, thick=3), SOME, gap=gap)
    shadow = np.linspace(0.9, 0.5, form.shape[1])
    noise = 6 * np.random.default_rng(0).standard_normal(form.shape)
    photo = encoded(as_image(form * shadow + noise), "jpg", 50)
    assert read(QImage.fromData(photo)) == labels(SOME)


def test_digits_may_touch_their_boxes() -> None:
    digits = {0: 0, 1: 4, 3: 7, 5: 8}
    for gap in (0, 20):
        form = boxes(gap=gap)
        for box, number in digits.items():
            left = MARGIN + box * (80 + gap) - 4  # a digit's 28 pixels are 4 wider than itself
            part = form[MARGIN + 10 : MARGIN + 90, left : left + 80]
            part[:] = np.minimum(part, 255 - scaled(MNIST.x_test[number], 80, 80))
        assert read(form) == labels(digits)


@pytest.mark.parametrize("gap", [0, 20])
def test_an_empty_form_shows_no_digit(gap: int) -> None:
    with pytest.raises(PictureError, match="it shows no digit"):
        read(boxes(gap=gap))


def test_one_box_around_a_digit_goes_and_one_alone_stays() -> None:
    form = boxes(count=1)
    assert read(written(form, {0: 0})) == [7]
    ink = (255 - form) / np.float32(255)
    assert without_boxes(ink, 0.1) is ink  # it may be a 0


@pytest.mark.parametrize("side", [60, 150, 390])
def test_the_loops_of_digits_are_no_boxes(side: int) -> None:
    numbers = np.flatnonzero(np.isin(MNIST.y_test[:600], [0, 6, 8, 9])).tolist()
    for number in numbers[:100]:
        ink = np.zeros((400, 400), np.float32)
        ink[5 : 5 + side, 5 : 5 + side] = scaled(MNIST.x_test[number], side, side) / np.float32(255)
        assert without_boxes(ink, 0.1) is ink


@pytest.mark.parametrize("wide", [48, 80])
def test_the_zeros_of_a_display_do_not_vanish_as_an_empty_form(wide: int) -> None:
    zeros = np.full((200, 500), 255, np.uint8)
    for left in range(20, 480, 110):
        zeros[50:150, left : left + wide] = 0
        zeros[56:144, left + 6 : left + wide - 6] = 255
    assert len(read(zeros)) == 5


def test_rectangles_drawn_with_a_mouse_are_no_form() -> None:
    zeros = np.full((200, 500), 255, np.uint8)
    for number, left in enumerate(range(20, 480, 110)):
        wide, high = 70 + 5 * (number % 3), 100 - 4 * number
        zeros[50 : 50 + high, left : left + wide] = 0
        zeros[52 : 48 + high, left + 2 : left + wide - 2] = 255
    assert len(read(zeros)) == 5


@pytest.mark.parametrize("gap", [0, 20])
def test_an_angular_0_or_8_in_a_box_is_no_box(gap: int) -> None:
    form = written(boxes(gap=gap), {0: 0, 2: 2}, gap=gap)
    for box in (3, 4, 6):
        left = MARGIN + box * (80 + gap) + 18
        form[75:145, left : left + 44] = 0
        form[79:141, left + 4 : left + 40] = 255
        form[108:112, left + 4 : left + 40] = 0 if box == 4 else 255
    assert len(read(form)) == 5


def test_segments_of_a_display_are_no_boxes() -> None:
    ink = np.zeros((200, 500), np.float32)
    for left in range(20, 480, 90):  # 8s
        ink[20:180, left : left + 70] = 1
        for top in (32, 106):
            ink[top : top + 62, left + 12 : left + 58] = 0
    assert without_boxes(ink, 0.1) is ink


def test_a_digit_across_squares_is_not_cut_out_of_them() -> None:
    squares = ruled(400, np.random.default_rng(3), squared=True, depth=0.9)
    squares[100:300, 100:300] = np.minimum(
        squares[100:300, 100:300], 255 - scaled(MNIST.x_test[0], 200, 200)
    )
    ink = (255 - squares) / np.float32(255)
    assert without_boxes(ink, 0.1) is ink
    assert read(squares) == [7]


@pytest.mark.parametrize("shape", [(65, 3), (3, 700), (1_600, 1_200)])
def test_noise_comes_to_an_end(shape: tuple[int, int]) -> None:
    for seed, share in enumerate((0.02, 0.2, 0.45)):
        marked = np.random.default_rng(seed).random(shape) < share
        begun = time.process_time()
        assert without_boxes(marked.astype(np.float32), 0.1).shape == shape
        assert time.process_time() - begun < 3


def test_a_sheet_of_thousands_of_boxes_comes_to_an_end() -> None:
    ink = np.zeros((1_600, 1_600), np.float32)
    ink[10:1_590:45] = ink[:, 10:1_590:45] = 1
    ink[:10] = ink[1_586:] = 0
    ink[:, :10] = ink[:, 1_586:] = 0
    begun = time.process_time()
    without_boxes(ink, 0.1)
    assert time.process_time() - begun < 4
