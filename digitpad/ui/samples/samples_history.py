"""What was done to the samples, step by step, to be taken back and done again."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitpad.data.samples import Sample, SampleError
from digitpad.problem import capital
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.words import some


class Step(QUndoCommand):
    """One thing that was done to samples. Its methods raise SampleError; then nothing is done."""

    def __init__(self, own: OwnSamples, ids: Sequence[int], text: str) -> None:
        super().__init__(text)
        self.own, self.ids = own, ids

    def do(self) -> None:
        """Do it, for the first time or again."""
        raise NotImplementedError

    def take_back(self) -> None:
        """Let all be as it was before."""
        raise NotImplementedError


class Relabelling(Step):
    """Gives samples another label."""

    def __init__(self, own: OwnSamples, ids: Sequence[int], digit: int) -> None:
        super().__init__(own, ids, f"{some(len(ids))} labelled {digit}")
        self.digit = digit
        self._before: Mapping[int, int] = {}

    def do(self) -> None:
        """Give them the new label."""
        self._before = self.own.relabel(dict.fromkeys(self.ids, self.digit))

    def take_back(self) -> None:
        """Give each the one it had."""
        self.own.relabel(self._before)


class Deletion(Step):
    """Deletes samples."""

    def __init__(self, own: OwnSamples, ids: Sequence[int]) -> None:
        super().__init__(own, ids, f"{some(len(ids))} deleted")
        self._gone: Sequence[Sample] = ()

    def do(self) -> None:
        """Delete them."""
        self._gone = self.own.remove(self.ids)

    def take_back(self) -> None:
        """Bring them back as they were."""
        self.own.restore(self._gone)


class Import(Step):
    """Samples that came from files; they are there already when it is first done."""

    def __init__(self, own: OwnSamples, ids: Sequence[int]) -> None:
        super().__init__(own, ids, f"{some(len(ids))} imported")
        self._gone: Sequence[Sample] = ()

    def do(self) -> None:
        """Bring them back."""
        if self._gone:
            self.own.restore(self._gone)

    def take_back(self) -> None:
        """Delete them."""
        self._gone = self.own.remove(self.ids)


class History(QUndoStack):
    """Does steps and takes them back. A step that fails changes nothing, also not in here.

    Qt's own ``undo`` would be past a step that could not be taken back, so the step comes first.
    ``refused``: why something cannot be done, in a sentence.
    """

    refused = Signal(str)

    def do(self, step: Step) -> bool:
        """Do something; return whether it could be done."""
        done = self._try(step.do)
        if done:
            self.push(step)
        return done

    def take_back(self) -> Step | None:
        """Take the last step back and return it; None where that cannot be."""
        step = self.command(self.index() - 1) if self.canUndo() else None
        if not isinstance(step, Step) or not self._try(step.take_back):
            return None
        self.undo()
        return step

    def do_again(self) -> Step | None:
        """Do the step again that was last taken back and return it; None where that cannot be."""
        step = self.command(self.index()) if self.canRedo() else None
        if not isinstance(step, Step) or not self._try(step.do):
            return None
        self.redo()
        return step

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except SampleError as error:
            self.refused.emit(f"{capital(str(error))}.")
            return False
        return True
