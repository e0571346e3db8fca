"""digitpad.pictures.paper: ink is told from paper, light or dark, in shadow and in noise."""

import numpy as np
import pytest

from digitpad.data.mnist import first_training_images
from digitpad.pictures.decode import PictureError
from digitpad.pictures.paper import SMALL, ink_on
from tests.pictures.tools import Gray, as_gray, photographed, scaled

DIGITS = first_training_images(20)
BLANK = np.full((300, 300), 255, np.uint8)


def photo(digit: Gray, seed: int = 0, noise: float = 12) -> Gray:
    return as_gray(photographed(digit, BLANK, np.random.default_rng(seed), noise=noise))


@pytest.mark.parametrize("number", range(6))
def test_paper_in_shadow_and_noise_holds_next_to_no_ink(number: int) -> None:
    digit = DIGITS[number]
    ink = ink_on(photo(digit, number), "it")
    share = float((digit / 255).mean())
    # The digit is 90 to 165 of 300 wide: from 0.09 to 0.3 of the picture.
    assert 0.05 * share < ink.mean() < 0.45 * share
    assert np.median(ink) == 0
    assert ink.max() == 1


@pytest.mark.parametrize("number", range(6))
def test_light_ink_on_dark_paper_is_told_as_well(number: int) -> None:
    dark = ink_on(photo(DIGITS[number], number), "it") > 0.4
    light = ink_on(255 - photo(DIGITS[number], number), "it") > 0.4
    assert (dark & light).sum() > 0.8 * (dark | light).sum()


def test_what_is_known_of_the_ink_need_not_be_found_out() -> None:
    digit = 255 - scaled(DIGITS[0], 100, 100)
    assert np.array_equal(ink_on(digit, "it"), ink_on(digit, "it", light=False))
    small = 255 - DIGITS[0]
    assert np.array_equal(ink_on(small, "it"), ink_on(small, "it", light=False))
    assert not np.array_equal(ink_on(small, "it"), ink_on(small, "it", light=True))


@pytest.mark.parametrize("side", [1, 2, SMALL, SMALL + 1, 400])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_of_one_colour_shows_no_digit(side: int, shade: int) -> None:
    for height in (1, side):
        with pytest.raises(PictureError, match="it shows no digit"):
            ink_on(np.full((height, side), shade, np.uint8), "it")


def test_noise_alone_is_no_digit() -> None:
    noise = np.random.default_rng(0).normal(200, 8, (300, 400)).clip(0, 255).astype(np.uint8)
    with pytest.raises(PictureError, match="it shows no digit"):
        ink_on(noise, "it")


def test_a_shadow_alone_is_no_digit() -> None:
    shadow = np.tile(np.linspace(60, 250, 400), (300, 1)).astype(np.uint8)
    with pytest.raises(PictureError, match="it shows no digit"):
        ink_on(shadow, "it")


@pytest.mark.parametrize("edge", [90, 160, 240, 310])
@pytest.mark.parametrize("number", range(6))
def test_ink_stays_dark_where_a_shadow_with_a_hard_edge_falls(number: int, edge: int) -> None:
    page = np.full((400, 400), 230, np.uint8)
    digit = scaled(DIGITS[number], 200, 200)
    page[100:300, 100:300] = 230 - digit * 0.8
    known = ink_on(page, "it") > 0.4
    left = np.arange(400) < edge
    for shaded in (left, ~left):
        marked = ink_on((page * np.where(shaded, 0.7, 1)).astype(np.uint8), "it") > 0.4
        assert (marked & known).sum() > 0.7 * (marked | known).sum()
