"""Every digit in files, whatever they are: pictures, ink, data sets, and folders of them.

What reads a kind of file is imported with the first one of it: a table of thousands of small
pictures takes about as long as what would be loaded for nothing.
"""

import math
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

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
from digitpad.pictures.decode import SUFFIXES, Gray, Image, PictureError, decode, grays, read_bytes
from digitpad.pictures.normalise import Box, are_inputs
from digitpad.raster import SIDE, Input, rasterize

AT_ONCE = 256  # files, or drawings, that come in one go


class FileDigit(NamedTuple):
    """A digit and where it is from, or a ``problem``, a sentence about a file.

    ``file``: its path. ``name``: of the file, and of its place there if there are more.
    ``number``: of that place, from 0. ``input``: float32 (28, 28) in 0..1; None where there is a
    problem. ``box``: where it is in a picture of several.
    """

    file: str
    name: str
    kind: Kind = "picture"
    number: int = 0
    input: Input | None = None
    box: Box | None = None
    problem: str = ""


class File(NamedTuple):
    """A file that digits may be in.

    ``named``: by the person, who is told if it is something else; not only found in a folder.
    """

    path: str
    named: bool


class _Small(NamedTuple):
    """A picture of 28x28, which is looked at together with others."""

    file: str
    image: Image


def files_in(paths: Iterable[str | Path]) -> Iterator[File | FileDigit]:
    """Yield the files of files and folders in order, but for what is hidden, and problems."""
    for path in [os.fspath(path) for path in paths]:
        if os.path.isdir(path):  # noqa: PTH112 - no path at all is False here
            yield from _in_folder(path)
        else:
            yield File(path, named=True)


def read_digits(
    files: Iterable[File | FileDigit], seconds: float = math.inf
) -> Iterator[list[FileDigit]]:
    """Yield the digits of files in order, some at once; memory holds no more.

    ``files``: as of ``files_in``. What was not named and is no picture, ink or data set is passed
    over. ``seconds``: how long to gather some, where a person watches.
    """
    block: list[FileDigit | _Small] = []
    begun = time.monotonic()
    for file in files:
        for found in _in_file(file) if isinstance(file, File) else (file,):
            block.append(found)
            if len(block) == AT_ONCE or time.monotonic() - begun > seconds:
                yield _placed(block)
                block, begun = [], time.monotonic()
    if block:
        yield _placed(block)


def _placed(block: list[FileDigit | _Small]) -> list[FileDigit]:
    """Return a block, its pictures of 28x28 normalised: most are MNIST's, and known all at once."""
    small = [found.image for found in block if isinstance(found, _Small)]
    if not small:
        return [found for found in block if isinstance(found, FileDigit)]
    stacked = grays(small)
    each = iter(zip(stacked, stacked / np.float32(255), are_inputs(stacked).tolist(), strict=True))
    return [
        found if isinstance(found, FileDigit) else _of_small(found.file, *next(each))
        for found in block
    ]


def _of_small(path: str, picture: Gray, values: Input, is_input: bool) -> FileDigit:
    if is_input:
        return FileDigit(path, path, input=values)
    from digitpad.pictures.single import normalise_gray

    try:
        return FileDigit(path, path, input=normalise_gray(picture, path))
    except PictureError as error:
        return FileDigit(path, path, problem=str(error))


def _in_folder(top: str) -> Iterator[File | FileDigit]:
    empty, closed = True, list[OSError]()
    for folder, folders, names in os.walk(top, onerror=closed.append):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        for name in sorted(names):
            if name[0] != ".":
                file = File(os.path.join(folder, name), named=False)  # noqa: PTH118 - Path is slow
                empty = empty and not _is_of_use(file)
                yield file
    for error in closed:
        problem = f"{error.filename} cannot be read: {error.strerror or error}"
        yield FileDigit(top, str(error.filename), problem=problem)
    if empty and not closed:
        problem = f"{top} holds no pictures ({', '.join(SUFFIXES)}), no ink and no data set"
        yield FileDigit(top, top, problem=problem)


def _is_of_use(file: File) -> bool:
    try:
        return _kind_of(file, head_of(file.path)) is not None
    except KindError:  # which is told
        return True


def _kind_of(file: File, head: bytes) -> Kind | None:
    """Return what a file is that begins so, None where it is passed over. Raises KindError."""
    if not file.named:
        kind = kind_of_bytes(head, file.path)
        return None if kind == "network" or (kind == "data set" and holds_labels(head)) else kind
    kind = kind_by_head(file.path, head)
    if kind == "network":
        raise KindError(f"{file.path} is a network, where pictures, ink or a data set are read")
    return kind


def _in_file(file: File) -> Iterator[FileDigit | _Small]:
    path, kind = file.path, None
    try:
        head = head_of(path)
        kind = _kind_of(file, head)
        if kind == "picture":
            yield from _in_picture(path, head if len(head) < HEAD else read_bytes(Path(path)))
        elif kind == "ink":
            yield from _in_ink(path)
        elif kind == "data set":
            yield from _in_set(path)
    except (PictureError, InkError, KindError) as error:
        yield FileDigit(path, path, kind or "picture", problem=str(error))
    except MemoryError:
        problem = f"there is not enough memory to read {path}"
        yield FileDigit(path, path, kind or "picture", problem=problem)


def _in_picture(path: str, data: bytes) -> Iterator[FileDigit | _Small]:
    image = decode(data, path)
    if image.width() == image.height() == SIDE:
        yield _Small(path, image)
        return
    from digitpad.pictures.page import page_of

    digits = page_of(image, path).digits
    for number, digit in enumerate(digits):
        many = len(digits) > 1
        name = f"{path}, digit {number + 1}" if many else path
        yield FileDigit(path, name, "picture", number, digit.input, digit.box if many else None)


def _in_ink(path: str) -> Iterator[FileDigit]:
    from digitpad.drawing_files import read_drawings

    empty = True
    for number, drawing in enumerate(read_drawings(Path(path))):
        empty = False
        if isinstance(drawing, BadLine):
            yield FileDigit(path, path, "ink", number, problem=drawing.message)
        else:
            yield FileDigit(path, drawing.key_id, "ink", number, rasterize(drawing))
    if empty:
        raise InkError(f"{path} holds no drawing")


def _in_set(path: str) -> Iterator[FileDigit]:
    from digitpad.data.image_set import ImageSetError
    from digitpad.data.set_files import read_pictures

    problems: list[str] = []
    try:
        pictures = read_pictures(Path(path), tell=problems.append)
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
        yield FileDigit(path, path, "data set", len(pictures), problem=problem)
