"""How many samples there are of each digit, as ten small columns."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui import theme

TALL = 44  # pixels of the highest column, or more where there is room
TALLEST = 130
WIDE = 26
LINE = 4  # pixels between a column and its figures


class DigitCounts(QWidget):
    """Shows ten counts; a digit without any stands out by a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: tuple[int, ...] = (0,) * 10
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(
            "How many samples there are of each digit. A digit learns most from its own, so some "
            "of each are worth more than many of one."
        )
        self._measure()
        self.show_counts(self.counts)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        self.setMinimumHeight(self._height(TALL))
        self.setMaximumHeight(self._height(TALLEST))

    def sizeHint(self) -> QSize:
        """Return room for ten columns, a count above each and its digit below."""
        return QSize(10 * 2 * WIDE, self._height(TALLEST))

    def _height(self, tall: int) -> int:
        return tall + round(2 * QFontMetricsF(self.font()).height() + 2 * LINE)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show how many there are of 0, of 1, and so on."""
        self.counts = tuple(counts)
        self.setAccessibleName(
            "Samples of each digit: " + ", ".join(f"{d}: {n}" for d, n in enumerate(counts))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint count, column and digit, ten times."""
        palette, most = self.palette(), max(1, *self.counts)
        step, line = self.width() / len(self.counts), QFontMetricsF(self.font()).height()
        bottom, tall = self.height() - line - LINE, self.height() - self._height(0)
        middle = Qt.AlignmentFlag.AlignCenter
        bold = self.font()
        bold.setBold(True)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for digit, count in enumerate(self.counts):
                left, high = digit * step, tall * count / most
                painter.setPen(theme.text(palette) if count else theme.faint(palette))
                painter.setFont(bold)
                painter.drawText(QRectF(left, bottom + LINE, step, line), middle, str(digit))
                painter.setFont(self.font())
                painter.setPen(theme.faint(palette))
                above = QRectF(left, bottom - high - line - LINE / 2, step, line)
                painter.drawText(above, middle, f"{count:,}" if count else "–")
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.accent(palette) if count else theme.track(palette))
                column = QRectF(
                    left + (step - WIDE) / 2, bottom - max(2.0, high), WIDE, max(2.0, high)
                )
                painter.drawRoundedRect(column, min(3.0, high / 2), min(3.0, high / 2))
