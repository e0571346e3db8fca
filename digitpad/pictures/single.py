"""A picture that is known to show one digit, as those of data sets are."""

from pathlib import Path

import numpy as np

from digitpad.pictures.decode import Gray, decode, gray, read_bytes
from digitpad.pictures.digits import whole_digit
from digitpad.pictures.even_paper import ink_on_even_paper
from digitpad.pictures.normalise import are_inputs
from digitpad.pictures.paper import SMALL, ink_on
from digitpad.raster import SIDE, Input


def read_picture(path: str | Path) -> Input:
    """Return a picture file of one digit as float32 (28, 28) in 0..1. Raises PictureError.

    Dark on light and light on dark are both read. A picture that is one of MNIST's already, or
    placed as those are, comes back as it is.
    """
    path = Path(path)
    return normalise_gray(gray(decode(read_bytes(path), str(path))), str(path))


def normalise_gray(picture: Gray, name: str = "the picture", light: bool | None = None) -> Input:
    """Return the brightness of a picture, uint8 (height, width), as ``read_picture`` does.

    ``light``: whether its ink is lighter than its paper, if that is known.
    """
    if picture.shape == (SIDE, SIDE) and are_inputs(picture[None])[0]:
        return np.asarray(picture / np.float32(255), np.float32)
    ink = ink_on_even_paper(picture, light) if max(picture.shape) > SMALL else None
    return whole_digit(ink_on(picture, name, light) if ink is None else ink).input
