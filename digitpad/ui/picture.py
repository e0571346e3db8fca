"""A picture of the window, or of drawings, as a file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter


def save_picture(picture: QImage, path: Path) -> None:
    """Write a picture in the format of the file's name. Raises OSError."""
    buffer = QBuffer()  # of a file, Qt would not say why it cannot be written
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(path.suffix[1:].encode()))
    if not writer.write(picture):
        size = f"{picture.width():,}x{picture.height():,}"
        raise OSError(f"{size} pixels do not go into a {path.suffix}: {writer.errorString()}")
    path.write_bytes(buffer.data().data())
