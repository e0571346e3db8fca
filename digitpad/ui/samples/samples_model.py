"""The samples as a list: which of them are shown, in what order, and what is told of each."""

import html
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from digitpad.data.samples import Sample
from digitpad.ui.runs.runs_model import when
from digitpad.ui.samples.words import a_digit

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
FROM = {
    "pad": "Drawn on the pad",
    "session": "Drawn when you taught your hand",
    "file": "From a file",
}
HELD_BACK = "Held back: Personalise does not learn from it, but measures with it."


class Filter(NamedTuple):
    """``title``: what it is called, with its key after Alt. ``none``: what is said of no sample."""

    title: str
    tip: str
    holds: Callable[[Sample], bool]
    none: str


def _of(digit: int) -> Filter:
    none = f"There is no sample of {a_digit(digit)} yet."
    return Filter(f"&{digit}", f"Only the {digit}s", lambda s: s.label == digit, none)


ALL = Filter("&All", "All samples", lambda _: True, "")
MISREAD = Filter(
    "&Misread",
    "Only those that the network took for another digit",
    attrgetter("misread"),
    "The network has misread none of them.",
)
FILTERS = (ALL, *map(_of, range(10)), MISREAD)


class Order(NamedTuple):
    """``key``: what is sorted by, after the newest first."""

    title: str
    key: Callable[[Sample], Any]


ORDERS = (
    Order("Misread first", lambda s: not s.misread),
    Order("Newest first", lambda _: 0),
    Order("By digit", lambda s: (s.label, not s.misread)),
)


def caption(sample: Sample) -> str:
    """Return what is under a sample: its digit, and what the network took it for."""
    return f"{sample.label}, read as {sample.said}" if sample.misread else str(sample.label)


def told(sample: Sample) -> str:
    """Return all that is known of a sample, a line each."""
    lines = [f"{FROM[sample.source]}, {when(sample.kept)}"]
    if sample.said is not None:
        sure = "" if sample.confidence is None else f", {sample.confidence:.0%} sure"
        lines.append(f"{sample.network or 'A network'} said {sample.said}{sure}")
    if sample.held_back:
        lines.append(HELD_BACK)
    return "\n".join(lines)


class SamplesModel(QAbstractListModel):
    """The samples that a filter lets through, in an order.

    One that is relabelled stays where it stands until another filter or order is chosen: else it
    would vanish from under the person's eyes, and the next key would be for they know not which.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.samples: Sequence[Sample] = ()
        self.shown: list[Sample] = []
        self.filter, self.order = ALL, ORDERS[0]
        self._stands_as: dict[int, Sample] = {}  # what those were that were relabelled since

    def set_samples(self, samples: Sequence[Sample]) -> None:
        """Show other samples."""
        labels = {sample.id: sample.label for sample in samples}
        for sample in self.shown:
            if labels.get(sample.id, sample.label) != sample.label:
                self._stands_as.setdefault(sample.id, sample)
        self.samples = samples
        self._arrange()

    def arrange(self, filter: Filter, order: Order) -> None:
        """Show those that a filter lets through, in an order."""
        self.filter, self.order = filter, order
        self._stands_as.clear()
        self._arrange()

    def _arrange(self) -> None:
        stands_as, holds, key = self._stands_as, self.filter.holds, self.order.key
        if stands_as:
            shown = [s for s in self.samples if holds(stands_as.get(s.id, s))]
        else:
            shown = list(filter(holds, self.samples))
        shown.sort(key=attrgetter("kept", "id"), reverse=True)
        shown.sort(key=lambda s: key(stands_as.get(s.id, s)))
        if [s.id for s in shown] != [s.id for s in self.shown]:
            self.beginResetModel()
            self.shown = shown
            self.endResetModel()
        elif shown:
            self.shown = shown
            self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))

    def counts(self) -> list[int]:
        """Return how many each of FILTERS lets through."""
        return [sum(map(each.holds, self.samples)) for each in FILTERS]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is told of a sample."""
        if not index.isValid():
            return None
        sample, roles = self.shown[index.row()], Qt.ItemDataRole
        if role == roles.DisplayRole:
            return caption(sample)
        if role == roles.AccessibleTextRole:
            return f"{caption(sample)}{', held back' if sample.held_back else ''}"
        if role == roles.AccessibleDescriptionRole:
            return told(sample)
        if role == roles.ToolTipRole:  # a network is called whatever its file is
            return f"<p style='white-space: pre-wrap'>{html.escape(told(sample))}</p>"
        return None
