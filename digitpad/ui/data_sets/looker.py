"""Data sets looked at, kept and written as an object: starts the processes, tells by signal."""

import tempfile
import threading
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from digitpad.ui.data_sets.look import Look
from digitpad.ui.python_process import Job

PATIENCE = 2_000  # milliseconds for a process to take back what is half written


class Source(NamedTuple):
    """Where a data set is: a kept one by its name, else a file or folder, perhaps transposed."""

    kept: str = ""
    path: Path = Path()
    transposed: bool = False

    @property
    def name(self) -> str:
        """What it is called before it is read."""
        return self.kept or self.path.name or str(self.path)


class SetJob(Job):
    """One look at a data set, or one copy of it, in a process of its own."""

    def __init__(self, do: str, parent: QObject | None = None) -> None:
        super().__init__("digitpad.ui.data_sets.set_worker", "The process for data sets", parent)
        self.do = do
        self._result: Any = None

    def begin(self, **words: object) -> None:
        """Start the process and give it its job."""
        self._begin({"do": self.do, **words})

    def cancel(self) -> None:
        """End the process and say no more. What it has half written is gone then."""
        self._ended = True
        if self.do == "look":  # which writes in a folder that goes anyway
            self.process.kill()
        else:
            self.process.closeWriteChannel()
        if not self.process.waitForFinished(PATIENCE):
            self.process.kill()
            self.process.waitForFinished()

    def _finish(self, result: Any) -> None:
        self._result = result  # said once the process is gone, and this may go too

    def _end(self) -> None:
        self._read()
        if self._result is not None and not self._ended:
            super()._finish(self._result)
        super()._end()


class Looker(QObject):
    """Looks at one data set at a time, which it can then keep and write.

    ``progressed`` is emitted with a share, 0 to 1, as something goes on. Then one of these ends it:
    ``looked``, with ``look`` and ``source`` being of another set; ``kept``, with the name it has
    among the kept ones; ``written``, with the paths of the files; ``failed``, with a sentence; or
    nothing, after ``cancel``. ``look`` and ``source`` stay what they were until the next one is
    there.
    """

    progressed = Signal(float)
    looked = Signal()
    kept = Signal(str)
    written = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self.source = Source()
        self._job: SetJob | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # of what was looked at
        self._next: tempfile.TemporaryDirectory[str] | None = None
        self._deleting: list[threading.Thread] = []

    @property
    def is_busy(self) -> bool:
        """Whether something goes on."""
        return self._job is not None

    @property
    def does(self) -> str:
        """What goes on: "look", "keep" or "write"; '' for nothing."""
        return self._job.do if self._job is not None else ""

    def look_at(self, source: Source, network: Path) -> None:
        """Look at a data set, and at how a network reads it."""
        self.cancel()
        try:
            # What another program still holds open there, Windows would not delete.
            folder = self._next = tempfile.TemporaryDirectory(
                prefix="digitpad-set-", ignore_cleanup_errors=True
            )
        except OSError as error:
            self.failed.emit(f"There is no place to look at it: {error.strerror or error}")
            return
        where: dict[str, object] = {"kept": source.kept}
        if not source.kept:
            path = str(source.path.absolute())
            where = {"path": path, "transposed": source.transposed}
        job = self._start("look")
        job.finished.connect(lambda _: self._take(source))
        job.begin(folder=folder.name, network=str(network.absolute()), **where)

    def keep(self, name: str) -> None:
        """Keep what was looked at, under a name."""
        self.cancel()
        job = self._start("keep")
        job.finished.connect(lambda result: self._end_with(self.kept, str(result["name"])))
        job.begin(name=name, **self._where())

    def write(self, path: Path) -> None:
        """Write what was looked at to a file, in the format of its name."""
        self.cancel()
        job = self._start("write")
        job.finished.connect(
            lambda result: self._end_with(self.written, [Path(file) for file in result["files"]])
        )
        job.begin(path=str(path.absolute()), **self._where())

    def _where(self) -> dict[str, object]:
        if self.source.kept:
            return {"kept": self.source.kept}
        assert self._folder is not None
        return {"folder": self._folder.name}

    def _start(self, do: str) -> SetJob:
        job = self._job = SetJob(do, self)
        job.progressed.connect(self.progressed)
        job.failed.connect(self._fail)
        return job

    def _end_with(self, signal: Any, what: object) -> None:
        self._forget_job()
        signal.emit(what)

    def _take(self, source: Source) -> None:
        self._forget_job()
        folder, self._next = self._next, None
        assert folder is not None
        try:
            look = Look.open(Path(folder.name))
        except (OSError, ValueError, KeyError, TypeError) as error:
            folder.cleanup()
            self.failed.emit(f"What was read of {source.name} is gone again: {error}")
            return
        self.forget()
        self.look, self.source, self._folder = look, source, folder
        self.looked.emit()

    def _fail(self, sentence: str) -> None:
        self.cancel()
        self.failed.emit(sentence)

    def _forget_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None

    def cancel(self) -> None:
        """End what goes on, if anything does, and say no more."""
        if self._job is not None:
            self._job.cancel()
        self._forget_job()
        self._delete(self._next)
        self._next = None

    def forget(self) -> None:
        """Let go of what was looked at."""
        self.look, self.source = None, Source()
        self._delete(self._folder)
        self._folder = None

    def _delete(self, folder: tempfile.TemporaryDirectory[str] | None) -> None:
        """Delete a folder beside what else goes on: the pen waits for no 200 MB."""
        self._deleting = [thread for thread in self._deleting if thread.is_alive()]
        if folder is not None:
            thread = threading.Thread(target=folder.cleanup, name="deleting a data set")
            thread.start()
            self._deleting.append(thread)

    def leave(self) -> None:
        """End what goes on and leave nothing behind: the window closes."""
        self.cancel()
        self.forget()
        for thread in self._deleting:
            thread.join()
