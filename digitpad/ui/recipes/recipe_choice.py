"""Which recipe the Train button trains: a preset, one of the user's own, or a changed one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QWidget

from digitpad.training.recipe import DEFAULT_PRESET, PRESET_HELP, PRESETS, Recipe, RecipeError
from digitpad.training.saved_recipes import SAVED, load_recipe, saved_names

if TYPE_CHECKING:
    from digitpad.ui.recipes.recipe_editor import RecipeEditor

#: The data of the item for what is edited and has no key yet.
EDITED = "edited"


class RecipeChoice(QComboBox):
    """Lists the presets, the user's recipes, and a changed one while there is one.

    An item's data is its key: a preset's, SAVED and a name, or EDITED. ``chosen``: another one
    is chosen, by a person or by the program.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: What is edited, or why that is no recipe; and the key of what it was before.
        self._edited: Recipe | str = ""
        self._base = ""
        for key, recipe in PRESETS.items():
            self._add(self.count(), recipe.name, key, PRESET_HELP[key])
        self.setToolTip("What to train: the layers, how they learn, and for how long.")
        self.setAccessibleName("Recipe")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(len("mnist_mlp"))
        self.currentIndexChanged.connect(self._choose)

    @property
    def key(self) -> str:
        """The key of what is chosen; of a changed recipe, that of what it was, or ''."""
        current = self.currentData()
        return self._base if current == EDITED else str(current or "")

    def recipe(self) -> Recipe:
        """Return what is chosen. Raises RecipeError when it cannot be trained."""
        recipe = self._chosen()
        if recipe.samples:
            from digitpad.training.run_samples import check_samples  # SQLite, or so late

            check_samples(recipe)
        if recipe.uses_data_set:
            from digitpad.training.run_data_set import check_data_set

            check_data_set(recipe)
        return recipe

    def _chosen(self) -> Recipe:
        """Return what is chosen, whether there are pictures for it or not. Raises RecipeError."""
        if self.currentData() != EDITED:
            return load_recipe(self.key)
        if isinstance(self._edited, str):
            raise RecipeError(self._edited)
        return self._edited

    def select(self, key: str) -> bool:
        """Choose by key; return False where there is no such recipe."""
        if key.startswith(SAVED):
            self.list_recipes()
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)
        return index >= 0

    def list_recipes(self) -> None:
        """List the user's recipes as they are now; what is chosen stays so, if it is there."""
        current, own = self.currentData(), len(PRESETS)
        with QSignalBlocker(self):
            while self.count() > own and self.itemData(own) != EDITED:
                self.removeItem(own)
            names = saved_names()
            for number, name in enumerate(names):
                self._add(own + number, name, SAVED + name, "Your own recipe.")
            if names:
                self.insertSeparator(own)
            self.setCurrentIndex(max(0, self.findData(current)))
        if self.currentData() != current:
            self._choose()

    def show_edited(self, title: str, recipe: Recipe | str, base: str = "") -> None:
        """List a recipe that has no key, and choose it.

        ``recipe``: or the sentence that says why there is none. ``base``: the key of what it was
        before it was changed.
        """
        self._edited, self._base = recipe, base
        index = self.findData(EDITED)
        with QSignalBlocker(self):
            if index < 0:
                index = self.count()
                self._add(index, title, EDITED, "What the options are set to; Save… keeps it.")
            self.setItemText(index, title)
            self.setCurrentIndex(index)

    def forget_edited(self) -> None:
        """Take the changed recipe from the list."""
        index = self.findData(EDITED)
        if index >= 0:
            self.removeItem(index)

    def _add(self, index: int, name: str, key: str, tip: str) -> None:
        self.insertItem(index, name, key)
        self.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)

    def _choose(self) -> None:
        self.chosen.emit(str(self.currentData()))

    # The user's files are listed when somebody looks: it would delay the start.

    def showPopup(self) -> None:
        """List what is there now."""
        self.list_recipes()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """List what the arrow keys go through, unless the list itself gives the focus back."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.list_recipes()

    # settings

    def save(self, settings: QSettings) -> None:
        """Remember what is chosen."""
        settings.setValue("preset", self.key)
        edited = self._edited if self.currentData() == EDITED else ""
        settings.setValue("recipe", edited.to_json() if isinstance(edited, Recipe) else "")

    def restore(self, settings: QSettings) -> None:
        """Choose what was chosen, or the first preset where that is gone or cannot be read."""
        key, text = settings.value("preset", DEFAULT_PRESET), settings.value("recipe", "")
        if not (isinstance(key, str) and self.select(key)):
            self.select(DEFAULT_PRESET)
            key = ""
        if isinstance(text, str) and text:
            try:
                recipe = Recipe.from_json(text)
            except (RecipeError, OverflowError):  # by hand, or by another version
                return
            self.show_edited(recipe.name, recipe, key)

    # the editor

    def follow(self, editor: "RecipeEditor") -> None:
        """Keep this and an editor on the same recipe from now on; the editor shows this one."""

        def open_chosen() -> None:
            try:
                recipe = self._chosen()
            except RecipeError as error:
                editor.bar.say(error)
                show_edited()
                return
            opening.append(True)
            editor.set_recipe(recipe, self.key)
            opening.clear()

        def show_edited() -> None:
            if opening:  # it shows what was chosen here, where the changed one stays listed
                return
            if editor.is_changed or not editor.key:
                self.show_edited(editor.title, editor.recipe() or editor.problem, editor.key)
            else:
                with QSignalBlocker(self):
                    self.select(editor.key)
                    self.forget_edited()

        opening: list[bool] = []
        self.chosen.connect(open_chosen)
        editor.changed.connect(show_edited)
        editor.library_changed.connect(self.list_recipes)
        open_chosen()
