"""digitpad.training.fit: recipes learn, runs are kept, stopped, resumed, and fail in a sentence."""

import dataclasses
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from sklearn.datasets import load_digits

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.samples import SampleStore
from digitpad.data.set_files import read_set
from digitpad.data.set_library import keep_set, open_kept, sets_dir
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.training import fit
from digitpad.training.controls import Controls
from digitpad.training.events import (
    Batch,
    Epoch,
    Event,
    Finished,
    Knobs,
    Look,
    Paused,
    Resumed,
    Started,
)
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.run_data_set import DATA_SET
from digitpad.training.run_samples import SAMPLES
from digitpad.training.runs import STATE, Run, RunError, list_runs, read_run
from tests.tools import keep_samples

WHOLE_MNIST = load_mnist()
#: With fewer pictures to be watched and measured by.
MNIST = dataclasses.replace(
    WHOLE_MNIST, x_test=WHOLE_MNIST.x_test[:1_000], y_test=WHOLE_MNIST.y_test[:1_000]
)
SMALL = Recipe(hidden_units=(32,), examples=2_000, epochs=2, batch_size=100)
#: All that is random or has a state: dropout, deformation, what is drawn, averages, a schedule.
RICH = dataclasses.replace(
    SMALL,
    deformation=0.5,
    undeformed=0.3,
    hands=64,
    non_digits=32,
    samples=100,
    data_set="mine",
    pictures=150,
    optimizer="adam",
    schedule="cosine",
    batch_normalization=True,
    ema_momentum=0.9,
    validation="split",
    held_back=500,
    examples=1_000,
    epochs=4,
)


#: More pictures than RICH shows of them in an epoch.
MINE = ImageSet(
    "mine",
    *(WHOLE_MNIST.x_test[1_000:1_400], WHOLE_MNIST.y_test[1_000:1_400]),
    *(WHOLE_MNIST.x_test[1_400:1_450], WHOLE_MNIST.y_test[1_400:1_450]),
)


def keep_what_is_learnt() -> None:
    """Keep all that RICH learns from."""
    keep_samples()
    keep_set(MINE, "mine")


def trained(recipe: Recipe, out: Path, controls: Controls | None = None) -> list[Event]:
    events: list[Event] = []
    fit.train(recipe, MNIST, out, events.append, controls)
    return events


