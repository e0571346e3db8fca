"""A Recipe trained with Keras: the run, its epochs and its checkpoints."""

import ctypes
import dataclasses
import json
import math
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from digitpad import __version__
from digitpad.data.mnist import Mnist
from digitpad.network import INFO_MEMBER
from digitpad.resources import replace_file
from digitpad.training.events import Batch, Epoch, Event, Failed, Finished, Started
from digitpad.training.examples import Examples, as_input
from digitpad.training.models import DigitAccuracy, build, dense
from digitpad.training.recipe import Recipe

REPORT_EVERY = 0.05  # seconds between Batch events: as often as an eye can follow

Report = Callable[[Event], None]


def _keep_freed_memory() -> None:
    """Let glibc keep what is freed: each batch asks for the same blocks again.

    Otherwise each comes from the kernel anew, page by page: a quarter of the time of an epoch.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):
            trim_threshold, mmap_threshold = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
            libc.mallopt(mmap_threshold, 2**25)
            libc.mallopt(trim_threshold, 2**31 - 1)


class _Stop(Exception):
    """Leave ``Model.fit`` between two batches."""


def _optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    steps = recipe.batches * recipe.epochs
    rate: Any = recipe.learning_rate
    if recipe.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, steps)
    elif recipe.schedule == "one_cycle":
        # Smith and Topin, "Super-Convergence" (2018): up for 30% of the run, then down to 0.
        up = max(1, round(0.3 * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            rate / 25, max(1, steps - up), warmup_target=rate, warmup_steps=up
        )
    if recipe.optimizer == "sgd":
        return keras.optimizers.SGD(
            rate, momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay or None
        )
    if recipe.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay)
        optimizer.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
        return optimizer
    kind = {"rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam}[recipe.optimizer]
    return kind(rate, weight_decay=recipe.weight_decay or None)


def _fit(
    model: keras.Model, examples: Examples, recipe: Recipe, reporter: keras.callbacks.Callback
) -> None:
    """Let a network learn through the recipe's epochs."""
    model.compile(
        optimizer=_optimizer(recipe),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing),
        metrics=[DigitAccuracy(name="accuracy")],
    )
    options: dict[str, Any] = {
        "batch_size": recipe.batch_size,
        "validation_data": examples.validation,
        "validation_batch_size": 1_000,
        "callbacks": [reporter],
        "verbose": 0,
    }
    if not recipe.changes:
        model.fit(*examples.epoch(0), epochs=recipe.epochs, **options)
        return
    with ThreadPoolExecutor(max_workers=1) as background:  # makes the next epoch's pictures
        ahead = background.submit(examples.epoch, 0)
        for epoch in range(recipe.epochs):
            inputs, targets = ahead.result()
            if epoch + 1 < recipe.epochs:
                ahead = background.submit(examples.epoch, epoch + 1)
            model.fit(inputs, targets, initial_epoch=epoch, epochs=epoch + 1, **options)


class _Reporter(keras.callbacks.Callback):  # type: ignore[misc]
    """Says each batch and epoch, writes the checkpoints, and leaves when asked to."""

    def __init__(
        self, run: "_Run", report: Report, should_stop: Callable[[], bool], recipe: Recipe
    ) -> None:
        super().__init__()
        self.run, self.report, self.should_stop, self.recipe = run, report, should_stop, recipe
        self.epoch = 0
        self.reported = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        figures = logs or {}
        loss = float(figures["loss"])
        if not math.isfinite(loss):
            raise FloatingPointError(
                f"training diverged: the loss became {loss} at epoch {self.epoch}, batch "
                f"{batch + 1}; try a learning rate below {self.recipe.learning_rate:g}"
            )
        now = time.monotonic()
        if now - self.reported >= REPORT_EVERY or batch + 1 == self.recipe.batches:
            self.reported = now
            self.report(Batch(self.epoch, batch + 1, loss, float(figures["accuracy"])))
        if self.should_stop():
            raise _Stop

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        figures = {name: float(value) for name, value in (logs or {}).items()}
        done = Epoch(
            epoch + 1,
            loss=figures["loss"],
            accuracy=figures["accuracy"],
            val_loss=figures["val_loss"],
            val_accuracy=figures["val_accuracy"],
            seconds=round(self.run.seconds, 3),
        )
        self.run.history.append(done)
        problem = None
        try:
            self.run.save()
        except OSError as error:
            problem = f"{self.run.out} could not be written: {error.strerror or error}"
        self.report(
            done._replace(checkpoint=None if problem else str(self.run.out), problem=problem)
        )
        if self.should_stop() and epoch + 1 < self.recipe.epochs:
            raise _Stop


