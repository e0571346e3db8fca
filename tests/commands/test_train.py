"""digitpad.commands.train: a network is trained and kept, whatever happens, and runs go on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.resources import networks_dir, user_networks
from digitpad.training.runs import RECORD, claim_run, hold, list_runs, write_record
from tests.tools import complaint, keep_samples, run

SMALL = ("--preset", "perceptron", "--examples", 1_000, "--held-back", 500)
ENDLESS = (*SMALL, "--epochs", 100_000)
DEADLINE = 60  # seconds for a process to end
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@contextmanager
def training(*arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """Start ``digitpad train``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "train", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(process: "subprocess.Popen[str]", line: str) -> None:
    """Wait until a process says a line that begins so."""
    assert process.stderr
    for said in process.stderr:
        if said.startswith(line):
            return
    raise AssertionError(f"it ended without {line!r}")


@posix
def test_it_writes_the_network_and_tells_its_figures_and_learns_more_epochs(
    tmp_path: Path,
) -> None:
    link, out = tmp_path / "link.keras", tmp_path / ("n" * 245 + ".keras")  # as long as can be
    link.symlink_to(out.name)
    done = run("train", *SMALL, "--epochs", 2, "--seed", 7, "--out", link, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["recipe"]["seed"], told["recipe"]["epochs"]) == (7, 2)
    assert len(told["history"]) == 2
    assert told["network"] == str(out)
    assert link.is_symlink()
    assert not out.is_symlink()
    figures = json.loads(run("evaluate", "--network", out, "--json").stdout)
    assert figures["accuracy"] == pytest.approx(told["test"]["accuracy"])
    (finished,) = list_runs()
    assert "there is none to go on with" in complaint("train", "--resume")
    done = run("train", "--resume", finished.folder, "--more-epochs", 2)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    assert "epochs: 4, from epoch 3" in done.stderr
    assert DenseNetwork.open(out).info["epochs"] == 4


def test_it_learns_from_own_samples_and_goes_on_with_those_it_began_with(
    tmp_path: Path, data_folder: Path
) -> None:
    out, given = tmp_path / "mine.keras", ("train", *SMALL, "--epochs", 1, "--samples", 200)
    sentence = complaint(*given, "--out", out)
    assert "there is no sample of yours yet to learn from; draw a digit" in sentence
    assert not out.exists()
    keep_samples(5)
    done = run(*given, "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["recipe"]["samples"] == 200
    (data_folder / "samples.db").unlink()
    done = run("train", "--resume", list_runs()[0].folder, "--more-epochs", 1)
    assert done.returncode == 0, done.stderr
    (list_runs()[0].folder / "samples.db").unlink()
    assert "the run cannot go on" in complaint(
        "train", "--resume", list_runs()[0].folder, "--more-epochs", 1
    )


def test_it_learns_a_file_alone_and_goes_on_once_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mnist = load_mnist()
    images, labels = mnist.x_test[:300], mnist.y_test[:300]
    np.savez(tmp_path / "mine.npz", x_train=images, y_train=labels)
    monkeypatch.chdir(tmp_path)
    given = ("--data-set", "mine.npz", "--validation", "data_set", "--pictures", 500)
    perceptron = ("--preset", "perceptron", "--examples", 0, "--epochs", 1)
    done = run("train", *perceptron, *given, "--out", "net.keras", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    recipe = json.loads(done.stdout)["recipe"]
    assert recipe["data_set"] == str(tmp_path / "mine.npz")
    assert (recipe["examples"], recipe["pictures"], recipe["batch_size"]) == (0, 500, 256)
    (tmp_path / "mine.npz").unlink()
    (first,) = list_runs()
    done = run("train", "--resume", first.folder, "--more-epochs", 1)
    assert done.returncode == 0, done.stderr
    (first.folder / "data-set.npz").unlink()
    assert "so the run cannot go on" in complaint("train", "--resume", first.folder)


def test_a_data_set_that_cannot_be_learnt_from_is_one_sentence(tmp_path: Path) -> None:
    path, out = tmp_path / "mine.csv", tmp_path / "net.keras"
    given = ("train", "--data-set", path, "--pictures", 500, "--out", out)
    assert f"there is no data set '{path}': none is kept under that name" in complaint(*given)
    path.write_bytes(b"PK\3\4 no zip")
    assert "mine.csv" in complaint(*given)
    assert not out.exists()
    assert not list_runs()


@posix
def test_a_file_that_is_there_is_replaced_only_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.write_text("what was there")
    with training(*ENDLESS, "--out", out) as process:
        wait_for(process, "epoch   1")
        assert out.read_text() == "what was there"
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=DEADLINE)
        assert (process.returncode, told) == (0, f"{out}\n")
    info = DenseNetwork.open(out).info
    assert info["stopped"] is True
    assert info["epochs"] >= 1
    assert list(tmp_path.glob("*.keras")) == [out]
    assert list(list_runs()[0].folder.glob("*.keras")) == []


@posix
def test_ctrl_c_ends_a_run_and_keeps_it_among_the_users_networks() -> None:
    with training(*ENDLESS) as process:
        wait_for(process, "epoch   2")
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=DEADLINE)
        assert process.returncode == 0
    *_, end = said.splitlines()
    assert end.startswith("stopped after ")
    assert "of MNIST's test images" in end
    (kept,) = user_networks()
    assert out == f"{kept}\n"
    (stopped,) = list_runs()
    assert (stopped.status, stopped.network) == ("stopped", kept)
    assert len(stopped.history) >= 2


