"""A strip that says what went wrong in one sentence, and never stands in the way of drawing."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)


class Notice(QFrame):
    """Hidden until something is said; stays until it is closed or something else is said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._do: Callable[[], object] = lambda: None
        self.button = QPushButton()  # what can be done about it
        self.button.clicked.connect(self._clicked)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setToolTip("Close this message")
        close.setAccessibleName("Close this message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.addWidget(self._label)
        layout.addWidget(self.button)
        layout.addWidget(close)
        self.hide()

    def say(self, sentence: str, do: tuple[str, str, Callable[[], object]] | None = None) -> None:
        """Show a sentence; ``do``: a button's text and tooltip, and what it does about it."""
        self._label.setText(sentence)
        text, tip, self._do = do or ("", "", lambda: None)
        self.button.setText(text)
        self.button.setToolTip(tip)
        self.button.setVisible(bool(do))
        self.setAccessibleName(sentence)
        self.show()

    def take_back(self, sentence: str) -> None:
        """Hide, if this is what is being said: it is true no more."""
        if self.sentence == sentence:
            self.hide()

    @property
    def sentence(self) -> str:
        """What is being said; empty when hidden."""
        return "" if self.isHidden() else self._label.text()

    def _clicked(self) -> None:
        self.hide()
        self._do()
