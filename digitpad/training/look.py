"""Looks into a network while it learns: gradients, dead units, what its first layer looks for."""

import base64
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from digitpad.training.weight_pictures import SIDE, enlarged, shades

PICTURES = 32
#: A unit whose outputs differ by no more than this says the same of every picture.
SAME = 1e-6

Floats = npt.NDArray[np.float32]


def weighted_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return the layers that are looked at: those with a kernel, in their order."""
    kinds = (keras.layers.Dense, keras.layers.Conv2D)
    return [layer for layer in model.layers if isinstance(layer, kinds)]


def layer_names(model: keras.Model) -> list[str]:
    """Return what they are called: "convolution 1", "hidden 1", "output"."""
    names, counts = [], {"convolution": 0, "hidden": 0}
    for layer in weighted_layers(model)[:-1]:
        kind = "convolution" if isinstance(layer, keras.layers.Conv2D) else "hidden"
        counts[kind] += 1
        names.append(f"{kind} {counts[kind]}")
    return [*names, "output"]


class Inspection:
    """Measures a network on the same few hundred pictures each time; it changes nothing in it.

    Dropout rests meanwhile, and batch normalisation uses what it has gathered.
    """

    def __init__(self, model: keras.Model, inputs: Floats, targets: Floats) -> None:
        self.model, self.inputs, self.targets = model, tf.constant(inputs), tf.constant(targets)
        self.layers = weighted_layers(model)
        self._measure = tf.function(self._measured, autograph=False)

    def look(self) -> tuple[list[float], list[float]]:
        """Return each layer's gradient norm, and the share of dead units of each hidden one."""
        norms, dead = self._measure()
        return [float(norm) for norm in norms], [float(share) for share in dead]

    def _measured(self) -> tuple[list[Any], list[Any]]:
        weights = [layer.trainable_weights for layer in self.layers]
        dead: list[Any] = []
        with tf.GradientTape() as tape:
            values, spread = self.inputs, None
            for layer in self.model.layers:
                values = layer(values, training=False)
                if layer in self.layers:
                    if spread is not None:
                        dead.append(spread)
                    spread = values
                elif isinstance(layer, (keras.layers.BatchNormalization, keras.layers.Activation)):
                    spread = values  # a unit's output is what its activation makes of it
            if spread is not None:
                dead.append(spread)
            loss = keras.ops.mean(keras.losses.categorical_crossentropy(self.targets, values))
        gradients = tape.gradient(loss, weights)
        norms = [tf.linalg.global_norm(gradient) for gradient in gradients]
        return norms, [_dead(outputs) for outputs in dead[:-1]]


def _dead(outputs: Any) -> Any:
    """Return the share of units, the last axis, that say the same everywhere."""
    others = list(range(len(outputs.shape) - 1))
    spread = tf.reduce_max(outputs, others) - tf.reduce_min(outputs, others)
    return tf.reduce_mean(tf.cast(spread <= SAME, tf.float32))


def first_layer_pictures(model: keras.Model) -> str:
    """Return what the first layer's first units look for, as Look's ``pictures`` says it."""
    first = weighted_layers(model)[0]
    kernel = first.kernel.numpy()
    if isinstance(first, keras.layers.Conv2D):
        maps = kernel[:, :, 0, :PICTURES].transpose(2, 0, 1)
        weights = np.stack([enlarged(patch) for patch in maps])
    else:
        weights = kernel[:, :PICTURES].T.reshape(-1, SIDE, SIDE)
    return base64.b64encode(shades(weights).tobytes()).decode()
