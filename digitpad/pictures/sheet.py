"""A sheet of paper on a darker table: where it is, so that the table is not taken for paper."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.pictures.decode import Gray
from digitpad.pictures.normalise import box_of
from digitpad.pictures.paper import overview_of

Marked = npt.NDArray[np.bool_]

#: A sheet is so much of the picture; it is brighter than the table by so much, of 255.
LEAST, MOST, CONTRAST = 0.06, 0.9, 40
#: So much of it is paper, not ink; and so much of the least rectangle around it is sheet: of an
#: ellipse, as a light 0 on a dark board may be one, 0.79 is.
BARE, RECTANGULAR = 0.75, 0.85
#: Its edge, and the shadow that it throws, are left out: so many pixels of the overview.
EDGE = 2


class Sheet(NamedTuple):
    """The part of a picture that a sheet is. ``gray``: its brightness, without what is outside."""

    left: int
    top: int
    gray: Gray


def sheet_in(gray: Gray) -> Sheet | None:
    """Return the sheet that lies in a picture, uint8 (height, width), with the table around it.

    None where there is none, or where more than one side of it is cut off: that may be light and
    shadow on one sheet.
    """
    from scipy import ndimage

    overview, block = overview_of(gray.astype(np.float32))
    bright = overview > _parting(overview)
    labels, count = ndimage.label(bright)
    if not count:
        return None
    largest = 1 + int(np.argmax(np.bincount(labels.reshape(-1))[1:]))
    bare = labels == largest
    sheet = ndimage.binary_fill_holes(bare)
    share = float(sheet.mean())
    sides = sum(bool(side.any()) for side in (sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1]))
    if not LEAST < share < MOST or sides > 1 or bare.sum() < BARE * sheet.sum():
        return None
    if overview[bare].mean() - overview[~sheet].mean() < CONTRAST or not _is_rectangle(sheet):
        return None
    inner = ndimage.binary_erosion(sheet, iterations=EDGE)
    if not inner.any():
        return None
    left, top, width, height = (side * block for side in box_of(inner))
    part = gray[top : top + height, left : left + width].copy()
    inside = inner.repeat(block, 0).repeat(block, 1)[
        top : top + part.shape[0], left : left + part.shape[1]
    ]
    part[~inside] = np.median(overview[bare & inner])
    return Sheet(left, top, part)


def _parting(overview: npt.NDArray[np.float32]) -> float:
    """Return the brightness that parts a picture best into light and dark.

    Source: Otsu, "A Threshold Selection Method from Gray-Level Histograms" (1979).
    """
    counts, edges = np.histogram(overview, bins=64, range=(0, 256))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    means = sums / np.maximum(below, 1), (sums[-1] - sums) / np.maximum(above, 1)
    between = below * above * (means[0] - means[1]) ** 2
    return float(edges[1 + int(np.argmax(between))])


def _is_rectangle(sheet: Marked) -> bool:
    """Return whether a shape fills the least rectangle around it, turned as it may be."""
    points = np.argwhere(sheet ^ np.pad(sheet, 1)[2:, 1:-1] | sheet ^ np.pad(sheet, 1)[1:-1, 2:])
    turns = np.linspace(0, np.pi / 2, 46)
    along = points @ np.stack([np.cos(turns), np.sin(turns)])
    across = points @ np.stack([-np.sin(turns), np.cos(turns)])
    areas = (np.ptp(along, axis=0) + 1) * (np.ptp(across, axis=0) + 1)
    return bool(sheet.sum() >= RECTANGULAR * areas.min())
