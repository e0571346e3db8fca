"""Keras models: of a Recipe, the same written out as Dense layers, and of a network's file."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from digitpad.layers import IDLE
from digitpad.network import DenseNetwork
from digitpad.training.recipe import Recipe
from digitpad.training.unfold import unfold

#: The closed list of layers.py, as Keras has it.
REBUILT = {
    kind: getattr(keras.layers, kind)
    for kind in (
        "Dense",
        "Dropout",
        "Flatten",
        "Reshape",
        "Rescaling",
        "Activation",
        "BatchNormalization",
        "LayerNormalization",
    )
}


def build(recipe: Recipe) -> keras.Model:
    """Return the recipe's network, not compiled: 784 inputs in 0..1, ten softmax outputs.

    Its convolutions are still kernels; ``dense`` writes them out.
    """
    layers: list[Any] = [keras.Input((28 * 28,))]
    if recipe.convolutions:
        layers.append(keras.layers.Reshape((28, 28, 1)))
    for maps, kernel, stride in recipe.convolutions:
        conv = keras.layers.Conv2D(
            maps,
            kernel,
            stride,
            use_bias=not recipe.batch_normalization,
            data_format="channels_last",  # whatever the user's Keras is set to
        )
        layers += _with_activation(conv, recipe)
    if recipe.convolutions:
        layers.append(keras.layers.Flatten(data_format="channels_last"))
    for units in recipe.hidden_units:
        layer = keras.layers.Dense(units, use_bias=not recipe.batch_normalization)
        layers += _with_activation(layer, recipe)
        layers.append(_dropout(recipe, len(layers)))
    layers.append(keras.layers.Dense(10, activation="softmax"))
    return keras.Sequential(layers)


def _dropout(recipe: Recipe, number: int) -> keras.layers.Dropout:
    """Return a Dropout layer whose rate can be set later, also where it is 0 now."""
    if recipe.dropout:
        return keras.layers.Dropout(recipe.dropout)
    # Keras gives only a layer with a rate its random numbers; with a seed of its own it takes
    # none of those that the other layers' first weights are made of.
    layer = keras.layers.Dropout(0.5, seed=number)
    layer.rate = 0.0
    return layer


def set_dropout(model: keras.Model, rate: float) -> bool:
    """Let a network that ``build`` made learn with another dropout; return whether it is another.

    ``rate``: 0 to below 1.
    """
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    changes = any(layer.rate != rate for layer in layers)
    for layer in layers:
        layer.rate = rate
    return changes


def _with_activation(layer: keras.layers.Layer, recipe: Recipe) -> list[keras.layers.Layer]:
    if not recipe.batch_normalization:
        layer.activation = keras.activations.get(recipe.activation)
        return [layer]
    return [
        layer,
        # Over as many steps as the weights are averaged, or as many as Keras takes by itself.
        keras.layers.BatchNormalization(momentum=recipe.ema_momentum or 0.99),
        keras.layers.Activation(recipe.activation),
    ]


def dense(model: keras.Model) -> keras.Model:
    """Return a network that ``build`` made with its convolutions written out as Dense layers.

    It answers the same. Without convolutions it is a copy, not compiled.
    """
    if not any(isinstance(layer, keras.layers.Conv2D) for layer in model.layers):
        bare = keras.Sequential.from_config(model.get_config())
        bare.set_weights(model.get_weights())
        return bare
    layers: list[Any] = [keras.Input((28 * 28,))]
    weights: list[list[npt.NDArray[np.float32]]] = []
    for layer in model.layers:
        values = layer.get_weights()
        if isinstance(layer, keras.layers.Conv2D):
            out = layer.output.shape[1]
            kernel = unfold(values[0], layer.input.shape[1], layer.strides[0])
            bias = np.tile(values[1] if layer.use_bias else np.zeros(layer.filters), out * out)
            layers.append(keras.layers.Dense(kernel.shape[1], activation=layer.activation))
            weights.append([kernel, bias])
        elif isinstance(layer, keras.layers.BatchNormalization):
            kernel, bias = weights[-1]
            repeats = len(bias) // len(values[0])
            gamma, beta, mean, variance = (np.tile(value, repeats) for value in values)
            scale = gamma / np.sqrt(variance + np.float32(layer.epsilon))
            weights[-1] = [kernel * scale, (bias - mean) * scale + beta]
        elif isinstance(layer, keras.layers.Activation):
            layers[-1].activation = layer.activation
        elif isinstance(layer, keras.layers.Dense):
            layers.append(keras.layers.Dense(layer.units, activation=layer.activation))
            weights.append([values[0], values[1] if layer.use_bias else np.zeros(layer.units)])
    written = keras.Sequential(layers)
    written.set_weights([array for pair in weights for array in pair])
    return written


class DigitAccuracy(keras.metrics.CategoricalAccuracy):  # type: ignore[misc]
    """The share of digits that are read right; what is no digit does not count."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch."""
        is_digit = keras.ops.cast(keras.ops.max(y_true, axis=-1) > 0.5, "float32")
        super().update_state(y_true, y_pred, is_digit)


def rebuilt(network: DenseNetwork, first: int = 0) -> keras.Model:
    """Return a network that was read from a file as a Keras model, not compiled.

    It is made anew from what the reader has checked: Keras itself never sees the file, which it
    could be made to run code from. Layers that rest at inference are left out, but for Dropout.
    ``first``: begin with so many layers less, and with what those give.
    """
    shape = network.layers[first - 1].shape if first else network.input_shape
    layers: list[Any] = [keras.Input(shape)]
    weights: list[npt.NDArray[np.float32]] = []
    for layer in network.layers[first:]:
        if layer.kind not in IDLE or layer.options:
            layers.append(REBUILT[layer.kind](**layer.options))
            weights += layer.weights
    model = keras.Sequential(layers)
    model.set_weights(weights)
    return model
