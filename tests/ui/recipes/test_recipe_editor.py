"""digitpad.ui.recipes.recipe_editor.

Every recipe can be made, and what cannot work is told at once.
"""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from digitpad.data.image_set import ImageSet
from digitpad.data.set_library import keep_set
from digitpad.training.preview import PREVIEWED
from digitpad.training.recipe import MNIST_TRAIN, PRESETS, Recipe
from digitpad.training.saved_recipes import save_recipe
from digitpad.ui.recipes.recipe_editor import RecipeEditor
from digitpad.ui.recipes.recipe_help import GROUPS, LABELS, TIPS
from digitpad.ui.recipes.whole_or_part import ConvolutionsField, ExamplesField
from tests.tools import keep_samples

LEFT = Qt.MouseButton.LeftButton


def field(editor: RecipeEditor, name: str) -> Any:
    return editor.form.controls[name].widget


def type_into(widget: QWidget, text: str) -> None:
    QTest.keySequence(widget, "Ctrl+A")
    QTest.keyClicks(widget, text)


# any recipe


def recipes() -> st.SearchStrategy[Recipe]:
    """Recipes that can work and fit into any machine's memory."""
    shares = st.just(0.0) | st.floats(1e-290, 1, exclude_max=True)
    known = {one.name: one for one in dataclasses.fields(Recipe)}
    parts = {
        "name": st.text(max_size=20),
        "hidden_units": st.lists(st.integers(1, 300), max_size=4).map(tuple),
        "convolutions": st.sampled_from([(), PRESETS["shipped"].convolutions]),
        "activation": st.sampled_from(["relu", "gelu", "sigmoid"]),
        "dropout": shares,
        "batch_normalization": st.booleans(),
        "optimizer": st.sampled_from(["sgd", "rmsprop", "adam", "adamw"]),
        "learning_rate": st.floats(1e-290, 10),
        "momentum": shares,
        "schedule": st.sampled_from(["constant", "cosine", "one_cycle"]),
        "weight_decay": st.floats(0, 1),
        "label_smoothing": shares,
        "ema_momentum": shares,
        "deformation": st.floats(1e-290, 3),
        "undeformed": shares,
        "batch_size": st.integers(1, 1_000),
        "epochs": st.integers(1, 100_000),
        "validation": st.sampled_from(["test", "split", "data_set"]),
        "held_back": st.integers(1, 50_000),
        "early_stopping": st.integers(0, 100_000),
        "examples": st.none() | st.integers(1_000, 10_000),
        "hands": st.integers(0, 50_000),
        "non_digits": st.integers(0, 50_000),
        "samples": st.integers(0, 50_000),
        "data_set": st.sampled_from(["mine", "/no/where/digits.csv", "a/b"]),
        "pictures": st.integers(0, 50_000),
        "seed": st.integers(0, 2**32 - 1),
    }
    assert parts.keys() == known.keys()
    return st.builds(Recipe, **parts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_any_recipe_comes_back_as_it_was(hidden: RecipeEditor, recipe: Recipe) -> None:
    hidden.set_recipe(recipe)
    assert hidden.problem == ""
    assert Recipe(**hidden.form.values()) == recipe
    assert hidden.recipe() == recipe
    assert not hidden.is_changed


@pytest.fixture(scope="module")
def hidden(qapp: QApplication) -> RecipeEditor:
    return RecipeEditor()


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_fills_the_form(editor: RecipeEditor, qtbot: QtBot, key: str) -> None:
    with qtbot.waitSignal(editor.changed):
        editor.set_recipe(PRESETS[key], key)
    assert editor.recipe() == PRESETS[key]
    assert (editor.title, editor.key, editor.is_changed) == (PRESETS[key].name, key, False)
    assert f"{PRESETS[key].parameters:,} weights, about " in editor.facts.text()
    assert "GB while it trains" in editor.facts.text()


# changes


def test_a_changed_preset_says_so_until_it_is_reset(editor: RecipeEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.changed):
        QTest.keyClick(field(editor, "epochs"), Qt.Key.Key_Up)
    recipe = editor.recipe()
    assert recipe is not None
    assert (recipe.name, recipe.epochs) == ("Quick, changed", 13)
    assert editor.bar.title.text() == "Quick, changed"
    QTest.mouseClick(editor.bar.reset_button, LEFT)
    assert editor.recipe() == PRESETS["quick"]
    assert editor.bar.title.text() == "Quick"
    assert not editor.bar.reset_button.isEnabled()
    QTest.keyClick(field(editor, "epochs"), Qt.Key.Key_Up)
    QTest.keyClick(field(editor, "epochs"), Qt.Key.Key_Down)
    assert not editor.is_changed  # back by hand


def test_a_changed_recipe_is_shown_beside_what_it_was(editor: RecipeEditor) -> None:
    changed = dataclasses.replace(PRESETS["perceptron"], name="Perceptron, changed", epochs=3)
    editor.set_recipe(changed, "perceptron")
    assert editor.recipe() == changed
    assert (editor.is_changed, editor.title) == (True, "Perceptron, changed")
    QTest.mouseClick(editor.bar.reset_button, LEFT)
    assert editor.recipe() == PRESETS["perceptron"]


def test_layers_are_added_down_to_the_perceptron_and_back(editor: RecipeEditor) -> None:
    editor.set_recipe(PRESETS["mnist_mlp"], "mnist_mlp")
    layers = field(editor, "hidden_units")
    for _ in range(2):
        QTest.mouseClick(layers.removers[0], LEFT)
    recipe = editor.recipe()
    assert recipe is not None
    assert recipe.hidden_units == ()
    assert "7,850 weights" in editor.facts.text()
    for name in ("dropout", "activation", "batch_normalization"):
        assert not field(editor, name).isEnabled()
    QTest.mouseClick(layers.add_button, LEFT)
    assert editor.recipe() is not None
    assert "407,050 weights" in editor.facts.text()
    assert field(editor, "dropout").isEnabled()


def test_what_has_no_effect_cannot_be_set(editor: RecipeEditor) -> None:
    optimizer, validation = field(editor, "optimizer"), field(editor, "validation")
    assert not field(editor, "momentum").isEnabled()
    QTest.keyClick(optimizer, Qt.Key.Key_Home)
    assert optimizer.currentData() == "sgd"
    assert field(editor, "momentum").isEnabled()
    assert field(editor, "held_back").isEnabled()
    QTest.keyClick(validation, Qt.Key.Key_Home)
    assert validation.currentData() == "test"
    assert not field(editor, "held_back").isEnabled()
    type_into(field(editor, "deformation"), "0")
    assert not field(editor, "undeformed").isEnabled()


def test_convolutions_are_kept_or_left_out(editor: RecipeEditor) -> None:
    line = field(editor, "convolutions")
    assert isinstance(line, ConvolutionsField)
    editor.set_recipe(PRESETS["mnist_mlp"], "mnist_mlp")
    assert not line.isVisible()
    editor.set_recipe(PRESETS["shipped"], "shipped")
    assert line.isVisible()
    QTest.keyClick(line.box, Qt.Key.Key_Space)
    recipe = editor.recipe()
    assert recipe is not None
    assert recipe.convolutions == ()
    QTest.keyClick(line.box, Qt.Key.Key_Space)
    assert editor.recipe() == PRESETS["shipped"]


def test_how_much_of_mnist_follows_what_is_held_back(editor: RecipeEditor) -> None:
    examples = field(editor, "examples")
    assert isinstance(examples, ExamplesField)
    assert examples.count.text() == "55,000"
    type_into(field(editor, "held_back"), "10000")
    assert examples.count.text() == "50,000"
    assert editor.form.values()["examples"] is None
    QTest.mouseClick(examples.all, LEFT, pos=examples.all.rect().center() / 2)
    type_into(examples.count, "20000")
    recipe = editor.recipe()
    assert recipe is not None
    assert recipe.examples == 20_000
    assert editor.form.shares["mnist"].text() == f"{recipe.shares['mnist']:.0%}"
    examples.all.setChecked(True)
    assert examples.count.value() == MNIST_TRAIN - 10_000


def test_the_preview_follows_the_data(editor: RecipeEditor, qtbot: QtBot) -> None:
    editor.set_recipe(dataclasses.replace(PRESETS["quick"], examples=0, hands=5_000, non_digits=0))
    view = editor.form.preview
    qtbot.waitUntil(lambda: [one.kind for one in view.pictures] == ["hands"] * PREVIEWED)
    first = [picture.image.tobytes() for picture in view.pictures]
    QTest.mouseClick(editor.form.more_button, LEFT)
    qtbot.waitUntil(lambda: view.pictures[-1].image.tobytes() != first[-1])


# own samples


def test_where_there_are_no_own_samples_it_is_said_at_the_field_until_there_are(
    editor: RecipeEditor, qtbot: QtBot
) -> None:
    sentence = editor.form.sentences["samples"]
    assert not sentence.isVisible()
    type_into(field(editor, "samples"), "500")
    assert sentence.text().startswith("There is no sample of yours yet to learn from; draw a ")
    assert sentence.isVisible()
    recipe = editor.recipe()
    assert recipe is not None  # it can be saved, and trained where there are some
    assert (recipe.samples, editor.problem) == (500, "")
    assert editor.form.shares["samples"].text() == f"{recipe.shares['samples']:.0%}"
    preview = editor.form.preview
    qtbot.waitUntil(lambda: len(preview.pictures) == PREVIEWED)
    type_into(field(editor, "samples"), "50000")
    qtbot.waitUntil(lambda: not preview.pictures[-1].image.any())
    keep_samples(1)  # in another window, say
    qtbot.waitUntil(sentence.isHidden)
    qtbot.waitUntil(lambda: bool(preview.pictures[-1].image.any()))
    type_into(field(editor, "samples"), "0")
    assert sentence.isHidden()


# data sets


def keep(name: str, count: int) -> Path:
    """Keep white squares as a data set, a sixth of which tests."""
    images, labels = np.zeros((count, 28, 28), np.uint8), np.zeros(count, np.uint8)
    images[:, 4:24, 4:24] = 255
    return keep_set(ImageSet(name, images, labels, images[:0], labels[:0]), name)


def test_a_data_set_that_is_chosen_is_learnt_from_once_in_an_epoch(
    editor: RecipeEditor, qtbot: QtBot
) -> None:
    keep("small", 600)
    keep("large", 6_000)  # the newest is the first
    chooser, pictures = field(editor, "data_set"), field(editor, "pictures")
    assert not pictures.isEnabled()
    chooser.setFocus()
    for name, count in (("large", 5_000), ("small", 500)):
        with qtbot.waitSignal(editor.changed):
            QTest.keyClick(chooser, Qt.Key.Key_Down)
        recipe = editor.recipe()
        assert recipe is not None
        assert (recipe.data_set, recipe.pictures) == (name, count)
        assert pictures.isEnabled()
        assert editor.form.shares["pictures"].text() == f"{recipe.shares['pictures']:.0%}"
    type_into(pictures, "20000")

    def squares() -> list[bool]:
        shown = editor.form.preview.pictures
        return [bool(one.image.any()) for one in shown if one.kind == "pictures"]

    qtbot.waitUntil(lambda: len(squares()) > 2 and all(squares()))
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert pictures.value() == 20_000  # as the person wants
    QTest.keyClick(chooser, Qt.Key.Key_Home)
    recipe = editor.recipe()
    assert recipe is not None
    assert (recipe.data_set, recipe.pictures, pictures.isEnabled()) == ("", 0, False)


def test_what_is_wrong_with_a_data_set_is_said_at_the_field_until_it_is_there(
    editor: RecipeEditor, qtbot: QtBot
) -> None:
    recipe = Recipe(data_set="mine", pictures=500)
    editor.set_recipe(recipe)
    sentence = editor.form.sentences["data_set"]
    qtbot.waitUntil(sentence.isVisible)
    assert sentence.text().startswith("There is no data set 'mine': none is kept under that name")
    assert (editor.recipe(), editor.problem) == (recipe, "")  # others may have it
    path = keep("mine", 600)  # in another window, say
    qtbot.waitUntil(sentence.isHidden)
    path.write_bytes(b"damaged")
    qtbot.waitUntil(sentence.isVisible)
    assert "mine.npz" in sentence.text()


def test_validation_on_a_data_set_needs_one(editor: RecipeEditor, qtbot: QtBot) -> None:
    keep("mine", 600)
    QTest.keyClick(field(editor, "validation"), Qt.Key.Key_End)
    assert editor.recipe() is None
    assert editor.form.sentences["data_set"].text() == editor.problem
    assert editor.problem == "Choose a data set to learn from its pictures, or to validate on them."
    field(editor, "data_set").setFocus()
    QTest.keyClick(field(editor, "data_set"), Qt.Key.Key_Down)
    recipe = editor.recipe()
    assert recipe is not None
    assert (recipe.validation, recipe.data_set) == ("data_set", "mine")
    assert not field(editor, "held_back").isEnabled()


def test_a_data_sets_pictures_are_counted_in_the_memory(
    editor: RecipeEditor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("mine", 600)
    recipe = Recipe(data_set="mine", pictures=500)
    from digitpad.training import memory

    real, needed = psutil.virtual_memory(), memory.memory_needed(recipe)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: real._replace(total=needed))
    editor.set_recipe(recipe)
    qtbot.waitUntil(lambda: editor.recipe() is None)
    assert "of memory, but this machine has" in editor.problem


def test_the_data_sets_can_be_asked_for(editor: RecipeEditor, qtbot: QtBot) -> None:
    chooser = field(editor, "data_set")
    chooser.showPopup()
    with qtbot.waitSignal(editor.data_sets_requested):
        QTest.keyClick(chooser.view(), Qt.Key.Key_End)
        QTest.keyClick(chooser.view(), Qt.Key.Key_Return)


# what cannot work


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "Learning rate is 0.0, but it must be above 0, at most 10."),
        ("fast", "Learning rate is 'fast', but it must be a number."),
        ("", "Learning rate is '', but it must be a number."),
        ("-1", "Learning rate is -1.0, but it must be above 0, at most 10."),
        ("nan", "Learning rate is nan, but it must be above 0, at most 10."),
        ("1e999", "Learning rate is inf, but it must be above 0, at most 10."),
    ],
)
def test_a_learning_rate_that_cannot_work_is_told_at_the_control(
    editor: RecipeEditor, qtbot: QtBot, text: str, sentence: str
) -> None:
    rate = field(editor, "learning_rate")
    QTest.keyClick(rate, Qt.Key.Key_Backspace)
    type_into(rate, text or "x")
    if not text:
        QTest.keyClick(rate, Qt.Key.Key_Backspace)
    assert editor.recipe() is None
    assert editor.problem == sentence
    assert editor.form.sentences["learning_rate"].text() == sentence
    assert editor.form.sentences["learning_rate"].isVisible()
    assert editor.sentence.isVisible()
    assert not editor.summary_button.isEnabled()
    assert editor.is_changed
    type_into(rate, "3e-3")
    recipe = editor.recipe()
    assert recipe is not None
    assert (editor.problem, recipe.learning_rate) == ("", 0.003)
    assert not editor.form.sentences["learning_rate"].isVisible()


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"dropout": 1.0}, "dropout", "Dropout is 1.0, but it must be from 0 to below 1."),
        ({"seed": "4294967296"}, "seed", "Seed is 4294967296, but it must be from 0 to "),
        ({"weight_decay": 2}, "weight_decay", "Weight decay is 2.0, but it must be from 0 to 1."),
        (
            {"examples": 0, "hands": 0, "non_digits": 9},
            "examples",
            "MNIST images are 0, but they must be above 0",
        ),
        ({"examples": 56_000}, "examples", "MNIST images are 56000, but they must be from 0"),
        ({"batch_size": 500_000}, "batch_size", "Batch size is 500000, but it must be from 1 to "),
        ({"hidden_units": (60_000, 60_000)}, "hidden_units", "The layers have too many weights"),
    ],
)
def test_what_cannot_work_is_told_in_one_sentence(
    editor: RecipeEditor, values: dict[str, Any], name: str, sentence: str
) -> None:
    for key, value in values.items():
        if isinstance(value, str):
            type_into(field(editor, key), value)
        else:
            editor.form.controls[key].set_value(value)
            field(editor, "hidden_units").changed.emit()  # layers that the program adds are silent
    assert editor.recipe() is None
    assert editor.problem.startswith(sentence)
    assert editor.problem.endswith(".")
    assert editor.form.sentences[name].text() == editor.problem
    QTest.mouseClick(editor.bar.reset_button, LEFT)
    assert editor.problem == ""


