"""The readings of many digits as a table: what its columns say, and what they are sorted by."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage

from digitpad.network import SURE, Reading
from digitpad.problem import capital
from digitpad.raster import SIDE
from digitpad.ui import theme
from digitpad.ui.answer import NOT_SURE
from digitpad.ui.files.many import Batch, Row, Shares
from digitpad.ui.headed_model import CENTRE, ROOT, Head, HeadedModel, Index

PICTURE, SOURCE, DIGIT, CONFIDENCE, REMARK = range(5)
FIRST = 256  # rows there is room for in the beginning
COLUMNS = (
    Head("Input", "What the network sees: 28×28, white on black.", CENTRE),
    Head("Source", "The file it is from."),
    Head("Digit", "The most probable digit.", CENTRE),
    Head("Confidence", "How probable the network finds it (softmax).", CENTRE),
    Head("Remark", "Where the network is not sure, or what could not be read."),
)


class ResultsModel(HeadedModel):
    """Rows as they come; of each digit its input, a byte a pixel, and its ten probabilities."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self.rows: list[Row] = []
        self.problems = 0
        self._inputs = np.zeros((FIRST, SIDE, SIDE), np.uint8)
        self._shares = np.zeros((FIRST, 10), np.float32)
        self._order = np.arange(0)  # which row is shown where
        self._sorted_by = -1, Qt.SortOrder.AscendingOrder

    # what is in it

    def add(self, batch: Batch) -> None:
        """Add rows at the end."""
        before, after = len(self.rows), len(self.rows) + len(batch.rows)
        if after == before:
            return
        self.beginInsertRows(ROOT, before, after - 1)
        while after > len(self._inputs):
            self._inputs = np.concatenate([self._inputs, np.zeros_like(self._inputs)])
            self._shares = np.concatenate([self._shares, np.zeros_like(self._shares)])
        self._inputs[before:after], self._shares[before:after] = batch.inputs, batch.shares
        self.rows += batch.rows
        self.problems += sum(bool(row.problem) for row in batch.rows)
        self._order = np.concatenate([self._order, np.arange(before, after)])
        self.endInsertRows()

    def change(self, start: int, shares: Shares) -> None:
        """Take other probabilities for the rows from a number on, in the order they came."""
        self._shares[start : start + len(shares)] = shares
        if self.rows:
            last = self.index(len(self.rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @property
    def inputs(self) -> npt.NDArray[np.uint8]:
        """All inputs, uint8 (n, 28, 28), in the order they came."""
        return self._inputs[: len(self.rows)]

    @property
    def not_sure(self) -> int:
        """How many digits the network is not sure of."""
        best = self._shares[: len(self.rows)].max(1)
        return int(((best > 0) & (best < SURE)).sum())

    def row(self, shown: int) -> Row:
        """Return what is shown in a row."""
        return self.rows[int(self._order[shown])]

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """Yield all digits in the order they are shown in: the source and the reading."""
        for number in self._order.tolist():
            if not self.rows[number].problem:
                yield self.rows[number].source, Reading(self._shares[number])

    # Qt's questions

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        number = int(self._order[index.row()])
        row, column, roles = self.rows[number], index.column(), Qt.ItemDataRole
        if role == roles.DisplayRole:
            return self._text(number, column)
        if role == roles.DecorationRole and column == PICTURE and not row.problem:
            pixels = self._inputs[number]
            return QImage(pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8).copy()
        if role == roles.ToolTipRole:
            return capital(row.problem) + "." if row.problem else row.source
        if role == roles.TextAlignmentRole:
            return self.heads[column].alignment
        if role == roles.ForegroundRole and (row.problem or column == REMARK):
            return theme.second(QGuiApplication.palette())
        return None

    def _text(self, number: int, column: int) -> str:
        row, shares = self.rows[number], self._shares[number]
        if column == SOURCE:
            return _short(row)
        if column == REMARK:
            path = row.place.path
            return row.problem.replace(str(path), path.name) or (
                "" if shares.max() >= SURE else NOT_SURE
            )
        if row.problem or column == PICTURE:
            return ""
        return str(shares.argmax()) if column == DIGIT else f"{shares.max():.1%}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows in the order of a column; what has no digit comes last."""
        self._sorted_by = column, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        numbers = [int(self._order[index.row()]) for index in before]
        self._order = self._sorted(column, order == Qt.SortOrder.DescendingOrder)
        places = np.empty_like(self._order)
        places[self._order] = np.arange(len(self._order))
        after = [
            self.index(int(places[number]), index.column())
            for number, index in zip(numbers, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def sort_again(self) -> None:
        """Bring rows that came, or changed, since into the order that was asked for."""
        if self._sorted_by[0] >= 0:
            self.sort(*self._sorted_by)

    def _sorted(self, column: int, descending: bool) -> npt.NDArray[np.intp]:
        count = len(self.rows)
        shares = self._shares[:count]
        wrong = np.array([bool(row.problem) for row in self.rows], bool)
        if column == SOURCE:
            names = [_short(row).casefold() for row in self.rows]
            order = np.array(sorted(range(count), key=names.__getitem__), np.intp)
            return order[::-1] if descending else order
        if column == DIGIT:
            key = shares.argmax(1).astype(np.float64)
        elif column == CONFIDENCE:
            key = shares.max(1).astype(np.float64)
        elif column == REMARK:  # what is to be looked at first
            key = np.where(wrong, 2.0, shares.max(1) < SURE)
            return np.argsort(key if descending else -key, kind="stable")
        else:
            order = np.arange(count)
            return order[::-1] if descending else order
        return np.argsort(np.where(wrong, np.inf, -key if descending else key), kind="stable")


def _short(row: Row) -> str:
    """Return the source without its folder."""
    path = row.place.path
    return row.source.replace(str(path), path.name, 1)
