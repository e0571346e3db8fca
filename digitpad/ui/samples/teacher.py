"""Keeps the drawing on the pad as the digit that the person says it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.ink import Stroke
from digitpad.network import Reading
from digitpad.ui.canvas import Canvas
from digitpad.ui.reader import Reader
from digitpad.ui.samples.own_samples import OwnSamples

if TYPE_CHECKING:  # the window starts without SQLite
    from digitpad.data.samples import Sample

READY_MILLISECONDS = 250  # the pen has rested so long: the samples' file can be opened


class _Named(NamedTuple):
    strokes: tuple[Stroke, ...]  # kept, so that nothing else gets their identity
    sample: "Sample"


class Teacher(QObject):
    """One sample a drawing. A drawing is its strokes: one more or one less makes it another.

    Of a picture on the pad, each digit is one, and the one that is chosen is named.

    Undo and redo bring drawings back that were named, and then they still are; what is put right
    or deleted elsewhere is so here, too. ``changed``: what is kept of the drawing on the pad.
    ``refused``: why it cannot be kept, in a sentence. ``done``: it could be.
    """

    changed = Signal()
    refused = Signal(str)
    done = Signal()

    def __init__(
        self,
        own: OwnSamples,
        canvas: Canvas,
        reader: Reader,
        reading: Callable[[], Reading | None],
        parent: QObject | None = None,
    ) -> None:
        """``reading``: what the person sees that the network says of the drawing."""
        super().__init__(parent)
        self._own, self._canvas, self._reader, self._reading = own, canvas, reader, reading
        self._named: dict[tuple[object, ...], _Named] = {}
        #: What is kept of the drawing on the pad.
        self.kept: Sample | None = None
        self._ready = QTimer(self, singleShot=True, interval=READY_MILLISECONDS)
        self._ready.timeout.connect(self._be_ready)
        canvas.changed.connect(self._look)
        own.changed.connect(self._look)
        canvas.lifted.connect(self._ready.start)

    def name(self, digit: int) -> None:
        """Keep the drawing as this digit; one that was named is this digit from now on."""
        from digitpad.data.samples import SampleError

        if self._canvas.pen_is_down or not self._canvas.drawing:
            return
        try:
            sample = self._keep(digit)
        except SampleError as error:
            self.refused.emit(f"This {digit} could not be kept: {error}.")
            return
        self._named[self._key()] = _Named(tuple(self._canvas.drawing.strokes), sample)
        self._look()
        self.done.emit()

    def take_back(self) -> None:
        """Take the sample back; the drawing is an ordinary one again."""
        from digitpad.data.samples import SampleError

        if self.kept is None:
            return
        try:
            self._own.remove([self.kept.id])
        except SampleError as error:
            self.refused.emit(f"The sample could not be taken back: {error}.")
            return
        del self._named[self._key()]
        self._look()
        self.done.emit()

    def undo(self) -> None:
        """Take the last step back: what the drawing was called, or its last stroke."""
        if self.kept is None:
            self._canvas.undo()
        else:
            self.take_back()

    def _keep(self, digit: int) -> "Sample":
        from digitpad.data.samples import Sample

        # What was deleted elsewhere meanwhile cannot be relabelled: then it is kept anew.
        kept = self.kept
        if kept is not None and self._own.relabel({kept.id: digit}):
            return replace(kept, label=digit)
        reading, picture = self._reading(), self._canvas.picture
        sample = Sample.of(
            self._canvas.drawing if picture is None else picture.input,
            digit,
            "pad",
            said=None if reading is None else reading.digit,
            confidence=None if reading is None else reading.confidence,
            network=self._reader.name,
        )
        return self._own.add(sample)

    def _key(self) -> tuple[object, ...]:
        picture = self._canvas.picture
        if picture is not None:
            return "picture", picture.number, picture.chosen
        return tuple(map(id, self._canvas.drawing.strokes))

    def _look(self) -> None:
        """See whether the drawing on the pad is one that was named, and is kept still."""
        named = self._named.get(self._key())
        sample = None if named is None else self._as_it_is(named.sample)
        # Any stroke on a picture begins another drawing.
        self._canvas.starts_anew = sample is not None and self._canvas.picture is None
        if sample != self.kept:
            self.kept = sample
            self.changed.emit()

    def _as_it_is(self, sample: "Sample") -> "Sample | None":
        from digitpad.data.samples import SampleError

        try:
            now = self._own.find(sample.id)
        except SampleError:
            return sample  # said when something is to be kept
        # Another file, in the place of the one it was kept in, has ids of its own.
        same = now is not None and (now.ink, now.picture) == (sample.ink, sample.picture)
        return now if same else None

    def close(self) -> None:
        """Open no file any more: the window closes."""
        self._ready.stop()
        self._named.clear()

    def _be_ready(self) -> None:
        """Open the file before a key is pressed: the window does not wait for it then."""
        from digitpad.data.samples import SampleError

        if self._canvas.pen_is_down:
            return  # the next time it rests
        try:
            _ = self._own.store
        except SampleError:
            return  # said when something is to be kept
        self._canvas.lifted.disconnect(self._ready.start)
