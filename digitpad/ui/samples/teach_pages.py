"""The pages of the session "Teach my hand": how often, the drawing, and how it went."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui import theme
from digitpad.ui.canvas import Canvas
from digitpad.ui.coloured import Coloured
from digitpad.ui.push_button import push_button
from digitpad.ui.recipes.number_fields import CountField
from digitpad.ui.samples.countdown import Countdown
from digitpad.ui.samples.digit_counts import DigitCounts
from digitpad.ui.samples.lesson import DIGITS, Lesson
from digitpad.ui.samples.words import a_digit, some
from digitpad.ui.sentence import Sentence

if TYPE_CHECKING:
    from digitpad.data.samples import Counts

PAUSE_MILLISECONDS = 800  # with the pen up: 4, 5 and 7 have more than one stroke
EACH, MOST = 3, 10  # how often each digit is asked for
A_MINUTE = 30  # drawings
LARGE, TITLE = 30, 14  # points
WELCOME = (
    "Digitpad asks for each digit a few times. Draw it as you always do: it is kept a moment after "
    "you lift the pen, and the next one comes. You can stop whenever you like."
)
NONE_KEPT = "Nothing is kept yet."


class Page(QWidget):
    """A title, words, what is kept so far of each digit, and a row to go on with at the bottom."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.words, self.digits = QLabel(words), DigitCounts()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.kept = Coloured("", theme.faint)
        self.sentence = Sentence()
        self.bottom = QHBoxLayout()
        self.bottom.setSpacing(theme.GAP)
        self.lines = layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(Coloured(title, theme.text, TITLE))
        layout.addWidget(self.words)
        layout.addWidget(self.sentence)
        layout.addStretch(1)
        layout.addWidget(self.digits, stretch=4)
        layout.addWidget(self.kept)
        layout.addStretch(1)
        layout.addLayout(self.bottom)

    def show_counts(self, counts: "Counts | None") -> None:
        """Show how many samples there are; None: nobody knows, since they cannot be read."""
        self.digits.setVisible(counts is not None)
        self.kept.setVisible(counts is not None)
        if counts is not None:
            self.digits.show_counts(counts.of)
            self.kept.setText(f"Kept so far: {some(counts.all)}" if counts.all else NONE_KEPT)


class StartPage(Page):
    """Asks how often each digit is to be asked for."""

    def __init__(self) -> None:
        super().__init__("Teach my hand", WELCOME)
        self.each = CountField(1, MOST)
        self.each.setValue(EACH)
        self.each.setSuffix(" times")
        self.each.setSpecialValueText("once")
        self.each.setAccessibleName("How often each digit is asked for")
        self.each.setToolTip("How often each digit is asked for; more shows more of your hand.")
        self.each.setMinimumWidth(self.each.sizeHint().width())
        self.each.valueChanged.connect(self._tell_length)
        self.length = Coloured("", theme.faint)
        self.start_button = push_button("&Start", "Ask for the first digit (Enter)")
        self.bottom.addWidget(QLabel("Each digit"))
        self.bottom.addWidget(self.each)
        self.bottom.addStretch()
        self.bottom.addWidget(self.start_button)
        self.lines.insertWidget(self.lines.count() - 1, self.length)
        self._tell_length()

    def _tell_length(self) -> None:
        drawings = DIGITS * self.each.value()
        minutes = max(1, round(drawings / A_MINUTE))
        about = "a minute" if minutes == 1 else f"{minutes} minutes"
        self.length.setText(f"{drawings} drawings, about {about}")


class DrawPage(QWidget):
    """Asks for one digit, on a pad of its own.

    ``pause``: runs while the pen is up; when it is over, the drawing is done. Not while a stroke is
    being taken back: what is left then is no drawing yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.prompt = QLabel()
        self.prompt.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self.prompt.font()
        font.setPointSize(LARGE)
        font.setBold(True)
        self.prompt.setFont(font)
        self.progress, self.count = QProgressBar(), QLabel()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.progress.setToolTip("How much of the session is done")
        self.progress.setAccessibleName("Progress")
        self.canvas, self.pause = Canvas(), Countdown(PAUSE_MILLISECONDS)
        self.canvas.invitation = "Draw it here"
        self.told, self.sentence = Coloured("", theme.faint).on_one_line(), Sentence()
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.undo_button = push_button("&Undo", "Take the last stroke back (Ctrl+Z)")
        self.clear_button = push_button("&Clear", "Clear the pad (Esc)")
        self.next_button = push_button("&Next", "Keep it at once and go on (Enter or Space)")
        self.back_button = push_button(
            "&Back", "Take the last one out of the samples and draw it again (Backspace)"
        )
        self.skip_button = push_button("S&kip", "Go on without this one (Right)")
        self.stop_button = push_button("S&top", "End the session; what you drew stays (Ctrl+.)")
        above = QHBoxLayout()
        above.addWidget(self.progress, stretch=1)
        above.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.prompt)
        layout.addWidget(self.canvas, stretch=1)
        layout.addWidget(self.pause)
        layout.addWidget(self.told)
        layout.addWidget(self.sentence)
        layout.addLayout(_row(self.undo_button, self.clear_button, self.next_button))
        layout.addLayout(_row(self.back_button, self.skip_button, self.stop_button))
        self.undo_button.clicked.connect(self.canvas.undo)
        self.clear_button.clicked.connect(self.canvas.clear)
        self.canvas.changed.connect(self._drawn_on)
        self.canvas.lifted.connect(self._lifted)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a drawing, and more than dots: a hand that rested there."""
        drawn = any(len(stroke) > 1 for stroke in self.canvas.drawing.strokes)
        return drawn and not self.canvas.pen_is_down

    def ask(self, lesson: Lesson) -> None:
        """Ask for the digit that it is the turn of, on a clean pad."""
        number, all_of_them = lesson.number, len(lesson.digits)
        self.canvas.begin_anew()
        self.prompt.setText(f"Draw {a_digit(lesson.digit)}")
        self.progress.setRange(0, all_of_them)
        self.progress.setValue(number)
        self.count.setText(f"{number + 1} of {all_of_them}")
        self.back_button.setEnabled(number > 0)
        self.sentence.say("")
        self.canvas.setFocus()

    def _drawn_on(self) -> None:
        self.pause.stop()
        drawing = self.canvas.drawing
        self.undo_button.setEnabled(drawing.can_undo)
        self.clear_button.setEnabled(bool(drawing))
        self.next_button.setEnabled(self.is_drawn)

    def _lifted(self) -> None:
        self.next_button.setEnabled(self.is_drawn)
        if self.is_drawn:
            self.pause.start()


class EndPage(Page):
    """Tells how it went, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__("Thank you", "")
        self.personalise_button = push_button(
            "&Personalise…", "Let the network learn your hand from your samples, in seconds"
        )
        self.go_on_button = push_button("", "")
        self.close_button = push_button("&Close", "Close this window; the samples stay")
        self.bottom.addWidget(self.go_on_button)
        self.bottom.addStretch()
        self.bottom.addWidget(self.close_button)
        self.bottom.addWidget(self.personalise_button)

    def tell(self, lesson: Lesson) -> None:
        """Tell how a lesson went that is over or was stopped."""
        kept, over = bool(lesson.kept), lesson.is_over
        self.sentence.say("")
        self.words.setText(lesson.summary())
        self.personalise_button.setEnabled(kept)
        self.go_on_button.setText("&Back" if over else "&Go on")
        self.go_on_button.setToolTip(
            "Draw the last one again" if over else "Ask for those that are left"
        )
        (self.personalise_button if kept else self.close_button).setFocus()


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button, stretch=1)
    return row
