"""digitpad.training.saved_recipes: what a person saves stays, and a bad file is told by name."""

import dataclasses
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.recipe import PRESETS, Recipe, RecipeError
from digitpad.training.saved_recipes import (
    NameTakenError,
    delete_recipe,
    load_recipe,
    read_recipe,
    recipes_dir,
    save_recipe,
    saved_names,
    write_recipe,
)

DEEP = Recipe(name="Quick, changed", hidden_units=(300, 200, 100), learning_rate=3e-3)


def test_a_saved_recipe_is_listed_and_read_again() -> None:
    assert saved_names() == []
    assert save_recipe(DEEP, "Deep") == "Deep"
    assert save_recipe(DEEP, "afterwards") == "afterwards"
    assert saved_names() == ["afterwards", "Deep"]
    assert load_recipe("saved:Deep") == dataclasses.replace(DEEP, name="Deep")
    delete_recipe("Deep")
    delete_recipe("Deep")  # gone already: what the person wanted
    assert saved_names() == ["afterwards"]


def test_a_preset_is_found_by_its_key() -> None:
    assert load_recipe("quick") is PRESETS["quick"]


@pytest.mark.parametrize("key", ["", "slow", "saved:", "saved:../settings", "saved:gone"])
def test_a_key_of_nothing_is_refused(key: str) -> None:
    (recipes_dir().parent).mkdir(parents=True)
    write_recipe(DEEP, recipes_dir().parent / "settings.json")
    with pytest.raises(RecipeError):
        load_recipe(key)


def test_a_recipe_is_replaced_only_when_the_person_says_so() -> None:
    save_recipe(DEEP, "Deep")
    for name in ("Deep", "DEEP", " deep. "):
        with pytest.raises(NameTakenError, match="there is a recipe Deep already"):
            save_recipe(Recipe(), name)
    assert load_recipe("saved:Deep").hidden_units == DEEP.hidden_units
    assert save_recipe(Recipe(), "deep", replace=True) == "Deep"
    assert load_recipe("saved:Deep").hidden_units == (512, 512)
    assert saved_names() == ["Deep"]


def test_a_file_that_was_renamed_has_its_new_name() -> None:
    save_recipe(DEEP, "Deep")
    (recipes_dir() / "Deep.json").rename(recipes_dir() / "Deeper.json")
    assert load_recipe("saved:Deeper").name == "Deeper"


@pytest.mark.parametrize("name", ["", " . ", "///", "Quick", "MNIST_MLP"])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    with pytest.raises(RecipeError, match="name"):
        save_recipe(DEEP, name)
    assert not recipes_dir().exists()


@given(name=st.text(max_size=40))
def test_whatever_the_name_a_saved_recipe_is_found_again(name: str) -> None:
    try:
        kept = save_recipe(DEEP, name, replace=True)
    except RecipeError as error:
        assert "name" in str(error)
    else:
        assert kept in saved_names()
        assert load_recipe(f"saved:{kept}") == dataclasses.replace(DEEP, name=kept)


def test_a_folder_that_cannot_be_written_is_told(data_folder: Path) -> None:
    data_folder.write_text("a file where the folder should be")
    with pytest.raises(RecipeError, match=r"Deep\.json cannot be written"):
        save_recipe(DEEP, "Deep")
    assert saved_names() == []


def test_an_export_is_plain_json_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "anywhere.json"
    path.write_text("old")
    write_recipe(DEEP, path)
    assert json.loads(path.read_text(encoding="utf-8"))["hidden_units"] == [300, 200, 100]
    assert read_recipe(path) == DEEP
    assert [file.name for file in tmp_path.glob("*.json")] == [path.name]


def test_a_file_written_by_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "notepad.json"
    path.write_text("{}", encoding="utf-8-sig")
    assert read_recipe(path) == Recipe()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "not JSON"),
        (b"\x89PNG\r\n\x1a\n\xff", "is not text"),
        (b"[1, 2]", "a JSON object"),
        (b" " * 100_001, "more than 100,000 bytes"),
        (b'{"learning_rte": 0.1}', "has no 'learning_rte'"),
        (b'{"learning_rate": "fast"}', "learning_rate is 'fast'"),
        (b'{"learning_rate": 1' + b"0" * 400 + b"}", "cannot be used"),
        (b'{"hidden_units": [0]}', "hidden_units is 0"),
        (b'{"hidden_units": [' + b"9, " * 100 + b"9]}", "more than 100 layers"),
        (b'{"examples": 0}', "examples is 0"),
        (b'{"activation": "' + b"x" * 9_000 + b'"}', "activation is 'xx"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, wrong: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match=wrong) as caught:
        read_recipe(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    assert len(sentence) < 500 + len(str(path))


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="does not exist"):
        read_recipe(tmp_path / "missing.json")
    with pytest.raises(RecipeError, match="is not a file"):
        read_recipe(tmp_path)
    with pytest.raises(RecipeError, match=r"cannot be read|does not exist"):
        read_recipe(Path("a\0b.json"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text("{}")
    path.chmod(0)
    with pytest.raises(RecipeError, match=r"secret\.json cannot be read: Permission denied"):
        read_recipe(path)
