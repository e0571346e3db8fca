"""Personalising as an object: the worker, how far it is, and the new network until it is kept."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, QProcess, Signal

from digitpad.resources import (
    NETWORK_SUFFIX,
    claim_network,
    discard_if_empty,
    network_name,
    personal_name,
    replace_file,
)
from digitpad.training.events import Event, Failed, Tuned, Tuning
from digitpad.ui.training.training_job import TrainingJob

MADE = f"network{NETWORK_SUFFIX}"  # the new network, until it has a name of its own


class Personaliser(QObject):
    """Lets a network learn from the person's own samples, in a process of its own.

    ``progressed`` is emitted with each Tuning. Then one of three ends it: ``finished`` with a
    Tuned, when the new network waits to be kept or discarded; ``failed`` with a sentence; or
    nothing, after ``cancel``. ``failed`` comes also when a worker that waits cannot work.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job: TrainingJob | None = None  # waiting, or at work
        self._folder: TemporaryDirectory[str] | None = None  # of the new network

    @property
    def is_busy(self) -> bool:
        """Whether a network is learning."""
        return self.job is not None and self.job.has_run

    def warm_up(self) -> TrainingJob:
        """Let a worker wait, which takes seconds to load, and return it."""
        if self.job is None:
            job = self.job = TrainingJob(self)
            job.happened.connect(self._take)
            job.ended.connect(self._dismiss)
            job.start()
        return self.job

    def start(self, network: Path) -> None:
        """Let a network learn. Raises OSError where there is no place for the new one."""
        self.discard()
        # What another program still holds open there, Windows would not delete.
        self._folder = TemporaryDirectory(prefix="digitpad-", ignore_cleanup_errors=True)
        self.warm_up().personalise(network, Path(self._folder.name) / MADE)

    def cancel(self) -> None:
        """End what goes on at once, the waiting too, and say no more; nothing is kept of it."""
        self._dismiss()
        for job in self.findChildren(TrainingJob):
            job.leave()  # once it is gone, it writes no more
        self.discard()

    def keep(self, network: Path) -> Path:
        """Move the new network among the user's, named after the one it was; return where it is.

        It is listed as a whole, or not at all: a file that is empty or hidden never is. Raises
        OSError; then the new network still waits.
        """
        assert self._folder is not None
        made = Path(self._folder.name) / MADE
        path = claim_network(personal_name(network_name(network)))
        try:
            replace_file(path, lambda part: shutil.copyfile(made, part))
        except OSError:
            discard_if_empty(path)
            raise
        self.discard()
        return path

    def discard(self) -> None:
        """Delete the new network."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None

    def _dismiss(self) -> None:
        """Let the worker go, which takes it a moment."""
        job, self.job = self.job, None
        if job is not None:
            job.happened.disconnect(self._take)
            job.ended.disconnect(self._dismiss)
            if job.process.state() == QProcess.ProcessState.NotRunning:
                job.deleteLater()
            else:
                job.ended.connect(job.deleteLater)
                job.stop()

    def _take(self, event: Event) -> None:
        if isinstance(event, Tuning):
            self.progressed.emit(event)
        elif isinstance(event, Tuned):
            self._dismiss()  # its file is written; another one may begin at once
            self.finished.emit(event)
        elif isinstance(event, Failed):
            self._dismiss()
            self.discard()
            self.failed.emit(event.message)
