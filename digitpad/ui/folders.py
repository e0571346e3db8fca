"""Shows a folder of the user's in the system's file manager."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(folder: Path, what: str) -> str:
    """Show a folder, made if need be; return why that cannot be, in a sentence, or ''.

    ``what``: what is in it, as "networks".
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{folder} cannot be made: {error.strerror or error}."
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return f"No file manager opened; your {what} are in {folder}."
    return ""
