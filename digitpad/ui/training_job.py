"""A training run as an object: starts the worker process, says by signal what it reports."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

import digitpad
from digitpad.resources import discard_if_empty
from digitpad.training.events import Event, Failed, Finished, Started, decode
from digitpad.training.recipe import Recipe

#: Set for the window's process only (see app.py); the worker is to use every core.
WINDOW_ONLY = ("OPENBLAS_NUM_THREADS",)
LEAVE_MILLISECONDS = 10_000


class TrainingJob(QObject):
    """One run in its own process.

    ``happened`` is emitted with each Event as it comes. ``ended`` is emitted once, when the
    process is gone and a new job can start; an end that the worker could not announce itself
    (it crashed, was killed, never started) is announced before as a Failed event.
    """

    happened = Signal(object)
    ended = Signal()

    def __init__(self, recipe: Recipe, out: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recipe, self.out = recipe, out.absolute()
        self._started = self._announced = self._stopping = False
        self.process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name in WINDOW_ONLY:
            environment.remove(name)
        self.process.setProcessEnvironment(environment)
        # "-m" imports from the folder the process is in: not from one full of the user's files.
        self.process.setWorkingDirectory(str(Path(digitpad.__file__).absolute().parents[1]))
        self.process.setProgram(sys.executable)
        self.process.setArguments(["-m", "digitpad.training.worker"])
        # What native libraries say there is for nobody; a full pipe would stop the worker.
        self.process.setStandardErrorFile(os.devnull)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.errorOccurred.connect(self._failed_to_start)
        self.process.finished.connect(self._end)

    def start(self) -> None:
        """Start the worker and give it its job."""
        job = {"recipe": asdict(self.recipe), "out": str(self.out)}
        self.process.start()
        self.process.write(json.dumps(job).encode() + b"\n")

    def stop(self) -> None:
        """Ask the worker to end after the batch at hand and to keep what it has learnt."""
        self._stopping = True
        if not self._started:
            self.process.kill()  # still loading: there is nothing to keep
        else:
            self.process.write(b"stop\n")

    def leave(self) -> None:
        """Stop and wait until the worker has kept what it has learnt: the window closes."""
        self.stop()
        if not self.process.waitForFinished(LEAVE_MILLISECONDS):
            self.process.kill()
            self.process.waitForFinished()

    def _read(self) -> None:
        while self.process.canReadLine():
            try:
                event = decode(bytes(self.process.readLine().data()))
            except ValueError:
                continue  # a library's own print, which is not for us
            self._announce(event)

    def _announce(self, event: Event) -> None:
        self._started = self._started or isinstance(event, Started)
        self._announced = self._announced or isinstance(event, (Finished, Failed))
        self.happened.emit(event)

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._announce(
                Failed(f"the training process could not start: {self.process.errorString()}")
            )
            self._end()

    def _end(self) -> None:
        self._read()
        if not self._announced:
            kept = self.out.exists() and self.out.stat().st_size > 0
            if self._stopping and not self._started:
                message = "training was stopped before it began"
            else:
                message = "the training process ended unexpectedly (" + (
                    f"signal {self.process.exitCode()}"
                    if self.process.exitStatus() == QProcess.ExitStatus.CrashExit
                    else f"exit code {self.process.exitCode()}"
                )
                message += "); " + (
                    f"its last checkpoint is kept as {self.out.name}"
                    if kept
                    else "it had no checkpoint yet"
                )
            self._announce(Failed(message))
        discard_if_empty(self.out)
        self.ended.emit()
