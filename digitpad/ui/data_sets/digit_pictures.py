"""Pictures of the ten digits, a column each, pixel by pixel."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.raster import SIDE
from digitpad.ui import theme

LEAST, MOST = 2, 4  # screen pixels for each of a picture's
GAP = 4  # pixels between two pictures


class DigitPictures(QWidget):
    """Shows some rows of ten pictures, white on black as MNIST's are; an empty place is a frame."""

    def __init__(self, rows: int, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.pictures: npt.NDArray[np.uint8] = np.zeros((10, 0, SIDE, SIDE), np.uint8)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self._size(LEAST))
        self.setMaximumHeight(self._size(MOST).height())

    def _size(self, zoom: int) -> QSize:
        side = zoom * SIDE + GAP
        return QSize(10 * side, self.rows * side)

    def sizeHint(self) -> QSize:
        """Return room for pictures that are easily seen."""
        return self._size(MOST)

    def show_pictures(self, pictures: npt.NDArray[np.uint8]) -> None:
        """Show other pictures: uint8 (10, up to ``rows``, 28, 28), ten columns of them."""
        self.pictures = pictures
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take no more height than pictures of this width need."""
        ratio = self.devicePixelRatio()
        zoom = int((self.width() / 10 - GAP) * ratio / SIDE)
        side = math.ceil(min(MOST, zoom / ratio) * SIDE) + GAP
        self.setMaximumHeight(max(self.minimumHeight(), self.rows * side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each picture's pixels as so many of the screen's, which are all of one size."""
        ratio = self.devicePixelRatio()
        across, down = self.width() / 10, self.height() / self.rows
        zoom = max(1, int((min(across, down) - GAP) * ratio / SIDE))
        side = zoom * SIDE / ratio
        above = (self.height() - self.rows * (side + GAP) + GAP) / 2
        with QPainter(self) as painter:
            painter.setPen(theme.line(self.palette()))
            for digit in range(10):
                for row in range(self.rows):
                    # On whole pixels of the screen, or they would be smeared over two.
                    left = round((digit + 0.5) * across * ratio - zoom * SIDE / 2) / ratio
                    top = round((above + row * (side + GAP)) * ratio) / ratio
                    place = QRectF(left, top, side, side)
                    if row < len(self.pictures[digit]) and self.pictures[digit][row].any():
                        painter.drawImage(place, _image(self.pictures[digit][row]))
                    else:
                        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))


def _image(picture: npt.NDArray[np.uint8]) -> QImage:
    pixels = np.ascontiguousarray(picture)
    image = QImage(pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
    return image.copy()  # which has pixels of its own
