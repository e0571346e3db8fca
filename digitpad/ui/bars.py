"""Ten live bars: each digit's softmax probability, the best one marked."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network import Reading
from digitpad.ui import theme

ROWS = 10


class Bars(QWidget):
    """Shows a Reading, or ten empty tracks while there is nothing to claim."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, ROWS * 18)
        self.setToolTip(
            "How probable the network finds each digit (softmax). The ten add up to 100 %."
        )
        self.setAccessibleName("Probabilities")

    def sizeHint(self) -> QSize:
        """Return a size at which the figures are easy to read."""
        return QSize(320, ROWS * 26)

    def show_reading(self, reading: Reading | None) -> None:
        """Show what the network says; None claims nothing."""
        self.reading = reading
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint digit, bar and percentage of each row."""
        palette, row = self.palette(), self.height() / ROWS
        font, bold = self.font(), self.font()
        bold.setBold(True)
        label = QFontMetricsF(bold).horizontalAdvance("0") + theme.GAP
        figure = QFontMetricsF(bold).horizontalAdvance("100.0 %") + theme.GAP
        width, thick = max(0.0, self.width() - label - figure), min(16.0, row * 0.6)
        best = self.reading.digit if self.reading else None
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for digit in range(ROWS):
                top = digit * row
                is_best = digit == best
                painter.setFont(bold if is_best else font)
                painter.setPen(theme.accent(palette) if is_best else theme.text(palette))
                centre = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(
                    QRectF(0, top, label, row), centre | Qt.AlignmentFlag.AlignLeft, str(digit)
                )
                bar = QRectF(label, top + (row - thick) / 2, width, thick)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.track(palette))
                painter.drawRoundedRect(bar, thick / 2, thick / 2)
                if self.reading is None:
                    continue
                share = float(self.reading.probabilities[digit])
                painter.setBrush(theme.accent(palette) if is_best else theme.other(palette))
                if share >= 0.002:
                    # Never shorter than it is thick, or the round ends would not fit.
                    bar.setWidth(thick + (width - thick) * share)
                    painter.drawRoundedRect(bar, thick / 2, thick / 2)
                painter.setPen(theme.accent(palette) if is_best else theme.faint(palette))
                painter.drawText(
                    QRectF(label + width, top, figure, row),
                    centre | Qt.AlignmentFlag.AlignRight,
                    f"{share * 100:.1f} %",
                )
