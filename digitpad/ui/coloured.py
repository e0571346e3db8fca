"""Text in one of the theme's colours, and which of them stand for which network."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from digitpad.ui import theme

#: The colours of the first network of a report and of the second.
COLOURS: tuple[Callable[[QPalette], QColor], ...] = (theme.accent, theme.second)


class Coloured(QLabel):
    """Plain text in a colour that follows light and dark; it can be selected."""

    def __init__(self, text: str, colour: Callable[[QPalette], QColor], points: int = 0) -> None:
        """``points``: the size of a bold figure, or 0 for ordinary text."""
        super().__init__()
        self._colour = colour
        self.setTextFormat(Qt.TextFormat.PlainText)  # names are whatever a file is called
        self.setText(text)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if points:
            font = self.font()
            font.setPointSize(points)
            font.setBold(True)
            self.setFont(font)
        self._recolour()

    def on_one_line(self) -> "Coloured":
        """Take one line and no more width than there is; return the label itself."""
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return self

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _recolour(self) -> None:
        palette = self.palette()
        colour = self._colour(palette)
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)
