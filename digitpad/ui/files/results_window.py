"""The window of many readings: a table that fills while files are read, to sort, look at, save."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from digitpad.raster import SIDE
from digitpad.readings_csv import write_readings
from digitpad.resources import in_words, replace_file
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.files.dialogs import save_path
from digitpad.ui.files.errand import Errand
from digitpad.ui.files.many import Batch, Row, read_again, read_many
from digitpad.ui.files.opening import Place
from digitpad.ui.files.results_model import (
    CONFIDENCE,
    DIGIT,
    PICTURE,
    REMARK,
    SOURCE,
    ResultsModel,
)
from digitpad.ui.notice import Notice
from digitpad.ui.push_button import push_button

if TYPE_CHECKING:
    from digitpad.ui.window import MainWindow

SMALLEST = 480, 200  # pixels of the table
REMARK_WORDS = "not sure: it may be another digit"  # in sight, whatever the font
STEPS = 1_000  # of the progress bar


class _Table(QTableView):
    """Opens what Enter is pressed on, too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ResultsWindow(QWidget):
    """Reads many digits. ``show_place``: brings one of them onto the pad."""

    def __init__(self, window: "MainWindow", show_place: Callable[[Place], object]) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Readings")
        self._window, self._show_place = window, show_place
        self._stopped = False
        self.model = ResultsModel(self)
        self.errand, self.again = Errand(self), Errand(self)
        self.notice, self.table = Notice(), _Table()
        self.words = Coloured("", theme.text).on_one_line()
        self.words.setAccessibleName("What was read")
        self.progress = QProgressBar()
        self.progress.setRange(0, STEPS)
        self.progress.setAccessibleName("Progress")
        self.progress.setToolTip("How many of the files are read; you can go on drawing meanwhile.")
        self.stop_button = push_button("S&top", "Read no more; what was read stays.")
        self.show_button = push_button(
            "Show on the &pad", "Bring the chosen picture or drawing onto the pad (Enter)."
        )
        self.save_button = push_button(
            "&Save as CSV…",
            "Write the table, in this order, with all ten probabilities, for a spreadsheet.",
        )
        self._set_up_table()
        self._lay_out()
        self.errand.came.connect(self._add)
        self.errand.ended.connect(self._end)
        self.again.came.connect(lambda changed: self.model.change(*changed))
        self.again.ended.connect(self._tell)
        window.reader.changed.connect(self._read_again)
        self.stop_button.clicked.connect(self.stop)
        self.show_button.clicked.connect(self._show_chosen)
        self.save_button.clicked.connect(self._save)
        self.table.doubleClicked.connect(lambda _: self._show_chosen())
        self.table.selectionModel().selectionChanged.connect(lambda: self._offer())
        for keys, act in (
            (QKeySequence.StandardKey.Close, self.close),
            (QKeySequence.StandardKey.Save, self.save_button.click),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._offer()

    # layout

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMinimumSize(*SMALLEST)
        table.setIconSize(QSize(SIDE, SIDE))
        table.setAccessibleName("Readings")
        table.setToolTip("Double click, or press Enter, to bring one onto the pad.")
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(SIDE + 4, table.fontMetrics().height() + 8))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as they were read
        table.setSortingEnabled(True)
        wide = table.fontMetrics().horizontalAdvance
        for column, width in (
            (PICTURE, wide("Input ") + 30),
            (SOURCE, wide("a file with a long name.png, digit 10")),
            (DIGIT, wide("Digit ") + 30),
            (CONFIDENCE, wide("Confidence ") + 30),
        ):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(REMARK, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        top.addWidget(self.words, stretch=3)
        top.addWidget(self.progress, stretch=2)
        top.addWidget(self.stop_button)
        below = QHBoxLayout()
        below.addWidget(self.show_button)
        below.addStretch()
        below.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.notice)
        layout.addLayout(top)
        layout.addWidget(self.table, stretch=1)
        layout.addLayout(below)
        columns = self.table.horizontalHeader().length()
        self.resize(max(720, columns + self.fontMetrics().horizontalAdvance(REMARK_WORDS)), 560)
        self.table.setFocus()

    # reading

    def read(self, paths: Sequence[Path]) -> None:
        """Read all digits of files and folders."""
        self._network = self._window.reader.network
        self.errand.begin(partial(read_many, list(paths), lambda: self._window.reader.network))
        self._tell()

    def stop(self) -> None:
        """Read no more."""
        if self.errand.is_busy:
            self._stopped = True
            self.errand.forget()
            self._end()

    def _add(self, batch: Batch) -> None:
        self.model.add(batch)
        self.progress.setValue(round(STEPS * batch.share))
        self._tell()

    def _end(self) -> None:
        if self._network is not self._window.reader.network:
            self._read_again()
        self.model.sort_again()
        self._tell()
        self._offer()

    def _read_again(self) -> None:
        """Read all digits with the network that reads now; those that come are anyway."""
        network = self._window.reader.network
        if not self.errand.is_busy:
            self._network = network
            self.again.begin(partial(read_again, self.model.inputs, network))

    def _tell(self) -> None:
        """Say how many there are, of which kind."""
        model, busy = self.model, self.errand.is_busy
        digits = len(model.rows) - model.problems
        said = "1 digit" if digits == 1 else f"{digits:,} digits"
        if model.not_sure:
            said += f"; {model.not_sure:,} not sure"
        if model.problems:
            said += f"; {model.problems:,} cannot be read"
        if not busy:
            said += f"; read by {in_words(self._window.reader.name)}"
        elif not model.rows:
            said = "Reading…"
        self.words.setText(f"Stopped: {said}" if self._stopped else said)
        self.words.setToolTip(said)
        for widget in (self.progress, self.stop_button):
            widget.setVisible(busy)
        self.save_button.setEnabled(digits > 0)

    # what can be done with them

    def _chosen(self) -> Row | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0].row()) if rows else None

    def _offer(self) -> None:
        row = self._chosen()
        self.show_button.setEnabled(row is not None and not row.problem)

    def _show_chosen(self) -> None:
        row = self._chosen()
        if row is not None and not row.problem:
            self._show_place(row.place)

    def _save(self) -> None:
        settings = self._window.settings
        path = save_path(self, settings, "Save the table", "readings.csv", ["CSV (*.csv)"])
        if path is None:
            return
        try:
            replace_file(path, self._write)
        except OSError as error:
            self.notice.say(f"{path} cannot be written: {error.strerror or error}.")
        else:
            self.notice.hide()

    def _write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            write_readings(file, self.model.readings())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Read no more."""
        self.leave()
        event.accept()

    def leave(self) -> None:
        """Wait for the threads: this window, or the main one, closes."""
        self.errand.leave()
        self.again.leave()
