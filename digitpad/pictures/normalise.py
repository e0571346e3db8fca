"""Ink in a picture, as MNIST's convention wants it: 20x20, its mass in the middle of 28x28.

Like raster.py, which does the same to strokes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.raster import BOX, CENTRE, SIDE, Input

#: How much of full depth a pixel must have for the digit to reach as far: what is fainter is blur.
MARKED = 0.25


class Box(NamedTuple):
    """A part of a picture, in its pixels."""

    left: int
    top: int
    width: int
    height: int


def box_of(marked: npt.NDArray[np.bool_]) -> Box:
    """Return the smallest box that holds what is True of (height, width); some of it is."""
    rows, columns = np.flatnonzero(marked.any(1)), np.flatnonzero(marked.any(0))
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)


def place(ink: npt.NDArray[np.float32], box: Box, stretch: float = 1.0) -> Input:
    """Return the digit in a box of ink, float32 (height, width) in 0..1, as float32 (28, 28).

    Each pixel is the mean of the ink that it covers. ``stretch``: by how much it was stretched
    upwards, which is taken back.
    """
    scale = BOX / max(box.width * stretch, box.height)
    part = ink[box.top : box.top + box.height, box.left : box.left + box.width]
    total = max(float(part.sum()), 1e-6)
    across = float(part.sum(0) @ (np.arange(box.width) + 0.5)) / total + box.left
    down = float(part.sum(1) @ (np.arange(box.height) + 0.5)) / total + box.top
    placed = _averaged(_averaged(ink, down, scale).T, across, scale * stretch).T
    return np.asarray(np.clip(placed, 0, 1), np.float32)


def _averaged(ink: npt.NDArray[np.float32], middle: float, scale: float) -> npt.NDArray[np.float32]:
    """Return the mean of ink (length, n) in each of 28 pixels, of its own kind (28, n).

    ``middle``, in pixels from the first one's edge, comes to lie at CENTRE.
    """
    length = len(ink)
    edges = (np.arange(SIDE + 1) - CENTRE) / scale + middle
    if scale > 1:  # larger than it was: from pixel to pixel in a slope, not in a step
        past = np.clip(edges[:, None] - np.arange(length), -0.5, 1.5)
        covered = np.where(past < 0.5, (past + 0.5) ** 2 / 2, 1 - (1.5 - past) ** 2 / 2)
        return np.asarray(np.diff(covered, axis=0) * scale, np.float32) @ ink
    # All ink up to each edge: a product of matrices would wait for cores that are busy.
    total = np.zeros((length + 1, ink.shape[1]), np.float32)
    ink.cumsum(axis=0, out=total[1:])
    at = np.clip(edges, 0, length)
    whole = np.minimum(at.astype(int), length - 1)
    part = (at - whole).astype(np.float32)[:, None]
    up_to = total[whole] * (1 - part) + total[whole + 1] * part
    return np.asarray(np.diff(up_to, axis=0) * np.float32(scale), np.float32)


def are_inputs(pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return which of pictures (n, 28, 28), 0 to 255, are placed as MNIST's are, bool (n,).

    To place those again would blur them.
    """
    # Thousands are looked at in a second: what is dear, all pixels, is gone through three times.
    rows, columns = pictures.max(2), pictures.max(1)
    bright = rows.max(1) >= 200
    dark = (pictures[:, [0, -1]] == 0).mean((1, 2)) > 0.5
    # One that was made larger, and then cut to size, is larger by its blur.
    fits = np.zeros(len(pictures), bool)
    for marked in (0, MARKED * 255):
        longest = np.maximum(_extent(rows > marked), _extent(columns > marked))
        fits |= np.abs(longest - BOX) <= 2
    total, across, down = (pictures.reshape(-1, SIDE * SIDE) @ _MOMENTS).T
    off = np.maximum(np.abs(across), np.abs(down)) / np.maximum(total, 1e-6)
    return np.asarray(bright & dark & fits & (off <= 0.75))


def _moments() -> npt.NDArray[np.float32]:
    """Return what a picture's pixels are weighted with, float32 (784, 3).

    For their sum, and for that of how far right and how far down of the middle each lies.
    """
    off = np.arange(SIDE) + 0.5 - CENTRE
    down, across = np.meshgrid(off, off, indexing="ij")
    return np.stack([np.ones(SIDE * SIDE), across.ravel(), down.ravel()], 1).astype(np.float32)


_MOMENTS = _moments()


def _extent(marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return how many pixels lie from the first to the last that is True of each row (n, 28)."""
    last = SIDE - marked[:, ::-1].argmax(1)
    return np.asarray(np.where(marked.any(1), last - marked.argmax(1), 0))