def only(kind: type, events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def weights(path: Path) -> list[np.ndarray]:
    return list(keras.models.load_model(path, compile=False).get_weights())


def same(a: Path, b: Path) -> bool:
    return all(np.array_equal(v, w) for v, w in zip(weights(a), weights(b), strict=True))


def when(holds: Callable[[Event], bool], do: Callable[[Controls], None]) -> tuple[Any, Controls]:
    """Return what listens to a run, and does something once an event comes; and the controls."""
    controls, events = Controls(), list[Event]()

    def listen(event: Event) -> None:
        if holds(event) and not any(map(holds, events)):
            do(controls)
        events.append(event)

    listen.events = events  # type: ignore[attr-defined]
    return listen, controls


def kept_run(recipe: Recipe, folder: Path) -> tuple[Run, list[Event]]:
    """Train a recipe among runs in a folder of their own; return its run and what it said."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA_DIR", str(folder / "user data"))
        keep_what_is_learnt()
        events = trained(recipe, folder / "net.keras")
        (run,) = list_runs()
    return run, events


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, list[Event]]:
    return kept_run(SMALL, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def never_interrupted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """RICH, trained from the beginning to the end."""
    return kept_run(RICH, tmp_path_factory.mktemp("whole"))[0]


def test_a_run_says_what_it_does_and_keeps_what_it_learns(
    small: tuple[Run, list[Event]],
) -> None:
    run, events = small
    assert run.network is not None
    out = run.network
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert (started.epoch, started.epochs, started.batches) == (1, 2, 20)
    assert started.train_count == 2_000
    assert started.validation_count == 1_000
    assert started.layers == ["hidden 1", "output"]
    batches = only(Batch, events)
    assert batches[-1].batch == 20
    assert batches[-1].learning_rate == pytest.approx(0.001)
    assert batches[-1].images_per_second > 0
    epochs = only(Epoch, events)
    assert [epoch.epoch for epoch in epochs] == [1, 2]
    assert all(epoch.checkpoint == str(out) for epoch in epochs)
    assert epochs[1].loss < epochs[0].loss
    look = only(Look, events)[-1]
    assert len(look.gradient_norms) == 2
    assert all(norm > 0 for norm in look.gradient_norms)
    assert len(look.dead) == 1
    assert isinstance(finished, Finished)
    assert not finished.stopped
    assert finished.kept == 2
    assert 0.7 < finished.test_accuracy < 1

    network = DenseNetwork.open(out)
    measured = evaluate(network, MNIST.x_test, MNIST.y_test)
    assert measured.accuracy == pytest.approx(finished.test_accuracy)
    assert measured.loss == pytest.approx(finished.test_loss, rel=1e-3)
    info = network.info
    assert Recipe.from_json(json.dumps(info["recipe"])) == SMALL
    assert [epoch["val_accuracy"] for epoch in info["history"]] == [
        epoch.val_accuracy for epoch in epochs
    ]
    assert info["test"]["accuracy"] == finished.test_accuracy
    assert info["stopped"] is False
    assert info["versions"].keys() == {"digitpad", "keras", "tensorflow", "numpy"}
    assert [path for path in out.parent.iterdir() if path.is_file()] == [out]
    assert out.stat().st_size < 4 * SMALL.parameters + 60_000  # no optimiser's state


def test_a_run_is_kept_with_each_of_its_epochs(small: tuple[Run, list[Event]]) -> None:
    run, events = small
    assert str(run.folder) == events[0].run  # type: ignore[union-attr]
    assert run.status == "finished"
    assert run.recipe == SMALL
    assert [epoch.val_loss for epoch in run.history] == [e.val_loss for e in only(Epoch, events)]
    assert run.test is not None
    assert run.test["accuracy"] == events[-1].test_accuracy  # type: ignore[union-attr]
    first, second = (evaluate(run.network_after(n), MNIST.x_test, MNIST.y_test) for n in (1, 2))
    assert second.loss < first.loss
    assert second.accuracy == run.test["accuracy"]


def learnt_the_same(run: Run, as_run: Run) -> bool:
    """Return whether two runs' networks and figures, the times aside, are equal bit for bit."""
    assert run.network is not None
    assert as_run.network is not None
    figures = ([epoch._replace(seconds=0) for epoch in one.history] for one in (run, as_run))
    return same(run.network, as_run.network) and next(figures) == next(figures)


def test_the_same_seed_learns_the_same_and_another_differs(
    tmp_path: Path, never_interrupted: Run
) -> None:
    keep_what_is_learnt()
    trained(RICH, tmp_path / "same.keras")
    (again,) = list_runs()
    assert learnt_the_same(again, never_interrupted)
    trained(dataclasses.replace(RICH, seed=1, epochs=1), tmp_path / "other.keras")
    first = never_interrupted.epoch_networks[1]
    assert not same(tmp_path / "other.keras", first)


def resumed(run: Run, more_epochs: int = 0) -> list[Event]:
    events: list[Event] = []
    fit.resume(run, MNIST, events.append, more_epochs=more_epochs)
    return events


def test_a_run_that_was_stopped_goes_on_to_the_same_as_one_that_never_was(
    tmp_path: Path, never_interrupted: Run
) -> None:
    keep_what_is_learnt()
    in_epoch_3 = lambda e: isinstance(e, Batch) and e.epoch == 3  # noqa: E731
    listen, controls = when(in_epoch_3, Controls.stop)
    fit.train(RICH, MNIST, tmp_path / "part.keras", listen, controls)
    (part,) = list_runs()
    assert part.status == "stopped"
    assert not learnt_the_same(part, never_interrupted)
    have_others()
    events = resumed(part)
    assert events[0].epoch == 3  # type: ignore[union-attr]
    (part,) = list_runs()
    assert part.status == "finished"
    assert learnt_the_same(part, never_interrupted)


def have_others() -> None:
    """Delete the user's samples and data set, and let them keep others."""
    with closing(SampleStore()) as store:
        store.remove([sample.id for sample in store.samples()])
        keep_samples(7, store)
    (sets_dir() / "mine.npz").unlink()
    keep_set(dataclasses.replace(MINE, y_train=MINE.y_train[::-1]), "mine")


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from digitpad.data.mnist import load_mnist
from digitpad.training import fit
from digitpad.training.events import Batch
from digitpad.training.recipe import Recipe

def listen(event):
    if isinstance(event, Batch) and event.epoch == 3:
        os.kill(os.getpid(), signal.SIGKILL)

mnist = load_mnist()
mnist = replace(mnist, x_test=mnist.x_test[:1_000], y_test=mnist.y_test[:1_000])
fit.train(Recipe.from_json(sys.argv[1]), mnist, Path(sys.argv[2]), listen)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_run_that_was_killed_goes_on_to_the_same_as_one_that_never_was(
    tmp_path: Path, data_folder: Path, never_interrupted: Run
) -> None:
    keep_what_is_learnt()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, RICH.to_json(), str(tmp_path / "part.keras")],
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert killed.returncode == -9
    (part,) = list_runs()
    assert part.status == "interrupted"
    assert len(part.history) == 2
    (data_folder / "samples.db").unlink()  # months later, on another machine
    shutil.rmtree(sets_dir())
    resumed(part)
    assert learnt_the_same(list_runs()[0], never_interrupted)


