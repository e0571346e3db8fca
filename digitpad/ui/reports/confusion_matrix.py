"""The confusion matrix: digits down, answers across, each cell a button for what is behind it."""

import math
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.report.charts import shades
from digitpad.ui import theme

ROWS = 10
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(QWidget):
    """Ten by ten cells. ``picked`` gives the digit and the answer of the one chosen."""

    picked = Signal(int, int)

    def __init__(
        self, confusion: npt.NDArray[np.int64], name: str, parent: QWidget | None = None
    ) -> None:
        """``confusion``: (10, 10), rows the truth. ``name``: the network's."""
        super().__init__(parent)
        self.confusion = confusion
        self.cell: tuple[int, int] | None = None
        self._strength = shades(confusion)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(330, 12 * (self.fontMetrics().height() + 2))
        self.setAccessibleName(f"Confusion matrix of {name}")
        self.setAccessibleDescription("Arrow keys go from cell to cell.")

    def sizeHint(self) -> QSize:
        """Return a size at which the numbers are easy to read."""
        return QSize(440, 340)

    def pick(self, digit: int, answer: int) -> None:
        """Choose a cell."""
        self.cell = digit, answer
        self.setAccessibleDescription(self.told(digit, answer))
        self.update()
        self.picked.emit(digit, answer)

    def told(self, digit: int, answer: int) -> str:
        """Return what a cell says, as a sentence."""
        count, own = int(self.confusion[digit, answer]), int(self.confusion[digit].sum())
        pictures = "picture" if count == 1 else "pictures"
        share = f", {count / own:.1%} of the {digit}s" if own else ""
        if digit == answer:
            return f"{digit} read right: {count:,} {pictures}{share}"
        return f"{digit} read as {answer}: {count:,} {pictures}{share}"

    def rect_of(self, row: int, column: int) -> QRectF:
        """Return where a cell is; row or column -1 are the heads."""
        head, top = self._heads()
        width, height = (self.width() - head) / ROWS, (self.height() - top) / ROWS
        left = 0.0 if column < 0 else head + column * width
        above = top - self._line() if row < 0 else top + row * height
        return QRectF(
            left, above, head if column < 0 else width, self._line() if row < 0 else height
        )

    def _line(self) -> int:
        return self.fontMetrics().height() + 2

    def _heads(self) -> tuple[float, float]:
        """Return how wide the head of a row is, and how high the heads of the columns."""
        return self.fontMetrics().horizontalAdvance("meant 0") + 10.0, 2.0 * self._line()

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        head, top = self._heads()
        row = math.floor((point.y() - top) * ROWS / (self.height() - top))
        column = math.floor((point.x() - head) * ROWS / (self.width() - head))
        return (row, column) if 0 <= row < ROWS and 0 <= column < ROWS else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self._cell_at(event.position())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.pick(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next cell, with the arrow keys."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row, column = self.cell or (0, 0)
        if self.cell:
            row, column = row + step[0], column + step[1]
        self.pick(min(max(row, 0), ROWS - 1), min(max(column, 0), ROWS - 1))

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the cell under the pointer means."""
        if event.type() == QEvent.Type.ToolTip:
            at = cast(QHelpEvent, event)
            cell = self._cell_at(QPointF(at.pos()))
            said = (
                "Rows are the digits meant, columns what the network answered: right answers lie "
                "on the diagonal."
            )
            if cell:
                said = f"{self.told(*cell)}. Click to see them."
            QToolTip.showText(at.globalPos(), said, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, cells and the frame of the chosen one."""
        palette = self.palette()
        text, faint = theme.text(palette), theme.faint(palette)
        wrong = QColor("#e06e46") if theme.is_dark(palette) else QColor("#b43c1e")
        right = theme.accent(palette)
        centre = int(Qt.AlignmentFlag.AlignCenter)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(faint)
            head, _ = self._heads()
            painter.drawText(QRectF(head, 0, self.width() - head, self._line()), centre, "read as")
            for number in range(ROWS):
                painter.drawText(self.rect_of(-1, number), centre, str(number))
                meant = f"meant {number}" if number == 0 else str(number)
                end = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
                painter.drawText(self.rect_of(number, -1).adjusted(0, 0, -8, 0), end, meant)
            for row, column in np.ndindex(ROWS, ROWS):
                place = self.rect_of(row, column).adjusted(1, 1, -1, -1)
                count = int(self.confusion[row, column])
                if count:
                    ground = QColor(right if row == column else wrong)
                    ground.setAlphaF(float(self._strength[row, column]))
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(ground)
                    painter.drawRoundedRect(place, 3, 3)
                painter.setPen(text if count else faint)
                painter.drawText(place, centre, str(count) if count else "·")
            if self.cell:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(text, 2 if self.hasFocus() else 1.2))
                painter.drawRoundedRect(self.rect_of(*self.cell).adjusted(1, 1, -1, -1), 3, 3)
            elif self.hasFocus():  # where the arrow keys begin
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(faint, 1.5, Qt.PenStyle.DotLine))
                painter.drawRoundedRect(self.rect_of(0, 0).adjusted(1, 1, -1, -1), 3, 3)
