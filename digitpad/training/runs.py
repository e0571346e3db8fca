"""Training runs on disk: one folder each, with all that is needed to look back or to go on.

``run.json`` is what the run was and came to, ``epochs/`` holds the network as it was after each
epoch, ``state.npz`` everything that learning goes on from, and ``name.txt`` the name that a person
gave it. A run that is going on holds ``lock``, which the system lets go when its process dies.
"""

import json
import math
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitpad.network import DenseNetwork, NetworkError
from digitpad.resources import NETWORK_SUFFIX, claim_folder, data_dir, lock, replace_file
from digitpad.training.events import Epoch
from digitpad.training.recipe import Recipe, RecipeError

RECORD, STATE, NAME, LOCK, EPOCHS = "run.json", "state.npz", "name.txt", "lock", "epochs"
FORMAT = 1
MAX_RECORD_BYTES = 50_000_000
MAX_NAME = 100  # characters
MAX_PLANNED = 1_000_000_000  # epochs: no run comes to so many, but a damaged record may say so
#: Seconds: ``is_running`` holds a lock for a moment, too, to see whether it can.
LOCK_PATIENCE = 0.5
#: How much of the disk the epochs of one run may take; then every other one goes.
MAX_EPOCHS_BYTES = 200_000_000
MAX_EPOCHS = 60

#: What an epoch's figures are, beside its number.
FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds", "learning_rate")

#: How many of the newest runs are looked at for one that was cut off: a start has little time.
LOOKED_AT = 5

#: What became of a run. "interrupted": its process was killed, or crashed, or the power went.
STATUSES = ("running", "interrupted", "stopped", "finished", "failed")


class RunError(ValueError):
    """A run that cannot be used; the message is one sentence for a person."""


@dataclass(frozen=True)
class Run:
    """A run as its folder tells it.

    ``status``: one of STATUSES. ``epochs``: how many it was to go through in the end.
    ``test``: "count", "loss" and "accuracy" on MNIST's test images, once it has ended.
    ``network``: where its network is. ``problem``: why it failed.
    """

    folder: Path
    name: str
    recipe: Recipe
    created: str
    status: str
    epochs: int
    history: tuple[Epoch, ...]
    seconds: float
    versions: dict[str, str]
    test: dict[str, float] | None
    network: Path | None
    problem: str | None

    @property
    def can_go_on(self) -> bool:
        """Whether it can be resumed, or given more epochs: it is over, and its process gone."""
        if self.status == "running" or not (self.folder / STATE).is_file():
            return False
        return not is_running(self.folder)

    @property
    def epoch_networks(self) -> dict[int, Path]:
        """The network as it was after each epoch, as far as they are kept; in their order."""
        return epoch_networks(self.folder)

    def network_after(self, epoch: int) -> DenseNetwork:
        """Return the network as it was after an epoch. Raises RunError when it is not kept."""
        path = self.epoch_networks.get(epoch)
        try:
            if path is not None:
                return DenseNetwork.open(path)
        except NetworkError as error:
            raise RunError(str(error)) from None
        raise RunError(f"the network of epoch {epoch} of {self.name} is not kept")


def runs_dir() -> Path:
    """Return the folder of the user's runs."""
    return data_dir() / "runs"


def deleted_runs_dir() -> Path:
    """Return the folder of the runs that were deleted and can be restored."""
    return data_dir() / "deleted runs"


def claim_run(name: str, parent: Path | None = None) -> Path:
    """Make a new folder for a run, named after it. Raises OSError."""
    folder = claim_folder(runs_dir() if parent is None else parent, name)
    (folder / EPOCHS).mkdir()
    return folder


def list_runs(*, deleted: bool = False) -> list[Run]:
    """Return the user's runs, the newest first; what is damaged is left out."""
    parent, found = deleted_runs_dir() if deleted else runs_dir(), []
    with suppress(OSError):
        for folder in parent.iterdir():
            with suppress(RunError):
                found.append(_read_changed(folder))
    return sorted(found, key=lambda run: run.created, reverse=True)


#: Runs as they were last read: those that are over stay as they are, and there may be hundreds.
_known: dict[Path, tuple[object, Run]] = {}


def _read_changed(folder: Path) -> Run:
    """Return the run that a folder holds, without reading it when it is as before."""
    stamp = tuple(_stamp(folder / name) for name in (RECORD, NAME))
    before = _known.get(folder)
    if before and before[0] == stamp and before[1].status not in ("running", "interrupted"):
        return before[1]
    run = read_run(folder)
    _known[folder] = (stamp, run)
    return run


def _stamp(path: Path) -> object:
    """Return what changes whenever a file is written."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def newest_interrupted() -> Run | None:
    """Return the last run that was cut off, if it is one of the newest; a quick look at few."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        for folder in runs_dir().iterdir():
            with suppress(OSError):
                found.append(((folder / RECORD).stat().st_mtime, folder))
    for _, folder in sorted(found, reverse=True)[:LOOKED_AT]:
        with suppress(RunError):
            if (run := read_run(folder)).status == "interrupted":
                return run
    return None


