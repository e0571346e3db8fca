"""digitpad.ui.actions: every action is named, explained, and has keys that no other has."""

from collections import Counter

from PySide6.QtWidgets import QMenu

from digitpad.training.recipe import PRESETS
from digitpad.ui.actions import Actions
from digitpad.ui.window import MainWindow
from tests.ui.conftest import draw_digit


def test_no_two_actions_share_keys(window: MainWindow) -> None:
    made = [value for value in vars(window.commands).values() if hasattr(value, "shortcuts")]
    made += window.commands.digits.actions()
    assert len(made) > 25
    keys = Counter(key.toString() for action in made for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_entries_of_a_menu_share_a_letter(window: MainWindow) -> None:
    menus = [action.menu() for action in window.menuBar().actions()]
    for menu in menus:
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions()]
        letters = Counter(text.partition("&")[2][:1].lower() for text in texts if "&" in text)
        assert [letter for letter, count in letters.items() if count > 1] == [], menu.title()


def test_every_action_says_what_it_does(window: MainWindow) -> None:
    made = [value for value in vars(window.commands).values() if hasattr(value, "shortcuts")]
    for action in [*made, *window.commands.presets, *window.commands.digits.actions()]:
        assert len(action.toolTip()) > 10, action.text()


def test_the_train_menu_has_every_preset_and_trains_it(window: MainWindow) -> None:
    names = [action.text() for action in window.commands.presets]
    assert names == [f"Train {recipe.name}" for recipe in PRESETS.values()]
    asked: list[str] = []
    actions = Actions(window)
    actions.preset_chosen.connect(asked.append)
    for action in actions.presets:
        action.trigger()
    assert asked == list(PRESETS)


def test_what_a_run_needs_can_be_done_only_while_it_goes(window: MainWindow) -> None:
    actions = window.commands
    assert actions.train.isEnabled()
    assert not any(action.isEnabled() for action in (actions.pause, actions.stop, actions.more))
    actions.enable(training=True, has_run=True)
    assert not actions.train.isEnabled()
    assert all(action.isEnabled() for action in (actions.pause, actions.stop, actions.more))


def test_each_digit_has_its_key_once_something_is_drawn(window: MainWindow) -> None:
    actions = window.commands
    assert [a.shortcut().toString() for a in actions.digits.actions()] == list("0123456789")
    assert not any(action.isEnabled() for action in actions.digits.actions())
    draw_digit(window.canvas, 7)
    assert all(action.isEnabled() for action in actions.digits.actions())
    window.canvas.clear()
    assert not any(action.isEnabled() for action in actions.digits.actions())


def test_the_menus_have_what_is_done_with_files(window: MainWindow) -> None:
    actions, bar = window.commands, window.menuBar()
    file, edit = (action.menu() for action in bar.actions()[:2])
    assert isinstance(file, QMenu)
    assert isinstance(edit, QMenu)
    names = [each.text() for each in file.actions() if each.text()]
    assert names == [
        "&Open…",
        "Open a &folder…",
        "Open &recent",
        "&Save drawing as…",
        "Save 28×28 &input as…",
        "&Quit",
    ]
    assert {actions.copy, actions.paste} <= set(edit.actions())
    assert actions.open.shortcut().toString() == "Ctrl+O"
    assert actions.options.shortcut().toString() == "Ctrl+,"
