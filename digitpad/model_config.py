"""What a model of Keras says of its layers: the chain from its input to its one output.

Read as Keras 3 writes it, and as Keras 1 and 2 wrote it into .h5 files.
"""

import json
from collections.abc import Sequence
from typing import Any

from digitpad.layers import LayerError, Shape, told

#: (kind, name, options) of a layer.
Description = tuple[str, str, dict[str, Any]]


def json_object(data: bytes, name: str) -> dict[str, Any]:
    """Return the JSON object that a part of a file is. Raises LayerError, with its name."""
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise LayerError(f"its {name} is not a JSON object")
    return parsed


def chain(config: dict[str, Any]) -> tuple[list[Description], Shape]:
    """Return each layer after the input, in the order of the computation, and the input's shape.

    Raises LayerError where they are not one chain.
    """
    kind, inner = config.get("class_name"), config.get("config")
    if kind == "Sequential" and isinstance(inner, list):  # before Keras 2.2.3
        inner = {"layers": inner}
    if kind not in ("Sequential", "Functional", "Model") or not isinstance(inner, dict):
        raise LayerError(
            f"it is a {str(kind)[:60]}, not a Sequential or a straight Functional model"
        )
    listed = inner.get("layers")
    if not isinstance(listed, list) or not all(isinstance(layer, dict) for layer in listed):
        raise LayerError("its description lists no layers")
    described = [_describe(layer) for layer in listed]
    if kind != "Sequential":
        described = _straighten(listed, described, inner)
    first_kind, _, first = described[0] if described else ("", "", {})
    # Keras 2 gave the input's shape to whichever layer came first.
    shapes = (first.get("batch_shape"), first.get("batch_input_shape"))
    batch_shape = next(filter(None, (*shapes, inner.get("build_input_shape"))), None)
    layers = described[1:] if first_kind == "InputLayer" else described
    for inner_kind, name, _ in layers:
        if inner_kind == "InputLayer":
            raise LayerError(f"it has a second input, the layer {told(name)}")
    if (
        not isinstance(batch_shape, list)
        or len(batch_shape) < 2
        or not all(type(length) is int for length in batch_shape[1:])
    ):
        raise LayerError("it does not say the shape of its input")
    return layers, tuple(batch_shape[1:])


def _describe(layer: dict[str, Any]) -> Description:
    kind, options = layer.get("class_name"), layer.get("config")
    if not isinstance(kind, str) or not isinstance(options, dict):
        raise LayerError("its description has a layer without a kind")
    name = options.get("name", layer.get("name"))
    # A class of somebody's own is registered under "package>name", whatever it calls itself.
    registered = layer.get("registered_name")
    if isinstance(registered, str) and registered not in (kind, ""):
        kind = registered
    return kind, str(name), options


def _straighten(
    listed: list[dict[str, Any]], described: list[Description], inner: dict[str, Any]
) -> list[Description]:
    """Return a Functional model's layers in the order of the computation, if it is one chain."""
    following: dict[str | None, Description] = {}
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
    found: list[Description] = []
    name: str | None = None
    while name in following and len(found) < len(described):
        found.append(following[name])
        name = found[-1][1]
    outputs = inner.get("output_layers")
    while isinstance(outputs, list) and len(outputs) == 1:
        outputs = outputs[0]
    last = outputs[0] if isinstance(outputs, list) and len(outputs) == 3 else None
    if len(found) != len(described) or not found or last != name:
        raise LayerError("its layers are not one chain from the input to one output")
    return found


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
        elif _is_keras_2_source(node):
            names.append(node[0])
        elif isinstance(node, list):
            pending += node
    return names


def _is_keras_2_source(node: Any) -> bool:
    """Return whether it is [layer, its call, that one's output, ...]."""
    return (
        isinstance(node, list)
        and len(node) in (3, 4)
        and isinstance(node[0], str)
        and all(type(number) is int for number in node[1:3])
    )


def _first(values: Any) -> Sequence[Any]:
    return values[:1] if isinstance(values, list) else [None]
