"""The form of a recipe: a control for each field, in four groups."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple, get_args

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.training.recipe import (
    BESIDES,
    MAX_DRAWN,
    MNIST_TRAIN,
    Activation,
    Optimizer,
    Recipe,
    Schedule,
    Validation,
)
from digitpad.ui import theme
from digitpad.ui.recipes.data_set_field import DataSetField
from digitpad.ui.recipes.layers_field import LayersField
from digitpad.ui.recipes.mixture import COLOURS, MixtureBar, PreviewView, Swatch
from digitpad.ui.recipes.number_fields import LOCALE, CountField, ShareField, TypedField, WheelGuard
from digitpad.ui.recipes.recipe_help import CHOICES, GROUPS, LABELS, TIPS
from digitpad.ui.recipes.whole_or_part import ConvolutionsField, ExamplesField
from digitpad.ui.sentence import Sentence


class Control(NamedTuple):
    """A field's control, and how its value is read, shown and heard of."""

    widget: QWidget
    value: Callable[[], object]
    set_value: Callable[[Any], object]
    changed: SignalInstance


def _control(widget: Any, set_value: Any = None, changed: Any = None) -> Control:
    """Return the control of a field whose widget has a ``value``."""
    return Control(widget, widget.value, set_value or widget.set_value, changed or widget.changed)


def _choice(choices: Any) -> Control:
    box = QComboBox()
    # In a narrow dock what is chosen is cut off; the list shows all of it.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for key in get_args(choices):
        box.addItem(CHOICES[key], key)
    return Control(
        box,
        box.currentData,
        lambda key: box.setCurrentIndex(box.findData(key)),
        box.currentIndexChanged,
    )


def _toggle() -> Control:
    box = QCheckBox()
    return Control(box, box.isChecked, box.setChecked, box.toggled)


def _count(least: int, most: int, *, doubling: bool = False) -> Control:
    field = CountField(least, most, doubling=doubling)
    return _control(field, field.setValue, field.valueChanged)


def _share(most: float = 1.0, step: float = 0.05) -> Control:
    field = ShareField(most, step)
    return _control(field, field.setValue, field.valueChanged)


def _typed(*, whole: bool = False) -> Control:
    field = TypedField(whole=whole)
    return _control(field, field.set_value, field.textChanged)


