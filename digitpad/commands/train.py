"""``digitpad train``: train a network and keep it, with a progress bar; or go on with a run."""

import argparse
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from digitpad.commands.common import Interrupts, native_messages_hidden
from digitpad.commands.output import network_to_write
from digitpad.commands.progress import Progress
from digitpad.commands.recipe_options import given_changes, recipe_from
from digitpad.data.image_set import Stopped
from digitpad.problem import Problem, missing_library
from digitpad.resources import NETWORK_SUFFIX, discard_if_empty
from digitpad.training.controls import Controls
from digitpad.training.events import Event, Started
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.runs import STATE, Run, RunError, list_runs, read_run

#: What trains: given MNIST, what to report to, and the controls; returns what the file tells.
Training = Callable[[Any, Callable[[Event], None], Controls], dict[str, Any]]


def run(options: argparse.Namespace) -> int:
    """Train a recipe, or go on with a run, and print where the network is kept."""
    if options.resume is None:
        if options.more_epochs is not None:
            raise Problem("--more-epochs goes with --resume; a new run has --epochs")
        recipe = recipe_from(options)
        _check(recipe)  # said at once, before TensorFlow loads
        out = network_to_write(options.out, recipe.name)
        try:
            info = _learn(
                recipe.name,
                options.json,
                lambda mnist, report, controls: _fit().train(recipe, mnist, out, report, controls),
            )
        finally:
            discard_if_empty(out)
    else:
        bases = options.preset, options.recipe, options.out
        if given_changes(options) or any(base is not None for base in bases):
            raise Problem("--resume goes on with a run as it was; it takes no recipe and no --out")
        more_epochs: int = options.more_epochs or 0
        if more_epochs < 0:
            raise Problem(f"--more-epochs is {more_epochs}, but it must be 0 or above")
        resumed = _run_to_resume(options.resume)
        if resumed.status == "running":  # said at once, before TensorFlow loads
            raise Problem(f"{resumed.name} is going on in another process")
        out = resumed.network or resumed.folder / f"network{NETWORK_SUFFIX}"
        info = _learn(
            resumed.name,
            options.json,
            lambda mnist, report, controls: _fit().resume(
                resumed, mnist, report, controls, more_epochs
            ),
        )
    if options.json:
        print(json.dumps({"network": str(out), **info}, indent=1))
    else:
        print(out)
    return 0


def _check(recipe: Recipe) -> None:
    """Refuse a recipe whose own samples or data set cannot be learnt from. Raises Problem."""
    try:
        if recipe.samples:
            from digitpad.training.run_samples import check_samples

            check_samples(recipe)
        if recipe.uses_data_set:
            from digitpad.training.run_data_set import data_set_for

            data_set_for(recipe)  # and read once: the run gets it from there
    except RecipeError as error:
        raise Problem(error) from None


def _fit() -> Any:
    from digitpad.training import fit

    return fit


def _run_to_resume(name: str) -> Run:
    """Return the run of a name or a folder; for "" the last one that was interrupted."""
    with suppress(OSError):  # a name may be longer than a folder's can be
        if name and Path(name).is_dir():
            try:
                return read_run(Path(name))
            except RunError as error:
                raise Problem(error) from None
    runs = list_runs()
    if name:
        for found in runs:
            if name in (found.name, found.folder.name):
                return found
        raise Problem(f"there is no run {name!r}; the window lists them under Train, Runs")
    for found in runs:
        if found.status in ("interrupted", "failed", "stopped"):
            return found
    raise Problem("there is no run that was interrupted or stopped, so there is none to go on with")


def _learn(name: str, quiet: bool, training: Training) -> dict[str, Any]:
    """Train with a progress bar on standard error; return what the file tells of itself."""
    controls, progress = Controls(), Progress(name, quiet)
    interrupts = Interrupts(controls.stop)  # after the second one the last checkpoint stays

    def listen(event: Event) -> None:
        progress.show(event)
        if isinstance(event, Started):
            interrupts.end_if_asked()

    try:
        with native_messages_hidden():
            from digitpad.data.mnist import load_mnist
            from digitpad.training import fit
    except ImportError as error:
        raise Problem(missing_library(error)) from None
    interrupts.end_if_asked()
    with progress:
        try:
            return training(load_mnist(), listen, controls)
        except Stopped:  # while the data set was read: nothing is done yet
            raise KeyboardInterrupt from None
        except OSError as error:
            where = error.filename or "the network"
            kept = progress.run is not None and (progress.run / STATE).exists()
            hint = "; with room for it, digitpad train --resume goes on from there" if kept else ""
            raise Problem(
                f"{where} could not be written: {error.strerror or error}{hint}"
            ) from None
        except (RecipeError, RunError) as error:
            raise Problem(error) from None
        except (MemoryError, FloatingPointError) as error:
            raise Problem(fit.failure(error).message) from None
