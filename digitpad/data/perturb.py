"""Pictures made harder to read by one amount at a time: turned, moved, noisy, thinner, thicker."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import SIDE, Floats, sample, thickened

Random = np.random.Generator


def rotated(images: Floats, degrees: float, random: Random) -> Floats:
    """Return images turned about their middle, clockwise if above 0, sampled bilinearly."""
    angle = np.deg2rad(degrees)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    axis = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
    x, y = axis[None, None, :], axis[None, :, None]
    shape = images.shape
    return sample(
        images, np.broadcast_to(cos * x + sin * y, shape), np.broadcast_to(cos * y - sin * x, shape)
    )


def shifted(images: Floats, pixels: float, random: Random) -> Floats:
    """Return images moved by whole pixels, a quarter each to the right, left, down and up.

    What leaves the picture is lost. A digit as MNIST has it is about 4 pixels from each side.
    """
    by, moved = round(pixels), np.zeros_like(images)
    kept, free = slice(0, SIDE - by), slice(by, SIDE)
    moved[0::4, :, free] = images[0::4, :, kept]
    moved[1::4, :, kept] = images[1::4, :, free]
    moved[2::4, free] = images[2::4, kept]
    moved[3::4, kept] = images[3::4, free]
    return moved


def noisy(images: Floats, sigma: float, random: Random) -> Floats:
    """Return images with Gaussian noise of that standard deviation in each pixel, cut to 0..1."""
    noise = random.standard_normal(images.shape, dtype=np.float32)
    return np.asarray(np.clip(images + noise * np.float32(sigma), 0, 1), np.float32)


def thick(images: Floats, pixels: float, random: Random) -> Floats:
    """Return images whose strokes are so many pixels thicker, or thinner if below 0.

    By gray dilation and erosion, each step of which is two pixels: one on either side. A part of
    a step goes a part of the way from gray to gray.
    """
    left = pixels / 2
    while left:
        step = max(-1.0, min(1.0, left))
        images = thickened(images, np.full(len(images), step, np.float32))
        left -= step
    return images


class Perturbation(NamedTuple):
    """One way to make pictures harder to read.

    ``amounts``: ascending, 0 among them, which changes nothing. ``unit``: what they count.
    ``apply``: (images, amount, random) -> images, all float32 (n, 28, 28) in 0..1.
    """

    title: str
    unit: str
    amounts: tuple[float, ...]
    apply: Callable[[Floats, float, Random], Floats]


PERTURBATIONS = {
    "rotation": Perturbation("Rotation", "degrees clockwise", tuple(range(-45, 46, 5)), rotated),
    "shift": Perturbation(
        "Shift", "pixels to the right, left, down or up", (0, 1, 2, 3, 4, 5, 6), shifted
    ),
    "noise": Perturbation(
        "Noise",
        "standard deviation, of a white of 1",
        (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
        noisy,
    ),
    "thickness": Perturbation(
        "Stroke thickness", "pixels thicker", (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3), thick
    ),
}


def perturbed(images: npt.NDArray[np.generic], kind: str, amount: float, seed: int = 0) -> Floats:
    """Return images changed by an amount of one of PERTURBATIONS; the same seed, the same noise.

    ``images``: uint8 (n, 28, 28) in 0..255 or float32 in 0..1. Returns float32 in 0..1.
    Raises KeyError for an unknown kind.
    """
    shares = images.astype(np.float32) / np.float32(255 if images.dtype == np.uint8 else 1)
    apply = PERTURBATIONS[kind].apply
    return apply(shares, amount, np.random.default_rng(seed)) if amount else shares
