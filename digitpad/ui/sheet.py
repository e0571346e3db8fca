"""A contact sheet: many drawings at one look, as the network sees them, digit by digit."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from digitpad.ink import Drawing
from digitpad.raster import SIDE, rasterize
from digitpad.ui.picture import save_picture

ZOOM = 2
GAP = 2  # pixels between two drawings
PAPER = 70  # gray between them
COLUMNS = 30


def write_sheet(drawings: Sequence[Drawing], path: Path) -> None:
    """Write drawings as a picture, each digit in rows of its own. Raises OSError."""
    rows: list[list[Drawing]] = []
    labels = {drawing.label for drawing in drawings}
    for label in sorted(labels, key=lambda label: 10 if label is None else label):
        alike = [drawing for drawing in drawings if drawing.label == label]
        rows += [alike[first : first + COLUMNS] for first in range(0, len(alike), COLUMNS)]
    step = SIDE * ZOOM + GAP
    width = max(map(len, rows)) * step + GAP
    sheet = np.full((len(rows) * step + GAP, width), PAPER, np.uint8)
    for down, row in enumerate(rows):
        for across, drawing in enumerate(row):
            pixels = np.rint(rasterize(drawing) * 255).astype(np.uint8)
            top, left = down * step + GAP, across * step + GAP
            sheet[top : top + SIDE * ZOOM, left : left + SIDE * ZOOM] = pixels.repeat(
                ZOOM, axis=0
            ).repeat(ZOOM, axis=1)
    image = QImage(sheet.tobytes(), width, len(sheet), width, QImage.Format.Format_Grayscale8)
    save_picture(image, path)
