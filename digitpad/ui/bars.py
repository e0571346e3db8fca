"""Ten live bars: each digit's softmax probability, the best marked, all dim when in doubt."""

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.samples.words import a_digit

ROWS = 10
VISIBLE = 0.002  # a smaller share is an empty track
DIM = 0.4  # opacity of bars that claim nothing
MARKED = 0.05  # opacity of what marks the row that the mouse is on


class Bars(QWidget):
    """Shows a Reading, or ten empty tracks while there is nothing to claim.

    ``clicked``: the bar of a digit was, while a reading was shown.
    """

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None
        self._under: int | None = None  # the digit whose row the mouse is on
        self._pressed: int | None = None
        self.setMouseTracking(True)
        self._figures: list[str] = []  # each digit's percentage as it is printed; [] for no claim
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(
            "How probable the network finds each digit (softmax). The ten add up to 100%. "
            "They are dim while no digit is probable enough to be claimed."
        )
        self.setAccessibleName("Probabilities")
        self._measure()

    def sizeHint(self) -> QSize:
        """Return a size at which the figures are easy to read."""
        return QSize(320, ROWS * 26)

    def show_reading(self, reading: Reading | None) -> None:
        """Show what the network says; None claims nothing."""
        before, self.reading = self.reading, reading
        if (before is None) != (reading is None):
            hand, none = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(none if reading is None else hand)
        printed, shares = self._figures, () if reading is None else reading.probabilities.tolist()
        self._figures = [f"{share:.1%}" for share in shares]
        if before is None or reading is None or before.sure != reading.sure:
            self.update()
            return
        # Most figures stay as they are while the pen moves: only other rows are painted again.
        for digit in range(ROWS):
            marked = (digit == before.digit) != (digit == reading.digit)
            if marked or printed[digit] != self._figures[digit]:
                self.update(self._row(digit))

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note which row is pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._digit_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say that a bar was clicked: pressed and let go on the same row."""
        pressed, self._pressed = self._pressed, None
        if event.button() == Qt.MouseButton.LeftButton and self.reading is not None:
            digit = self._digit_at(event.position())
            if digit is not None and digit == pressed:
                self.clicked.emit(digit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row that a click would mean."""
        self._point_at(self._digit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._point_at(None)

    def event(self, event: QEvent) -> bool:
        """Explain the row; over the percentages, what they are."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            digit = self._digit_at(QPointF(event.pos()))
            beside = event.pos().x() < self.width() - self._figure
            if digit is not None and self.reading is not None and beside:
                tip = f"Click, or press {digit}: this is {a_digit(digit)}"
                QToolTip.showText(event.globalPos(), tip, self, self._row(digit))
                return True
        return super().event(event)

    def _digit_at(self, position: QPointF) -> int | None:
        if not QRectF(self.rect()).contains(position):
            return None
        return min(ROWS - 1, int(position.y() * ROWS / self.height()))

    def _point_at(self, digit: int | None) -> None:
        before, self._under = self._under, digit
        if before != digit:
            for each in (before, digit):
                if each is not None:
                    self.update(self._row(each))

    # how it looks

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Measure the columns of digits and percentages, at their boldest."""
        self._bold = self.font()
        self._bold.setBold(True)
        metrics = QFontMetricsF(self._bold)
        self._label = metrics.horizontalAdvance("0") + theme.GAP
        self._figure = metrics.horizontalAdvance("100.0%") + theme.GAP
        self.setMinimumSize(220, ROWS * max(18, math.ceil(metrics.height())))

    def _row(self, digit: int) -> QRect:
        """Return every pixel that a digit's row touches."""
        row = self.height() / ROWS
        return QRectF(0, digit * row, self.width(), row).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint digit, bar and percentage of each row; the one that the mouse is on stands out."""
        palette, row = self.palette(), self.height() / ROWS
        accent, other, track = theme.accent(palette), theme.other(palette), theme.track(palette)
        text, faint = theme.text(palette), theme.faint(palette)
        plain, bold, label, figure = self.font(), self._bold, self._label, self._figure
        width, thick = max(0.0, self.width() - label - figure), min(16.0, row * 0.6)
        sure = self.reading is not None and self.reading.sure
        marked = QColor(text)
        marked.setAlphaF(MARKED)
        best = self.reading.digit if self.reading and sure else None
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        stale = event.region()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

            def bar(digit: int, length: float, colour: QColor) -> None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                top = (digit + 0.5) * row - thick / 2
                painter.drawRoundedRect(QRectF(label, top, length, thick), thick / 2, thick / 2)

            for digit in range(ROWS):
                if not stale.intersects(self._row(digit)):
                    continue
                is_best = digit == best
                if digit == self._under and self.reading is not None:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(marked)
                    painter.drawRoundedRect(QRectF(self._row(digit)), 4, 4)
                bar(digit, width, track)
                painter.setFont(bold if is_best else plain)
                painter.setPen(accent if is_best else text)
                painter.drawText(QRectF(0, digit * row, label, row), left, str(digit))
                if self.reading is None:
                    continue
                share = float(self.reading.probabilities[digit])
                if share >= VISIBLE:
                    painter.setOpacity(1.0 if sure else DIM)
                    # Never shorter than it is thick, or the round ends would not fit.
                    bar(digit, thick + (width - thick) * share, accent if is_best else other)
                    painter.setOpacity(1.0)
                painter.setPen(accent if is_best else faint)
                figures = QRectF(label + width, digit * row, figure, row)
                painter.drawText(figures, right, self._figures[digit])
