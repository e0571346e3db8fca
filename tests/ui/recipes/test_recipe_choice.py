"""digitpad.ui.recipes.recipe_choice.

Presets, saved recipes and a changed one beside the Train button.
"""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.data.image_set import ImageSet
from digitpad.data.set_library import keep_set
from digitpad.training.recipe import PRESET_HELP, PRESETS, Recipe, RecipeError
from digitpad.training.saved_recipes import delete_recipe, recipes_dir, save_recipe
from digitpad.ui.app import open_settings
from digitpad.ui.recipes.recipe_choice import EDITED, RecipeChoice
from digitpad.ui.recipes.recipe_editor import RecipeEditor
from tests.tools import keep_samples


@pytest.fixture
def choice(qtbot: QtBot) -> RecipeChoice:
    made = RecipeChoice()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def editor(choice: RecipeChoice, qtbot: QtBot) -> RecipeEditor:
    made = RecipeEditor()
    qtbot.addWidget(made)
    choice.follow(made)
    return made


def texts(choice: RecipeChoice) -> list[str]:
    return [choice.itemText(index) for index in range(choice.count())]


def change(editor: RecipeEditor) -> None:
    QTest.keyClick(editor.form.controls["epochs"].widget, Qt.Key.Key_Up)


def test_the_presets_are_listed_and_explained(choice: RecipeChoice) -> None:
    assert texts(choice) == [recipe.name for recipe in PRESETS.values()]
    for key, recipe in PRESETS.items():
        index = choice.findData(key)
        tip = choice.itemData(index, Qt.ItemDataRole.ToolTipRole)
        assert tip == PRESET_HELP[key]
        choice.setCurrentIndex(index)
        assert (choice.currentData(), choice.key) == (key, key)
        assert choice.recipe() is recipe


def test_what_learns_from_own_samples_can_be_trained_once_there_are_some(
    choice: RecipeChoice, editor: RecipeEditor
) -> None:
    mine = dataclasses.replace(PRESETS["perceptron"], name="Mine", samples=100)
    save_recipe(mine, "Mine")
    assert choice.select("saved:Mine")
    assert editor.recipe() == mine  # and it can be edited
    for _ in range(2):
        with pytest.raises(RecipeError, match="there is no sample of yours yet to learn from"):
            choice.recipe()
    keep_samples(1)
    assert choice.recipe() == mine


def test_what_uses_a_data_set_can_be_trained_once_that_is_there(choice: RecipeChoice) -> None:
    mine = dataclasses.replace(PRESETS["perceptron"], data_set="mine", validation="data_set")
    save_recipe(mine, "Mine")
    assert choice.select("saved:Mine")
    with pytest.raises(RecipeError, match="there is no data set 'mine'"):
        choice.recipe()
    images, labels = np.ones((9, 28, 28), np.uint8), np.zeros(9, np.uint8)
    keep_set(ImageSet("mine", images, labels, images, labels), "mine")
    assert choice.recipe().data_set == "mine"


def test_saved_recipes_are_listed_when_somebody_looks(choice: RecipeChoice, qtbot: QtBot) -> None:
    save_recipe(PRESETS["perceptron"], "Mine")
    save_recipe(PRESETS["quick"], "also mine")
    choice.show()
    choice.showPopup()
    choice.hidePopup()
    assert texts(choice)[len(PRESETS) :] == ["", "also mine", "Mine"]
    with qtbot.waitSignal(choice.chosen) as chosen:
        assert choice.select("saved:Mine")
    assert chosen.args == ["saved:Mine"]
    assert choice.recipe().hidden_units == ()
    delete_recipe("Mine")
    with qtbot.waitSignal(choice.chosen) as chosen:
        choice.list_recipes()
    assert chosen.args == ["quick"]
    assert not choice.select("saved:Mine")


def test_the_keyboard_goes_through_all(choice: RecipeChoice, qtbot: QtBot) -> None:
    save_recipe(PRESETS["perceptron"], "Mine")
    choice.show()
    choice.activateWindow()
    choice.setFocus()
    qtbot.waitUntil(choice.hasFocus)
    QTest.keyClick(choice, Qt.Key.Key_End)
    assert choice.currentData() == "saved:Mine"
    QTest.keyClick(choice, Qt.Key.Key_Home)
    assert choice.currentData() == "quick"


def test_a_broken_file_is_told_when_it_is_to_be_trained(choice: RecipeChoice) -> None:
    recipes_dir().mkdir(parents=True)
    (recipes_dir() / "Broken.json").write_text("{")
    assert choice.select("saved:Broken")
    with pytest.raises(RecipeError, match=r"Broken\.json"):
        choice.recipe()


