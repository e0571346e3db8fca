"""Every digit in files, whatever they are: pictures, ink, data sets, and folders of them."""

import math
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitpad.drawing_files import read_drawings
from digitpad.ink import BadLine, InkError
from digitpad.kinds import (
    HEAD,
    Kind,
    KindError,
    head_of,
    holds_labels,
    kind_by_head,
    kind_of_bytes,
)
from digitpad.pictures.decode import SUFFIXES, Gray, PictureError, decode, gray, read_bytes
from digitpad.pictures.normalise import Box, are_inputs
from digitpad.pictures.page import page_of
from digitpad.raster import SIDE, Input, rasterize

AT_ONCE = 256  # files, or drawings, that come in one go


class FileDigit(NamedTuple):
    """A digit and where it is from, or a ``problem``, a sentence about a file.

    ``name``: of the file, and of its place there if there are more. ``number``: of that place,
    from 0. ``input``: float32 (28, 28) in 0..1; None where there is a problem. ``box``: where it
    is in a picture of several.
    """

    path: Path
    name: str
    kind: Kind = "picture"
    number: int = 0
    input: Input | None = None
    box: Box | None = None
    problem: str = ""


class _Small(NamedTuple):
    """A picture of 28x28, which is looked at together with others."""

    path: Path
    gray: Gray


def read_digits(paths: Iterable[Path], seconds: float = math.inf) -> Iterator[list[FileDigit]]:
    """Yield the digits of files and folders in order, some at once; memory holds no more.

    What is in a folder and no picture, ink or data set is passed over. ``seconds``: how long to
    gather some, where a person watches.
    """
    block: list[FileDigit | _Small] = []
    begun = time.monotonic()
    for path in paths:
        for found in _in_files(path):
            block.append(found)
            if len(block) == AT_ONCE or time.monotonic() - begun > seconds:
                yield _placed(block)
                block, begun = [], time.monotonic()
    if block:
        yield _placed(block)


def _placed(block: list[FileDigit | _Small]) -> list[FileDigit]:
    """Return a block, its pictures of 28x28 normalised: most are MNIST's, and known all at once."""
    small = [found.gray for found in block if isinstance(found, _Small)]
    if not small:
        return [found for found in block if isinstance(found, FileDigit)]
    stacked = np.stack(small)
    as_they_are = iter(zip(stacked / np.float32(255), are_inputs(stacked).tolist(), strict=True))
    return [
        found if isinstance(found, FileDigit) else _of_small(*found, *next(as_they_are))
        for found in block
    ]


def _of_small(path: Path, picture: Gray, values: Input, is_input: bool) -> FileDigit:
    if is_input:
        return FileDigit(path, str(path), input=values)
    from digitpad.pictures.single import normalise_gray

    try:
        return FileDigit(path, str(path), input=normalise_gray(picture, str(path)))
    except PictureError as error:
        return FileDigit(path, str(path), problem=str(error))


def _in_files(path: Path) -> Iterator[FileDigit | _Small]:
    """Yield what is in a file, or in a folder and its folders but for what is hidden."""
    if not _is_folder(path):
        yield from _in_file(path, named=True)
        return
    empty, closed = True, list[OSError]()
    for folder, folders, files in os.walk(path, onerror=closed.append):
        inside = Path(folder)
        folders[:] = sorted(name for name in folders if name[0] != ".")
        for name in sorted(files):
            if name[0] != ".":
                for found in _in_file(inside / name, named=False):
                    empty = False
                    yield found
    for error in closed:
        problem = f"{error.filename} cannot be read: {error.strerror or error}"
        yield FileDigit(path, str(error.filename), problem=problem)
    if empty and not closed:
        problem = f"{path} holds no pictures ({', '.join(SUFFIXES)}), no ink and no data set"
        yield FileDigit(path, str(path), problem=problem)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # who reads it as a file says why
        return False


def _in_file(path: Path, named: bool) -> Iterator[FileDigit | _Small]:
    """Yield the digits of a file. ``named``: by the person, who is told if it is something else."""
    kind: Kind = "picture"
    try:
        head = head_of(path)
        known = kind_by_head(path, head) if named else kind_of_bytes(head, path.suffix.lower())
        kind = known or kind
        if known == "picture":
            yield from _in_picture(path, head if len(head) < HEAD else read_bytes(path))
        elif known == "ink":
            yield from _in_ink(path)
        elif known == "data set" and (named or not holds_labels(head)):
            yield from _in_set(path)
        elif known == "network" and named:
            raise KindError(f"{path} is a network, where pictures, ink or a data set are read")
    except (PictureError, InkError, KindError) as error:
        yield FileDigit(path, str(path), kind, problem=str(error))
    except MemoryError:
        problem = f"there is not enough memory to read {path}"
        yield FileDigit(path, str(path), kind, problem=problem)


def _in_picture(path: Path, data: bytes) -> Iterator[FileDigit | _Small]:
    image = decode(data, str(path))
    if image.width() == image.height() == SIDE:
        yield _Small(path, gray(image))
        return
    digits = page_of(image, str(path)).digits
    for number, digit in enumerate(digits):
        many = len(digits) > 1
        name = f"{path}, digit {number + 1}" if many else str(path)
        yield FileDigit(path, name, "picture", number, digit.input, digit.box if many else None)


def _in_ink(path: Path) -> Iterator[FileDigit]:
    empty = True
    for number, drawing in enumerate(read_drawings(path)):
        empty = False
        if isinstance(drawing, BadLine):
            yield FileDigit(path, str(path), "ink", number, problem=drawing.message)
        else:
            yield FileDigit(path, drawing.key_id, "ink", number, rasterize(drawing))
    if empty:
        raise InkError(f"{path} holds no drawing")


def _in_set(path: Path) -> Iterator[FileDigit]:
    from digitpad.data.image_set import ImageSetError
    from digitpad.data.set_files import read_pictures

    problems: list[str] = []
    try:
        pictures = read_pictures(path, tell=problems.append)
    except ImageSetError as error:
        raise KindError(str(error)) from None
    for number, picture in enumerate(pictures):
        name = f"{path}, picture {number + 1}"
        if picture.any():
            values = picture / np.float32(255)
            yield FileDigit(path, name, "data set", number, np.asarray(values, np.float32))
        else:
            yield FileDigit(path, name, "data set", number, problem=f"{name}: it shows nothing")
    for problem in problems:
        yield FileDigit(path, str(path), "data set", len(pictures), problem=problem)
