"""Data sets as a table, a picture a line: its label, and then its pixels, row by row.

So are MNIST's and Kaggle's ``label,pixel0,...``; scikit-learn's come with the label behind. A line
of names may come first. Tabs and semicolons are as good as commas.
"""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.file_tree import explained
from digitpad.data.image_set import Batch, ImageSetError, Part
from digitpad.data.normalised import DARKEST_OF_TWO_BYTES, LEAST_SIDE, MOST_SIDE
from digitpad.input_files import CSV_HEADER

BLOCK = 4_000_000  # bytes
MAX_LINE = 8_000_000  # 512 x 512 pixels of 25 characters and more
LABELS = {"label", "labels", "class", "target", "digit", "y"}
INDICES = {"", "id", "index", "unnamed: 0"}
SEPARATORS = ",;\t"
#: EMNIST numbers its letters, too, up to here.
MOST_LABELS = 61

Numbers = npt.NDArray[np.number[Any]]


class _Layout(NamedTuple):
    """What the columns are. ``label``: where the label is, if there is one."""

    separator: str
    columns: int
    first_pixel: int
    side: int
    label: int | None


def read(file: IO[bytes], size: int, where: str, part: Part) -> Iterator[Batch]:
    """Yield the pictures of a table. ``size``: of the file. Raises ImageSetError."""
    layout, line, top = None, 1, 0
    for block, done in _blocks(file, where):
        lines = block.decode("latin-1").split("\n")
        if not lines[-1]:
            lines.pop()
        named: list[str] | None = None
        if layout is None:
            lines[0] = lines[0].removeprefix("ï»¿")
            separator = max(SEPARATORS, key=lines[0].count)
            cells = _cells(lines[0], separator)
            named = cells if _are_names(cells) else None
            lines, line = (lines[1:], 2) if named else (lines, 1)
            width = len(cells)
        else:
            separator, width = layout.separator, layout.columns
        table = _Table(lines, line, separator, width, where)
        line += len(lines)
        values = table.values()
        if layout is None:
            layout = _layout(named, values, separator, width, where)
        if not len(values):
            continue
        pixels = values[:, layout.first_pixel : layout.first_pixel + layout.side**2]
        top = top or _top(pixels)
        table.check(pixels, layout.first_pixel, top)
        labels = None if layout.label is None else values[:, layout.label]
        images = pixels.reshape(-1, layout.side, layout.side)
        yield Batch(part, images, labels, min(1.0, done / max(1, size)))
    if layout is None:
        raise ImageSetError(f"{where} is empty")


def _blocks(file: IO[bytes], where: str) -> Iterator[tuple[bytes, int]]:
    """Yield so many whole lines at a time, and how many bytes are read by then."""
    rest, done, is_of_old_mac = b"", 0, False
    while True:
        with explained(where):
            data = file.read(BLOCK)
        is_of_old_mac = is_of_old_mac if done else b"\r" in data and b"\n" not in data
        done += len(data)
        if is_of_old_mac:  # as Excel still saves for them
            data = data.replace(b"\r", b"\n")
        if not data:
            break
        end = data.rfind(b"\n") + 1
        if end:
            yield rest + data[:end], done
            rest = data[end:]
        else:
            rest += data
        if len(rest) > MAX_LINE:
            raise ImageSetError(f"{where} has a line of more than {MAX_LINE:,} characters")
    if rest:
        yield rest, done


def _top(pixels: Numbers) -> int:
    """Return what the pixels go up to: a few above 255 are mistakes, not pixels of two bytes."""
    highest = float(pixels.max(where=np.isfinite(pixels), initial=0))
    return 255 if highest <= DARKEST_OF_TWO_BYTES else 65_535


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(separator)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell  # which Python reads, and nobody else


def _are_names(cells: list[str]) -> bool:
    """Whether a line is one of names, which may be numbers, too, but each another one."""
    numbers = list(filter(_is_number, cells))
    return len(set(numbers)) == len(numbers) < len(cells)


class _Table:
    """Some lines of a file, with the number of the first one."""

    def __init__(
        self, lines: list[str], number: int, separator: str, columns: int, where: str
    ) -> None:
        self._lines = [(at, text) for at, text in enumerate(lines, number) if text.strip()]
        self._separator, self._columns, self._where = separator, columns, where

    def values(self) -> Numbers:
        """Return its cells as numbers. Raises ImageSetError, which tells the wrong cell."""
        if not self._lines:
            return np.zeros((0, self._columns), np.int32)
        # No label: the pad writes so what nobody has named.
        texts = [f"nan{t}" if t.startswith(self._separator) else t for _, t in self._lines]
        quote = '"' if any('"' in text for text in texts) else None
        for kind in (np.int32, np.float32):
            try:
                values: Numbers = np.loadtxt(
                    texts, kind, comments=None, delimiter=self._separator, ndmin=2, quotechar=quote
                )
            except (ValueError, OverflowError):
                continue
            if values.shape == (len(texts), self._columns):
                return values
            break
        raise ImageSetError(self._what_is_wrong())

    def _what_is_wrong(self) -> str:
        for number, text in self._lines:
            cells = _cells(text, self._separator)
            if len(cells) != self._columns:
                return (
                    f"{self._where}, line {number:,} has {len(cells):,} columns, where "
                    f"{self._columns:,} as in the first line would be right"
                )
            for column, cell in enumerate(cells, 1):
                if not _is_number(cell) and (column > 1 or cell):
                    told = f"{cell[:20]!r} is no number" if cell else "there is no number"
                    return f"{self._where}, line {number:,}, column {column:,}: {told}"
        return f"{self._where}, line {self._lines[0][0]:,} and those after it are no numbers"

    def check(self, pixels: Numbers, first: int, top: int) -> None:
        """Say where a pixel is beyond 0 to ``top``. Raises ImageSetError."""
        fine = (pixels >= 0) & (pixels <= top)  # False for NaN, too
        if not fine.all():
            row, column = np.argwhere(~fine)[0].tolist()
            raise ImageSetError(
                f"{self._where}, line {self._lines[row][0]:,}, column {first + column + 1:,}: a "
                f"pixel is {pixels[row, column]:g}, where 0 to {top:,} would be right"
            )


