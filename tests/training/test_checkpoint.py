"""digitpad.training.checkpoint: a run on disk is whole, and what is damaged is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from digitpad.network import DenseNetwork
from digitpad.training.checkpoint import Checkpoint, assign, versions
from digitpad.training.events import Epoch, Knobs
from digitpad.training.models import build
from digitpad.training.optimizers import Rate, optimizer
from digitpad.training.recipe import Recipe
from digitpad.training.runs import STATE, RunError, claim_run, read_run

RECIPE = Recipe(name="Trial", hidden_units=(5,), epochs=9, batch_normalization=True)
FIRST = Epoch(1, 0.5, 0.8, 0.4, 0.9, 3.25, 0.001)
SECOND = Epoch(2, 0.25, 0.9, 0.3, 0.92, 6.5, 0.001)


def compiled(recipe: Recipe = RECIPE) -> keras.Model:
    model = build(recipe)
    model.compile(optimizer=optimizer(recipe, Rate(recipe)), loss="categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    return model


def learn(model: keras.Model) -> None:
    """Change all that a network and its optimizer hold."""
    inputs = np.random.default_rng(0).random((8, 784), np.float32)
    model.fit(inputs, np.eye(10)[:8], shuffle=False, verbose=0)


def values(variables: list[Any]) -> list[np.ndarray]:
    return [variable.numpy() for variable in variables]


def equal(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(v, w) for v, w in zip(a, b, strict=True))


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Checkpoint, keras.Model]:
    """A run of two epochs."""
    checkpoint, model = Checkpoint(claim_run("Trial"), RECIPE, tmp_path / "net.keras"), compiled()
    for epoch in (FIRST, SECOND):
        learn(model)
        checkpoint.history.append(epoch)
        checkpoint.seconds = epoch.seconds
        checkpoint.save(model)
    return checkpoint, model


def test_all_that_is_saved_comes_back(tmp_path: Path) -> None:
    model, folder = compiled(), claim_run("Trial")
    learn(model)
    checkpoint = Checkpoint(folder, RECIPE, tmp_path / "net.keras")
    checkpoint.history = [FIRST, SECOND]
    checkpoint.epochs, checkpoint.learning_rate, checkpoint.dropout = 12, 0.02, 0.7
    checkpoint.changes = [{"epoch": 1, "batch": 3, **checkpoint.knobs._asdict()}]
    checkpoint.best, checkpoint.best_weights = 1, [weights * 2 for weights in model.get_weights()]
    checkpoint.seconds = 6.5
    checkpoint.save(model)

    other = Recipe(name="of the record, not of the run")
    back, weights, state = Checkpoint.of_run(folder, other, tmp_path / "elsewhere.keras")
    assert back.recipe == RECIPE
    assert back.out == tmp_path / "net.keras"
    assert back.history == [FIRST, SECOND]
    assert back.knobs == Knobs(12, 0.02, 0.7)
    assert back.changes == checkpoint.changes
    assert (back.created, back.seconds, back.best) == (checkpoint.created, 6.5, 1)
    assert equal(back.best_weights, checkpoint.best_weights)
    assert equal(weights, values(model.variables))
    assert equal(state, values(model.optimizer.variables))
    fresh = compiled()
    assign(fresh.variables, weights, folder / STATE)
    assign(fresh.optimizer.variables, state, folder / STATE)
    learn(fresh)
    learn(model)
    assert equal(values(fresh.trainable_variables), values(model.trainable_variables))


def test_a_run_that_kept_no_epoch_begins_again(tmp_path: Path) -> None:
    folder = claim_run("Trial")
    back, weights, state = Checkpoint.of_run(folder, RECIPE, tmp_path / "net.keras")
    assert (back.recipe, back.history, weights, state) == (RECIPE, [], [], [])


def test_each_epoch_is_on_disk_with_its_network_and_its_record(
    kept: tuple[Checkpoint, keras.Model],
) -> None:
    checkpoint, _ = kept
    run = read_run(checkpoint.folder)
    assert run.history == (FIRST, SECOND)
    assert (run.epochs, run.seconds, run.versions) == (9, 6.5, versions())
    assert run.status == "interrupted"  # no process holds it
    assert list(run.epoch_networks) == [1, 2]
    told = [run.network_after(epoch).info for epoch in (1, 2)]
    assert [info["epochs"] for info in told] == [1, 2]
    assert DenseNetwork.open(checkpoint.out).info == told[1]
    assert Recipe.from_dict(told[1]["recipe"]) == RECIPE


def test_epochs_after_the_one_it_goes_on_from_are_forgotten(
    kept: tuple[Checkpoint, keras.Model],
) -> None:
    checkpoint, model = kept
    state = (checkpoint.folder / STATE).read_bytes()
    checkpoint.history.append(Epoch(3, 0.2, 0.9, 0.3, 0.9, 9.0))
    checkpoint.save(model)
    (checkpoint.folder / STATE).write_bytes(state)  # killed between the network and the state
    back, _, _ = Checkpoint.of_run(checkpoint.folder, RECIPE, checkpoint.out)
    assert len(back.history) == 2
    assert list(read_run(checkpoint.folder).epoch_networks) == [1, 2]


def test_a_file_that_was_there_is_left_alone_until_the_end(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.write_text("a person's own")
    checkpoint = Checkpoint(claim_run("Trial"), RECIPE, out)
    checkpoint.history.append(FIRST)
    checkpoint.save(compiled())
    assert out.read_text() == "a person's own"
    assert checkpoint.working.parent == checkpoint.folder
    assert DenseNetwork.open(checkpoint.working).info["epochs"] == 1
    back, _, _ = Checkpoint.of_run(checkpoint.folder, RECIPE, tmp_path / "other.keras")
    assert (back.out, back.working) == (out, checkpoint.working)


def test_a_name_that_was_only_claimed_is_written_to_at_once(tmp_path: Path) -> None:
    out = tmp_path / "net.keras"
    out.touch()
    assert Checkpoint(claim_run("Trial"), RECIPE, out).working == out


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda arrays: arrays.pop(name)


def told(**changes: object) -> Callable[[dict[str, Any]], object]:
    def change(arrays: dict[str, Any]) -> None:
        values = json.loads(arrays["told"].tobytes()) | changes
        arrays["told"] = np.frombuffer(json.dumps(values).encode(), np.uint8)

    return change


@pytest.mark.parametrize(
    "damage",
    [
        without("told"),
        without("model/0"),
        told(history=3),
        told(history=[{"epoch": 1}]),
        told(recipe={"epochs": 0}),
        told(epochs="many"),
        told(out=3),
        told(seconds=None),
        lambda arrays: arrays.update(told=np.zeros(5, np.uint8)),
        lambda arrays: arrays.update(told=np.zeros(5, np.float32)),
    ],
)
def test_a_damaged_state_is_told_in_a_sentence(
    damage: Callable[[dict[str, Any]], object], kept: tuple[Checkpoint, keras.Model]
) -> None:
    checkpoint, _ = kept
    path = checkpoint.folder / STATE
    with np.load(path) as file:
        arrays = dict(file)
    damage(arrays)
    np.savez(path, **arrays)
    with pytest.raises(RunError, match=r"state\.npz is damaged, so the run cannot go on"):
        Checkpoint.of_run(checkpoint.folder, RECIPE, checkpoint.out)


def test_whatever_byte_is_damaged_it_is_told(kept: tuple[Checkpoint, keras.Model]) -> None:
    checkpoint, _ = kept
    path, refused = checkpoint.folder / STATE, 0
    whole, random = path.read_bytes(), np.random.default_rng(0)
    for turn in range(300):
        if turn % 3 == 0:
            path.write_bytes(whole[: random.integers(len(whole))])
        else:  # the end of a zip is its list of contents
            spoilt = bytearray(whole)
            first = 0 if turn % 3 == 1 else len(whole) - 2_000
            for place in random.integers(first, len(whole), 5):
                spoilt[place] = random.integers(256)
            path.write_bytes(spoilt)
        try:
            Checkpoint.of_run(checkpoint.folder, RECIPE, checkpoint.out)
        except RunError:
            refused += 1
    assert refused > 250


def test_a_state_that_cannot_be_read_is_told(kept: tuple[Checkpoint, keras.Model]) -> None:
    checkpoint, _ = kept
    (checkpoint.folder / STATE).unlink()
    (checkpoint.folder / STATE).mkdir()
    with pytest.raises(RunError, match="cannot be read, so the run cannot go on: Is a directory"):
        Checkpoint.of_run(checkpoint.folder, RECIPE, checkpoint.out)


def test_the_state_of_another_network_is_refused(kept: tuple[Checkpoint, keras.Model]) -> None:
    checkpoint, _ = kept
    _, weights, _ = Checkpoint.of_run(checkpoint.folder, RECIPE, checkpoint.out)
    for other in (Recipe(hidden_units=(6,), batch_normalization=True), Recipe(hidden_units=())):
        model = build(other)
        before = model.get_weights()
        with pytest.raises(RunError, match="is not of this network"):
            assign(model.variables, weights, checkpoint.folder / STATE)
        assert equal(model.get_weights(), before)
