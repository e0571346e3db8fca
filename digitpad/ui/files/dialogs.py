"""Asks for the files that are opened and written, and remembers the folder they were in."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.ink import INK_SUFFIXES
from digitpad.kinds import Kind
from digitpad.pictures.decode import SUFFIXES as PICTURE_SUFFIXES

#: What files of each kind are called; what they are is told by what is in them.
PATTERNS: dict[Kind, tuple[str, ...]] = {
    "picture": (*(f"*{suffix}" for suffix in PICTURE_SUFFIXES), "*.svgz"),
    "ink": (*(f"*{suffix}" for suffix in INK_SUFFIXES), "*.inkml"),
    "network": ("*.keras", "*.h5", "*.hdf5"),
    "data set": ("*.npz", "*.csv", "*.zip", "*.gz", "*-ubyte"),
}
TITLES: dict[Kind, str] = {
    "picture": "Pictures",
    "ink": "Ink",
    "network": "Networks",
    "data set": "Data sets",
}
ALL_FILES = "All files (*)"
FOLDER = "folder"  # the setting that remembers where the last file was


class Named(NamedTuple):
    """Where something is to be written. ``kind``: which of the filters was chosen."""

    path: Path
    kind: str


def filters_of(kinds: Sequence[Kind]) -> list[str]:
    """Return the filters for files of these kinds: all of them, each by itself, and any file."""
    filters = [f"{TITLES[kind]} ({' '.join(PATTERNS[kind])})" for kind in kinds]
    if len(kinds) > 1:
        every = dict.fromkeys(pattern for kind in kinds for pattern in PATTERNS[kind])
        filters.insert(0, f"All that can be read ({' '.join(every)})")
    return [*filters, ALL_FILES]


def open_paths(
    parent: QWidget, settings: QSettings, title: str, kinds: Sequence[Kind]
) -> list[Path]:
    """Return the files that the person chooses, of some of these kinds; [] for none."""
    filters = ";;".join(filters_of(kinds))
    names, _ = QFileDialog.getOpenFileNames(parent, title, last_folder(settings), filters)
    paths = [Path(name) for name in names]
    if paths:
        remember_folder(settings, paths[0].parent)
    return paths


def open_folder(parent: QWidget, settings: QSettings, title: str) -> Path | None:
    """Return the folder that the person chooses, or None."""
    dialog = QFileDialog(parent, title, last_folder(settings))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    names = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    if not names:
        return None
    # While a path is typed Qt chooses the folders on its way, and on a busy machine keeps them so.
    folder = Path(max(names, key=len))
    remember_folder(settings, folder.parent)
    return folder


def save_path(
    parent: QWidget, settings: QSettings, title: str, suggested: str, filters: Sequence[str]
) -> Path | None:
    """Return the file that the person names, or None; see ``save_as``."""
    named = save_as(parent, settings, title, suggested, filters)
    return named and named.path


def save_as(
    parent: QWidget, settings: QSettings, title: str, suggested: str, filters: Sequence[str]
) -> Named | None:
    """Return the file that the person names, or None; a file that is there is asked about.

    ``suggested``: its name. ``filters``: of a suffix each, as "ONNX (*.onnx)"; a name without any
    of them gets that of the chosen filter, and one with another filter's is of that one's kind.
    """
    dialog = QFileDialog(parent, title, last_folder(settings), ";;".join(filters))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(_suffix(filters[0]))
    # Qt appends it before it asks whether a file is to be replaced.
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_suffix(kind)))
    dialog.selectFile(suggested)
    accepted = bool(dialog.exec())
    files, kind = dialog.selectedFiles(), dialog.selectedNameFilter()
    dialog.deleteLater()
    if not accepted or not files:
        return None
    path = Path(files[0])
    named = [each for each in filters if path.suffix.lower() == _suffix(each)]
    if not named:
        path = path.with_name(path.name + _suffix(kind))
        if path.exists() and not _may_be_replaced(parent, path):
            return None
    remember_folder(settings, path.parent)
    return Named(path, kind if kind in named or not named else named[0])


def _suffix(kind: str) -> str:
    """Return the first suffix of a filter: ".onnx" of "ONNX (*.onnx)"."""
    return kind.rpartition("(*")[2].split()[0].rstrip(")").lower()


def _may_be_replaced(parent: QWidget, path: Path) -> bool:
    from digitpad.ui.question import is_sure

    return is_sure(
        parent,
        "Save",
        f"{path.name} already exists.",
        "What is in it is lost when it is replaced.",
        "Replace",
    )


def last_folder(settings: QSettings) -> str:
    """Return the folder of the last file; '' where none is remembered, or it is gone."""
    folder = settings.value(FOLDER, "")
    try:
        return folder if isinstance(folder, str) and folder and Path(folder).is_dir() else ""
    except (OSError, ValueError):
        return ""


def remember_folder(settings: QSettings, folder: Path) -> None:
    """Remember where a file was, for the next one."""
    settings.setValue(FOLDER, str(folder.absolute()))
