"""digitpad.data.non_digits: drawings of what is none, which a network can tell from digits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.hands import draw_hands
from digitpad.data.non_digits import draw_non_digit
from digitpad.data.styles import SIGNS
from digitpad.evaluation import auroc, probabilities
from digitpad.network import DenseNetwork
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from tests.tools import NEW_SIGNS, new_sign


@given(st.integers(0, 2**32 - 1))
def test_any_seed_draws_a_non_digit_with_ink(seed: int) -> None:
    drawing = draw_non_digit(np.random.default_rng(seed))
    assert drawing.label is None
    assert rasterize(drawing).sum() > 1


def test_the_bundled_network_knows_that_kinds_of_signs_it_never_saw_are_no_digits() -> None:
    network, source = DenseNetwork.open(bundled_network()), np.random.default_rng(123_456)
    digits = np.array([rasterize(drawing) for drawing in draw_hands(source, 500)])
    others = np.array([rasterize(new_sign(source)) for _ in range(500)])
    assert not set(NEW_SIGNS) & set(SIGNS)
    doubt = probabilities(network, others).max(1)
    assert auroc(probabilities(network, digits).max(1), doubt) > 0.98
