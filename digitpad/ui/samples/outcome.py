"""What personalising has come to, in words: whether the new network is better, and in what."""

from typing import Literal

from digitpad.training.events import Tuned

#: Of MNIST's test images a new network may lose one in so many and still read it as well: within
#: that, two networks of the same recipe differ too.
TOLERATED = 1_000

Change = Literal["better", "worse", "same"]


def own_change(tuned: Tuned) -> Change:
    """Return what became of the samples that were held back."""
    return _change(tuned.own_after - tuned.own_before)


def taught_change(tuned: Tuned) -> Change:
    """Return what became of the samples that it learnt from."""
    return _change(tuned.taught_after - tuned.taught_before)


def mnist_change(tuned: Tuned) -> Change:
    """Return what became of MNIST's test images; a few of the thousands do not count."""
    difference = tuned.mnist_after - tuned.mnist_before
    return _change(difference if abs(difference) * TOLERATED > tuned.mnist_count else 0)


def no_worse(tuned: Tuned) -> bool:
    """Return whether the new network can be kept without a question.

    What was never measured is not known to be no worse: some samples must have been held back.
    """
    return tuned.own_count > 0 and "worse" not in (own_change(tuned), mnist_change(tuned))


def verdict(tuned: Tuned) -> str:
    """Return the outcome in one sentence."""
    mnist = mnist_change(tuned)
    moved = in_words(tuned.mnist_before, tuned.mnist_after)
    others = {
        "same": "MNIST as well as before",
        "better": f"{moved} of MNIST's {tuned.mnist_count:,} test images",
        "worse": f"{moved} of MNIST's {tuned.mnist_count:,} test images",
    }[mnist]
    if not tuned.own_count:
        moved = in_words(tuned.taught_before, tuned.taught_after)
        own = (
            "No sample was held back to measure with; of those it learnt from it reads "
            f"{'as many as before' if moved == 'the same' else moved}"
        )
        return f"{own}{_joined(taught_change(tuned), mnist)} {others}."
    change = own_change(tuned)
    if change == "same" and mnist == "same":
        return "Reads your held-back samples and MNIST as well as before."
    moved = in_words(tuned.own_before, tuned.own_after)
    own = "as many" if change == "same" else moved
    before = " as before" if change == "same" else ""
    return f"Reads {own} of your held-back samples{before}{_joined(change, mnist)} {others}."


def in_words(before: int, after: int) -> str:
    """Return a difference of two counts: 3 more, 1 fewer, the same."""
    if before == after:
        return "the same"
    return f"{abs(after - before):,} {'more' if after > before else 'fewer'}"


def _change(difference: int) -> Change:
    return "better" if difference > 0 else "worse" if difference < 0 else "same"


def _joined(one: Change, other: Change) -> str:
    return ", but" if (one == "worse") != (other == "worse") else ", and"
