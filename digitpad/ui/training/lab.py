"""The training panel: a recipe on one side, its run on the other, and the worker behind both."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QSplitter

from digitpad.problem import capital
from digitpad.resources import claim_network, temporary_network
from digitpad.training.events import Event, Failed, Knobs, Ready
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.runs import Run, RunError, read_run
from digitpad.ui import theme
from digitpad.ui.escape import Escape
from digitpad.ui.recipes.recipe_choice import RecipeChoice
from digitpad.ui.recipes.recipe_editor import RecipeEditor
from digitpad.ui.training.run_panel import LIVE
from digitpad.ui.training.run_view import RunView
from digitpad.ui.training.training_job import TrainingJob

#: Milliseconds that a recipe stays as it is before the worker makes it ready.
SETTLED = 500
EDITOR_WIDTH = 400


class Lab(QDockWidget):
    """Trains recipes and shows how; drawing goes on beside it.

    While it is open a worker waits with the chosen recipe made ready, so that learning begins at
    once. ``happened``: an Event of the run. ``changed``: a run has begun, or is over.
    ``refused``: why something cannot be done, in a sentence. ``looked_back``: the drawing is to
    be read with the network of this file, as it was after an epoch; ``looked_up``: as it is.
    ``data_sets_requested``: the person wants to see their data sets. ``left``: the keyboard is to
    go back to the pad.
    """

    happened = Signal(object)
    changed = Signal()
    refused = Signal(str)
    looked_back = Signal(Path, int)
    looked_up = Signal()
    data_sets_requested = Signal()
    left = Signal()

    def __init__(self, choice: RecipeChoice, pen_is_down: Callable[[], bool]) -> None:
        super().__init__("Training")
        self.setObjectName("lab")
        self.choice = choice
        self.job: TrainingJob | None = None  # of a run, or waiting for one
        self.editor: RecipeEditor | None = None
        self.view = RunView()
        self.view.pen_is_down = pen_is_down
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._splitter.setContentsMargins(theme.GAP, 0, theme.GAP, theme.GAP // 2)
        self.setWidget(self._splitter)
        self._warm_up = QTimer(self, singleShot=True, interval=SETTLED)
        self._warm_up.timeout.connect(self._prepare)
        # Not at once: a dock that is torn off, or put back, hides for a moment.
        self._let_go = QTimer(self, singleShot=True, interval=SETTLED)
        self._let_go.timeout.connect(self._let_idle_worker_go)
        self._summarizing = False  # whether Keras' summary is asked for
        self._owed = 0  # epochs more that were asked for, and that the run has not heard of yet
        self._again = False  # whether the run is to go on once its process is gone
        self.choice.currentIndexChanged.connect(self._warm_up.start)
        self._connect_view()
        self.dockLocationChanged.connect(self._turn)
        Escape(self).pressed.connect(self.left)

    def _connect_view(self) -> None:
        view = self.view
        view.stop_requested.connect(self._stop)
        view.pause_requested.connect(self._pause)
        view.resume_requested.connect(self._resume)
        view.more_requested.connect(self.one_more_epoch)
        view.learning_rate_changed.connect(lambda rate: self._turn_knob(learning_rate=rate))
        view.dropout_changed.connect(lambda dropout: self._turn_knob(dropout=dropout))
        view.epoch_chosen.connect(self._look_back)
        view.epoch_released.connect(self.looked_up)

    # the recipe

    def show_options(self, shown: bool) -> None:
        """Unfold the recipe beside the run, or fold it."""
        if shown and self.editor is None:
            self.editor = RecipeEditor()
            self.choice.follow(self.editor)
            self.editor.changed.connect(self._warm_up.start)
            self.editor.summary_requested.connect(self._summarize)
            self.editor.data_sets_requested.connect(self.data_sets_requested)
            self._splitter.insertWidget(0, self.editor)
            self.setTabOrder(self.editor, self.view)
            self._splitter.setStretchFactor(1, 1)
            self._splitter.setSizes([EDITOR_WIDTH, max(EDITOR_WIDTH, self.width() - EDITOR_WIDTH)])
        if self.editor is not None:
            self.editor.setVisible(shown)

    def _turn(self, area: Qt.DockWidgetArea) -> None:
        """Put recipe and run beside one another, or one below the other at the window's side."""
        sides = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
        upright = area in sides
        self._splitter.setOrientation(
            Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        )

    def _summarize(self, recipe: Recipe) -> None:
        if self.has_run:
            self._tell_summary("Keras is busy with the run; ask again when it is over.")
            return
        self._summarizing = True
        self._worker().summarize(recipe)

    def _tell_summary(self, text: str) -> None:
        self._summarizing = False
        if self.editor is not None:
            self.editor.show_summary(text)

    # the worker

    @property
    def has_run(self) -> bool:
        """Whether a run is going on."""
        return self.job is not None and self.job.has_run

    def _worker(self) -> TrainingJob:
        """Return the worker that waits, or start one."""
        if self.job is None:
            job = self.job = TrainingJob(self)
            job.happened.connect(self._show_event)
            job.summarized.connect(self._tell_summary)
            job.ended.connect(self._job_ended)
            job.start()
        return self.job

    def _prepare(self) -> None:
        """Let a worker make the chosen recipe ready, while the panel is open."""
        if not self.isVisible() or self.has_run:
            return
        try:
            recipe = self.choice.recipe()
        except RecipeError:
            return  # it is said when it is to be trained
        self._worker().prepare(recipe)

    def showEvent(self, event: QShowEvent) -> None:
        """Start the worker: it takes seconds to load, and nobody should wait for it."""
        super().showEvent(event)
        self._warm_up.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let a worker go that nothing is asked of, if the panel stays hidden."""
        super().hideEvent(event)
        self._let_go.start()

    def _let_idle_worker_go(self) -> None:
        job = self.job
        if job is None or job.has_run or self.isVisible():  # as it is in a window made small
            return
        # It needs a moment to die, for which nobody waits: the next one is another.
        self.job = None
        job.ended.disconnect(self._job_ended)
        job.ended.connect(job.deleteLater)
        job.stop()

    # the run

    def train(self, recipe: Recipe) -> None:
        """Start a run, unless one is going on."""
        if self.has_run:
            return
        problem = ""
        try:
            out = claim_network(recipe.name)
        except OSError as error:
            try:
                out = temporary_network(recipe.name)
            except OSError:
                self.refused.emit(f"Training cannot start: {error.strerror} ({error.filename}).")
                return
            problem = (
                f"Your networks' folder cannot be written ({error.filename}: {error.strerror}); "
                f"this run is kept in {out.parent} instead."
            )
        self._begin(recipe)
        self._worker().train(recipe, out)
        self.changed.emit()
        if problem:
            self.refused.emit(problem)

    def go_on(self, run: Run, more_epochs: int = 0) -> None:
        """Go on with a run that is kept, unless one is going on."""
        if self.has_run:
            self.refused.emit("One run is going on; stop it before another goes on.")
            return
        self._begin(run.recipe)
        self._worker().go_on(run.folder, more_epochs)
        self.changed.emit()

    def _begin(self, recipe: Recipe) -> None:
        self._warm_up.stop()
        self._owed, self._again = 0, False
        self.view.begin(recipe)
        self.show()

    def one_more_epoch(self) -> None:
        """Let the run learn for one epoch more, also once it is over."""
        if self.has_run:  # which may be past hearing of it: then it goes on once it is over
            self._owed += 1
            self._turn_knob(more_epochs=1)
        elif (run := self._shown_run()) is not None:
            self.go_on(run, more_epochs=1)

    def pause_or_resume(self) -> None:
        """Let the run wait, or go on."""
        self.view.panel.pause_button.click()

    def _resume(self) -> None:
        if self.job is not None and self.job.has_run:
            self._again = self.view.state not in LIVE  # its process takes a second to end
            self.job.resume()
        elif (run := self._shown_run()) is not None:
            self.go_on(run)

    def _shown_run(self) -> Run | None:
        """Return the run that is shown, if it can go on; say why not."""
        if self.view.folder is None:
            return None
        try:
            run = read_run(self.view.folder)
        except RunError as error:
            self.refused.emit(f"{error}.")
        else:
            if run.can_go_on:
                return run
            self.refused.emit(f"{run.name} is going on elsewhere, or its last state is gone.")
        self.view.panel.can_go_on = False
        return None

    def _pause(self) -> None:
        if self.job is not None:
            self.job.pause()

    def _stop(self) -> None:
        self._owed = 0
        if self.job is not None:
            self.job.stop()

    def _turn_knob(self, **knobs: float) -> None:
        if self.job is not None:
            self.job.turn(**knobs)

    def _look_back(self, epoch: int) -> None:
        path = self.view.networks.get(epoch)
        if path is not None:
            self.looked_back.emit(path, epoch)

    def _show_event(self, event: Event) -> None:
        if not self.has_run:
            if isinstance(event, Failed):
                self._tell_failure(event.message)
            return
        if isinstance(event, Knobs):
            self._owed = max(0, self._owed - (event.epochs - self.view.panel.epochs))
        elif isinstance(event, Failed):
            self._owed = 0
        if not isinstance(event, Ready):
            self.view.show_event(event)
            self.happened.emit(event)

    def _tell_failure(self, message: str) -> None:
        """Say why a worker without a run cannot go on: to who waits for a summary, or to all."""
        sentence = f"{capital(message.rstrip('.'))}."
        if self._summarizing:
            self._tell_summary(sentence)
        else:
            self.refused.emit(sentence)

    def _job_ended(self) -> None:
        had_run = self.has_run
        if self._summarizing and not had_run:
            self._tell_failure("the process that asks Keras ended unexpectedly; ask again")
        self._forget_job()
        if had_run:  # else it would be started again and again where it cannot run
            self.changed.emit()
            run = self._shown_run() if self._owed or self._again else None
            if run is not None:
                self.go_on(run, more_epochs=self._owed)
            else:
                self._warm_up.start()

    def _forget_job(self) -> None:
        if self.job is not None:
            self.job.deleteLater()
        self.job = None

    def leave(self) -> None:
        """Stop what goes on and keep it: the window closes."""
        self._owed, self._again = 0, False
        self._warm_up.stop()
        if self.job is not None:
            self.job.leave()
        self.view.finish_loading()
