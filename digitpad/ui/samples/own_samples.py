"""The person's own samples as an object: what changes them says so, here or in another window."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

if TYPE_CHECKING:  # the window starts without SQLite
    from digitpad.data.samples import Counts, Sample, SampleStore

WATCH_MILLISECONDS = 1_000  # until another window's samples are seen here
SETTLE_MILLISECONDS = 500  # until the disk has what was kept


class OwnSamples(QObject):
    """Opens the samples' file when it is first asked for, and watches it from then on.

    ``changed``: samples were added, deleted or relabelled. ``told``: a sentence about the file
    (it was damaged and set aside). What a SampleStore raises comes through: SampleError.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: SampleStore | None = None
        self._watch = QTimer(self, interval=WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._look)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self._let_settle)

    @property
    def store(self) -> "SampleStore":
        """The samples' file, opened. Raises SampleError."""
        if self._store is None:
            from digitpad.data.samples import SampleStore

            self._store = SampleStore(tell=lambda told: self.told.emit(f"{told}."))
            self._watch.start()
        return self._store

    def add(self, sample: "Sample") -> "Sample":
        """Keep a sample and return it as it is kept."""
        kept = self.store.add(sample)
        self._changed()
        return kept

    def remove(self, ids: Iterable[int]) -> "list[Sample]":
        """Delete samples and return them; ``restore`` brings them back."""
        gone = self.store.remove(ids)
        self._changed()
        return gone

    def restore(self, samples: "Sequence[Sample]") -> None:
        """Bring deleted samples back as they were."""
        self.store.restore(samples)
        self._changed()

    def relabel(self, labels: Mapping[int, int]) -> dict[int, int]:
        """Give samples, by id, other labels; return those they had before."""
        before = self.store.relabel(labels)
        self._changed()
        return before

    def samples(self) -> "list[Sample]":
        """Return all samples, in the order they were kept."""
        return self.store.samples()

    def find(self, number: int) -> "Sample | None":
        """Return the sample with an id; None where there is none, or no more."""
        return self.store.find(number)

    def counts(self) -> "Counts":
        """Return how many there are."""
        return self.store.counts()

    def close(self) -> None:
        """Let the file go: the window closes."""
        self._watch.stop()
        self._settle.stop()
        QThreadPool.globalInstance().waitForDone()
        if self._store is not None:
            self._store.close()
        self._store = None

    def _changed(self) -> None:
        self._settle.start()
        self.changed.emit()

    def _look(self) -> None:
        from digitpad.data.samples import SampleError

        try:
            changed = self._store is not None and self._store.has_changed()
        except SampleError:
            return  # it is said when something is to be kept
        if changed:
            self.changed.emit()

    def _let_settle(self) -> None:
        """Let the disk have it: a thread of its own, or the pen would wait for it."""
        from digitpad.data.samples import settle

        if self._store is not None:
            QThreadPool.globalInstance().start(partial(settle, self._store.path))