def test_a_run_that_is_over_can_learn_more_epochs(
    tmp_path: Path, small: tuple[Run, list[Event]]
) -> None:
    trained(dataclasses.replace(SMALL, epochs=1), tmp_path / "net.keras")
    events = resumed(list_runs()[0], more_epochs=1)
    assert [epoch.epoch for epoch in only(Epoch, events)] == [2]
    (run,) = list_runs()
    assert run.epochs == 2
    assert list(run.epoch_networks) == [1, 2]
    assert learnt_the_same(run, small[0])  # with a constant rate there is no difference


def test_no_run_goes_on_for_fewer_epochs(small: tuple[Run, list[Event]]) -> None:
    with pytest.raises(RunError, match="more_epochs is -1, but it must be 0 or above"):
        resumed(small[0], more_epochs=-1)


def test_a_damaged_state_is_refused_in_a_sentence(
    tmp_path: Path, small: tuple[Run, list[Event]]
) -> None:
    run = read_run(shutil.copytree(small[0].folder, tmp_path / "copy"))
    (run.folder / STATE).write_bytes(b"no zip")
    with pytest.raises(RunError, match=r"state\.npz is damaged, so the run cannot go on"):
        resumed(run)


def test_a_run_without_the_samples_it_learnt_from_is_refused_in_a_sentence(
    tmp_path: Path, never_interrupted: Run
) -> None:
    keep_samples()  # which are not the run's
    run = read_run(shutil.copytree(never_interrupted.folder, tmp_path / "copy"))
    (run.folder / SAMPLES).unlink()
    with pytest.raises(RunError, match=r"samples\.db cannot be read, so the run cannot go on: No"):
        resumed(run, more_epochs=1)


def test_a_run_without_the_data_set_it_learnt_from_is_refused_in_a_sentence(
    tmp_path: Path, never_interrupted: Run
) -> None:
    keep_set(MINE, "mine")  # which is not the run's
    run = read_run(shutil.copytree(never_interrupted.folder, tmp_path / "copy"))
    (run.folder / DATA_SET).unlink()
    with pytest.raises(RunError, match=r"data-set\.npz .*, so the run cannot go on"):
        resumed(run, more_epochs=1)


def test_a_network_learns_a_persons_own_pictures_alone_and_is_watched_by_their_own(
    tmp_path: Path,
) -> None:
    # What scikit-learn calls "digits": 1,797 of 8x8 (Alpaydin and Kaynak, 1998).
    digits = load_digits()
    path = tmp_path / "digits.npz"
    np.savez(path, x_train=digits.images, y_train=digits.target)
    kept = keep_set(read_set(path), "8x8")
    recipe = Recipe(
        hidden_units=(64,),
        examples=0,
        data_set="8x8",
        pictures=3_000,
        validation="data_set",
        optimizer="adam",
        learning_rate=0.003,
        batch_size=50,
        epochs=8,
    )
    events = trained(recipe, tmp_path / "net.keras")
    started, last = events[0], only(Epoch, events)[-1]
    assert isinstance(started, Started)
    assert (started.train_count, started.batches) == (3_000, 60)
    mine = open_kept(kept.stem)
    assert started.validation_count == len(mine.y_test) == pytest.approx(1_797 / 6, abs=10)
    assert last.val_accuracy > 0.95
    figures = evaluate(DenseNetwork.open(tmp_path / "net.keras"), mine.x_test, mine.y_test)
    assert figures.accuracy == pytest.approx(last.val_accuracy)
    (run,) = list_runs()
    assert run.test is not None  # MNIST's test images tell how it reads others
    assert (run.folder / DATA_SET).is_file()


