"""A name or a folder on one line, its middle left out where there is no room."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette

from digitpad.ui.coloured import Coloured


class Shortened(Coloured):
    """Takes no more width than there is; the whole of it is the tool tip."""

    def __init__(self, text: str, colour: Callable[[QPalette], QColor], points: int = 0) -> None:
        super().__init__(text, colour, points)
        self.on_one_line()
        self.setToolTip(text)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for."""
        if self.shown == self.text():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown)
