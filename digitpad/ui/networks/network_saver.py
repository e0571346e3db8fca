"""Saves networks where the person says, beside what is going on."""

from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QSettings, Signal
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.problem import capital
from digitpad.resources import network_name
from digitpad.ui.files.dialogs import save_path
from digitpad.ui.networks.network_job import NetworkJob

KERAS, ONNX = "Keras network (*.keras)", "ONNX, for other programs (*.onnx)"


class NetworkSaver(QObject):
    """``told``: what becomes of it, a sentence. ``finished``: nothing is being saved any more."""

    told = Signal(str)
    finished = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._jobs = settings, 0
        if (application := QApplication.instance()) is not None:
            application.aboutToQuit.connect(self.finish)

    @property
    def is_busy(self) -> bool:
        """Whether something is being saved."""
        return self._jobs > 0

    def ask(self, network: Path, parent: QWidget) -> None:
        """Ask where to save a network, and do it."""
        name = network_name(network).removesuffix(network.suffix)
        target = save_path(parent, self._settings, "Export network", name, [KERAS, ONNX])
        if target is not None:
            self.save(network, target)

    def save(self, network: Path, target: Path) -> None:
        """Save a network. A drawing goes on meanwhile: where Keras has to load, it is seconds."""
        job = NetworkJob(self)
        self._jobs += 1
        job.destroyed.connect(self._let_go)
        job.finished.connect(lambda where: self._end(job, f"Saved as {where}."))
        job.failed.connect(lambda sentence: self._end(job, f"{capital(sentence)}."))
        self.told.emit(f"Saving {target.name}…")
        job.save(network, target)

    def finish(self) -> None:
        """Wait until everything is saved."""
        for job in self.findChildren(NetworkJob):
            job.finish()

    def _end(self, job: NetworkJob, sentence: str) -> None:
        self.told.emit(sentence)
        if job.process.state() == QProcess.ProcessState.NotRunning:
            job.deleteLater()
        else:
            job.process.finished.connect(job.deleteLater)

    def _let_go(self) -> None:
        self._jobs -= 1
        if not self.is_busy:
            self.finished.emit()
