"""The digits of a picture's ink, each normalised: the whole way from ink to the network's input."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitpad.pictures.find import Labels, Piece, group, pieces_of
from digitpad.pictures.normalise import MARKED, Box, box_of, place
from digitpad.pictures.paper import SMALL, Ink
from digitpad.pictures.strokes import stretch_of, thickened
from digitpad.raster import Input

MOST_DIGITS = 500
#: A digit's blur reaches so far beyond its strokes, as a share of its size.
BLUR = 0.04


@dataclass(frozen=True)
class FoundDigit:
    """A digit in a picture. ``box``: where; ``input``: float32 (28, 28) in 0..1."""

    box: Box
    input: Input


def digits_in(ink: Ink) -> list[FoundDigit]:
    """Return the digits in ink, float32 (height, width) in 0..1, in the order of reading.

    A picture no larger than a few of MNIST's is of one digit.
    """
    if max(ink.shape) <= SMALL:
        return [whole_digit(ink)]
    labels, pieces = pieces_of(ink)
    return [_digit(ink, labels, each) for each in group(pieces)[:MOST_DIGITS]] if pieces else []


def whole_digit(ink: Ink) -> FoundDigit:
    """Return the one digit that all the ink is, but for specks; some ink there must be."""
    if max(ink.shape) > SMALL:
        labels, pieces = pieces_of(ink)
        together = [piece for each in group(pieces) for piece in each] if pieces else []
        if together:
            return _digit(ink, labels, together)
    box = box_of(ink > MARKED)
    return FoundDigit(box, place(ink, box))


def _digit(ink: Ink, labels: Labels, pieces: list[Piece]) -> FoundDigit:
    """Return the digit of some pieces of ink."""
    left, top = min(p.left for p in pieces), min(p.top for p in pieces)
    right, bottom = max(p.right for p in pieces), max(p.bottom for p in pieces)
    size = max(right - left, bottom - top)
    # Strokes may become as wide as a sixth of the digit.
    margin = 2 + size // 6
    rows = slice(max(0, top - margin), bottom + margin)
    columns = slice(max(0, left - margin), right + margin)
    own = ink[rows, columns]
    strokes = np.isin(labels[rows, columns], [piece.number for piece in pieces])
    own = thickened(np.where(_near(strokes, 2 + round(BLUR * size)), own, 0), strokes)
    box = box_of(own > MARKED)
    digit = place(own, box, stretch_of(strokes))
    shown = Box(left, top, right - left, bottom - top)
    return FoundDigit(shown, digit)


def _near(marked: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    """Return what lies no more than so many pixels, across or down, from what is marked."""
    from scipy import ndimage

    return np.asarray(ndimage.maximum_filter(marked, 2 * reach + 1), np.bool_)
