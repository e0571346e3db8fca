"""One sentence about what is wrong, beside what it is wrong with."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitpad.ui import theme


def wrong(palette: QPalette) -> QColor:
    """Return the colour of what is wrong; 4.5:1 against the window, light or dark."""
    return QColor("#ff8f85") if theme.is_dark(palette) else QColor("#b3261e")


class Sentence(QLabel):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A long word, the path of a file, is cut rather than widens the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._recolour()
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; '' hides it."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _recolour(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, wrong(palette))
        if palette != self.palette():
            self.setPalette(palette)
