"""The import or export of samples as an object: starts the process, says how far it is."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QProcess, Signal

from digitpad.ui.python_process import how_it_ended, objects_said, python_process


class Transferred(NamedTuple):
    """What came of it. ``do``: "import" or "export".

    ``added``: the ids of the samples that were taken in; ``there``: how many were there already.
    ``written``: how many went to ``path``. ``stopped``: whether it was, before its end.
    ``problems``: a sentence each for what could not be read or written; ``more``: how many others.
    """

    do: str
    added: list[int]
    there: int
    written: int
    path: str
    stopped: bool
    problems: list[str]
    more: int


class Transfer(QObject):
    """One import or export, in its own process: the window never waits for it.

    ``progressed`` is emitted with a share, 0 to 1. Then ``finished`` with a Transferred, also
    after ``stop``; or ``failed`` with a sentence.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ended = False
        self._done: Transferred | None = None
        self.process = python_process("digitpad.ui.samples.transfer_worker", self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.errorOccurred.connect(self._failed_to_start)
        self.process.finished.connect(self._end)

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import from files of NDJSON and folders of pictures."""
        self._start({"do": "import", "paths": [str(path.absolute()) for path in paths]})

    def write(self, path: Path, ids: Sequence[int] | None = None) -> None:
        """Export samples, all or some, to a file of NDJSON or a folder of pictures."""
        job: dict[str, Any] = {"do": "export", "path": str(path.absolute())}
        self._start(job if ids is None else {**job, "ids": list(ids)})

    def _start(self, job: dict[str, Any]) -> None:
        self.process.start()
        self.process.write(json.dumps(job).encode() + b"\n")

    def stop(self) -> None:
        """Let it stop; ``finished`` then tells what was done until then."""
        self.process.closeWriteChannel()

    def leave(self) -> None:
        """Stop it, wait for that, and say no more: the window closes."""
        self._ended = True
        self.stop()
        if not self.process.waitForFinished(2_000):
            self.process.kill()
            self.process.waitForFinished()

    def _read(self) -> None:
        for said in objects_said(self.process):
            if self._ended:
                continue
            if "progress" in said:
                self.progressed.emit(float(said["progress"]))
            elif "finished" in said:
                self._done = Transferred(**said["finished"])

    def _fail(self, sentence: str) -> None:
        self._ended = True
        self.failed.emit(sentence)

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._ended:
            self._fail(f"The process for files could not start: {self.process.errorString()}")

    def _end(self) -> None:
        self._read()
        if self._ended:
            return
        if self._done is not None:
            self._ended = True
            self.finished.emit(self._done)
        else:
            self._fail(f"The process for files ended unexpectedly ({how_it_ended(self.process)})")
