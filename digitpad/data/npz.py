"""Data sets as NumPy's ``.npz`` with Keras' keys: x_train, y_train, and perhaps x_test, y_test.

A member is a header that tells shape and type, and then numbers (numpy.org/doc, "NPY format").
The header is looked at before anything is read; what holds Python objects is never opened.
"""

import math
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.file_tree import ZipTree, explained, read_exactly
from digitpad.data.image_set import (
    AT_ONCE,
    MAX_PICTURES,
    PARTS,
    Batch,
    ImageSet,
    ImageSetError,
    Stopped,
)
from digitpad.data.normalised import check_sides

KEYS = "x_train and y_train, and perhaps x_test and y_test, as Keras' own sets"
SUFFIX, MEMBER = ".npz", ".npy"
MAX_HEADER, MAX_SIDE = 10_000, 2**31
#: What was saved by columns must be read whole.
MAX_BY_COLUMNS = 400_000_000
NUMBERS = "buif"  # NumPy's letters for bool, unsigned, int and float
#: Of zip's compression: the first level saves most of the room that pictures take, and is quick.
LEVEL = 1

Array = npt.NDArray[np.generic]


class _Header(NamedTuple):
    """What a member tells of itself."""

    where: str
    member: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    by_columns: bool
    offset: int

    @property
    def row(self) -> int:
        """How many bytes one of its rows has."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize


def is_npz(tree: ZipTree) -> bool:
    """Whether a zip is one of NumPy's."""
    return any(file.endswith(MEMBER) for file in tree.files)


def read(tree: ZipTree) -> Iterator[Batch]:
    """Yield the pictures of a set. Raises ImageSetError."""
    have = [part for part in PARTS if {f"x_{part}.npy", f"y_{part}.npy"} <= set(tree.files)]
    if not have:
        names = ", ".join(file.removesuffix(MEMBER) for file in tree.files[:5])
        raise ImageSetError(f"{tree.name} holds {names}, where a data set has {KEYS}")
    pictures = {part: _header(tree, f"x_{part}.npy") for part in have}
    labels = {part: _labels(tree, f"y_{part}.npy", pictures[part].shape[0]) for part in have}
    total, done = max(1, sum(header.shape[0] for header in pictures.values())), 0
    for part in have:
        first = 0
        for images in _pictures(tree, pictures[part]):
            last = first + len(images)
            yield Batch(part, images, labels[part][first:last], (done + last) / total)
            first = last
        done += first


def _header(tree: ZipTree, member: str) -> _Header:
    """Return what a member tells of itself, once that fits what there is. Raises ImageSetError."""
    where = tree.where(member.removesuffix(MEMBER))
    try:
        with tree.open(member) as file:
            version = np.lib.format.read_magic(file)
            if version == (1, 0):
                told = np.lib.format.read_array_header_1_0(file, MAX_HEADER)
            else:
                told = np.lib.format.read_array_header_2_0(file, MAX_HEADER)
            offset = file.tell()
    except ImageSetError:
        raise
    except Exception:  # of a damaged header NumPy raises nearly any
        raise ImageSetError(f"{where} is not an array of NumPy's, or damaged") from None
    shape, by_columns, dtype = told
    if dtype.hasobject:
        raise ImageSetError(f"{where} holds Python objects, which are never opened")
    if dtype.kind not in NUMBERS or not 1 <= dtype.itemsize <= 8 or dtype.subdtype:
        raise ImageSetError(f"{where} does not hold numbers of a kind that pictures have")
    if not 1 <= len(shape) <= 4 or not all(type(n) is int and 0 <= n <= MAX_SIDE for n in shape):
        raise ImageSetError(f"{where} is no array of several pictures")
    header = _Header(where, member, shape, dtype, by_columns and len(shape) > 1, offset)
    if offset + header.row * shape[0] != tree.size(member):
        raise ImageSetError(f"{where} says that it is {_sides(shape)}, but has another size")
    if shape[0] > MAX_PICTURES:
        raise ImageSetError(f"{where} has {shape[0]:,} rows; at most {MAX_PICTURES:,} are read")
    return header


