"""The runs as a table: what its columns say, and what they are sorted by."""

import dataclasses
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication

from digitpad.problem import capital
from digitpad.training.runs import Run, RunError, rename_run
from digitpad.ui import theme
from digitpad.ui.headed_model import LEFT, RIGHT, ROOT, Head, HeadedModel, Index
from digitpad.ui.training.pace import clock
from digitpad.ui.training.run_panel import WORDS

#: What a status is sorted by: first what waits for the person.
STATUS_ORDER = ("interrupted", "running", "failed", "stopped", "finished")
EXPLAINED = {
    "interrupted": "Its process ended before the run did. Resume goes on from its last epoch.",
    "running": "It is being trained right now.",
    "stopped": "It was ended before its last epoch, and can be resumed.",
    "finished": "It went through all its epochs, or ended early by itself.",
    "failed": "It came to no end: {}.",
}


class Column(NamedTuple):
    """``key``: what is sorted by; None is missing, and comes last. ``text``: what is shown."""

    title: str
    tip: str
    key: Callable[[Run], Any]
    text: Callable[[Run], str]
    to_the_right: bool = False

    @property
    def head(self) -> Head:
        """What stands above it."""
        return Head(self.title, self.tip, RIGHT if self.to_the_right else LEFT)


def best_loss(run: Run) -> float | None:
    """Return the lowest validation loss of a run's epochs."""
    losses = [epoch.val_loss for epoch in run.history if math.isfinite(epoch.val_loss)]
    return min(losses, default=None)


def accuracy_of(run: Run) -> float | None:
    """Return the share of MNIST's test images that it reads right, 0 to 1."""
    return run.test.get("accuracy") if run.test else None


def when(created: str) -> str:
    """Return when a run began, by the clock of this place."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return created[:16]


def _epochs(run: Run) -> str:
    done = len(run.history)
    return f"{done}" if done == run.epochs else f"{done} of {run.epochs}"


def _figure(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


COLUMNS = (
    Column(
        "Name", "F2 or a double click renames it.", lambda r: r.name.casefold(), lambda r: r.name
    ),
    Column(
        "Recipe", "What was trained.", lambda r: r.recipe.name.casefold(), lambda r: r.recipe.name
    ),
    Column(
        "Status",
        "What became of it.",
        lambda r: STATUS_ORDER.index(r.status),
        lambda r: WORDS[r.status],
    ),
    Column("Epochs", "How many it has gone through.", lambda r: len(r.history), _epochs, True),
    Column(
        "MNIST test",
        "How many of MNIST's 10,000 test images it reads right.",
        accuracy_of,
        lambda r: _figure(accuracy_of(r), ".2%"),
        True,
    ),
    Column(
        "Val. loss",
        "The lowest validation loss of all its epochs: what runs are best compared by.",
        best_loss,
        lambda r: _figure(best_loss(r), ".4f"),
        True,
    ),
    Column(
        "Weights",
        "How many numbers it has learnt.",
        lambda r: r.recipe.parameters,
        lambda r: f"{r.recipe.parameters:,}",
        True,
    ),
    Column(
        "Time",
        "How long it has learnt, pauses not counted.",
        lambda r: r.seconds or None,
        lambda r: clock(r.seconds) if r.seconds else "",
        True,
    ),
    Column("Created", "When it began.", lambda r: r.created, lambda r: when(r.created), True),
    Column(
        "Seed",
        "What all its chance came from: the same seed and recipe make the same network again.",
        lambda r: r.recipe.seed,
        lambda r: str(r.recipe.seed),
        True,
    ),
)
NAME, STATUS, CREATED = 0, 2, 8


class RunsModel(HeadedModel):
    """The runs, a row each. ``refused``: why a run could not be renamed, in one sentence."""

    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__([column.head for column in COLUMNS], parent)
        self.runs: list[Run] = []
        self.can_be_renamed = True

    def set_runs(self, runs: Sequence[Run]) -> bool:
        """Show other runs; return False where they are the same ones, some of them further on."""
        if [run.folder for run in runs] != [run.folder for run in self.runs]:
            self.beginResetModel()
            self.runs = list(runs)
            self.endResetModel()
            return True
        for row, run in enumerate(runs):
            if run != self.runs[row]:
                self.runs[row] = run
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        return False

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return how many runs there are."""
        return 0 if parent.isValid() else len(self.runs)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: the name can be edited."""
        flags = super().flags(index)
        editable = index.isValid() and index.column() == NAME and self.can_be_renamed
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        run, column = self.runs[index.row()], COLUMNS[index.column()]
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.EditRole):
            return column.text(run)
        if role == roles.ToolTipRole:
            explained = EXPLAINED[run.status].format(
                (run.problem or "nobody knows why").rstrip(".")
            )
            return explained if index.column() == STATUS else f"{run.name}, in {run.folder}"
        if role == roles.TextAlignmentRole:
            return self.heads[index.column()].alignment
        if run.status == "interrupted" and index.column() in (NAME, STATUS):
            if role == roles.ForegroundRole:
                return theme.second(QGuiApplication.palette())
            if role == roles.FontRole:
                bold = QFont()
                bold.setBold(True)
                return bold
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a run, on disk too."""
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        run, name = self.runs[index.row()], str(value)
        if name == run.name:
            return True
        try:
            rename_run(run.folder, name)
        except RunError as error:
            self.refused.emit(f"{capital(str(error))}.")
            return False
        except OSError as error:
            self.refused.emit(f"{run.name} cannot be renamed: {error.strerror or error}.")
            return False
        self.runs[index.row()] = dataclasses.replace(run, name=" ".join(name.split()))
        self.dataChanged.emit(index, index)
        return True


class RunsOrder(QSortFilterProxyModel):
    """The runs in the order of a column; what is missing comes last, whichever way.

    ``pinned``: interrupted runs come before all others, until the person sorts.
    """

    def __init__(self, model: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.pinned = True
        self.setSourceModel(model)

    def unpin(self) -> None:
        """Sort by the column and nothing else."""
        if self.pinned:
            self.pinned = False
            self.invalidate()

    def lessThan(self, left: Index, right: Index) -> bool:
        """Return whether one run comes before another in ascending order."""
        ascending = self.sortOrder() == Qt.SortOrder.AscendingOrder
        one, other = self.model.runs[left.row()], self.model.runs[right.row()]
        if self.pinned and (one.status == "interrupted") != (other.status == "interrupted"):
            return (one.status == "interrupted") == ascending
        key = COLUMNS[left.column()].key
        mine, theirs = key(one), key(other)
        if mine is None or theirs is None:
            return (theirs is None and mine is not None) == ascending and mine is not theirs
        return bool(mine < theirs)

    def run(self, row: int) -> Run:
        """Return the run in a row as it is shown."""
        return self.model.runs[self.mapToSource(self.index(row, 0)).row()]
