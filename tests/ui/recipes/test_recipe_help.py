"""digitpad.ui.recipes.recipe_help: what a recipe is refused for is said in the form's own words."""

from typing import Any

import pytest

from digitpad.training.recipe import Recipe, RecipeError
from digitpad.ui.recipes.recipe_help import told


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"batch_size": 0}, "batch_size", "Batch size is 0, but it must be from 1 to the 60,000"),
        ({"epochs": 0}, "epochs", "Epochs are 0, but they must be from 1 to 100,000."),
        (
            {"hidden_units": (60_000, 60_000)},
            "hidden_units",
            "The layers have too many weights: at most 50,000,000 in all can be learnt.",
        ),
        (
            {"pictures": 9},
            "data_set",
            "Choose a data set to learn from its pictures, or to validate on them.",
        ),
        ({"pictures": -1}, "pictures", "Its pictures are -1, but they must be from 0 to"),
        (
            {"convolutions": ((100_000, 3, 1),)},
            "hidden_units",
            "The layers have too many weights: at most 50,000,000 in all can be learnt.",
        ),
    ],
)
def test_a_refusal_is_told_in_the_forms_words(
    values: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(RecipeError) as caught:
        Recipe(**values)
    name, text = told(caught.value)
    assert name == field
    assert text.startswith(sentence)
    assert text.endswith(".")


def test_what_is_wrong_with_no_field_alone_is_told_as_it_is() -> None:
    assert told(RecipeError("training this takes too much")) == (
        "",
        "Training this takes too much.",
    )
    assert told(RecipeError("there are none"), "samples") == ("samples", "There are none.")
