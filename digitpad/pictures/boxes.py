"""Boxes in a picture, found by their paper: a patch of it with four straight thin walls about it.

The loops of digits have bent walls, or thick ones.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.integer]

SMALLEST, MOST_BOXES = 20, 500  # pixels a side; boxes
#: So much of an edge, about its middle, is looked at, and so much of that lies on a straight line,
#: but for a pixel and a share of the box; less where a digit touches it.
MIDDLE, STRAIGHT, TOUCHED, BENT = 0.6, 0.75, 0.3, 0.008
#: A picture may be turned so far, and its boxes be askew by so much.
MOST_SLOPE, ASKEW = 0.12, 0.08
#: A wall is no thicker than this share of its box's shorter side.
THICKEST = 0.2
#: A box whose edges are not all seen is as large as one whose are, but for this share.
SAME = 0.1
#: One or two boxes within another, if they are no higher or wider than so much of it, are a digit.
LOOPS, WITHIN = 2, 0.8


class Line(NamedTuple):
    """An edge: how far in it begins, and how much farther it is from pixel to pixel."""

    start: float
    slope: float
    is_seen: bool = True


class Box(NamedTuple):
    """A patch of paper, bool (height, width), and its edges, in pixels of where it is looked at.

    ``outward``: where its walls are from the edges: 1; -1 where they are a part of the patch.
    """

    left: int
    top: int
    patch: Marked
    upper: Line
    lower: Line
    before: Line
    after: Line
    is_sure: bool  # each edge is seen
    outward: int = 1

    def is_like(self, other: "Box", larger: float = 0) -> bool:
        """Return whether a box is as large as another, or larger by no more than such a share."""
        sides = zip(self.patch.shape, other.patch.shape, strict=True)
        return all(
            (1 - SAME) * theirs - 1 <= own <= (1 + SAME + larger) * theirs + 1
            for own, theirs in sides
        )


def boxes_in(marked: Marked) -> list[Box]:
    """Return the boxes in a picture by where it is marked, bool (height, width)."""
    from scipy import ndimage

    boxes = [box for patch in _patches(~marked) if (box := _box(*patch)) is not None]
    boxes = _without_loops(boxes)
    if not boxes:
        return []
    # A digit that touches walls may part a box: a part is no box.
    sure = [box for box in boxes if box.is_sure] or boxes
    boxes = [box for box in boxes if box.is_sure or any(map(box.is_like, sure))]
    # What touches two walls parts a box; from outside it is whole.
    for patch, left, top in _patches(marked, np.ones((3, 3), bool)):
        within = (left, top, left + patch.shape[1], top + patch.shape[0])
        if any(_is_within(box, within) for box in boxes):
            continue
        whole = _box(ndimage.binary_fill_holes(patch), left, top)
        if whole is not None and any(whole.is_like(box, larger=2 * THICKEST) for box in sure):
            boxes.append(whole._replace(outward=-1))
    return boxes


def _without_loops(boxes: list[Box]) -> list[Box]:
    """Return boxes but for the loops of digits that stand in one of several that are alike."""
    sides = np.array([box.patch.shape for box in boxes]).reshape(-1, 2)
    starts = np.array([(box.top, box.left) for box in boxes]).reshape(-1, 2)
    loops = np.zeros(len(boxes), bool)
    for box, start, size in zip(boxes, starts, sides, strict=True):
        inside = (starts >= start).all(1) & (starts + sides <= start + size).all(1)
        inside &= (sides <= WITHIN * size).any(1)
        if 0 < inside.sum() <= LOOPS and sum(map(box.is_like, boxes)) > 1:
            loops |= inside
    return [box for box, is_loop in zip(boxes, loops.tolist(), strict=True) if not is_loop]


def _is_within(box: Box, edges: tuple[int, int, int, int]) -> bool:
    middle, centre = box.left + box.patch.shape[1] / 2, box.top + box.patch.shape[0] / 2
    return bool(edges[0] < middle < edges[2] and edges[1] < centre < edges[3])


def _patches(marked: Marked, touching: Marked | None = None) -> Iterator[tuple[Marked, int, int]]:
    """Yield what hangs together, and reaches no edge of the picture: each, and its left and top.

    ``touching``: what counts for that, (3, 3).
    """
    from scipy import ndimage

    labels, _ = ndimage.label(marked, touching)
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        inner = rows.start > 0 and columns.start > 0
        inner &= rows.stop < marked.shape[0] and columns.stop < marked.shape[1]
        if inner and min(rows.stop - rows.start, columns.stop - columns.start) >= SMALLEST:
            found.append((number, rows, columns))
    for number, rows, columns in found[:MOST_BOXES]:
        yield labels[rows, columns] == number, columns.start, rows.start


def _box(patch: Marked, left: int, top: int) -> Box | None:
    """Return the box that a patch of paper is; None where it is none."""
    across, down = _edges(patch), _edges(patch.T)
    if across is None or down is None:
        return None
    slopes = np.array([across[0].slope, across[1].slope, -down[0].slope, -down[1].slope])
    if np.ptp(slopes) > ASKEW + 4 / min(patch.shape) or abs(slopes.mean()) > MOST_SLOPE:
        return None
    edges = (*across, *down)
    return Box(left, top, patch, *edges, is_sure=all(edge.is_seen for edge in edges))


def _edges(patch: Marked) -> tuple[Line, Line] | None:
    """Return where a patch begins and ends in its columns; None where that is bent."""
    height, width = patch.shape
    cut = round(width * (1 - MIDDLE) / 2)
    middle = patch[:, cut : width - cut]
    columns = np.arange(cut, width - cut, dtype=np.float64)
    begins, ends = middle.argmax(0), middle[::-1].argmax(0)
    bent = 1 + BENT * width
    first, last = line_through(columns, begins, bent), line_through(columns, ends, bent)
    # What touches an edge from inside hides it: there it is as the other one, if any of it is seen.
    if first is None and last is not None:
        first = _outermost(columns, begins, -last.slope, bent)
    elif last is None and first is not None:
        last = _outermost(columns, ends, -first.slope, bent)
    if first is None or last is None:
        return None
    return first, Line(height - 1 - last.start, -last.slope, last.is_seen)


def line_through(places: npt.NDArray[np.float64], values: Whole, bent: float) -> Line | None:
    """Return the straight line on which most of some points are; None if they are on none."""
    third = max(1, len(places) // 3)
    rise = float(np.median(values[-third:]) - np.median(values[:third]))
    slope = rise / float(places[-third:].mean() - places[:third].mean())
    off = values - slope * places
    near = np.abs(off - np.median(off)) <= bent
    if near.mean() < STRAIGHT:
        return None
    slope, start = np.polyfit(places[near], values[near], 1).tolist()
    return Line(start, slope)


def _outermost(
    places: npt.NDArray[np.float64], values: Whole, slope: float, bent: float
) -> Line | None:
    """Return the line of a known slope along the lowest of some points; None if few are on it."""
    off = values - slope * places
    near = off <= off.min() + 2 * bent
    is_there = near.mean() >= TOUCHED
    return Line(float(np.median(off[near])), slope, is_seen=False) if is_there else None
