"""digitpad.commands.train: a network is trained and kept, whatever happens."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.network import DenseNetwork
from digitpad.resources import user_networks
from tests.tools import complaint, run


def test_train_writes_the_network_and_tells_its_figures(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    done = run(
        *("train", "--preset", "mnist_mlp", "--epochs", 1, "--examples", 3_000, "--seed", 7),
        *("--out", out, "--json"),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["recipe"]["seed"] == 7
    assert told["recipe"]["epochs"] == 1
    assert len(told["history"]) == 1
    assert told["network"] == str(out)
    figures = json.loads(run("evaluate", "--network", out, "--json").stdout)
    assert figures["accuracy"] == pytest.approx(told["test"]["accuracy"])


def test_train_into_a_file_that_is_there_replaces_it_only_when_it_is_done(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.write_text("what was there")
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "train", "--preset", "quick", "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    for line in process.stderr:
        if line.startswith("epoch   1"):
            break
    assert out.read_text() == "what was there"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0
    info = DenseNetwork.open(out).info
    assert info["stopped"] is True
    assert info["epochs"] >= 1
    assert list(tmp_path.glob("*.keras")) == [out]


def test_train_without_a_file_adds_to_the_users_networks() -> None:
    done = run("train", "--preset", "perceptron", "--epochs", 2, "--examples", 2_000)
    assert done.returncode == 0, done.stderr
    (kept,) = user_networks()
    assert done.stdout.strip() == str(kept)
    assert "epoch   2" in done.stderr
    assert "MNIST's test images" in done.stderr


def test_a_slice_smaller_than_a_batch_and_a_long_name_and_a_link_work(tmp_path: Path) -> None:
    long, link = tmp_path / ("n" * 245 + ".keras"), tmp_path / "link.keras"
    link.symlink_to("target.keras")
    # With the synthetic pictures that come besides, Quick's batches are as large as ever.
    for out, preset, batch_size in ((long, "mnist_mlp", 100), (link, "quick", 512)):
        done = run("train", "--preset", preset, "--examples", 100, "--epochs", 1, "--out", out)
        assert done.returncode == 0, done.stderr
        assert DenseNetwork.open(out).info["recipe"]["batch_size"] == batch_size
    assert link.is_symlink()
    assert not (tmp_path / "target.keras").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell limits the size of files")
def test_a_network_that_does_not_fit_on_the_disk_is_told(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    command = f'"{sys.executable}" -m digitpad train --examples 500 --epochs 1 --out "{out}"'
    done = subprocess.run(
        f"ulimit -f 500; exec {command}", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    *_, checkpoint, end = done.stderr.splitlines()
    assert checkpoint.endswith("training goes on")
    assert end == f"digitpad: {out} could not be written: File too large"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(data_folder: Path) -> None:
    data_folder.write_text("a file where the folder should be")
    assert "cannot be written" in complaint("train", "--epochs", 1)
