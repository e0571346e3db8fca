"""Writes the drawing on the pad, and what the network sees of it, to files that others know."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from digitpad.drawing_files import write_drawings
from digitpad.ink import Drawing, InkError
from digitpad.input_files import input_csv, input_png
from digitpad.raster import Input
from digitpad.resources import replace_file
from digitpad.ui.files.dialogs import save_as

TRANSPARENT = "PNG without background (*.png)"
DRAWINGS = (
    "SVG (*.svg)",
    "PNG (*.png)",
    TRANSPARENT,
    "Quick, Draw! NDJSON (*.ndjson)",
    "InkML (*.inkml)",
)
INPUTS = ("PNG, 28×28 pixels (*.png)", "CSV, a row of 784 pixels (*.csv)")


def save_drawing(parent: QWidget, settings: QSettings, drawing: Drawing) -> str:
    """Ask where the drawing goes and write it; return why it cannot be, in a sentence, or ''."""
    named = save_as(parent, settings, "Save the drawing", "drawing.svg", DRAWINGS)
    if named is None:
        return ""
    return write_drawing(named.path, drawing, background=named.kind != TRANSPARENT)


def write_drawing(path: Path, drawing: Drawing, *, background: bool = True) -> str:
    """Write a drawing in the format of the file's name; return as ``save_drawing``."""
    return _problem(path, lambda path: write_drawings(path, [drawing], background=background))


def save_input(parent: QWidget, settings: QSettings, values: Input) -> str:
    """Ask where the 28x28 input goes and write it; return as ``save_drawing``."""
    named = save_as(parent, settings, "Save the 28×28 input", "input.png", INPUTS)
    if named is None:
        return ""
    csv = named.path.suffix.lower() == ".csv"
    data = input_csv(values).encode() if csv else input_png(values)
    return _problem(named.path, lambda path: replace_file(path, lambda p: p.write_bytes(data)))


def _problem(path: Path, write: Callable[[Path], object]) -> str:
    try:
        write(path)
    except InkError as error:
        return f"{error}."
    except OSError as error:
        return f"{path} cannot be written: {error.strerror or error}."
    return ""
