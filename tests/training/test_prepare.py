"""digitpad.training.prepare: all is made ready beforehand, and nothing of it has been learnt."""

import dataclasses
import random
from pathlib import Path
from typing import Any

import keras
import numpy as np
import psutil
import pytest

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.training import fit
from digitpad.training.events import Event, Started
from digitpad.training.examples import as_input
from digitpad.training.memory import memory_needed
from digitpad.training.models import build
from digitpad.training.optimizers import Rate, optimizer
from digitpad.training.prepare import AT_ONCE, LOOKED_AT, MOST_STEPS, Prepared, as_dataset, prepare
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.run_samples import samples_for
from digitpad.training.runs import Run, list_runs
from tests.tools import keep_samples

WHOLE_MNIST = load_mnist()
MNIST = dataclasses.replace(
    WHOLE_MNIST, x_test=WHOLE_MNIST.x_test[:200], y_test=WHOLE_MNIST.y_test[:200]
)
#: All that has a state: averages, dropout's random numbers, an optimizer's two slots.
RECIPE = Recipe(
    hidden_units=(8,),
    examples=300,
    hands=32,
    batch_size=64,
    epochs=2,
    optimizer="adam",
    schedule="cosine",
    batch_normalization=True,
    ema_momentum=0.9,
    dropout=0.3,
    seed=3,
)


#: Sorted by digit, as a file may be.
ORDER = np.argsort(WHOLE_MNIST.y_train[: 2 * LOOKED_AT])
MINE = ImageSet(
    "mine",
    WHOLE_MNIST.x_train[ORDER],
    WHOLE_MNIST.y_train[ORDER],
    WHOLE_MNIST.x_test[:100],
    WHOLE_MNIST.y_test[:100],
)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(RECIPE, MNIST)


def values(variables: list[Any]) -> list[np.ndarray]:
    return [variable.numpy() for variable in variables]


def test_weights_optimizer_and_random_numbers_are_as_fresh_as_without() -> None:
    prepared = prepare(RECIPE, MNIST)
    of_prepared = random.random(), np.random.random(), keras.random.uniform((3,)).numpy().tolist()

    keras.utils.set_random_seed(RECIPE.seed)
    fresh = build(RECIPE)
    fresh.compile(optimizer=optimizer(RECIPE, Rate(RECIPE)), loss="categorical_crossentropy")
    fresh.optimizer.build(fresh.trainable_variables)
    of_fresh = random.random(), np.random.random(), keras.random.uniform((3,)).numpy().tolist()
    assert of_prepared == of_fresh
    for ours, theirs in (
        (prepared.model.variables, fresh.variables),
        (prepared.model.optimizer.variables, fresh.optimizer.variables),
    ):
        assert len(ours) == len(theirs) > 5
        for a, b in zip(values(ours), values(theirs), strict=True):
            assert np.array_equal(a, b)
    inputs = np.random.default_rng(0).random((20, 784), np.float32)
    ours, theirs = (np.asarray(model(inputs, training=True)) for model in (prepared.model, fresh))
    assert np.array_equal(ours, theirs)  # the same units are left out


def test_a_run_of_what_was_prepared_learns_the_same(tmp_path: Path, prepared: Prepared) -> None:
    def run(name: str, ready: Prepared | None) -> Run:
        events: list[Event] = []
        fit.train(RECIPE, MNIST, tmp_path / f"{name}.keras", events.append, prepared=ready)
        assert isinstance(events[0], Started)
        return next(run for run in list_runs() if str(run.folder) == events[0].run)

    with_it, without = run("with", prepared), run("without", None)
    a, b = ([epoch._replace(seconds=0) for epoch in run.history] for run in (with_it, without))
    assert a == b
    assert with_it.test == without.test


def test_what_is_prepared_suits_the_same_recipe_by_any_name(prepared: Prepared) -> None:
    assert prepared.suits(RECIPE)
    assert prepared.suits(dataclasses.replace(RECIPE, name="Mine"))
    assert not prepared.suits(dataclasses.replace(RECIPE, seed=4))
    assert not prepared.suits(dataclasses.replace(RECIPE, epochs=3))  # its schedule is another


