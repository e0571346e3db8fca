"""The line below the pad: how a drawing is named, and what was kept when it has been."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from digitpad.ui import theme

#: How it is done, in as many words as there is room for.
HINTS = (
    "Read wrong? Press the digit it is, or click its bar.",
    "Press the digit it is, or click its bar.",
    "Press the digit it is.",
)


class Confirmation(QWidget):
    """Always as high, so that nothing moves; painted, and its button placed, by itself.

    No layout and no QLabel: each new text of one lays the whole window out anew, under the pen.
    ``undone``: what is said is to be taken back.
    """

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._state = ("", False, False)
        self.button = QToolButton(self)
        self.button.setText("Undo")
        self.button.setToolTip(
            "Take it back out of your samples (Ctrl+Z); the drawing stays. "
            "Another digit's key puts it right."
        )
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.undone)
        self.button.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._place()

    def sizeHint(self) -> QSize:
        """Return the height of the button, whether it is there or not."""
        return self.button.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and no width."""
        return QSize(0, self.sizeHint().height())

    def say(self, sentence: str) -> None:
        """Say what was kept, and offer to undo it."""
        self._show(sentence, hints=False, kept=True)

    def hint(self) -> None:
        """Say quietly how a drawing is named."""
        self._show("", hints=True)

    def be_silent(self) -> None:
        """Say nothing: there is nothing to name."""
        self._show("")

    def _show(self, text: str, *, hints: bool = False, kept: bool = False) -> None:
        state = (text, hints, kept)
        if state == self._state:
            return
        self._state, self.text = state, text
        self.setAccessibleName(HINTS[0] if hints else text)
        self.setToolTip(
            "The next stroke begins another drawing."
            if kept
            else "What you tell it is kept on this computer, as a sample to learn your hand from."
            if hints
            else ""
        )
        if self.button.hasFocus() and not kept:
            self.focusNextChild()
        self.button.setVisible(kept)
        self._place()
        self.update()

    @property
    def _hints(self) -> bool:
        return self._state[1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button beside the text."""
        self._place()

    def _place(self) -> None:
        """Put text, and button if there is one, in the middle, as one."""
        metrics, room = self.fontMetrics(), self.width()
        if self._hints:
            fitting = (hint for hint in HINTS if metrics.horizontalAdvance(hint) <= room)
            self.text = next(fitting, HINTS[-1])
        size = self.button.sizeHint()
        beside = 0 if self.button.isHidden() else size.width() + theme.GAP
        width = min(metrics.horizontalAdvance(self.text) + 1, room - beside)
        left = (room - width - beside) // 2
        self._area = QRect(left, 0, max(0, width), self.height())
        self.button.setGeometry(QRect(self._area.topRight() + QPoint(theme.GAP, 0), size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text; a hint steps back."""
        palette, metrics = self.palette(), self.fontMetrics()
        shown = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, self._area.width())
        with QPainter(self) as painter:
            painter.setPen(theme.faint(palette) if self._hints else theme.text(palette))
            painter.drawText(self._area, Qt.AlignmentFlag.AlignVCenter, shown)
