"""One sentence about what is wrong, beside what it is wrong with."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QSizePolicy

from digitpad.ui import theme
from digitpad.ui.coloured import Coloured


def wrong(palette: QPalette) -> QColor:
    """Return the colour of what is wrong; 4.5:1 against the window, light or dark."""
    return QColor("#ff8f85") if theme.is_dark(palette) else QColor("#b3261e")


class Sentence(Coloured):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("", wrong)
        # A long word, the path of a file, is cut rather than widens the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; '' hides it."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