def test_what_is_prepared_suits_the_samples_that_it_was_prepared_with() -> None:
    recipe = dataclasses.replace(RECIPE, samples=10)
    keep_samples(3)
    ready = prepare(recipe, MNIST)
    assert ready.suits(recipe, samples_for(recipe))
    keep_samples(1)
    assert not ready.suits(recipe, samples_for(recipe))
    ready.examples.close()


def test_what_is_prepared_suits_the_data_set_that_it_was_prepared_with() -> None:
    recipe = dataclasses.replace(RECIPE, data_set="mine", pictures=64)
    ready = prepare(recipe, MNIST, data_set=MINE)
    ready.examples.close()
    assert ready.suits(recipe, (), dataclasses.replace(MINE, x_test=MINE.x_test.copy()))
    assert not ready.suits(recipe, (), dataclasses.replace(MINE, x_test=MINE.x_test[::-1]))
    assert not ready.suits(recipe)


def test_a_network_is_looked_into_with_what_it_learns_from() -> None:
    alone = dataclasses.replace(RECIPE, examples=0, data_set="mine", pictures=64)
    for recipe, looked_at in ((RECIPE, MNIST.x_train[:LOOKED_AT]), (alone, MINE.x_train[::2])):
        ready = prepare(recipe, MNIST, data_set=MINE)
        ready.examples.close()
        assert np.array_equal(ready.inspection.inputs, as_input(looked_at[:LOOKED_AT]))


def test_a_data_set_that_does_not_fit_in_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipe = dataclasses.replace(RECIPE, data_set="mine", pictures=64)
    real, needed = psutil.virtual_memory(), memory_needed(recipe)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: real._replace(total=needed))
    with pytest.raises(RecipeError, match="of memory, but this machine has"):
        prepare(recipe, MNIST, data_set=MINE)


def test_all_that_learning_needs_is_traced_already(prepared: Prepared) -> None:
    assert prepared.model.train_function is not None
    assert prepared.model.test_function is not None
    before = prepared.inspection._measure.experimental_get_tracing_count()
    prepared.inspection.look()
    assert prepared.inspection._measure.experimental_get_tracing_count() == before == 1


@pytest.mark.parametrize(("batch_size", "steps"), [(1, MOST_STEPS), (300, 3), (332, 3)])
def test_a_call_goes_through_few_pictures(batch_size: int, steps: int) -> None:
    recipe = dataclasses.replace(RECIPE, batch_size=batch_size)
    assert prepare(recipe, MNIST).model.steps_per_execution == steps
    assert steps * batch_size <= AT_ONCE


def test_another_dropout_is_learnt_with_from_then_on(prepared: Prepared) -> None:
    traced = prepared.model.train_function
    prepared.set_dropout(RECIPE.dropout)
    assert prepared.model.train_function is traced
    prepared.set_dropout(0.6)
    assert prepared.model.train_function is not traced
    (layer,) = (each for each in prepared.model.layers if isinstance(each, keras.layers.Dropout))
    assert layer.rate == 0.6


def test_a_dataset_is_the_batches_it_is_given_in_their_order() -> None:
    batches = [
        (np.full((size, 784), size, np.float32), np.full((size, 10), -size, np.float32))
        for size in (4, 4, 1)
    ]
    dataset = as_dataset(lambda: iter(batches), 3)
    assert int(dataset.cardinality()) == 3
    for _ in range(2):  # from the first one on each time
        given = list(dataset.as_numpy_iterator())
        assert [inputs.shape for inputs, _ in given] == [(4, 784), (4, 784), (1, 784)]
        assert all(
            np.array_equal(a, b)
            for pair, expected in zip(given, batches, strict=True)
            for a, b in zip(pair, expected, strict=True)
        )
