"""digitpad.training.look: gradients, dead units and pictures are what the network really has."""

import base64

import keras
import numpy as np
import pytest
import tensorflow as tf

from digitpad.data.mnist import load_mnist
from digitpad.training.examples import as_input
from digitpad.training.look import (
    PICTURES,
    Inspection,
    first_layer_pictures,
    layer_names,
    weighted_layers,
)
from digitpad.training.models import build
from digitpad.training.recipe import Recipe

MNIST = load_mnist()
INPUTS = as_input(MNIST.x_train[:40])
TARGETS = np.eye(10, dtype=np.float32)[MNIST.y_train[:40]]
DENSE = Recipe(hidden_units=(6,), activation="tanh", dropout=0.4)
CONVOLUTIONS = Recipe(
    hidden_units=(12,),
    convolutions=((4, 6, 3), (8, 3, 2)),
    batch_normalization=True,
    dropout=0.4,
)


def inspection(model: keras.Model) -> Inspection:
    return Inspection(model, INPUTS, TARGETS)


def norm(*arrays: np.ndarray) -> float:
    return float(np.sqrt(sum((array**2).sum() for array in arrays)))


def test_the_layers_are_named_in_their_order() -> None:
    assert layer_names(build(Recipe(hidden_units=()))) == ["output"]
    assert layer_names(build(Recipe())) == ["hidden 1", "hidden 2", "output"]
    model = build(CONVOLUTIONS)
    assert layer_names(model) == ["convolution 1", "convolution 2", "hidden 1", "output"]
    assert len(weighted_layers(model)) == 4


def test_gradient_norms_are_those_of_backpropagation_by_hand() -> None:
    model = build(DENSE)
    w1, b1, w2, b2 = (array.astype(np.float64) for array in model.get_weights())
    hidden = np.tanh(INPUTS @ w1 + b1)
    scores = np.exp(hidden @ w2 + b2)
    of_output = (scores / scores.sum(1, keepdims=True) - TARGETS) / len(INPUTS)
    of_hidden = (of_output @ w2.T) * (1 - hidden**2)
    expected = [
        norm(INPUTS.T @ of_hidden, of_hidden.sum(0)),
        norm(hidden.T @ of_output, of_output.sum(0)),
    ]
    norms, dead = inspection(model).look()
    assert norms == pytest.approx(expected, rel=1e-4)
    assert dead == [0.0]


def test_gradient_norms_are_the_slope_of_the_loss_also_with_convolutions() -> None:
    """Along its gradient a layer's weights change the loss by the gradient's norm."""
    keras.utils.set_random_seed(1)
    model = build(CONVOLUTIONS)
    random = np.random.default_rng(0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([random.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])
    norms, _ = inspection(model).look()

    def loss() -> tf.Tensor:
        chosen = tf.reduce_sum(model(INPUTS, training=False) * TARGETS, axis=1)
        return -tf.reduce_mean(tf.math.log(chosen))

    assert len(norms) == 4
    for layer, expected in zip(weighted_layers(model), norms, strict=True):
        variables, before = layer.trainable_variables, layer.get_weights()
        with tf.GradientTape() as tape:
            value = loss()
        gradient = [array.numpy() for array in tape.gradient(value, variables)]
        step, losses = 0.003 / norm(*gradient), []
        for sign in (1, -1):
            moved = zip(before, gradient, strict=True)
            layer.set_weights([weights + sign * step * along for weights, along in moved])
            losses.append(float(loss()))
        layer.set_weights(before)
        assert (losses[0] - losses[1]) / 0.006 == pytest.approx(expected, rel=0.02)


def test_units_that_say_the_same_of_every_picture_are_dead() -> None:
    model = build(Recipe(hidden_units=(8, 5)))
    first, second = weighted_layers(model)[:2]
    kernel, bias = first.get_weights()
    bias[:2] = -1_000  # never above 0
    kernel[:, 2], bias[2] = 0, 7  # always 7
    first.set_weights([kernel, bias])
    _, dead = inspection(model).look()
    assert dead[0] == pytest.approx(3 / 8)
    second.set_weights([second.get_weights()[0], np.full(5, -1_000.0)])
    assert inspection(model).look()[1] == pytest.approx([3 / 8, 1.0])


def test_a_map_is_dead_when_it_is_so_everywhere_and_after_its_normalisation() -> None:
    model = build(CONVOLUTIONS)
    first, _, hidden = (
        layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
    )
    _, before = inspection(model).look()
    assert before[0] == 0.0
    gamma, beta, mean, variance = first.get_weights()
    gamma[1] = 0
    first.set_weights([gamma, beta, mean, variance])
    gamma, beta, mean, variance = hidden.get_weights()
    gamma[:3] = 0
    hidden.set_weights([gamma, beta, mean, variance])
    _, dead = inspection(model).look()
    assert dead[0] == 1 / 4
    assert dead[2] >= 3 / 12
    assert len(dead) == 3


@pytest.mark.parametrize("recipe", [DENSE, CONVOLUTIONS], ids=["dense", "convolutions"])
def test_looking_changes_nothing_and_sees_what_changes(recipe: Recipe) -> None:
    model = build(recipe)
    before = [variable.numpy() for variable in model.variables]
    look = inspection(model)
    first = look.look()
    assert look.look() == first  # dropout rests
    after = [variable.numpy() for variable in model.variables]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    model.set_weights([weights * 2 for weights in model.get_weights()])
    assert look.look() != first


def pictures(model: keras.Model) -> np.ndarray:
    decoded = np.frombuffer(base64.b64decode(first_layer_pictures(model)), np.uint8)
    return decoded.reshape(-1, 28, 28).astype(int)


def test_the_pictures_of_a_dense_layer_are_its_kernel() -> None:
    model = build(Recipe(hidden_units=(50,)))
    kernel = model.layers[0].kernel.numpy()
    kernel[:, 1] = 0
    model.layers[0].kernel.assign(kernel)
    shown = pictures(model)
    assert len(shown) == PICTURES
    assert (shown[1] == 128).all()
    for unit in (0, 2, PICTURES - 1):
        weights = kernel[:, unit].reshape(28, 28)
        strongest = np.unravel_index(np.abs(weights).argmax(), weights.shape)
        assert shown[unit][strongest] == (255 if weights[strongest] > 0 else 1)
        back = (shown[unit] - 128) / 127 * np.abs(weights).max()
        assert np.abs(back - weights).max() <= np.abs(weights).max() / 250


def test_the_pictures_of_a_convolution_are_its_kernels_enlarged_in_the_middle() -> None:
    model = build(CONVOLUTIONS)
    kernel = weighted_layers(model)[0].kernel.numpy()
    shown = pictures(model)
    assert shown.shape == (4, 28, 28)
    for number, picture in enumerate(shown):  # 6 x 6 weights, each 4 x 4, and 2 on each side
        weights = kernel[:, :, 0, number]
        squares = picture[2:26, 2:26].reshape(6, 4, 6, 4)
        assert (squares == squares[:, :1, :, :1]).all()
        back = (squares[:, 0, :, 0] - 128) / 127 * np.abs(weights).max()
        assert np.abs(back - weights).max() <= np.abs(weights).max() / 250
        picture[2:26, 2:26] = 128
        assert (picture == 128).all()
