"""What a network can learn a hand from, in words and per digit, before it does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.data.samples import Counts
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.samples.digit_counts import DigitCounts

FEW = 10  # samples: with fewer it learns, but not much
INSET = 60  # pixels at each side of words that stand alone
NONE_YET = (
    "There is no sample of your hand yet to learn from. Teach it: thirty digits take about a "
    "minute. Or draw, and press a digit's key to say which one it is."
)
UNREADABLE = "Your samples cannot be read, so there is nothing to learn from."


class WhatToLearn(QWidget):
    """Says what will happen; ``can_learn``: whether there is anything to learn from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_learn = False
        self.plan, self.hint = Coloured("", theme.text), Coloured("", theme.faint)
        self.digits = DigitCounts()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * theme.GAP)
        layout.addWidget(self.plan)
        layout.addWidget(self.digits, stretch=1)
        layout.addWidget(self.hint)
        layout.addStretch()
        self.show_counts(None)

    def show_counts(self, counts: Counts | None) -> None:
        """Say what there is; None: nobody knows, since the samples cannot be read."""
        learnt = 0 if counts is None else counts.all - counts.held_back
        self.can_learn = learnt > 0
        self.digits.setVisible(self.can_learn)
        self.hint.setVisible(self.can_learn)
        self._give_words_all_room(not self.can_learn)
        if counts is None or not learnt:
            self.plan.setText(UNREADABLE if counts is None else NONE_YET)
        else:
            self.plan.setText(_plan(learnt, counts.held_back))
            self.digits.show_counts(counts.of)
            self.hint.setText(_hint(learnt, counts))
            self.hint.setVisible(bool(self.hint.text()))
        self._keep_room_for_words()

    def _keep_room_for_words(self) -> None:
        """Claim every line of them, which Qt does not, or a small window would cut the last."""
        for words in (self.plan, self.hint):
            words.setMinimumHeight(max(0, words.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for as many lines as the words take at this width."""
        self._keep_room_for_words()

    def _give_words_all_room(self, all_room: bool) -> None:
        """Say it in the middle, where there is nothing else to see."""
        self._layout.setStretchFactor(self.plan, int(all_room))
        self.plan.setContentsMargins(*((INSET, 0, INSET, 0) if all_room else (0, 0, 0, 0)))
        middle, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft
        self.plan.setAlignment(middle if all_room else left)


def _plan(learnt: int, held_back: int) -> str:
    samples = "one sample of yours" if learnt == 1 else f"{learnt:,} of your samples"
    if not held_back:
        others = "None is held back yet to measure with: that begins with the next ones."
    elif held_back == 1:
        others = "One more is held back: it only measures what that brings."
    else:
        others = f"{held_back:,} more are held back: they only measure what that brings."
    return (
        f"A copy of this network learns from {samples}, each drawn again in many small variations, "
        f"and practises MNIST so that it forgets nothing. {others} You see what has changed "
        "before you decide."
    )


def _hint(learnt: int, counts: Counts) -> str:
    none = [str(digit) for digit, count in enumerate(counts.of) if not count]
    words = f"{', '.join(none[:-1])} and {none[-1]}" if none[1:] else "".join(none)
    hints = [f"None yet of {words}: there it stays as it is."] if none else []
    if learnt < FEW:
        hints.append("So few change little; about thirty show much of a hand.")
    return " ".join(hints)
