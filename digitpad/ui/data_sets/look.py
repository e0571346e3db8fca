"""What is seen of a data set before it is used: counts, examples, the average of each digit."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.raster import SIDE

EXAMPLES = 24  # of each digit, a few of which are shown at a time
SEED = 0  # the same set shows the same examples whenever it is looked at
FACTS, PICTURES = "look.json", "look.npy"

Pictures = npt.NDArray[np.uint8]


class ReadBy(NamedTuple):
    """How a network reads so many ``pictures`` of a set.

    ``accuracy``: the share that it reads right, 0 to 1. ``transposed``: the same with rows and
    columns swapped. ``offered``: whether that is so much better that they are likely to be.
    """

    network: str
    pictures: int
    accuracy: float
    transposed: float
    offered: bool


@dataclass(frozen=True)
class Look:
    """``counts``: how many of 0, of 1, and so on. ``problems``: sentences on what was left out.

    ``examples``: uint8 (10, EXAMPLES, 28, 28); of a digit with fewer, the rest is black.
    ``averages``: uint8 (10, 28, 28). Both are white on black.
    """

    name: str
    train: int
    test: int
    counts: tuple[int, ...]
    examples: Pictures
    averages: Pictures
    problems: tuple[str, ...]
    read_by: ReadBy | None

    @property
    def all(self) -> int:
        """How many pictures there are."""
        return self.train + self.test

    def keep(self, folder: Path) -> None:
        """Write it to two files in a folder. Raises OSError."""
        facts = asdict(self)
        pictures = np.concatenate([facts.pop("averages")[:, None], facts.pop("examples")], axis=1)
        np.save(folder / PICTURES, pictures, allow_pickle=False)
        (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")

    @staticmethod
    def open(folder: Path) -> "Look":
        """Return what was kept. Raises OSError, ValueError or KeyError."""
        facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        pictures = np.load(folder / PICTURES, allow_pickle=False)
        read_by = facts.pop("read_by")
        return Look(
            **facts | {key: tuple(facts[key]) for key in ("counts", "problems")},
            examples=pictures[:, 1:],
            averages=pictures[:, 0],
            read_by=ReadBy(*read_by) if read_by else None,
        )


class Part(NamedTuple):
    """Labelled pictures: uint8 (n, 28, 28), uint8 (n,)."""

    images: Pictures
    labels: Pictures


def look_at(
    name: str,
    train: Part,
    test: Part,
    problems: tuple[str, ...] = (),
    read_by: ReadBy | None = None,
) -> Look:
    """Return what there is to be seen of the two parts of a data set."""
    parts = (train, test)
    counts = sum(np.bincount(part.labels, minlength=10) for part in parts)
    examples = np.zeros((10, EXAMPLES, SIDE, SIDE), np.uint8)
    averages = np.zeros((10, SIDE, SIDE), np.uint8)
    random = np.random.default_rng(SEED)
    for digit in range(10):
        total, chosen = np.zeros((SIDE, SIDE)), []
        for part in parts:
            own = np.flatnonzero(part.labels == digit)
            some = np.sort(random.permutation(own)[:EXAMPLES])
            chosen += list(part.images[some])
            for first in range(0, len(own), 10_000):  # all at once would take much memory
                total += part.images[own[first : first + 10_000]].sum(0, dtype=np.int64)
        if chosen:
            averages[digit] = np.rint(total / np.asarray(counts)[digit])
            few = [chosen[at] for at in random.permutation(len(chosen))[:EXAMPLES]]
            examples[digit, : len(few)] = few
    return Look(
        name=name,
        train=len(train.labels),
        test=len(test.labels),
        counts=tuple(int(count) for count in np.asarray(counts)),
        examples=examples,
        averages=averages,
        problems=problems,
        read_by=read_by,
    )
