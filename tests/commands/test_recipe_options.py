"""digitpad.commands.recipe_options: each field can be given, and what is wrong is told."""

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitpad.commands.recipe_options import HELP, add_recipe_options, given_changes, recipe_from
from digitpad.data.image_set import ImageSet
from digitpad.data.set_library import keep_set
from digitpad.problem import Problem
from digitpad.training.recipe import DEFAULT_PRESET, PRESETS, Recipe
from digitpad.training.saved_recipes import save_recipe, write_recipe


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_recipe_options(parser)
    return parser.parse_args(given)


def recipe(*given: str) -> Recipe:
    return recipe_from(parsed(*given))


def problem(*given: str) -> str:
    with pytest.raises(Problem) as caught:
        recipe(*given)
    assert "\n" not in str(caught.value)
    return str(caught.value)


OPTIONS: dict[str, tuple[str, Any]] = {
    "hidden_units": ("--hidden-units 30 20", (30, 20)),
    "convolutions": ("--convolutions 8x6/2 16x4/2", ((8, 6, 2), (16, 4, 2))),
    "activation": ("--activation tanh", "tanh"),
    "dropout": ("--dropout 0.5", 0.5),
    "batch_normalization": ("--no-batch-normalization", False),
    "optimizer": ("--optimizer sgd", "sgd"),
    "learning_rate": ("--learning-rate 1e-2", 0.01),
    "momentum": ("--momentum 0", 0.0),
    "schedule": ("--schedule one_cycle", "one_cycle"),
    "weight_decay": ("--weight-decay 0.1", 0.1),
    "label_smoothing": ("--label-smoothing 0.1", 0.1),
    "ema_momentum": ("--ema-momentum 0", 0.0),
    "deformation": ("--deformation 0", 0.0),
    "undeformed": ("--undeformed 1", 1.0),
    "batch_size": ("--batch-size 100", 100),
    "epochs": ("--epochs 3", 3),
    "validation": ("--validation test", "test"),
    "held_back": ("--held-back 70", 70),
    "early_stopping": ("--early-stopping 4", 4),
    "examples": ("--examples 1000", 1_000),
    "hands": ("--hands 0", 0),
    "non_digits": ("--non-digits 1", 1),
    "samples": ("--samples 500", 500),
    "pictures": ("--pictures 300", 300),
    "seed": ("--seed 4294967295", 2**32 - 1),
}


def test_every_field_but_the_name_has_an_option() -> None:
    fields = {field.name for field in dataclasses.fields(Recipe)} - {"name"}
    assert fields == set(HELP) == {*OPTIONS, "data_set"}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_changes_its_field_and_no_other(name: str) -> None:
    given, value = OPTIONS[name]
    assert value != getattr(PRESETS["quick"], name)
    assert list(given_changes(parsed(*given.split()))) == [name]
    base = dataclasses.replace(PRESETS["quick"], data_set="mine" if name == "pictures" else "")
    more = ("--data-set", "mine") if name == "pictures" else ()
    assert recipe(*given.split(), *more) == dataclasses.replace(base, **{name: value})


def test_a_data_set_is_named_or_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    use = ("--pictures", "300", "--data-set")
    assert recipe(*use, "mine").data_set == "mine"  # said where it is read, if there is none
    (tmp_path / "mine").mkdir()
    assert recipe(*use, "mine").data_set == str(tmp_path / "mine")
    path = tmp_path / "recipe.json"
    write_recipe(Recipe(data_set="mine", validation="data_set"), path)
    assert recipe("--recipe", str(path)).data_set == str(tmp_path / "mine")
    images, labels = np.ones((9, 28, 28), np.uint8), np.zeros(9, np.uint8)
    keep_set(ImageSet("", images, labels, images, labels), "mine")
    assert recipe(*use, "mine").data_set == "mine"
    assert recipe(*use, "mine/").data_set == str(tmp_path / "mine")


def test_a_data_set_and_what_it_is_for_go_together() -> None:
    watched = recipe("--data-set", "mine", "--validation", "data_set")
    assert (watched.data_set, watched.validation, watched.pictures) == ("mine", "data_set", 0)
    assert problem("--data-set", "mine") == (
        "--data-set goes with --pictures N, so many of its pictures in each epoch, or with "
        "--validation data_set"
    )
    assert "data_set is '', but it must be" in problem("--pictures", "9")
    assert "data_set is '', but it must be" in problem("--validation", "data_set")


