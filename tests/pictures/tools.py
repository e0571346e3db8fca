"""Pictures as people have them: digits scaled, on pages, in shadow, ruled, noisy, as JPEG."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageWriter

from digitpad.pictures.decode import pixels

Gray = npt.NDArray[np.uint8]
Random = np.random.Generator

WHITE = 255


def as_image(gray: npt.NDArray[np.generic]) -> QImage:
    """Return a gray picture, 0 to 255, as Qt's."""
    values = np.ascontiguousarray(np.clip(gray, 0, 255), np.uint8)
    height, width = values.shape
    return QImage(values.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def as_gray(image: QImage) -> Gray:
    return pixels(image.convertToFormat(QImage.Format.Format_Grayscale8))


def scaled(gray: Gray, width: int, height: int) -> Gray:
    """Return a picture in another size, whatever becomes of its shape."""
    smooth = Qt.TransformationMode.SmoothTransformation
    kept = Qt.AspectRatioMode.IgnoreAspectRatio
    return as_gray(as_image(gray).scaled(width, height, kept, smooth))


def encoded(
    image: QImage,
    kind: str = "png",
    quality: int = -1,
    turned: QImageIOHandler.Transformation | None = None,
) -> bytes:
    """Return a picture as a file's bytes; ``turned``: what its EXIF says to do to it."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, kind.encode())
    writer.setQuality(quality)
    if turned is not None:
        writer.setTransformation(turned)
    assert writer.write(image), writer.errorString()
    return bytes(data.data())


def on_page(digit: Gray, random: Random, width: int = 1000, height: int = 1400) -> Gray:
    """Return a white page with a digit, white on black, somewhere in black, 60 to 240 wide."""
    side = int(random.integers(60, 240))
    page = np.full((height, width), WHITE, np.uint8)
    left, top = int(random.integers(0, width - side)), int(random.integers(0, height - side))
    page[top : top + side, left : left + side] = WHITE - scaled(digit, side, side)
    return page


def ruled(side: int, random: Random, *, squared: bool = False, depth: float = 0.35) -> Gray:
    """Return white paper with lines 28 to 60 pixels apart, 1 or 2 thick, so dark."""
    paper = np.ones((side, side))
    step, thick = int(random.integers(28, 60)), int(random.integers(1, 3))
    for at in range(int(random.integers(0, step)), side, step):
        paper[at : at + thick] *= 1 - depth
        if squared:
            paper[:, at : at + thick] *= 1 - depth
    return np.asarray(paper * WHITE, np.uint8)


def photographed(
    digit: Gray, paper: Gray, random: Random, *, noise: float = 12, quality: int = 30
) -> QImage:
    """Return a photo of paper with a digit on it: a shadow from side to side, noise, JPEG."""
    shown = paper / WHITE * 225
    height, width = shown.shape
    side = int(random.integers(int(0.3 * height), int(0.55 * height)))
    left, top = int(random.integers(0, width - side)), int(random.integers(0, height - side))
    ink = scaled(digit, side, side) / WHITE
    part = shown[top : top + side, left : left + side]
    part[:] = np.minimum(part, 225 * (1 - 0.8 * ink))
    turn = random.uniform(0, 2 * np.pi)
    down, across = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    shown *= 1 - 0.45 * (np.cos(turn) * across + np.sin(turn) * down + 0.5)
    shown += noise * random.standard_normal(shown.shape)
    return QImage.fromData(encoded(as_image(shown), "jpg", quality))
