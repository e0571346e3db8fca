"""digitpad.ui.samples.outcome: a person reads in one sentence whether the new network is better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.events import Tuned
from digitpad.ui.samples.outcome import in_words, no_worse, verdict


def tuned(
    own: tuple[int, int, int] = (13, 8, 13),
    mnist: tuple[int, int] = (9_951, 9_951),
    taught: tuple[int, int, int] = (50, 34, 50),
) -> Tuned:
    """Return an outcome. Each: how many (MNIST has 10,000), right before, right after."""
    return Tuned("network.keras", *own, *taught, 10_000, *mnist, seconds=5.0)


@st.composite
def outcomes(draw: st.DrawFn) -> Tuned:
    own, taught = draw(st.integers(0, 99)), draw(st.integers(1, 999))
    rights = [st.integers(0, count) for count in (own, own, taught, taught, 10_000, 10_000)]
    a, b, c, d, e, f = map(draw, rights)
    return tuned((own, a, b), (e, f), (taught, c, d))


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (tuned(), "Reads 5 more of your held-back samples, and MNIST as well as before."),
        (
            tuned((13, 13, 13)),
            "Reads your held-back samples and MNIST as well as before.",
        ),
        (
            tuned((13, 9, 8)),
            "Reads 1 fewer of your held-back samples, but MNIST as well as before.",
        ),
        (
            tuned(mnist=(9_951, 9_890)),
            "Reads 5 more of your held-back samples, but 61 fewer of MNIST's 10,000 test images.",
        ),
        (
            tuned((13, 9, 8), (9_951, 9_890)),
            "Reads 1 fewer of your held-back samples, and 61 fewer of MNIST's 10,000 test images.",
        ),
        (
            tuned((13, 9, 9), (9_800, 9_890)),
            "Reads as many of your held-back samples as before, and 90 more of MNIST's 10,000 "
            "test images.",
        ),
        (
            tuned((0, 0, 0), taught=(3, 1, 3)),
            "No sample was held back to measure with; of those it learnt from it reads 2 more, "
            "and MNIST as well as before.",
        ),
    ],
)
def test_the_verdict_says_what_has_changed(outcome: Tuned, sentence: str) -> None:
    assert verdict(outcome) == sentence


def test_a_tenth_of_a_point_of_mnist_may_be_lost_and_no_more() -> None:
    assert no_worse(tuned(mnist=(9_951, 9_941)))
    assert not no_worse(tuned(mnist=(9_951, 9_940)))


def test_what_was_never_measured_is_not_known_to_be_no_worse() -> None:
    assert not no_worse(tuned((0, 0, 0)))


@given(outcomes())
def test_whatever_comes_out_is_one_sentence_that_agrees_with_what_is_kept(outcome: Tuned) -> None:
    sentence = verdict(outcome)
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    lost = (outcome.mnist_before - outcome.mnist_after) / outcome.mnist_count
    assert no_worse(outcome) == (
        outcome.own_count > 0 and outcome.own_after >= outcome.own_before and lost <= 0.001
    )
    if no_worse(outcome):
        assert "fewer" not in sentence


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_a_difference_is_told_without_a_sign(before: int, after: int) -> None:
    words = in_words(before, after)
    assert ("more" in words, "fewer" in words) == (after > before, after < before)
    assert "-" not in words
