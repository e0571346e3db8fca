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
#: How hollow a 0 is, at least, and one with a slash through it: a thick pen would fill it.
HOLLOW, HOLLOW_SLASHED = 0.22, 0.30
FLAG_FALLS = 0.5  # at least so far down for each step that it goes across


def draw_digit(random: Random, digit: int) -> Drawing:
    """Return a drawing of a digit, 0 to 9, in a random hand; its label is the digit."""
    while True:
        drawing = draw_shape(random, DIGITS[digit], 0.0 if digit == 1 else NARROWEST)
        if _can_be_told(digit, drawing):
            drawing.label = digit
            return drawing


def _can_be_told(digit: int, drawing: Drawing) -> bool:
    """Whether a person would read the digit: 1 in 12 of the 0s and 1 in 50 of the 1s is none."""
    if digit == 0:
        return _hollowness(drawing) >= (HOLLOW if len(drawing.strokes) == 1 else HOLLOW_SLASHED)
    if digit == 1:
        return _flag_falls(drawing)
    return True


def _hollowness(drawing: Drawing) -> float:
    """Return how far the middle of the first stroke is from its ink, in shares of the drawing.

    A circle has 0.5, two lines one on the other 0.
    """
    x, y = np.array(drawing.strokes[0].x), np.array(drawing.strokes[0].y)
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    way = float(np.hypot(np.diff(x), np.diff(y)).sum())
    every = np.hstack([[stroke.x, stroke.y] for stroke in drawing.strokes])
    return 2 * area / max(way * float(np.ptp(every, axis=1).max()), 1e-6)


def _flag_falls(drawing: Drawing) -> bool:
    """Whether a 1 has no long flag, or one that falls: a level one makes it a 7."""
    x, y = np.array(drawing.strokes[0].x), np.array(drawing.strokes[0].y)
    top = int(y.argmin())
    across, down = x[top] - x[0], y[0] - y[top]
    return bool(across < 0.2 * np.ptp(y) or down >= FLAG_FALLS * across)


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


def picture_hand(random: Random, digit: int | None) -> npt.NDArray[np.uint8]:
    """Return the picture of a digit, or of what is none, in a random hand and width of pen.

    uint8 (28, 28), as MNIST's.
    """
    pen = random_pen(random)
    return as_picture(draw_non_digit(random) if digit is None else draw_digit(random, digit), pen)


def random_pen(random: Random) -> float:
    """Return the width of a pen as people have it, in pixels of the 28."""
    return float(PEN * np.exp(np.clip(random.normal(0, 0.17), -0.35, 0.35)))


def as_picture(drawing: Drawing, pen: float) -> npt.NDArray[np.uint8]:
    """Return a drawing's picture, uint8 (28, 28), as MNIST's."""
    return np.rint(rasterize(drawing, pen) * 255).astype(np.uint8)


def picture_hands(
    random: Random, digits: int, non_digits: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return so many pictures of digits, of each as many, then of what is none; and labels.

    uint8 (n, 28, 28) as MNIST's, and uint8 (n,): 0 to 9, or NO_DIGIT.
    """
    labels = np.full(digits + non_digits, NO_DIGIT, np.uint8)
    labels[:digits] = np.arange(digits) % 10
    images = np.empty((len(labels), 28, 28), np.uint8)
    for number, label in enumerate(labels.tolist()):
        images[number] = picture_hand(random, None if label == NO_DIGIT else label)
    return images, labels