def test_what_does_not_fit_into_memory_is_told(
    editor: RecipeEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitpad.training import memory

    monkeypatch.setattr(memory, "BASE", 10**15)  # as if the machine were a smaller one
    QTest.keyClick(field(editor, "epochs"), Qt.Key.Key_Up)
    assert editor.recipe() is None
    assert editor.problem.startswith("Training this network takes about 1000000.")
    assert "weights, about 1000000." in editor.facts.text()


# by keyboard, by ear, in a narrow dock


def test_each_field_has_a_name_and_says_what_it_does(editor: RecipeEditor) -> None:
    assert [name for names in GROUPS.values() for name in names] == list(LABELS)
    assert LABELS.keys() == TIPS.keys() == editor.form.controls.keys()
    assert LABELS.keys() == {one.name for one in dataclasses.fields(Recipe)} - {"name"}
    for name, tip in TIPS.items():
        assert field(editor, name).toolTip() == tip
        assert tip.endswith(".") and tip.count(".") - tip.count("0.") == 1, name
        assert field(editor, name).accessibleName() == LABELS[name]
    for kind in (QAbstractButton, QComboBox):
        for widget in editor.findChildren(kind):
            if widget.isVisible():
                parents = [widget, widget.parentWidget()]
                assert any(part.toolTip() for part in parents if part), widget
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_tab_key_goes_through_the_form_from_top_to_bottom(editor: RecipeEditor) -> None:
    editor.activateWindow()
    editor.bar.menu_button.setFocus()
    reached: list[str] = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        for name, control in editor.form.controls.items():
            if control.widget is widget or control.widget.isAncestorOf(widget):
                reached.append(name)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        if widget is editor.summary_button:
            break
    enabled = [
        name
        for names in GROUPS.values()
        for name in names
        if field(editor, name).isEnabled() and field(editor, name).isVisible()
    ]
    assert list(dict.fromkeys(reached)) == enabled


@pytest.mark.parametrize("key", PRESETS)
def test_nothing_is_cut_off_in_a_narrow_dock(editor: RecipeEditor, key: str) -> None:
    editor.set_recipe(PRESETS[key], key)
    editor.resize(320, 300)
    assert editor.width() == 320
    assert editor.height() == 300
    QApplication.processEvents()
    viewport = editor.form.parentWidget()
    assert viewport is not None
    assert editor.form.width() <= viewport.width()


# Keras' summary


def test_the_summary_is_asked_for_and_shown_beside_the_pad(
    editor: RecipeEditor, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(editor.summary_requested) as asked:
        QTest.mouseClick(editor.summary_button, LEFT)
    assert asked.args == [PRESETS["quick"]]
    view = editor._summary
    assert view is not None
    assert view.text.toPlainText() == "Keras builds the network…"
    editor.show_summary("Model: quick\n dense (Dense)  401,920")
    assert "401,920" in view.text.toPlainText()
    assert view.isVisible()
    assert not view.isModal()
    assert view.text.isReadOnly()
    assert view.windowTitle() == "Keras' summary of Quick"
    QTest.keyClick(view.text, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_a_saved_recipe_that_is_gone_is_compared_with_itself(
    editor: RecipeEditor, data_folder: Path
) -> None:
    editor.set_recipe(PRESETS["perceptron"], "saved:Gone")
    assert (editor.key, editor.is_changed) == ("", False)
    save_recipe(PRESETS["perceptron"], "Here")
    editor.set_recipe(dataclasses.replace(PRESETS["perceptron"], epochs=1), "saved:Here")
    assert (editor.key, editor.title) == ("saved:Here", "Here, changed")
