"""Above the form: the recipe's name, and how it is saved, deleted, imported and exported."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.problem import capital
from digitpad.resources import safe_name
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.saved_recipes import (
    SAVED,
    SUFFIX,
    NameTakenError,
    delete_recipe,
    read_recipe,
    save_recipe,
    write_recipe,
)
from digitpad.ui.escape import Escape
from digitpad.ui.notice import Notice
from digitpad.ui.sentence import Sentence

CHANGED = ", changed"  # behind the name of what a changed recipe was
MAX_NAME = 80  # characters, as they are typed
FILES = f"Recipes (*{SUFFIX});;All files (*)"


class NameLabel(QLabel):
    """A name in bold, cut off where there is no room, but never the word that it is changed."""

    def __init__(self) -> None:
        super().__init__()
        bold = self.font()
        bold.setBold(True)
        self.setFont(bold)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the shortest name."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the name as there is room for."""
        with QPainter(self) as painter:
            metrics = painter.fontMetrics()
            name = self.text().removesuffix(CHANGED)
            end = self.text()[len(name) :]
            room = self.width() - metrics.horizontalAdvance(end)
            cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) + end
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, cut)


class NameStrip(QWidget):
    """Asks for a name in the panel itself, so that the pad stays free."""

    named = Signal(str, bool)  # the name, and whether what has it may be replaced

    def __init__(self) -> None:
        super().__init__()
        self.name, self.sentence = QLineEdit(), Sentence()
        self.name.setMaxLength(MAX_NAME)
        self.name.setAccessibleName("Name of the recipe")
        self.name.setToolTip("Under this name the recipe is listed beside the Train button.")
        self.save_button, self.cancel_button = QPushButton("Save"), QPushButton("Cancel")
        self.save_button.setToolTip("Keeps the recipe, so that the same can be learnt again.")
        self.cancel_button.setToolTip("Goes back without saving (Esc).")
        label = QLabel("Name")
        label.setBuddy(self.name)
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in (label, self.name, self.save_button, self.cancel_button):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.sentence)
        self._replace = False
        self.name.textEdited.connect(lambda: self._ask(""))
        self.name.returnPressed.connect(self.save_button.click)
        self.save_button.clicked.connect(
            lambda: self.named.emit(self.name.text().strip(), self._replace)
        )
        self.cancel_button.clicked.connect(self.hide)
        Escape(self).pressed.connect(self.hide)
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for a name, this one unless the person types another."""
        self._ask("")
        self.name.setText(name)
        self.show()
        self.name.setFocus()
        self.name.selectAll()

    def refuse(self, error: RecipeError) -> None:
        """Say why the name cannot be had; one that is taken can after another press."""
        sentence = capital(str(error))
        taken = isinstance(error, NameTakenError)
        self._ask(f"{sentence}; Replace puts this one in its place." if taken else f"{sentence}.")
        self._replace = taken
        self.save_button.setText("Replace" if taken else "Save")

    def _ask(self, sentence: str) -> None:
        self._replace = False
        self.save_button.setText("Save")
        self.sentence.say(sentence)


class RecipeBar(QWidget):
    """Names the recipe that is edited and carries it to files and back.

    ``saved``: under this key it can be found from now on. ``deleted``: what it was saved as is
    gone. ``imported``: another recipe, out of a file.
    """

    saved = Signal(str)
    deleted = Signal()
    imported = Signal(object)
    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe: Recipe | None = None
        self._key = ""
        self.title, self.strip, self.notice = NameLabel(), NameStrip(), Notice()
        self.save_button, self.reset_button = QPushButton(), QPushButton("Reset")
        self.save_button.clicked.connect(self._save)
        self.reset_button.setToolTip("Takes all changes back: the recipe is as it was chosen.")
        self.reset_button.clicked.connect(self.reset)
        self.menu_button = QToolButton()
        self.menu_button.setText("⋯")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu_button.setToolTip("Save under a name, delete, import or export the recipe.")
        self.menu_button.setAccessibleName("More to do with the recipe")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.menu_button.setMenu(menu)
        self.save_as_action = self._action(menu, "Save &as…", "Keep it under another name")
        self.delete_action = self._action(menu, "&Delete", "Delete the saved recipe; it stays here")
        menu.addSeparator()
        self.import_action = self._action(menu, "&Import…", "Take a recipe from a JSON file")
        self.export_action = self._action(menu, "&Export…", "Write the recipe to a JSON file")
        self.save_as_action.triggered.connect(self._save_as)
        self.delete_action.triggered.connect(self._delete)
        self.import_action.triggered.connect(self._import)
        self.export_action.triggered.connect(self._export)
        self.strip.named.connect(self._save_named)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.title, stretch=1)
        for button in (self.save_button, self.reset_button):
            button.setFixedWidth(button.fontMetrics().horizontalAdvance("Save…") + 20)
            line.addWidget(button)
        line.addWidget(self.menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.notice, self.strip):
            layout.addWidget(part)
        layout.insertLayout(1, line)

    @staticmethod
    def _action(menu: QMenu, text: str, tip: str) -> QAction:
        action = menu.addAction(text)
        action.setToolTip(f"{tip}.")
        return action

    def show_recipe(self, recipe: Recipe | None, key: str, title: str, *, changed: bool) -> None:
        """Show what is edited. ``recipe``: None while something is wrong with it."""
        self._recipe, self._key = recipe, key
        self.title.setText(title)
        self.title.setToolTip(title)
        own = key.startswith(SAVED)
        self.save_button.setText("Save" if own else "Save…")
        self.save_button.setToolTip(
            "Puts the changes into the saved recipe."
            if own
            else "Keeps the recipe under a name, so that the same can be learnt again."
        )
        self.save_button.setEnabled(recipe is not None and (changed or not key))
        self.save_as_action.setEnabled(recipe is not None)
        self.export_action.setEnabled(recipe is not None)
        self.delete_action.setEnabled(own)
        self.reset_button.setEnabled(changed)

    def say(self, error: RecipeError) -> None:
        """Say what cannot be done."""
        self.notice.say(f"{capital(str(error))}.")

    def _save(self) -> None:
        if self._key.startswith(SAVED):
            self._save_named(self._key.removeprefix(SAVED), True)
        else:
            self._save_as()

    def _save_as(self) -> None:
        if self._recipe is not None:
            self.strip.ask(self._recipe.name.removesuffix(CHANGED))

    def _save_named(self, name: str, replace: bool) -> None:
        if self._recipe is None:
            return
        try:
            kept = save_recipe(self._recipe, name, replace=replace)
        except RecipeError as error:
            if self.strip.isHidden():
                self.say(error)
            else:
                self.strip.refuse(error)
            return
        self.strip.hide()
        self.notice.hide()
        self.saved.emit(SAVED + kept)

    def _delete(self) -> None:
        try:
            delete_recipe(self._key.removeprefix(SAVED))
        except RecipeError as error:
            self.say(error)
        else:
            self.deleted.emit()

    def _import(self) -> None:
        dialog = QFileDialog(self, "Import a recipe", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._read)
        self._open(dialog)

    def _read(self, name: str) -> None:
        try:
            recipe = read_recipe(Path(name))
        except RecipeError as error:
            self.say(error)
        else:
            self.notice.hide()
            self.imported.emit(recipe)

    def _export(self) -> None:
        if self._recipe is None:
            return
        dialog = QFileDialog(self, "Export the recipe", "", FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)  # asks before it replaces a file
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile((safe_name(self._recipe.name) or "recipe") + SUFFIX)
        recipe = self._recipe
        dialog.fileSelected.connect(lambda name: self._write(recipe, Path(name)))
        self._open(dialog)

    def _write(self, recipe: Recipe, path: Path) -> None:
        try:
            write_recipe(recipe, path)
        except OSError as error:
            self.say(RecipeError(f"{path} cannot be written: {error.strerror or error}"))
        else:
            self.notice.hide()

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()  # returns at once: a run goes on meanwhile
