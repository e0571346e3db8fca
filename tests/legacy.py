"""Networks as ``.h5`` files in the layout of Keras 2, made without it."""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from digitpad.network import DenseNetwork

#: What Keras 2 calls each kind's weights, in its order.
WEIGHTS = {
    "Dense": ("kernel", "bias"),
    "BatchNormalization": ("gamma", "beta", "moving_mean", "moving_variance"),
    "LayerNormalization": ("gamma", "beta"),
}


def keras_2_layers(network: DenseNetwork) -> list[dict[str, Any]]:
    """Return a network's layers as Keras 2 describes them, the first with the input's shape."""
    layers: list[dict[str, Any]] = []
    for number, layer in enumerate(network.layers):
        config = {"name": f"layer_{number}", "trainable": True, "dtype": "float32", **layer.options}
        if not number:
            config["batch_input_shape"] = [None, *network.input_shape]
        layers.append({"class_name": layer.kind, "config": config})
    return layers


def write_keras_2(
    path: Path,
    network: DenseNetwork,
    config: dict[str, Any] | None = None,
    *,
    model: str = "",
    text: Any = str.encode,
) -> Path:
    """Write a network whose layers have all their weights; return the path.

    ``config``: instead of a Sequential model's. ``model``: what the weights' names begin with, as
    in a model within another. ``text``: what texts are given to h5py as.
    """
    config = config or {
        "class_name": "Sequential",
        "config": {"name": "sequential", "layers": keras_2_layers(network)},
    }
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = text(json.dumps(config))
        file.attrs["keras_version"] = text("2.4.0")
        file.attrs["backend"] = text("tensorflow")
        groups = file.create_group("model_weights")
        groups.attrs["layer_names"] = [f"layer_{n}".encode() for n in range(len(network.layers))]
        for number, layer in enumerate(network.layers):
            group = groups.create_group(f"layer_{number}")
            names = [f"{model}layer_{number}/{name}:0" for name in WEIGHTS.get(layer.kind, ())]
            names = names[: len(layer.weights)]
            group.attrs["weight_names"] = np.array([name.encode() for name in names])
            for name, values in zip(names, layer.weights, strict=True):
                group.create_dataset(name, data=values)
        optimizer = file.create_group("optimizer_weights/Adam")
        optimizer.create_dataset("iter:0", data=np.int64(3))
    return path
