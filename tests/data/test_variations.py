"""digitpad.data.variations: the same hand another time; the digit stays the digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.hands import draw_digit
from digitpad.data.samples import Sample
from digitpad.data.variations import picture_sample, vary
from digitpad.ink import Drawing, Stroke
from digitpad.network import DenseNetwork
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from tests.tools import Point, demo_digit

coordinates = st.floats(-1e6, 1e6, allow_nan=False)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=20)


@given(st.lists(strokes, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_any_ink_varies_into_ink_of_as_many_strokes(ink: list[list[Point]], seed: int) -> None:
    drawing = Drawing([Stroke([x for x, _ in s], [y for _, y in s]) for s in ink], label=4)
    varied = vary(np.random.default_rng(seed), drawing)
    assert len(varied.strokes) == len(drawing.strokes)
    assert varied.label == 4
    for stroke in varied.strokes:
        assert len(stroke.x) == len(stroke.y) >= 1
        assert np.isfinite([stroke.x, stroke.y]).all()


@pytest.mark.parametrize("digit", range(10))
def test_what_is_varied_is_another_picture_of_the_same_digit(digit: int) -> None:
    random = np.random.default_rng(digit)
    sample = Sample.of(demo_digit(digit), digit, "pad")
    pictures = np.array([picture_sample(random, sample) for _ in range(50)]) / np.float32(255)
    answers = DenseNetwork.open(bundled_network()).probabilities(pictures).argmax(axis=1)
    assert (answers == digit).mean() >= 0.96
    assert len({picture.tobytes() for picture in pictures}) == 50


def test_the_same_seed_varies_the_same_way() -> None:
    drawing = draw_digit(np.random.default_rng(3), 7)
    one, two = (vary(np.random.default_rng(5), drawing) for _ in range(2))
    assert one == two
    assert not np.array_equal(rasterize(one), rasterize(drawing))


def test_a_variation_leaves_the_sample_as_it_was() -> None:
    drawing = demo_digit(5)
    before = drawing.to_json()
    vary(np.random.default_rng(0), drawing)
    assert drawing.to_json() == before


def test_a_sample_without_strokes_is_bent_as_a_picture() -> None:
    picture = np.rint(rasterize(demo_digit(8)) * 255).astype(np.uint8)
    sample = Sample(8, picture=picture.tobytes())
    random = np.random.default_rng(0)
    one, two = picture_sample(random, sample), picture_sample(random, sample)
    assert one.shape == (28, 28)
    assert one.dtype == np.uint8
    assert not np.array_equal(one, two)
    assert abs(int(one.sum()) - int(picture.sum())) < 0.5 * int(picture.sum())
