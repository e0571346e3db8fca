"""Data sets as pictures in folders, one a digit: what torchvision, Kaggle and people make.

Folders of digits are called ``0`` to ``9``, with zeros before or one of the words digit, class,
label, number or num (``digit_3``, ``class3``), or by the English word (``three``). They may lie in
folders ``train`` and ``test`` (or training, testing, valid), and all of that in one more folder.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.file_tree import FileTree
from digitpad.data.image_set import AT_ONCE, Batch, ImageSetError, Part
from digitpad.data.normalised import LEAST_SIDE
from digitpad.kinds import SET_SUFFIXES, digit_named, part_named
from digitpad.pictures.decode import PictureError, decode, gray, size_told
from digitpad.pictures.smaller import MAX_SIDE
from digitpad.png import png

JPEG = b"\xff\xd8"
#: Where more cannot be read, and more than half, something is wrong with all of them.
MOST_UNREAD = 1_000
#: A picture of one digit has no more pixels, unless it is a photo, which is read smaller.
MAX_PIXELS = 16_000_000
#: Pictures of more than LARGE pixels may have so many in all, but for PAID of each of their bytes:
#: photos weigh more, and what is all of one colour next to nothing.
LARGE, PAID, MOST_LARGE = 4_000_000, 40, 1_000_000_000
#: Pictures of one size are handed on together, so many at most.
TOGETHER = 1_000


class DigitPicture(NamedTuple):
    """Where a picture is, and of what digit."""

    part: Part
    digit: int
    file: str


def tree_of(folder: Path) -> FileTree:
    """Return the files of a folder, and in those of its folders that make a data set.

    Raises ImageSetError.
    """
    return FileTree(folder, lambda name: bool(part_named(name)) or digit_named(name) is not None)


def pictures_in(tree: FileTree) -> list[DigitPicture]:
    """Return the pictures in folders of digits: the first of each digit, the second, and so on.

    Where there is validation beside test and training, it is for training.
    """
    found: dict[tuple[str, int], list[str]] = {}
    told: dict[str, tuple[str, int] | None] = {}
    for file in tree.files:
        folder, _, called = file.rpartition("/")
        if folder not in told:
            told[folder] = _told_by(folder)
        belongs = told[folder]
        if belongs is not None and not called.lower().endswith(SET_SUFFIXES):
            found.setdefault(belongs, []).append(file)
    named = {part for part, _ in found}
    tests = {"test"} if "test" in named or "train" not in named else {"valid"}
    every: list[tuple[bool, int, DigitPicture]] = []
    for (split, digit), files in found.items():
        part: Part = "test" if split in tests else "train"
        pictures = (DigitPicture(part, digit, file) for file in files)
        every += [(part == "test", number, each) for number, each in enumerate(pictures)]
    return [picture for _, _, picture in sorted(every)]


def _left_out(tree: FileTree) -> list[str]:
    """Return a sentence if folders beside those of digits may be meant so, as ``10``, ``0 (2)``."""
    folders = [(folder, *folder.rpartition("/")[::2]) for folder in sorted(tree.folders)]
    parents = {parent for _, parent, name in folders if digit_named(name) is not None}
    found = [
        folder
        for folder, parent, name in folders
        if parent in parents
        and any(map(str.isdigit, name))
        and not part_named(name)
        and _told_by(folder) is None
    ]
    if not found:
        return []
    others = len(found) - 1
    more = f", as in {others:,} more folder{'s' if others > 1 else ''}" if others else ""
    is_named = f"{tree.where(found[0])} is not called as a digit, 0 to 9"
    return [f"{is_named}, so what is in it is left out{more}"]


def _told_by(folder: str) -> tuple[str, int] | None:
    """Return which part, and which digit, the names of a folder and of those around it tell."""
    names = folder.split("/")
    digits = [digit for name in names if (digit := digit_named(name)) is not None]
    parts = [part for name in names if (part := part_named(name))]
    return (parts[-1] if parts else "train", digits[-1]) if digits else None


def read(tree: FileTree) -> Iterator[Batch]:
    """Yield the pictures in folders of digits, those of one size together.

    Raises ImageSetError where most of many are none.
    """
    pictures = pictures_in(tree)
    for problem in (*tree.problems, *_left_out(tree)):
        yield Batch("train", np.zeros((0, 0, 0)), None, 0.0, problem)
    waiting: dict[tuple[Part, tuple[int, ...]], list[tuple[npt.NDArray[np.uint8], int]]] = {}
    bytes_waiting = unread = 0
    budget = _Budget(tree.name)
    for number, (part, digit, file) in enumerate(pictures, 1):
        share = number / len(pictures)
        try:
            picture = _picture(tree, file, budget)
        except SetTooLarge:
            raise
        except (PictureError, ImageSetError) as error:
            unread += 1
            if unread > max(MOST_UNREAD, number // 2):
                raise ImageSetError(
                    f"{tree.name} is no data set: of the first {number:,} files in its folders of "
                    f"digits {unread:,} cannot be read as pictures; of the last one: {error}"
                ) from None
            yield Batch(part, np.zeros((0, 0, 0)), None, share, str(error))
            continue
        alike = waiting.setdefault((part, picture.shape), [])
        alike.append((picture, digit))
        bytes_waiting += picture.nbytes
        if bytes_waiting > AT_ONCE or len(alike) == TOGETHER:
            yield from _handed_on(waiting, share)
            waiting, bytes_waiting = {}, 0
    yield from _handed_on(waiting, 1.0)


class _Budget:
    """The pixels that large pictures of a set may still have, so that it is read to its end."""

    def __init__(self, name: str) -> None:
        self._name, self._left = name, MOST_LARGE

    def spend(self, data: bytes, where: str) -> None:
        """Take off a picture's pixels. Raises PictureError, and ImageSetError once none is left."""
        width, height = size_told(data)
        if width * height <= LARGE:
            return
        if width * height > MAX_PIXELS and not data.startswith(JPEG):
            raise PictureError(
                f"{where} has {width:,} x {height:,} pixels, where a data set's pictures have at "
                f"most {MAX_PIXELS // 10**6} million; {MAX_SIDE:,} a side are enough"
            )
        self._left -= max(0, width * height - PAID * len(data))
        if self._left < 0:
            raise SetTooLarge(
                f"{self._name} has pictures of more than {MOST_LARGE // 10**6:,} million pixels "
                f"in all, many more than digits need: {MAX_SIDE:,} a side are enough"
            )


