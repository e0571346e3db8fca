"""The making of a report as an object: starts the process, says by signal how far it is."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from digitpad.ui.python_process import how_it_ended, objects_said, python_process


class ReportJob(QObject):
    """One report in the making, in its own process.

    ``progressed`` is emitted with a share, 0 to 1, as it goes. Then one of three ends it:
    ``finished`` with a sentence for each drawing that could not be used, when the report is in
    ``folder``; ``failed`` with a sentence; or nothing, after ``cancel``.
    """

    progressed = Signal(float)
    finished = Signal(list)
    failed = Signal(str)

    def __init__(self, networks: Sequence[Path], data: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.networks, self.data = networks, data
        self._ended = False
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.process = python_process("digitpad.report.worker", self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.errorOccurred.connect(self._failed_to_start)
        self.process.finished.connect(self._end)

    @property
    def folder(self) -> Path:
        """Where the report is, once it is finished."""
        assert self._temporary is not None
        return Path(self._temporary.name)

    def start(self) -> None:
        """Start the process and give it its job."""
        try:
            # What another program still holds open there, Windows would not delete.
            self._temporary = tempfile.TemporaryDirectory(
                prefix="digitpad-report-", ignore_cleanup_errors=True
            )
        except OSError as error:
            self._fail(f"There is no place for the report: {error.strerror or error}")
            return
        job = {
            "networks": [str(path.absolute()) for path in self.networks],
            "data": self.data,
            "folder": str(self.folder),
        }
        self.process.start()
        self.process.write(json.dumps(job).encode() + b"\n")

    def cancel(self) -> None:
        """End the process now and say no more."""
        self._ended = True
        self.process.kill()
        self.process.waitForFinished()
        self.discard()

    def discard(self) -> None:
        """Delete the report; nobody needs it any more."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _read(self) -> None:
        for said in objects_said(self.process):
            if self._ended:
                continue
            if "progress" in said:
                self.progressed.emit(float(said["progress"]))
            elif "failed" in said:
                self._fail(str(said["failed"]))
            elif "finished" in said:
                self._ended = True
                self.finished.emit(list(said["finished"]))

    def _fail(self, sentence: str) -> None:
        self._ended = True
        self.failed.emit(sentence)

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._ended:
            self._fail(f"The report's process could not start: {self.process.errorString()}")

    def _end(self) -> None:
        self._read()
        if not self._ended:
            self._fail(f"The report's process ended unexpectedly ({how_it_ended(self.process)})")
