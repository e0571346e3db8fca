"""digitpad.network_files: what is saved is opened by Keras and by others, and answers the same."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.network_files import NetworkFileError, save_network
from digitpad.resources import bundled_network
from tests.legacy import write_keras_2
from tests.test_keras_files import sequential
from tests.tools import members

keras = pytest.importorskip("keras")
L = keras.layers

IMAGES = load_mnist().x_test[:200] / np.float32(255)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return an ``.h5`` file with each kind of layer."""
    path = tmp_path / "old.h5"
    sequential(
        L.Rescaling(1 / 255),
        L.Reshape((784,)),
        L.Dense(40, activation="leaky_relu"),
        L.BatchNormalization(),
        L.Dropout(0.3),
        L.Reshape((5, 8)),
        L.LayerNormalization(),
        L.Flatten(),
        L.Activation("tanh"),
        L.Dense(10),
        shape=(28, 28),
    ).save(path)
    return path


def test_a_keras_file_is_copied_byte_for_byte(tmp_path: Path) -> None:
    save_network(bundled_network(), tmp_path / "copy.keras")
    assert (tmp_path / "copy.keras").read_bytes() == bundled_network().read_bytes()
    save_network(tmp_path / "copy.keras", tmp_path / "copy.keras")  # onto itself
    assert (tmp_path / "copy.keras").read_bytes() == bundled_network().read_bytes()


def test_an_h5_file_becomes_one_that_keras_opens_and_that_answers_the_same(
    old: Path, tmp_path: Path
) -> None:
    save_network(old, tmp_path / "new.keras")
    assert {"config.json", "model.weights.h5"} <= members(tmp_path / "new.keras").keys()
    before = keras.models.load_model(old).predict(IMAGES * 255, verbose=0)
    after = keras.models.load_model(tmp_path / "new.keras").predict(IMAGES * 255, verbose=0)
    assert np.abs(after - before).max() < 1e-5
    network, again = DenseNetwork.open(old), DenseNetwork.open(tmp_path / "new.keras")
    assert np.abs(again.probabilities(IMAGES) - network.probabilities(IMAGES)).max() < 1e-6


def test_a_network_that_is_open_is_saved_with_what_it_tells_of_itself(tmp_path: Path) -> None:
    network = DenseNetwork.open(bundled_network())
    save_network(network, tmp_path / "made.keras")
    again = DenseNetwork.open(tmp_path / "made.keras")
    assert again.info == network.info
    assert np.abs(again.forward(IMAGES) - network.forward(IMAGES)).max() < 1e-6
    expected = keras.models.load_model(tmp_path / "made.keras").predict(
        IMAGES.reshape(-1, 784), verbose=0
    )
    assert np.abs(network.forward(IMAGES) - expected).max() < 1e-5


def test_an_h5_file_becomes_onnx_without_keras(tmp_path: Path) -> None:
    write_keras_2(tmp_path / "old.h5", DenseNetwork.open(bundled_network()))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from digitpad.network_files import save_network\n"
        "assert not {'onnx', 'h5py', 'scipy', 'keras'} & set(sys.modules)\n"
        f"save_network(Path({str(tmp_path / 'old.h5')!r}), Path({str(tmp_path / 'x.onnx')!r}))\n"
        "assert not {'h5py', 'keras', 'tensorflow'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "x.onnx").stat().st_size > 10_000_000


def refusal(source: Path, target: Path) -> str:
    with pytest.raises(NetworkFileError) as caught:
        save_network(source, target)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".keras", ".onnx"])
def test_what_is_no_network_is_not_saved(suffix: str, tmp_path: Path) -> None:
    odd = tmp_path / "odd.keras"
    odd.write_text(json.dumps({}))
    target = tmp_path / f"target{suffix}"
    assert "odd.keras is not a network" in refusal(odd, target)
    assert "no such file" in refusal(tmp_path / "none.h5", target)
    assert not target.exists()


def test_other_endings_and_places_that_are_not_there_are_refused(tmp_path: Path) -> None:
    assert "must end in .keras or .onnx" in refusal(bundled_network(), tmp_path / "net.h5")
    assert "must end in .keras or .onnx" in refusal(bundled_network(), tmp_path / "net")
    for suffix in (".keras", ".onnx"):
        sentence = refusal(bundled_network(), tmp_path / "none" / f"net{suffix}")
        assert "cannot be written: No such file or directory" in sentence
    assert not list(tmp_path.iterdir())


def test_what_was_there_stays_where_it_cannot_be_replaced(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "net.keras"
    folder.mkdir()
    assert "cannot be written" in refusal(old, folder)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
