"""Processes of our own that run one of the program's modules for the window."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

import digitpad
from digitpad.background import WINDOW_ONLY
from digitpad.resources import DATA_DIR_VARIABLE, data_dir


def python_process(module: str, parent: QObject) -> QProcess:
    """Return a process that will run ``python -m module``; its standard error is for nobody."""
    process = QProcess(parent)
    environment = QProcessEnvironment.systemEnvironment()
    for name in WINDOW_ONLY:
        environment.remove(name)
    if DATA_DIR_VARIABLE in os.environ:  # it may be told from the folder that the window is in
        environment.insert(DATA_DIR_VARIABLE, str(data_dir().absolute()))
    process.setProcessEnvironment(environment)
    # "-m" imports from the folder the process is in: not from one full of the user's files.
    process.setWorkingDirectory(str(Path(digitpad.__file__).absolute().parents[1]))
    process.setProgram(sys.executable)
    process.setArguments(["-m", module])
    # What native libraries say there would fill a pipe that nobody reads, and stop the process.
    process.setStandardErrorFile(os.devnull)
    return process


def objects_said(process: QProcess) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that a process has printed by now, one a line."""
    while process.canReadLine():
        with suppress(ValueError, RecursionError):  # a library's own print, which is not for us
            said = json.loads(bytes(process.readLine().data()))
            if isinstance(said, dict):
                yield said


def how_it_ended(process: QProcess) -> str:
    """Return by what signal or with what exit code a process came to its end."""
    crashed = process.exitStatus() == QProcess.ExitStatus.CrashExit
    return f"{'signal' if crashed else 'exit code'} {process.exitCode()}"


class Job(QObject):
    """One job in a process of its own: told as a JSON object, it answers in objects, a line each.

    ``progressed`` is emitted with a share, 0 to 1, as it goes. Then ``finished``, with what came
    of it; or ``failed``, with a sentence.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, module: str, name: str, parent: QObject | None = None) -> None:
        """``name``: what the process is called where it fails."""
        super().__init__(parent)
        self._name, self._ended = name, False
        self.process = python_process(module, self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.errorOccurred.connect(self._failed_to_start)
        self.process.finished.connect(self._end)

    def _begin(self, job: dict[str, Any]) -> None:
        self.process.start()
        self.process.write(json.dumps(job).encode() + b"\n")

    def _read(self) -> None:
        for said in objects_said(self.process):
            if self._ended:
                continue
            if "progress" in said:
                self.progressed.emit(float(said["progress"]))
            elif "failed" in said:
                self._fail(str(said["failed"]))
            elif "finished" in said:
                self._finish(said["finished"])

    def _finish(self, result: Any) -> None:
        self._ended = True
        self.finished.emit(result)

    def _fail(self, sentence: str) -> None:
        self._ended = True
        self.failed.emit(sentence)

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._ended:
            self._fail(f"{self._name} could not start: {self.process.errorString()}")

    def _end(self) -> None:
        self._read()
        if not self._ended:
            self._fail(f"{self._name} ended unexpectedly ({how_it_ended(self.process)})")
