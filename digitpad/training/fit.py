"""A Recipe trained with Keras: how a run begins, is resumed, and ends."""

import tempfile
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from digitpad.data.mnist import Mnist
from digitpad.resources import NETWORK_SUFFIX, dated_name, networks_dir
from digitpad.training.checkpoint import Checkpoint, assign, versions
from digitpad.training.controls import Controls
from digitpad.training.events import Failed, Finished, Started
from digitpad.training.examples import as_input
from digitpad.training.look import layer_names
from digitpad.training.models import build
from digitpad.training.prepare import Prepared, as_dataset, prepare
from digitpad.training.recipe import Recipe
from digitpad.training.reporter import Report, Reporter, Stop
from digitpad.training.run_data_set import data_set_for, keep_data_set, kept_data_set
from digitpad.training.run_samples import keep_samples, kept_samples, samples_for
from digitpad.training.runs import STATE, Run, RunError, claim_run, hold


def train(
    recipe: Recipe,
    mnist: Mnist,
    out: Path,
    report: Report,
    controls: Controls | None = None,
    prepared: Prepared | None = None,
) -> dict[str, Any]:
    """Train the recipe into ``out`` and a new run; return what the file tells of itself.

    Each epoch is kept as it ends. ``report`` gets what happens; what ``controls`` are told is
    done after the batch at hand, and a stopped run is kept like a finished one. ``prepared``: the
    recipe made ready before, if it was. Raises RecipeError when there is not the memory for it, or
    no sample or data set that it could learn from, Stopped when it is stopped while that is read,
    RunError when those cannot be kept, OSError when the network cannot be written,
    FloatingPointError when training diverges, MemoryError.
    """
    controls = controls or Controls()
    samples = samples_for(recipe)
    data_set = data_set_for(recipe, lambda: not controls.stopping)
    if prepared is not None and not prepared.suits(recipe, samples, data_set):
        prepared.examples.close()
        prepared = None
    prepared = prepared or prepare(recipe, mnist, samples=samples, data_set=data_set)
    out = out.absolute()  # the run is gone on with from wherever a person is then
    own = out.parent == networks_dir().absolute()
    name = out.stem if own else dated_name(recipe.name)  # a run is called like its network
    try:
        folder = claim_run(name)
    except OSError:  # the network is what was asked for, and may be written where the run is not
        folder = claim_run(name, Path(tempfile.mkdtemp(prefix="digitpad-")))
    with hold(folder):
        return _run(Checkpoint(folder, recipe, out), prepared, mnist, report, controls)


def resume(
    run: Run,
    mnist: Mnist,
    report: Report,
    controls: Controls | None = None,
    more_epochs: int = 0,
) -> dict[str, Any]:
    """Go on with a run from its last checkpoint, and so many epochs more than it was to have.

    One that is finished has had all of them, also where it was stopped early. On a CPU it comes
    to the same, bit for bit, as if it had never been interrupted. Raises what ``train`` raises,
    and RunError when what was kept is damaged or the run is going on.
    """
    if more_epochs < 0:
        raise RunError(f"more_epochs is {more_epochs}, but it must be 0 or above")
    out = run.network or run.folder / f"network{NETWORK_SUFFIX}"
    controls = controls or Controls()
    with hold(run.folder):
        checkpoint, weights, state = Checkpoint.of_run(run.folder, run.recipe, out)
        done = len(checkpoint.history)
        had = done if run.status == "finished" else max(checkpoint.epochs, done)
        checkpoint.epochs = had + more_epochs
        checkpoint.asked_for = checkpoint.epochs if more_epochs else 0
        samples = kept_samples(run.folder, checkpoint.recipe)
        data_set = kept_data_set(run.folder, checkpoint.recipe, lambda: not controls.stopping)
        prepared = prepare(checkpoint.recipe, mnist, done, samples, data_set)
        if weights:
            model, path = prepared.model, run.folder / STATE
            assign(model.variables, weights, path)
            assign(model.optimizer.variables, state, path)
            prepared.rate.move(checkpoint.learning_rate)
            prepared.set_dropout(checkpoint.dropout)
        return _run(checkpoint, prepared, mnist, report, controls)


