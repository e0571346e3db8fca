"""From ink to the network's input: 28x28, float32 in 0..1, white on black.

MNIST's own convention (LeCun, Cortes and Burges, yann.lecun.com/exdb/mnist): the digit keeps its
aspect ratio in a 20x20 box, is anti-aliased, and lies with its centre of mass in the middle of
28x28 (pixel 14 counted from 0, as in MNIST's files). Ink is drawn with a pen as wide as MNIST's
at that size, so that where, how large and with how thick a pen the person drew does not matter.
"""

import math

import numpy as np
import numpy.typing as npt

from digitpad.ink import Drawing

SIDE = 28
BOX = 20.0
#: Where the centre of mass comes to lie, in pixels from the left and from the top.
CENTRE = SIDE / 2 + 0.5
#: The pen's width in pixels. Digits drawn with it carry as much ink as MNIST's: 0.13 of full.
PEN = 2.6
#: Ink is walked along in steps of so many pixels: between two steps the line is thinner by less
#: than 1/100 pixel. Scribbles take longer steps.
STEP = 0.3
MAX_STEPS = 1_000
#: Ink no larger than this, in its own unit, is a dot.
DOT = 1e-6

Input = npt.NDArray[np.float32]

_MIDDLES = np.arange(SIDE) + 0.5  # of the pixels


def rasterize(drawing: Drawing, pen: float = PEN) -> Input:
    """Return a drawing as float32 (28, 28) in 0..1; all 0 for an empty one.

    ``pen``: its width in pixels of the 28, whatever the person drew with.

    Each pixel is covered by how far it lies within half a pen of the nearest ink. That is the
    same for the same line, however it was sampled, in whatever order and direction.
    """
    strokes = [np.array([stroke.x, stroke.y]) for stroke in drawing.strokes if stroke.x]
    if not strokes:
        return np.zeros((SIDE, SIDE), np.float32)
    every = np.concatenate(strokes, axis=1)
    low, high = every.min(axis=1, keepdims=True), every.max(axis=1, keepdims=True)
    longest = float((high - low).max())
    # The box holds the ink, so the pen's centre keeps half a pen from each side.
    scale = (BOX - pen) / longest if longest > DOT else 1.0
    ink = _walk([(stroke - (low + high) / 2) * scale for stroke in strokes])
    image = _cover(ink + CENTRE, pen)
    return _cover(ink + _balanced(image)[:, None], pen)


# Slices and plain arithmetic, where NumPy has a function that is longer on its way than at work:
# this runs at each move of the pen.


def _walk(strokes: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Return points (2, n) at even steps along strokes (2, points), both in pixels."""
    walked = []
    for stroke in strokes:
        x, y = stroke[:, 1:] - stroke[:, :-1]
        lengths = np.zeros(stroke.shape[1])
        np.hypot(x, y).cumsum(out=lengths[1:])
        walked.append(lengths)
    step = max(STEP, sum(float(lengths[-1]) for lengths in walked) / MAX_STEPS)
    pieces = []
    for stroke, lengths in zip(strokes, walked, strict=True):
        length = float(lengths[-1])
        steps = math.ceil(length / step)
        at = np.arange(steps + 1) * (length / max(steps, 1))
        pieces.append([np.interp(at, lengths, axis) for axis in stroke])
    return np.concatenate(pieces, axis=1)


def _cover(ink: npt.NDArray[np.float64], pen: float) -> Input:
    """Return how much of each of 28x28 pixels a pen so wide at the points (2, n) covers."""
    image = np.zeros((SIDE, SIDE), np.float32)
    reach = pen / 2 + 0.5
    # Only where ink may be: a third to a half of the picture.
    parts = [
        slice(max(0, math.floor(low - reach)), min(SIDE, math.ceil(high + reach)))
        for low, high in zip(ink.min(axis=1).tolist(), ink.max(axis=1).tolist(), strict=True)
    ]
    across, down = (
        np.square(_MIDDLES[part, None] - axis).astype(np.float32)
        for part, axis in zip(parts, ink, strict=True)
    )
    nearest = np.sqrt((down[:, None, :] + across).min(axis=2))
    image[parts[1], parts[0]] = np.minimum(np.maximum(reach - nearest, 0), 1)
    return image


def _balanced(image: Input) -> npt.NDArray[np.float64]:
    """Return where (x, y) to put what lies about CENTRE, so that its mass is centred there."""
    axis = _MIDDLES - CENTRE
    total = max(float(image.sum()), 1e-6)
    return CENTRE - np.array([image.sum(0) @ axis, image.sum(1) @ axis]) / total
