"""The walls of boxes, taken out of a picture's ink; what crosses them stays."""

import numpy as np
import numpy.typing as npt

from digitpad.pictures.boxes import STRAIGHT, THICKEST, Box, Ink, Whole, line_through

#: A box's corners may be round, so far, as a share of its sides.
CORNER = 0.3
#: Strokes are darker than a wall by so much of full depth where they lie along it.
DARKER = 0.2


def without_walls(ink: Ink, boxes: list[Box], block: int, faintest: float) -> Ink:
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
            line = line_through(np.flatnonzero(seen).astype(np.float64), begins, 1.0)
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


def _clear_corners(cleaned: Ink, box: Box, block: int, thickness: int) -> None:
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
