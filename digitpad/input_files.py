"""The network's 28x28 input, for other programs: a picture, and a row of a Kaggle CSV."""

import numpy as np

from digitpad.png import png
from digitpad.raster import SIDE, Input

#: The first line of a CSV of such rows, as Kaggle's "Digit Recognizer" has it.
CSV_HEADER = ",".join(["label", *(f"pixel{number}" for number in range(SIDE * SIDE))])


def input_png(image: Input) -> bytes:
    """Return an input, float32 (28, 28) in 0..1, as a gray PNG, white on black."""
    return png(_bytes_of(image))


def input_csv(image: Input, label: int | None = None) -> str:
    """Return an input as the text of a CSV: the header, and one row ``label,pixel0,...``.

    ``label``: the digit it is meant to be; the cell is empty where nobody knows.
    """
    known = "" if label is None else str(label)
    return f"{CSV_HEADER}\n{','.join([known, *map(str, _bytes_of(image).ravel())])}\n"


def _bytes_of(image: Input) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    pixels = np.rint(image * 255).astype(np.uint8)
    return pixels.reshape(SIDE, SIDE)
