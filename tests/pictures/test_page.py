"""digitpad.pictures.page: photos, pages and numbers become digits, and those are read."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError
from digitpad.pictures.page import page_of, read_page
from digitpad.resources import bundled_network
from tests.pictures.tools import as_image, encoded, on_page, photographed, ruled, scaled

MNIST = load_mnist()
NETWORK = DenseNetwork.open(bundled_network())
COUNT = 60


def read(image: QImage) -> list[int]:
    inputs = np.stack([digit.input for digit in page_of(image, "it").digits])
    return [int(digit) for digit in NETWORK.probabilities(inputs).argmax(1)]


def right(images: list[QImage]) -> int:
    """Return how many show the one digit that they should."""
    return sum(
        read(image) == [label]
        for image, label in zip(images, MNIST.y_test[:COUNT].tolist(), strict=True)
    )


def test_digits_on_pages_are_read() -> None:
    random = np.random.default_rng(0)
    assert right([as_image(on_page(digit, random)) for digit in MNIST.x_test[:COUNT]]) >= COUNT - 1


def test_stretched_pictures_are_read() -> None:
    images = [as_image(scaled(255 - digit, 200, 300)) for digit in MNIST.x_test[:COUNT]]
    assert right(images) >= COUNT - 1


@pytest.mark.parametrize("squared", [False, True])
def test_photos_in_shadow_on_lined_paper_are_read(squared: bool) -> None:
    random = np.random.default_rng(1)
    photos = [
        photographed(digit, ruled(400, random, squared=squared), random)
        for digit in MNIST.x_test[:COUNT]
    ]
    assert right(photos) >= COUNT - 2


def test_light_ink_on_a_dark_board_is_read() -> None:
    random = np.random.default_rng(2)
    paper = np.full((400, 400), 255, np.uint8)
    boards = []
    for digit in MNIST.x_test[:COUNT]:
        board = photographed(digit, paper, random)
        board.invertPixels()
        boards.append(board)
    assert right(boards) >= COUNT - 2


def test_a_number_is_read_digit_by_digit_each_in_its_box() -> None:
    paper = np.full((500, 900), 255, np.uint8)
    places = [(40 + 140 * (n % 6), 60 + 220 * (n // 6)) for n in range(12)]
    for (left, top), digit in zip(places, MNIST.x_test[:12], strict=True):
        paper[top : top + 120, left : left + 120] = 255 - scaled(digit, 120, 120)
    page = page_of(as_image(paper), "it")
    assert read(page.image) == MNIST.y_test[:12].tolist()
    for (left, top), digit in zip(places, page.digits, strict=True):
        assert left <= digit.box.left <= digit.box.left + digit.box.width <= left + 120
        assert top <= digit.box.top <= digit.box.top + digit.box.height <= top + 120


def test_a_thin_pen_is_read_as_a_thicker_one() -> None:
    paper = np.full((600, 600), 255, np.uint8)
    paper[100:500, 299:301] = 0  # a 1 of 400 pixels, two wide: a tenth of a pixel of 28
    (digit,) = page_of(as_image(paper), "it").digits
    assert digit.input.max() > 0.9


def test_mnists_own_images_come_back_as_they_are() -> None:
    for image in MNIST.x_test[:50]:
        (digit,) = page_of(as_image(image), "it").digits
        assert np.array_equal(digit.input, image / np.float32(255))


def test_a_file_is_read_and_its_page_shown(tmp_path: Path) -> None:
    path = tmp_path / "seven.png"
    path.write_bytes(encoded(as_image(255 - scaled(MNIST.x_test[0], 300, 300))))
    page = read_page(path)
    assert page.name == str(path)
    assert page.image.size().width() == 300
    with pytest.raises(PictureError, match=r"blank\.png shows no digit"):
        blank = tmp_path / "blank.png"
        blank.write_bytes(encoded(as_image(np.full((300, 300), 255, np.uint8))))
        read_page(blank)
