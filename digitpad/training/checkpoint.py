"""What a run keeps on disk as it goes: its network, its record, and all that it goes on from."""

import dataclasses
import json
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from digitpad import __version__
from digitpad.network import INFO_MEMBER
from digitpad.resources import replace_file
from digitpad.training.events import Epoch, Knobs
from digitpad.training.models import dense
from digitpad.training.recipe import Recipe
from digitpad.training.runs import (
    FIGURES,
    STATE,
    RunError,
    forget_epochs_after,
    keep_epoch,
    write_record,
)

#: What the record and the network's file tell of each epoch.
TOLD = ("epoch", *FIGURES)

Arrays = list[npt.NDArray[Any]]


def versions() -> dict[str, str]:
    """Return what a run's figures depend on beside the recipe."""
    return {
        "digitpad": __version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }


def save_network(model: keras.Model, path: Path, info: dict[str, Any]) -> None:
    """Write a ``.keras`` file without convolutions or the optimizer's state, and the info."""
    dense(model).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(INFO_MEMBER, json.dumps(info, indent=1))


class Checkpoint:
    """The folder of a run and the file of its network, and what is written there.

    ``out``: where the network is in the end. ``aside``: whether it is in the run's folder until
    then, because the person named a file that was there before: that one is replaced at the end.
    """

    def __init__(self, folder: Path, recipe: Recipe, out: Path) -> None:
        self.folder, self.recipe, self.out = folder, recipe, out
        self.aside = out.exists() and out.stat().st_size > 0
        self.created = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.epochs = recipe.epochs
        #: Up to this epoch a person has asked for each, whatever early stopping would say.
        self.asked_for = 0
        self.dropout, self.learning_rate = recipe.dropout, recipe.learning_rate
        self.history: list[Epoch] = []
        #: What was changed while it went: the epoch and batch, and the knobs from then on.
        self.changes: list[dict[str, Any]] = []
        self.best = 0  # the epoch with the lowest validation loss, from 1; 0: none yet
        self.best_weights: Arrays = []
        self.seconds = 0.0

    @property
    def working(self) -> Path:
        """Where the network is while it learns."""
        return self.folder / f"network{self.out.suffix}" if self.aside else self.out

    @property
    def knobs(self) -> Knobs:
        """What the person can change, as it is."""
        return Knobs(self.epochs, self.learning_rate, self.dropout)

    def info(self, **more: Any) -> dict[str, Any]:
        """Return what the file tells of itself: recipe, seed, history, versions, figures."""
        return {
            "recipe": dataclasses.asdict(self.recipe),
            "created": self.created,
            "epochs": len(self.history),
            "history": [{name: getattr(epoch, name) for name in TOLD} for epoch in self.history],
            "changes": self.changes,
            "versions": versions(),
            **more,
        }

    def record(self, status: str, **more: Any) -> None:
        """Write what the run is by now. Raises OSError."""
        told = {**self.info(), "epochs": self.epochs, "status": status, "seconds": self.seconds}
        write_record(self.folder, told | {"network": str(self.out), **more})

    def save_network(self, model: keras.Model, path: Path, **more: Any) -> None:
        """Write the network as it is over the last one. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda part: save_network(model, part, self.info(**more)))

    def save(self, model: keras.Model) -> None:
        """Write all of an epoch that is over. Raises OSError."""
        self.save_network(model, self.working)
        keep_epoch(self.folder, len(self.history), self.working)
        self._save_state(model)
        self.record("running")

    def _save_state(self, model: keras.Model) -> None:
        told = {
            **self.info(),
            "epochs": self.epochs,
            "dropout": self.dropout,
            "learning_rate": self.learning_rate,
            "best": self.best,
            "seconds": self.seconds,
            "out": str(self.out),
            "aside": self.aside,
        }
        arrays: dict[str, Any] = {"told": np.frombuffer(json.dumps(told).encode(), np.uint8)}
        for kind, values in (
            ("model", [variable.numpy() for variable in model.variables]),
            ("optimizer", [variable.numpy() for variable in model.optimizer.variables]),
            ("best", self.best_weights),
        ):
            arrays |= {f"{kind}/{number}": value for number, value in enumerate(values)}
        replace_file(self.folder / STATE, lambda part: np.savez(part, **arrays))

    @classmethod
    def of_run(cls, folder: Path, recipe: Recipe, out: Path) -> "tuple[Checkpoint, Arrays, Arrays]":
        """Return a run as its last checkpoint has it: with the network's and optimizer's state.

        Both are empty where no epoch was kept. Raises RunError, OSError.
        """
        checkpoint = cls(folder, recipe, out)
        path = folder / STATE
        if not path.exists():
            return checkpoint, [], []
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = dict(file)
            told = json.loads(arrays.pop("told").tobytes())
            checkpoint.recipe = Recipe.from_dict(told["recipe"])
            checkpoint.out, checkpoint.aside = Path(told["out"]), bool(told["aside"])
            checkpoint.created, checkpoint.changes = str(told["created"]), list(told["changes"])
            checkpoint.epochs, checkpoint.best = int(told["epochs"]), int(told["best"])
            checkpoint.dropout = float(told["dropout"])
            checkpoint.learning_rate = float(told["learning_rate"])
            checkpoint.seconds = float(told["seconds"])
            checkpoint.history = [Epoch(**epoch) for epoch in told["history"]]
            checkpoint.best_weights = _kept(arrays, "best")
            weights, state = _kept(arrays, "model"), _kept(arrays, "optimizer")
        except OSError as error:
            why = error.strerror or error
            raise RunError(f"{path} cannot be read, so the run cannot go on: {why}") from None
        except Exception:  # of a damaged file NumPy and zipfile may raise nearly any
            raise RunError(f"{path} is damaged, so the run cannot go on") from None
        forget_epochs_after(folder, len(checkpoint.history))
        return checkpoint, weights, state


def _kept(arrays: dict[str, Any], kind: str) -> Arrays:
    """Return the arrays of a kind in their order."""
    count = sum(name.startswith(f"{kind}/") for name in arrays)
    return [arrays[f"{kind}/{number}"] for number in range(count)]


def assign(variables: list[Any], values: Arrays, path: Path) -> None:
    """Give variables the values that were kept. Raises RunError when they do not fit."""
    if [tuple(v.shape) for v in variables] != [value.shape for value in values]:
        raise RunError(f"{path} is not of this network, so the run cannot go on")
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