@posix
@pytest.mark.parametrize("after", [0.0, 1.0])
def test_ctrl_c_while_it_loads_keeps_nothing(after: float) -> None:
    with training(*ENDLESS) as process:
        until = time.monotonic() + DEADLINE
        while not list(networks_dir().glob("*")) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in said
    assert list(networks_dir().iterdir()) == []
    assert all(run.history == () for run in list_runs())


@posix
def test_a_second_ctrl_c_ends_it_at_once_and_the_last_epoch_stays() -> None:
    with training(*ENDLESS) as process:
        wait_for(process, "epoch   1")
        process.send_signal(signal.SIGSTOP)  # so that both are heard before it can end
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        out, said = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in said
        assert "stopped" not in said
    (kept,) = user_networks()
    (interrupted,) = list_runs()
    assert interrupted.status == "interrupted"
    assert DenseNetwork.open(kept).info["epochs"] == len(interrupted.history) >= 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has prlimit")
def test_a_disk_that_fills_up_is_told_and_with_room_the_run_goes_on() -> None:
    import resource

    with training(*SMALL, "--epochs", 300) as process:
        wait_for(process, "epoch   1")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (20_000, 20_000))
        _, said = process.communicate(timeout=DEADLINE)
        assert process.returncode == 2
    *epochs, sentence = said.splitlines()
    assert all(line.startswith("epoch ") for line in epochs)
    assert sentence == (
        "digitpad: the network could not be written: File too large; "
        "with room for it, digitpad train --resume goes on from there"
    )
    (failed,) = list_runs()
    assert failed.status in ("failed", "interrupted")  # the record may be what did not fit
    with training("--resume") as process:
        wait_for(process, f"epoch {len(failed.history) + 1:>3}")
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=DEADLINE)[0] == f"{failed.network}\n"
    assert DenseNetwork.open(failed.network or "").info["epochs"] > len(failed.history)


def test_a_run_that_diverges_says_so_in_a_sentence() -> None:
    diverging = ("--hidden-units", 64, 64, 64, "--optimizer", "sgd", "--learning-rate", 10)
    sentence = complaint("train", *SMALL, *diverging, "--activation", "elu", "--json")
    assert "training diverged: the loss became " in sentence
    assert "try one below 10" in sentence
    assert user_networks() == []
    assert list(networks_dir().iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(data_folder: Path) -> None:
    data_folder.write_text("a file where the folder should be")
    assert "cannot be written" in complaint("train", "--epochs", 1)


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--more-epochs", 2], "--more-epochs goes with --resume; a new run has --epochs"),
        (["--more-epochs", 0], "--more-epochs goes with --resume"),
        (["--resume", "--more-epochs", -1], "--more-epochs is -1, but it must be 0 or above"),
        (["--resume", "--epochs", 3], "it takes no recipe and no --out"),
        (["--resume", "--preset", ""], "it takes no recipe and no --out"),
        (["--resume", "--out", "x.keras"], "it takes no recipe and no --out"),
        (["--resume"], "there is no run that was interrupted or stopped"),
        (["--resume", "yesterday's"], 'there is no run "yesterday\'s"; the window lists them'),
        (["--resume", "x" * 5_000], "there is no run 'xxx"),
        (["--resume", os.curdir], ". is not a run: "),
        (["--recipe", "none.json"], "none.json does not exist"),
        (["--recipe", "none.json", "--preset", "quick"], "not allowed with"),
        (["--pictures", 9], "data_set is '', but it must be the name or the path of one"),
        (["--data-set", "mine"], "--data-set goes with --pictures N, so many of its pictures"),
        (["--data-set", "none", "--pictures", 9], "there is no data set 'none'"),
        (["--convolutions", "8x6"], "'8x6' is not MAPSxSIDE/STRIDE"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[object], wrong: str) -> None:
    assert wrong in complaint("train", *arguments)


def test_a_run_that_goes_on_elsewhere_is_left_to_it() -> None:
    folder = claim_run("Trial")
    record = {"recipe": {}, "created": "", "status": "running", "epochs": 5, "history": []}
    write_record(folder, {**record, "seconds": 0, "versions": {}})
    with hold(folder):
        for name in ("Trial", folder):
            assert "Trial is going on in another process" in complaint("train", "--resume", name)
    (folder / RECORD).write_text("damaged")
    assert "its run.json is damaged" in complaint("train", "--resume", folder)
