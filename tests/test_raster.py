"""digitpad.raster: ink becomes MNIST's 28x28, wherever and however it was drawn."""

from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digitpad.data.hands import draw_digit
from digitpad.data.mnist import load_mnist
from digitpad.ink import Drawing, Stroke
from digitpad.network import DenseNetwork
from digitpad.raster import (
    CENTRE,
    SIDE,
    Input,
    rasterize,
)
from digitpad.resources import bundled_network
from tests.tools import demo_digit, drawing_of, resampled

#: Digits as many hands draw them.
hands = st.builds(
    lambda seed, digit: draw_digit(np.random.default_rng(seed), digit),
    st.integers(0, 2**32 - 1),
    st.integers(0, 9),
)
#: The same answer: no pixel differs by more than a rounding of its coverage.
SAME = 0.02


def moved(drawing: Drawing, scale: float, x: float, y: float) -> Drawing:
    return Drawing(
        [
            Stroke([v * scale + x for v in s.x], [v * scale + y for v in s.y])
            for s in drawing.strokes
        ]
    )


def centre_of_mass(image: Input) -> tuple[float, float]:
    axis = np.arange(SIDE) + 0.5
    return float(image.sum(0) @ axis / image.sum()), float(image.sum(1) @ axis / image.sum())


@given(hands, st.floats(0.2, 5), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_place_and_size_do_not_change_the_input(
    drawing: Drawing, scale: float, x: float, y: float
) -> None:
    assert np.abs(rasterize(moved(drawing, scale, x, y)) - rasterize(drawing)).max() < SAME


@given(hands, st.floats(0, 1))
def test_the_pens_pressure_does_not_change_the_input(drawing: Drawing, pressure: float) -> None:
    pressed = Drawing([Stroke(s.x, s.y, s.t, [pressure] * len(s)) for s in drawing.strokes])
    assert np.array_equal(rasterize(pressed), rasterize(drawing))


@given(hands, st.booleans(), st.randoms(use_true_random=False))
def test_order_and_direction_of_strokes_do_not_change_the_input(
    drawing: Drawing, backwards: bool, order: Random
) -> None:
    strokes = [Stroke(s.x[::-1], s.y[::-1]) if backwards else s for s in drawing.strokes]
    order.shuffle(strokes)
    assert np.abs(rasterize(Drawing(strokes)) - rasterize(drawing)).max() < SAME


@given(hands, st.integers(2, 6))
def test_dense_sampling_does_not_change_the_input(drawing: Drawing, times: int) -> None:
    dense = resampled(drawing, lambda count: times * (count - 1) + 1)
    assert np.abs(rasterize(dense) - rasterize(drawing)).max() < SAME


@given(hands)
def test_sparse_sampling_does_not_change_a_sure_answer(drawing: Drawing) -> None:
    network = DenseNetwork.open(bundled_network())
    before = network.read(rasterize(drawing))
    assume(before.confidence > 0.95)
    sparse = resampled(drawing, lambda count: count // 2 + 1)
    assert network.read(rasterize(sparse)).digit == before.digit


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=20),
        min_size=1,
        max_size=4,
    )
)
def test_any_ink_gives_a_picture_in_range_and_in_the_box(
    strokes: list[list[tuple[float, float]]],
) -> None:
    image = rasterize(drawing_of(*strokes))
    assert image.shape == (SIDE, SIDE)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert 0.2 < image.max() <= 1
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert np.ptp(rows) + 1 <= 21  # 20, on pixels it need not be aligned with
    assert np.ptp(columns) + 1 <= 21


@pytest.mark.parametrize("digit", range(10))
def test_the_digit_fills_the_box_and_is_centred_by_mass(digit: int) -> None:
    image = rasterize(demo_digit(digit))
    rows, columns = np.flatnonzero((image > 0.02).any(1)), np.flatnonzero((image > 0.02).any(0))
    assert 20 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    assert centre_of_mass(image) == pytest.approx((CENTRE, CENTRE), abs=0.05)


def test_the_centre_and_the_ink_are_those_of_mnist() -> None:
    mnist = load_mnist().x_train[:5_000] / 255
    centres = np.array([centre_of_mass(image) for image in mnist])
    assert centres.mean(axis=0) == pytest.approx((CENTRE, CENTRE), abs=0.05)
    drawn = np.mean([rasterize(demo_digit(digit)).mean() for digit in range(10)])
    assert drawn == pytest.approx(mnist.mean(), rel=0.2)


def test_an_empty_drawing_is_black() -> None:
    assert not rasterize(Drawing()).any()
    assert not rasterize(Drawing([Stroke()])).any()


def test_a_click_is_a_dot_in_the_centre() -> None:
    image = rasterize(drawing_of([(700, 20)]))
    assert np.count_nonzero(image) <= 16
    assert image.max() > 0.9
    assert centre_of_mass(image) == pytest.approx((CENTRE, CENTRE), abs=0.05)


def test_ink_without_extent_is_a_dot_however_it_was_written() -> None:
    dot = rasterize(drawing_of([(0, 0)]))
    for tiny in (0.0, 1e-310, 1e-9):
        assert np.abs(rasterize(drawing_of([(0, 0), (tiny, tiny)])) - dot).max() < SAME
