"""``digitpad train``: train a network and keep it, with a progress bar."""

import argparse
import dataclasses
import json
import signal
import threading
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from digitpad.commands.common import native_messages_hidden
from digitpad.commands.output import file_to_write
from digitpad.problem import Problem, complain, missing_library
from digitpad.resources import NETWORK_SUFFIX, claim, claim_network, discard_if_empty
from digitpad.training.events import Batch, Epoch, Event, Finished, Started
from digitpad.training.recipe import DEFAULT_PRESET, PRESETS, Recipe, RecipeError


def run(options: argparse.Namespace) -> int:
    """Train the preset and print where the network is kept."""
    recipe = _recipe(options)
    working, out = _out_files(options, recipe)
    try:
        info = _train_into(recipe, working, quiet=options.json)
        if working != out:
            working.replace(out)
    except ImportError as error:
        raise Problem(missing_library(error)) from None
    except OSError as error:
        raise Problem(f"{out} could not be written: {error.strerror or error}") from None
    except (MemoryError, FloatingPointError) as error:
        from digitpad.training.fit import failure

        raise Problem(failure(error).message) from None
    finally:
        discard_if_empty(working)
    if options.json:
        print(json.dumps({"network": str(out), **info}, indent=1))
    else:
        print(out)
    return 0


def _recipe(options: argparse.Namespace) -> Recipe:
    preset = options.preset or DEFAULT_PRESET
    if preset not in PRESETS:
        raise Problem(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
    changes = {
        name: getattr(options, name)
        for name in ("epochs", "seed", "examples")
        if getattr(options, name) is not None
    }
    recipe = PRESETS[preset]
    if (changes.get("examples") or 0) > 0:  # a slice smaller than a batch is one batch
        count = changes["examples"] + recipe.hands + recipe.non_digits
        changes["batch_size"] = min(recipe.batch_size, count)
    try:
        return dataclasses.replace(recipe, **changes)
    except RecipeError as error:
        raise Problem(error) from None


def _out_files(options: argparse.Namespace, recipe: Recipe) -> tuple[Path, Path]:
    """Return the file to train into and the one the network is to have in the end.

    They differ when the person named a file that is there: it is replaced when the new network
    is whole, so that an interrupted run never costs the old one.
    """
    out: Path | None = options.out
    try:
        if out is None:
            claimed = claim_network(recipe.name)
            return claimed, claimed
        out = file_to_write(out)
        if out.suffix != NETWORK_SUFFIX:
            raise Problem(f"{out} must end in {NETWORK_SUFFIX}, the format it is written in")
        stem = f"{out.stem} (in training)" if out.exists() else out.stem
        return claim(out.parent, stem, NETWORK_SUFFIX), out
    except OSError as error:
        where = error.filename or out
        raise Problem(f"{where} cannot be written: {error.strerror or error}") from None


def _train_into(recipe: Recipe, working: Path, quiet: bool) -> dict[str, Any]:
    """Train with a progress bar on standard error; return what the file tells of itself."""
    stop = threading.Event()

    def interrupt(number: int, frame: object) -> None:
        if stop.is_set():  # the second time: at once; the last checkpoint stays
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    with native_messages_hidden():
        from digitpad.data.mnist import load_mnist
        from digitpad.training import fit
    with _Progress(recipe, quiet) as progress:
        return fit.train(recipe, load_mnist(), working, progress.show, stop.is_set)


class _Progress:
    """A training run as a progress bar in a terminal, or a line an epoch where there is none."""

    def __init__(self, recipe: Recipe, quiet: bool) -> None:
        self.recipe, self.quiet = recipe, quiet
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%  {task.fields[figures]}"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
        )
        total = recipe.epochs * recipe.batches
        self.task = self.bar.add_task(recipe.name, total=total, figures="")

    def __enter__(self) -> "_Progress":
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def show(self, event: Event) -> None:
        """Draw what an event says."""

        if isinstance(event, Started):
            self.say(
                f"{self.recipe.name}: {event.parameters:,} weights, {event.train_count:,} images, "
                f"epochs: {event.epochs}, of {event.batches} batches"
            )
        elif isinstance(event, Batch):
            self.bar.update(
                self.task,
                completed=(event.epoch - 1) * self.recipe.batches + event.batch,
                description=f"epoch {event.epoch}/{self.recipe.epochs}",
                figures=f"loss {event.loss:.4f}, accuracy {event.accuracy:.2%}",
            )
        elif isinstance(event, Epoch):
            self.say(
                f"epoch {event.epoch:>3}: loss {event.loss:.4f}, accuracy {event.accuracy:.2%}, "
                f"validation loss {event.val_loss:.4f}, accuracy {event.val_accuracy:.2%}, "
                f"{event.seconds:.0f} s"
            )
            if event.problem:
                complain(f"{event.problem}; training goes on")
        elif isinstance(event, Finished):
            self.say(
                f"{'stopped' if event.stopped else 'finished'} after {event.seconds:.0f} s: "
                f"{event.test_accuracy:.2%} of MNIST's test images, loss {event.test_loss:.4f}"
            )

    def say(self, line: str) -> None:
        """Print a line, unless the person asked for JSON alone."""
        if not self.quiet:
            self.console.print(line, soft_wrap=True, markup=False)
