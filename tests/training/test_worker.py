"""digitpad.training.worker: a real process is asked for a run, and keeps what it has learnt."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.data.samples import samples_path
from digitpad.network import DenseNetwork
from digitpad.png import png
from digitpad.resources import bundled_network
from digitpad.training.events import (
    Batch,
    Epoch,
    Event,
    Failed,
    Finished,
    Knobs,
    Paused,
    Ready,
    Resumed,
    Started,
    Summary,
    Tuned,
    Tuning,
    decode,
)
from digitpad.training.recipe import Recipe
from digitpad.training.runs import list_runs
from tests.tools import keep_samples

LONG = Recipe(
    hidden_units=(16,), examples=2_000, epochs=1_000, batch_size=50, validation="split", held_back=9
)
DEADLINE = 30  # seconds for a process to end
Kind = TypeVar("Kind")


class Worker:
    """A worker, what is asked of it, and what it says."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin
        assert process.stdout
        self.process, self.input = process, process.stdin
        self.events: Iterator[Event] = map(decode, process.stdout)  # all that it prints is events

    def ask(self, what: object, **more: Any) -> None:
        self.say(json.dumps({"do": what, **more}).encode())

    def train(self, recipe: Recipe, out: Path) -> None:
        self.ask("train", recipe=dataclasses.asdict(recipe), out=str(out))

    def say(self, line: bytes) -> None:
        self.input.write(line + b"\n")
        self.input.flush()

    def until(self, kind: type[Kind]) -> Kind:
        """Return the next event of a kind; others may come before it."""
        for event in self.events:
            if isinstance(event, kind):
                return event
        raise AssertionError(f"it ended without a {kind.__name__}")

    def end(self) -> tuple[Event, int]:
        """Return its last event, and its exit code."""
        return list(self.events)[-1], self.process.wait(DEADLINE)


@contextmanager
def started(before: Callable[[], None] | None = None) -> Iterator[Worker]:
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad.training.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=before,
    )
    worker = Worker(process)
    try:
        yield worker
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def test_it_does_what_it_is_asked_for_in_turn(tmp_path: Path) -> None:
    out, recipe = tmp_path / "net.keras", dataclasses.asdict(LONG)
    with started() as worker:
        assert next(worker.events) == Ready()
        if hasattr(os, "getpriority"):  # it lets every other process go first
            assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) == 19
        worker.ask("prepare", recipe={**recipe, "epochs": 0})  # of no use, and no end of it
        worker.ask("prepare", recipe=recipe)
        worker.ask("summary", recipe=recipe)
        summary = next(worker.events)
        assert isinstance(summary, Summary)
        assert "Total params: 12,730" in summary.text
        worker.train(LONG, out)
        run = next(worker.events)
        assert isinstance(run, Started)
        assert (run.epoch, run.epochs, run.batches) == (1, 1_000, 40)
        assert isinstance(next(worker.events), Batch)
        worker.ask("pause")
        assert worker.until(Paused).problem is None
        worker.ask("set", more_epochs="three", learning_rate=0.01)
        worker.ask("set", learning_rate=-1)
        worker.ask("set", colour="blue")
        worker.ask("set", more_epochs=-2)  # what cannot be set is passed over
        worker.ask("set", learning_rate=0.01, dropout=0.5, more_epochs=2)
        worker.ask("resume")
        # Nothing was learnt meanwhile; what is asked for in a pause may be heard there already.
        heard = [next(worker.events), next(worker.events)]
        assert Resumed() in heard
        assert Knobs(1_002, 0.01, 0.5) in heard
        assert worker.until(Epoch).checkpoint == str(out)
        worker.ask("stop")
        last, code = worker.end()
        assert isinstance(last, Finished)
        assert last.stopped
        assert code == 0
    assert DenseNetwork.open(out).info["stopped"] is True
    (kept,) = list_runs()
    assert (str(kept.folder), kept.status) == (run.run, "stopped")


def test_it_personalises_in_place_of_a_run_and_then_ends(tmp_path: Path) -> None:
    keep_samples(20)
    out = tmp_path / "mine.keras"
    with started() as worker:
        worker.ask("personalise", network=str(bundled_network()), out=str(out))
        assert worker.until(Tuning).share < 0.05
        tuned = worker.until(Tuned)
        assert (tuned.path, tuned.own_count + tuned.taught_count) == (str(out), 20)
        assert worker.process.wait(DEADLINE) == 0
    assert DenseNetwork.open(out).info["personalised"]["samples"] == tuned.taught_count


@pytest.mark.parametrize("gone", [False, True])
def test_personalising_that_is_stopped_or_whose_window_is_gone_leaves_nothing(
    gone: bool, tmp_path: Path
) -> None:
    keep_samples(20)
    out = tmp_path / "mine.keras"
    out.touch()  # as the window claims it
    with started() as worker:
        worker.ask("personalise", network=str(bundled_network()), out=str(out))
        worker.until(Tuning)
        if gone:
            worker.input.close()
        else:
            worker.ask("stop")
        assert worker.process.wait(DEADLINE) == 0
    assert not out.exists()


def test_what_cannot_be_personalised_is_said(tmp_path: Path) -> None:
    with started() as worker:
        worker.ask("personalise", network=str(bundled_network()), out=str(tmp_path / "a.keras"))
        last, code = worker.end()
    assert isinstance(last, Failed)
    assert "no sample yet" in last.message
    assert code == 1


