"""digitpad.network: .keras files are read safely, and what is wrong is said in one sentence."""

import json
import math
import os
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.version import Version

from digitpad.data.mnist import load_mnist
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork, NetworkError, Reading, read_info
from digitpad.raster import rasterize
from digitpad.resources import asset, bundled_network
from tests.tools import changed_network, changed_weights, demo_digit, members, write_zip

MNIST = load_mnist()


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(NetworkError) as caught:
        DenseNetwork.open(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


def test_the_bundled_network_reads_mnist_as_well_as_it_says() -> None:
    network = DenseNetwork.open(bundled_network())
    measured = evaluate(network, MNIST.x_test, MNIST.y_test)
    said = network.info["test"]
    assert measured.accuracy == pytest.approx(said["accuracy"], abs=1e-9)
    assert measured.loss == pytest.approx(said["loss"], abs=1e-4)
    assert measured.accuracy > 0.993
    beside = json.loads(asset("digits.json").read_text())
    assert beside["test"] == said
    assert beside["recipe"] == network.info["recipe"]


def test_a_reading_has_the_best_digit_and_its_probability() -> None:
    reading = Reading(np.array([0, 0, 0.1, 0.9, 0, 0, 0, 0, 0, 0], np.float32))
    assert reading.digit == 3
    assert reading.confidence == pytest.approx(0.9)


def test_a_reading_is_sure_from_one_half_on() -> None:
    for best, sure in ((0.5, True), (0.499, False)):
        others = (1 - best) / 9
        probabilities = np.full(10, others, np.float32)
        probabilities[4] = best
        assert Reading(probabilities).sure is sure


def test_one_picture_and_many_give_the_same() -> None:
    network = DenseNetwork.open(bundled_network())
    images = MNIST.x_test[:50] / np.float32(255)
    many = network.probabilities(images)
    assert many.shape == (50, 10)
    assert many.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    for image, row in zip(images, many, strict=True):
        assert network.read(image).probabilities == pytest.approx(row, abs=1e-5)


def test_activations_are_each_layers_outputs() -> None:
    network = DenseNetwork.open(bundled_network())
    image = MNIST.x_test[0] / np.float32(255)
    outputs = network.activations(image)
    assert [output.shape for output in outputs] == [layer.shape for layer in network.layers]
    assert outputs[-1] == pytest.approx(network.read(image).probabilities, abs=1e-6)


def rescaled(path: Path, scale: float, offset: float) -> Path:
    """Write the bundled network behind a Rescaling layer."""

    def change(config: dict[str, Any]) -> None:
        options = {"name": "rescaling", "scale": scale, "offset": offset}
        config["config"]["layers"].insert(1, {"class_name": "Rescaling", "config": options})

    return changed_network(path, change)


def test_a_network_that_rescales_bytes_is_fed_bytes(tmp_path: Path) -> None:
    plain = DenseNetwork.open(bundled_network())
    for_bytes = DenseNetwork.open(rescaled(tmp_path / "bytes.keras", 1 / 255, 0.0))
    images = MNIST.x_test[:20] / np.float32(255)
    assert for_bytes.probabilities(images) == pytest.approx(plain.probabilities(images), abs=1e-5)
    assert for_bytes.forward(MNIST.x_test[:20]) == pytest.approx(plain.forward(images), abs=1e-5)
    for_shares = DenseNetwork.open(rescaled(tmp_path / "shares.keras", 1.0, 0.0))
    assert for_shares.probabilities(images) == pytest.approx(plain.probabilities(images), abs=1e-6)


@pytest.mark.parametrize("activation", ["linear", "sigmoid"])
def test_outputs_that_are_no_softmax_become_probabilities(activation: str, tmp_path: Path) -> None:
    def change(config: dict[str, Any]) -> None:
        config["config"]["layers"][-1]["config"]["activation"] = activation

    network = DenseNetwork.open(changed_network(tmp_path / "other.keras", change))
    bundled = DenseNetwork.open(bundled_network())
    images = MNIST.x_test[:200] / np.float32(255)
    probabilities = network.probabilities(images)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-5)
    same = probabilities.argmax(axis=1) == bundled.probabilities(images).argmax(axis=1)
    assert same.mean() > 0.98


def test_a_file_that_is_missing_or_no_file_or_no_zip_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.keras")
    folder = tmp_path / "folder.keras"
    folder.mkdir()
    assert "not a file" in refusal(folder)
    text = tmp_path / "text.keras"
    text.write_text("hello")
    assert "damaged, or neither a .keras" in refusal(text)
    empty = tmp_path / "empty.keras"
    empty.touch()
    assert "damaged, or neither a .keras" in refusal(empty)
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.keras"
        os.mkfifo(pipe)
        assert "not a file" in refusal(pipe)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99, 0.999])