def _layout(
    names: list[str] | None, values: Numbers, separator: str, columns: int, where: str
) -> _Layout:
    """Return what the columns are. Raises ImageSetError."""
    layout = _places(names, values, separator, columns, where)
    _check_order(names or [], layout, where)
    return layout


def _places(
    names: list[str] | None, values: Numbers, separator: str, columns: int, where: str
) -> _Layout:
    """Return what the columns are by their number. Raises ImageSetError."""
    index = 0
    if names and names[0].lower() in INDICES and not _is_square(columns) and columns > 2:
        index = 1  # pandas numbers the rows
    pixels = columns - index
    if _is_square(pixels):
        if names and LABELS & {names[index].lower(), names[-1].lower()}:
            raise ImageSetError(
                f"{where} has {pixels - 1:,} columns of pixels beside that of the label, where "
                f"{pixels:,} would be right"
            )
        return _Layout(separator, columns, index, math.isqrt(pixels), None)
    if not _is_square(pixels - 1):
        raise ImageSetError(
            f"{where} has {columns:,} columns, where a label and the pixels of a square would be "
            f"right, as 785 for 28 x 28; {LEAST_SIDE} x {LEAST_SIDE} to {MOST_SIDE} x {MOST_SIDE} "
            "are read"
        )
    side = math.isqrt(pixels - 1)
    if _label_is_last(names[index:] if names else None, values[:, index:]):
        return _Layout(separator, columns, index, side, columns - 1)
    return _Layout(separator, columns, index + 1, side, index)


def _check_order(names: list[str], layout: _Layout, where: str) -> None:
    """Refuse pixels whose names say that they are no rows of a picture. Raises ImageSetError."""
    pixels = names[layout.first_pixel : layout.first_pixel + layout.side**2]
    for column, name in enumerate(pixels, layout.first_pixel + 1):
        if name.lower() in LABELS:
            raise ImageSetError(
                f"{where}, column {column:,} is {name!r}, between those of pixels; the first or "
                "the last one would be right"
            )
    numbered = [match for name in pixels if (match := re.fullmatch(r"(\D*)(\d{1,9})", name))]
    if len(numbered) < len(pixels) or len({match[1] for match in numbered}) > 1:
        return
    for column, (before, after) in enumerate(pairwise(numbered), layout.first_pixel + 2):
        if int(before[2]) > int(after[2]):
            raise ImageSetError(
                f"{where}, column {column:,} is {after[0][:20]!r} and comes after "
                f"{before[0][:20]!r}, where pixels in the order of their numbers would be right"
            )


def _is_square(pixels: int) -> bool:
    side = math.isqrt(max(0, pixels))
    return side**2 == pixels and LEAST_SIDE <= side <= MOST_SIDE


def _label_is_last(names: list[str] | None, values: Numbers) -> bool:
    """Whether the label comes after the pixels, told by the names or else by the values."""
    if names and names[0].lower() in LABELS:
        return False
    if names and names[-1].lower() in LABELS:
        return True
    if not len(values):
        return False
    first, last = values[:, 0], values[:, -1]
    # A corner of a picture is mostly black; a label is not, nor above 9.
    could_be_last = _are_labels(last, 9) and float(last.max()) > 0
    return could_be_last and (not _are_labels(first, MOST_LABELS) or float(first.max()) == 0)


def _are_labels(values: Numbers, most: int) -> bool:
    numbers = values.astype(np.float64)
    return bool(((numbers >= 0) & (numbers <= most) & (numbers == np.floor(numbers))).all())


# what is written


def file_for_testing(path: Path) -> Path:
    """Return what the file of a set's test part is called."""
    name = path.name
    if "train" in name:
        return path.with_name(name.replace("train", "test", 1))
    return path.with_name(f"{path.stem}-test{path.suffix}")


def write(path: Path, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]) -> None:
    """Write pictures as Kaggle has them: a line of names, then label and pixels."""
    texts = [b"%d" % value for value in range(256)]
    with path.open("wb") as file:
        file.write(f"{CSV_HEADER}\n".encode())
        for image, label in zip(images, labels.tolist(), strict=True):
            cells = [texts[value] for value in image.tobytes()]
            file.write(b"%d," % label + b",".join(cells) + b"\n")
