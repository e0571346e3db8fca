"""DenseNetwork: reads a ``.keras`` or ``.h5`` file safely and answers with NumPy, without Keras.

Keras itself can be made to run code from such a file (CVE-2025-1550 and its successors); here the
config is only compared with a closed list of layers, and the weights are only numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad.hdf5_source import Hdf5Error
from digitpad.keras_files import INFO_MEMBER, UNREADABLE, Arrays, open_stored, read_info
from digitpad.layers import (
    MAX_PARAMETERS,
    Array,
    Layer,
    LayerError,
    Shape,
    build_layer,
    softmax,
    told,
)
from digitpad.model_config import chain

__all__ = ["INFO_MEMBER", "SURE", "DenseNetwork", "NetworkError", "Reading", "read_info"]

INPUT_SHAPES: tuple[Shape, ...] = ((784,), (28, 28), (28, 28, 1))

#: A largest probability below this claims no digit.
SURE = 0.5


class NetworkError(ValueError):
    """A file that is not a network the pad can read; the message is one sentence for a person."""


@dataclass(frozen=True)
class Reading:
    """What a network says of one picture. ``probabilities``: float32 (10,), sum 1."""

    probabilities: Array

    @cached_property
    def digit(self) -> int:
        """The most probable digit, 0 to 9."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of that digit, 0 to 1."""
        return float(self.probabilities[self.digit])

    @cached_property
    def sure(self) -> bool:
        """Whether that is enough to claim a digit."""
        return self.confidence >= SURE


@dataclass(frozen=True)
class DenseNetwork:
    """A dense network with 28x28 inputs and ten outputs.

    ``layers``: in the order of the computation. ``info``: what a training run of this program
    wrote beside the weights (recipe, history, test figures); empty for other files.
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    info: dict[str, Any]

    @classmethod
    def open(cls, path: str | Path) -> "DenseNetwork":
        """Read a ``.keras`` or ``.h5`` file. Raises NetworkError, its name in the sentence."""
        path = Path(path)
        try:
            return _read(path)
        except FileNotFoundError:
            reason = "there is no such file"
        except OSError as error:
            reason = f"it cannot be read ({error.strerror or error})"
        except (LayerError, Hdf5Error) as error:
            reason = str(error)
        except UNREADABLE:
            reason = "it is damaged, or neither a .keras nor an .h5 file as Keras writes them"
        except MemoryError:
            reason = "there is not enough memory to read it"
        raise NetworkError(f"{path.name} is not a network for this pad: {reason}") from None

    def with_weights(self, changed: Mapping[int, Sequence[Array]]) -> "DenseNetwork":
        """Return the same network with other weights, in Keras' order, in layers by number."""
        layers: list[Layer] = []
        shape = self.input_shape
        for number, layer in enumerate(self.layers):
            if number in changed:
                given = _Given(changed[number])
                layers.append(build_layer(layer.kind, layer.name, layer.options, shape, given))
            else:
                layers.append(layer)
            shape = layer.shape
        return replace(self, layers=tuple(layers))

    @property
    def parameters(self) -> int:
        """How many numbers the network holds."""
        return sum(layer.parameters for layer in self.layers)

    @cached_property
    def last_activation(self) -> str:
        """The activation nearest to its outputs: "softmax" where these are probabilities."""
        return next((layer.activation for layer in reversed(self.layers) if layer.activation), "")

    @cached_property
    def expects_bytes(self) -> bool:
        """Whether its own Rescaling layer brings 0..255 to about 1, so that it wants 0..255."""
        for layer in self.layers:
            if layer.scale is not None:
                return 0 < abs(layer.scale) < 1 / 32
            if layer.parameters:
                break
        return False

    def in_its_range(self, images: npt.ArrayLike) -> Array:
        """Return images in 0..1 in the range that the network was trained on."""
        values = np.asarray(images, np.float32)
        return values * np.float32(255) if self.expects_bytes else values

    def forward(self, x: npt.ArrayLike, layers: int | None = None) -> Array:
        """Return what Keras' ``model.predict`` returns: float32 (n, 10).

        ``x``: (n, 784), (n, 28, 28) or (n, 28, 28, 1), in the range the network was trained on.
        ``layers``: go through so many first ones alone and return what they give.
        """
        values = np.asarray(x, np.float32)
        values = values.reshape(len(values), *self.input_shape)
        with np.errstate(all="ignore"):  # weights near the end of float32 overflow, as in Keras
            for layer in self.layers[:layers]:
                values = layer.function(values)
        return values

    def probabilities(self, images: npt.ArrayLike) -> Array:
        """Return float32 (n, 10), each row summing to 1, for images in 0..1.

        Outputs that are not a softmax become one: sigmoids are divided by their sum, anything
        else is taken for logits. Where a network overflows, it claims nothing: ten equal shares.
        """
        outputs = self.forward(self.in_its_range(images))
        last = self.last_activation
        with np.errstate(all="ignore"):
            if last == "sigmoid":
                shares = outputs / np.maximum(outputs.sum(1, keepdims=True), np.float32(1e-12))
            else:
                shares = outputs if last == "softmax" else softmax(outputs)
        finite = np.isfinite(shares).all(axis=1, keepdims=True)
        return np.asarray(np.where(finite, shares, np.float32(0.1)), np.float32)

    def read(self, image: npt.ArrayLike) -> Reading:
        """Return the reading of one 28x28 picture in 0..1, white ink on black."""
        return Reading(self.probabilities(np.asarray(image, np.float32).reshape(1, 28, 28))[0])

    def activations(self, image: npt.ArrayLike) -> list[Array]:
        """Return each layer's output for one 28x28 picture in 0..1, in the order of ``layers``."""
        values = self.in_its_range(image).reshape(1, *self.input_shape)
        outputs = []
        for layer in self.layers:
            values = layer.function(values)
            outputs.append(values[0])
        return outputs


