"""A thin line that grows shorter while a drawing waits to be taken."""

from PySide6.QtCore import QRectF, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitpad.ui import theme

HEIGHT = 3  # pixels


class Countdown(QWidget):
    """Invisible but for the time it runs. ``over``: it has run out."""

    over = Signal()

    def __init__(self, milliseconds: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._run = QVariantAnimation(self)
        self._run.setDuration(milliseconds)
        self._run.setStartValue(1.0)
        self._run.setEndValue(0.0)
        self._run.valueChanged.connect(lambda _: self.update())
        self._run.finished.connect(self.over)

    @property
    def runs(self) -> bool:
        """Whether it does at this moment."""
        return self._run.state() == QVariantAnimation.State.Running

    def start(self) -> None:
        """Run, from the beginning."""
        self._run.stop()
        self._run.start()

    def stop(self) -> None:
        """Run no more; it is not over."""
        self._run.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is left, in the middle."""
        if not self.runs:
            return
        width = self.width() * float(self._run.currentValue())
        with QPainter(self) as painter:
            line = QRectF((self.width() - width) / 2, 0, width, HEIGHT)
            painter.fillRect(line, theme.accent(self.palette()))
