"""What happens between two batches and two epochs: reports, checkpoints, a person's wishes."""

import math
import time
from collections.abc import Callable

import keras

from digitpad.training.checkpoint import Checkpoint
from digitpad.training.controls import Controls
from digitpad.training.events import Batch, Epoch, Event, Look, Paused, Resumed
from digitpad.training.look import first_layer_pictures
from digitpad.training.prepare import Prepared

REPORT_EVERY = 0.05  # seconds between Batch events: as often as an eye can follow
LOOK_EVERY = 2.0  # seconds between Looks

Report = Callable[[Event], None]


class Stop(Exception):
    """Leave ``Model.fit`` between two batches."""


class Clock:
    """Seconds of training, pauses not counted."""

    def __init__(self, before: float) -> None:
        self.before, self.began = before, time.monotonic()

    @property
    def seconds(self) -> float:
        """So many by now."""
        return round(self.before + time.monotonic() - self.began, 3)

    def leave_out(self, seconds: float) -> None:
        """Take a pause out of them."""
        self.began += seconds


class Reporter(keras.callbacks.Callback):  # type: ignore[misc]
    """Says each batch and epoch, lets the checkpoints be written, and does what is asked."""

    def __init__(
        self, checkpoint: Checkpoint, prepared: Prepared, report: Report, controls: Controls
    ) -> None:
        super().__init__()
        self.checkpoint, self.recipe, self.prepared = checkpoint, checkpoint.recipe, prepared
        self.report, self.controls = report, controls
        self.clock = Clock(checkpoint.seconds)
        self.epoch = self.batch = 0
        self.reported = self.looked = 0.0
        self.images = 0  # since the last report

    @property
    def learning_rate(self) -> float:
        """What the next batch learns with."""
        return float(self.model.optimizer.learning_rate)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Remember where the run is."""
        self.epoch, self.batch = epoch + 1, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Say how far it is, and do what was asked for since. Raises FloatingPointError, Stop."""
        figures, before = logs or {}, self.batch
        # Keras counts a call's batches to the end, also where the epoch ends before.
        self.batch = min(batch + 1, self.recipe.batches)
        loss, rate = float(figures["loss"]), self.learning_rate
        self._require_finite(loss)
        self.images += (self.batch - before) * self.recipe.batch_size
        now = time.monotonic()
        if now - self.reported >= REPORT_EVERY or self.batch == self.recipe.batches:
            pace = self.images / max(now - self.reported, 1e-6) if self.reported else 0.0
            self.reported, self.images = now, 0
            accuracy = float(figures["accuracy"])
            self.report(Batch(self.epoch, self.batch, loss, accuracy, rate, pace))
        if now - self.looked >= LOOK_EVERY:
            self._look()
        self._obey()

    def _require_finite(self, loss: float) -> None:
        """Raise FloatingPointError when a loss is none."""
        if not math.isfinite(loss):
            raise FloatingPointError(
                f"training diverged: the loss became {loss} at epoch {self.epoch}, batch "
                f"{self.batch}, at a learning rate of {self.learning_rate:.3g}; try one below "
                f"{self.prepared.rate.peak:g}"
            )

    def _look(self) -> None:
        norms, dead = self.prepared.inspection.look()
        pictures = first_layer_pictures(self.model)
        self.report(Look(self.epoch, self.batch, norms, dead, pictures))
        self.looked = time.monotonic()

    def _obey(self) -> None:
        """Do what was asked for since the last batch."""
        if self.controls.paused:
            self._wait(None)
        self._grant_wishes()
        if self.controls.stopping:
            raise Stop

    def _grant_wishes(self) -> None:
        wishes = self.controls.wishes()
        if wishes:
            self._turn_knobs(wishes.more_epochs, wishes.learning_rate, wishes.dropout)

    def _wait(self, problem: str | None) -> None:
        """Wait until the person lets the run go on, or ends it."""
        began = time.monotonic()
        self.controls.pause()
        self.report(Paused(problem))
        while self.controls.wait_while_paused():
            self._grant_wishes()
        self.clock.leave_out(time.monotonic() - began)
        self.reported, self.images = time.monotonic(), 0
        if not self.controls.stopping:
            self.report(Resumed())

    def _turn_knobs(self, more: int, learning_rate: float | None, dropout: float | None) -> None:
        checkpoint = self.checkpoint
        checkpoint.epochs += more
        if learning_rate is not None:
            self.prepared.rate.move(learning_rate)
            checkpoint.learning_rate = learning_rate
        if dropout is not None:
            self.prepared.set_dropout(dropout)
            checkpoint.dropout = dropout
        knobs = checkpoint.knobs
        checkpoint.changes.append({"epoch": self.epoch, "batch": self.batch, **knobs._asdict()})
        self.report(knobs)

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Take the averaged weights, if there are any, for those of the epoch's end.

        Keras does it by itself after so many steps, but not on several devices.
        """
        optimizer = self.model.optimizer
        if optimizer.use_ema:
            optimizer.finalize_variable_values(self.model.trainable_variables)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep what the epoch came to.

        Raises FloatingPointError, OSError where nobody can help, Stop.
        """
        figures = {name: float(value) for name, value in (logs or {}).items()}
        checkpoint = self.checkpoint
        checkpoint.seconds = self.clock.seconds
        done = Epoch(
            epoch + 1,
            loss=figures["loss"],
            accuracy=figures["accuracy"],
            val_loss=figures["val_loss"],
            val_accuracy=figures["val_accuracy"],
            seconds=checkpoint.seconds,
            learning_rate=self.learning_rate,
        )
        self._require_finite(done.val_loss)  # the last batch may be the one that spoilt it
        lowest = checkpoint.history[checkpoint.best - 1].val_loss if checkpoint.best else math.inf
        checkpoint.history.append(done)
        if self.recipe.early_stopping and done.val_loss < lowest:
            checkpoint.best = done.epoch
            checkpoint.best_weights = self.model.get_weights()
        problem = self._save()
        kept = None if problem else str(checkpoint.working)
        self.report(done._replace(checkpoint=kept, problem=problem))
        self._look()
        self._obey()

    def _save(self) -> str | None:
        """Write the checkpoint; return why not where the person ends the run instead."""
        while True:
            try:
                self.checkpoint.save(self.model)
                return None
            except OSError as error:
                if not self.controls.attended:
                    raise
                where = error.filename or self.checkpoint.folder
                problem = f"{where} cannot be written: {error.strerror or error}"
                self._wait(problem)
                if self.controls.stopping:
                    return problem

    @property
    def waited_enough(self) -> bool:
        """Whether the validation loss has not fallen for as long as the recipe waits."""
        patience, done = self.recipe.early_stopping, len(self.checkpoint.history)
        asked_for = done < self.checkpoint.asked_for
        return bool(patience) and not asked_for and done - self.checkpoint.best >= patience
