"""digitpad.data.perturb: each amount does to a picture what its name says, and 0 does nothing."""

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.data.perturb import PERTURBATIONS, perturbed

IMAGES = load_mnist().x_test[:40]
SHARES = IMAGES / np.float32(255)
EVERY = [
    (kind, amount)
    for kind, perturbation in PERTURBATIONS.items()
    for amount in perturbation.amounts
]


@pytest.mark.parametrize(("kind", "amount"), EVERY)
def test_pictures_keep_shape_range_and_type(kind: str, amount: float) -> None:
    changed = perturbed(IMAGES, kind, amount)
    assert changed.shape == IMAGES.shape
    assert changed.dtype == np.float32
    assert changed.min() >= 0
    assert changed.max() <= 1
    assert np.allclose(changed, perturbed(SHARES, kind, amount), atol=1e-6)
    assert np.array_equal(changed, SHARES) == (amount == 0)


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_amounts_rise_through_0(kind: str) -> None:
    amounts = PERTURBATIONS[kind].amounts
    assert list(amounts) == sorted(set(amounts))
    assert 0 in amounts


def test_a_quarter_turn_is_exact_and_clockwise() -> None:
    turned = perturbed(IMAGES, "rotation", 90)
    assert np.allclose(turned, np.rot90(SHARES, -1, axes=(1, 2)), atol=1e-4)


def test_turning_back_brings_the_picture_back() -> None:
    back = perturbed(perturbed(IMAGES, "rotation", 20), "rotation", -20)
    assert np.abs(back - SHARES).mean() < 0.03  # what sampling twice has blurred


def test_a_shift_goes_four_ways_and_loses_what_leaves_the_picture() -> None:
    dot = np.zeros((4, 28, 28), np.float32)
    dot[:, 10, 12] = 1
    moved = perturbed(dot, "shift", 3)
    assert np.argwhere(moved).tolist() == [[0, 10, 15], [1, 10, 9], [2, 13, 12], [3, 7, 12]]
    assert perturbed(dot, "shift", 20)[[0, 2]].sum() == 0


def test_noise_has_the_deviation_it_says_and_the_same_seed_repeats_it() -> None:
    gray = np.full((40, 28, 28), 0.5, np.float32)
    noise = perturbed(gray, "noise", 0.1)
    assert noise.std() == pytest.approx(0.1, rel=0.02)
    assert np.array_equal(noise, perturbed(gray, "noise", 0.1))
    assert not np.array_equal(noise, perturbed(gray, "noise", 0.1, seed=1))


def test_a_stroke_gets_as_many_pixels_thicker_or_thinner_as_it_says() -> None:
    stroke = np.zeros((1, 28, 28), np.float32)
    stroke[:, :, 12:16] = 1  # four pixels wide
    for pixels in (-2, -1, 0, 0.5, 1, 2, 3):
        assert perturbed(stroke, "thickness", pixels)[0, 14].sum() == pytest.approx(4 + pixels)
