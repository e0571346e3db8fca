"""The line below the pad: how a drawing is named, and what was kept when it has been."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from digitpad.ui import theme

#: How it is done, in as many words as there is room for.
HINTS = (
    "Read wrong? Press the digit it is, or click its bar.",
    "Press the digit it is, or click its bar.",
    "Press the digit it is.",
)

APART = 4  # pixels between the text and its button


class Confirmation(QWidget):
    """Always as high, so that nothing moves; painted, and its button placed, by itself.

    No layout and no QLabel: each new text of one lays the whole window out anew, under the pen.
    ``undone``: what is said is to be taken back.
    """

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._texts: tuple[str, ...] = ("",)  # the first that there is room for is shown
        self.button = QToolButton(self)
        self.button.setText("Undo")
        self.button.setAutoRaise(True)  # a word of the sentence: the pad's own Undo is a button
        self.button.setToolTip(
            "Take it back out of your samples (Ctrl+Z); the drawing stays. "
            "Another digit's key puts it right."
        )
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.undone)
        self.button.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._colour_button()
        self._place()

    def sizeHint(self) -> QSize:
        """Return the height of the button, whether it is there or not."""
        return self.button.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and no width."""
        return QSize(0, self.sizeHint().height())

    def say(self, *sentences: str) -> None:
        """Say what was kept, in as many words as there is room for, and offer to undo it."""
        self._show(sentences, "The next stroke begins another drawing.", kept=True)

    def hint(self) -> None:
        """Say quietly how a drawing is named."""
        self._show(
            HINTS,
            "What you tell it is kept on this computer, as a sample to learn your hand from.",
        )

    def be_silent(self) -> None:
        """Say nothing: there is nothing to name."""
        self._show(("",), "")

    def _show(self, texts: tuple[str, ...], tip: str, *, kept: bool = False) -> None:
        if texts == self._texts:
            return
        self._texts = texts
        self.setAccessibleName(texts[0])
        self.setToolTip(tip)
        if self.button.hasFocus() and not kept:
            self.focusNextChild()
        self.button.setVisible(kept)
        self._place()
        self.update()

    def _colour_button(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.ButtonText, theme.accent(palette))
        self.button.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_button()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button beside the text."""
        self._place()

    def _place(self) -> None:
        """Put text, and button if there is one, in the middle, as one."""
        metrics, size = self.fontMetrics(), self.button.sizeHint()
        beside = 0 if self.button.isHidden() else size.width() + APART
        room = self.width() - beside
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) < room)
        self.text = next(fitting, self._texts[-1])
        width = min(metrics.horizontalAdvance(self.text) + 1, room)
        self._area = QRect((room - width) // 2, 0, max(0, width), self.height())
        self.button.setGeometry(QRect(self._area.topRight() + QPoint(APART, 0), size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text; a hint steps back."""
        palette, metrics = self.palette(), self.fontMetrics()
        shown = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, self._area.width())
        with QPainter(self) as painter:
            hints = self._texts is HINTS
            painter.setPen(theme.faint(palette) if hints else theme.text(palette))
            painter.drawText(self._area, Qt.AlignmentFlag.AlignVCenter, shown)
