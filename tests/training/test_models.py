"""digitpad.training.models: a recipe's Keras models are what it says, and learn as they should."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.training import fit, models
from digitpad.training.examples import TARGETS
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


TAUGHT = dataclasses.replace(
    UNFOLDED, batch_normalization=True, teacher=((8, 6, 3),), distillation=0.75
)


def taught() -> models.Taught:
    keras.utils.set_random_seed(0)
    return models.Taught(
        models.build(TAUGHT), models.build_teacher(TAUGHT), share=TAUGHT.distillation
    )


def test_a_teacher_has_convolutions_of_its_own_and_the_networks_other_layers() -> None:
    teacher = models.build_teacher(TAUGHT)
    kinds = [layer for layer in teacher.layers if isinstance(layer, keras.layers.Conv2D)]
    assert [(conv.filters, *conv.kernel_size, *conv.strides) for conv in kinds] == [(8, 6, 6, 3, 3)]
    dense = [layer.units for layer in teacher.layers if isinstance(layer, keras.layers.Dense)]
    assert dense == [32, 10]


def test_a_taught_network_answers_by_itself() -> None:
    both = taught()
    inputs = MNIST.x_test[:50].reshape(50, 784) / np.float32(255)
    assert np.array_equal(both.predict(inputs, verbose=0), both.network.predict(inputs, verbose=0))


@pytest.mark.parametrize("label", [3, 10])
def test_the_teachers_answers_are_learnt_from_for_digits_alone(label: int) -> None:
    both = taught()
    both.compile(loss="categorical_crossentropy")
    inputs = MNIST.x_test[:50].reshape(50, 784) / np.float32(255)
    labels = np.tile(TARGETS[label], (50, 1))
    answers = np.full((50, 10), 0.02, np.float32)
    answers[:, 5] = 0.82
    loss = float(both.compute_loss(inputs, labels, answers))
    said = np.asarray(both.teacher(inputs, training=True))
    by_label = -(labels * np.log(answers)).sum(1).mean()
    by_teacher = -(said * np.log(answers)).sum(1).mean()
    share = 0.75 if label == 3 else 0.0
    assert loss == pytest.approx((1 - share) * by_label + share * by_teacher, rel=0.05)


def test_in_validation_only_the_labels_count() -> None:
    both = taught()
    both.compile(loss="categorical_crossentropy")
    answers = np.full((2, 10), 0.1, np.float32)
    inputs = np.zeros((2, 784), np.float32)
    loss = float(both.compute_loss(inputs, TARGETS[[3, 4]], answers, training=False))
    assert loss == pytest.approx(np.log(10), rel=1e-5)


def test_the_teacher_learns_in_the_same_batches() -> None:
    both = taught()
    both.compile(optimizer="adam", loss="categorical_crossentropy")
    inputs = MNIST.x_train[:500].reshape(500, 784) / np.float32(255)
    labels = TARGETS[MNIST.y_train[:500]]

    def loss(model: keras.Model) -> float:
        said = model.predict(inputs, verbose=0)
        return float(keras.ops.mean(keras.losses.categorical_crossentropy(labels, said)))

    before = loss(both.teacher), loss(both.network)
    both.fit(inputs, labels, batch_size=20, epochs=12, verbose=0)
    assert loss(both.teacher) < 0.5 * before[0]
    assert loss(both.network) < 0.5 * before[1]
