"""digitpad.commands.personalise: a hand is learnt from the command line, into a new file."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digitpad.ink import write_ndjson
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, networks_dir, user_networks
from tests.tools import complaint, demo_digit, keep_samples, run

DEADLINE = 60  # seconds for a process to end


def ink(folder: Path) -> Path:
    path = folder / "ink.ndjson"
    path.write_text(write_ndjson([demo_digit(number % 10) for number in range(20)]))
    return path


def test_the_users_own_samples_make_a_new_network_among_theirs() -> None:
    keep_samples(20)
    done = run("personalise")
    assert (done.returncode, done.stderr) == (0, "")
    header, held_back, learnt, mnist, path = done.stdout.splitlines()
    assert header.split() == ["count", "before", "after"]
    assert held_back.startswith("samples held back ")
    assert learnt.startswith("samples it learnt from ")
    assert mnist.split()[:4] == ["MNIST's", "test", "images", "10,000"]
    assert user_networks() == [Path(path)]
    assert Path(path).name.startswith("Digitpad's own, in my hand 2")
    told = DenseNetwork.open(path).info["personalised"]
    assert told["network"] == "Digitpad's own"
    assert told["samples"] + told["held_back"] == 20


def test_somebodys_ink_is_learnt_into_the_file_that_was_named_and_what_is_none_is_told(
    tmp_path: Path,
) -> None:
    path, out = ink(tmp_path), tmp_path / "mine.keras"
    path.write_text(path.read_text() + "{broken\n")
    out.write_bytes(bundled_network().read_bytes())
    done = run("personalise", "--network", out, "--samples", path, "--out", out, "--json")
    assert done.returncode == 2
    assert done.stderr == f"digitpad: {path}, line 21: it is not JSON\n"
    told = json.loads(done.stdout)
    assert told["network"] == str(out)
    assert told["held_back"]["count"] + told["learnt"]["count"] == 20
    assert told["mnist"]["count"] == 10_000
    assert told["mnist"]["after"] > 9_900
    assert told["seconds"] > 0
    assert DenseNetwork.open(out).info["personalised"]["held_back"] == told["held_back"]["count"]
    assert not networks_dir().exists()


def test_what_it_cannot_work_with_is_said_in_one_sentence(tmp_path: Path) -> None:
    assert "no sample yet" in complaint("personalise")
    gone = tmp_path / "gone.ndjson"
    assert f"{gone} does not exist" in complaint("personalise", "--samples", gone)
    assert "no such file" in complaint("personalise", "--network", tmp_path / "gone.keras")
    gone.write_text("{broken")
    assert complaint("personalise", "--samples", gone).endswith("line 1: it is not JSON")
    out = tmp_path / "mine.txt"
    wrong = complaint("personalise", "--samples", ink(tmp_path), "--out", out)
    assert "must end in .keras" in wrong
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_keeps_nothing() -> None:
    keep_samples(20)
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "personalise"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + DEADLINE
        while not list(networks_dir().glob("*")) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=DEADLINE) == ("", "")
        assert process.returncode == 130
    finally:
        process.kill()
        process.communicate()
    assert list(networks_dir().iterdir()) == []
