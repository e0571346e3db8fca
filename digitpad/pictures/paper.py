"""Ink told from the paper it is on."""

import numpy as np
import numpy.typing as npt

from digitpad.pictures.decode import Gray, PictureError

#: Ink that differs less from its paper cannot be told from the paper's grain.
FAINTEST = 24


def ink_on(gray: Gray, name: str) -> npt.NDArray[np.float32]:
    """Return how much ink is in each pixel of a picture, float32 (height, width) in 0..1.

    ``gray``: its brightness, dark ink on light paper or the other way. Raises PictureError where
    there is none.
    """
    values = gray.astype(np.float32)
    border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    ink = np.abs(values - np.median(border))
    strongest = float(ink.max(initial=0))
    if strongest < FAINTEST:
        raise PictureError(f"{name} shows no digit: it is all of one colour")
    ink /= strongest
    ink[ink < 0.1] = 0
    return np.asarray(ink, np.float32)
