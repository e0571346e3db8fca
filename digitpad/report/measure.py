"""The figures of a report: one or two networks on the same pictures, and on harder ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.perturb import PERTURBATIONS, perturbed
from digitpad.data.sets import DataSet
from digitpad.evaluation import Evaluation, evaluate, mcnemar, probabilities
from digitpad.network import DenseNetwork
from digitpad.provenance import Provenance, provenance
from digitpad.resources import network_name

MOST_NETWORKS = 2
#: So many pictures are kept behind each cell of the confusion matrix, and of any other kind.
CELL_PICTURES, WRONG_PICTURES = 60, 200
#: Robustness is measured on so many pictures at most, drawn with this seed.
HARDER_PICTURES, SEED = 2_000, 0

#: A difference that chance gives in fewer cases than this is taken for real.
CHANCE = 0.05

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class NonDigits:
    """How well digits are told from ``count`` drawings of something else, by the AUROC."""

    count: int
    auroc: float


class Comparison(NamedTuple):
    """How many pictures both networks read right, only one of them, neither.

    ``chance``: how likely two equally good networks would differ as much (McNemar's exact test).
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    chance: float

    def __str__(self) -> str:
        """Return it as two sentences for a person."""
        seen = (
            f"Both read {self.both:,} right, only the first {self.only_first:,}, only the second "
            f"{self.only_second:,}, neither {self.neither:,}."
        )
        if self.only_first == self.only_second:
            return f"{seen} Neither is ahead."
        cases = f"{100 * self.chance:.2g}%" if self.chance >= 1e-4 else "less than 0.01%"
        chance = f"chance would part two equals so far in {cases} of cases."
        if self.chance >= CHANCE:
            return f"{seen} That may be mere chance: {chance}"
        ahead = "first" if self.only_first > self.only_second else "second"
        return f"{seen} The {ahead} is better: {chance}"


@dataclass(frozen=True)
class Reader:
    """What one network reads.

    ``robustness``: for each of PERTURBATIONS the accuracy, 0 to 1, at each of its amounts; empty
    where it was not measured.
    """

    name: str
    made: Provenance
    weights: int
    evaluation: Evaluation
    robustness: dict[str, list[float]]
    non_digits: NonDigits | None = None


@dataclass(frozen=True)
class Report:
    """One or two networks on one data set.

    ``harder_count``: how many pictures robustness was measured on. ``numbers``: int64 (m,), rising:
    which pictures of the set are kept. ``pictures``: uint8 (m, 28, 28), these.
    """

    data: str
    harder_count: int
    readers: tuple[Reader, ...]
    numbers: Numbers
    pictures: npt.NDArray[np.uint8]

    @property
    def count(self) -> int:
        """How many pictures the data set has."""
        return self.readers[0].evaluation.count

    def picture(self, number: int) -> npt.NDArray[np.uint8]:
        """Return a picture that was kept, uint8 (28, 28), by its number in the data set."""
        return np.asarray(self.pictures[np.searchsorted(self.numbers, number)])

    def comparison(self) -> Comparison | None:
        """Return how two networks differ, picture by picture; None for a single one."""
        if len(self.readers) < MOST_NETWORKS:
            return None
        first, second = (reader.evaluation.right for reader in self.readers)
        only_first, only_second = int(np.sum(first & ~second)), int(np.sum(second & ~first))
        return Comparison(
            int(np.sum(first & second)),
            only_first,
            only_second,
            int(np.sum(~first & ~second)),
            mcnemar(only_first, only_second),
        )


def network_names(paths: Sequence[Path]) -> list[str]:
    """Return what to call networks on a page: by their files, with the folder if two are alike."""
    names = [network_name(path) for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def pictures_to_show(evaluations: Sequence[Evaluation], most: int = CELL_PICTURES) -> Numbers:
    """Return the numbers of all pictures that a report shows, rising, int64.

    ``most``: so many behind each cell of a confusion matrix.
    """
    some = []
    for evaluation in evaluations:
        some.append(evaluation.wrong()[:WRONG_PICTURES])
        for digit, answer in np.argwhere(evaluation.confusion).tolist():
            some.append(evaluation.cell(digit, answer)[:most])
    for one, other in permutations(evaluations, 2):
        some.append(one.alone(other)[:WRONG_PICTURES])
    return np.unique(np.concatenate(some))


def measure(
    networks: Sequence[tuple[str, DenseNetwork]],
    data: DataSet,
    *,
    harder: bool = True,
    progress: Callable[[float], object] = lambda _: None,
) -> Report:
    """Return the report of one or two networks, each with its name, on a data set.

    ``harder``: whether to measure robustness too, which takes most of the time. ``progress``: told
    0 to 1 as it goes. Raises ValueError when the set has no image.
    """
    count = len(data.images)
    some = np.random.default_rng(SEED).permutation(count)[:HARDER_PICTURES]
    steps = [
        (kind, amount)
        for kind, perturbation in PERTURBATIONS.items()
        for amount in perturbation.amounts
        if amount and harder
    ]
    total, read = len(networks) * (count + len(some) * len(steps)), 0

    def done(more: int) -> None:
        nonlocal read
        read += more
        progress(min(1.0, read / total))

    evaluations = [evaluate(network, data.images, data.labels, done) for _, network in networks]
    few, labels = data.images[some], data.labels[some]
    # At an amount of 0 nothing changes, whatever it is an amount of.
    accuracies = {("", 0.0): [float(np.mean(each.right[some])) for each in evaluations]}
    for kind, amount in steps:
        images = perturbed(few, kind, amount, SEED)
        accuracies[kind, amount] = [
            float(np.mean(probabilities(network, images, done).argmax(1) == labels))
            for _, network in networks
        ]
    readers = tuple(
        Reader(
            name,
            provenance(network.info),
            network.parameters,
            evaluations[index],
            {
                kind: [
                    accuracies[(kind, amount) if amount else ("", 0.0)][index]
                    for amount in perturbation.amounts
                ]
                for kind, perturbation in PERTURBATIONS.items()
                if harder
            },
        )
        for index, (name, network) in enumerate(networks)
    )
    numbers = pictures_to_show(evaluations)
    return Report(data.name, len(some), readers, numbers, _as_bytes(data.images[numbers]))


def _as_bytes(images: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    if images.dtype == np.uint8:
        return np.asarray(images, np.uint8)
    return np.rint(images.astype(np.float32) * 255).astype(np.uint8)
