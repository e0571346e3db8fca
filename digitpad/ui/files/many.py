"""All digits of many files, found and read batch by batch in a thread, for the table."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitpad.drawing_files import read_drawings
from digitpad.ink import BadLine, InkError
from digitpad.kinds import KindError, kind_of
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError
from digitpad.pictures.page import read_page
from digitpad.raster import SIDE, Input, rasterize
from digitpad.ui.files.opening import Place

Pixels = npt.NDArray[np.uint8]
Shares = npt.NDArray[np.float32]

AT_ONCE = 256  # digits that are read in one go
SECONDS = 0.1  # a batch is shown after, at most
NOTHING = np.zeros((SIDE, SIDE), np.float32)


@dataclass(frozen=True)
class Row:
    """A digit and where it is from; or, where there is a ``problem``, a sentence about a file."""

    source: str
    place: Place | None = None
    problem: str = ""


@dataclass
class Batch:
    """Some rows, with what is known of each. ``share``: of all files that are through, 0 to 1."""

    rows: list[Row] = field(default_factory=list)
    inputs: Pixels = field(default_factory=lambda: np.zeros((0, SIDE, SIDE), np.uint8))
    shares: Shares = field(default_factory=lambda: np.zeros((0, 10), np.float32))
    share: float = 0.0


def read_many(paths: Sequence[Path], network: Callable[[], DenseNetwork]) -> Iterator[Batch]:
    """Yield what is in files and folders of pictures and ink. ``network``: which reads now."""
    rows: list[Row] = []
    inputs: list[Input] = []
    begun = time.monotonic()
    files = [(path, given) for path in paths for given in _files_in(path)]
    for number, (path, file) in enumerate(files):
        for row, values in _digits_in(file, path == file):
            rows.append(row)
            inputs.append(values)
            if len(rows) == AT_ONCE or time.monotonic() - begun > SECONDS:
                yield _batch(rows, inputs, network(), number / len(files))
                rows, inputs, begun = [], [], time.monotonic()
    yield _batch(rows, inputs, network(), 1.0)


def read_again(inputs: Pixels, network: DenseNetwork) -> Iterator[tuple[int, Shares]]:
    """Yield what a network says of pictures, from number so and so on, batch by batch."""
    for start in range(0, len(inputs), AT_ONCE):
        part = inputs[start : start + AT_ONCE]
        yield start, network.probabilities(part / np.float32(255))


def _batch(rows: list[Row], inputs: list[Input], network: DenseNetwork, share: float) -> Batch:
    if not rows:
        return Batch(share=share)
    values = np.stack(inputs)
    pixels = np.rint(values * 255).astype(np.uint8)
    return Batch(rows, pixels, network.probabilities(values), share)


def _files_in(path: Path) -> list[Path]:
    """Return a file, or what is in a folder and its folders, but for what is hidden."""
    if not path.is_dir():
        return [path]
    inside = (each.relative_to(path) for each in path.rglob("*") if each.is_file())
    shown = sorted(each for each in inside if not any(part[0] == "." for part in each.parts))
    return [path / each for each in shown] or [path]


def _digits_in(file: Path, named: bool) -> Iterator[tuple[Row, Input]]:
    """Yield the digits of a file. ``named``: by the person, who is told where it is something else.

    What else there is in a folder is passed over.
    """
    try:
        kind = kind_of(file)
        if file.is_dir():
            yield Row(str(file), problem=f"{file} holds no pictures and no ink"), NOTHING
        elif kind == "picture":
            page = read_page(file)
            for number, digit in enumerate(page.digits):
                which = f", digit {number + 1}" if len(page.digits) > 1 else ""
                yield Row(f"{file}{which}", Place(file, number, False)), digit.input
        elif kind == "ink":
            for number, drawing in enumerate(read_drawings(file)):
                if isinstance(drawing, BadLine):
                    yield Row(str(file), problem=drawing.message), NOTHING
                else:
                    source = drawing.key_id or f"{file.name}:{number + 1}"
                    yield Row(source, Place(file, number, True)), rasterize(drawing)
        elif named:
            yield Row(str(file), problem=f"{file} is a {kind}, not a picture or ink"), NOTHING
    except KindError as error:
        if named:
            yield Row(str(file), problem=str(error)), NOTHING
    except (PictureError, InkError) as error:
        yield Row(str(file), problem=str(error)), NOTHING
    except MemoryError:
        yield Row(str(file), problem=f"there is not enough memory to read {file}"), NOTHING