def test_no_hidden_layers_and_no_convolutions_can_be_given() -> None:
    bare = recipe("--hidden-units", "--convolutions")
    assert (bare.hidden_units, bare.convolutions) == ((), ())


def test_without_options_it_is_the_default_preset() -> None:
    assert recipe() == PRESETS[DEFAULT_PRESET]
    assert recipe("--preset", "MNIST_mlp") == PRESETS["mnist_mlp"]


def test_a_saved_recipe_is_found_by_its_name() -> None:
    save_recipe(Recipe(hidden_units=(7,)), "Seven")
    assert recipe("--preset", "Seven", "--epochs", "2") == Recipe("Seven", (7,), epochs=2)
    assert problem("--preset", "Eight").endswith("perceptron, shipped, Seven")


@pytest.mark.parametrize("name", ["deep", "", "saved:Seven", "../Seven"])
def test_a_preset_that_is_none_is_told(name: str) -> None:
    assert problem("--preset", name).startswith(f"there is no preset {name!r}; there are quick, ")


def test_a_recipe_in_a_file_is_changed_by_options(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    write_recipe(Recipe("Mine", (9,), dropout=0.4), path)
    assert recipe("--recipe", str(path)) == Recipe("Mine", (9,), dropout=0.4)
    assert recipe("--recipe", str(path), "--dropout", "0") == Recipe("Mine", (9,), dropout=0.0)
    path.write_text('{"epochs": 3}')  # what is not told is as in the post
    assert recipe("--recipe", str(path)) == Recipe(epochs=3)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "does not exist"),
        ("{", "this is not JSON"),
        (json.dumps({"epochz": 3}), "a recipe has no 'epochz'"),
        (json.dumps({"epochs": 0}), "epochs is 0"),
    ],
)
def test_a_file_that_is_no_recipe_is_told_by_name(
    content: str | None, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_text(content)
    sentence = problem("--recipe", str(path))
    assert sentence.startswith(str(path))
    assert wrong in sentence


@pytest.mark.parametrize("text", ["8x", "8x6", "8x6/2/2", "x6/2", "axb/c", "8X6/2", "8x6/²", ""])
def test_a_convolution_that_is_not_understood_is_told_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentError) as caught:
        parsed("--convolutions", text)
    assert str(caught.value) == (
        f"argument --convolutions: {text!r} is not MAPSxSIDE/STRIDE: 8x6/2 are 8 maps, each of a "
        "kernel 6 wide that moves 2 at a time"
    )


def test_a_slice_smaller_than_a_batch_is_one_batch() -> None:
    assert recipe("--preset", "mnist_mlp", "--examples", "100").batch_size == 100
    # With the synthetic pictures that come besides, Quick's batches are as large as ever.
    assert recipe("--examples", "100").batch_size == PRESETS["quick"].batch_size
    assert recipe("--examples", "100", "--hands", "0", "--non-digits", "20").batch_size == 120
    none = ("--examples", "0", "--non-digits", "0")
    assert recipe(*none, "--hands", "50").batch_size == 50
    assert recipe(*none, "--hands", "0", "--samples", "30").batch_size == 30
    own = (*none, "--hands", "0", "--data-set", "mine", "--pictures", "25")
    assert recipe(*own).batch_size == 25
    assert recipe("--examples", "100", "--batch-size", "7").batch_size == 7
    assert "batch_size is 128" in problem(
        *("--preset", "mnist_mlp", "--examples", "100", "--batch-size", "128")
    )


def test_numbers_that_cannot_be_are_told() -> None:
    assert "learning_rate is inf" in problem("--learning-rate", "1e400")
    assert "dropout is nan" in problem("--dropout", "nan")
    assert "more than 100 layers" in problem("--hidden-units", *["9"] * 101)
    assert "hands is -1" in problem("--hands", "-1", "--examples", "1")
    assert "examples is -7" in problem("--examples", "-7")
    assert "examples is 0" in problem("--examples", "0", "--hands", "0")
