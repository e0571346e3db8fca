"""digitpad.data.normalised: whatever a set's pictures are like, they become like MNIST's."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data.image_set import ImageSetError
from digitpad.data.normalised import Normaliser, check_sides
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network
from tests.data.tools import MNIST

SOME, LABELS = MNIST.x_test[:300], MNIST.y_test[:300]


def normalised(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    normaliser = Normaliser("it")
    normaliser.look([pictures])
    return normaliser.normalise(pictures)


def accuracy(pictures: np.ndarray) -> float:
    return evaluate(DenseNetwork.open(bundled_network()), pictures, LABELS).accuracy


@pytest.mark.parametrize(
    "pictures", [SOME, 255 - SOME, SOME / 255, 1 - SOME / 255, SOME.astype(np.uint16) * 257]
)
def test_what_is_placed_as_mnists_stays_as_it_is(pictures: np.ndarray) -> None:
    images, shows = normalised(pictures)
    assert np.array_equal(images, SOME)
    assert shows.all()


def shrunk(pictures: np.ndarray) -> np.ndarray:
    """Return pictures of 8x8, 0 to 16, as scikit-learn's are made."""
    means = pictures[:, 2:-2, 2:-2].reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4))
    return np.asarray(np.rint(means / 16), np.uint8)


def on_a_page(pictures: np.ndarray, times: int) -> np.ndarray:
    page = np.pad(pictures, ((0, 0), (9, 2), (0, 20)))
    return np.repeat(np.repeat(page, times, axis=1), times, axis=2)


Change = Callable[[np.ndarray], np.ndarray]


@pytest.mark.parametrize(
    ("change", "least"),
    [
        (shrunk, 0.85),
        (lambda x: on_a_page(x, 1), 0.98),
        (lambda x: 200 - on_a_page(x, 1) // 2, 0.98),
        (lambda x: np.roll(x, 3, axis=2), 0.97),
    ],
)
def test_any_size_place_and_colour_is_read_as_well(change: Change, least: float) -> None:
    images, shows = normalised(change(SOME))
    assert shows.all()
    assert accuracy(images) >= least
    # What was written and is read again is not placed a second time.
    assert np.array_equal(normalised(images)[0], images)


def test_large_pictures_are_read_as_well() -> None:
    images, shows = normalised(255 - on_a_page(SOME[:40], 8))
    assert shows.all()
    network = DenseNetwork.open(bundled_network())
    assert evaluate(network, images, LABELS[:40]).accuracy >= 0.95


def test_one_colour_of_ink_is_found_for_all_of_a_set() -> None:
    # A picture full of ink looks like the opposite of what it is, by itself.
    full = np.full((1, 28, 28), 255, np.uint8)
    full[0, 12:16, 10:18] = 0
    pictures = np.concatenate([np.roll(SOME, 2, axis=1), full])
    images, _ = normalised(pictures)
    assert images[-1, 4:8, 14].min() > 100


def test_where_both_colours_are_found_each_picture_has_its_own() -> None:
    moved = np.roll(SOME, 2, axis=1)
    mixed = moved.copy()
    mixed[::2] = 255 - mixed[::2]
    assert np.abs(normalised(mixed)[0].astype(int) - normalised(moved)[0]).max() <= 1


def test_blank_pictures_show_nothing() -> None:
    pictures = SOME.copy()
    pictures[3], pictures[5] = 0, 255
    images, shows = normalised(pictures)
    assert not images[[3, 5]].any()
    assert np.flatnonzero(~shows).tolist() == [3, 5]


def test_a_value_beyond_the_range_of_the_others_is_refused() -> None:
    normaliser = Normaliser("it")
    normaliser.look([SOME / 255])
    with pytest.raises(ImageSetError, match="it: a pixel is 2, where 0 to 1, as before, would be"):
        normaliser.normalise(SOME[:1] / 255 * 0 + 2)


@pytest.mark.parametrize("value", [300, 70_000, -1, np.nan, np.inf])
def test_values_of_no_range_are_refused(value: float) -> None:
    pictures = SOME.astype(np.float64)
    pictures[7, 7, 7] = value
    with pytest.raises(ImageSetError, match="it: a pixel is"):
        normalised(pictures)


def test_sides_from_8_to_512_are_read() -> None:
    for height, width in ((8, 8), (512, 512), (8, 512)):
        check_sides("it", height, width)
    for height, width in ((7, 28), (28, 513), (0, 0)):
        with pytest.raises(ImageSetError, match=f"it has pictures of {width} x {height} pixels"):
            check_sides("it", height, width)


@settings(max_examples=60, deadline=None)
@given(st.integers(8, 90), st.integers(8, 90), st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_any_pixels_become_pictures_of_28x28(height: int, width: int, seed: int, kind: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(0, (2, 4, 17, 256)[kind], (3, height, width))
    images, shows = normalised(values.astype(np.uint8))
    assert images.shape == (3, 28, 28)
    assert images.dtype == np.uint8
    assert shows.shape == (3,)