class RecipeForm(QWidget):
    """Edits the values of a recipe; whether they make one is for others to say.

    ``changed``: they are others now. ``data_sets_requested``: the person wants to see theirs.
    """

    changed = Signal()
    data_sets_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guard = WheelGuard(self)
        self._filling = False
        self._suggested = 0  # pictures of the data set that was chosen
        self._kept: dict[str, Any] = dataclasses.asdict(Recipe())
        layers = LayersField(TIPS["hidden_units"], self._guard)
        self.data_set = DataSetField()
        # Before the form hears of it: then there is one change.
        self.data_set.changed.connect(self._suggest_pictures)
        self.data_set.sets_requested.connect(self.data_sets_requested)
        early = _count(0, 100_000)
        assert isinstance(early.widget, CountField)
        early.widget.setSpecialValueText("never")
        self.controls = {
            "convolutions": _control(ConvolutionsField(TIPS["convolutions"])),
            "hidden_units": _control(layers),
            "activation": _choice(Activation),
            "dropout": _share(),
            "batch_normalization": _toggle(),
            "optimizer": _choice(Optimizer),
            "learning_rate": _typed(),
            "momentum": _share(),
            "schedule": _choice(Schedule),
            "weight_decay": _typed(),
            "label_smoothing": _share(),
            "ema_momentum": _share(step=0.01),
            "examples": _control(ExamplesField(TIPS["examples"], self._guard)),
            "hands": _count(0, MAX_DRAWN),
            "non_digits": _count(0, MAX_DRAWN),
            "samples": _count(0, MAX_DRAWN),
            "data_set": _control(self.data_set),
            "pictures": _count(0, MAX_DRAWN),
            "deformation": _share(most=3.0, step=0.1),
            "undeformed": _share(),
            "batch_size": _count(1, MNIST_TRAIN + len(BESIDES) * MAX_DRAWN, doubling=True),
            "epochs": _count(1, 100_000),
            "validation": _choice(Validation),
            "held_back": _count(1, MNIST_TRAIN - 1),
            "early_stopping": early,
            "seed": _typed(whole=True),
        }
        self.labels: dict[str, QLabel] = {}
        self.sentences: dict[str, Sentence] = {}
        self.shares: dict[str, QLabel] = {}
        self.mixture, self.preview = MixtureBar(), PreviewView()
        self.more_button = QPushButton("More")
        self._lay_out()

    def values(self) -> dict[str, Any]:
        """Return what the controls say, and what has none; a number that is none is its text."""
        return self._kept | {name: control.value() for name, control in self.controls.items()}

    def fill(self, recipe: Recipe) -> None:
        """Show a recipe. ``changed`` is emitted once."""
        self._kept = dataclasses.asdict(recipe)
        self._filling = True
        for name, control in self.controls.items():
            control.set_value(getattr(recipe, name))
        self._filling = False
        self._show_convolutions(bool(recipe.convolutions))
        self._change()

    def show_problems(self, sentences: dict[str, str]) -> None:
        """Say what is wrong at its control, and no more at the others."""
        for name, label in self.sentences.items():
            label.say(sentences.get(name, ""))

    def show_recipe(self, recipe: Recipe) -> None:
        """Show what the recipe that the values make comes to."""
        self.mixture.show_shares(recipe.shares)
        for kind, share in recipe.shares.items():
            self.shares[kind].setText(f"{share:.0%}")
        self.preview.show_recipe(recipe)

    def _suggest_pictures(self) -> None:
        """Let a data set that is chosen be learnt from, once in an epoch; and none not at all."""
        pictures, data_set = self.controls["pictures"], self.data_set.value()
        if data_set and pictures.value() not in (0, self._suggested):
            return  # as many as the person wants
        self._suggested = 0
        if data_set:
            from digitpad.training.run_data_set import training_pictures

            self._suggested = training_pictures(data_set)
        self._filling = True
        pictures.set_value(self._suggested)
        self._filling = False

    def _change(self) -> None:
        if not self._filling:
            self._enable()
            self.changed.emit()

    def _enable(self) -> None:
        """Let a control be used only where it does something."""
        value = {name: control.value() for name, control in self.controls.items()}
        hidden = bool(value["hidden_units"] or value["convolutions"])
        for name, useful in (
            ("activation", hidden),
            ("dropout", hidden),
            ("batch_normalization", hidden),
            ("momentum", value["optimizer"] == "sgd"),
            ("undeformed", value["deformation"] != 0),
            ("pictures", bool(value["data_set"] or value["pictures"])),
            ("held_back", value["validation"] == "split"),
        ):
            self.controls[name].widget.setEnabled(useful)
            self.labels[name].setEnabled(useful)
        examples = self.controls["examples"].widget
        assert isinstance(examples, ExamplesField)
        split, held_back = value["validation"] == "split", value["held_back"]
        assert isinstance(held_back, int)
        examples.show_available(MNIST_TRAIN - (held_back if split else 0))

    # layout

    def _lay_out(self) -> None:
        self.setLocale(LOCALE)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 6, theme.GAP)
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for group, names in GROUPS.items():
            form.addRow(self._heading(group))
            for name in names:
                self._add_row(name)
                if name == "pictures":
                    form.addRow(self.mixture)
            if group == "Data":
                self._add_preview()
        for control in self.controls.values():
            control.changed.connect(self._change)

    def _heading(self, text: str) -> QWidget:
        heading, label, line = QWidget(), QLabel(text), QFrame()
        bold = label.font()
        bold.setBold(True)
        label.setFont(bold)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        layout = QHBoxLayout(heading)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(line, stretch=1)
        return heading

    def _add_row(self, name: str) -> None:
        widget = self.controls[name].widget
        label, sentence = QLabel(LABELS[name]), Sentence()
        label.setBuddy(widget)
        for part in (label, widget):
            part.setToolTip(TIPS[name])
        widget.setAccessibleName(LABELS[name])
        widget.installEventFilter(self._guard)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(widget, stretch=1)
        if (kind := {"examples": "mnist"}.get(name, name)) in COLOURS:
            share = self.shares[kind] = QLabel()
            share.setMinimumWidth(share.fontMetrics().horizontalAdvance("100%"))
            share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(Swatch(kind))
            line.addWidget(share)
        field = QWidget()
        column = QVBoxLayout(field)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(sentence)
        self.labels[name], self.sentences[name] = label, sentence
        self._form.addRow(label, field)

    def _add_preview(self) -> None:
        self.more_button.setToolTip(
            "Shows sixteen others: each epoch bends and draws them anew, so that the network "
            "hardly sees the same picture twice."
        )
        self.more_button.clicked.connect(self.preview.show_more)
        line = QHBoxLayout()
        line.addWidget(QLabel("In the first epoch"), stretch=1)
        line.addWidget(self.more_button)
        self._form.addRow(line)
        self._form.addRow(self.preview)

    def _show_convolutions(self, shown: bool) -> None:
        """Show the line of the convolutions where the recipe came with some."""
        field = self.controls["convolutions"].widget.parentWidget()
        if field is not None:
            self._form.setRowVisible(field, shown)