def test_a_truncated_file_is_refused(share: float, tmp_path: Path) -> None:
    data = bundled_network().read_bytes()
    path = tmp_path / "half.keras"
    path.write_bytes(data[: int(len(data) * share)])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_truncated_weights_in_a_whole_zip_are_refused(share: float, tmp_path: Path) -> None:
    contents = members(bundled_network())
    weights = contents["model.weights.h5"]
    contents["model.weights.h5"] = weights[: int(len(weights) * share)]
    assert "it ends too early" in refusal(write_zip(tmp_path / "half.keras", contents))


@pytest.mark.parametrize("member", ["config.json", "model.weights.h5"])
def test_a_missing_member_is_refused(member: str, tmp_path: Path) -> None:
    contents = members(bundled_network())
    del contents[member]
    refusal(write_zip(tmp_path / "less.keras", contents))


@pytest.mark.parametrize(
    "config", [b"", b"[]", b"{", b"{}", b"\xff", b"[" * 100_000, b'{"config":1}']
)
def test_a_config_that_is_no_model_is_refused(config: bytes, tmp_path: Path) -> None:
    contents = members(bundled_network()) | {"config.json": config}
    refusal(write_zip(tmp_path / "odd.keras", contents))


def first_dense(config: dict[str, Any]) -> dict[str, Any]:
    for layer in config["config"]["layers"]:
        if layer["class_name"] == "Dense":
            found: dict[str, Any] = layer["config"]
            return found
    raise LookupError("Dense")


@pytest.mark.parametrize("units", [0, -1, 511, 10**6, 10**12, 1.5, "512", None, True])
def test_units_that_do_not_fit_are_refused_without_taking_memory(
    units: object, tmp_path: Path
) -> None:
    path = changed_network(
        tmp_path / "odd.keras", lambda config: first_dense(config).update(units=units)
    )
    assert "layer" in refusal(path)


HUGE = 10**400


@pytest.mark.parametrize(
    "layers",
    [
        [("Rescaling", {"scale": HUGE})],
        [("Rescaling", {"scale": 1e300})],
        [("Rescaling", {"scale": "1"})],
        [("Reshape", {"target_shape": [1] * 70})],
        [("Reshape", {"target_shape": [HUGE] * 900})],
        [("Reshape", {"target_shape": [-1, -1]})],
        [("Reshape", {"target_shape": None})],
        [("Reshape", {"target_shape": [784, 1]}), ("Dense", {"units": 10_000_000})],
        [("LayerNormalization", {"axis": [1, -1]})],
        [("LayerNormalization", {"axis": {}, "scale": False, "center": False})],
        [("LayerNormalization", {"epsilon": -5.0, "scale": False, "center": False})],
        [("BatchNormalization", {"epsilon": -5.0})],
        [("Activation", {"activation": [[]]})],
        [("Activation", {"activation": {"config": {}}})],
        [("x" * 200_000, {})],
    ],
    ids=lambda layers: f"{layers[-1][0][:20]} {str(layers[-1][1])[:30]}",
)
def test_options_that_make_no_sense_are_refused_in_a_short_sentence(
    layers: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    described = [{"class_name": k, "config": {"name": "odd", **o}} for k, o in layers]

    def change(config: dict[str, Any]) -> None:
        config["config"]["layers"][1:1] = described

    assert len(refusal(changed_network(tmp_path / "odd.keras", change))) < 500


def test_a_network_that_overflows_is_refused(tmp_path: Path) -> None:
    def change(file: Any) -> None:
        file["layers/dense/vars/0"][...] = 3e38
        file["layers/dense_3/vars/0"][...] = -3e38

    assert "not a number" in refusal(changed_weights(tmp_path / "hot.keras", change))


def test_a_damaged_member_of_any_compression_is_refused(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = tmp_path / "damaged.keras"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in members(bundled_network()).items():
                archive.writestr(name, data[:100_000])
        damaged = bytearray(path.read_bytes())
        damaged[200:600] = bytes(400)
        path.write_bytes(damaged)
        refusal(path)


def test_a_name_that_is_no_path_is_refused() -> None:
    with pytest.raises(NetworkError):
        DenseNetwork.open("a\0b.keras")


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    for value in (np.nan, np.inf):

        def change(file: Any, value: float = value) -> None:
            file["layers/dense_1/vars/0"][3, 4] = value

        assert "NaN" in refusal(changed_weights(tmp_path / "nan.keras", change))


#: Of the bundled network's first layer of weights.
SHAPE = (
    784,
    json.loads(members(bundled_network())["config.json"])["config"]["layers"][1]["config"]["units"],
)


def replaced(path: str, **how: Any) -> Any:
    def change(file: Any) -> None:
        del file[path]
        file.create_dataset(path, **how)

    return change


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ({"shape": (784, 100), "dtype": "f4"}, "shape (784, 100)"),
        ({"shape": (200_000, 200_000), "dtype": "f4"}, "shape (200000, 200000)"),
        ({"shape": SHAPE, "dtype": "f4"}, "without its numbers"),
        ({"shape": SHAPE, "dtype": "f4", "chunks": (784, 1), "fillvalue": 1}, "in pieces"),
        ({"data": np.zeros(SHAPE, "f4"), "compression": "gzip"}, "in pieces"),
        ({"data": np.zeros(SHAPE, "i4")}, "not floating-point"),
        ({"data": np.zeros(SHAPE, "S4")}, "not floating-point"),
        ({"data": np.float32(1)}, "shape ()"),
    ],
)
def test_weights_that_are_not_what_keras_writes_are_refused(
    how: dict[str, Any], wrong: str, tmp_path: Path
) -> None:
    path = changed_weights(tmp_path / "odd.keras", replaced("layers/dense/vars/0", **how))
    assert wrong in refusal(path)


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    import h5py

    outside = tmp_path / "outside.h5"
    with h5py.File(outside, "w") as file:
        file.create_dataset("0", data=np.zeros(SHAPE, "f4"))

    for link in (h5py.ExternalLink(str(outside), "/0"), h5py.SoftLink("/layers/dense_1/vars/0")):

        def change(file: Any, link: Any = link) -> None:
            del file["layers/dense/vars/0"]
            file["layers/dense/vars/0"] = link

        refusal(changed_weights(tmp_path / "link.keras", change))


