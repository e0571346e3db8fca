"""digitpad.training.memory: what a recipe takes is counted before it takes it."""

import dataclasses

import psutil
import pytest

from digitpad.training.memory import check_memory, gigabytes, memory_needed
from digitpad.training.recipe import PRESETS, Recipe, RecipeError

WIDE = Recipe(hidden_units=(2_000, 1_000))
FLOAT = 4


def more(recipe: Recipe = WIDE, **changes: object) -> int:
    """Return how many bytes more it takes with something changed."""
    return memory_needed(dataclasses.replace(recipe, **changes)) - memory_needed(recipe)  # type: ignore[arg-type]


def test_each_weight_has_as_many_companions_as_its_optimizer_keeps() -> None:
    assert more(optimizer="adam") == FLOAT * WIDE.parameters  # a second average of each gradient
    assert more(optimizer="adamw") == more(optimizer="adam")
    assert more(optimizer="sgd") == 0  # its velocity, where RMSprop has an average


def test_what_each_picture_of_a_batch_takes_is_counted() -> None:
    outputs = 784 + 2_000 + 1_000 + 10
    assert more(batch_size=228) == 100 * 3 * FLOAT * outputs


def test_pictures_are_kept_as_bytes_and_those_that_watch_as_floats() -> None:
    assert more(hands=1_000) == more(non_digits=1_000) == more(samples=1_000) == 1_000 * 784
    counts, mine = (500, 100), dataclasses.replace(WIDE, data_set="mine", pictures=300)
    assert memory_needed(mine, counts) - memory_needed(WIDE) == (300 + 600) * 784
    watched = dataclasses.replace(mine, validation="data_set")
    assert memory_needed(watched, counts) - memory_needed(watched) == (600 + 100 * FLOAT) * 784
    split = dataclasses.replace(WIDE, validation="split", held_back=1_000)
    assert more(split, held_back=2_000) == 1_000 * 784 * (FLOAT - 1)  # and no longer learnt from


def test_shared_weights_are_learnt_as_few_and_written_as_many() -> None:
    convolutions = Recipe(convolutions=((10, 6, 2),), hidden_units=())
    dense = Recipe(hidden_units=(12 * 12 * 10,))
    assert convolutions.parameters == dense.parameters
    saved = memory_needed(dense) - memory_needed(convolutions)
    # The gradient, RMSprop's average and the weights themselves, but for the kernels.
    layer = 784 * 1_440 + 1_440
    assert saved == 3 * FLOAT * (layer - (36 * 10 + 10))


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_are_for_small_machines(name: str) -> None:
    assert 700_000_000 < memory_needed(PRESETS[name]) < 2_000_000_000


def test_what_is_too_large_is_refused_in_a_sentence_and_what_fits_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = psutil.virtual_memory()
    needed = memory_needed(WIDE)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: real._replace(total=needed))
    check_memory(WIDE)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: real._replace(total=needed - 1))
    with pytest.raises(RecipeError) as caught:
        check_memory(WIDE)
    assert str(caught.value) == (
        f"training this network takes about {gigabytes(needed)} of memory, but this machine has "
        f"{gigabytes(needed)}; make its layers or batch_size smaller"
    )


def test_bytes_are_told_in_gigabytes() -> None:
    assert [gigabytes(count) for count in (0, 1_449_999_999, 12_000_000_000)] == [
        "0.0 GB",
        "1.4 GB",
        "12.0 GB",
    ]
