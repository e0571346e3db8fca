"""Data sets as IDX, the format of MNIST and EMNIST, plain or gzipped: pictures here, labels there.

A file is two zeros, the type of its numbers, how many dimensions, each one's length, and then the
numbers, big-endian (yann.lecun.com/exdb/mnist). ``train-images-idx3-ubyte`` belongs with
``train-labels-idx1-ubyte``, and with ``t10k-`` or ``test-`` ones; dots are as good as dashes.
"""

import gzip
import math
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.file_tree import FileTree, explained, read_exactly
from digitpad.data.image_set import AT_ONCE, MAX_PICTURES, PARTS, Batch, ImageSetError, Part
from digitpad.data.normalised import check_sides
from digitpad.kinds import GZIP

GZIP_SUFFIX = ".gz"
#: No gzip packs more tightly: a header that tells of more is no true one.
MOST_PACKED = 1_040
TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
#: QMNIST has eight numbers for each picture, the digit before what else is known of it.
QMNIST = 8
LEVEL = 6

_PART = re.compile(r"(?<![a-z])(train|t10k|test)(?![a-z])")
_NAME = re.compile(r"image[s]?|label[s]?|idx\d-[a-z0-9]+|-+")

Array = npt.NDArray[np.generic]


class _Set(NamedTuple):
    """The files of one set, by part and by what they hold."""

    name: str
    files: dict[tuple[Part, bool], str]  # True: labels


class _Header(NamedTuple):
    """What a file tells of itself."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    offset: int

    @property
    def holds_labels(self) -> bool:
        """Whether it is one number for each picture, or one and some besides."""
        return len(self.shape) == 1 or (len(self.shape) == 2 and self.shape[1] == QMNIST)


def is_idx(head: bytes) -> bool:
    """Whether a file that begins so is of IDX, unpacked."""
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in TYPES and 1 <= head[3] <= 4


def is_called_so(file: str) -> bool:
    """Whether a name is that of a file of IDX."""
    name = file.rpartition("/")[2].lower()
    return "-ubyte" in name or re.search(r"[.-]idx\d?\b", name) is not None


def _belongs(file: str) -> tuple[str, Part, bool]:
    """Return of which set a file's name says that it is, which part, and whether of labels."""
    path = PurePosixPath(file.lower())
    name = path.name.removesuffix(GZIP_SUFFIX).replace(".", "-")
    of_part = _PART.search(name)
    part: Part = "test" if of_part and of_part[1] != "train" else "train"
    is_labels = "label" in name or ("idx1-" in name and "image" not in name)
    words = _NAME.split(_PART.sub("", name))
    return f"{path.parent}/{'-'.join(filter(None, words))}", part, is_labels


def name_of(path: Path) -> str:
    """Return what the set of a file is called: its own words, or those of its folder."""
    name, _, _ = _belongs(path.name)
    return name.strip("./") or path.parent.name or "IDX"


def _is_packed(file: str) -> bool:
    return file.lower().endswith(GZIP_SUFFIX)


def _sets(files: Iterable[str], *, packed: bool = False) -> list[_Set]:
    """Return the sets that files belong to; of two for the same, with the packed or plain one."""
    found: dict[str, _Set] = {}
    in_order = sorted(files, reverse=True)
    for file in sorted(in_order, key=lambda each: _is_packed(each) == packed):  # the last one stays
        name, part, is_labels = _belongs(file)
        found.setdefault(name, _Set(name, {})).files[part, is_labels] = file
    return list(found.values())


def read_folder(tree: FileTree) -> Iterator[Batch]:
    """Yield the pictures of the set in a folder or zip; of several, EMNIST's digits.

    Raises ImageSetError.
    """
    sets = [each for each in _sets(filter(is_called_so, tree.files)) if _has_pictures(each)]
    if len(sets) > 1:
        sets = [each for each in sets if "digits" in each.name] or sets
    if len(sets) > 1:
        names = ", ".join(sorted(each.name.strip("./") for each in sets)[:6])
        raise ImageSetError(f"{tree.name} holds several data sets ({names}); name a file of one")
    if not sets:
        raise ImageSetError(f"{tree.name} holds no pictures, only labels")
    yield from _read(tree, sets[0])


def _has_pictures(idx_set: _Set) -> bool:
    return any((part, False) in idx_set.files for part in PARTS)


def read(tree: FileTree, file: str) -> Iterator[Batch]:
    """Yield the pictures of the set that a file belongs to. Raises ImageSetError."""
    name, part, _ = _belongs(file)
    here = _Set(name, {})
    for other in _sets(filter(is_called_so, tree.beside()), packed=_is_packed(file)):
        if other.name == name:
            here = other
    with unpacked(tree, file) as opened:
        holds_labels = _header(tree, file, opened).holds_labels
    here.files[part, holds_labels] = file  # whatever its name says
    if here.files.get((part, not holds_labels)) == file:
        del here.files[part, not holds_labels]
    if holds_labels and (part, False) not in here.files:
        raise ImageSetError(
            f"{tree.where(file)} holds labels, and the file of their pictures, which is called "
            "images instead of labels, is not beside it"
        )
    yield from _read(tree, here)


def read_alone(tree: FileTree, file: str) -> Iterator[Batch]:
    """Yield the pictures of a file without labels. Raises ImageSetError."""
    with unpacked(tree, file) as opened:
        if _header(tree, file, opened).holds_labels:
            raise ImageSetError(f"{tree.where(file)} holds labels, and no pictures")
    for pictures, share in _pictures(tree, file, None):
        yield Batch("train", pictures, None, share)


