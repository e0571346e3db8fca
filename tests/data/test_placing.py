"""digitpad.data.placing: one digit as MNIST has it, the same quickly as thoroughly."""

import numpy as np
import pytest

from digitpad.data.placing import PictureError, place_digit
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.pictures.single import normalise_gray
from digitpad.resources import bundled_network
from tests.data.tools import MNIST

SOME, LABELS = MNIST.x_test[:40], MNIST.y_test[:40]


def on_a_page(picture: np.ndarray, times: int) -> np.ndarray:
    page = np.pad(picture, ((9, 2), (0, 20)))
    return np.repeat(np.repeat(page, times, axis=0), times, axis=1)


@pytest.mark.parametrize("light", [True, False, None])
def test_a_small_picture_is_placed_as_any_picture_is(light: bool | None) -> None:
    for picture in SOME[:10]:
        page = on_a_page(picture, 1)
        page = 255 - page if light is False else page
        assert np.array_equal(place_digit(page, light, "it"), normalise_gray(page, "it", light))


@pytest.mark.parametrize("paper", [255, 200])
def test_a_large_one_on_even_paper_is_read_as_well(paper: int) -> None:
    pages = [np.asarray(paper - on_a_page(picture, 7) // 2, np.uint8) for picture in SOME]
    quickly = np.stack([place_digit(page, False, "it") for page in pages])
    assert evaluate(DenseNetwork.open(bundled_network()), quickly, LABELS).accuracy >= 0.95


def test_uneven_paper_is_looked_at_thoroughly() -> None:
    shadow = np.linspace(1, 0.6, 39 * 5)[:, None]
    page = ((255 - on_a_page(SOME[0], 5).astype(np.float32) / 2) * shadow).astype(np.uint8)
    assert np.array_equal(place_digit(page, False, "it"), normalise_gray(page, "it", False))


def test_thin_strokes_become_as_thick_as_a_pens() -> None:
    page = np.full((400, 400), 255, np.uint8)
    page[100:300, 199:201] = 0
    assert place_digit(page, False, "it").max() > 0.8


def test_one_colour_shows_no_digit() -> None:
    for side in (28, 300):
        with pytest.raises(PictureError, match="it shows no digit"):
            place_digit(np.full((side, side), 200, np.uint8), None, "it")
