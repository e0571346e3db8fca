"""Ten live bars: each digit's softmax probability, the best one marked."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network import Reading
from digitpad.ui import theme

ROWS = 10
UNSEEN = 0.0002  # a smaller change moves no pixel and no printed figure by more than one
VISIBLE = 0.002  # a smaller share is an empty track


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
        before, self.reading = self.reading, reading
        if before is None or reading is None:
            self.update()
            return
        # Most rows stay as they are while the pen moves: only the others are painted again.
        changed = np.abs(reading.probabilities - before.probabilities) >= UNSEEN
        changed[[before.digit, reading.digit]] = True
        row = self.height() / ROWS
        for digit in np.flatnonzero(changed):
            self.update(QRectF(0, digit * row, self.width(), row).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint digit, bar and percentage of each row."""
        palette, row = self.palette(), self.height() / ROWS
        accent, other, track = theme.accent(palette), theme.other(palette), theme.track(palette)
        text, faint = theme.text(palette), theme.faint(palette)
        plain, bold = self.font(), self.font()
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        label = metrics.horizontalAdvance("0") + theme.GAP
        figure = metrics.horizontalAdvance("100.0 %") + theme.GAP
        width, thick = max(0.0, self.width() - label - figure), min(16.0, row * 0.6)
        best = self.reading.digit if self.reading else None
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

            def bar(digit: int, length: float, colour: QColor) -> None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                top = (digit + 0.5) * row - thick / 2
                painter.drawRoundedRect(QRectF(label, top, length, thick), thick / 2, thick / 2)

            for digit in range(ROWS):
                if not event.region().intersects(
                    QRectF(0, digit * row, self.width(), row).toAlignedRect()
                ):
                    continue
                is_best = digit == best
                bar(digit, width, track)
                painter.setFont(bold if is_best else plain)
                painter.setPen(accent if is_best else text)
                painter.drawText(QRectF(0, digit * row, label, row), left, str(digit))
                if self.reading is None:
                    continue
                share = float(self.reading.probabilities[digit])
                if share >= VISIBLE:
                    # Never shorter than it is thick, or the round ends would not fit.
                    bar(digit, thick + (width - thick) * share, accent if is_best else other)
                painter.setPen(accent if is_best else faint)
                figures = QRectF(label + width, digit * row, figure, row)
                painter.drawText(figures, right, f"{share * 100:.1f} %")
