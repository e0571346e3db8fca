"""The making of a report as an object: starts the process, says by signal how far it is."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from digitpad.ui.python_process import Job


class ReportJob(Job):
    """One report in the making, in its own process.

    ``progressed`` is emitted with a share, 0 to 1, as it goes. Then one of three ends it:
    ``finished`` with a sentence for each drawing that could not be used, when the report is in
    ``folder``; ``failed`` with a sentence; or nothing, after ``cancel``.
    """

    def __init__(self, networks: Sequence[Path], data: str, parent: QObject | None = None) -> None:
        super().__init__("digitpad.report.worker", "The report's process", parent)
        self.networks, self.data = networks, data
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

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
        self._begin(
            {
                "networks": [str(path.absolute()) for path in self.networks],
                "data": self.data,
                "folder": str(self.folder),
            }
        )

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
