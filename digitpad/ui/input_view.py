"""The 28x28 picture that the network really sees, pixel by pixel."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.raster import SIDE, Input
from digitpad.ui import theme


class InputView(QWidget):
    """Shows a 28x28 input, white on black as MNIST is; black while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input: Input | None = None
        self.setFixedSize(self.sizeHint())
        self.setToolTip(
            "What the network sees: your digit scaled to 20x20 and centred by its mass in 28x28, "
            "as in MNIST."
        )
        self.setAccessibleName("The network's input")

    def sizeHint(self) -> QSize:
        """Return four screen pixels for each of the picture's, and the frame."""
        return QSize(4 * SIDE + 2, 4 * SIDE + 2)

    def show_input(self, values: Input | None) -> None:
        """Show float32 (28, 28) in 0..1, or nothing."""
        self.input = values
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pixels without smoothing, since each is one input."""
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.fillRect(frame, Qt.GlobalColor.black)
            if self.input is not None:
                # Four bytes a pixel, the screen's own format: Qt scales nothing else as fast.
                gray = np.rint(self.input * 255).astype(np.uint32, order="C")
                pixels = gray * np.uint32(0x010101) + np.uint32(0xFF000000)
                image = QImage(pixels.data, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGB32)
                painter.drawImage(frame.adjusted(0.5, 0.5, -0.5, -0.5), image)
            painter.setPen(QPen(theme.line(self.palette()), 1))
            painter.drawRect(frame)
