"""digitpad.data.handwriting: what a hand makes of a shape, and what it leaves as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.handwriting import draw_shape, evenly, rotation, smooth
from digitpad.data.styles import DIGITS

CORNERED = np.array([[0.0, 50, 100, 100, 100], [0.0, 0, 0, 50, 100]])


def test_a_rotation_turns_x_towards_y_and_keeps_lengths() -> None:
    assert np.allclose(rotation(np.pi / 2) @ [1, 0], [0, 1])
    assert np.allclose(np.linalg.norm(rotation(0.7) @ CORNERED, axis=0), np.hypot(*CORNERED))


@given(st.integers(2, 200))
def test_even_points_lie_at_even_distances_along_the_line(count: int) -> None:
    points = evenly(CORNERED, count)
    assert points.shape == (2, count)
    assert np.allclose(points[:, [0, -1]], CORNERED[:, [0, -1]])
    along = np.where(points[1] > 0, 100 + points[1], points[0])
    assert np.allclose(np.diff(along), 200 / (count - 1))


def test_a_smooth_curve_goes_through_its_points_and_is_sharp_at_corners_alone() -> None:
    def sharpest(corners: list[int]) -> float:
        curve = smooth(CORNERED, corners)
        for point in CORNERED.T:
            assert np.hypot(*(curve - point[:, None])).min() < 1e-9
        ways = np.unwrap(np.arctan2(*np.diff(curve)[::-1]))
        return float(np.abs(np.diff(ways)).max())

    assert sharpest([2]) == pytest.approx(np.pi / 2)
    assert sharpest([]) < np.pi / 4


@given(st.integers(0, 2**32 - 1), st.integers(0, 9))
def test_a_drawing_is_not_narrower_than_asked_for(seed: int, digit: int) -> None:
    drawing = draw_shape(np.random.default_rng(seed), DIGITS[digit], narrowest=0.8)
    every = np.hstack([[stroke.x, stroke.y] for stroke in drawing.strokes])
    across, down = np.ptp(every, axis=1)
    assert across > 0.4 * down  # slant, bows and tremor come after
