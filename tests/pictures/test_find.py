"""digitpad.pictures.find: pieces of ink become digits, in the order of reading."""

import numpy as np
import pytest

from digitpad.pictures.find import Ink, group, pieces_of


def ink_of(*boxes: tuple[int, int, int, int], width: int = 600, height: int = 400) -> Ink:
    """Return frames of ink, each (left, top, width, height), 8 pixels thick."""
    ink = np.zeros((height, width), np.float32)
    for left, top, across, down in boxes:
        ink[top : top + down, left : left + across] = 1
        ink[top + 8 : top + down - 8, left + 8 : left + across - 8] = 0
    return ink


def found(ink: Ink) -> list[tuple[int, int, int, int]]:
    """Return the boxes of the digits."""
    _, pieces = pieces_of(ink)
    return [
        (
            min(p.left for p in each),
            min(p.top for p in each),
            max(p.right for p in each) - min(p.left for p in each),
            max(p.bottom for p in each) - min(p.top for p in each),
        )
        for each in group(pieces)
    ]


def test_digits_are_read_line_by_line_from_left_to_right() -> None:
    first = [(20, 30, 60, 90), (150, 20, 20, 100), (300, 40, 60, 90)]
    second = [(10, 200, 60, 90), (200, 190, 60, 90), (500, 210, 60, 90)]
    assert found(ink_of(*second[::-1], *first[::-1])) == first + second


def test_a_line_may_rise() -> None:
    rising = [(20 + 90 * n, 200 - 30 * n, 60, 90) for n in range(6)]
    assert found(ink_of(*rising)) == rising


def test_a_bar_over_a_five_belongs_to_it() -> None:
    assert found(ink_of((100, 80, 70, 100), (110, 50, 70, 20))) == [(100, 50, 80, 130)]


def test_a_digit_in_two_large_pieces_is_one() -> None:
    assert found(ink_of((100, 80, 60, 100), (163, 80, 20, 100))) == [(100, 80, 83, 100)]


def test_two_ones_are_two() -> None:
    ones = [(100, 80, 14, 100), (135, 80, 14, 100)]
    assert found(ink_of(*ones)) == ones


def test_lines_close_below_each_other_stay_apart() -> None:
    assert len(found(ink_of((100, 80, 60, 100), (100, 195, 60, 100)))) == 2


@pytest.mark.parametrize("side", [1, 4, 10])
def test_specks_are_no_digits_and_belong_to_none(side: int) -> None:
    digit = (100, 80, 60, 100)
    ink = ink_of(digit)
    ink[200 : 200 + side, 400 : 400 + side] = 1
    ink[190 : 190 + side, 120 : 120 + side] = 1
    assert found(ink) == [digit]


def test_the_dots_of_a_screen_are_not_the_digits() -> None:
    ink = ink_of((200, 100, 60, 90))
    ink[50:300:6, 100:500:6] = 1
    left, top, width, height = found(ink)[0]
    assert left >= 190
    assert top >= 90
    assert left + width <= 270
    assert top + height <= 200


def test_what_comes_in_from_outside_is_passed_over() -> None:
    ink = ink_of((200, 100, 60, 90))
    ink[:, :12] = 1  # the table beside the paper
    ink[390:] = 1
    assert found(ink) == [(200, 100, 60, 90)]


def test_a_digit_may_fill_its_picture() -> None:
    assert found(ink_of((0, 0, 100, 150), width=100, height=150)) == [(0, 0, 100, 150)]


def test_no_ink_is_no_digit() -> None:
    assert pieces_of(np.zeros((100, 100), np.float32))[1] == []


def test_a_texture_of_thousands_of_pieces_comes_to_an_end() -> None:
    ink = np.zeros((1200, 1600), np.float32)
    ink[::6, ::6] = 1
    assert len(found(ink)) <= 600
