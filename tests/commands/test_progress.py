"""digitpad.commands.progress: what a run says, as a person in a terminal reads it."""

import time
from pathlib import Path

import pytest

from digitpad.commands.progress import Progress
from digitpad.training.events import Batch, Epoch, Event, Finished, Look, Started

STARTED = Started(
    *("runs/Trial", 669_706, 1, 2, 10, 1_000, 500, ["output"]), {"keras": "3"}, ["CPU:0"]
)
EPOCH = Epoch(2, 0.5, 0.8123, 0.25, 0.9, 61.7, 0.001, "net.keras")
FINISHED = Finished("net.keras", False, 2, 0.1234, 0.9712, 61.7, 2)


def said(capsys: pytest.CaptureFixture[str], *events: Event, quiet: bool = False) -> list[str]:
    with Progress("Trial [bold]", quiet) as progress:
        for event in events:
            progress.show(event)
    out, err = capsys.readouterr()
    assert out == ""  # that is for the answer
    return err.splitlines()


def test_a_line_for_the_start_each_epoch_and_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    look = Look(1, 1, [0.1], [], "")
    assert said(capsys, STARTED, Batch(1, 1, 2.3, 0.1), look, EPOCH, FINISHED) == [
        "Trial [bold]: 669,706 weights, 1,000 images, epochs: 2, of 10 batches",
        "epoch   2: loss 0.5000, accuracy 81.23%, validation loss 0.2500, accuracy 90.00%, 62 s",
        "finished after 62 s: 97.12% of MNIST's test images, loss 0.1234",
    ]


def test_nothing_is_said_where_the_answer_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, STARTED, Batch(1, 1, 2.3, 0.1), EPOCH, FINISHED, quiet=True) == []


def test_a_run_that_goes_on_says_from_where_and_on_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = said(capsys, STARTED._replace(epoch=2, devices=["GPU:0", "GPU:1"]))
    assert line.endswith("epochs: 2, from epoch 2, of 10 batches, on 2 devices")


def test_the_end_says_how_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = FINISHED._replace(stopped=True, epochs=1, kept=1)
    early = FINISHED._replace(epochs=9, kept=6)
    lines = said(capsys, stopped, early)
    assert lines[0].startswith("stopped after 62 s: ")
    assert lines[1].startswith("finished with epoch 6 after 62 s: ")


def test_the_run_is_known_once_it_has_begun() -> None:
    progress = Progress("Trial", quiet=True)
    assert progress.run is None
    progress.show(STARTED)
    assert progress.run == Path("runs/Trial")


def test_the_bar_is_as_long_as_all_epochs_together(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as in a terminal
    monkeypatch.setenv("COLUMNS", "120")
    with Progress("Trial", quiet=True) as progress:
        progress.show(STARTED)
        progress.show(Batch(2, 5, 0.25, 0.9))
        (task,) = progress.bar.tasks
        assert (task.completed, task.total) == (15, 20)
        progress.bar.refresh()
    drawn = capsys.readouterr().err
    assert "epoch 2/2" in drawn
    assert "75%" in drawn
    assert "loss 0.2500, accuracy 90.00%" in drawn


def test_what_was_learnt_before_does_not_count_for_the_pace() -> None:
    progress = Progress("Trial", quiet=True)
    progress.show(STARTED._replace(epoch=91, epochs=100))
    for batch in (1, 2, 3):
        time.sleep(0.05)
        progress.show(Batch(91, batch, 0.25, 0.9))
    (task,) = progress.bar.tasks
    assert task.completed == 903
    assert task.speed is not None
    assert 0 < task.speed <= 21  # batches a second; with the 900 it would be thousands