def test_numbers_in_other_files_are_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.bin"
    outside.write_bytes(bytes(4 * math.prod(SHAPE)))
    external = [(str(outside), 0, 4 * math.prod(SHAPE))]
    change = replaced("layers/dense/vars/0", shape=SHAPE, dtype="f4", external=external)
    refusal(changed_weights(tmp_path / "elsewhere.keras", change))


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", b"\0")
        archive.writestr("config.json", b" " * 50_000_000)
    assert "larger than" in refusal(path)


def test_weights_that_are_a_bomb_are_refused_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", members(bundled_network())["config.json"])
        archive.writestr("model.weights.h5", bytes(200_000_000))
    assert path.stat().st_size < 300_000
    tracemalloc.start()
    assert "larger than" in refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_a_network_that_is_packed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "packed.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(bundled_network()).items():
            archive.writestr(name, data)
    assert path.stat().st_size < bundled_network().stat().st_size / 2
    assert DenseNetwork.open(path).parameters == DenseNetwork.open(bundled_network()).parameters


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_flipped_byte_brings_more_than_a_sentence(data: st.DataObject, tmp_path: Path) -> None:
    contents = members(bundled_network())
    name = data.draw(st.sampled_from(["config.json", "model.weights.h5"]))
    changed = bytearray(contents[name])
    # The weights' first bytes hold the structure that a reader can stumble over.
    reach = min(len(changed), 12_000) - 1
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, reach))] = data.draw(st.integers(0, 255))
    path = write_zip(tmp_path / "flipped.keras", contents | {name: bytes(changed)})
    try:
        DenseNetwork.open(path)
    except NetworkError as error:
        assert "\n" not in str(error)


def test_info_that_is_missing_or_odd_is_no_info(tmp_path: Path) -> None:
    contents = members(bundled_network())
    assert read_info(bundled_network())["recipe"]["name"] == "shipped"
    for odd in (b"", b"[1]", b"{", b"\xff"):
        path = write_zip(tmp_path / "odd.keras", contents | {"digitpad.json": odd})
        assert read_info(path) == {}
        assert DenseNetwork.open(path).info == {}
    del contents["digitpad.json"]
    assert DenseNetwork.open(write_zip(tmp_path / "bare.keras", contents)).info == {}
    assert read_info(tmp_path / "none.keras") == {}


def test_keras_itself_opens_the_bundled_network_and_agrees() -> None:
    keras = pytest.importorskip("keras")
    written_by = json.loads(members(bundled_network())["metadata.json"])["keras_version"]
    if Version(keras.__version__) < Version(written_by):
        pytest.skip(
            f"Keras {keras.__version__} does not open what {written_by} wrote; the pad does"
        )
    images = MNIST.x_test[:1_000] / np.float32(255)
    expected = keras.models.load_model(bundled_network()).predict(
        images.reshape(-1, 784), verbose=0
    )
    network = DenseNetwork.open(bundled_network())
    assert np.abs(network.forward(images) - expected).max() < 1e-5


def test_a_network_with_other_weights_in_a_layer_is_the_same_but_for_that() -> None:
    network = DenseNetwork.open(bundled_network())
    last = len(network.layers) - 1
    kernel, bias = network.layers[last].weights
    other = network.with_weights({last: [np.zeros_like(kernel), np.arange(10, dtype=np.float32)]})
    image = rasterize(demo_digit(3))
    assert other.read(image).digit == 9
    assert network.read(image).digit == 3
    again = other.with_weights({last: [kernel, bias]})
    assert np.array_equal(again.read(image).probabilities, network.read(image).probabilities)
    assert other.parameters == network.parameters


def test_it_can_go_through_the_first_layers_alone() -> None:
    network = DenseNetwork.open(bundled_network())
    image = rasterize(demo_digit(3))
    through = network.forward(image[None], 2)
    assert np.array_equal(through[0], network.activations(image)[1])
