"""digitpad.training.optimizers: learning rates follow their formula, optimizers the recipe."""

import dataclasses
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from digitpad.training.optimizers import AFTERWARDS, Rate, optimizer
from digitpad.training.recipe import Recipe

#: 40 steps in all.
RECIPE = Recipe(examples=100, batch_size=10, epochs=4, learning_rate=0.05)
STEPS = range(40)
LATER = (40, 41, 1_000)


def rates(recipe: Recipe, steps: tuple[int, ...] | range = STEPS) -> list[float]:
    rate = Rate(recipe)
    return [float(rate(step)) for step in steps]


def test_a_constant_rate_never_changes() -> None:
    assert rates(RECIPE) + rates(RECIPE, LATER) == pytest.approx([0.05] * 43)


def test_cosine_comes_down_in_half_a_wave_and_then_stays_low() -> None:
    recipe = dataclasses.replace(RECIPE, schedule="cosine")
    wave = [0.05 * (1 + math.cos(math.pi * step / 40)) / 2 for step in STEPS]
    assert rates(recipe) == pytest.approx(wave, rel=1e-4, abs=1e-8)
    assert rates(recipe, LATER) == pytest.approx([0.05 * AFTERWARDS] * 3)


def test_one_cycle_goes_up_for_three_tenths_and_comes_down_in_half_a_wave() -> None:
    recipe = dataclasses.replace(RECIPE, schedule="one_cycle")
    up = [0.05 / 25 + (0.05 - 0.05 / 25) * step / 12 for step in range(12)]
    down = [0.05 * (1 + math.cos(math.pi * step / 28)) / 2 for step in range(28)]
    assert rates(recipe) == pytest.approx(up + down, rel=1e-4, abs=1e-8)
    assert rates(recipe, LATER) == pytest.approx([0.05 * AFTERWARDS] * 3)


@pytest.mark.parametrize("schedule", ["constant", "cosine", "one_cycle"])
def test_a_run_of_one_step_has_a_rate(schedule: str) -> None:
    recipe = Recipe.from_dict(
        dataclasses.asdict(RECIPE) | {"schedule": schedule, "examples": 10, "epochs": 1}
    )
    (rate,) = rates(recipe, (0,))
    assert 0 < rate <= 0.05 * (1 + 1e-6)


@pytest.mark.parametrize("schedule", ["constant", "cosine", "one_cycle"])
def test_another_peak_scales_all_that_is_to_come_also_where_it_is_traced(schedule: str) -> None:
    recipe = Recipe.from_dict(dataclasses.asdict(RECIPE) | {"schedule": schedule})
    rate = Rate(recipe)
    traced = tf.function(rate)
    steps = [*STEPS, *LATER]
    before = [float(traced(tf.constant(step))) for step in steps]
    assert before == pytest.approx(rates(recipe) + rates(recipe, LATER), rel=1e-4)
    assert rate.peak == 0.05
    rate.move(0.2)
    assert rate.peak == pytest.approx(0.2)
    assert [float(traced(tf.constant(step))) for step in steps] == pytest.approx(
        [value * 4 for value in before], rel=1e-5
    )
    rate.move(0.01)  # from where it was at first, not from the last one
    assert rate.peak == pytest.approx(0.01)
    assert float(rate(12)) == pytest.approx(before[12] / 5)


def made(recipe: Recipe) -> keras.optimizers.Optimizer:
    return optimizer(recipe, Rate(recipe))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sgd", keras.optimizers.SGD),
        ("rmsprop", keras.optimizers.RMSprop),
        ("adam", keras.optimizers.Adam),
        ("adamw", keras.optimizers.AdamW),
    ],
)
def test_each_optimizer_is_keras_own_with_what_the_recipe_says(name: str, kind: type) -> None:
    plain = made(Recipe.from_dict(dataclasses.asdict(RECIPE) | {"optimizer": name}))
    assert str(type(plain)) == str(kind)
    assert not plain.use_ema
    assert not plain.weight_decay
    assert float(plain.learning_rate) == pytest.approx(0.05)
    changes = {"optimizer": name, "ema_momentum": 0.9, "weight_decay": 0.02}
    full = made(Recipe.from_dict(dataclasses.asdict(RECIPE) | changes))
    assert (full.use_ema, full.ema_momentum, full.weight_decay) == (True, 0.9, 0.02)


def step(recipe: Recipe, weights: list[list[float]], gradients: list[list[float]]) -> np.ndarray:
    """Return a kernel after one step for each of some gradients."""
    kernel = keras.Variable(weights, dtype="float32", name="kernel")
    bias = keras.Variable(weights[0], dtype="float32", name="bias")
    stepping = made(recipe)
    stepping.build([kernel, bias])
    for gradient in gradients:
        value = tf.constant([gradient], tf.float32)
        stepping.apply_gradients([(value, kernel), (value[0], bias)])
    return np.stack([kernel.numpy()[0], bias.numpy()])


def test_sgd_takes_nesterovs_momentum_as_the_formula_says() -> None:
    recipe = dataclasses.replace(RECIPE, optimizer="sgd", momentum=0.8)
    velocity, expected = 0.0, 1.0
    for gradient in (2.0, -1.0, 3.0):
        velocity = 0.8 * velocity - 0.05 * gradient
        expected += 0.8 * velocity - 0.05 * gradient
    got = step(recipe, [[1.0]], [[2.0], [-1.0], [3.0]])
    assert got == pytest.approx(expected, rel=1e-5)
    without = dataclasses.replace(recipe, momentum=0.0)
    plain = step(without, [[1.0]], [[2.0], [-1.0], [3.0]])
    assert plain == pytest.approx(1 - 0.05 * (2 - 1 + 3), rel=1e-5)


def test_adamw_takes_something_off_the_weights_but_not_off_the_biases() -> None:
    recipe = dataclasses.replace(RECIPE, optimizer="adamw", weight_decay=0.5)
    kernel, bias = step(recipe, [[4.0]], [[0.0]])
    assert kernel == pytest.approx(4 - 4 * 0.5 * 0.05)
    assert bias == 4