def test_no_run_begins_where_there_is_no_such_data_set(tmp_path: Path) -> None:
    for changes in ({"pictures": 9}, {"validation": "data_set"}):
        recipe = Recipe.from_dict(dataclasses.asdict(SMALL) | {"data_set": "gone"} | changes)
        with pytest.raises(RecipeError, match="there is no data set 'gone'"):
            trained(recipe, tmp_path / "net.keras")
    assert not list_runs()


def test_no_run_begins_where_there_are_no_samples_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="there is no sample of yours yet to learn from"):
        trained(dataclasses.replace(SMALL, samples=10), tmp_path / "net.keras")
    assert not list_runs()


def test_a_stopped_run_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    listen, controls = when(lambda event: isinstance(event, Batch), Controls.stop)
    fit.train(SMALL, MNIST, tmp_path / "net.keras", listen, controls)
    finished = listen.events[-1]
    assert isinstance(finished, Finished)
    assert finished.stopped
    assert finished.epochs == 0
    info = DenseNetwork.open(tmp_path / "net.keras").info
    assert info["stopped"] is True
    assert info["test"]["accuracy"] == finished.test_accuracy


def test_a_paused_run_waits_and_then_learns_the_same(
    tmp_path: Path, small: tuple[Run, list[Event]]
) -> None:
    listen, controls = when(lambda event: isinstance(event, Batch), Controls.pause)

    def go_on(event: Event) -> None:
        listen(event)
        if isinstance(event, Paused):
            assert event.problem is None
            controls.resume()

    fit.train(SMALL, MNIST, tmp_path / "paused.keras", go_on, controls)
    kinds = [type(event).__name__ for event in listen.events]
    assert kinds.count("Paused") == kinds.count("Resumed") == 1
    assert kinds.index("Resumed") == kinds.index("Paused") + 1
    assert learnt_the_same(list_runs()[0], small[0])


def test_the_knobs_are_turned_while_it_goes(tmp_path: Path) -> None:
    def turn(controls: Controls) -> None:
        controls.wish(more_epochs=1, learning_rate=0.01, dropout=0.7)

    listen, controls = when(lambda event: isinstance(event, Epoch), turn)
    recipe = dataclasses.replace(SMALL, dropout=0.0)
    fit.train(recipe, MNIST, tmp_path / "net.keras", listen, controls)
    assert only(Knobs, listen.events) == [Knobs(3, 0.01, 0.7)]
    first, _, third = only(Epoch, listen.events)
    assert (first.learning_rate, third.learning_rate) == pytest.approx((0.001, 0.01))
    # With most outputs off, a batch is read worse than it would be without.
    assert third.loss > third.val_loss * 1.5
    (run,) = list_runs()
    told = json.loads((run.folder / "run.json").read_text())
    assert told["changes"] == [
        {"epoch": 1, "batch": 20, "epochs": 3, "learning_rate": 0.01, "dropout": 0.7}
    ]
    resumed(run, more_epochs=1)  # and the knobs stay as they are
    assert list_runs()[0].history[-1].learning_rate == pytest.approx(0.01)


def test_early_stopping_keeps_the_best_epoch(tmp_path: Path) -> None:
    recipe = dataclasses.replace(
        SMALL, examples=200, epochs=60, early_stopping=3, learning_rate=0.01, dropout=0.0
    )
    events = trained(recipe, tmp_path / "net.keras")
    finished, epochs = events[-1], only(Epoch, events)
    assert isinstance(finished, Finished)
    assert not finished.stopped
    assert finished.epochs == len(epochs) < 60
    best = min(epochs, key=lambda epoch: epoch.val_loss)
    assert finished.kept == best.epoch == len(epochs) - 3
    # The validation images of this recipe are the test images.
    assert finished.test_loss == pytest.approx(best.val_loss, rel=1e-3)
    assert DenseNetwork.open(tmp_path / "net.keras").info["kept"] == best.epoch


