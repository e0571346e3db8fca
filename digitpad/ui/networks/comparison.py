"""Two networks beside each other: MNIST's test images, and what they say of the drawing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from digitpad.evaluation import wilson
from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.networks.shortened import Shortened

NOTHING = "–"


class Comparison(QWidget):
    """A row for each network, by its name, with what is known of it by now."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GAP)
        self.heads = [
            Coloured(text, theme.faint).on_one_line() for text in ("MNIST's test images", "")
        ]
        self.heads[0].setToolTip("How many of the 10,000 it reads right, counted now.")
        for column, head in enumerate(self.heads, 1):
            grid.addWidget(head, 0, column)
        self.figures = [QLabel("…") for _ in names]
        self.readings = [QLabel(NOTHING) for _ in names]
        for row, name in enumerate(names, 1):
            grid.addWidget(Shortened(name, theme.text), row, 0)
            grid.addWidget(self.figures[row - 1], row, 1)
            grid.addWidget(self.readings[row - 1], row, 2)
        for column, stretch in enumerate((4, 3, 3)):
            grid.setColumnStretch(column, stretch)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.progress.setAccessibleName("Progress of the measuring")
        self.progress.setToolTip("How many of MNIST's test images are read.")
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        grid.addWidget(self.progress, len(names) + 1, 0, 1, 3)
        self.show_readings([None] * len(names))

    def show_progress(self, share: float) -> None:
        """Show how far the measuring is, 0 to 1."""
        self.progress.setValue(round(100 * share))

    def show_figures(self, figures: Sequence[Sequence[int] | None]) -> None:
        """Show (right, count) of each network; None where it could not be measured."""
        self.progress.hide()
        for label, figure in zip(self.figures, figures, strict=True):
            if figure is None:
                label.setText(NOTHING)
                label.setToolTip("Its file cannot be read any more.")
                continue
            right, count = figure
            low, high = wilson(right, count)
            label.setText(f"{right / count:.2%} ({count - right:,} wrong)")
            label.setToolTip(
                f"{right:,} of {count:,}. Other images of this kind would give {low:.2%} to "
                f"{high:.2%} in 95 cases of 100."
            )

    def show_no_figures(self, sentence: str) -> None:
        """Say why nothing could be measured."""
        self.progress.hide()
        for label in self.figures:
            label.setText(NOTHING)
            label.setToolTip(sentence)

    def show_readings(self, readings: Sequence[Reading | None], *, picture: bool = False) -> None:
        """Show what each network says of what is on the pad; None where nothing is."""
        self.heads[1].setText("Your picture" if picture else "Your drawing")
        self.heads[1].setToolTip(
            "What it says of the picture on the pad, or of the digit that is chosen there."
            if picture
            else "What it says of the drawing on the pad, while you draw."
        )
        for label, reading in zip(self.readings, readings, strict=True):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setText(NOTHING if reading is None else reading_words(reading))


def reading_words(reading: Reading) -> str:
    """Return a reading as "7 (98%)", or that it is not sure."""
    said = f"{reading.digit} ({reading.confidence:.0%})"
    return said if reading.sure else f"not sure: {said}"
