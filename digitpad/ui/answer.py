"""The answer: the digit that the network finds most probable, large; of a page, all of them."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network import SURE, Reading
from digitpad.ui import theme

PIXELS = 96
FEWEST_PIXELS = 11  # a page with more digits than fit is cut, and shows so
WIDE, HIGH = 0.8, 1.2  # of a digit among others, as shares of its pixels
NOT_SURE = "not sure"


class Answer(QWidget):
    """Shows a reading's digit; a dash while nothing is drawn; doubt where there is no digit.

    Not a QLabel: each new text of one lays the whole window out anew, under the moving pen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = "–"
        self._lines: Sequence[Sequence[Reading]] = ()  # of a page with several digits
        self._chosen = 0
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
        self._lines = ()
        self._say(text, name)

    def show_page(self, lines: Sequence[Sequence[Reading]], chosen: int) -> None:
        """Show the digits of a page, line by line; ``chosen``: which of them all stands out."""
        self._lines, self._chosen = lines, chosen
        text = "\n".join(" ".join(map(_told, line)) for line in lines)
        self._say(text, f"Answer: {text}")
        self.update()

    def _say(self, text: str, name: str) -> None:
        if text != self.text:
            self.text = text
            self.setAccessibleName(name)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digit in the middle, or all of them, as large as they can be."""
        if self._lines:
            self._paint_page()
            return
        palette, claims = self.palette(), self.text.isdigit()
        with QPainter(self) as painter:
            painter.setFont(self._doubt_font if self.text == NOT_SURE else self._digit_font)
            painter.setPen(theme.accent(palette) if claims else theme.faint(palette))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)

    def _paint_page(self) -> None:
        across, down = max(map(len, self._lines)), len(self._lines)
        room = min(self.width() / WIDE / across, self.height() / HIGH / down)
        pixels = int(min(PIXELS, max(FEWEST_PIXELS, room)))
        wide, high = pixels * WIDE, pixels * HIGH
        columns = min(across, max(1, int(self.width() / wide)))
        rows = min(down, max(1, int(self.height() / high)))
        left, top = (self.width() - columns * wide) / 2, (self.height() - rows * high) / 2
        palette, number = self.palette(), 0
        font = self.font()
        font.setPixelSize(pixels)
        font.setBold(True)
        with QPainter(self) as painter:
            painter.setFont(font)
            for row, line in enumerate(self._lines[:rows]):
                for column, reading in enumerate(line[:columns]):
                    chosen = number + column == self._chosen
                    text, colour = _told(reading), theme.text(palette)
                    if (column == columns - 1 < len(line) - 1) or (row == rows - 1 < down - 1):
                        text, colour = "…", theme.faint(palette)
                    elif not reading.sure:
                        colour = theme.faint(palette)
                    elif chosen:
                        colour = theme.accent(palette)
                    area = QRectF(left + column * wide, top + row * high, wide, high)
                    painter.setPen(colour)
                    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
                    if chosen:  # also where it is not sure
                        bar = QRectF(0, 0, wide * 0.6, max(2.0, pixels / 20))
                        bar.moveCenter(area.center())
                        bar.moveBottom(area.bottom())
                        painter.fillRect(bar, theme.accent(palette))
                number += len(line)


def _told(reading: Reading) -> str:
    """Return a digit among others; where it is not sure, that alone."""
    return str(reading.digit) if reading.sure else "?"
