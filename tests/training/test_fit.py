"""digitpad.training.fit: recipes become the Keras models they say, and learn."""

import dataclasses
import json
import math
from pathlib import Path

import keras
import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.training import fit
from digitpad.training.events import Batch, Epoch, Event, Finished, Started
from digitpad.training.recipe import Recipe

MNIST = load_mnist()
SMALL = Recipe(hidden_units=(32,), examples=2_000, epochs=2, batch_size=100)


def trained(recipe: Recipe, out: Path) -> list[Event]:
    events: list[Event] = []
    fit.train(recipe, MNIST, out, events.append)
    return events


def test_a_run_says_what_it_does_and_keeps_what_it_learns(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    events = trained(SMALL, out)
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert (started.epochs, started.batches, started.train_count) == (2, 20, 2_000)
    assert started.validation_count == 10_000
    batches = [event for event in events if isinstance(event, Batch)]
    assert batches[-1].batch == 20
    epochs = [event for event in events if isinstance(event, Epoch)]
    assert [epoch.epoch for epoch in epochs] == [1, 2]
    assert all(epoch.checkpoint == str(out) for epoch in epochs)
    assert epochs[1].loss < epochs[0].loss
    assert isinstance(finished, Finished)
    assert not finished.stopped
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
    assert list(tmp_path.iterdir()) == [out]
    assert out.stat().st_size < 4 * SMALL.parameters + 60_000  # no optimiser's state


def test_the_same_seed_learns_the_same_and_another_differs(tmp_path: Path) -> None:
    recipe = dataclasses.replace(SMALL, deformation=0.5, epochs=1, validation="split")

    def kernel(recipe: Recipe) -> np.ndarray:
        trained(recipe, tmp_path / "net.keras")
        network = DenseNetwork.open(tmp_path / "net.keras")
        return network.forward(MNIST.x_test[:100])

    first = kernel(recipe)
    assert np.array_equal(first, kernel(recipe))
    assert not np.array_equal(first, kernel(dataclasses.replace(recipe, seed=1)))


def test_a_stopped_run_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    out, events = tmp_path / "net.keras", list[Event]()
    fit.train(SMALL, MNIST, out, events.append, lambda: isinstance(events[-1], Batch))
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.stopped
    assert finished.epochs == 0
    info = DenseNetwork.open(out).info
    assert info["stopped"] is True
    assert info["test"]["accuracy"] == finished.test_accuracy


def test_a_run_that_diverges_is_stopped_and_says_where(tmp_path: Path) -> None:
    recipe = dataclasses.replace(
        SMALL, hidden_units=(64, 64, 64), activation="elu", learning_rate=10.0, optimizer="sgd"
    )
    with pytest.raises(FloatingPointError, match=r"diverged: .* epoch \d+, batch \d+"):
        trained(recipe, tmp_path / "net.keras")


def test_a_disk_that_cannot_be_written_is_said_while_training_goes_on(tmp_path: Path) -> None:
    out, events = tmp_path / "a file" / "net.keras", list[Event]()
    out.parent.write_text("where the folder should be")
    with pytest.raises(OSError, match="a file"):
        fit.train(SMALL, MNIST, out, events.append)
    epochs = [event for event in events if isinstance(event, Epoch)]
    assert len(epochs) == 2
    assert all(epoch.checkpoint is None and "a file" in str(epoch.problem) for epoch in epochs)


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "adamw"])
@pytest.mark.parametrize("schedule", ["constant", "cosine", "one_cycle"])
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


UNFOLDED = dataclasses.replace(
    SMALL, convolutions=((4, 6, 3), (8, 3, 2)), hands=64, non_digits=32, validation="split"
)


def test_a_network_with_convolutions_learns_and_its_weights_stay_shared(tmp_path: Path) -> None:
    out, epochs = tmp_path / "net.keras", list[Epoch]()

    def look(event: Event) -> None:
        if isinstance(event, Epoch):
            epochs.append(event)

    fit.train(dataclasses.replace(UNFOLDED, epochs=3), MNIST, out, look)
    assert epochs[2].val_loss < epochs[0].val_loss
    kernel, *_ = keras.models.load_model(out, compile=False).get_weights()
    kernel = kernel.reshape(28, 28, 8, 8, 4)
    assert np.mean(kernel == 0) == pytest.approx(1 - 36 / 784, abs=1e-4)
    assert np.array_equal(kernel[9:15, 9:15, 3, 3], kernel[12:18, 12:18, 4, 4])
