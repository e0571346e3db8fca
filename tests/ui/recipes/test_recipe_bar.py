"""digitpad.ui.recipes.recipe_bar: recipes are saved, named, deleted, imported and exported."""

import dataclasses
import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from digitpad.training.recipe import PRESETS, Recipe
from digitpad.training.saved_recipes import load_recipe, recipes_dir, save_recipe, saved_names
from digitpad.ui.recipes.recipe_editor import RecipeEditor

LEFT = Qt.MouseButton.LeftButton


def change(editor: RecipeEditor) -> None:
    QTest.keyClick(editor.form.controls["epochs"].widget, Qt.Key.Key_Up)


def save_as(editor: RecipeEditor, name: str) -> None:
    editor.bar.save_as_action.trigger()
    QTest.keyClicks(editor.bar.strip.name, name)  # what was there is selected
    QTest.keyClick(editor.bar.strip.name, Qt.Key.Key_Return)


def dialog_of(editor: RecipeEditor) -> QFileDialog:
    found = editor.findChild(QFileDialog)
    assert isinstance(found, QFileDialog)
    return found


def test_a_changed_preset_is_saved_under_a_name(editor: RecipeEditor, qtbot: QtBot) -> None:
    bar = editor.bar
    assert not bar.save_button.isEnabled()
    change(editor)
    assert bar.save_button.text() == "Save…"
    QTest.mouseClick(bar.save_button, LEFT)
    assert bar.strip.isVisible()
    assert bar.strip.name.text() == "Quick"
    QTest.keyClick(bar.strip.name, Qt.Key.Key_Return)
    assert bar.strip.sentence.text().startswith("Quick is a preset")
    QTest.keySequence(bar.strip.name, "Ctrl+A")
    QTest.keyClicks(bar.strip.name, "Longer")
    assert bar.strip.sentence.isHidden()
    with qtbot.waitSignal(editor.library_changed) as told:
        QTest.keyClick(bar.strip.name, Qt.Key.Key_Return)
    assert told.args == ["saved:Longer"]
    assert not bar.strip.isVisible()
    assert (editor.title, editor.key, editor.is_changed) == ("Longer", "saved:Longer", False)
    assert load_recipe("saved:Longer") == dataclasses.replace(
        PRESETS["quick"], name="Longer", epochs=13
    )


def test_a_saved_recipe_is_changed_and_saved_again(editor: RecipeEditor) -> None:
    change(editor)
    save_as(editor, "Longer")
    change(editor)
    assert editor.title == "Longer, changed"
    assert editor.bar.save_button.text() == "Save"
    QTest.mouseClick(editor.bar.save_button, LEFT)
    assert editor.title == "Longer"
    assert load_recipe("saved:Longer").epochs == 14


def test_a_name_that_is_taken_needs_a_second_press(editor: RecipeEditor) -> None:
    save_recipe(PRESETS["perceptron"], "Mine")
    change(editor)
    save_as(editor, "mine")
    strip = editor.bar.strip
    assert strip.sentence.text().startswith("There is a recipe Mine already; Replace")
    assert load_recipe("saved:Mine").hidden_units == ()
    assert strip.save_button.text() == "Replace"
    QTest.keyClicks(strip.name, "!")  # another name: the press would have meant the first
    assert strip.save_button.text() == "Save"
    QTest.keyClick(strip.name, Qt.Key.Key_Backspace)
    QTest.keyClick(strip.name, Qt.Key.Key_Return)
    QTest.mouseClick(strip.save_button, LEFT)
    assert load_recipe("saved:Mine").epochs == 13
    assert editor.title == "Mine"


def test_esc_takes_the_question_for_a_name_back(editor: RecipeEditor, qtbot: QtBot) -> None:
    cleared: list[None] = []
    clear = QShortcut(QKeySequence("Esc"), editor)  # as the window has one for the pad
    clear.activated.connect(lambda: cleared.append(None))
    editor.activateWindow()
    editor.bar.save_as_action.trigger()
    qtbot.waitUntil(editor.bar.strip.name.hasFocus)
    QTest.keyClick(editor.bar.strip.name, Qt.Key.Key_Escape)
    assert not editor.bar.strip.isVisible()
    assert not cleared
    editor.bar.menu_button.setFocus()
    QTest.keyClick(editor.bar.menu_button, Qt.Key.Key_Escape)
    assert cleared
    assert saved_names() == []


def test_a_deleted_recipe_stays_in_the_form(editor: RecipeEditor, qtbot: QtBot) -> None:
    assert not editor.bar.delete_action.isEnabled()  # a preset stays
    change(editor)
    save_as(editor, "Longer")
    with qtbot.waitSignal(editor.library_changed) as told:
        editor.bar.delete_action.trigger()
    assert told.args == [""]
    assert saved_names() == []
    assert (editor.title, editor.key) == ("Longer", "")
    QTest.mouseClick(editor.bar.save_button, LEFT)
    QTest.keyClick(editor.bar.strip.name, Qt.Key.Key_Return)
    assert saved_names() == ["Longer"]


def test_a_folder_that_cannot_be_written_is_told(editor: RecipeEditor, data_folder: Path) -> None:
    change(editor)
    save_as(editor, "Longer")
    (recipes_dir() / "Longer.json").unlink()
    recipes_dir().rmdir()
    recipes_dir().write_text("a file")
    change(editor)
    QTest.mouseClick(editor.bar.save_button, LEFT)
    assert "Longer.json cannot be written" in editor.bar.notice.sentence
    assert editor.title == "Longer, changed"


def test_an_export_is_imported_elsewhere(editor: RecipeEditor, tmp_path: Path) -> None:
    path = tmp_path / "for a friend.json"
    change(editor)
    exported = editor.recipe()
    editor.bar.export_action.trigger()
    dialog = dialog_of(editor)
    assert dialog.selectedFiles()[0].endswith("Quick, changed.json")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("for a friend")
    dialog.accept()
    assert json.loads(path.read_text(encoding="utf-8"))["epochs"] == 13
    editor.set_recipe(PRESETS["mnist_mlp"], "mnist_mlp")
    editor.bar._read(str(path))
    assert editor.recipe() == exported
    assert (editor.key, editor.title) == ("", "Quick, changed")
    assert editor.bar.save_button.isEnabled()


def test_a_file_to_import_is_chosen_in_a_dialog(
    editor: RecipeEditor, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"
    path.write_text('{"name": "One", "hidden_units": [1]}')
    editor.bar.import_action.trigger()
    dialog = dialog_of(editor)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(path.name)
    with qtbot.waitSignal(editor.bar.imported):
        dialog.accept()
    assert editor.recipe() == Recipe(name="One", hidden_units=(1,))


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "does not exist"),
        ("{", "not JSON"),
        ('{"learning_rte": 1}', "has no 'learning_rte'"),
        ('{"hidden_units": [0]}', "at least 1 unit"),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(
    editor: RecipeEditor, tmp_path: Path, content: str | None, wrong: str
) -> None:
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_text(content)
    editor.bar._read(str(path))
    assert wrong in editor.bar.notice.sentence
    assert str(path) in editor.bar.notice.sentence
    assert editor.recipe() == PRESETS["quick"]


def test_an_export_that_cannot_be_written_is_told(editor: RecipeEditor, tmp_path: Path) -> None:
    editor.bar._write(PRESETS["quick"], tmp_path / "missing" / "a.json")
    assert f"missing{os.sep}a.json cannot be written: No such" in editor.bar.notice.sentence
