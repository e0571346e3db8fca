"""What runs differ in, side by side: their recipes, seeds and versions."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from digitpad.training.recipe import Recipe
from digitpad.training.runs import Run
from digitpad.ui import theme

FIELDS = tuple(field.name for field in dataclasses.fields(Recipe))
#: Where a field's own name would say too little here.
NAMES = {"name": "recipe", "examples": "MNIST's pictures", "hands": "synthetic digits"}

MOST_WIDE = 130  # pixels of a run's column; the rest is in its tooltip


def comparison(runs: Sequence[Run]) -> list[tuple[str, list[str]]]:
    """Return what runs were made by, a row for each thing: of several only what differs."""
    rows = [
        (
            NAMES.get(name, name.replace("_", " ")),
            [_told(getattr(run.recipe, name)) for run in runs],
        )
        for name in FIELDS
    ]
    libraries = dict.fromkeys(library for run in runs for library in run.versions)
    rows += [(name, [run.versions.get(name, "") for run in runs]) for name in libraries]
    return [row for row in rows if len(runs) == 1 or len(set(row[1])) > 1]


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "all"
    if isinstance(value, tuple):
        parts = [
            f"{v[0]} of {v[1]}×{v[1]}, step {v[2]}" if isinstance(v, tuple) else str(v)
            for v in value
        ]
        return ("; " if "×" in parts[0] else ", ").join(parts) if parts else "none"
    return (
        f"{value:,}"
        if isinstance(value, int)
        else f"{value:g}"
        if isinstance(value, float)
        else value
    )


class RunComparison(QTableWidget):
    """Shows ``comparison``; a column for each run, in the colour of its curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setAccessibleName("What the runs differ in")
        self.setToolTip(
            "Of one run: its recipe, seed and versions. Of several: only what they differ in."
        )
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(MOST_WIDE)
        header.setResizeContentsPrecision(len(FIELDS))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setResizeContentsPrecision(8)  # columns: all are one line high
        self.verticalHeader().setHighlightSections(False)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Compare runs."""
        rows = comparison(runs)
        self.clear()
        self.setRowCount(max(1, len(rows)))
        self.setColumnCount(len(runs))
        for column, run in enumerate(runs):
            head = QTableWidgetItem(run.name)
            head.setForeground(theme.series(column)(self.palette()))
            head.setToolTip(run.name)
            self.setHorizontalHeaderItem(column, head)
        for number, (name, values) in enumerate(rows):
            self.setVerticalHeaderItem(number, QTableWidgetItem(name))
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(value)
                self.setItem(number, column, item)
        if not rows:
            self.setVerticalHeaderItem(0, QTableWidgetItem("recipe"))
            self.setItem(0, 0, QTableWidgetItem("the same, seed and versions too"))
            self.setSpan(0, 0, 1, max(1, len(runs)))
