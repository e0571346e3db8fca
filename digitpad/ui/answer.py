"""The answer: the digit that the network finds most probable, large."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network import Reading
from digitpad.ui import theme

PIXELS = 96


class Answer(QWidget):
    """Shows a reading's digit; a dash while nothing is drawn.

    Not a QLabel: each new text of one lays the whole window out anew, under the moving pen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digit: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("The most probable digit.")
        self._font = self.font()
        self._font.setPixelSize(PIXELS)
        self._font.setBold(True)
        self.setAccessibleName("No answer: nothing is drawn")

    def sizeHint(self) -> QSize:
        """Return room for one large digit."""
        return QSize(PIXELS, PIXELS + 2 * theme.GAP)

    @property
    def text(self) -> str:
        """What is shown."""
        return "–" if self.digit is None else str(self.digit)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading's digit, or that there is none."""
        digit = None if reading is None else reading.digit
        if digit != self.digit:
            self.digit = digit
            self.setAccessibleName(
                "No answer: nothing is drawn" if digit is None else f"Answer: {digit}"
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digit in the middle."""
        palette = self.palette()
        with QPainter(self) as painter:
            painter.setFont(self._font)
            painter.setPen(theme.faint(palette) if self.digit is None else theme.accent(palette))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
