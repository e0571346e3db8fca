"""DenseNetwork: reads a ``.keras`` file safely and answers with NumPy, without Keras.

A ``.keras`` file is a zip of config.json, metadata.json and model.weights.h5. Keras itself can be
made to run code from such a file (CVE-2025-1550 and its successors); here the config is only
compared with a closed list of layers, and the weights are only numbers.
"""

import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad.hdf5 import Group, Hdf5Error, read_hdf5
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

#: The member of the zip that holds recipe, seed, history and figures; Keras ignores it.
INFO_MEMBER = "digitpad.json"

INPUT_SHAPES: tuple[Shape, ...] = ((784,), (28, 28), (28, 28, 1))
MAX_JSON_BYTES = 4_000_000
#: The weights four times over: an optimiser keeps up to three more numbers for each.
MAX_WEIGHT_BYTES = 4 * 4 * MAX_PARAMETERS
#: What the standard library raises at a damaged or hostile zip, or at a name that is no path.
UNREADABLE = (
    ValueError,
    KeyError,
    OverflowError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)

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
        """Read a ``.keras`` file. Raises NetworkError, with the file's name in the sentence."""
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
            reason = "it is damaged or not a .keras file, which is a zip that Keras writes"
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
        last = next((layer.activation for layer in reversed(self.layers) if layer.activation), "")
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


