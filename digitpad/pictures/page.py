"""A picture as a person sees it, and the digits in it: one, or several in the order of reading."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from digitpad.pictures.decode import bounded, decode, gray, on_paper, read_bytes
from digitpad.pictures.normalise import MARKED, Box, box_of, place
from digitpad.pictures.paper import ink_on
from digitpad.raster import Input


@dataclass(frozen=True)
class FoundDigit:
    """A digit in a picture. ``box``: where; ``input``: float32 (28, 28) in 0..1."""

    box: Box
    input: Input


@dataclass(frozen=True)
class Page:
    """A picture and its digits, left to right and line by line; at least one.

    ``image``: upright and without transparency, perhaps smaller than its file; the boxes are in
    its pixels.
    """

    name: str
    image: QImage
    digits: tuple[FoundDigit, ...]


def read_page(path: str | Path) -> Page:
    """Return the picture of a file. Raises PictureError, also where it shows no digit."""
    path = Path(path)
    return page_of(decode(read_bytes(path), str(path)), str(path))


def page_of(image: QImage, name: str) -> Page:
    """Return a picture that is in memory already. Raises PictureError where it shows no digit."""
    image = on_paper(bounded(image))
    ink = ink_on(gray(image), name)
    box = box_of(ink > MARKED)
    return Page(name, image, (FoundDigit(box, place(ink, box)),))