def test_an_epoch_more_is_learnt_whatever_early_stopping_says(tmp_path: Path) -> None:
    recipe = dataclasses.replace(SMALL, examples=200, epochs=60, early_stopping=1)
    recipe = dataclasses.replace(recipe, learning_rate=0.05, dropout=0.0)
    done = trained(recipe, tmp_path / "net.keras")[-1].epochs  # type: ignore[union-attr]
    assert done < 60
    events = resumed(list_runs()[0], more_epochs=2)
    assert [epoch.epoch for epoch in only(Epoch, events)] == [done + 1, done + 2]


def test_knobs_are_turned_in_a_pause_as_well(tmp_path: Path) -> None:
    listen, controls = when(lambda event: isinstance(event, Batch), Controls.pause)

    def turn(event: Event) -> None:
        listen(event)
        if isinstance(event, Paused):
            controls.wish(more_epochs=1)
        if isinstance(event, Knobs):
            assert not only(Resumed, listen.events)
            controls.resume()

    fit.train(SMALL, MNIST, tmp_path / "net.keras", turn, controls)
    assert only(Knobs, listen.events)[0].epochs == 3
    assert len(only(Epoch, listen.events)) == 3


def test_a_run_that_diverges_says_where_and_keeps_its_last_good_epoch(tmp_path: Path) -> None:
    def spoil(controls: Controls) -> None:
        controls.wish(learning_rate=10.0)

    recipe = dataclasses.replace(
        SMALL, hidden_units=(64, 64, 64), activation="elu", optimizer="sgd", epochs=50
    )
    listen, controls = when(lambda event: isinstance(event, Epoch), spoil)
    where = r"diverged: the loss became \w+ at epoch \d+, batch \d+, at a learning rate of 10;"
    with pytest.raises(FloatingPointError, match=where):
        fit.train(recipe, MNIST, tmp_path / "net.keras", listen, controls)
    (run,) = list_runs()
    assert run.status == "failed"
    assert run.problem is not None
    assert "diverged" in run.problem
    network = DenseNetwork.open(tmp_path / "net.keras")
    assert network.info["epochs"] == len(run.history) >= 1
    assert math.isfinite(network.info["history"][-1]["val_loss"])


def test_a_run_that_its_last_batch_spoils_is_not_kept(tmp_path: Path) -> None:
    """The loss of a batch is measured before its step: what the last one does shows later."""
    once = dataclasses.replace(
        SMALL,
        hidden_units=(64,) * 8,
        activation="elu",
        optimizer="sgd",
        learning_rate=10.0,
        weight_decay=1.0,
        examples=200,
        epochs=1,
    )
    with pytest.raises(FloatingPointError, match="diverged: the loss became nan at epoch 1"):
        trained(once, tmp_path / "net.keras")
    assert not (tmp_path / "net.keras").exists()


def test_a_folder_that_cannot_be_written_ends_a_run_that_nobody_attends(tmp_path: Path) -> None:
    out, events = tmp_path / "a file" / "net.keras", list[Event]()
    out.parent.write_text("where the folder should be")
    with pytest.raises(OSError, match="a file"):
        fit.train(SMALL, MNIST, out, events.append)
    assert only(Epoch, events) == []


def test_a_run_that_is_attended_waits_until_there_is_room_again(tmp_path: Path) -> None:
    out, events, controls = (
        tmp_path / "folder" / "net.keras",
        list[Event](),
        Controls(attended=True),
    )
    out.parent.write_text("a file where the folder should be")

    def make_room(event: Event) -> None:
        events.append(event)
        if isinstance(event, Paused):
            assert event.problem is not None
            assert "cannot be written" in event.problem
            out.parent.unlink()
            controls.resume()

    fit.train(SMALL, MNIST, out, make_room, controls)
    assert len(only(Paused, events)) == 1
    assert [epoch.checkpoint for epoch in only(Epoch, events)] == [str(out)] * 2
    assert DenseNetwork.open(out).info["epochs"] == 2


def test_an_attended_run_that_is_ended_for_want_of_room_tells_of_no_checkpoint(
    tmp_path: Path,
) -> None:
    out, events, controls = tmp_path / "file" / "a", list[Event](), Controls(attended=True)
    out.parent.write_text("where the folder should be")

    def end(event: Event) -> None:
        events.append(event)
        if isinstance(event, Paused):
            controls.stop()

    with pytest.raises(OSError, match="file"):
        fit.train(SMALL, MNIST, out, end, controls)
    (paused,), (epoch,) = only(Paused, events), only(Epoch, events)
    assert epoch.checkpoint is None
    assert epoch.problem == paused.problem
    assert "cannot be written" in epoch.problem


