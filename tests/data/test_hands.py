"""digitpad.data.hands: drawings of digits in many hands, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.hands import (
    NO_DIGIT,
    draw_digit,
    draw_hands,
    picture_hands,
)
from digitpad.evaluation import auroc, evaluate, probabilities
from digitpad.ink import Drawing
from digitpad.network import SURE, DenseNetwork
from digitpad.raster import PEN, rasterize
from digitpad.resources import bundled_network

SEEDS = st.integers(0, 2**32 - 1)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(SEEDS, st.integers(0, 9))
def test_any_seed_draws_a_digit_that_survives_its_file(seed: int, digit: int) -> None:
    drawing = draw_digit(random(seed), digit)
    assert drawing.label == digit
    assert all(len(stroke) >= 2 for stroke in drawing.strokes)
    again = Drawing.from_json(drawing.to_json())
    assert np.array_equal(rasterize(again), rasterize(drawing))


def test_the_same_seed_draws_the_same_and_another_differs() -> None:
    first, second, other = (
        [drawing.to_json() for drawing in draw_hands(random(seed), 20, 20)] for seed in (3, 3, 4)
    )
    assert first == second
    assert not set(first) & set(other)


def test_each_digit_is_drawn_as_often_and_non_digits_follow() -> None:
    drawings = list(draw_hands(random(), 30, 5))
    assert sorted(str(drawing.label) for drawing in drawings[:30]) == sorted("0123456789" * 3)
    assert [drawing.label for drawing in drawings[30:]] == [None] * 5
    assert len({drawing.key_id for drawing in drawings}) == 35


def hole(picture: np.ndarray) -> int:
    """Return how many dark pixels lie between bright ones of their row."""
    ink = picture > 0.5
    after = np.maximum.accumulate(ink, axis=1)
    before = np.maximum.accumulate(ink[:, ::-1], axis=1)[:, ::-1]
    return int((after & before & ~ink).sum())


def test_a_0_stays_open_in_the_thickest_pen() -> None:
    source = random()
    pictures = [rasterize(draw_digit(source, 0), 1.42 * PEN) for _ in range(500)]
    assert min(hole(picture) for picture in pictures) >= 4


@given(SEEDS)
def test_the_flag_of_a_1_falls(seed: int) -> None:
    stroke = draw_digit(random(seed), 1).strokes[0]
    top = int(np.argmin(stroke.y))
    across, down = stroke.x[top] - stroke.x[0], stroke.y[0] - stroke.y[top]
    is_long = across > 0.25 * np.ptp(stroke.y)
    assert not is_long or np.degrees(np.arctan2(down, across)) > 26


def test_the_pictures_are_like_mnists() -> None:
    images, labels = picture_hands(random(), 100, 20)
    assert images.shape == (120, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.array_equal(np.bincount(labels), [10] * 10 + [20])
    assert labels[-1] == NO_DIGIT
    ink = images[:100].mean() / 255
    assert 0.09 < ink < 0.17  # MNIST's: 0.13


def test_pens_are_of_many_widths() -> None:
    images, _ = picture_hands(random(), 400)
    ones = images[1::10] / 255
    edges = np.hypot(np.diff(ones, axis=1, append=0), np.diff(ones, axis=2, append=0))
    width = ones.sum((1, 2)) / edges.sum((1, 2))  # a line's ink by what surrounds it
    assert np.quantile(width, 0.9) > 1.4 * np.quantile(width, 0.1)  # 1.1 in one pen


def test_no_two_hands_draw_alike() -> None:
    images, _ = picture_hands(random(), 200)
    assert len({image.tobytes() for image in images}) == 200


def test_the_bundled_network_reads_hands_it_never_saw_and_knows_what_is_no_digit() -> None:
    network = DenseNetwork.open(bundled_network())
    images, labels = picture_hands(random(123_456), 1_000, 500)
    digits = evaluate(network, images[:1_000], labels[:1_000])
    assert digits.accuracy > 0.985
    others = probabilities(network, images[1_000:]).max(1)
    assert auroc(digits.confidences, others) > 0.99
    assert np.mean(digits.confidences < SURE) < 0.01
    assert np.mean(others >= SURE) < 0.05


@pytest.mark.parametrize("digits", [0, 1])
def test_few_or_none_can_be_asked_for(digits: int) -> None:
    images, labels = picture_hands(random(), digits)
    assert len(images) == len(labels) == digits
