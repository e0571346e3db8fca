"""digitpad.data.deform: bent digits stay digits, and the same seed bends the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.deform import deform
from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network

MNIST = load_mnist()


@given(st.integers(0, 2**32 - 1), st.floats(0, 3), st.integers(0, 40))
def test_deformed_images_keep_shape_range_and_type(seed: int, strength: float, n: int) -> None:
    deformed = deform(MNIST.x_train[:n], strength, np.random.default_rng(seed))
    assert deformed.shape == (n, 28, 28)
    assert deformed.dtype == np.float32
    assert n == 0 or (deformed.min() >= 0 and deformed.max() <= 1)


def test_the_same_seed_deforms_the_same_and_another_differs() -> None:
    images = MNIST.x_train[:20]
    first, second, other = (deform(images, 1.0, np.random.default_rng(s)) for s in (5, 5, 6))
    assert np.array_equal(first, second)
    assert np.abs(first - other).mean() > 0.01


def test_strength_0_only_scales() -> None:
    images = MNIST.x_train[:20]
    assert np.allclose(deform(images, 0.0, np.random.default_rng(0)), images / 255)


def test_more_strength_changes_more() -> None:
    images = MNIST.x_train[:200]
    change = [
        np.abs(deform(images, s, np.random.default_rng(0)) - images / np.float32(255)).mean()
        for s in (0.1, 0.5, 1.0, 2.0)
    ]
    assert change == sorted(change)


def test_deformed_digits_are_still_what_they_were() -> None:
    network = DenseNetwork.open(bundled_network())
    deformed = deform(MNIST.x_test[:1_000], 1.0, np.random.default_rng(0))
    answers = network.probabilities(deformed).argmax(1)
    assert np.mean(answers == MNIST.y_test[:1_000]) > 0.97
    # Nothing is cut off: the ink stays about as much as it was.
    ink = deformed.sum() / (MNIST.x_test[:1_000].sum() / 255)
    assert 0.9 < ink < 1.15
