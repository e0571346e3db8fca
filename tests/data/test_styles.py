"""digitpad.data.styles: the key shapes are whole, and those of a style fit one another."""

import numpy as np
import pytest

from digitpad.data.styles import DIGITS, SIGNS, Style

EVERY = [
    pytest.param(style, id=f"{name}-{number}")
    for name, styles in [*enumerate(DIGITS), *SIGNS.items()]
    for number, style in enumerate(styles)
]


def test_each_digit_has_several_styles() -> None:
    assert len(DIGITS) == 10
    assert all(len(styles) >= 4 for styles in DIGITS)


@pytest.mark.parametrize("style", EVERY)
def test_the_shapes_of_a_style_have_the_same_points_and_corners(style: Style) -> None:
    structures = [
        [[word.endswith("!") for word in stroke.split()] for stroke in shape.split("|")]
        for shape in style
    ]
    assert all(structure == structures[0] for structure in structures)
    assert all(len(stroke) >= 2 for stroke in structures[0])


@pytest.mark.parametrize("style", EVERY)
def test_the_shapes_lie_on_the_sheet(style: Style) -> None:
    for shape in style:
        for word in shape.replace("|", " ").split():
            x, y = map(float, word.rstrip("!").split(","))
            assert -10 <= x <= 110
            assert -10 <= y <= 110


@pytest.mark.parametrize("style", EVERY)
def test_what_lies_between_two_shapes_of_a_style_is_no_smaller(style: Style) -> None:
    # Mirrored shapes, for one, would cancel each other.
    whole = [
        np.array([word.rstrip("!").split(",") for word in shape.replace("|", " ").split()], float)
        for shape in style
    ]
    lengths = [np.abs(np.diff(points, axis=0)).sum() for points in whole]
    for first in range(len(whole)):
        for second in range(first):
            between = np.abs(np.diff((whole[first] + whole[second]) / 2, axis=0)).sum()
            assert between > 0.85 * min(lengths[first], lengths[second])
