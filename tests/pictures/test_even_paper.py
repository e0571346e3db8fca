"""digitpad.pictures.even_paper: ink on paper of one colour, the same quickly as thoroughly."""

import numpy as np
import pytest

from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.pictures.even_paper import ink_on_even_paper
from digitpad.pictures.single import normalise_gray
from digitpad.resources import bundled_network
from tests.data.tools import MNIST

SOME, LABELS = MNIST.x_test[:40], MNIST.y_test[:40]


def on_a_page(picture: np.ndarray, times: int) -> np.ndarray:
    page = np.pad(picture, ((9, 2), (0, 20)))
    return np.repeat(np.repeat(page, times, axis=0), times, axis=1)


@pytest.mark.parametrize("paper", [255, 200])
def test_a_large_one_on_even_paper_is_read_as_well(paper: int) -> None:
    pages = [np.asarray(paper - on_a_page(picture, 7) // 2, np.uint8) for picture in SOME]
    quickly = np.stack([normalise_gray(page, "it", False) for page in pages])
    assert evaluate(DenseNetwork.open(bundled_network()), quickly, LABELS).accuracy >= 0.95


def test_uneven_paper_is_looked_at_thoroughly() -> None:
    shadow = np.linspace(1, 0.6, 39 * 5)[:, None]
    page = ((255 - on_a_page(SOME[0], 5).astype(np.float32) / 2) * shadow).astype(np.uint8)
    assert ink_on_even_paper(page, False) is None
    assert ink_on_even_paper(255 - page, None) is None


def test_thin_strokes_become_as_thick_as_a_pens() -> None:
    page = np.full((400, 400), 255, np.uint8)
    page[100:300, 199:201] = 0
    assert normalise_gray(page, "it", False).max() > 0.8


def test_one_colour_has_no_ink() -> None:
    assert ink_on_even_paper(np.full((300, 300), 200, np.uint8), None) is None
