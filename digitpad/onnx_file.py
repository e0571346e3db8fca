"""A network as ONNX, for other programs: a graph of the same formulas, with the same weights.

onnx is imported when something is written, since the window starts without it.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad import __version__
from digitpad.layers import Layer
from digitpad.network import DenseNetwork
from digitpad.provenance import provenance
from digitpad.resources import replace_file

ONNX_SUFFIX = ".onnx"
INPUT, OUTPUT = "image", "probabilities"
#: Of 2021: what reads ONNX today reads these.
OPSET, IR_VERSION = 17, 8


def write_onnx(network: DenseNetwork, path: Path) -> None:
    """Write a network as an ``.onnx`` file, in one step. Raises OSError.

    Its input is float32 (batch, *input_shape) in the range that the network was trained on, its
    output float32 (batch, 10), each row summing to 1. The file's metadata tells the range, and
    the accuracy on MNIST's test images where the network's own file does.
    """
    data = onnx_model(network).SerializeToString()
    replace_file(path, lambda part: part.write_bytes(data))


def onnx_model(network: DenseNetwork) -> Any:
    """Return a network as an ``onnx.ModelProto``."""
    from onnx import TensorProto, helper

    graph = _Graph()
    for layer in network.layers:
        graph.add_layer(layer)
    graph.add_probabilities(network.last_activation)
    graph.call("Identity", output=OUTPUT)
    kind = TensorProto.FLOAT
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "digits",
            [helper.make_tensor_value_info(INPUT, kind, ["batch", *network.input_shape])],
            [helper.make_tensor_value_info(OUTPUT, kind, ["batch", 10])],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="Digitpad",
        producer_version=__version__,
    )
    told = provenance(network.info)
    upper = 255 if network.expects_bytes else 1
    properties = {"input_range": f"0..{upper}", "classes": "0 1 2 3 4 5 6 7 8 9"}
    if told.test_accuracy is not None:
        properties["mnist_test_accuracy"] = f"{told.test_accuracy:.4f}"
    if made := str(told):
        properties["made_by"] = made
    helper.set_model_props(model, properties)
    model.doc_string = (
        f"Reads a handwritten digit: 28x28 pixels of 0 (paper) to {upper} (ink), placed as "
        "MNIST's are. Out come the probabilities of the digits 0 to 9."
    )
    return model


class _Graph:
    """Nodes one after the other; ``at``: what the last of them gives."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.at = INPUT

    def constant(self, values: npt.ArrayLike, kind: Any = np.float32) -> str:
        """Add a weight, or another constant, and return its name."""
        from onnx import numpy_helper

        name = f"w{len(self.weights)}"
        array = np.ascontiguousarray(np.asarray(values, kind))
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def call(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node; return, and go on with, what it gives. Its inputs: ``at`` if not given."""
        from onnx import helper

        output = output or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs or (self.at,), [output], **attributes))
        self.at = output
        return output

    def by(self, kind: str, values: npt.ArrayLike) -> str:
        """Add, multiply and so on what there is by a constant."""
        return self.call(kind, self.at, self.constant(values))

    def add_layer(self, layer: Layer) -> None:
        """Add a layer of the closed list; those that rest at inference add nothing."""
        options = layer.options
        if layer.kind == "Dense":
            self.by("MatMul", layer.weights[0])
            if options["use_bias"]:
                self.by("Add", layer.weights[1])
            self._activate(layer.activation)
        elif layer.kind == "Activation":
            self._activate(layer.activation)
        elif layer.kind in ("Flatten", "Reshape"):
            # 0: as many as there are pictures.
            self.call("Reshape", self.at, self.constant((0, *layer.shape), np.int64))
        elif layer.kind == "Rescaling":
            self.by("Mul", options["scale"])
            self.by("Add", options["offset"])
        elif layer.kind == "BatchNormalization":
            self._batch_normalization(layer)
        elif layer.kind == "LayerNormalization":
            self._layer_normalization(layer)

    def add_probabilities(self, last: str) -> None:
        """Make outputs that are not a softmax one, as DenseNetwork.probabilities does."""
        if last == "sigmoid":
            outputs = self.at
            self.call("ReduceSum", outputs, self.constant([1], np.int64), keepdims=1)
            total = self.by("Max", 1e-12)
            self.call("Div", outputs, total)
        elif last != "softmax":
            self._activate("softmax")

    def _activate(self, activation: str) -> None:
        x = self.at
        if activation in ("relu", "elu", "tanh", "sigmoid"):
            self.call(activation.capitalize())
        elif activation == "leaky_relu":
            self.call("LeakyRelu", alpha=0.2)
        elif activation in ("silu", "swish"):
            self.call("Mul", x, self.call("Sigmoid"))
        elif activation == "gelu":
            self.by("Mul", math.sqrt(0.5))
            self.call("Erf")
            self.by("Add", 1.0)
            self.call("Mul", x, self.at)
            self.by("Mul", 0.5)
        elif activation == "softmax":
            self.call("Softmax", axis=-1)

    def _scale_and_centre(self, layer: Layer, shape: tuple[int, ...]) -> None:
        """Multiply by the first of a layer's weights and add the next, where it has them."""
        weights = iter(layer.weights)
        if layer.options["scale"]:
            self.by("Mul", next(weights).reshape(shape))
        if layer.options["center"]:
            self.by("Add", next(weights).reshape(shape))

    def _batch_normalization(self, layer: Layer) -> None:
        mean, variance = layer.weights[-2:]
        self.by("Sub", mean)
        self.by("Div", np.sqrt(variance + np.float32(layer.options["epsilon"])))
        self._scale_and_centre(layer, mean.shape)

    def _layer_normalization(self, layer: Layer) -> None:
        axes: list[int] = layer.options["axis"]
        x = self.at
        self.call("ReduceMean", x, axes=axes, keepdims=1)
        centred = self.call("Sub", x, self.at)
        self.call("Mul", centred, centred)
        self.call("ReduceMean", self.at, axes=axes, keepdims=1)
        self.by("Add", layer.options["epsilon"])
        self.call("Div", centred, self.call("Sqrt"))
        shape = tuple(n if axis in axes else 1 for axis, n in enumerate(layer.shape, 1))
        self._scale_and_centre(layer, shape)
