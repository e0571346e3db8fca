"""The table of runs as a widget: sorting, choosing, renaming in place."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitpad.training.runs import Run
from digitpad.ui.runs.runs_model import CREATED, NAME, RunsModel, RunsOrder

MEASURED = 40  # rows, for how wide a column is to be: of hundreds it takes a tenth of a second


class RunsTable(QTableView):
    """``chosen``: other runs are selected. ``opened``, ``thrown_away``: by the keyboard, say."""

    chosen = Signal()
    opened = Signal()
    thrown_away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_runs = RunsModel(self)
        self.order = RunsOrder(self.model_of_runs, self)
        self.setModel(self.order)
        self.setSortingEnabled(True)
        self.sortByColumn(CREATED, Qt.SortOrder.DescendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Runs")
        self.setToolTip(
            "Every run that is kept. Choose one to look back on it, several to compare."
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setResizeContentsPrecision(MEASURED)
        header.sectionClicked.connect(self.order.unpin)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit())
        self.doubleClicked.connect(self._double_clicked)

    @property
    def is_editing(self) -> bool:
        """Whether a name is being typed right now."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def selected(self) -> list[Run]:
        """The runs that are selected, in the order they are shown in."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.order.run(row) for row in rows]

    def show_runs(self, runs: Sequence[Run]) -> bool:
        """Show other runs, with the same ones selected; return whether they are others."""
        if list(runs) == self.model_of_runs.runs:
            return False
        folders = [run.folder for run in self.selected]
        at = self.verticalScrollBar().value()
        blocked = self.blockSignals(True)
        if self.model_of_runs.set_runs(runs):
            self.select(folders)
        self.blockSignals(blocked)
        self.verticalScrollBar().setValue(at)
        return True

    def select(self, folders: Sequence[Path]) -> None:
        """Select the runs of these folders."""
        flags = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        selection.clearSelection()
        for row in range(self.order.rowCount()):
            if self.order.run(row).folder in folders:
                index = self.order.index(row, NAME)
                if not selection.currentIndex().isValid():
                    selection.setCurrentIndex(index, flags.NoUpdate)
                selection.select(index, flags.Select | flags.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the selected run with Enter, throw it away with Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.is_editing:
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Delete) and not self.is_editing:
            self.thrown_away.emit()
        else:
            super().keyPressEvent(event)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() != NAME:
            self.opened.emit()
