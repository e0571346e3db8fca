"""A finished report as widgets: headline figures above, the rest in tabs."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.report.measure import CELL_PICTURES, WRONG_PICTURES, Numbers, Reader, Report
from digitpad.resources import in_words
from digitpad.ui import theme
from digitpad.ui.coloured import COLOURS, Coloured
from digitpad.ui.reports.confusion_matrix import ConfusionMatrix
from digitpad.ui.reports.gallery import Gallery

BIG = 24  # points


class ReportView(QWidget):
    """Shows a Report. Charts are made when they are first looked at: plotting is slow to load."""

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.matrices: list[ConfusionMatrix] = []
        self.behind: list[Gallery] = []
        self.wrong: list[Gallery] = []
        self.alone: list[Gallery] = []
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Parts of the report")
        self._charts: dict[int, Callable[[], QWidget]] = {}
        self._add("Confusion", "Which digits are taken for which.", self._confusion())
        self._add("Wrong ones", "The pictures read wrong, the surest first.", self._wrong())
        if len(report.readers) > 1:
            self._add("Differences", "The pictures that only one reads.", self._differences())
        self._add("Digit by digit", "Recall and precision of each digit.", self._per_digit())
        self._add_chart(
            "Calibration", "Whether its confidence can be trusted.", self._reliability_plots
        )
        if report.readers[0].robustness:
            self._add_chart(
                "Harder pictures", "Turned, moved, noisy, thin, thick.", self._robustness_plots
            )
        self.tabs.currentChanged.connect(self._make_chart)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(self._headline())
        layout.addWidget(self.tabs, stretch=1)

    # the head

    def _headline(self) -> QVBoxLayout:
        columns = QHBoxLayout()
        columns.setSpacing(3 * theme.GAP)
        for reader, colour in zip(self.report.readers, COLOURS, strict=False):
            figure = Coloured(f"{reader.evaluation.accuracy:.2%}", colour, BIG)
            figure.setWordWrap(False)
            figure.setToolTip("How many of the pictures are read right.")
            told = Coloured(_facts(reader), theme.text)
            told.setToolTip(
                "Other pictures of the same kind would most likely give an accuracy within the "
                "interval. Loss is the mean cross-entropy. The calibration error says how far "
                "confidence and accuracy are apart."
            )
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(_name(reader, colour))
            words.addWidget(told)
            column = QHBoxLayout()
            column.setSpacing(2 * theme.GAP)
            column.addWidget(figure, alignment=Qt.AlignmentFlag.AlignTop)
            column.addLayout(words, stretch=1)
            columns.addLayout(column, stretch=1)
        head = QVBoxLayout()
        head.addLayout(columns)
        compared = self.report.comparison()
        if compared is not None:
            difference = Coloured(str(compared), theme.text)
            difference.setToolTip(
                "McNemar's test: only pictures that one network reads and the other does not tell "
                "them apart."
            )
            head.addWidget(difference)
        return head

    # the tabs

    def _add(self, title: str, tip: str, page: QWidget) -> None:
        self.tabs.setTabToolTip(self.tabs.addTab(page, title), tip)

    def _add_chart(self, title: str, tip: str, make: Callable[[], QWidget]) -> None:
        page = QWidget()
        QVBoxLayout(page).setContentsMargins(0, theme.GAP, 0, 0)
        self._charts[self.tabs.count()] = make
        self._add(title, tip, page)

    def _make_chart(self, index: int) -> None:
        make = self._charts.pop(index, None)
        if make is not None:
            page = self.tabs.widget(index)
            layout = page.layout() if page is not None else None
            if layout is not None:
                layout.addWidget(make())

    def _reliability_plots(self) -> QWidget:
        from digitpad.ui.reports.report_plots import reliability_plots

        return reliability_plots(self.report)

    def _robustness_plots(self) -> QWidget:
        from digitpad.ui.reports.report_plots import robustness_plots

        return robustness_plots(self.report)

    def _columns(self, make: Callable[[Reader], QWidget | QBoxLayout]) -> QWidget:
        """Return a page with a part for each network side by side, named if there are two."""
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, theme.GAP, 0, 0)
        columns.setSpacing(2 * theme.GAP)
        for reader, colour in zip(self.report.readers, COLOURS, strict=False):
            column = QVBoxLayout()
            column.setSpacing(theme.GAP // 2)
            if len(self.report.readers) > 1:
                column.addWidget(_name(reader, colour))
            part = make(reader)
            if isinstance(part, QWidget):
                column.addWidget(part, stretch=1)
            else:
                column.addLayout(part, stretch=1)
            columns.addLayout(column, stretch=1)
        return page

    def _confusion(self) -> QWidget:
        def part(reader: Reader) -> QBoxLayout:
            evaluation = reader.evaluation
            matrix = ConfusionMatrix(evaluation.confusion, reader.name)
            title = Coloured(
                "Pick a cell to see the pictures behind it.", theme.faint
            ).on_one_line()
            gallery = Gallery(
                f"Pictures behind the cell, {reader.name}",
                "How sure the network was of each answer. Of wrong ones the surest come first, of "
                "right ones the least sure.",
                lines=1,
            )

            def show(digit: int, answer: int) -> None:
                numbers = evaluation.cell(digit, answer)
                kept = numbers[:CELL_PICTURES].tolist()
                cut = "" if len(kept) == len(numbers) else f"; here are {len(kept)}"
                title.setText(f"{matrix.told(digit, answer)}{cut}.")
                words = [f"{evaluation.confidences[number]:.1%}" for number in kept]
                gallery.show_pictures([self.report.picture(number) for number in kept], words)

            matrix.picked.connect(show)
            mistakes = evaluation.confusion * (1 - np.eye(10, dtype=np.int64))
            if mistakes.any():  # the commonest one is what a person would look at first
                matrix.pick(*divmod(int(mistakes.argmax()), 10))
            self.matrices.append(matrix)
            self.behind.append(gallery)
            side = QVBoxLayout()
            side.setSpacing(theme.GAP // 2)
            side.addWidget(title)
            side.addWidget(gallery, stretch=1)
            alone = len(self.report.readers) == 1
            direction = QBoxLayout.Direction
            both = QBoxLayout(direction.LeftToRight if alone else direction.TopToBottom)
            both.setSpacing(2 * theme.GAP if alone else theme.GAP)
            both.addWidget(matrix, stretch=3)
            both.addLayout(side, stretch=2)
            return both

        return self._columns(part)

    def _wrong(self) -> QWidget:
        def part(reader: Reader) -> QBoxLayout:
            every = reader.evaluation.wrong()
            said = f"{len(every):,} of {reader.evaluation.count:,} are read wrong"
            gallery = Gallery(
                f"Pictures that {in_words(reader.name)} reads wrong",
                "What was meant, what was read, and how sure the network was: a sure mistake "
                "teaches more than a doubtful one.",
                lines=2,
            )
            self.wrong.append(gallery)
            return self._filled(gallery, reader, every, said if len(every) else "All are right")

        return self._columns(part)

    def _differences(self) -> QWidget:
        first, second = self.report.readers

        def part(reader: Reader) -> QBoxLayout:
            other = second if reader is first else first
            every = reader.evaluation.alone(other.evaluation)
            gallery = Gallery(
                f"Pictures that only {in_words(reader.name)} reads right",
                "What was meant, what the other network took it for, and how sure that one was.",
                lines=2,
            )
            self.alone.append(gallery)
            said = f"{len(every):,} that only this one reads right, under each the other's answer"
            return self._filled(gallery, other, every, said)

        return self._columns(part)

    def _filled(self, gallery: Gallery, reader: Reader, every: Numbers, said: str) -> QBoxLayout:
        """Fill a gallery with what a network answered to pictures; return it with its title."""
        evaluation = reader.evaluation
        shown = every[:WRONG_PICTURES].tolist()
        gallery.show_pictures(
            [self.report.picture(number) for number in shown],
            [
                f"{evaluation.truth[n]} as {evaluation.answers[n]}\n{evaluation.confidences[n]:.1%}"
                for n in shown
            ],
        )
        if len(shown) > 1:
            cut = f", {len(shown)} of them" if len(shown) < len(every) else ""
            said += f"; the surest come first{cut}"
        column = QVBoxLayout()
        column.setSpacing(theme.GAP // 2)
        column.addWidget(Coloured(f"{said}.", theme.faint).on_one_line())
        column.addWidget(gallery, stretch=1)
        return column

    def _per_digit(self) -> QWidget:
        readers = self.report.readers
        named = [f"{reader.name}\n" if len(readers) > 1 else "" for reader in readers]
        heads = ["Pictures"]
        heads += [name + figure for name in named for figure in ("Recall", "Precision")]
        table = QTableWidget(10, len(heads))
        table.setHorizontalHeaderLabels(heads)
        table.setVerticalHeaderLabels([str(digit) for digit in range(10)])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setAccessibleName("Figures digit by digit")
        table.setToolTip(
            "Recall: how many of a digit's pictures are read as that digit. Precision: how many of "
            "the pictures read as a digit are that digit."
        )
        for mode in (table.horizontalHeader(), table.verticalHeader()):
            mode.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        figures = [reader.evaluation.per_digit() for reader in readers]
        for digit in range(10):
            shares = [each[digit][name] for each in figures for name in ("recall", "precision")]
            words = [f"{figures[0][digit]['count']:,}"]
            words += ["–" if share is None else f"{share:.2%}" for share in shares]
            for column, said in enumerate(words):
                item = QTableWidgetItem(said)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                table.setItem(digit, column, item)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, theme.GAP, 0, 0)
        layout.addWidget(table)
        return page


def _name(reader: Reader, colour: Callable[[QPalette], QColor]) -> Coloured:
    label = Coloured(reader.name, colour).on_one_line()
    label.setToolTip(f"The network {reader.name}, in its colour in every chart.")
    return label


def _facts(reader: Reader) -> str:
    """Return the figures of a network and how it was made, a line each."""
    evaluation = reader.evaluation
    low, high = evaluation.interval
    wrong = evaluation.count - int(evaluation.right.sum())
    return (
        f"{wrong:,} of {evaluation.count:,} wrong, 95% interval {low:.2%} to {high:.2%}\n"
        f"loss {evaluation.loss:.4f}, calibration error {evaluation.calibration_error:.2%}\n"
        + ", ".join(filter(None, [f"{reader.weights:,} weights", str(reader.made)]))
    )
