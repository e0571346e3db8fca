"""The import or export of samples as an object: starts the process, says how far it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject

from digitpad.ui.python_process import Job


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


class Transfer(Job):
    """One import or export, in its own process: the window never waits for it.

    ``progressed`` is emitted with a share, 0 to 1. Then ``finished`` with a Transferred, also
    after ``stop``; or ``failed`` with a sentence.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("digitpad.ui.samples.transfer_worker", "The process for files", parent)
        self._done: Transferred | None = None

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import from files of NDJSON and folders of pictures."""
        self._begin({"do": "import", "paths": [str(path.absolute()) for path in paths]})

    def write(self, path: Path, ids: Sequence[int] | None = None) -> None:
        """Export samples, all or some, to a file of NDJSON or a folder of pictures."""
        job: dict[str, Any] = {"do": "export", "path": str(path.absolute())}
        self._begin(job if ids is None else {**job, "ids": list(ids)})

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

    def _finish(self, result: Any) -> None:
        self._done = Transferred(**result)  # said once the process is gone, and this may go too

    def _end(self) -> None:
        self._read()
        if self._done is not None and not self._ended:
            super()._finish(self._done)
        super()._end()
