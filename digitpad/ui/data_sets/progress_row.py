"""What goes on with a data set, how far it is, how long it takes, and how it is ended."""

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.push_button import push_button
from digitpad.ui.training.pace import Pace, clock

SOON = 2.0  # seconds: what takes less than this needs no word about it
WHOLE = 100  # steps of the bar


class ProgressRow(QFrame):
    """Hidden until something goes on. ``cancelled``: it is to end."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._pace = Pace()
        self.words = Coloured("", theme.text).on_one_line()
        self.left = Coloured("", theme.faint)
        self.left.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setToolTip("How much of it is done; drawing goes on meanwhile.")
        self.cancel_button = push_button("Ca&ncel", "End it now; nothing is left of it (Esc).")
        self.cancel_button.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.words, stretch=3)
        layout.addWidget(self.bar, stretch=2)
        layout.addWidget(self.left)
        layout.addWidget(self.cancel_button)
        self.hide()

    def begin(self, sentence: str) -> None:
        """Say what goes on from now on."""
        self._pace = Pace()
        self._pace.note(0, time.monotonic())
        self.words.setText(sentence)
        self.words.setToolTip(sentence)  # the name of a file may be longer than there is room
        self.left.setText("")
        self.bar.setRange(0, 0)  # busy, until something is told
        self.show()

    def show_share(self, share: float) -> None:
        """Say how much of it is done, 0 to 1."""
        done = round(WHOLE * share)
        self.bar.setRange(0, WHOLE)
        self.bar.setValue(done)
        self._pace.note(done, time.monotonic())
        left = self._pace.seconds_left(WHOLE)
        if left is not None and (left > SOON or self.left.text()):
            self.left.setText(f"{clock(max(1.0, left))} left")
