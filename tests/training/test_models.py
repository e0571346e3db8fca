"""digitpad.training.models: a recipe's Keras models are what it says, and learn as they should."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.training import fit, models
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


@pytest.mark.parametrize("normalized", [True, False])
def test_convolutions_are_kept_as_dense_layers_that_answer_the_same(
    normalized: bool, tmp_path: Path
) -> None:
    recipe = dataclasses.replace(UNFOLDED, batch_normalization=normalized, dropout=0.1)
    model = models.build(recipe)
    random = np.random.default_rng(0)
    model.set_weights([random.uniform(0.1, 0.5, w.shape) for w in model.get_weights()])
    fit.save_network(model, tmp_path / "net.keras", {})
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
