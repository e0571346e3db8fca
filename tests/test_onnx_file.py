"""digitpad.onnx_file: what is exported is valid ONNX and answers the same in onnxruntime."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.layers import ACTIVATIONS, IDLE, Array
from digitpad.network import DenseNetwork
from digitpad.onnx_file import INPUT, OUTPUT, write_onnx
from digitpad.resources import bundled_network
from tests.test_keras_files import sequential

keras = pytest.importorskip("keras")
onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
L = keras.layers

IMAGES = load_mnist().x_test[:300] / np.float32(255)


def answers(network: DenseNetwork, path: Path, images: Array = IMAGES) -> Array:
    """Export a network, check the file, and return what onnxruntime makes of it."""
    write_onnx(network, path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = network.in_its_range(images).reshape(len(images), *network.input_shape)
    (said,) = session.run([OUTPUT], {INPUT: inputs})
    return np.asarray(said, np.float32)


def disagreement(model: Any, folder: Path) -> float:
    model.save(folder / "net.keras")
    network = DenseNetwork.open(folder / "net.keras")
    said = answers(network, folder / "net.onnx")
    assert said.shape == (len(IMAGES), 10)
    assert said.dtype == np.float32
    return float(np.abs(said - network.probabilities(IMAGES)).max())


def test_the_bundled_network_answers_the_same_in_onnxruntime(tmp_path: Path) -> None:
    network = DenseNetwork.open(bundled_network())
    images = load_mnist().x_test[:1_000] / np.float32(255)
    said = answers(network, tmp_path / "digits.onnx", images)
    assert np.abs(said - network.probabilities(images)).max() < 1e-5
    assert answers(network, tmp_path / "digits.onnx", images[:1]).shape == (1, 10)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_each_activation_is_the_same_within_and_at_the_end(activation: str, tmp_path: Path) -> None:
    last = sequential(L.Dense(24, activation=activation), L.Dense(10, activation=activation))
    assert disagreement(last, tmp_path) < 1e-5
    layer = sequential(L.Dense(10, use_bias=False), L.Activation(activation))
    assert disagreement(layer, tmp_path) < 1e-5


KINDS: dict[str, tuple[tuple[int, ...], Any]] = {
    "flattened": ((28, 28, 1), lambda: [L.Flatten()]),
    "reshaped": ((28, 28), lambda: [L.Reshape((-1, 56)), L.Reshape((784,))]),
    "rows through one layer": ((28, 28), lambda: [L.Dense(3, activation="relu"), L.Flatten()]),
    "rescaled": ((784,), lambda: [L.Rescaling(2.0, offset=-1.0)]),
    "rescaled from bytes": ((28, 28), lambda: [L.Rescaling(1 / 255), L.Flatten()]),
    "batch": ((784,), lambda: [L.BatchNormalization()]),
    "batch with neither": ((784,), lambda: [L.BatchNormalization(center=False, scale=False)]),
    "batch by column": ((28, 28), lambda: [L.BatchNormalization(epsilon=0.1), L.Flatten()]),
    "layer": ((784,), lambda: [L.LayerNormalization()]),
    "layer without scale": ((784,), lambda: [L.LayerNormalization(scale=False)]),
    "layer over rows": ((28, 28), lambda: [L.LayerNormalization(axis=1), L.Flatten()]),
    "layer over both": ((28, 28), lambda: [L.LayerNormalization(axis=[1, 2]), L.Flatten()]),
    "at rest": ((784,), lambda: [L.Dropout(0.5), L.GaussianNoise(0.5), L.Identity()]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_layer_is_the_same(kind: str, tmp_path: Path) -> None:
    shape, make = KINDS[kind]
    model = sequential(*make(), L.Dense(10, activation="softmax"), shape=shape)
    assert disagreement(model, tmp_path) < 1e-5


def properties(path: Path) -> dict[str, str]:
    return {each.key: each.value for each in onnx.load(path).metadata_props}


def test_the_file_tells_its_accuracy_and_what_it_wants(tmp_path: Path) -> None:
    network = DenseNetwork.open(bundled_network())
    write_onnx(network, tmp_path / "digits.onnx")
    told = properties(tmp_path / "digits.onnx")
    assert told["mnist_test_accuracy"] == f"{network.info['test']['accuracy']:.4f}"
    assert told["input_range"] == "0..1"
    assert "recipe shipped" in told["made_by"]


def test_a_network_that_rescales_wants_bytes_and_says_no_more_than_it_knows(
    tmp_path: Path,
) -> None:
    model = sequential(L.Rescaling(1 / 255), L.Dense(10, activation="softmax"))
    model.save(tmp_path / "net.keras")
    write_onnx(DenseNetwork.open(tmp_path / "net.keras"), tmp_path / "net.onnx")
    told = properties(tmp_path / "net.onnx")
    assert told["input_range"] == "0..255"
    assert "mnist_test_accuracy" not in told
    assert "255 (ink)" in onnx.load(tmp_path / "net.onnx").doc_string


def test_no_kind_of_layer_is_forgotten() -> None:
    from digitpad.layers import _BUILDERS

    handled = "Dense Activation Flatten Reshape Rescaling BatchNormalization LayerNormalization"
    assert set(_BUILDERS) == set(handled.split())
    assert not IDLE & set(handled.split())
