"""What a session asks for: each digit a few times, in random order; what was kept of each."""

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from digitpad.ui.samples.words import a_digit

if TYPE_CHECKING:
    from digitpad.data.samples import Sample

DIGITS = 10
MOST_KINDS = 6  # of misreadings that are told one by one


def digits_to_ask(each: int, random: Random) -> list[int]:
    """Return each digit so many times, in random order, and none twice in a row.

    Round by round: whoever stops early has drawn every digit about as often.
    """
    asked: list[int] = []
    for _ in range(each):
        turn = random.sample(range(DIGITS), DIGITS)
        if asked and turn[0] == asked[-1]:
            other = random.randrange(1, DIGITS)
            turn[0], turn[other] = turn[other], turn[0]
        asked += turn
    return asked


class Lesson:
    """Goes through the digits one by one, forth and back.

    ``kept``: the sample of each one that was drawn, by its number from 0; a skipped one has none.
    """

    def __init__(self, each: int, random: Random | None = None) -> None:
        self.digits = digits_to_ask(each, random or Random())
        self.kept: dict[int, Sample] = {}
        self.number = 0

    @property
    def is_over(self) -> bool:
        """Whether all have been asked for."""
        return self.number == len(self.digits)

    @property
    def digit(self) -> int:
        """The one that is asked for, until it is over."""
        return self.digits[self.number]

    @property
    def before(self) -> "Sample | None":
        """What was kept of the one before; None where it was skipped, or this is the first."""
        return self.kept.get(self.number - 1)

    def keep(self, sample: "Sample") -> None:
        """Note what was kept of the one that is asked for; go on."""
        self.kept[self.number] = sample
        self.number += 1

    def skip(self) -> None:
        """Go on without it."""
        self.number += 1

    def back(self) -> None:
        """Ask for the one before again; what was kept of it is no more."""
        self.number = max(0, self.number - 1)
        self.kept.pop(self.number, None)

    def summary(self) -> str:
        """Return how many were kept, and how they were read, in sentences."""
        samples = list(self.kept.values())
        if not samples:
            return "Nothing was drawn, and nothing is kept."
        count = len(samples)
        said = "1 drawing is kept." if count == 1 else f"{count} drawings are kept."
        misread = sorted((s.label, s.said) for s in samples if s.said is not None and s.misread)
        if not misread:
            return f"{said} The network read {'it' if count == 1 else 'them all'} right."
        kinds = Counter(misread).most_common()
        each = [
            f"{a_digit(label)} as {read}" + (f" ({times} times)" if times > 1 else "")
            for (label, read), times in kinds[:MOST_KINDS]
        ]
        if others := sum(times for _, times in kinds[MOST_KINDS:]):
            each.append(f"and {others:,} more")
        right = count - len(misread)
        return f"{said} The network read {right} of them right; it misread {', '.join(each)}."
