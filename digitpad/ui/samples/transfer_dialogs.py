"""Asks for the files and folders that samples come from and go to."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.drawing_files import INK_SUFFIXES, INKML_SUFFIX

INK = f"Ink ({' '.join(f'*{suffix}' for suffix in INK_SUFFIXES)})"
#: What is written, and its suffix.
FORMATS = {
    f"Quick, Draw! NDJSON (*{INK_SUFFIXES[0]})": INK_SUFFIXES[0],
    f"InkML (*{INKML_SUFFIX})": INKML_SUFFIX,
}


def files_to_read(parent: QWidget) -> list[Path]:
    """Return the files of drawings that the person chooses."""
    files, _ = QFileDialog.getOpenFileNames(parent, "Import drawings", "", INK)
    return [Path(file) for file in files]


def folder_to_read(parent: QWidget) -> list[Path]:
    """Return the folder of pictures that the person chooses, or nothing."""
    title = "Import pictures: the folder that holds folders 0 to 9"
    folder = QFileDialog.getExistingDirectory(parent, title)
    return [Path(folder)] if folder else []


def file_to_write(parent: QWidget) -> Path | None:
    """Return the file that the person names; Qt asks before one that is there is replaced."""
    dialog = QFileDialog(parent, "Export drawings", "", ";;".join(FORMATS))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(FORMATS[dialog.selectedNameFilter()])
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(FORMATS[kind]))
    dialog.selectFile("digitpad-samples")  # and the suffix of what is chosen
    files = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(files[0]) if files else None


def folder_to_write(parent: QWidget) -> Path | None:
    """Return the folder that the person chooses; pictures go into it only if it is empty."""
    title = "Export pictures: into an empty folder, or else a new one in the folder you choose"
    folder = QFileDialog.getExistingDirectory(parent, title)
    return Path(folder) if folder else None
