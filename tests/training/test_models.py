"""digitpad.training.models: a recipe's Keras models are what it says, and learn as they should."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.layers import BatchNormalization

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.training import checkpoint, models
from digitpad.training.recipe import PRESETS, Recipe

MNIST = load_mnist()
UNFOLDED = Recipe(hidden_units=(32,), convolutions=((4, 6, 3), (8, 3, 2)))


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_has_as_many_weights_as_it_says(name: str) -> None:
    assert models.dense(models.build(PRESETS[name])).count_params() == PRESETS[name].parameters


def test_mnist_mlp_is_built_as_the_post_builds_it() -> None:
    model = models.build(PRESETS["mnist_mlp"])
    kinds = [(type(layer).__name__, layer.get_config()) for layer in model.layers]
    assert [kind for kind, _ in kinds] == ["Dense", "Dropout", "Dense", "Dropout", "Dense"]
    dense = [(c["units"], c["activation"]) for kind, c in kinds if kind == "Dense"]
    assert dense == [(512, "relu"), (512, "relu"), (10, "softmax")]
    assert [c["rate"] for kind, c in kinds if kind == "Dropout"] == [0.2, 0.2]
    assert model.input_shape == (None, 784)


def dropout_layers(model: keras.Model) -> list[keras.layers.Dropout]:
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]


def test_without_dropout_the_layers_are_there_and_do_nothing_until_they_are_set() -> None:
    model = models.build(Recipe(hidden_units=(20, 20), dropout=0.0))
    assert [layer.rate for layer in dropout_layers(model)] == [0.0, 0.0]
    inputs = MNIST.x_test[:50].reshape(50, 784) / np.float32(255)
    answers = model(inputs, training=False)
    assert np.array_equal(model(inputs, training=True), answers)
    assert models.set_dropout(model, 0.5)
    learning = [np.asarray(model(inputs, training=True)) for _ in range(2)]
    assert not np.array_equal(learning[0], learning[1])  # other units each time
    assert not np.array_equal(learning[0], answers)
    assert np.array_equal(model(inputs, training=False), answers)


def test_the_layers_of_dropout_0_take_no_random_numbers_from_the_weights() -> None:
    first_weights = []
    for dropout in (0.0, 0.3):
        keras.utils.set_random_seed(5)
        model = models.build(Recipe(hidden_units=(20, 20), dropout=dropout))
        first_weights.append(model.get_weights()[:1])
    keras.utils.set_random_seed(5)
    alone = keras.Sequential([keras.Input((784,)), keras.layers.Dense(20)])
    first_weights.append(alone.get_weights()[:1])
    assert all(np.array_equal(w[0], first_weights[0][0]) for w in first_weights)
    keras.utils.set_random_seed(5)
    plain = [keras.layers.Dense(20), keras.layers.Dense(20), keras.layers.Dense(10)]
    without = keras.Sequential([keras.Input((784,)), *plain])
    keras.utils.set_random_seed(5)
    model = models.build(Recipe(hidden_units=(20, 20), dropout=0.0))
    pairs = zip(model.trainable_variables, without.trainable_variables, strict=True)
    assert all(np.array_equal(a.numpy(), b.numpy()) for a, b in pairs)


def test_setting_dropout_tells_whether_it_changes_anything() -> None:
    model = models.build(Recipe(hidden_units=(20, 20), dropout=0.2))
    assert not models.set_dropout(model, 0.2)
    assert models.set_dropout(model, 0.0)
    assert [layer.rate for layer in dropout_layers(model)] == [0.0, 0.0]
    assert not models.set_dropout(models.build(Recipe(hidden_units=())), 0.5)  # there is none


@pytest.mark.parametrize(("ema_momentum", "momentum"), [(0.0, 0.99), (0.9, 0.9)])
def test_batch_normalisation_averages_over_as_many_steps_as_the_weights(
    ema_momentum: float, momentum: float
) -> None:
    recipe = Recipe(hidden_units=(20,), batch_normalization=True, ema_momentum=ema_momentum)
    model = models.build(recipe)
    (layer,) = (each for each in model.layers if isinstance(each, BatchNormalization))
    inputs = MNIST.x_test[:100].reshape(100, 784) / np.float32(255)
    for _ in range(10):
        model(inputs, training=True)
    gathered = 1 - momentum**10
    mean = np.asarray(model.layers[0](inputs)).mean(axis=0)
    assert np.allclose(layer.moving_mean, mean * gathered, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("normalized", [True, False])
def test_convolutions_are_kept_as_dense_layers_that_answer_the_same(
    normalized: bool, tmp_path: Path
) -> None:
    recipe = dataclasses.replace(UNFOLDED, batch_normalization=normalized, dropout=0.1)
    model = models.build(recipe)
    random = np.random.default_rng(0)
    model.set_weights([random.uniform(0.1, 0.5, w.shape) for w in model.get_weights()])
    checkpoint.save_network(model, tmp_path / "net.keras", {})
    network = DenseNetwork.open(tmp_path / "net.keras")
    assert {layer.kind for layer in network.layers} == {"Dense"}
    assert network.parameters == recipe.parameters
    images = MNIST.x_test[:200] / np.float32(255)
    expected = model.predict(images.reshape(-1, 784), verbose=0)
    assert np.abs(network.probabilities(images) - expected).max() < 1e-5


def test_the_accuracy_of_training_counts_digits_alone() -> None:
    accuracy = models.DigitAccuracy()
    answers = np.eye(10, dtype=np.float32)[[3, 5, 0]]
    truth = np.vstack([np.eye(10)[[3, 4]], np.full((1, 10), 0.1)]).astype(np.float32)
    accuracy.update_state(truth, answers)
    assert float(accuracy.result()) == 0.5
