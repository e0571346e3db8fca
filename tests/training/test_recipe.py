"""digitpad.training.recipe: recipes survive JSON, and those that cannot work are refused."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.recipe import DEFAULT_PRESET, PRESET_HELP, PRESETS, Recipe, RecipeError

NONE = {"mnist": 0, "hands": 0, "non_digits": 0, "samples": 0, "pictures": 0}


def test_mnist_mlp_is_the_posts_recipe_as_it_stands_there() -> None:
    recipe = PRESETS["mnist_mlp"]
    assert recipe.hidden_units == (512, 512)
    assert (recipe.activation, recipe.dropout) == ("relu", 0.2)
    assert (recipe.optimizer, recipe.learning_rate, recipe.schedule) == (
        "rmsprop",
        0.001,
        "constant",
    )
    assert (recipe.batch_size, recipe.epochs) == (128, 20)
    assert recipe.validation == "test"
    assert recipe.train_count == 60_000
    assert recipe.batches == 469
    assert recipe.parameters == 669_706  # as the post's model.summary() prints
    plain = (recipe.deformation, recipe.undeformed, recipe.label_smoothing, recipe.weight_decay)
    assert plain == (0, 0, 0, 0)
    assert (recipe.ema_momentum, recipe.early_stopping) == (0, 0)
    assert (recipe.hands, recipe.non_digits, recipe.samples, recipe.convolutions) == (0, 0, 0, ())
    assert not recipe.batch_normalization


def test_the_presets_are_named_and_explained() -> None:
    assert list(PRESETS) == ["quick", "mnist_mlp", "perceptron", "shipped"]
    assert PRESETS["perceptron"].hidden_units == ()
    assert DEFAULT_PRESET in PRESETS
    assert PRESET_HELP.keys() == PRESETS.keys()


def test_quick_is_small_convolutions_mixed_pictures_and_averaged_weights() -> None:
    recipe = PRESETS["quick"]
    assert recipe.convolutions == ((10, 6, 2), (24, 4, 2))
    assert recipe.hidden_units == (128,)
    assert recipe.batch_normalization
    assert 0 < recipe.ema_momentum < 1
    assert 0 < recipe.undeformed < 1
    assert recipe.deformation > 0
    assert (recipe.validation, recipe.held_back) == ("split", 5_000)
    assert recipe.train_count == 55_000 + recipe.hands + recipe.non_digits
    assert recipe.hands > recipe.non_digits > 0


def test_held_back_images_are_learnt_from_only_where_the_test_images_watch() -> None:
    split = Recipe(validation="split", held_back=500)
    assert (split.available, split.mnist_count, split.batches) == (59_500, 59_500, 465)
    assert dataclasses.replace(split, validation="test").available == 60_000
    assert Recipe(validation="split", held_back=59_000, examples=1_000).mnist_count == 1_000


def test_an_epoch_may_be_synthetic_digits_alone() -> None:
    recipe = Recipe(examples=0, hands=200, non_digits=56, batch_size=256)
    assert (recipe.mnist_count, recipe.train_count, recipe.batches) == (0, 256, 1)
    assert recipe.shares == NONE | {"hands": 200 / 256, "non_digits": 56 / 256}


def test_an_epoch_may_be_own_samples_alone() -> None:
    recipe = Recipe(examples=0, samples=200, batch_size=100)
    assert (recipe.train_count, recipe.batches, recipe.shares["samples"]) == (200, 2, 1)


def test_the_shares_are_of_what_an_epoch_goes_through() -> None:
    recipe = Recipe(examples=600, hands=250, non_digits=100, samples=50)
    told = {"mnist": 0.6, "hands": 0.25, "non_digits": 0.1, "samples": 0.05}
    assert recipe.shares == NONE | told
    assert Recipe().shares == NONE | {"mnist": 1}
    assert all(recipe.samples == 0 for recipe in PRESETS.values())
    assert all((recipe.data_set, recipe.pictures) == ("", 0) for recipe in PRESETS.values())


def test_an_epoch_may_be_a_data_sets_pictures_alone() -> None:
    recipe = Recipe(examples=0, data_set="mine", pictures=300, batch_size=100)
    assert (recipe.train_count, recipe.batches, recipe.shares["pictures"]) == (300, 3, 1)


def test_a_data_set_is_used_where_it_is_learnt_from_or_validated_on() -> None:
    assert not Recipe(data_set="mine").uses_data_set  # as what is held back, it waits for its use
    assert Recipe(data_set="mine", pictures=1).uses_data_set
    watched = Recipe(data_set="mine", validation="data_set")
    assert watched.uses_data_set
    assert (watched.available, watched.train_count) == (60_000, 60_000)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_json(name: str) -> None:
    assert Recipe.from_json(PRESETS[name].to_json()) == PRESETS[name]


@given(
    st.lists(st.integers(1, 2000), max_size=4).map(tuple),
    st.floats(0, 0.99),
    st.integers(1, 500),
    st.integers(0, 2**32 - 1),
)
def test_any_recipe_survives_json(
    units: tuple[int, ...], share: float, count: int, seed: int
) -> None:
    recipe = Recipe(
        hidden_units=units,
        dropout=share,
        momentum=share,
        ema_momentum=share,
        epochs=count,
        held_back=count,
        early_stopping=count,
        hands=count,
        samples=count,
        data_set="a set",
        pictures=count,
        seed=seed,
    )
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"hidden_units": [0]}, "hidden_units is 0"),
        ({"hidden_units": [10**9]}, "weights in all"),
        ({"hidden_units": [9] * 101}, "hidden_units has more than 100 layers"),
        ({"convolutions": [[1, 1, 1]] * 101}, "convolutions has more than 100 layers"),
        ({"hidden_units": 512}, "a list of whole numbers"),
        ({"hidden_units": [51.2]}, "a whole number"),
        ({"activation": "relu6"}, "one of relu"),
        ({"optimizer": "newton"}, "one of sgd"),
        ({"dropout": 1.0}, "from 0 to below 1"),
        ({"dropout": "0.2"}, "a number"),
        ({"learning_rate": 0}, "above 0"),
        ({"undeformed": 1.1}, "undeformed is 1.1, but it must be from 0 to 1"),
        ({"learning_rate": float("nan")}, "above 0"),
        ({"learning_rate": float("inf")}, "at most 10"),
        ({"learning_rate": 10**400}, "learning_rate is a number of more than 300 digits"),
        ({"weight_decay": -(10**400)}, "weight_decay is a number of more than 300 digits"),
        ({"momentum": 1.0}, "momentum is 1.0, but it must be from 0 to below 1"),
        ({"momentum": -0.1}, "momentum is -0.1"),
        ({"ema_momentum": 1}, "ema_momentum is 1.0, but it must be from 0 to below 1"),
        ({"held_back": 0}, "held_back is 0, but it must be from 1 to 59,999"),
        ({"held_back": 60_000}, "from 1 to 59,999"),
        ({"held_back": 59_900, "validation": "split"}, "the 100 training images"),
        ({"early_stopping": -1}, "early_stopping is -1, but it must be from 0 to 100,000 epochs"),
        ({"examples": 0}, "examples is 0, but it must be above 0 where no synthetic digits"),
        ({"examples": 0, "non_digits": 500}, "above 0 where no synthetic digits"),
        ({"examples": -1}, "examples is -1, but it must be from 0 to 60,000"),
        ({"examples": 0, "hands": 100}, "from 1 to the 100 training images"),
        ({"batch_size": 0}, "from 1"),
        ({"batch_size": 60_001}, "60,000 training images"),
        ({"batch_size": 128, "examples": 100}, "100 training images"),
        ({"examples": 55_001, "validation": "split"}, "55,000"),
        ({"epochs": 0}, "from 1"),
        ({"epochs": True}, "a whole number"),
        ({"seed": -1}, "from 0"),
        ({"batch_normalization": 1}, "true or false"),
        ({"name": 7}, "text"),
        ({"learning_rte": 0.1}, "has no 'learning_rte'"),
        ({"hands": -1}, "hands is -1"),
        ({"non_digits": 10**9}, "from 0 to 1,000,000"),
        ({"samples": -1}, "samples is -1, but it must be from 0 to 1,000,000"),
        ({"pictures": -1}, "pictures is -1, but it must be from 0 to 1,000,000"),
        ({"pictures": 9}, "data_set is '', but it must be the name or the path of one where its"),
        ({"validation": "data_set"}, "data_set is '', but it must be the name or the path of one"),
        ({"data_set": 3}, "data_set is 3, but it must be text"),
        ({"validation": "all"}, "one of test, split, data_set"),
        ({"convolutions": 3}, r"a list of \[maps, kernel side, stride\]"),
        ({"convolutions": [3]}, r"a list of \[maps, kernel side, stride\]"),
        ({"convolutions": [[8, 6]]}, "3 whole numbers each"),
        ({"convolutions": [[0, 6, 2]]}, "at least 1 map"),
        ({"convolutions": [[8, 29, 2]]}, "a kernel from 1 to 28"),
        ({"convolutions": [[8, 6, 2], [8, 13, 1]]}, "a kernel from 1 to 12"),
        ({"convolutions": [[8, 6, 7]]}, "a stride from 1 to 6"),
        ({"convolutions": [[100_000, 3, 1]]}, "^convolutions is .* weights in all"),
    ],
)
def test_a_recipe_that_cannot_work_is_told_in_one_sentence(
    changes: dict[str, Any], wrong: str
) -> None:
    values = dataclasses.asdict(Recipe()) | changes
    with pytest.raises(RecipeError, match=wrong) as caught:
        Recipe.from_dict(values)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "[" * 100_000])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_json(text)


def test_a_recipe_of_before_there_were_own_samples_or_data_sets_is_what_it_was() -> None:
    values = json.loads(PRESETS["quick"].to_json())
    for name in ("samples", "data_set", "pictures"):
        del values[name]
    assert Recipe.from_dict(values) == PRESETS["quick"]


def test_the_json_is_plain_names_and_values() -> None:
    values = json.loads(Recipe().to_json())
    assert values["hidden_units"] == [512, 512]
    assert values["examples"] is None
