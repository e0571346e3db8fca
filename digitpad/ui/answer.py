"""The answer: the digit that the network finds most probable, large."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network import SURE, Reading
from digitpad.ui import theme

PIXELS = 96
NOT_SURE = "not sure"


class Answer(QWidget):
    """Shows a reading's digit; a dash while nothing is drawn; doubt where there is no digit.

    Not a QLabel: each new text of one lays the whole window out anew, under the moving pen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = "–"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "The most probable digit. Below "
            f"{SURE:.0%} the network claims none: what you drew may be no digit, or not one yet."
        )
        self._digit_font, self._doubt_font = self.font(), self.font()
        self._digit_font.setPixelSize(PIXELS)
        self._digit_font.setBold(True)
        self._doubt_font.setPixelSize(PIXELS // 3)
        self.setAccessibleName("No answer: nothing is drawn")

    def sizeHint(self) -> QSize:
        """Return room for one large digit."""
        return QSize(PIXELS, PIXELS + 2 * theme.GAP)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading's digit, or that it is not sure of one, or that there is none."""
        if reading is None:
            text, name = "–", "No answer: nothing is drawn"
        elif reading.sure:
            text, name = str(reading.digit), f"Answer: {reading.digit}"
        else:
            text, name = NOT_SURE, "No answer: not sure which digit this is"
        if text != self.text:
            self.text = text
            self.setAccessibleName(name)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digit in the middle."""
        palette, claims = self.palette(), self.text.isdigit()
        with QPainter(self) as painter:
            painter.setFont(self._doubt_font if self.text == NOT_SURE else self._digit_font)
            painter.setPen(theme.accent(palette) if claims else theme.faint(palette))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
