"""What a file is, by what is in it: a picture, ink, a network or a data set."""

import os
import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Literal

Kind = Literal["picture", "ink", "network", "data set"]

#: What is looked at of a file, and of a folder.
HEAD, MOST_LOOKED_AT = 4_096, 10_000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PNM = tuple(b"P%d" % number for number in range(1, 7))
#: How data sets' files are called, where a folder or a zip holds several.
SET_SUFFIXES = (".csv", ".tsv", ".npz", "-ubyte", ".idx", ".gz")
_WORDS = "zero one two three four five six seven eight nine".split()
_DIGIT = re.compile(r"(?:(?:digit|class|label|number|num)[ _-]?)?0*([0-9])", re.IGNORECASE)
_PART = re.compile(r"(train|test|t10k|valid|val)(?:ing|ation)?(?:[ _-]?set)?", re.IGNORECASE)
GZIP, ZIP, _HDF5 = b"\x1f\x8b", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"


#: A pipe is not waited for; and Windows would change the ends of lines.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class KindError(ValueError):
    """A file of no kind that is known; the message is one sentence for a person."""


def kind_of(path: str | Path) -> Kind:
    """Return what a file is, or what a folder is when it is full of files. Raises KindError.

    A folder is a data set if it has folders of digits in it, or files of IDX, npz or CSV;
    otherwise it is taken for one of pictures and ink, a "picture".
    """
    path = Path(path)
    try:
        with suppress(ValueError):  # no path: who reads it as a file says so
            if path.is_dir():
                return _kind_of_folder(path)
    except OSError as error:
        raise KindError(f"{path} cannot be read: {error.strerror or error}") from None
    return kind_by_head(path, head_of(path))


def head_of(path: str | Path) -> bytes:
    """Return how a file begins, its first HEAD bytes. Raises KindError."""
    try:
        file = os.open(path, os.O_RDONLY | _AT_ONCE)
        try:
            if not S_ISREG(os.fstat(file).st_mode):
                raise KindError(f"{path} is not a file")
            head = os.read(file, HEAD)
        finally:
            os.close(file)
    except FileNotFoundError:
        raise KindError(f"{path} does not exist") from None
    except KindError:
        raise
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        why = getattr(error, "strerror", None) or error
        raise KindError(f"{path} cannot be read: {why}") from None
    if not head:
        raise KindError(f"{path} is empty")
    return head


def kind_by_head(path: str | Path, head: bytes) -> Kind:
    """Return what a file is that begins so. Raises KindError."""
    kind = kind_of_bytes(head, os.fspath(path))
    if kind is None:
        raise KindError(
            f"{path} is no picture, ink (NDJSON, InkML), network (.keras, .h5) or data set "
            "(IDX, npz, CSV, zip) that can be read"
        )
    return kind


def _kind_of_folder(path: Path, depth: int = 0) -> Kind:
    folders, sets, others = [], 0, 0
    for inside in islice(path.iterdir(), MOST_LOOKED_AT):
        if inside.name[:1] == ".":
            continue
        if inside.is_dir():
            if digit_named(inside.name) is not None:
                return "data set"
            folders.append(inside)
        elif inside.name.lower().endswith(SET_SUFFIXES):
            sets += 1
        else:
            others += 1
    if sets and sets >= others:  # beside photos a table is their result
        return "data set"
    parts = [folder for folder in folders if part_named(folder.name)]
    inner = parts[:1] or (folders if len(folders) == 1 else [])
    return _kind_of_folder(inner[0], depth + 1) if inner and depth < 2 else "picture"


def digit_named(folder: str) -> int | None:
    """Return the digit whose pictures a folder of this name holds, or None.

    ``3``, ``03``, ``digit_3``, ``class3`` and ``three`` are all 3.
    """
    if folder.lower() in _WORDS:
        return _WORDS.index(folder.lower())
    match = _DIGIT.fullmatch(folder)
    return int(match[1]) if match else None


def part_named(folder: str) -> Literal["train", "test", "valid"] | None:
    """Return which part of a data set a folder of this name holds, or None."""
    match = _PART.fullmatch(folder)
    if match is None:
        return None
    word = match[1].lower()
    return "train" if word == "train" else "valid" if word.startswith("val") else "test"


def kind_of_bytes(head: bytes, name: str = "") -> Kind | None:
    """Return what begins with these bytes, or None; its ``name`` decides where it could be both."""
    if head.startswith(GZIP):
        return _kind_of_gzip(head, name)
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head.startswith(_PNM) and head[2:3].isspace():
        return "picture"
    if head.startswith(ZIP):
        names = (b"config.json", b"metadata.json", b"model.weights.h5")
        is_named = name.lower().endswith(".keras")
        return "network" if is_named or head[30:].startswith(names) else "data set"
    if head.startswith(_HDF5):
        return "network"
    if (
        head[:2] == b"\0\0"
        and head[2:3] in b"\x08\x09\x0b\x0c\x0d\x0e"
        and head[3:4] in b"\1\2\3\4"
    ):
        return "data set"
    return _kind_of_text(head)


def holds_labels(head: bytes) -> bool:
    """Return whether a file that begins so is IDX, plain or packed, of one number a picture."""
    inside = _unpacked(head) or b"" if head.startswith(GZIP) else head
    return inside[:3] == b"\0\0\x08" and inside[3:4] == b"\1"


def _unpacked(head: bytes) -> bytes | None:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return None


def _kind_of_gzip(head: bytes, name: str) -> Kind | None:
    inside = _unpacked(head)
    if inside is None:
        return None
    # Of a file that is packed only these are read.
    kind = kind_of_bytes(inside) if not inside.startswith(GZIP) else None
    is_svgz = kind == "picture" and name.lower().endswith(".svgz")
    return kind if kind == "data set" or is_svgz else None


def is_xml(head: bytes) -> bool:
    """Return whether a file that begins so may be XML, in UTF-8, in UTF-16 or in what it says."""
    return _in_utf_8(head).startswith(b"<")


def _in_utf_8(head: bytes) -> bytes:
    """Return a text from its first letter on; UTF-16 is what it is known by its mark for."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head.removeprefix(BOM_UTF8).lstrip()


def _kind_of_text(head: bytes) -> Kind | None:
    text = _in_utf_8(head)
    if b"\0" in text:
        return None
    if text.startswith(b"<"):
        if b"<svg" in text or b":svg" in text:
            return "picture"
        return "ink" if b"<ink" in text or b":ink" in text else None
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None
    if text.startswith(b"{"):
        return "ink"
    line = text.partition(b"\n")[0]
    return "data set" if max(map(line.count, (b",", b";", b"\t"))) >= 4 else None
