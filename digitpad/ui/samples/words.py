"""What is said of a sample, everywhere in the same words."""

from typing import TYPE_CHECKING

from digitpad.network import SURE

if TYPE_CHECKING:  # the window starts without SQLite
    from digitpad.data.samples import Sample


def a_digit(digit: int) -> str:
    """Return a digit with its article: a 7, an 8."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def some(count: int) -> str:
    """Return how many samples there are: 1 sample, 1,234 samples."""
    return "1 sample" if count == 1 else f"{count:,} samples"


def briefly_kept(sample: "Sample") -> str:
    """Return what was kept, where there is no room for more."""
    return f"Kept: {a_digit(sample.label)}"


def kept_words(sample: "Sample") -> str:
    """Return what was kept, and how the network had read it."""
    digit, said = a_digit(sample.label), sample.said
    if said is None:
        return f"Kept: this is {digit}"
    if (sample.confidence or 0.0) < SURE:
        return f"Kept: this is {digit}; the network was not sure"
    return (
        f"Kept: {digit}, read right"
        if said == sample.label
        else (f"Kept: this is {digit}, read as {said}")
    )
