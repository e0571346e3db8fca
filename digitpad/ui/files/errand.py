"""Work that the window sends a thread for; of several errands it wants the newest one's results."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

THREADS = 2  # an older errand that is slow does not keep a newer one waiting


class Errand(QObject):
    """Tells in the window's own thread what the work that was last begun comes to.

    ``came``: a result, of one or many; ``ended``: that was the last of them.
    """

    came = Signal(object)
    ended = Signal()
    _sent = Signal(int, object)
    _over = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._number = 0
        self.is_busy = False
        queued = Qt.ConnectionType.QueuedConnection
        self._sent.connect(self._receive, queued)
        self._over.connect(self._end, queued)

    def begin(self, work: Callable[[], Iterable[object]]) -> None:
        """Let a thread do something; what was begun before ends with its next result."""
        self.forget()
        self.is_busy = True
        self._pool.start(partial(self._do, self._number, work))

    def prepare(self, work: Callable[[], object]) -> None:
        """Let a thread do something of which nothing is to be heard."""
        self._pool.start(work)

    def forget(self) -> None:
        """Want nothing more of what was begun."""
        self._number += 1
        self.is_busy = False

    def leave(self) -> None:
        """Want nothing more, and wait for the threads: the window closes."""
        self.forget()
        self._pool.waitForDone()

    def _do(self, number: int, work: Callable[[], Iterable[object]]) -> None:
        try:
            for result in work():
                if number != self._number:
                    return
                self._sent.emit(number, result)
        finally:  # also where a mistake of ours ends it: nobody waits for ever
            self._over.emit(number)

    def _receive(self, number: int, result: object) -> None:
        if number == self._number:
            self.came.emit(result)

    def _end(self, number: int) -> None:
        if number == self._number:
            self.is_busy = False
            self.ended.emit()
