"""The hidden layers as a list: add one, remove one, make it wider; none is the perceptron."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitpad.layers import MAX_PARAMETERS
from digitpad.training.recipe import MAX_LAYERS
from digitpad.ui.recipes.number_fields import CountField

#: After a layer of one unit a wider one still has at least two weights in and ten out for each.
MOST_UNITS = MAX_PARAMETERS // 12
FIRST_UNITS = 512  # of a first layer that is added


class LayersField(QWidget):
    """Edits the widths of the hidden layers. ``changed``: one is wider, more, or gone."""

    changed = Signal()

    def __init__(self, tip: str, guard: QObject) -> None:
        super().__init__()
        self._tip, self._guard = tip, guard
        self.fields: list[CountField] = []
        self.removers: list[QToolButton] = []
        self.none = QLabel("None: a perceptron")
        self.add_button = QPushButton("Add layer")
        self.add_button.setToolTip(
            "Puts a hidden layer behind the others: deeper networks build what they look for out "
            "of simpler parts."
        )
        self.add_button.clicked.connect(self._add_one)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.none)
        layout.addLayout(self._rows)
        layout.addWidget(self.add_button)

    def value(self) -> tuple[int, ...]:
        """Return the widths, from the first layer to the last."""
        return tuple(field.value() for field in self.fields)

    def set_value(self, units: tuple[int, ...]) -> None:
        """Show as many layers of these widths."""
        while len(self.fields) > len(units):
            self._drop(len(self.fields) - 1)
        for number, width in enumerate(units):
            if number == len(self.fields):
                self._append(width)
            else:
                self.fields[number].setValue(width)
        self._number()

    def _append(self, width: int) -> None:
        row = QWidget()
        field, remove = CountField(1, MOST_UNITS, doubling=True), QToolButton()
        field.setToolTip(self._tip)
        field.setValue(width)
        field.valueChanged.connect(self.changed)
        field.installEventFilter(self._guard)
        remove.setText("✕")
        remove.setAutoRaise(True)
        remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remove.setToolTip("Takes this layer away: fewer layers learn faster and can do less.")
        remove.clicked.connect(lambda: self._remove(self.removers.index(remove)))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(field, stretch=1)
        layout.addWidget(remove)
        before = self.removers[-1] if self.removers else self.add_button
        self.fields.append(field)
        self.removers.append(remove)
        self._rows.addWidget(row)
        row.show()  # at once, not after the next events: it is to have the focus
        self.setTabOrder(before, field)
        self.setTabOrder(field, remove)
        self.setTabOrder(remove, self.add_button)

    def _drop(self, number: int) -> None:
        del self.fields[number], self.removers[number]
        if (item := self._rows.takeAt(number)) and (row := item.widget()):
            row.hide()
            row.deleteLater()

    def _number(self) -> None:
        for number, (field, remove) in enumerate(zip(self.fields, self.removers, strict=True), 1):
            field.setAccessibleName(f"Units of hidden layer {number}")
            remove.setAccessibleName(f"Remove hidden layer {number}")
        self.none.setVisible(not self.fields)
        self.add_button.setEnabled(len(self.fields) < MAX_LAYERS)

    def _add_one(self) -> None:
        self._append(self.fields[-1].value() if self.fields else FIRST_UNITS)
        self._number()
        self.fields[-1].setFocus()
        self.fields[-1].selectAll()
        self.changed.emit()

    def _remove(self, number: int) -> None:
        self._drop(number)
        self._number()
        # The keyboard stays where it was.
        following = number < len(self.removers)
        (self.removers[number] if following else self.add_button).setFocus()
        self.changed.emit()
