"""Pictures deformed anew each epoch: affine, elastic, thinner or thicker, but the same digit.

The method is that of Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural
Networks Applied to Visual Document Analysis" (ICDAR 2003), with the random displacement field
drawn on a coarse grid and smoothed by a Gaussian, which is the same field at a fraction of the
cost.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

SIDE = 28
GRID = 4  # the displacement field is drawn on 4x4 knots, 9 pixels apart
ROTATION = np.deg2rad(12.0)
SHEAR = 0.20
SCALE = 0.12
SHIFT = 0.8  # pixels: the pad centres every digit by its mass, so shifts stay small
ELASTIC = 1.4  # pixels; on a grid of 4 pixels as much would make other digits
THICKNESS = 0.3  # of the way to a stroke two pixels thicker, or thinner

Floats = npt.NDArray[np.float32]


@cache
def _knot_weights() -> Floats:
    """Return the (28, GRID) Gaussian weights of each knot at each pixel; the variance stays 1."""
    knots = np.linspace(0, SIDE - 1, GRID)
    distance = (np.arange(SIDE)[:, None] - knots[None, :]) / (knots[1] - knots[0])
    weights = np.exp(-0.5 * (distance / 0.8) ** 2)
    return np.asarray(weights / np.linalg.norm(weights, axis=1, keepdims=True), np.float32)


def deform(images: npt.NDArray[np.uint8], strength: float, random: np.random.Generator) -> Floats:
    """Return each image turned, sheared, stretched, bent and thickened a little, at random.

    ``images``: uint8 (n, 28, 28). ``strength``: 0 (only scaled to 0..1) to about 2; 1 is the
    amount of the constants above. Returns float32 (n, 28, 28) in 0..1.
    """
    n = len(images)
    if strength <= 0 or n == 0:
        return np.asarray(images / np.float32(255), np.float32)

    def uniform(amount: float, *shape: int) -> Floats:
        return random.uniform(-amount * strength, amount * strength, (n, *shape)).astype(np.float32)

    angle, shear = uniform(ROTATION), uniform(SHEAR)
    cos, sin = np.cos(angle), np.sin(angle)
    scale = np.exp(uniform(SCALE, 2))
    shift = uniform(SHIFT, 2)
    axis = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
    y, x = axis[None, :, None], axis[None, None, :]

    def column(values: npt.NDArray[np.floating]) -> Floats:
        return np.asarray(values[:, None, None], np.float32)

    # Output pixel -> input position: a rotation after a shear and a stretch.
    u = column(scale[:, 0]) * (x + column(shear) * y)
    v = column(scale[:, 1]) * y
    source_x = column(cos) * u - column(sin) * v + column(shift[:, 0])
    source_y = column(sin) * u + column(cos) * v + column(shift[:, 1])

    weights = _knot_weights()
    knots = random.standard_normal((n, 2, GRID, GRID), dtype=np.float32)
    field = weights @ knots @ weights.T * np.float32(ELASTIC * strength)
    thickness = np.clip(uniform(THICKNESS), -1, 1)
    thick = thickened(images, thickness)
    bent = sample(thick, source_x + field[:, 0], source_y + field[:, 1])
    return np.asarray(bent / np.float32(255), np.float32)


def thickened(images: npt.NDArray[np.uint8] | Floats, amount: Floats) -> Floats:
    """Return each image so far, -1 to 1, towards every pixel's darkest or brightest neighbour.

    ``images``: (n, 28, 28) in any range. ``amount``: (n,); at 1 a stroke is two pixels thicker.
    """
    neighbours = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    across = neighbours[:, 1:-1, :-2], neighbours[:, 1:-1, 2:]
    down = neighbours[:, :-2, 1:-1], neighbours[:, 2:, 1:-1]
    wide, thin = images, images
    for shifted in (*across, *down):
        wide, thin = np.maximum(wide, shifted), np.minimum(thin, shifted)
    towards = np.where(amount[:, None, None] > 0, wide, thin).astype(np.float32)
    return np.asarray(images + (towards - images) * np.abs(amount)[:, None, None], np.float32)


def sample(images: Floats, x: Floats, y: Floats) -> Floats:
    """Look images up bilinearly at (x, y), all (n, 28, 28); black outside.

    x and y count pixels from the middle of the image.
    """
    n, width = len(images), SIDE + 2
    padded = np.zeros((n, width, width), np.float32)
    padded[:, 1:-1, 1:-1] = images
    centre = np.float32((width - 1) / 2)
    x = np.clip(x + centre, 0, width - 1.001)
    y = np.clip(y + centre, 0, width - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    x -= left
    y -= top
    index = top * width + left + (np.arange(n, dtype=np.int32) * width * width)[:, None, None]
    pixels = padded.ravel()
    upper = pixels[index] * (1 - x) + pixels[index + 1] * x
    lower = pixels[index + width] * (1 - x) + pixels[index + width + 1] * x
    return np.asarray(upper * (1 - y) + lower * y, np.float32)
