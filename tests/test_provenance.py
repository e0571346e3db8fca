"""digitpad.provenance: a network's file is believed only where it makes sense."""

import pytest

from digitpad.network import read_info
from digitpad.provenance import Provenance, provenance
from digitpad.resources import bundled_network


def test_the_bundled_network_tells_how_it_was_made() -> None:
    made = provenance(read_info(bundled_network()))
    assert made.recipe == "shipped"
    assert made.seed == 0
    assert made.test_accuracy is not None
    assert made.test_accuracy > 0.99
    assert str(made) == f"recipe shipped, seed 0, trained on {made.trained}"


@pytest.mark.parametrize(
    "info",
    [
        None,
        3,
        {},
        {"test": 1, "recipe": []},
        {"test": {"accuracy": "high"}, "created": "yesterday"},
        {"test": {"accuracy": True}},
        {"recipe": {"name": "\x1b[31m", "seed": -1}, "test": {"accuracy": float("nan")}},
        {"recipe": {"name": "n" * 100, "seed": True}, "created": 7},
        {"personalised": {"samples": "many"}},
        {"personalised": 3},
    ],
)
def test_what_makes_no_sense_is_not_told(info: object) -> None:
    made = provenance(info)
    assert made == Provenance(None, None, None, None)
    assert str(made) == ""


def test_a_network_that_was_taught_a_hand_says_so() -> None:
    made = provenance({"recipe": {"name": "Quick"}, "personalised": {"samples": 24}})
    assert made.samples == 24
    assert str(made) == "recipe Quick, taught with 24 samples"