def test_a_network_that_does_not_fit_in_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = dataclasses.replace(SMALL, hidden_units=(20_000, 1_000), batch_size=2_000)
    monkeypatch.setattr("psutil._psplatform.virtual_memory", lambda: Memory(1_500_000_000))
    with pytest.raises(RecipeError, match=r"takes about 2\.\d GB of memory, but this machine has"):
        trained(wide, tmp_path / "net.keras")
    assert list_runs() == []


class Memory:
    """What psutil says of a small machine."""

    def __init__(self, total: int) -> None:
        self.total = total


@pytest.mark.parametrize(
    ("optimizer", "schedule"),
    [("sgd", "one_cycle"), ("rmsprop", "constant"), ("adam", "cosine"), ("adamw", "one_cycle")],
)
def test_each_optimizer_and_schedule_learns(optimizer: str, schedule: str, tmp_path: Path) -> None:
    recipe = Recipe.from_dict(
        dataclasses.asdict(SMALL)
        | {
            "optimizer": optimizer,
            "schedule": schedule,
            "learning_rate": 0.05 if optimizer == "sgd" else 0.003,
            "weight_decay": 0.001,
            "label_smoothing": 0.05,
            "batch_normalization": True,
            "epochs": 3,
        }
    )
    finished = trained(recipe, tmp_path / "net.keras")[-1]
    assert isinstance(finished, Finished)
    assert finished.test_accuracy > 0.7
    assert math.isfinite(finished.test_loss)


def test_failures_are_one_sentence() -> None:
    for error in (OSError(28, "No space left on device"), MemoryError(), ValueError("odd")):
        message = fit.failure(error).message
        assert message
        assert "\n" not in message
    assert "No space left" in fit.failure(OSError(28, "No space left on device")).message


def test_the_summary_is_keras_own() -> None:
    text = fit.summary(Recipe())
    assert "Total params: 669,706" in text
    assert text.count("Dropout") == 2


UNFOLDED = dataclasses.replace(RICH, convolutions=((4, 6, 3), (8, 3, 2)))


def test_a_network_with_convolutions_learns_and_its_weights_stay_shared(tmp_path: Path) -> None:
    keep_what_is_learnt()
    out = tmp_path / "net.keras"
    epochs = only(Epoch, trained(dataclasses.replace(UNFOLDED, epochs=3), out))
    assert epochs[2].val_loss < epochs[0].val_loss
    kernel, *_ = weights(out)
    kernel = kernel.reshape(28, 28, 8, 8, 4)
    assert np.mean(kernel == 0) == pytest.approx(1 - 36 / 784, abs=1e-4)
    assert np.array_equal(kernel[9:15, 9:15, 3, 3], kernel[12:18, 12:18, 4, 4])


TWO_DEVICES = """
import sys
from pathlib import Path
import tensorflow as tf
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from digitpad.data.mnist import load_mnist
from digitpad.training import fit
from digitpad.training.events import Finished, Started
from digitpad.training.prepare import prepare
from digitpad.training.recipe import Recipe

def listen(event):
    if isinstance(event, Started):
        print(len(event.devices))
    if isinstance(event, Finished):
        print(event.test_accuracy)

recipe, mnist = Recipe.from_json(sys.argv[1]), load_mnist()
prepared = prepare(recipe, mnist)
print(prepared.model.distribute_strategy.num_replicas_in_sync)
fit.train(recipe, mnist, Path(sys.argv[2]), listen, prepared=prepared)
"""


def test_training_is_spread_over_several_devices(tmp_path: Path) -> None:
    keep_what_is_learnt()
    recipe = dataclasses.replace(RICH, dropout=0.0, epochs=2, examples=1_530)  # uneven batches
    done = subprocess.run(
        [sys.executable, "-c", TWO_DEVICES, recipe.to_json(), str(tmp_path / "two.keras")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    replicas, devices, accuracy = done.stdout.split()
    assert (replicas, devices) == ("2", "2")
    one = trained(recipe, tmp_path / "one.keras")[-1]
    assert isinstance(one, Finished)
    assert float(accuracy) == pytest.approx(one.test_accuracy, abs=0.03)