class SetTooLarge(ImageSetError):
    """There is more than could be read in a reasonable time."""


def _picture(tree: FileTree, file: str, budget: _Budget) -> npt.NDArray[np.uint8]:
    """Return a picture's brightness. Raises PictureError, ImageSetError."""
    data, where = tree.read(file), tree.where(file)
    if not data:
        raise PictureError(f"{where} is empty")
    budget.spend(data, where)
    picture = gray(decode(data, where))
    if min(picture.shape) < LEAST_SIDE:
        raise PictureError(f"{where} has fewer than {LEAST_SIDE} x {LEAST_SIDE} pixels")
    return picture


def _handed_on(
    waiting: dict[tuple[Part, tuple[int, ...]], list[tuple[npt.NDArray[np.uint8], int]]],
    share: float,
) -> Iterator[Batch]:
    for (part, _), alike in waiting.items():
        images, labels = zip(*alike, strict=True)
        yield Batch(part, np.stack(images), np.array(labels), share)


# what is written


def is_new_or_empty(folder: Path) -> bool:
    """Whether nothing of anybody's is in a folder."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def write(folder: Path, pictures: Iterable[tuple[str, npt.NDArray[np.uint8]]]) -> int:
    """Write pictures as PNG into a folder that is new or empty, and return how many.

    ``pictures``: each with its name in the folder, as ``train/3/000001.png``. Where the folder
    cannot be filled, nothing of it is left. Raises OSError.
    """
    made, is_new, count = list[Path](), not folder.exists(), 0
    try:
        folder.mkdir(exist_ok=True)
        for name, picture in pictures:
            path = folder / name
            for parent in reversed(path.relative_to(folder).parents[:-1]):
                _make(folder / parent, made)
            with path.open("xb") as file:
                file.write(png(picture))
            count += 1
    except BaseException:
        for each in reversed(made):
            shutil.rmtree(each, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise
    return count


def _make(folder: Path, made: list[Path]) -> None:
    if folder not in made:
        made.append(folder)  # first, since Ctrl+C may come in between
        try:
            folder.mkdir()
        except FileExistsError:
            made.pop()  # it is somebody else's
            raise
