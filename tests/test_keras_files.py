"""digitpad.keras_files: .h5 files, of Keras 3 and in Keras 2's layout, answer as Keras does."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.data.mnist import load_mnist
from digitpad.keras_files import is_archive, read_info
from digitpad.layers import ACTIVATIONS
from digitpad.network import DenseNetwork, NetworkError
from digitpad.resources import bundled_network
from tests.legacy import keras_2_layers, write_keras_2

keras = pytest.importorskip("keras")
L = keras.layers

IMAGES = load_mnist().x_test[:500] / np.float32(255)


def stirred(model: Any) -> Any:
    """Give a model weights as training would: none of them 0 or 1."""
    random = np.random.default_rng(0)
    model.set_weights(
        [
            np.abs(w + random.normal(0, 0.3, w.shape)) + 0.1
            if "variance" in variable.path
            else w + random.normal(0, 0.05, w.shape)
            for w, variable in zip(model.get_weights(), model.weights, strict=True)
        ]
    )
    return model


def sequential(*layers: Any, shape: tuple[int, ...] = (784,)) -> Any:
    return stirred(keras.Sequential([keras.Input(shape), *layers]))


def disagreement(model: Any, path: Path) -> float:
    inputs = IMAGES.reshape(len(IMAGES), *model.input_shape[1:])
    expected = model.predict(inputs, verbose=0)
    return float(np.abs(DenseNetwork.open(path).forward(inputs) - expected).max())


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_an_h5_file_with_each_activation_agrees_with_keras(activation: str, tmp_path: Path) -> None:
    model = sequential(L.Dense(20, activation=activation), L.Dense(10), L.Activation(activation))
    model.save(tmp_path / "net.h5")
    assert disagreement(model, tmp_path / "net.h5") < 1e-5


def test_an_h5_file_with_every_kind_of_layer_agrees_with_keras(tmp_path: Path) -> None:
    model = sequential(
        L.Rescaling(2.0, offset=-1.0),
        L.LayerNormalization(axis=[1, 2]),
        L.Flatten(),
        L.Dense(56, activation="relu"),
        L.BatchNormalization(),
        L.Dropout(0.2),
        L.Reshape((7, 8)),
        L.BatchNormalization(scale=False),
        L.LayerNormalization(center=False),
        L.Flatten(),
        L.Dense(10, activation="softmax", use_bias=False),
        shape=(28, 28, 1),
    )
    model.save(tmp_path / "net.h5")
    assert disagreement(model, tmp_path / "net.h5") < 1e-5


def test_an_h5_file_of_a_fitted_model_agrees_with_keras(tmp_path: Path) -> None:
    model = sequential(L.Dense(16, activation="relu"), L.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(IMAGES.reshape(-1, 784), load_mnist().y_test[:500], verbose=0)
    model.save(tmp_path / "net.hdf5")
    assert disagreement(model, tmp_path / "net.hdf5") < 1e-5


def test_an_h5_file_of_a_straight_functional_model_agrees_with_keras(tmp_path: Path) -> None:
    inputs = keras.Input((28, 28))
    x = L.Dense(12, activation="gelu")(L.Flatten()(inputs))
    model = stirred(keras.Model(inputs, L.Dense(10, activation="softmax")(x)))
    model.save(tmp_path / "net.h5")
    assert disagreement(model, tmp_path / "net.h5") < 1e-5


@pytest.fixture
def network(tmp_path: Path) -> DenseNetwork:
    """Return a small network with each kind of weights."""
    model = sequential(
        L.Dense(16, activation="relu"),
        L.BatchNormalization(),
        L.LayerNormalization(),
        L.Dropout(0.2),
        L.Dense(10, activation="softmax"),
    )
    model.save(tmp_path / "made.keras")
    return DenseNetwork.open(tmp_path / "made.keras")


def same(network: DenseNetwork, path: Path) -> bool:
    return np.array_equal(DenseNetwork.open(path).forward(IMAGES), network.forward(IMAGES))


@pytest.mark.parametrize("text", [str, str.encode, lambda text: np.bytes_(text.encode())])
@pytest.mark.parametrize("model", ["", "sequential/"])
def test_the_layout_of_keras_2_is_read_however_its_texts_are_kept(
    model: str, text: Any, network: DenseNetwork, tmp_path: Path
) -> None:
    assert same(network, write_keras_2(tmp_path / "net.h5", network, model=model, text=text))


def test_batch_normalisation_of_keras_2_names_its_axis_in_a_list(
    network: DenseNetwork, tmp_path: Path
) -> None:
    layers = keras_2_layers(network)
    layers[1]["config"]["axis"] = [1]
    config = {"class_name": "Sequential", "config": {"layers": layers}}
    assert same(network, write_keras_2(tmp_path / "net.h5", network, config))


def test_the_oldest_sequential_models_are_a_bare_list(
    network: DenseNetwork, tmp_path: Path
) -> None:
    config = {"class_name": "Sequential", "config": keras_2_layers(network)}
    assert same(network, write_keras_2(tmp_path / "net.h5", network, config))


def functional(network: DenseNetwork) -> dict[str, Any]:
    """Return a Functional model as Keras 2 describes it."""
    shape = [None, *network.input_shape]
    layers: list[dict[str, Any]] = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": shape, "name": "input_1"}}
    ]
    layers += keras_2_layers(network)
    for number, layer in enumerate(layers):
        layer["name"] = layer["config"]["name"]
        before = layers[number - 1]["config"]["name"]
        layer["inbound_nodes"] = [[[before, 0, 0, {}]]] if number else []
    ends = {
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [[layers[-1]["config"]["name"], 0, 0]],
    }
    return {"class_name": "Functional", "config": {"name": "model", "layers": layers, **ends}}


def test_a_functional_model_of_keras_2_is_read(network: DenseNetwork, tmp_path: Path) -> None:
    assert same(network, write_keras_2(tmp_path / "net.h5", network, functional(network)))


def test_keras_3_answers_the_same_for_the_layout_of_keras_2(
    network: DenseNetwork, tmp_path: Path
) -> None:
    path = write_keras_2(tmp_path / "net.h5", network, functional(network))
    assert disagreement(keras.models.load_model(path), path) < 1e-5


def refusal(path: Path) -> str:
    with pytest.raises(NetworkError) as caught:
        DenseNetwork.open(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    return str(caught.value)


def test_a_fork_in_the_layout_of_keras_2_is_refused(network: DenseNetwork, tmp_path: Path) -> None:
    config = functional(network)
    config["config"]["layers"][3]["inbound_nodes"] = [[["layer_0", 0, 0, {}]]]
    assert "forks" in refusal(write_keras_2(tmp_path / "net.h5", network, config))


def test_weights_alone_are_refused_with_what_would_be_right(tmp_path: Path) -> None:
    sequential(L.Dense(10)).save_weights(tmp_path / "net.weights.h5")
    assert "save the whole model" in refusal(tmp_path / "net.weights.h5")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda f: f.attrs.__setitem__("model_config", 3), "not a text"),
        (lambda f: f.attrs.__setitem__("model_config", "{"), "not a JSON object"),
        (lambda f: f.attrs.__setitem__("model_config", ["{}", "{}"]), "without a model_config"),
        (lambda f: f.__delitem__("model_weights"), "no weights"),
        (lambda f: f.__delitem__("model_weights/layer_4"), "no weights"),
        (lambda f: f["model_weights/layer_4"].attrs.__delitem__("weight_names"), "no weights"),
        (lambda f: f.__delitem__("model_weights/layer_4/layer_4/bias:0"), "no 'bias:0'"),
        (
            lambda f: f["model_weights/layer_4"].attrs.__setitem__(
                "weight_names", [b"layer_4/kernel:0"] * 2
            ),
            "shape (16, 10)",
        ),
        (
            lambda f: f["model_weights/layer_4"].attrs.__setitem__(
                "weight_names", [b"layer_4/kernel:0", b"layer_4/bias:0", b"layer_4/bias:0"]
            ),
            "3 weight arrays",
        ),
    ],
)
def test_what_is_missing_or_odd_in_an_h5_file_is_said(
    change: Any, wrong: str, network: DenseNetwork, tmp_path: Path
) -> None:
    path = write_keras_2(tmp_path / "net.h5", network)
    with h5py.File(path, "r+") as file:
        change(file)
    assert wrong in refusal(path)


def test_weights_in_pieces_are_refused(network: DenseNetwork, tmp_path: Path) -> None:
    path = write_keras_2(tmp_path / "net.h5", network)
    with h5py.File(path, "r+") as file:
        group = file["model_weights/layer_0/layer_0"]
        values = group["kernel:0"][...]
        del group["kernel:0"]
        group.create_dataset("kernel:0", data=values, compression="gzip")
    assert "in pieces" in refusal(path)


def test_an_h5_file_cut_anywhere_is_refused(network: DenseNetwork, tmp_path: Path) -> None:
    path = write_keras_2(tmp_path / "net.h5", network)
    with h5py.File(path, "r+") as file:
        del file["optimizer_weights"]
    data = path.read_bytes()
    cut = tmp_path / "cut.h5"
    for length in [*range(0, min(len(data), 12_000), 10), *range(12_000, len(data), 997)]:
        cut.write_bytes(data[:length])
        refusal(cut)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_of_an_h5_file_brings_more_than_a_sentence(
    data: st.DataObject, network: DenseNetwork, tmp_path: Path
) -> None:
    path = tmp_path / "net.h5"
    if not path.exists():
        write_keras_2(path, network)
        (tmp_path / "whole").write_bytes(path.read_bytes())
    changed = bytearray((tmp_path / "whole").read_bytes())
    # What a reader can stumble over is not among the numbers.
    places = [at for at in range(len(changed)) if at < 4_000 or at > 55_000]
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.sampled_from(places))] = data.draw(st.integers(0, 255))
    path.write_bytes(changed)
    try:
        DenseNetwork.open(path)
    except NetworkError as error:
        assert "\n" not in str(error)


def test_a_large_file_takes_only_the_memory_of_its_weights(
    network: DenseNetwork, tmp_path: Path
) -> None:
    path = write_keras_2(tmp_path / "net.h5", network)
    with h5py.File(path, "r+") as file:
        file.create_dataset("optimizer_weights/momentum", data=np.zeros((5_000, 2_000), "f4"))
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    assert same(network, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_files_are_told_apart_by_what_is_in_them(network: DenseNetwork, tmp_path: Path) -> None:
    path = write_keras_2(tmp_path / "net.keras", network)
    assert not is_archive(path)
    assert is_archive(bundled_network())
    assert same(network, path)
    assert read_info(path) == {}


def test_a_description_nested_without_end_is_refused(network: DenseNetwork, tmp_path: Path) -> None:
    path = write_keras_2(tmp_path / "net.h5", network)
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = "[" * 100_000
    assert "not a JSON object" in refusal(path)
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": 3})
    assert "not a Sequential" in refusal(path)
