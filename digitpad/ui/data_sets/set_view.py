"""One data set as it is looked at: counts, examples, averages, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.problem import capital
from digitpad.resources import in_words
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.data_sets.digit_pictures import DigitPictures
from digitpad.ui.data_sets.look import EXAMPLES, Look
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.push_button import push_button
from digitpad.ui.runs.strip import Strip
from digitpad.ui.samples.digit_counts import DigitCounts

ROWS = 2  # of examples that are in sight at once
LINES = 4  # of problems that are
NAME_POINTS = 15


class SetView(QWidget):
    """Shows a Look. ``swap_requested``: it is to be read with rows and columns swapped, or not."""

    swap_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self._swapped = False  # as what is shown was read
        self._first = 0  # of the examples in sight
        self.title = Coloured("", theme.text, NAME_POINTS).on_one_line()
        self.facts, self.reading = Coloured("", theme.text), Coloured("", theme.faint)
        for label in (self.facts, self.reading):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.offer = Strip()
        self.swap_box = QCheckBox("Rows and columns are &swapped (as in EMNIST)")
        self.swap_box.setToolTip(
            "EMNIST's files hold each picture mirrored at its diagonal: a 7 then lies on its side. "
            "Compare the averages below."
        )
        self.swap_box.clicked.connect(self._swap)
        self.counts = DigitCounts()
        self.counts.setToolTip(
            "How many pictures there are of each digit. A network learns less of a digit that it "
            "seldom sees."
        )
        self.examples = DigitPictures(
            ROWS,
            "Examples of each digit",
            "Some of its pictures, as a network sees them. Each stands under its label: one that "
            "shows another digit is labelled wrong.",
        )
        self.averages = DigitPictures(
            1,
            "The average picture of each digit",
            "The mean of all pictures of a digit. A sharp one: they are much alike; a blurred one: "
            "they are written in many ways, or not all are that digit.",
        )
        self.others_button = push_button("Ot&her\nexamples", "See other pictures of each digit.")
        self.others_button.clicked.connect(self.show_others)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setAccessibleName("What was left out")
        self.problems.setToolTip("What could not be used, and why; it can be copied.")
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.GAP // 2)
        self._left_out = QLabel("Left out")
        for row, (beside, widget, stretch) in enumerate(
            (
                (QLabel("Pictures"), self.counts, 1),
                (self.others_button, self.examples, 2 * ROWS),
                (QLabel("Average"), self.averages, 2),
                (self._left_out, self.problems, 0),
            )
        ):
            grid.addWidget(beside, row, 0)
            grid.addWidget(widget, row, 1)
            grid.setRowStretch(row, stretch)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        for widget in (self.title, self.facts, self.reading, self.offer):
            layout.addWidget(widget)
        layout.addWidget(self.swap_box)
        layout.addLayout(grid, stretch=1)
        layout.addStretch()  # what is left in a large window

    # what is shown

    def show_look(self, look: Look, source: Source) -> None:
        """Show a data set that was looked at."""
        self.look, self._swapped, self._first = look, source.transposed, 0
        self.title.setText(source.kept or look.name)
        self.title.setToolTip(source.kept or str(source.path))
        self.facts.setText(facts_of(look))
        self.reading.setText(reading_of(look))
        self.swap_box.setVisible(not source.kept)
        self.swap_box.setChecked(source.transposed)
        self.counts.show_counts(look.counts)
        self.counts.setAccessibleName(
            "Pictures of each digit: " + ", ".join(f"{d}: {n}" for d, n in enumerate(look.counts))
        )
        self.others_button.setEnabled(max(look.counts) > ROWS)
        self._show_pictures()
        problems = [capital(problem.rstrip(".")) + "." for problem in look.problems]
        self.problems.setPlainText("\n".join(problems))
        for widget in (self._left_out, self.problems):
            widget.setVisible(bool(problems))
        lines = min(LINES, 2 * len(problems)) + 0.7  # a sentence may take two
        self.problems.setFixedHeight(round(lines * self.fontMetrics().lineSpacing()))
        self.offer.hide()
        if look.read_by is not None and look.read_by.offered and not source.kept:
            self._offer(look, swapped=source.transposed)

    def _offer(self, look: Look, *, swapped: bool) -> None:
        read = look.read_by
        assert read is not None
        now, other = ("swapped", "as they are") if swapped else ("as they are", "swapped")
        self.offer.offer(
            f"{in_words(read.network)} reads {read.transposed:.0%} with rows and columns {other}, "
            f"{read.accuracy:.0%} with them {now}.",
            "Leave them" if swapped else "Swap them",
            "Read it again the other way round; the pictures below show it at once.",
            lambda: self._swap(not swapped),
        )

    def _show_pictures(self) -> None:
        if self.look is None:
            return
        other = self.swap_box.isChecked() != self._swapped
        examples = self.look.examples[:, self._first : self._first + ROWS]
        averages = self.look.averages[:, None]
        if other:  # the preview, while it is being read anew
            examples, averages = examples.swapaxes(2, 3), averages.swapaxes(2, 3)
        self.examples.show_pictures(examples)
        self.averages.show_pictures(averages)

    def show_others(self) -> None:
        """Show the next examples of each digit, after the last ones the first."""
        if self.look is not None:
            there = min(EXAMPLES, max(self.look.counts))
            self._first = self._first + ROWS if self._first + ROWS < there else 0
            self._show_pictures()

    def _swap(self, swapped: bool) -> None:
        self.swap_box.setChecked(swapped)
        self._show_pictures()
        self.swap_requested.emit(swapped)

    def take_swap_back(self) -> None:
        """Show what is there as it was read: reading it the other way round came to nothing."""
        self.swap_box.setChecked(self._swapped)
        self._show_pictures()


def facts_of(look: Look) -> str:
    """Return how many pictures there are, and for what, in a sentence or two."""
    words = f"{look.all:,} pictures: {look.train:,} to learn from, {look.test:,} to test on."
    if not look.test:
        words = (
            f"{look.all:,} pictures, none of them set apart to test on: when it is kept, one in "
            "six of each digit is."
        )
    elif not look.train:
        words = f"{look.all:,} pictures, all of them to test on."
    missing = [str(digit) for digit, count in enumerate(look.counts) if not count]
    return f"{words} There is none of {', '.join(missing)}." if missing else words


def reading_of(look: Look) -> str:
    """Return how well the network that reads does on it; '' where that is not known."""
    read = look.read_by
    if read is None:
        return ""
    there = look.test or look.train
    which = "test pictures" if look.test else "pictures"
    of = f"its {there:,} {which}" if read.pictures == there else f"{read.pictures:,} of its {which}"
    return f"{in_words(read.network)} reads {read.accuracy:.2%} of {of} right."
