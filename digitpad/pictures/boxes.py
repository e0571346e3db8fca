"""Boxes of a form, printed for digits to be written into: found by their paper, and taken out.

A box is a patch of paper with four straight thin walls about it; the loops of digits have bent
walls, or thick ones. Walls go where digits stand in the boxes, not where ink runs on from one to
the next, as it does on squared paper.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.integer]

#: Boxes are looked for in a picture no larger, and are no smaller in that.
LOOKED_AT, SMALLEST = 800, 20  # pixels
MOST_BOXES, MOST_PARTS = 500, 1_000
#: So much of an edge, about its middle, is looked at, and so much of that lies on a straight line,
#: but for a pixel and a share of the box; less where a digit touches it.
MIDDLE, STRAIGHT, TOUCHED, BENT = 0.6, 0.75, 0.3, 0.008
#: A picture may be turned so far, and its boxes be askew by so much.
MOST_SLOPE, ASKEW = 0.12, 0.08
#: A wall is no thicker than this share of its box's shorter side; corners may be round, so far.
THICKEST, CORNER = 0.2, 0.3
#: What stands in a box is at least so high, and reaches no farther beyond it, as shares of it.
STANDS, BEYOND = 0.25, 0.12
#: A box whose edges are not all seen is as large as one whose are, but for this share.
SAME = 0.1
#: An empty box is as large as one with a digit in it, but for this factor.
ALIKE = 1.6
#: So many boxes with nothing in them nor about them are an empty form if they are of one size, but
#: for this share, so wide for their height, and their walls no thicker than this share of their
#: shorter side; others may be the 0s and 8s of a display, or such as are drawn with a mouse.
EMPTY, EVEN, WIDE, THIN = 3, 0.05, 0.6, 0.07
#: One or two boxes within another, if they are no higher or wider than so much of it, are a digit.
LOOPS, WITHIN = 2, 0.8
#: Strokes are darker than a wall by so much of full depth where they lie along it.
DARKER = 0.2


class _Line(NamedTuple):
    """An edge: how far in it begins, and how much farther it is from pixel to pixel."""

    start: float
    slope: float
    is_seen: bool = True


class _Box(NamedTuple):
    """A patch of paper, bool (height, width), and its edges, in pixels of where it is looked at.

    ``outward``: where its walls are from the edges: 1; -1 where they are a part of the patch.
    """

    left: int
    top: int
    patch: Marked
    upper: _Line
    lower: _Line
    before: _Line
    after: _Line
    is_sure: bool  # each edge is seen
    outward: int = 1

    def is_like(self, other: "_Box", larger: float = 0) -> bool:
        """Return whether a box is as large as another, or larger by no more than such a share."""
        sides = zip(self.patch.shape, other.patch.shape, strict=True)
        return all(
            (1 - SAME) * theirs - 1 <= own <= (1 + SAME + larger) * theirs + 1
            for own, theirs in sides
        )


def without_boxes(ink: Ink, faintest: float) -> Ink:
    """Return ink, float32 (height, width), without the walls of boxes around digits.

    ``faintest``: what is ink has more than so much. Strokes that cross a wall stay.
    """
    block = -(-max(ink.shape) // LOOKED_AT)
    boxes = _boxes(_any_of(ink > faintest, block))
    if not boxes:
        return ink
    cleaned = _cleaned(ink, boxes, block, faintest)
    places = block * np.array(
        [(b.left, b.top, b.left + b.patch.shape[1], b.top + b.patch.shape[0]) for b in boxes]
    )
    heights = places[:, 3] - places[:, 1]
    filled, left_over = _filled(cleaned > faintest, places)
    if not filled.any():
        is_bare = left_over < STANDS * float(np.median(heights))
        is_form = is_bare and _is_empty_form(ink > faintest, places, block)
        return np.zeros_like(ink) if is_form else ink
    size = float(np.median(heights[filled]))
    alike = filled | ((heights > size / ALIKE) & (heights < size * ALIKE))
    if alike.all():
        return cleaned
    kept = [box for box, is_one in zip(boxes, alike.tolist(), strict=True) if is_one]
    return _cleaned(ink, kept, block, faintest)


def _any_of(marked: Marked, block: int) -> Marked:
    """Return in which square blocks anything is marked."""
    height, width = (-(-side // block) for side in marked.shape)
    down, across = height * block - marked.shape[0], width * block - marked.shape[1]
    padded = np.pad(marked, ((0, down), (0, across)))
    return np.asarray(padded.reshape(height, block, width, block).any(axis=(1, 3)))


def _filled(marked: Marked, places: Whole) -> tuple[Marked, int]:
    """Return in which boxes, int (n, 4) of their edges, something stands, and how high all is.

    In none where more runs on from box to box. ``marked``: what there is but for their walls, bool
    (height, width).
    """
    from scipy import ndimage

    labels, _ = ndimage.label(marked, np.ones((3, 3)))
    found = ndimage.find_objects(labels)
    parts = np.array([(c.start, r.start, c.stop, r.stop) for r, c in found]).reshape(-1, 4)
    parts = parts[np.argsort(parts[:, 1] - parts[:, 3], kind="stable")[:MOST_PARTS]]
    parts = parts[parts[:, 3] - parts[:, 1] >= STANDS * np.diff(places[:, 1::2]).min()]
    starts, ends = parts[:, None, :2], parts[:, None, 2:]
    heights = (places[:, 3] - places[:, 1])[:, None]
    reach = BEYOND * heights
    inside = (starts >= places[:, :2] - reach).all(2) & (ends <= places[:, 2:] + reach).all(2)
    inside &= ends[..., 1] - starts[..., 1] >= STANDS * heights.T
    middles = (places[:, :2] + places[:, 2:]) / 2
    over = ((starts < middles) & (middles < ends)).all(2)[~inside.any(1)]
    filled = inside.any(0)
    highest = int((parts[:, 3] - parts[:, 1]).max(initial=0))
    return (filled if filled.sum() >= over.any(0).sum() else np.zeros_like(filled)), highest


def _is_empty_form(marked: Marked, places: Whole, block: int) -> bool:
    """Return whether boxes, int (n, 4) of their edges, are those of a form, and no digits.

    ``marked``: where there is ink, bool (height, width); there is nothing else.
    """
    sides = places[:, 2:] - places[:, :2]
    width, height = np.median(sides, axis=0)
    are_even = (np.ptp(sides, axis=0) <= EVEN * np.array([width, height]) + 2 * block).all()
    thickness = np.count_nonzero(marked) / (2 * sides.sum())
    is_thin = thickness <= max(1, THIN * min(width, height))
    return bool(len(places) >= EMPTY and are_even and is_thin and width >= WIDE * height)


def _boxes(marked: Marked) -> list[_Box]:
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


def _without_loops(boxes: list[_Box]) -> list[_Box]:
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


def _is_within(box: _Box, edges: tuple[int, int, int, int]) -> bool:
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


def _box(patch: Marked, left: int, top: int) -> _Box | None:
    """Return the box that a patch of paper is; None where it is none."""
    across, down = _edges(patch), _edges(patch.T)
    if across is None or down is None:
        return None
    slopes = np.array([across[0].slope, across[1].slope, -down[0].slope, -down[1].slope])
    if np.ptp(slopes) > ASKEW + 4 / min(patch.shape) or abs(slopes.mean()) > MOST_SLOPE:
        return None
    edges = (*across, *down)
    return _Box(left, top, patch, *edges, is_sure=all(edge.is_seen for edge in edges))


def _edges(patch: Marked) -> tuple[_Line, _Line] | None:
    """Return where a patch begins and ends in its columns; None where that is bent."""
    height, width = patch.shape
    cut = round(width * (1 - MIDDLE) / 2)
    middle = patch[:, cut : width - cut]
    columns = np.arange(cut, width - cut, dtype=np.float64)
    begins, ends = middle.argmax(0), middle[::-1].argmax(0)
    bent = 1 + BENT * width
    first, last = _line(columns, begins, bent), _line(columns, ends, bent)
    # What touches an edge from inside hides it: there it is as the other one, if any of it is seen.
    if first is None and last is not None:
        first = _outermost(columns, begins, -last.slope, bent)
    elif last is None and first is not None:
        last = _outermost(columns, ends, -first.slope, bent)
    if first is None or last is None:
        return None
    return first, _Line(height - 1 - last.start, -last.slope, last.is_seen)


def _line(places: npt.NDArray[np.float64], values: Whole, bent: float) -> _Line | None:
    """Return the straight line on which most of some points are; None if they are on none."""
    third = max(1, len(places) // 3)
    rise = float(np.median(values[-third:]) - np.median(values[:third]))
    slope = rise / float(places[-third:].mean() - places[:third].mean())
    off = values - slope * places
    near = np.abs(off - np.median(off)) <= bent
    if near.mean() < STRAIGHT:
        return None
    slope, start = np.polyfit(places[near], values[near], 1).tolist()
    return _Line(start, slope)


def _outermost(
    places: npt.NDArray[np.float64], values: Whole, slope: float, bent: float
) -> _Line | None:
    """Return the line of a known slope along the lowest of some points; None if few are on it."""
    off = values - slope * places
    near = off <= off.min() + 2 * bent
    is_there = near.mean() >= TOUCHED
    return _Line(float(np.median(off[near])), slope, is_seen=False) if is_there else None


def _cleaned(ink: Ink, boxes: list[_Box], block: int, faintest: float) -> Ink:
    """Return ink without the walls of boxes, as far as they are thin."""
    cleaned: Ink = ink.copy()
    for box in boxes:
        height, width = (block * side for side in box.patch.shape)
        left, top = block * box.left, block * box.top
        thickest = max(3, round(THICKEST * min(height, width)))
        across, down = np.arange(left, left + width), np.arange(top, top + height)
        thickness = 0
        for line, outward in ((box.upper, -box.outward), (box.lower, box.outward)):
            rows = top + block * (line.start + 0.5) + line.slope * (across - left)
            wall = _Wall(ink, across, rows, outward, block, thickest, faintest)
            thickness = max(thickness, wall.take_out(cleaned))
        for line, outward in ((box.before, -box.outward), (box.after, box.outward)):
            columns = left + block * (line.start + 0.5) + line.slope * (down - top)
            wall = _Wall(ink.T, down, columns, outward, block, thickest, faintest)
            thickness = max(thickness, wall.take_out(cleaned.T))
        if thickness:
            _clear_corners(cleaned, box, block, thickness)
    return cleaned


class _Wall:
    """The ink along an edge of a box, from row to row outward: where its wall is."""

    def __init__(
        self,
        ink: Ink,
        columns: Whole,
        rows: npt.NDArray[np.float64],
        outward: int,
        block: int,
        thickest: int,
        faintest: float,
    ) -> None:
        inside = columns < ink.shape[1]
        self._whole, self._outward, self._columns = ink, outward, columns[inside]
        self._thickest, self._faintest = thickest, faintest
        self._look(rows[inside], np.arange(-2 * block - 1, 3 * block + 2))
        # To the pixel: where it was looked at, several were one.
        marked = self._ink > faintest
        seen = marked.any(0)
        if seen.sum() >= STRAIGHT * len(seen):
            begins = marked.argmax(0)[seen]
            line = _line(np.flatnonzero(seen).astype(np.float64), begins, 1.0)
            if line is not None:
                off = line.start + line.slope * np.arange(len(seen)) - 2 * block - 1
                rows[inside] += outward * off
        self._look(rows[inside], np.arange(-2 * block, thickest + 2 * block + 1))

    def _look(self, rows: npt.NDArray[np.float64], reach: Whole) -> None:
        at = np.rint(rows).astype(int) + self._outward * reach[:, None]
        self._rows = np.clip(at, 0, self._whole.shape[0] - 1)
        self._ink = self._whole[self._rows, self._columns]

    def take_out(self, cleaned: Ink) -> int:
        """Join what stands on both sides of it; return how thick it is, 0 if too thick for one."""
        profile = np.median(self._ink, axis=1)
        marked = np.flatnonzero(profile > self._faintest)
        if not marked.size:
            return 0
        first = int(marked[0])
        bare = np.flatnonzero(profile[first:] <= self._faintest)
        if not bare.size or bare[0] > self._thickest:
            return 0
        thickness = int(bare[0])
        wall = slice(max(1, first - 1), min(len(profile) - 1, first + thickness + 1))
        lined = self._ink[wall]
        # Close behind it may be another wall.
        inner, outer = self._ink[wall.start - 1], self._ink[wall.stop - 1 : wall.stop + 1].min(0)
        share = (np.arange(1, len(lined) + 1) / (len(lined) + 1))[:, None]
        joined = inner * (1 - share) + outer * share
        depth = float(np.median(lined.max(0)))
        darker = lined - depth
        along = np.where(darker > DARKER, darker / max(1 - depth, DARKER), 0)
        places = self._rows[wall], np.broadcast_to(self._columns, lined.shape)
        cleaned[places] = np.minimum(cleaned[places], np.maximum(joined, along))
        return thickness


def _clear_corners(cleaned: Ink, box: _Box, block: int, thickness: int) -> None:
    """Clear what is close around a patch of paper in its corners, which may be round."""
    from scipy import ndimage

    beyond = 3 + -(-thickness // block)
    patch = np.pad(ndimage.binary_fill_holes(box.patch), beyond)
    if box.outward < 0:
        patch = ndimage.binary_erosion(patch, np.ones((3, 3)), iterations=beyond - 2)
    ring = ndimage.binary_dilation(patch, np.ones((3, 3)), iterations=beyond - 1) & ~patch
    down, across = (
        np.minimum(np.arange(side), np.arange(side)[::-1]) - beyond for side in patch.shape
    )
    height, width = box.patch.shape
    ring &= down[:, None] / height + across / width < CORNER
    ring = ring.repeat(block, 0).repeat(block, 1)
    top, left = block * (box.top - beyond), block * (box.left - beyond)
    ring = ring[max(0, -top) :, max(0, -left) :]
    part = cleaned[max(0, top) :, max(0, left) :][: ring.shape[0], : ring.shape[1]]
    part[ring[: part.shape[0], : part.shape[1]]] = 0
