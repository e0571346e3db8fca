"""digitpad.training.worker: a real process trains, stops, and keeps what it has learnt."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from digitpad.network import DenseNetwork
from digitpad.training.events import Batch, Epoch, Event, Failed, Finished, Started, decode
from digitpad.training.recipe import Recipe

LONG = Recipe(hidden_units=(64,), examples=20_000, epochs=1_000, batch_size=50)


@contextmanager
def worker(
    job: object, before: Callable[[], None] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad.training.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=before,
    )
    assert process.stdin
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def job(recipe: Recipe, out: Path) -> dict[str, object]:
    return {"recipe": dataclasses.asdict(recipe), "out": str(out)}


def events(process: subprocess.Popen[str]) -> Iterator[Event]:
    assert process.stdout
    return map(decode, process.stdout)  # everything it prints is an event


def test_a_stop_ends_the_run_and_keeps_it(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with worker(job(LONG, out)) as process:
        heard = events(process)
        assert isinstance(next(heard), Started)
        assert isinstance(next(heard), Batch)
        assert process.stdin
        process.stdin.write("stop\n")
        process.stdin.flush()
        last = list(heard)[-1]
        assert isinstance(last, Finished)
        assert last.stopped
        assert process.wait(20) == 0
    assert DenseNetwork.open(out).info["stopped"] is True


def test_the_end_of_its_input_ends_the_run_and_keeps_it(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with worker(job(LONG, out)) as process:
        heard = events(process)
        next(heard)
        assert process.stdin
        process.stdin.close()  # as when the window is killed
        assert process.wait(20) == 0
    assert DenseNetwork.open(out).info["stopped"] is True


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_its_last_checkpoint_whole(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with worker(job(LONG, out)) as process:
        for event in events(process):
            if isinstance(event, Batch) and event.epoch == 2:
                break
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    assert DenseNetwork.open(out).info["epochs"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="consoles are not terminals there")
def test_ctrl_c_in_the_windows_terminal_costs_nothing(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with worker(job(LONG, out)) as process:
        heard = events(process)
        next(heard)
        process.send_signal(signal.SIGINT)  # the whole process group gets it
        assert isinstance(next(heard), Batch)
        assert process.stdin
        process.stdin.close()  # and the window is gone
        assert process.wait(20) == 0
    assert DenseNetwork.open(out).info["stopped"] is True


def test_a_window_that_is_gone_before_the_start_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.touch()  # as the window claims it
    with worker(job(LONG, out)) as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0
    assert not out.exists()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "no job"),
        ([], "no job"),
        ({"recipe": {"epochs": 0}, "out": "x.keras"}, "epochs is 0"),
        ({"recipe": {"layers": 3}, "out": "x.keras"}, "no 'layers'"),
    ],
)
def test_a_job_that_cannot_work_is_refused(given: object, wrong: str) -> None:
    with worker(given) as process:
        (only,) = events(process)
        assert isinstance(only, Failed)
        assert wrong in only.message
        assert process.wait(20) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits are set the POSIX way")
def test_a_full_disk_is_said_and_ends_in_a_sentence(tmp_path: Path) -> None:
    import resource

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    out = tmp_path / "net.keras"
    short = dataclasses.replace(LONG, epochs=1, examples=500)
    with worker(job(short, out), small_files_only) as process:
        heard = list(events(process))
    (epoch,) = (event for event in heard if isinstance(event, Epoch))
    assert epoch.checkpoint is None
    assert epoch.problem
    assert isinstance(heard[-1], Failed)
    assert "could not be written" in heard[-1].message
    assert not out.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no niceness")
def test_the_worker_lets_others_go_first(tmp_path: Path) -> None:
    with worker(job(LONG, tmp_path / "net.keras")) as process:
        next(events(process))
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
