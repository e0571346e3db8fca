"""Weights as pictures: 128 is a weight of 0, each picture's strongest weight 1 or 255."""

import numpy as np
import numpy.typing as npt

SIDE = 28

Floats = npt.NDArray[np.float32]


def enlarged(patch: Floats) -> Floats:
    """Return a square of few weights as large as whole pixels allow, in the middle of (28, 28)."""
    zoom = SIDE // len(patch)
    large = patch.repeat(zoom, axis=0).repeat(zoom, axis=1)
    before = (SIDE - len(large)) // 2
    return np.pad(large, (before, SIDE - len(large) - before))


def shades(weights: Floats) -> npt.NDArray[np.uint8]:
    """Return weights, float32 (n, 28, 28), as pictures, uint8 (n, 28, 28)."""
    largest = np.abs(weights).max(axis=(1, 2), keepdims=True)
    return np.asarray(np.rint(128 + 127 * weights / np.maximum(largest, 1e-12)), np.uint8)
