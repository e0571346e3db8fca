"""A strip that says one thing and offers one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class Strip(QFrame):
    """Hidden until it offers something; gone once that is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._do: Callable[[], object] = lambda: None
        self.label, self.button = QLabel(), QPushButton()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.addWidget(self.label)
        layout.addWidget(self.button)
        self.hide()

    def offer(self, sentence: str, text: str, tip: str, do: Callable[[], object]) -> None:
        """Say a sentence; a button with a text does something about it."""
        self.label.setText(sentence)
        self.button.setText(text)
        self.button.setToolTip(tip)
        self._do = do
        self.show()

    def _clicked(self) -> None:
        if not self.isHidden():  # a shortcut clicks what nobody sees
            self.hide()
            self._do()
