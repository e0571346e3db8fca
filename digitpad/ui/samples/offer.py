"""When enough digits have been misread since the network last learnt the hand, it offers that."""

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from digitpad.ui.canvas import Canvas
from digitpad.ui.samples.own_samples import OwnSamples

#: So many misread samples more than the last time, and it is offered.
ENOUGH = 10
KEY = "personalise/offered"  # how many misread samples there were the last time
LATER_MILLISECONDS = 1_000  # after the last sample: the pen goes first


class Offer(QObject):
    """Says once that there is something to learn from; then not before as much again has come.

    ``offered``: a sentence for a notice with a button that opens the PersonaliseWindow. Whether
    the person presses it, closes the notice or draws on: nothing needs to be told back, since what
    was offered is remembered as it is offered, across starts too. Looks at the samples only once
    some have changed, and then when nothing has for a second and the pen rests: the pad makes
    room for a notice, and would move away from under it.
    """

    offered = Signal(str)

    def __init__(
        self, own: OwnSamples, canvas: Canvas, settings: QSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._own, self._canvas, self._settings = own, canvas, settings
        self._wait = QTimer(self, singleShot=True, interval=LATER_MILLISECONDS)
        self._wait.timeout.connect(self.look)
        own.changed.connect(self._wait.start)
        canvas.lifted.connect(self._put_off)

    def close(self) -> None:
        """Look no more: the window closes, and would have its file opened again."""
        self._wait.stop()

    def look(self) -> None:
        """Look at the samples now, and offer if it is time to."""
        from digitpad.data.samples import SampleError

        if self._canvas.pen_is_down:
            self._wait.start()
            return
        try:
            misread = self._own.counts().misread
        except SampleError:
            return  # it is said where a sample is to be kept
        before = considered(self._settings)
        if misread < before:  # some were deleted: those that come are new all the same
            self._settings.setValue(KEY, misread)
        elif misread - before >= ENOUGH:
            self._settings.setValue(KEY, misread)
            self.offered.emit(
                f"Digitpad has misread {misread - before} {'more ' if before else ''}of your "
                "digits; in seconds it can learn your hand from them."
            )

    def _put_off(self) -> None:
        if self._wait.isActive():  # the pen was just lifted, and may come back
            self._wait.start()


def considered(settings: QSettings) -> int:
    """Return how many misread samples there were when it was last offered or done."""
    try:
        return int(str(settings.value(KEY, 0)))
    except ValueError:  # whatever else a file of settings holds there
        return 0


def consider(own: OwnSamples, settings: QSettings) -> None:
    """Remember that the network has learnt from what there is by now. Raises SampleError."""
    settings.setValue(KEY, own.counts().misread)