def read_run(folder: Path) -> Run:
    """Return the run that a folder holds. Raises RunError."""
    try:
        if (folder / RECORD).stat().st_size > MAX_RECORD_BYTES:
            raise RunError(f"{folder} is not a run: its {RECORD} is too large")
        told: Any = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        status = told["status"]
        if status not in STATUSES:
            raise ValueError(status)
        if status == "running" and not is_running(folder):
            status = "interrupted"
        return Run(
            folder=folder,
            name=_name(folder),
            recipe=Recipe.from_dict(told["recipe"]),
            created=str(told["created"]),
            status=status,
            epochs=min(int(told["epochs"]), MAX_PLANNED),
            history=tuple(_epoch(epoch) for epoch in told["history"]),
            seconds=_finite(told["seconds"]),
            versions={str(name): str(value) for name, value in told["versions"].items()},
            test=_figures(told["test"]) if told.get("test") else None,
            network=Path(told["network"]) if told.get("network") else None,
            problem=str(told["problem"]) if told.get("problem") else None,
        )
    except OSError as error:
        raise RunError(f"{folder} is not a run: {error.strerror or error}") from None
    except RecipeError as error:
        raise RunError(f"{folder} is not a run: {error}") from None
    except RunError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        raise RunError(f"{folder} is not a run: its {RECORD} is damaged") from None


def _epoch(told: dict[str, Any]) -> Epoch:
    """Return an epoch of the history, each of its figures a number."""
    epoch = Epoch(**told)
    figures = {name: float(told[name]) for name in FIGURES if name in told}
    return Epoch(**{**epoch._asdict(), **figures, "epoch": int(epoch.epoch)})


def _finite(value: Any) -> float:
    """Return a number of seconds; 0 where a damaged record tells none."""
    return float(value) if math.isfinite(float(value)) else 0.0


def _figures(told: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in told.items()}


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Write what a run is and came to. Raises OSError."""
    text = json.dumps({"format": FORMAT, **record}, indent=1)
    replace_file(folder / RECORD, lambda part: part.write_text(text, encoding="utf-8"))


def _name(folder: Path) -> str:
    with suppress(OSError, ValueError):
        with (folder / NAME).open(encoding="utf-8") as file:
            given = " ".join(file.read(MAX_NAME).split())
        if given:
            return given
    return folder.name


def rename_run(folder: Path, name: str) -> None:
    """Give a run a name of the person's own. Raises RunError on an empty one, OSError."""
    name = " ".join(name.split())[:MAX_NAME]
    if not name:
        raise RunError("a run needs a name of at least one letter")
    replace_file(folder / NAME, lambda part: part.write_text(name, encoding="utf-8"))


def delete_run(folder: Path) -> Path:
    """Put a run among the deleted ones and return its folder there. Raises OSError, RunError."""
    if is_running(folder):
        raise RunError("a run that is going on cannot be deleted; stop it first")
    return _move(folder, deleted_runs_dir())


def restore_run(folder: Path) -> Path:
    """Put a deleted run back and return its folder there. Raises OSError."""
    return _move(folder, runs_dir())


def discard_run(folder: Path) -> None:
    """Delete a run for good, what it weighs and what it was. Raises OSError."""
    shutil.rmtree(folder)


def _move(folder: Path, parent: Path) -> Path:
    target = claim_folder(parent, folder.name)
    target.rmdir()  # Windows moves onto no folder, and the name stays free for a moment only
    return folder.rename(target)


def epoch_networks(folder: Path) -> dict[int, Path]:
    """Return the network as it was after each epoch, as far as they are kept; in their order."""
    found = {}
    with suppress(OSError):
        for path in (folder / EPOCHS).glob(f"*{NETWORK_SUFFIX}"):
            if path.stem.isdecimal():
                found[int(path.stem)] = path
    return dict(sorted(found.items()))


def keep_epoch(folder: Path, epoch: int, network: Path) -> None:
    """Keep a network's file as what an epoch came to. Raises OSError.

    It takes no room of its own where files can be linked: the next epoch's replaces the name, not
    what stands behind it. When all take too much, every other one goes.
    """
    path = folder / EPOCHS / f"{epoch:06}{NETWORK_SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    try:
        os.link(network, path)
    except OSError:
        replace_file(path, lambda part: shutil.copyfile(network, part))
    size, step = path.stat().st_size, 1
    while epoch // step > max(4, min(MAX_EPOCHS, MAX_EPOCHS_BYTES // max(1, size))):
        step *= 2
    for number, kept in epoch_networks(folder).items():
        if number != epoch and number % step:
            kept.unlink(missing_ok=True)


def forget_epochs_after(folder: Path, epoch: int) -> None:
    """Take away the networks of later epochs: the run goes on from this one."""
    for number, path in epoch_networks(folder).items():
        if number > epoch:
            path.unlink(missing_ok=True)


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a run while it goes on. Raises RunError when another process does."""
    with (folder / LOCK).open("a+b") as file:
        until = time.monotonic() + LOCK_PATIENCE
        while not lock(file):
            if time.monotonic() > until:
                raise RunError(f"{folder.name} is going on in another process")
            time.sleep(0.01)
        yield


def is_running(folder: Path) -> bool:
    """Return whether a process is training this run right now."""
    try:
        with (folder / LOCK).open("r+b") as file:
            return not lock(file)
    except OSError:
        return False
