"""Asks where a data set is to be written, and in which format."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from digitpad.data.idx import can_be_written
from digitpad.ui.files.dialogs import open_folder, save_path

FILTERS = ("NumPy, with Keras' keys (*.npz)", "CSV (*.csv)", "IDX, gzipped (*.gz)")
PICTURES = "-images-idx3-ubyte.gz"


def ask_for_file(parent: QWidget, settings: QSettings, name: str) -> Path | None:
    """Return the file that a set is to be written to, or None."""
    path = save_path(parent, settings, "Save data set", name, FILTERS)
    if path is None or path.suffix.lower() != ".gz" or can_be_written(path.name.lower()):
        return path
    return _free(path.parent, path.name[: -len(".gz")], PICTURES)  # the dialog asked of another


def ask_for_folder(parent: QWidget, settings: QSettings, name: str) -> Path | None:
    """Return the folder that a set is to be written to, a new one in what the person chooses."""
    folder = open_folder(parent, settings, "Save data set in a new folder in…")
    if folder is None:
        return None
    return _free(folder, name)


def _free(folder: Path, name: str, ending: str = "") -> Path:
    """Return a path that nothing has."""
    path, number = folder / f"{name}{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{name} {number}{ending}"
    return path
