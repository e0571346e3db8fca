"""Which samples are shown, as a row of buttons, each with how many there are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from digitpad.ui.samples.samples_model import ALL, FILTERS, Filter


class SampleFilters(QWidget):
    """``chosen``: another one is to be seen through; arrow keys go from one to the next."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.group = QButtonGroup(self)
        for number, each in enumerate(FILTERS):
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            key = each.title[each.title.index("&") + 1].upper()
            button.setToolTip(f"{each.tip} (Alt+{key})")
            self.group.addButton(button, number)
            layout.addWidget(button)
        self.button(ALL).setChecked(True)
        self.group.idToggled.connect(self._toggled)

    def button(self, filter: Filter) -> QToolButton:
        """Return the button of a filter."""
        button = self.group.button(FILTERS.index(filter))
        assert isinstance(button, QToolButton)
        return button

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show how many each of FILTERS lets through."""
        for each, count in zip(FILTERS, counts, strict=True):
            button = self.button(each)
            button.setText(f"{each.title}\n{count:,}")
            button.setAccessibleName(f"{each.title.replace('&', '')}: {count:,} samples")

    def _toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(FILTERS[number])
