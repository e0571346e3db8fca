"""A picture as a person sees it, and the digits in it: one, or several in the order of reading."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from digitpad.pictures.decode import PictureError, decode, gray, on_paper, read_bytes
from digitpad.pictures.digits import FoundDigit, digits_in
from digitpad.pictures.normalise import MARKED, are_inputs, box_of
from digitpad.pictures.paper import SMALL, ink_on
from digitpad.pictures.sheet import Sheet, sheet_in
from digitpad.pictures.smaller import bounded
from digitpad.raster import SIDE


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
    brightness = gray(image)
    if brightness.shape == (SIDE, SIDE) and are_inputs(brightness[None])[0]:
        box = box_of(brightness > MARKED * 255)
        return Page(name, image, (FoundDigit(box, brightness / np.float32(255)),))
    sheet = sheet_in(brightness) if max(brightness.shape) > SMALL else None
    digits = _on_sheet(sheet) if sheet is not None else []
    digits = digits or digits_in(ink_on(brightness, name))
    if not digits:
        raise PictureError(f"{name} shows no digit")
    return Page(name, image, tuple(digits))


def _on_sheet(sheet: Sheet) -> list[FoundDigit]:
    """Return the digits on a sheet, their boxes in the whole picture; none where there are none."""
    try:
        digits = digits_in(ink_on(sheet.gray, ""))
    except PictureError:
        return []
    return [
        FoundDigit(box._replace(left=box.left + sheet.left, top=box.top + sheet.top), values)
        for box, values in ((digit.box, digit.input) for digit in digits)
    ]