def _sides(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _labels(tree: ZipTree, member: str, count: int) -> Array:
    """Return a label for each picture, also where each is a row with a 1 among ten."""
    header = _header(tree, member)
    if header.shape[0] != count:
        raise ImageSetError(f"{header.where} has {header.shape[0]:,} labels for {count:,} pictures")
    width = math.prod(header.shape[1:])
    if width not in (1, 10):
        raise ImageSetError(
            f"{header.where} is {_sides(header.shape)}, not a label for each picture"
        )
    rows = [rows.reshape(-1, width) for rows in _rows(tree, header)]
    labels = np.concatenate([np.zeros((0, width), header.dtype), *rows])
    if width == 1:
        return labels[:, 0]
    if not (np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()):
        raise ImageSetError(f"{header.where} has ten numbers a picture that are not one 1 among 0s")
    return np.asarray(labels.argmax(axis=1))


def _pictures(tree: ZipTree, header: _Header) -> Iterator[Array]:
    """Yield pictures (n, height, width), whether they are flat, or have one channel."""
    sides = tuple(side for side in header.shape[1:] if side != 1)
    if len(sides) == 1 and math.isqrt(sides[0]) ** 2 == sides[0]:
        sides = (math.isqrt(sides[0]),) * 2
    if len(sides) != 2:
        raise ImageSetError(
            f"{header.where} is {_sides(header.shape)}, where count x height x width would be right"
        )
    check_sides(header.where, *sides)
    for rows in _rows(tree, header):
        yield rows.reshape(-1, *sides)


def _rows(tree: ZipTree, header: _Header) -> Iterator[Array]:
    """Yield an array's rows, so many at a time that memory stays small."""
    count, inner = header.shape[0], header.shape[1:]
    with tree.open(header.member) as file:
        read_exactly(file, header.offset, header.where)
        if header.by_columns:
            if count * header.row > MAX_BY_COLUMNS:
                raise ImageSetError(f"{header.where} is saved by columns, and too large for that")
            data = read_exactly(file, count * header.row, header.where)
            yield np.frombuffer(data, header.dtype).reshape(header.shape, order="F")
            return
        step = max(1, AT_ONCE // max(1, header.row))
        for first in range(0, count, step):
            some = min(step, count - first)
            data = read_exactly(file, some * header.row, header.where)
            yield np.frombuffer(data, header.dtype).reshape(some, *inner)
        with explained(header.where):
            file.read(1)  # the end, where zip compares its checksum


# what the program itself writes


def write(path: Path, image_set: ImageSet) -> None:
    """Write a set with Keras' keys; those of the test part only where there is one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for part in PARTS:
            images, labels = image_set.part(part)
            if part == "train" or len(labels):
                _write_array(archive, f"x_{part}", images)
                _write_array(archive, f"y_{part}", labels)


def _write_array(archive: zipfile.ZipFile, key: str, array: npt.NDArray[np.uint8]) -> None:
    with archive.open(f"{key}{MEMBER}", "w", force_zip64=True) as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def read_as_it_is(path: Path, go_on: Callable[[], bool] = lambda: True) -> ImageSet:
    """Return a set that ``write`` wrote, each pixel as it was. Raises ImageSetError.

    ``go_on``: is asked now and then; once it says no, Stopped is raised.
    """
    images = {part: [np.zeros((0, 28, 28), np.uint8)] for part in PARTS}
    labels = {part: [np.zeros(0, np.uint8)] for part in PARTS}
    for batch in read(ZipTree(path)):
        if not go_on():
            raise Stopped(f"the reading of {path} was stopped")
        shown, digits = batch.images, batch.labels
        assert digits is not None
        fits = shown.dtype == digits.dtype == np.uint8 and shown.shape[1:] == (28, 28)
        if not fits or int(np.max(digits)) > 9:
            raise ImageSetError(f"{path} is not a data set as they are kept")
        images[batch.part].append(np.asarray(shown, np.uint8))
        labels[batch.part].append(np.asarray(digits, np.uint8))
    train, test = ((np.concatenate(images[p]), np.concatenate(labels[p])) for p in PARTS)
    return ImageSet(path.stem, *train, *test)