def _run(
    checkpoint: Checkpoint,
    prepared: Prepared,
    mnist: Mnist,
    report: Report,
    controls: Controls,
) -> dict[str, Any]:
    try:
        keep_samples(checkpoint.folder, prepared.examples.samples)
        keep_data_set(checkpoint.folder, checkpoint.recipe, prepared.examples.data_set)
        checkpoint.record("running")
        report(_started(checkpoint, prepared))
        if checkpoint.changes:  # before it was interrupted
            report(checkpoint.knobs)
        reporter = Reporter(checkpoint, prepared, report, controls)
        stopped = False
        try:
            _fit(prepared, checkpoint, reporter)
        except Stop:
            stopped = len(checkpoint.history) < checkpoint.epochs
        checkpoint.seconds = reporter.clock.seconds
        return _end(checkpoint, prepared.model, mnist, report, stopped)
    except Exception as error:
        with suppress(OSError):  # the cause is what the person needs to hear of
            checkpoint.record("failed", problem=failure(error).message)
        raise


def _started(checkpoint: Checkpoint, prepared: Prepared) -> Started:
    recipe = checkpoint.recipe
    return Started(
        run=str(checkpoint.folder),
        parameters=recipe.parameters,
        epoch=len(checkpoint.history) + 1,
        epochs=checkpoint.epochs,
        batches=recipe.batches,
        train_count=recipe.train_count,
        validation_count=len(prepared.examples.validation[0]),
        layers=layer_names(prepared.model),
        versions=versions(),
        devices=[device.name for device in tf.config.list_logical_devices()],
    )


def _fit(prepared: Prepared, checkpoint: Checkpoint, reporter: Reporter) -> None:
    """Let a network learn from the epoch at hand to the last one, or as long as it is allowed.

    Raises Stop, MemoryError.
    """
    first, examples = len(checkpoint.history), prepared.examples
    with closing(examples.batches(first)) as epochs:
        for epoch, batches in zip(count(first), epochs, strict=False):
            if epoch >= checkpoint.epochs or reporter.waited_enough:
                return
            again = partial(examples.batches_of, epoch)
            try:
                prepared.model.fit(
                    as_dataset(
                        again if prepared.is_spread else partial(iter, batches),
                        checkpoint.recipe.batches,
                    ),
                    initial_epoch=epoch,
                    epochs=epoch + 1,
                    validation_data=prepared.validation,
                    shuffle=False,
                    callbacks=[reporter],
                    verbose=0,
                )
            except tf.errors.ResourceExhaustedError as error:
                raise MemoryError(str(error)) from None


def _end(
    checkpoint: Checkpoint, model: keras.Model, mnist: Mnist, report: Report, stopped: bool
) -> dict[str, Any]:
    """Keep the network of a run that is over, with its figures."""
    kept = len(checkpoint.history)
    if checkpoint.best and not stopped and checkpoint.best < kept:
        kept = checkpoint.best
        model.set_weights(checkpoint.best_weights)
    # The figures are the plain cross-entropy's, whatever loss the recipe learnt by.
    predicted = model.predict(as_input(mnist.x_test), batch_size=1_000, verbose=0)
    truth = keras.utils.to_categorical(mnist.y_test, 10)
    test = {
        "count": len(truth),
        "loss": float(np.mean(keras.losses.categorical_crossentropy(truth, predicted))),
        "accuracy": float(np.mean(predicted.argmax(axis=1) == mnist.y_test)),
    }
    told = {"stopped": stopped, "kept": kept, "seconds": checkpoint.seconds, "test": test}
    checkpoint.save_network(model, checkpoint.out, **told)
    if checkpoint.working != checkpoint.out:
        checkpoint.working.unlink(missing_ok=True)
    checkpoint.record("stopped" if stopped else "finished", test=test, kept=kept)
    report(
        Finished(
            path=str(checkpoint.out),
            stopped=stopped,
            epochs=len(checkpoint.history),
            test_loss=test["loss"],
            test_accuracy=test["accuracy"],
            seconds=checkpoint.seconds,
            kept=kept,
        )
    )
    return checkpoint.info(**told)


def summary(recipe: Recipe) -> str:
    """Return Keras' own summary of a recipe's network, as it learns."""
    lines: list[str] = []
    build(recipe).summary(line_length=78, print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines)


def failure(error: BaseException) -> Failed:
    """Return what went wrong as one sentence for a person."""
    if isinstance(error, OSError):
        return Failed(f"the trained network could not be written: {error.strerror or error}")
    if isinstance(error, MemoryError):
        return Failed("there is not enough memory to train this network; make its layers smaller")
    return Failed(str(error) or type(error).__name__)
