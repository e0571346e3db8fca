"""Before and after, side by side: what the network read right, and what the new one does."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from digitpad.training.events import Tuned
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.samples.outcome import (
    Change,
    in_words,
    mnist_change,
    own_change,
    taught_change,
    verdict,
)
from digitpad.ui.sentence import wrong

FIGURE = 14  # points
FEW = 100  # pictures: of fewer a count says more than a percentage
TOO_FEW = 10  # samples held back: of fewer, one more or less may be chance
THICK = 6  # pixels of a bar

Colour = Callable[[QPalette], QColor]
COLOURS: dict[Change, Colour] = {"better": theme.accent, "worse": wrong, "same": theme.faint}


class OutcomeView(QWidget):
    """Shows a Tuned: the verdict, and a row for each of the three sets it was measured on."""

    def __init__(self, tuned: Tuned, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own, mnist = own_change(tuned), mnist_change(tuned)
        worst = "worse" if "worse" in (own, mnist) else own if own != "same" else mnist
        self.verdict = Coloured(verdict(tuned), COLOURS[worst] if worst != "same" else theme.text)
        font = self.verdict.font()
        font.setBold(True)
        font.setPointSize(font.pointSize() + 1)
        self.verdict.setFont(font)
        # Two lines always: a window made small would cut the second.
        self.verdict.setMinimumHeight(2 * self.verdict.fontMetrics().lineSpacing())
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.verdict, 0, 0, 1, 4)
        for column, head in ((1, "before"), (2, "after")):
            grid.addWidget(Coloured(head, theme.faint), 1, column)
        self._add(
            "Your samples, held back",
            "so few say little yet"
            if tuned.own_count < TOO_FEW
            else "kept from it while it learnt",
            "What it makes of these it will make of your next digits: it has never seen them.",
            (tuned.own_count, tuned.own_before, tuned.own_after),
            own,
        )
        self._add(
            "Your samples, learnt from",
            "practised on, each many times",
            "That it reads these says that it has listened. What it makes of new ones, only the "
            "ones held back can tell.",
            (tuned.taught_count, tuned.taught_before, tuned.taught_after),
            taught_change(tuned),
        )
        self._add(
            "MNIST's test images",
            "other people's digits",
            "What it could before: learning one hand must not cost it the others. A few more or "
            "fewer of these thousands mean nothing.",
            (tuned.mnist_count, tuned.mnist_before, tuned.mnist_after),
            mnist,
        )
        grid.setColumnStretch(0, 5)
        for column in (1, 2):
            grid.setColumnStretch(column, 3)
        grid.setColumnStretch(3, 2)

    def _add(
        self, name: str, hint: str, tip: str, figures: tuple[int, int, int], change: Change
    ) -> None:
        """Add a row. ``figures``: how many pictures, and how many read right before and after."""
        count, before, after = figures
        grid, row = self._grid, self._grid.rowCount()
        grid.setRowMinimumHeight(row, theme.GAP)
        title = Coloured(name, theme.text)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        words = in_words(before, after) if count else "none yet"
        told = Coloured(words, COLOURS[change if count else "same"], FIGURE)
        cells = [(title, 1, 0), (Coloured(hint, theme.faint), 2, 0), (told, 1, 3)]
        bars: list[ShareBar] = []
        for column, right in ((1, before), (2, after)):
            large, small = figure(right, count)
            colour = theme.text if column == 1 or change == "same" else COLOURS[change]
            cells.append((Coloured(large, colour, FIGURE), 1, column))
            cells.append((Coloured(small, theme.faint), 2, column))
            bar = (
                theme.other if column == 1 else COLOURS["worse" if change == "worse" else "better"]
            )
            bars.append(ShareBar(right / count if count else 0.0, bar))
            grid.addWidget(bars[-1], row + 3, column)
        for label, down, column in cells:
            label.setWordWrap(False)
            label.setToolTip(tip)
            grid.addWidget(label, row + down, column)
        for bar_widget in bars:
            bar_widget.setToolTip(tip)


def figure(right: int, count: int) -> tuple[str, str]:
    """Return how many of so many are right, as a large figure and a small one below it.

    Of few pictures the count is what counts: 12 of 13 is no 92.31%.
    """
    if not count:
        return "–", ""
    if count < FEW:
        return f"{right} of {count}", f"{right / count:.0%}"
    return f"{right / count:.{1 if count < 1_000 else 2}%}", f"{right:,} of {count:,}"


class ShareBar(QWidget):
    """A share, 0 to 1, of a track."""

    def __init__(self, share: float, colour: Colour) -> None:
        super().__init__()
        self._share, self._colour = share, colour
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for a thin bar."""
        return QSize(80, THICK + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, and the share of it."""
        palette, width = self.palette(), float(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, length in (
                (theme.track(palette), width),
                (self._colour(palette), THICK + (width - THICK) * self._share),
            ):
                if length > THICK or self._share:
                    painter.setBrush(colour)
                    painter.drawRoundedRect(QRectF(0, 1, length, THICK), THICK / 2, THICK / 2)
