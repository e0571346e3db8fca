"""The window of runs: a table to sort, name and compare them, to go on with or read by them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.training import runs
from digitpad.training.runs import Run, RunError
from digitpad.ui import theme
from digitpad.ui.notice import Notice
from digitpad.ui.plotting import Plotting
from digitpad.ui.question import is_sure
from digitpad.ui.runs.run_comparison import RunComparison
from digitpad.ui.runs.runs_buttons import RunsButtons, network_of
from digitpad.ui.runs.runs_model import STATUS_ORDER
from digitpad.ui.runs.runs_table import RunsTable
from digitpad.ui.runs.strip import Strip

if TYPE_CHECKING:
    from digitpad.ui.runs.run_overlay import RunOverlay

NO_RUNS = (
    "<p><b>No run is kept yet.</b></p><p>Press <b>Train</b> in Digitpad's window. Each run is kept "
    "here, with its recipe, its curves and its figures, to compare it with others and to go on "
    "with.</p>"
)
NONE_DELETED = "<p><b>Nothing is deleted.</b></p><p>Runs that you delete can be restored here.</p>"
HINT = "Choose a run to see its curves and its recipe; choose several to compare them."


class RunsWindow(QWidget):
    """Lists the runs that are kept, and those that were deleted.

    ``resume_requested``: a Run is to go on, for one epoch more where it is finished.
    ``show_requested``: a Run is to be shown. ``network_requested``: the drawing is to be read with
    a network; ``report_requested``: how good it is, is to be told.
    """

    resume_requested = Signal(object)
    show_requested = Signal(object)
    network_requested = Signal(Path)
    report_requested = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Runs")
        self.overlay: RunOverlay | None = None
        self.plotting = Plotting(self)
        self.plotting.loaded.connect(self._show_selection)
        self.notice, self.interrupted, self.undo = Notice(), Strip(), Strip()
        self.table, self.comparison = RunsTable(), RunComparison()
        self.empty, self.hint = QLabel(), QLabel(HINT)
        for label in (self.empty, self.hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = buttons = RunsButtons()
        self._lay_out()
        for button, do in (
            (buttons.resume_button, lambda: self._emit(self.resume_requested)),
            (buttons.show_button, lambda: self._emit(self.show_requested)),
            (buttons.read_button, lambda: self._emit_network(self.network_requested)),
            (buttons.report_button, lambda: self._emit_network(self.report_requested)),
            (buttons.delete_button, self.delete),
            (buttons.restore_button, self.restore),
            (buttons.discard_button, self.discard),
        ):
            button.clicked.connect(do)
        buttons.deleted_button.toggled.connect(self._show_deleted)
        self.table.model_of_runs.refused.connect(self.notice.say)
        self.table.chosen.connect(self._selection_changed)
        self.table.opened.connect(buttons.show_button.click)
        self.table.thrown_away.connect(self._throw_away)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.undo.button.click),
            (QKeySequence.StandardKey.Close, self.close),
            (QKeySequence.StandardKey.Refresh, self.refresh),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.refresh()
        self._selection_changed()

    # layout

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        above = QWidget()
        upper = QVBoxLayout(above)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.addWidget(self.notice)
        upper.addWidget(self.interrupted)
        upper.addWidget(self.pages, stretch=1)
        upper.addWidget(self.undo)
        upper.addWidget(self.buttons)
        self.details = QSplitter(Qt.Orientation.Horizontal)
        self.details.setChildrenCollapsible(False)
        self.details.addWidget(self.comparison)
        below = QStackedWidget()
        below.addWidget(self.hint)
        below.addWidget(self.details)
        self._below = below
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(above)
        halves.addWidget(below)
        halves.setSizes([360, 250])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.addWidget(halves)
        self.setMinimumSize(860, 480)
        self.resize(960, 640)

    # the table

    @property
    def showing_deleted(self) -> bool:
        """Whether the deleted runs are listed, not the others."""
        return self.buttons.deleted_button.isChecked()

    def refresh(self) -> None:
        """List what is there now; what is selected stays selected."""
        if self.table.is_editing:
            return
        if self.table.show_runs(runs.list_runs(deleted=self.showing_deleted)):
            self._selection_changed()
        else:
            self._enable()  # a process may have ended
        self.empty.setText(NONE_DELETED if self.showing_deleted else NO_RUNS)
        self.pages.setCurrentIndex(0 if self.table.model_of_runs.runs else 1)
        self._below.setVisible(bool(self.table.model_of_runs.runs))
        self._mark_interrupted()

    def changeEvent(self, event: QEvent) -> None:
        """List anew when the person comes back to this window."""
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh()
        super().changeEvent(event)

    def finish_loading(self) -> None:
        """Wait until plots are loaded, if they are being: Python may not end in the middle."""
        self.plotting.finish()

    def _mark_interrupted(self) -> None:
        waiting = [r for r in self.table.model_of_runs.runs if r.status == STATUS_ORDER[0]]
        waiting = [run for run in waiting if run.can_go_on]
        if not waiting or self.showing_deleted:
            self.interrupted.hide()
            return
        run = waiting[0]  # the newest
        others = f" ({len(waiting) - 1} more were)" if len(waiting) > 1 else ""
        self.interrupted.offer(
            f"{run.name} was interrupted after epoch {len(run.history)} of {run.epochs}{others}.",
            "Resume",
            "Go on from its last epoch.",
            lambda: self.resume_requested.emit(run),
        )

    def _selection_changed(self) -> None:
        self._enable()
        chosen = self.table.selected
        self._below.setCurrentIndex(1 if chosen else 0)
        if chosen:
            self.comparison.show_runs(chosen)
            if self.plotting.is_loaded:
                self._show_selection()
            else:
                self.plotting.load()

    def _enable(self) -> None:
        """Offer what can be done with what is chosen."""
        listed = bool(self.table.model_of_runs.runs)
        self.buttons.offer(self.table.selected, listed=listed)

    def _show_selection(self) -> None:
        from digitpad.ui.runs.run_overlay import RunOverlay

        if self.overlay is None:
            self.overlay = RunOverlay()
            self.details.insertWidget(0, self.overlay)
            self.details.setSizes([560, 380])
        self.overlay.show_runs(self.table.selected)

    # what can be done with runs

    def _emit(self, signal: SignalInstance) -> None:
        if len(chosen := self.table.selected) == 1:
            signal.emit(chosen[0])

    def _emit_network(self, signal: SignalInstance) -> None:
        chosen = self.table.selected
        if len(chosen) == 1 and (path := network_of(chosen[0])) is not None:
            signal.emit(path)

    def _throw_away(self) -> None:
        buttons = self.buttons
        (buttons.discard_button if self.showing_deleted else buttons.delete_button).click()

    def _show_deleted(self) -> None:
        self.table.model_of_runs.can_be_renamed = not self.showing_deleted
        self.undo.hide()
        self.notice.hide()
        self.refresh()
        self._selection_changed()

    def delete(self) -> None:
        """Put the selected runs away."""
        chosen = self.table.selected
        gone = self._each(chosen, runs.delete_run, "deleted")
        if gone:
            what = chosen[0].name if len(chosen) == 1 else "1 run" if len(gone) == 1 else ""
            self.undo.offer(
                f"{what or f'{len(gone)} runs'} deleted.",
                "Undo",
                "Put it back (Ctrl+Z)." if len(gone) == 1 else "Put them back (Ctrl+Z).",
                lambda: self._put_back(gone),
            )

    def _put_back(self, folders: Sequence[Path]) -> None:
        try:
            back = [runs.restore_run(folder) for folder in folders]
        except OSError as error:
            self.notice.say(f"A run cannot be restored: {error.strerror or error}.")
            back = []
        self.refresh()
        self.table.select(back)

    def restore(self) -> None:
        """Put the selected deleted runs back."""
        self._each(self.table.selected, runs.restore_run, "restored")

    def discard(self) -> None:
        """Delete the selected runs for good, once the person has said so."""
        chosen = self.table.selected
        if not chosen:
            return
        what = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} runs"
        if is_sure(
            self,
            "Delete for good",
            f"Delete {what} for good?",
            "Recipe, curves and epochs go from the disk and cannot be restored. Networks in the "
            "Network menu stay.",
            "Delete for good",
        ):
            self._each(chosen, runs.discard_run, "deleted")

    def _each(self, chosen: Sequence[Run], do: Callable[[Path], object], done: str) -> list[Path]:
        """Do something with runs, as far as it can be; return where they are then."""
        results: list[Path] = []
        self.notice.hide()
        for run in chosen:
            try:
                where = do(run.folder)
            except RunError as error:
                self.notice.say(f"{run.name} cannot be {done}: {error}.")
            except OSError as error:
                self.notice.say(f"{run.name} cannot be {done}: {error.strerror or error}.")
            else:
                results.append(where if isinstance(where, Path) else run.folder)
        self.refresh()
        return results