def test_a_changed_recipe_is_listed_and_chosen(choice: RecipeChoice, editor: RecipeEditor) -> None:
    change(editor)
    assert choice.currentText() == "Quick, changed"
    assert (choice.currentData(), choice.key) == (EDITED, "quick")
    assert choice.recipe() == editor.recipe()
    editor.bar.reset_button.click()
    assert texts(choice) == [recipe.name for recipe in PRESETS.values()]
    assert choice.currentData() == "quick"


def test_a_choice_fills_the_editor_and_changes_are_not_lost(
    choice: RecipeChoice, editor: RecipeEditor
) -> None:
    change(editor)
    edited = editor.recipe()
    choice.select("perceptron")
    assert (editor.recipe(), editor.key) == (PRESETS["perceptron"], "perceptron")
    assert "Quick, changed" in texts(choice)
    choice.select(EDITED)
    assert (editor.recipe(), editor.key, editor.title) == (edited, "quick", "Quick, changed")
    choice.select("quick")
    assert editor.recipe() == PRESETS["quick"]
    change(editor)
    assert texts(choice).count("Quick, changed") == 1


def test_what_cannot_work_cannot_be_trained(choice: RecipeChoice, editor: RecipeEditor) -> None:
    rate = editor.form.controls["learning_rate"].widget
    QTest.keySequence(rate, "Ctrl+A")
    QTest.keyClicks(rate, "0")
    with pytest.raises(RecipeError, match="Learning rate is 0"):
        choice.recipe()
    choice.select("mnist_mlp")
    assert choice.recipe() is PRESETS["mnist_mlp"]
    choice.select(EDITED)  # what was wrong is not kept
    assert "Learning rate is 0" in editor.bar.notice.sentence
    assert choice.currentData() == "mnist_mlp"
    assert EDITED not in [choice.itemData(index) for index in range(choice.count())]


def test_a_saved_recipe_is_chosen_and_a_deleted_one_is_not_lost(
    choice: RecipeChoice, editor: RecipeEditor
) -> None:
    change(editor)
    editor.bar.save_as_action.trigger()
    QTest.keyClicks(editor.bar.strip.name, "Longer")
    QTest.keyClick(editor.bar.strip.name, Qt.Key.Key_Return)
    assert choice.currentData() == "saved:Longer"
    assert texts(choice)[len(PRESETS) :] == ["", "Longer"]
    assert choice.recipe().epochs == 13
    editor.bar.delete_action.trigger()
    assert (choice.currentData(), choice.key, choice.currentText()) == (EDITED, "", "Longer")
    assert choice.recipe().epochs == 13


def test_a_broken_file_leaves_the_editor_as_it_is(
    choice: RecipeChoice, editor: RecipeEditor
) -> None:
    recipes_dir().mkdir(parents=True)
    (recipes_dir() / "Broken.json").write_text('{"hidden_units": [0]}')
    choice.select("saved:Broken")
    assert "Broken.json" in editor.bar.notice.sentence
    assert editor.recipe() == PRESETS["quick"]
    assert choice.currentData() == "quick"


def test_the_choice_is_there_again_at_the_next_start(qtbot: QtBot) -> None:
    save_recipe(PRESETS["perceptron"], "Mine")
    changed = Recipe(name="mnist_mlp, changed", epochs=3)

    def again() -> RecipeChoice:
        made = RecipeChoice()
        qtbot.addWidget(made)
        made.restore(open_settings())
        return made

    choice = again()
    assert choice.key == "quick"
    choice.select("saved:Mine")
    choice.save(open_settings())
    choice = again()
    assert choice.currentData() == "saved:Mine"
    choice.show_edited("mnist_mlp, changed", changed, "mnist_mlp")
    choice.save(open_settings())
    choice = again()
    assert (choice.currentText(), choice.key) == ("mnist_mlp, changed", "mnist_mlp")
    assert choice.recipe() == changed
    editor = RecipeEditor()
    qtbot.addWidget(editor)
    choice.follow(editor)
    assert (editor.recipe(), editor.title) == (changed, "mnist_mlp, changed")
    delete_recipe("Mine")
    choice.select("perceptron")
    choice.save(open_settings())
    assert again().currentData() == "perceptron"


@pytest.mark.parametrize("text", ["{", '{"epochs": 0}', '{"learning_rate": 1' + "0" * 400 + "}"])
def test_settings_that_make_no_sense_are_passed_over(choice: RecipeChoice, text: str) -> None:
    settings = open_settings()
    settings.setValue("preset", "of another version")
    settings.setValue("recipe", text)
    choice.restore(settings)
    assert choice.recipe() is PRESETS["quick"]
