"""The recipe side of the training panel: a recipe's name, its form, and what it comes to."""

import dataclasses

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.problem import capital
from digitpad.training.memory import check_memory, gigabytes, memory_needed
from digitpad.training.recipe import DEFAULT_PRESET, PRESETS, Recipe, RecipeError
from digitpad.training.saved_recipes import load_recipe
from digitpad.ui.recipes.data_set_reader import DataSetReader
from digitpad.ui.recipes.recipe_bar import CHANGED, RecipeBar
from digitpad.ui.recipes.recipe_form import RecipeForm
from digitpad.ui.recipes.recipe_help import told
from digitpad.ui.recipes.summary_view import SummaryView
from digitpad.ui.sentence import Sentence

WAITING = "Keras builds the network…"
WATCH_MILLISECONDS = 1_000  # until a sample or a data set that is kept is seen here


class RecipeEditor(QWidget):
    """Edits one recipe at a time.

    ``changed``: the recipe, its name, or what it is compared with is another now.
    ``library_changed``: a recipe was saved, and has this key; or, with '', one was deleted.
    ``summary_requested``: the person wants Keras' summary of this Recipe; see ``show_summary``.
    ``data_sets_requested``: they want to see their data sets.
    """

    changed = Signal()
    library_changed = Signal(str)
    summary_requested = Signal(object)
    data_sets_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = self._filled = PRESETS[DEFAULT_PRESET]
        self._key = DEFAULT_PRESET
        self._recipe: Recipe | None = None
        self._summary: SummaryView | None = None
        self.bar, self.form, self.sentence = RecipeBar(), RecipeForm(), Sentence()
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setToolTip(
            "Each weight is a number to be learnt: more of them take more time and memory."
        )
        self.summary_button = QPushButton("Keras' summary…")
        self.summary_button.setToolTip(
            "Shows each layer of the network with its outputs and weights, in Keras' own words."
        )
        self.summary_button.clicked.connect(self._ask_for_summary)
        self._reader = DataSetReader(self)
        self._reader.done.connect(self._show_data_set)
        self._watch = QTimer(self, interval=WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._look_at_data)
        self.form.changed.connect(self._judge)
        self.form.data_sets_requested.connect(self.data_sets_requested)
        self.bar.reset.connect(lambda: self.form.fill(self._base))
        self.bar.imported.connect(self.set_recipe)
        self.bar.saved.connect(self._saved)
        self.bar.deleted.connect(self._deleted)
        self._lay_out()
        self.form.fill(self._base)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: with it the preview is lower, and could do without it, and so on.
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        below = QHBoxLayout()
        below.addWidget(self.facts, stretch=1)
        below.addWidget(self.summary_button)
        self.summary_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addWidget(scroll, stretch=1)
        layout.addWidget(self.sentence)
        layout.addLayout(below)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch what there is to learn from."""
        self._look_at_data()
        self._watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch it no more."""
        self._watch.stop()

    def sizeHint(self) -> QSize:
        """Return the size of a dock beside the pad."""
        return QSize(340, 600)

    # the recipe

    def recipe(self) -> Recipe | None:
        """Return the recipe as it is edited, or None while ``problem`` says what is wrong."""
        return self._recipe

    @property
    def problem(self) -> str:
        """What is wrong with the recipe, in one sentence; '' while nothing is."""
        return self.sentence.text()

    @property
    def key(self) -> str:
        """The preset's key or SAVED and the name that it was filled from; '' for neither."""
        return self._key

    @property
    def is_changed(self) -> bool:
        """Whether it is another recipe than it is compared with."""
        return self._recipe is None or not _alike(self._recipe, self._base)

    @property
    def title(self) -> str:
        """The recipe's name as it is shown, and whether it is changed: "Quick, changed"."""
        return _changed_name(self._base.name) if self.is_changed else self._base.name

    def set_recipe(self, recipe: Recipe, key: str = "") -> None:
        """Fill the form.

        ``key``: the preset or saved recipe that it is compared with from now on; '' for none but
        itself.
        """
        self._key, self._base = key, recipe
        if key:
            try:
                self._base = load_recipe(key)
            except RecipeError:  # deleted meanwhile
                self._key = ""
        self._filled = recipe
        self.bar.strip.hide()
        self.form.fill(recipe)

    def _judge(self) -> None:
        """Make a recipe of what the form says, or say why there is none."""
        problem = {}
        try:
            recipe = Recipe(**self.form.values())
            self._reader.read(recipe)
            self._check_memory(recipe)
        except (RecipeError, OverflowError) as error:
            self._recipe = None
            problem = dict([told(RecipeError(error))])
        else:
            # Under the name of the preset alone a person would look for the preset's results.
            if recipe == self._filled or _alike(recipe, self._filled):
                self._recipe = self._filled
            elif _alike(recipe, self._base):
                self._recipe = self._base
            else:
                name = _changed_name(self._base.name)
                self._recipe = dataclasses.replace(recipe, name=name)
            self.form.show_recipe(recipe)
        self.form.show_problems(problem)
        self._look_at_data()
        sentence = "".join(problem.values())
        self.sentence.say(sentence)
        self.facts.setEnabled(not sentence)
        self.summary_button.setEnabled(not sentence)
        self._show_state()

    def _check_memory(self, recipe: Recipe) -> None:
        """Say what the recipe takes. Raises RecipeError where that is too much."""
        needed = memory_needed(recipe, self._reader.counts)
        self.facts.setText(
            f"{recipe.parameters:,} weights, about {gigabytes(needed)} while it trains"
        )
        check_memory(recipe, self._reader.counts)

    def _look_at_data(self) -> None:
        """Look again at what there is to learn from."""
        if self._recipe is not None:
            self._reader.read(self._recipe)
            self._tell_of_data(self._recipe)

    def _tell_of_data(self, recipe: Recipe) -> None:
        """Say at their fields what is wrong with the samples and the data set of the recipe.

        It is a recipe all the same: others may have them.
        """
        problems = {"data_set": self._reader.problem} if self._reader.problem else {}
        if recipe.samples:
            from digitpad.training.run_samples import check_samples  # SQLite, or so late

            try:
                check_samples(recipe)
            except RecipeError as error:
                problems["samples"] = str(error)
            else:
                if self.form.sentences["samples"].text():
                    self.form.preview.show_anew()
        self.form.show_problems({name: f"{capital(why)}." for name, why in problems.items()})

    def _show_data_set(self) -> None:
        """Show what is known by now of the recipe's data set."""
        self.form.preview.show_data_set(self._reader.pictures)
        if self._reader.counts != (0, 0):
            self._judge()  # it takes memory
        elif self._recipe is not None:
            self._tell_of_data(self._recipe)

    def _show_state(self) -> None:
        self.bar.show_recipe(self._recipe, self._key, self.title, changed=self.is_changed)
        self.changed.emit()

    def _saved(self, key: str) -> None:
        try:
            self.set_recipe(load_recipe(key), key)
        except RecipeError as error:
            self.bar.say(error)
        self.library_changed.emit(key)

    def _deleted(self) -> None:
        """Keep what is edited, so that a press on Save brings the deleted one back."""
        self._key = ""
        self._show_state()
        self.library_changed.emit("")

    # Keras' summary

    def _ask_for_summary(self) -> None:
        if self._recipe is not None:
            self.show_summary(WAITING)
            self.summary_requested.emit(self._recipe)

    def show_summary(self, text: str) -> None:
        """Show Keras' summary, or why there is none, in a window of its own."""
        if self._summary is None:
            self._summary = SummaryView(self)
        self._summary.show_text(f"Keras' summary of {self.title}", text)


def _alike(one: Recipe, other: Recipe) -> bool:
    """Whether two recipes are the same but for their names."""
    return dataclasses.replace(one, name=other.name) == other


def _changed_name(name: str) -> str:
    return name if name.endswith(CHANGED) else name + CHANGED
