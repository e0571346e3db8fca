"""The worker process as an object: takes requests, says by signal what it reports."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from digitpad.resources import discard_if_empty
from digitpad.training.events import Event, Failed, Finished, Started, Summary, Tuned, decode
from digitpad.training.recipe import Recipe
from digitpad.ui.python_process import how_it_ended, python_process

LEAVE_MILLISECONDS = 10_000


class TrainingJob(QObject):
    """A process for one run, or to personalise once, started before there is anything to do.

    ``happened`` is emitted with each Event of the run as it comes, ``summarized`` with Keras'
    summary of a network. ``ended`` is emitted once, when the process is gone and a new one can
    start; an end that the worker could not announce itself (it crashed, was killed, never
    started) is announced before as a Failed event, if a run was asked for.
    """

    happened = Signal(object)
    summarized = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: Where the network of the run goes; None while there is no run, or one is resumed.
        self.out: Path | None = None
        self.has_run = False
        self._started = self._announced = self._stopping = self._personalises = False
        self.process = python_process("digitpad.training.worker", self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.errorOccurred.connect(self._failed_to_start)
        self.process.finished.connect(self._end)

    def start(self) -> None:
        """Start the worker: it loads what it needs, and waits."""
        self.process.start()

    def prepare(self, recipe: Recipe) -> None:
        """Let it make a recipe ready, so that training begins at once."""
        self._ask("prepare", recipe=asdict(recipe))

    def summarize(self, recipe: Recipe) -> None:
        """Ask for Keras' summary of a recipe's network."""
        self._ask("summary", recipe=asdict(recipe))

    def train(self, recipe: Recipe, out: Path) -> None:
        """Train a recipe into a file."""
        self.out, self.has_run = out.absolute(), True
        self._ask("train", recipe=asdict(recipe), out=str(self.out))

    def go_on(self, run: Path, more_epochs: int = 0) -> None:
        """Go on with a run from its last checkpoint."""
        self.has_run = True
        self._ask("go on", run=str(run), more_epochs=more_epochs)

    def personalise(self, network: Path, out: Path) -> None:
        """Let a network learn from the user's own samples, into a file."""
        self.out, self.has_run, self._personalises = out.absolute(), True, True
        self._ask("personalise", network=str(network.absolute()), out=str(self.out))

    def pause(self) -> None:
        """Let the run wait after the batch at hand."""
        self._ask("pause")

    def resume(self) -> None:
        """Let the run go on after a pause."""
        self._ask("resume")

    def turn(self, **knobs: float) -> None:
        """Change ``more_epochs``, ``learning_rate`` or ``dropout`` of the run as it goes."""
        self._ask("set", **knobs)

    def stop(self) -> None:
        """Ask the worker to end after the batch at hand and to keep what it has learnt."""
        self._stopping = True
        if self._started:
            self._ask("stop")
        else:
            self.process.kill()  # still loading, or idle: there is nothing to keep

    def leave(self) -> None:
        """Stop and wait until the worker has kept what it has learnt: the window closes."""
        self.stop()
        if not self.process.waitForFinished(LEAVE_MILLISECONDS):
            self.process.kill()
            self.process.waitForFinished()

    def _ask(self, what: str, **more: Any) -> None:
        self.process.write(json.dumps({"do": what, **more}).encode() + b"\n")

    def _read(self) -> None:
        while self.process.canReadLine():
            try:
                event = decode(bytes(self.process.readLine().data()))
            except ValueError:
                continue  # a library's own print, which is not for us
            self._announce(event)

    def _announce(self, event: Event) -> None:
        self._started = self._started or isinstance(event, Started)
        self._announced = self._announced or isinstance(event, (Finished, Tuned, Failed))
        if isinstance(event, Summary):
            self.summarized.emit(event.text)
        else:
            self.happened.emit(event)

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._announce(
                Failed(f"the training process could not start: {self.process.errorString()}")
            )
            self._end()

    def _end(self) -> None:
        self._read()
        if self.has_run and not self._announced:
            self._announce(Failed(self._why()))
        if self.out is not None:
            discard_if_empty(self.out)
        self.ended.emit()

    def _why(self) -> str:
        """Return why the worker is gone without having said so itself."""
        if self._personalises:
            return f"personalising ended unexpectedly ({how_it_ended(self.process)}); try again"
        if self._stopping and not self._started:
            return "training was stopped before it began"
        kept = self.out is None or (self.out.exists() and self.out.stat().st_size > 0)
        rest = (
            "its last checkpoint is kept, and Runs can go on from there"
            if kept
            else "it had no checkpoint yet"
        )
        return f"the training process ended unexpectedly ({how_it_ended(self.process)}); {rest}"
