"""How wide the strokes of a digit in a picture are, and what that tells of how it was made."""

import numpy as np
import numpy.typing as npt

from digitpad.raster import BOX

Ink = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]

#: Strokes thinner than this, in pixels of the 28, are drawn as wide as THIN_BECOMES: MNIST has
#: none, and a network sees little of them.
THIN, THIN_BECOMES = 1.5, 2.2
#: Smaller digits have no strokes to be measured.
MEASURABLE = 40  # pixels
#: A run of ink belongs to a stroke that it crosses if it is so many times shorter than the other.
CROSSES = 1.5
#: So much of the ink must lie in such strokes.
ENOUGH = 0.05
MOST_STRETCH = 1.5
#: The measure falls short: pictures of MNIST's digits, stretched by 1.5, come to 1.32.
SHORT = 1.15


def stretch_of(marked: Marked) -> float:
    """Return by how much a digit was stretched upwards, 1 to MOST_STRETCH; 1 if it does not show.

    A pen is as wide whichever way it goes: where level strokes are thicker than upright ones are
    wide, the picture was stretched. ``marked``: its ink, bool (height, width).
    """
    if max(marked.shape) < MEASURABLE:
        return 1.0
    across, down = _runs(marked), _runs(marked.T).T
    upright = marked & (CROSSES * across < down)
    level = marked & (CROSSES * down < across)
    least = ENOUGH * marked.sum()
    if upright.sum() < least or level.sum() < least:
        return 1.0
    ratio = SHORT * float(np.median(down[level]) / np.median(across[upright]))
    return min(max(ratio, 1.0), MOST_STRETCH)


def _runs(marked: Marked) -> npt.NDArray[np.int32]:
    """Return how long the run of True in its row is that each pixel lies in, int32; 0 for False."""
    changes = np.diff(np.pad(marked, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    lengths = np.nonzero(changes == -1)[1] - np.nonzero(changes == 1)[1]
    runs = np.zeros(marked.shape, np.int32)
    runs[marked] = np.repeat(lengths, lengths)
    return runs


def thickened(ink: Ink, marked: Marked) -> Ink:
    """Return a digit's ink, float32 (height, width) in 0..1, with strokes that MNIST could have.

    ``marked``: where it is, bool. The picture must be larger than the digit by its strokes' width.
    """
    size = max(np.flatnonzero(marked.any(0)).size, np.flatnonzero(marked.any(1)).size)
    if size < MEASURABLE:
        return ink
    from scipy import ndimage

    # In a stroke of even width the mean distance to its edge is a quarter of that.
    inside = ndimage.distance_transform_edt(marked)
    width = 4 * float(inside[marked].mean()) - 1
    scale = BOX / size
    if width * scale >= THIN:
        return ink
    by = (THIN_BECOMES / scale - width) / 2
    outside = ndimage.distance_transform_edt(~marked)
    return np.asarray(np.maximum(ink, np.clip(by + 0.5 - outside, 0, 1)), np.float32)
