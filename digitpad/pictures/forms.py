"""Forms: boxes printed for digits to be written into are taken out of a picture.

Walls go where digits stand in the boxes, not where ink runs on from one to the next, as it does on
squared paper; and where nothing else is there: nobody has filled the form in.
"""

import numpy as np

from digitpad.pictures.blocks import in_blocks
from digitpad.pictures.boxes import Ink, Marked, Whole, boxes_in
from digitpad.pictures.walls import without_walls

#: Boxes are looked for in a picture no larger.
LOOKED_AT = 800  # pixels
MOST_PARTS = 1_000
#: What stands in a box is at least so high, and reaches no farther beyond it, as shares of it.
STANDS, BEYOND = 0.25, 0.12
#: An empty box is as large as one with a digit in it, but for this factor.
ALIKE = 1.6
#: So many boxes with nothing in them nor about them are an empty form if they are of one size, but
#: for this share, so wide for their height, and their walls no thicker than this share of their
#: shorter side; others may be the 0s and 8s of a display, or such as are drawn with a mouse.
EMPTY, EVEN, WIDE, THIN = 3, 0.05, 0.6, 0.07


def without_boxes(ink: Ink, faintest: float) -> Ink:
    """Return ink, float32 (height, width), without the walls of boxes around digits.

    ``faintest``: what is ink has more than so much. Strokes that cross a wall stay.
    """
    block = -(-max(ink.shape) // LOOKED_AT)
    boxes = boxes_in(np.asarray(in_blocks(ink > faintest, block).any(axis=(1, 3))))
    if not boxes:
        return ink
    cleaned = without_walls(ink, boxes, block, faintest)
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
    return without_walls(ink, kept, block, faintest)


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
