"""digitpad.pictures.rules: the paper's own lines go, and what is written over them stays."""

import numpy as np
import numpy.typing as npt
import pytest

from digitpad.data.mnist import first_training_images
from digitpad.pictures.rules import without_rules
from tests.pictures.tools import ruled, scaled

SIDE = 400
DIGITS = first_training_images(12)


def turned(paper: npt.NDArray[np.float64], rise: float) -> npt.NDArray[np.float64]:
    """Return paper whose lines rise by so many pixels from side to side."""
    shifts = np.rint(np.linspace(-rise / 2, rise / 2, SIDE)).astype(int)
    rows = (np.arange(SIDE)[:, None] + shifts[None, :]) % SIDE
    return np.asarray(paper[rows, np.arange(SIDE)])


@pytest.mark.parametrize("rise", [0, 3, -11, 25])
@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("depth", [0.1, 0.35, 0.8])
def test_lines_go_and_a_digit_stays(rise: float, squared: bool, depth: float) -> None:
    random = np.random.default_rng(round(10 * depth) + 7)
    paper = 1 - ruled(SIDE, random, depth=depth) / 255
    lines = turned(paper, rise)
    if squared:
        lines = np.maximum(lines, turned(paper, rise).T)
    digit = np.zeros((SIDE, SIDE))
    digit[120:290, 130:300] = 0.8 * scaled(DIGITS[3], 170, 170) / 255
    ink = np.maximum(lines, digit) + random.normal(0, 0.02, (SIDE, SIDE))
    cleaned = without_rules(ink.astype(np.float32), 0.02)
    bare = digit < 0.05
    assert cleaned[bare].clip(0).mean() < 0.1 * lines[bare].mean() + 0.012
    written = digit > 0.4
    assert cleaned[written].mean() > 0.9 * 0.8 * digit[written].mean() / digit.max()


@pytest.mark.parametrize("number", range(12))
def test_nothing_is_taken_from_a_digit_on_plain_paper(number: int) -> None:
    for side in (150, 390):
        ink = np.zeros((SIDE, SIDE), np.float32)
        ink[5 : 5 + side, 5 : 5 + side] = scaled(DIGITS[number], side, side) / np.float32(255)
        assert np.array_equal(without_rules(ink, 0.0), ink)


@pytest.mark.parametrize("thick", [2, 4, 6])
@pytest.mark.parametrize("slope", [0.04, 0.08, -0.04, -0.08])
def test_a_line_may_leave_the_picture_above_or_below(slope: float, thick: int) -> None:
    columns = np.arange(300)
    for first in (*range(-12, 12, 4), *range(272, 300, 4)):
        ink = np.zeros((300, 300), np.float32)
        for row in range(thick):
            rows = np.rint(first + slope * columns + row).astype(int)
            inside = (rows >= 0) & (rows < 300)
            ink[rows[inside], columns[inside]] = 0.5
        assert without_rules(ink, 0.001).sum() <= ink.sum()


@pytest.mark.parametrize("shape", [(24, 850), (850, 24), (28, 759), (31, 715)])
def test_a_strip_of_paper_is_lower_than_a_line_may_rise(shape: tuple[int, int]) -> None:
    ink = np.random.default_rng(0).random(shape).astype(np.float32)
    assert without_rules(ink, 0.1).shape == shape


def test_a_line_of_digits_is_no_line_of_the_paper() -> None:
    ink = np.zeros((200, 800), np.float32)
    for number in range(10):
        ink[60:130, 10 + 78 * number : 80 + 78 * number] = scaled(DIGITS[number], 70, 70) / 255
    assert np.array_equal(without_rules(ink, 0.0), ink)


def test_small_pictures_are_left_alone() -> None:
    ink = np.zeros((20, 300), np.float32)
    ink[10] = 1
    assert without_rules(ink, 0.0) is not None
    assert without_rules(ink, 0.0).max() == 1
