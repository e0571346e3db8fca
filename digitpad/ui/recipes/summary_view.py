"""Keras' own summary of a network, in a window beside the pad."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

LONGEST = 40  # lines: what is longer scrolls


class SummaryView(QDialog):
    """Shows a text as it stands, to be read and copied; the pad can be drawn on meanwhile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("Keras' summary")
        self.text.setToolTip(
            "Each layer, the shape of what it gives, and its weights; to be copied."
        )
        self.text.setTabChangesFocus(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)

    def show_text(self, title: str, text: str) -> None:
        """Show a text, and as much of it as is no larger than the screen."""
        self.setWindowTitle(title)
        self.text.setPlainText(text)
        lines = text.splitlines() or [""]
        metrics = self.text.fontMetrics()
        margins = 2 * self.text.frameWidth() + int(2 * self.text.document().documentMargin()) + 20
        width = max(metrics.horizontalAdvance(line) for line in lines) + margins
        height = metrics.lineSpacing() * min(len(lines) + 1, LONGEST) + margins
        room = self.screen().availableSize() * 0.9
        self.resize(QSize(width, height).expandedTo(QSize(360, 120)).boundedTo(room))
        self.show()
        self.raise_()
