"""All digits of many files, found and read batch by batch in a thread, for the table."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitpad.digit_files import AT_ONCE, FileDigit, files_in, read_digits
from digitpad.network import DenseNetwork
from digitpad.raster import SIDE
from digitpad.ui.files.opening import Place

Pixels = npt.NDArray[np.uint8]
Shares = npt.NDArray[np.float32]

SECONDS = 0.1  # what is found is shown after, at most
NOTHING = np.zeros((SIDE, SIDE), np.float32)


@dataclass(frozen=True)
class Row:
    """A digit and where it is from; or, where there is a ``problem``, a sentence about a file."""

    source: str
    place: Place
    problem: str = ""


@dataclass
class Batch:
    """Some rows, with what is known of each. ``share``: of all files that are through, 0 to 1."""

    rows: list[Row] = field(default_factory=list)
    inputs: Pixels = field(default_factory=lambda: np.zeros((0, SIDE, SIDE), np.uint8))
    shares: Shares = field(default_factory=lambda: np.zeros((0, 10), np.float32))
    share: float = 0.0


def read_many(paths: Sequence[Path], network: Callable[[], DenseNetwork]) -> Iterator[Batch]:
    """Yield what is in files and folders. ``network``: which reads now."""
    files, seen = sum(map(_count, paths)), 0
    last = ""
    for digits in read_digits(files_in(paths), SECONDS):
        rows = []
        for digit in digits:
            seen += digit.file != last
            last = digit.file
            place = Place(Path(digit.file), digit.number, digit.kind)
            rows.append(Row(digit.name, place, digit.problem))
        yield _batch(rows, digits, network(), min(1.0, seen / max(1, files)))
    yield Batch(share=1.0)


def read_again(inputs: Pixels, network: DenseNetwork) -> Iterator[tuple[int, Shares]]:
    """Yield what a network says of pictures, from number so and so on, batch by batch."""
    for start in range(0, len(inputs), AT_ONCE):
        part = inputs[start : start + AT_ONCE]
        yield start, network.probabilities(part / np.float32(255))


def _batch(rows: list[Row], digits: list[FileDigit], network: DenseNetwork, share: float) -> Batch:
    values = np.stack([NOTHING if digit.input is None else digit.input for digit in digits])
    shares = network.probabilities(values)
    shares[[bool(row.problem) for row in rows]] = 0
    return Batch(rows, np.rint(values * 255).astype(np.uint8), shares, share)


def _count(path: Path) -> int:
    """Return how many files there are at a path, but for what is hidden."""
    count = 0
    for _, folders, files in os.walk(path):
        folders[:] = [name for name in folders if name[0] != "."]
        count += sum(name[0] != "." for name in files)
    return count or 1
