"""A person's own drawings, varied as the same hand would: what a few samples are multiplied by.

Each drawing is turned, slanted, stretched and bent a little as a whole, and each of its strokes
begins and ends a little elsewhere; the pen is thinner or thicker. Done to the strokes, it leaves
lines sharp, which what is done to pixels does not (compare data/deform.py).
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import deform
from digitpad.data.hands import as_picture, random_pen
from digitpad.data.handwriting import Random, rotation, started
from digitpad.data.samples import Sample
from digitpad.ink import Drawing, Stroke

ROTATION = np.deg2rad(5.0)  # standard deviations, as all of these
SLANT = 0.10
STRETCH = 0.08  # of the logarithm of width to height
BEND = 0.025  # of the drawing's size: bows over all of it, then half as deep ones over halves
SHIFT = 0.012  # of the drawing's size: each stroke by itself
EARLY = 0.02  # of the drawing's size: how much sooner or later a stroke begins, and ends
DEFORMATION = 0.6  # of a sample that has no strokes


def vary(random: Random, drawing: Drawing) -> Drawing:
    """Return a drawing as the same hand might have drawn it another time, without times."""
    every = np.hstack([[stroke.x, stroke.y] for stroke in drawing.strokes])
    low, high = every.min(axis=1, keepdims=True), every.max(axis=1, keepdims=True)
    size = max(float((high - low).max()), 1e-6)
    stretch = np.exp(random.normal(0, STRETCH))
    slanted = np.array([[stretch, -random.normal(0, SLANT)], [0, 1 / stretch]])
    matrix = rotation(random.normal(0, ROTATION)) @ slanted
    bend = random.normal(0, BEND, (2, 2))
    phase = random.uniform(0, 2 * np.pi, (2, 2))
    strokes = []
    for stroke in drawing.strokes:
        points = (np.array([stroke.x, stroke.y]) - low) / size
        if points.shape[1] > 1:
            points = started(points, random.normal(0, EARLY))
            points = started(points[:, ::-1], random.normal(0, EARLY))[:, ::-1]
        for wave in (0, 1):
            way = (wave + 1) * np.pi * points[::-1] + phase[wave, :, None]
            points = points + bend[wave, :, None] * np.sin(way) / (wave + 1)
        x, y = matrix @ (points + random.normal(0, SHIFT, (2, 1))) * size
        strokes.append(Stroke(x.tolist(), y.tolist()))
    return replace(drawing, strokes=strokes)


def picture_sample(random: Random, sample: Sample) -> npt.NDArray[np.uint8]:
    """Return the picture of a sample, varied: uint8 (28, 28), as MNIST's.

    One without strokes is bent as pictures are.
    """
    if sample.drawing is not None:
        pen = random_pen(random)
        return as_picture(vary(random, sample.drawing), pen)
    picture = np.rint(sample.image * 255).astype(np.uint8)
    return np.asarray(np.rint(deform(picture[None], DEFORMATION, random)[0] * 255), np.uint8)
