"""Many pictures of digits, each with a few words under it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

ZOOM = 2
SIDE = 28 * ZOOM


class Gallery(QListWidget):
    """Shows pictures in rows; arrow keys go from one to the next."""

    def __init__(self, name: str, tip: str, lines: int, parent: QWidget | None = None) -> None:
        """``lines``: how many of words each picture has under it."""
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        words = lines * self.fontMetrics().lineSpacing()
        width = max(SIDE, self.fontMetrics().horizontalAdvance("100.0%")) + 16
        self.setGridSize(QSize(width, SIDE + words + 14))
        self.setMinimumHeight(SIDE + words + 24)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def show_pictures(
        self, pictures: Sequence[npt.NDArray[np.uint8]], words: Sequence[str]
    ) -> None:
        """Show pictures, each uint8 (28, 28), with their words, instead of what was shown."""
        self.clear()
        for picture, said in zip(pictures, words, strict=True):
            pixels = np.ascontiguousarray(picture.repeat(ZOOM, axis=0).repeat(ZOOM, axis=1))
            image = QImage(pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
            item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), said)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.addItem(item)
        self.scrollToTop()
