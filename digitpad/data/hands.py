"""Synthetic hands: drawings of digits, and of what is none, and their pictures for training."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from digitpad.data.handwriting import NARROWEST, Random, draw_shape
from digitpad.data.non_digits import draw_non_digit
from digitpad.data.styles import DIGITS
from digitpad.ink import Drawing
from digitpad.raster import PEN, rasterize

#: The label of a picture that shows no digit, after those that do.
NO_DIGIT = 10


def draw_digit(random: Random, digit: int) -> Drawing:
    """Return a drawing of a digit, 0 to 9, in a random hand; its label is the digit."""
    drawing = draw_shape(random, DIGITS[digit], 0.0 if digit == 1 else NARROWEST)
    drawing.label = digit
    return drawing


def draw_hands(random: Random, digits: int, non_digits: int = 0) -> Iterator[Drawing]:
    """Yield so many drawings of digits, of each as many, then of what is none."""
    for number in range(digits):
        drawing = draw_digit(random, number % 10)
        drawing.key_id = f"hand-{number}"
        yield drawing
    for number in range(non_digits):
        drawing = draw_non_digit(random)
        drawing.key_id = f"non-digit-{number}"
        yield drawing


def picture_hands(
    random: Random, digits: int, non_digits: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the pictures of ``draw_hands`` in pens of many widths, and their labels.

    uint8 (n, 28, 28) as MNIST's, and uint8 (n,): 0 to 9, or NO_DIGIT.
    """
    count = digits + non_digits
    pens = PEN * np.exp(random.normal(0, 0.17, count).clip(-0.35, 0.35))
    images = np.empty((count, 28, 28), np.uint8)
    labels = np.full(count, NO_DIGIT, np.uint8)
    for number, drawing in enumerate(draw_hands(random, digits, non_digits)):
        images[number] = np.rint(rasterize(drawing, float(pens[number])) * 255)
        if drawing.label is not None:
            labels[number] = drawing.label
    return images, labels
