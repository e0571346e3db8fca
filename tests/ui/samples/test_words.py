"""digitpad.ui.samples.words: what was kept, and how it had been read, in one short sentence."""

import pytest

from digitpad.data.samples import Sample
from digitpad.ui.samples.words import a_digit, kept_words


def test_a_digit_has_its_article() -> None:
    assert [a_digit(digit) for digit in (1, 7, 8)] == ["a 1", "a 7", "an 8"]


@pytest.mark.parametrize(
    ("said", "confidence", "words"),
    [
        (1, 0.9, "Kept: this is a 7, read as 1"),
        (7, 0.9, "Kept: a 7, read right"),
        (7, 0.3, "Kept: this is a 7; the network was not sure"),
        (1, 0.3, "Kept: this is a 7; the network was not sure"),
        (None, None, "Kept: this is a 7"),
    ],
)
def test_what_was_kept_is_said_with_how_it_was_read(
    said: int | None, confidence: float | None, words: str
) -> None:
    assert kept_words(Sample(7, said=said, confidence=confidence)) == words