def _read(path: Path) -> DenseNetwork:
    with open_stored(path) as stored:
        descriptions, input_shape = chain(stored.config)
        if input_shape not in INPUT_SHAPES:
            raise LayerError(f"its input is {input_shape}, not (784,), (28, 28) or (28, 28, 1)")
        shape, used, layers = input_shape, dict[str, int](), list[Layer]()
        budget = MAX_PARAMETERS
        for kind, name, options in descriptions:
            number = used[kind] = used.get(kind, -1) + 1
            weights = _Weights(told(name), partial(stored.arrays, kind, number, name), budget)
            layer = build_layer(kind, name, options, shape, weights)
            weights.check_count()
            budget = weights.budget
            layers.append(layer)
            shape = layer.shape
        network = DenseNetwork(tuple(layers), input_shape, stored.info)
    if shape != (10,):
        raise LayerError(f"its output is {shape}, not the ten digits (10,)")
    # Once through, so that what a picture would stumble over is found here.
    gray = np.linspace(0, 1, 784, dtype=np.float32).reshape(1, 784)
    if not np.isfinite(network.forward(network.in_its_range(gray))).all():
        raise LayerError("its answer is not a number (NaN or ∞)")
    return network


class _Given:
    """The weights of one layer that are there already."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        self.arrays = arrays

    def __call__(self, index: int, shape: Shape) -> Array:
        return self.arrays[index].reshape(shape)


class _Weights:
    """The weights of one layer, each checked before a byte of it is read."""

    def __init__(self, layer: str, find: Callable[[], Arrays | None], budget: int) -> None:
        self.layer, self._find, self.budget = layer, find, budget
        self.taken = 0

    @cached_property
    def _arrays(self) -> Arrays | None:
        return self._find()

    def __call__(self, index: int, shape: Shape) -> Array:
        size = 1
        for length in shape:
            size *= length
        if size > self.budget:
            raise LayerError(
                f"layer {self.layer} brings it to more than {MAX_PARAMETERS:,} weights"
            )
        arrays = self._arrays
        if arrays is None or index >= len(arrays):
            raise LayerError(f"layer {self.layer} has no weights in the file")
        dataset = arrays[index]
        if dataset.shape != shape:
            raise LayerError(
                f"layer {self.layer} has weights of the shape {dataset.shape}, not {shape}"
            )
        values = dataset.read()
        if not np.isfinite(values).all():
            raise LayerError(f"layer {self.layer} has weights that are not numbers (NaN or ∞)")
        self.budget -= size
        self.taken += 1
        return values

    def check_count(self) -> None:
        """Refuse a layer with more weights than its kind has: it is not what it says it is."""
        arrays = self._arrays if self.taken else None
        if arrays is not None and len(arrays) != self.taken:
            raise LayerError(
                f"layer {self.layer} has {len(arrays)} weight arrays, not {self.taken}"
            )
