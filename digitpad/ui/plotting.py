"""Loads pyqtgraph when it is first needed, beside what is going on."""

import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Signal


class Plotting(QObject):
    """``loaded`` is emitted once after each ``load``, in the window's own time."""

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self.is_loaded = False
        self.loaded.connect(self._note)  # across threads: this happens in the window's

    def load(self) -> None:
        """Begin to load. It takes a third of a second: meanwhile the pen goes on."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, name="plots", daemon=True)
            self._thread.start()
        elif self.is_loaded:
            self.loaded.emit()

    def finish(self) -> None:
        """Wait until it is loaded, if it is being: Python may not end in the middle."""
        if self._thread is not None:
            self._thread.join()

    def _load(self) -> None:
        import pyqtgraph  # noqa: F401

        with suppress(RuntimeError):  # the window is gone meanwhile
            self.loaded.emit()

    def _note(self) -> None:
        self.is_loaded = True