class _Run:
    """A network being trained: what it has learnt so far and the file that keeps it."""

    def __init__(self, recipe: Recipe, model: keras.Model, out: Path) -> None:
        self.recipe, self.model, self.out = recipe, model, out
        self.history: list[Epoch] = []
        self.began = time.monotonic()
        self.created = datetime.now(timezone.utc).isoformat(timespec="seconds")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def info(self, **more: Any) -> dict[str, Any]:
        """Return what the file tells of itself: recipe, seed, history, versions, figures."""
        names = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
        return {
            "recipe": dataclasses.asdict(self.recipe),
            "created": self.created,
            "epochs": len(self.history),
            "history": [{name: getattr(epoch, name) for name in names} for epoch in self.history],
            "versions": _versions(),
            **more,
        }

    def save(self, **more: Any) -> None:
        """Write the network as it is, with its info, over the last checkpoint. Raises OSError."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.out, lambda part: save_network(self.model, part, self.info(**more)))


def save_network(model: keras.Model, path: Path, info: dict[str, Any]) -> None:
    """Write a ``.keras`` file without convolutions or the optimiser's state, and the info."""
    dense(model).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(INFO_MEMBER, json.dumps(info, indent=1))


def _versions() -> dict[str, str]:
    return {
        "digitpad": __version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }


def train(
    recipe: Recipe,
    mnist: Mnist,
    out: Path,
    report: Report,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Train the recipe, checkpointing each epoch to ``out``; return what the file tells of itself.

    ``report`` gets every Event but Failed; ``should_stop`` is asked after each batch, and a
    stopped run is kept like a finished one. Raises OSError when the network cannot be written
    at the end, FloatingPointError when training diverges, MemoryError.
    """
    _keep_freed_memory()
    keras.utils.set_random_seed(recipe.seed)
    examples = Examples(recipe, mnist)
    x_test, y_test = as_input(mnist.x_test), keras.utils.to_categorical(mnist.y_test, 10)

    model = build(recipe)
    run = _Run(recipe, model, out)
    report(
        Started(
            parameters=recipe.parameters,
            epochs=recipe.epochs,
            batches=recipe.batches,
            train_count=recipe.train_count,
            validation_count=len(examples.validation[0]),
            versions=_versions(),
            devices=[device.device_type for device in tf.config.list_logical_devices()],
        )
    )
    stopped = False
    try:
        _fit(model, examples, recipe, _Reporter(run, report, should_stop, recipe))
    except _Stop:
        stopped = True
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError(str(error)) from None

    seconds = round(run.seconds, 3)
    # The figures are the plain cross-entropy's, whatever loss the recipe learnt by.
    predicted = model.predict(x_test, batch_size=1_000, verbose=0)
    test = {
        "count": len(x_test),
        "loss": float(np.mean(keras.losses.categorical_crossentropy(y_test, predicted))),
        "accuracy": float(np.mean(predicted.argmax(axis=1) == mnist.y_test)),
    }
    info = run.info(stopped=stopped, seconds=seconds, test=test)
    run.save(stopped=stopped, seconds=seconds, test=test)
    report(Finished(str(out), stopped, len(run.history), test["loss"], test["accuracy"], seconds))
    return info


def failure(error: BaseException) -> Failed:
    """Return what went wrong as one sentence for a person."""
    if isinstance(error, OSError):
        return Failed(f"the trained network could not be written: {error.strerror or error}")
    if isinstance(error, MemoryError):
        return Failed("there is not enough memory to train this network; make its layers smaller")
    return Failed(str(error) or type(error).__name__)