def read_info(path: Path) -> dict[str, Any]:
    """Return what a training run wrote beside the weights, without reading these; {} for none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _info(archive)
    except (OSError, MemoryError, *UNREADABLE):
        return {}


def _info(archive: zipfile.ZipFile) -> dict[str, Any]:
    if INFO_MEMBER not in archive.namelist():
        return {}
    try:
        info = _json(archive, INFO_MEMBER)
    except LayerError:
        return {}
    return info


def _read(path: Path) -> DenseNetwork:
    if path.exists() and not path.is_file():
        raise LayerError("it is not a file")
    if path.stat().st_size > MAX_WEIGHT_BYTES:
        raise LayerError(f"it is larger than {MAX_WEIGHT_BYTES // 10**6} MB")
    with zipfile.ZipFile(path) as archive:
        config = _json(archive, "config.json")
        if "model.weights.h5" not in archive.namelist():
            raise LayerError("it holds no model.weights.h5")
        root = read_hdf5(_member(archive, "model.weights.h5", MAX_WEIGHT_BYTES))
        info = _info(archive)
    descriptions, input_shape = _chain(config)
    if input_shape not in INPUT_SHAPES:
        raise LayerError(f"its input is {input_shape}, not (784,), (28, 28) or (28, 28, 1)")
    groups = root.group("layers") if "layers" in root else None
    shape, used, layers = input_shape, dict[str, int](), list[Layer]()
    budget = MAX_PARAMETERS
    for kind, name, options in descriptions:
        # Keras names a layer's weights by its kind and its number among those of that kind.
        number = used[kind] = used.get(kind, -1) + 1
        stored = _snake_case(kind) + (f"_{number}" if number else "")
        weights = _Weights(told(name), groups, stored, budget)
        layer = build_layer(kind, name, options, shape, weights)
        weights.check_count()
        budget = weights.budget
        layers.append(layer)
        shape = layer.shape
    if shape != (10,):
        raise LayerError(f"its output is {shape}, not the ten digits (10,)")
    network = DenseNetwork(tuple(layers), input_shape, info)
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

    def __init__(self, layer: str, groups: Group | None, stored: str, budget: int) -> None:
        self.layer, self.groups, self.stored, self.budget = layer, groups, stored, budget
        self.taken = 0

    @cached_property
    def _group(self) -> Group | None:
        if self.groups is None or self.stored not in self.groups:
            return None
        layer = self.groups.group(self.stored)
        return layer.group("vars") if "vars" in layer else None

    def __call__(self, index: int, shape: Shape) -> Array:
        size = 1
        for length in shape:
            size *= length
        if size > self.budget:
            raise LayerError(
                f"layer {self.layer} brings it to more than {MAX_PARAMETERS:,} weights"
            )
        group = self._group
        if group is None or str(index) not in group:
            raise LayerError(f"layer {self.layer} has no weights in the file")
        dataset = group.dataset(str(index))
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
        group = self._group if self.taken else None
        if group is not None and len(group) != self.taken:
            raise LayerError(f"layer {self.layer} has {len(group)} weight arrays, not {self.taken}")


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as file:
        data = file.read(limit + 1)  # what the zip claims to unpack to is not to be trusted
    if len(data) > limit:
        raise LayerError(f"its {name} is larger than {limit // 10**6} MB")
    return data


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    data = _member(archive, name, MAX_JSON_BYTES)
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise LayerError(f"its {name} is not a JSON object")
    return parsed


_Description = tuple[str, str, dict[str, Any]]


def _chain(config: dict[str, Any]) -> tuple[list[_Description], Shape]:
    """Return (kind, name, options) of each layer after the input, in order, and the input shape."""
    kind, inner = config.get("class_name"), config.get("config")
    if kind not in ("Sequential", "Functional", "Model") or not isinstance(inner, dict):
        raise LayerError(
            f"it is a {str(kind)[:60]}, not a Sequential or a straight Functional model"
        )
    listed = inner.get("layers")
    if not isinstance(listed, list) or not all(isinstance(layer, dict) for layer in listed):
        raise LayerError("its config.json lists no layers")
    described = [_describe(layer) for layer in listed]
    if kind == "Sequential":
        first = described[0][2] if described and described[0][0] == "InputLayer" else {}
        batch_shape = first.get("batch_shape", inner.get("build_input_shape"))
        chain = described[1:] if first else described
    else:
        chain = _straighten(listed, described, inner)
        batch_shape = chain[0][2].get("batch_shape")
        chain = chain[1:]
    for inner_kind, name, _ in chain:
        if inner_kind == "InputLayer":
            raise LayerError(f"it has a second input, the layer {told(name)}")
    if (
        not isinstance(batch_shape, list)
        or len(batch_shape) < 2
        or not all(type(length) is int for length in batch_shape[1:])
    ):
        raise LayerError("it does not say the shape of its input")
    return chain, tuple(batch_shape[1:])


def _describe(layer: dict[str, Any]) -> _Description:
    kind, options = layer.get("class_name"), layer.get("config")
    if not isinstance(kind, str) or not isinstance(options, dict):
        raise LayerError("its config.json has a layer without a kind")
    name = options.get("name", layer.get("name"))
    # A class of somebody's own is registered under "package>name", whatever it calls itself.
    registered = layer.get("registered_name")
    if isinstance(registered, str) and registered not in (kind, ""):
        kind = registered
    return kind, str(name), options


def _straighten(
    listed: list[dict[str, Any]], described: list[_Description], inner: dict[str, Any]
) -> list[_Description]:
    """Return a Functional model's layers in the order of the computation, if it is one chain."""
    following: dict[str | None, _Description] = {}
    for layer, description in zip(listed, described, strict=True):
        sources = _sources(layer.get("inbound_nodes"))
        if len(sources) > 1 or bool(sources) == (description[0] == "InputLayer"):
            raise LayerError(f"the layer {told(description[1])} has not exactly one input")
        source = sources[0] if sources else None
        if source in following:
            raise LayerError(
                f"it forks before the layer {told(description[1])}; only a chain is read"
            )
        following[source] = description
    chain: list[_Description] = []
    name: str | None = None
    while name in following and len(chain) < len(described):
        chain.append(following[name])
        name = chain[-1][1]
    outputs = inner.get("output_layers")
    while isinstance(outputs, list) and len(outputs) == 1:
        outputs = outputs[0]
    last = outputs[0] if isinstance(outputs, list) and len(outputs) == 3 else None
    if len(chain) != len(described) or not chain or last != name:
        raise LayerError("its layers are not one chain from the input to one output")
    return chain


def _sources(nodes: Any) -> list[str]:
    """Return the names of the layers whose outputs a Functional layer takes, all calls together."""
    names = []
    pending: list[Any] = [nodes]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            history = node.get("config", {})
            if node.get("class_name") == "__keras_tensor__" and isinstance(history, dict):
                names += [str(name) for name in _first(history.get("keras_history"))]
            else:
                pending += node.values()
        elif isinstance(node, list):
            pending += node
    return names


def _first(values: Any) -> Sequence[Any]:
    return values[:1] if isinstance(values, list) else [None]


def _snake_case(kind: str) -> str:
    """Return a class name as Keras' ``to_snake_case`` writes it."""
    name = re.sub(r"\W+", "", kind)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
