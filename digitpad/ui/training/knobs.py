"""What can be changed while a run goes: the learning rate and the dropout."""

import dataclasses
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from digitpad.training.recipe import Recipe, RecipeError
from digitpad.ui.sentence import Sentence

SENTENCES = {
    "learning_rate": "The learning rate must be a number above 0, at most 10.",
    "dropout": "Dropout must be a number from 0 to below 1.",
}
TIPS = {
    "learning_rate": "How large the steps are that it learns by; where the recipe has a schedule, "
    "its peak. Too large, and the loss jumps; too small, and nothing moves. Enter sets it, also "
    "while it learns.",
    "dropout": "The share of each hidden layer's outputs that is left out at random while it "
    "learns, so that no unit leans on another. Enter sets it, also while it learns.",
}


class Knobs(QWidget):
    """Two numbers. A wrong one is refused here, in one sentence, and is not emitted.

    ``refusing``: whether such a sentence is being shown.
    """

    learning_rate_changed = Signal(float)
    dropout_changed = Signal(float)
    refusing = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self.learning_rate, self.dropout = QLineEdit(), QLineEdit()
        self.problem = Sentence()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        self._fields = {"learning_rate": self.learning_rate, "dropout": self.dropout}
        for column, (name, field) in enumerate(self._fields.items()):
            label = QLabel(("&Learning rate", "&Dropout")[column])
            label.setBuddy(field)
            label.setToolTip(TIPS[name])
            field.setToolTip(TIPS[name])
            field.setAccessibleName(name.replace("_", " "))
            field.setMinimumWidth(44)
            field.setMaxLength(12)
            field.editingFinished.connect(lambda name=name: self._take(name))
            field.textEdited.connect(self._forgive)
            layout.addWidget(label, 0, 2 * column)
            layout.addWidget(field, 0, 2 * column + 1)
            layout.setColumnStretch(2 * column + 1, 3 - column)
        layout.addWidget(self.problem, 1, 0, 1, 4)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show what a run starts with."""
        self._recipe = recipe
        self.restore()
        hidden = bool(recipe.hidden_units)
        self.dropout.setEnabled(hidden)
        self.dropout.setToolTip(
            TIPS["dropout"]
            if hidden
            else "There is no hidden layer whose outputs could be left out."
        )

    def restore(self) -> None:
        """Show what holds, whatever the person has typed."""
        self._forgive()
        for name, field in self._fields.items():
            field.setText(f"{getattr(self._recipe, name):g}")

    def show_values(self, learning_rate: float, dropout: float) -> None:
        """Show what the run has taken over; what the person is typing stays."""
        self._recipe = dataclasses.replace(
            self._recipe, learning_rate=learning_rate, dropout=dropout
        )
        for name, field in self._fields.items():
            if not (field.hasFocus() and field.isModified()):
                field.setText(f"{getattr(self._recipe, name):g}")

    def _take(self, name: str) -> None:
        field = self._fields[name]
        if not field.isModified():
            return
        try:
            value = float(field.text().strip().replace(",", "."))
            changed: dict[str, Any] = {name: value}
            recipe = dataclasses.replace(self._recipe, **changed)
        except (ValueError, RecipeError):
            self.problem.say(SENTENCES[name])
            self.refusing.emit(True)
            return
        self._forgive()
        field.setModified(False)
        if recipe != self._recipe:
            self._recipe = recipe
            getattr(self, f"{name}_changed").emit(value)

    def _forgive(self) -> None:
        self.problem.say("")
        self.refusing.emit(False)