def _read(tree: FileTree, idx_set: _Set) -> Iterator[Batch]:
    if "letters" in idx_set.name:  # EMNIST's have labels from 1 on, as digits have
        raise ImageSetError(f"{tree.name} holds letters, not digits")
    parts = [part for part in PARTS if (part, False) in idx_set.files]
    for number, part in enumerate(parts):
        images, labels = idx_set.files[part, False], idx_set.files.get((part, True))
        where = tree.where(images)
        missing = (
            f"{where} has no file of labels beside it, which is called labels instead of images; "
            "digitpad predict can read it, but nothing can be learnt or measured from it"
        )
        digits = None if labels is None else _labels(tree, labels)
        first = 0
        for pictures, share in _pictures(tree, images, digits):
            last = first + len(pictures)
            some = None if digits is None else digits[first:last]
            yield Batch(part, pictures, some, (number + share) / len(parts), missing)
            first = last


def unpacked(tree: FileTree, file: str) -> IO[bytes]:
    """Return a file opened to be read, unpacked where it is gzipped. Raises ImageSetError."""
    opened = tree.open(file)
    with explained(tree.where(file)):
        head = opened.read(2)
        opened.seek(0)
    return gzip.GzipFile(fileobj=opened) if head == GZIP else opened  # type: ignore[return-value]


def read_some(opened: IO[bytes], count: int, where: str) -> bytes:
    """Return so many of a file's next bytes, or what there is. Raises ImageSetError."""
    with explained(where):
        return opened.read(count)


def _header(tree: FileTree, file: str, opened: IO[bytes]) -> _Header:
    """Return what a file tells of itself, once that fits what there is. Raises ImageSetError."""
    where = tree.where(file)
    with explained(where):
        start = opened.read(4)
    if not is_idx(start):
        raise ImageSetError(f"{where} is not IDX, the format of MNIST's files")
    sides = read_exactly(opened, 4 * start[3], where)
    shape = struct.unpack(f">{start[3]}I", sides)
    header = _Header(shape, np.dtype(TYPES[start[2]]), 4 + len(sides))
    told, size = header.offset + math.prod(shape) * header.dtype.itemsize, tree.size(file)
    packed = isinstance(opened, gzip.GzipFile)
    if told > MOST_PACKED * size if packed else told != size:
        raise ImageSetError(
            f"{where} says that it is {' x '.join(map(str, shape))}, for which its {size:,} bytes "
            f"are too {'few' if told > size else 'many'}"
        )
    if shape[0] > MAX_PICTURES:
        raise ImageSetError(f"{where} has {shape[0]:,} entries; at most {MAX_PICTURES:,} are read")
    return header


def _labels(tree: FileTree, file: str) -> Array:
    with unpacked(tree, file) as opened:
        header = _header(tree, file, opened)
        if not header.holds_labels:
            raise ImageSetError(f"{tree.where(file)} holds no labels, one number for each picture")
        size = math.prod(header.shape) * header.dtype.itemsize
        data = read_exactly(opened, size, tree.where(file))
        _check_end(opened, tree.where(file))
    each = math.prod(header.shape[1:])
    return np.frombuffer(data, header.dtype).reshape(header.shape[0], each)[:, 0]


def _pictures(tree: FileTree, file: str, labels: Array | None) -> Iterator[tuple[Array, float]]:
    """Yield some pictures at a time, and how much is read of the file."""
    where = tree.where(file)
    with unpacked(tree, file) as opened:
        header = _header(tree, file, opened)
        count, *sides = header.shape
        if len(sides) != 2:
            told = " x ".join(map(str, header.shape))
            raise ImageSetError(f"{where} is {told}, where count x height x width would be right")
        check_sides(where, *sides)
        if labels is not None and len(labels) != count:
            raise ImageSetError(f"{where} has {count:,} pictures, but {len(labels):,} labels")
        size = math.prod(sides) * header.dtype.itemsize
        step = max(1, AT_ONCE // max(1, size))
        for first in range(0, count, step):
            some = min(step, count - first)
            data = read_exactly(opened, some * size, where)
            yield np.frombuffer(data, header.dtype).reshape(some, *sides), (first + some) / count
        _check_end(opened, where)


def _check_end(opened: IO[bytes], where: str) -> None:
    with explained(where):
        more = opened.read(1)  # gzip compares its checksum here
    if more:
        raise ImageSetError(f"{where} holds more than it says")


# what is written


def can_be_written(name: str) -> bool:
    """Whether pictures can be written under a name, and labels under another one that follows."""
    return re.search(r"idx3-ubyte(\.gz)?$", name, re.IGNORECASE) is not None


def file_of(path: Path, part: Part, *, labels: bool) -> Path:
    """Return what the files of a set are called whose training pictures are named so."""
    name = path.name
    if part == "test":
        trained = re.compile(r"(?<![a-z])train(?![a-z])", re.IGNORECASE)
        if trained.search(name):
            name = trained.sub("t10k", name, count=1)
        else:
            name = re.sub(r"(images|idx3)", r"t10k-\1", name, count=1, flags=re.IGNORECASE)
    if labels:
        for of_pictures, of_labels in (("images", "labels"), ("idx3", "idx1")):
            name = re.sub(of_pictures, of_labels, name, flags=re.IGNORECASE)
    return path.with_name(name)


def write(path: Path, array: npt.NDArray[np.uint8]) -> None:
    """Write an array as IDX, gzipped where the name says so."""
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    if path.suffix.lower() == GZIP_SUFFIX:
        with path.open("wb") as file, gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed:
            packed.write(header)
            packed.write(np.ascontiguousarray(array).data)
    else:
        with path.open("wb") as file:
            file.write(header)
            file.write(np.ascontiguousarray(array).data)
