"""The Keras models of a Recipe: its network, its teacher, and what they learn by."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from digitpad.training.recipe import Recipe
from digitpad.training.unfold import unfold

#: A teacher is large enough to learn its examples by heart.
TEACHERS_DROPOUT = 0.3


def build(recipe: Recipe) -> keras.Model:
    """Return the recipe's network, not compiled: 784 inputs in 0..1, ten softmax outputs.

    Its convolutions are still kernels; ``dense`` writes them out.
    """
    return _sequential(recipe, recipe.convolutions, recipe.dropout)


def build_teacher(recipe: Recipe) -> keras.Model:
    """Return the recipe's teacher: as ``build`` would, with other convolutions."""
    return _sequential(recipe, recipe.teacher, TEACHERS_DROPOUT)


def _sequential(
    recipe: Recipe, convolutions: tuple[tuple[int, int, int], ...], dropout: float
) -> keras.Model:
    layers: list[Any] = [keras.Input((28 * 28,))]
    if convolutions:
        layers.append(keras.layers.Reshape((28, 28, 1)))
    for maps, kernel, stride in convolutions:
        conv = keras.layers.Conv2D(
            maps,
            kernel,
            stride,
            use_bias=not recipe.batch_normalization,
            data_format="channels_last",  # whatever the user's Keras is set to
        )
        layers += _with_activation(conv, recipe)
    if convolutions:
        layers.append(keras.layers.Flatten(data_format="channels_last"))
    for units in recipe.hidden_units:
        layer = keras.layers.Dense(units, use_bias=not recipe.batch_normalization)
        layers += _with_activation(layer, recipe)
        if dropout:
            layers.append(keras.layers.Dropout(dropout))
    layers.append(keras.layers.Dense(10, activation="softmax"))
    return keras.Sequential(layers)


def _with_activation(layer: keras.layers.Layer, recipe: Recipe) -> list[keras.layers.Layer]:
    if not recipe.batch_normalization:
        layer.activation = keras.activations.get(recipe.activation)
        return [layer]
    return [
        layer,
        keras.layers.BatchNormalization(),
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
        super().update_state(y_true, y_pred, keras.ops.cast(_is_digit(y_true), "float32"))


def _is_digit(targets: Any) -> Any:
    return keras.ops.max(targets, axis=-1) > 0.5


class Taught(keras.Model):  # type: ignore[misc]
    """A network that learns from its teacher's answers as well, while the teacher learns too.

    Each batch goes through both. The teacher learns from the labels, the network from a mix of
    the labels and what the teacher says of the same pictures: Hinton, Vinyals and Dean,
    "Distilling the Knowledge in a Neural Network" (2015), in one run as by Zhang et al., "Deep
    Mutual Learning" (2018).
    """

    def __init__(self, network: keras.Model, teacher: keras.Model, share: float) -> None:
        super().__init__()
        self.network, self.teacher, self.share = network, teacher, share

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Answer as the network does."""
        return self.network(inputs, training=training)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Return the network's own loss, whose gradient is the teacher's too while it learns."""
        if not training:
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        said = self.teacher(x, training=True)
        mixed = (1 - self.share) * y + self.share * keras.ops.stop_gradient(said)
        # What is no digit is the labels' to say: the teacher would doubt less.
        targets = keras.ops.where(_is_digit(y)[:, None], mixed, y)
        teachers = super().compute_loss(x, y, said, sample_weight, training)
        own = super().compute_loss(x, targets, y_pred, sample_weight, training)
        return own + teachers - keras.ops.stop_gradient(teachers)
