"""Tables whose columns say what they are called, and what they tell."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Head(NamedTuple):
    """What stands above a column: what it is called, what it tells, and where its text stands."""

    title: str
    tip: str
    alignment: Qt.AlignmentFlag = LEFT


class HeadedModel(QAbstractTableModel):
    """A table that can be sorted by any of its columns."""

    def __init__(self, heads: Sequence[Head], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads = heads

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return what a column is called, and what it tells."""
        if orientation == Qt.Orientation.Horizontal:
            head = self.heads[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return head.title
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{head.tip} Click to sort by it."
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return head.alignment
        return None