def test_it_says_that_the_samples_were_damaged_before_it_learns_from_the_rest(
    tmp_path: Path,
) -> None:
    keep_samples(20)
    samples_path().write_bytes(b"?" * 100 + samples_path().read_bytes()[100:])
    with started() as worker:
        worker.ask("personalise", network=str(bundled_network()), out=str(tmp_path / "a.keras"))
        last, code = worker.end()
    assert isinstance(last, Failed)
    assert "was damaged" in last.message
    assert "20 samples recovered" in last.message
    assert code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="consoles are not terminals there")
def test_ctrl_c_costs_nothing_and_the_end_of_its_input_ends_the_run(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with started() as worker:
        worker.train(LONG, out)
        worker.until(Epoch)
        worker.process.send_signal(signal.SIGINT)  # a terminal's whole process group gets it
        worker.until(Epoch)
        worker.input.close()  # as when the window is killed
        last, code = worker.end()
        assert isinstance(last, Finished)
        assert last.stopped
        assert code == 0
    assert DenseNetwork.open(out).info["epochs"] == last.epochs >= 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_another_worker_goes_on_where_one_was_killed(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    with started() as worker:
        worker.train(dataclasses.replace(LONG, epochs=3, examples=4_000), out)
        run = worker.until(Started).run
        worker.until(Epoch)
        worker.until(Batch)
        worker.process.send_signal(signal.SIGKILL)
        worker.process.wait(DEADLINE)
    (killed,) = list_runs()
    assert killed.status == "interrupted"
    kept = len(killed.history)
    assert DenseNetwork.open(out).info["epochs"] == kept
    with started() as worker:
        worker.ask("go on", run=run, more_epochs=1)
        again = worker.until(Started)
        assert (again.run, again.epoch, again.epochs) == (run, kept + 1, 4)
        last, code = worker.end()
        assert isinstance(last, Finished)
        assert (last.epochs, last.stopped, code) == (4, False, 0)
    assert DenseNetwork.open(out).info["epochs"] == 4


def test_a_window_that_is_gone_before_the_start_leaves_nothing(
    tmp_path: Path, data_folder: Path
) -> None:
    out = tmp_path / "net.keras"
    out.touch()  # as the window claims it
    with started() as worker:
        worker.train(LONG, out)
        worker.input.close()
        assert worker.process.wait(DEADLINE) == 0
        assert list(worker.events) == [Ready()]
    assert not out.exists()
    assert not data_folder.exists()


@pytest.fixture(scope="module")
def large_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data set that takes long to read: a picture for each digit, many times over."""
    folder = tmp_path_factory.mktemp("large")
    large = np.kron(load_mnist().x_test[0], np.ones((18, 18), np.uint8))
    for digit in range(10):
        (folder / str(digit)).mkdir()
        first = folder / str(digit) / "0.png"
        first.write_bytes(png(large))
        for number in range(1, 2_000):
            os.link(first, first.with_name(f"{number}.png"))
    return folder


@pytest.mark.parametrize("asked", ["train", "prepare"])
@pytest.mark.parametrize("gone", [False, True])
def test_a_data_set_that_is_being_read_is_not_read_to_its_end(
    asked: str, gone: bool, large_set: Path, tmp_path: Path
) -> None:
    recipe = dataclasses.replace(LONG, data_set=str(large_set), pictures=100)
    out = tmp_path / "net.keras"
    with started() as worker:
        assert next(worker.events) == Ready()
        worker.ask(asked, recipe=dataclasses.asdict(recipe), out=str(out))
        with pytest.raises(subprocess.TimeoutExpired):  # it reads
            worker.process.wait(3)
        if gone or asked == "prepare":  # or it would wait for the next request
            worker.input.close()
        else:
            worker.ask("stop")
        assert worker.process.wait(10) == 0  # to read all of it takes minutes
        assert list(worker.events) == []
    assert not out.exists()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b'{"do": ["\xff"]}', "no job that it knows"),
        (b'{"do": "train", "recipe": {"epochs": 0}, "out": "x.keras"}', "epochs is 0"),
    ],
)
def test_a_job_that_cannot_be_done_is_refused(line: bytes, wrong: str) -> None:
    with started() as worker:
        worker.say(line)
        last, code = worker.end()
    assert isinstance(last, Failed)
    assert wrong in last.message
    assert code == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has prlimit")
def test_where_there_is_no_room_it_waits_for_room_or_for_the_end(tmp_path: Path) -> None:
    import resource

    def disk(worker: Worker, room: int) -> None:
        resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    out = tmp_path / "net.keras"
    with started() as worker:
        worker.train(LONG, out)
        worker.until(Started)
        disk(worker, 20_000)
        problem = worker.until(Paused).problem
        assert problem is not None
        assert problem.endswith("cannot be written: File too large")
        worker.ask("resume")  # without having made room
        worker.until(Resumed)
        assert worker.until(Paused).problem == problem
        disk(worker, resource.RLIM_INFINITY)
        worker.ask("resume")
        kept = worker.until(Epoch)
        assert (kept.checkpoint, kept.problem) == (str(out), None)
        disk(worker, 20_000)
        worker.until(Paused)
        worker.ask("stop")
        lost = worker.until(Epoch)
        assert (lost.checkpoint, lost.problem) == (None, problem)
        last, code = worker.end()
        assert isinstance(last, Failed)
        assert "could not be written" in last.message
        assert code == 1
    assert DenseNetwork.open(out).info["epochs"] == lost.epoch - 1  # the last that was kept
    assert [path.name for path in tmp_path.glob("*.keras")] == [out.name]
