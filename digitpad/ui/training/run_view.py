"""A training run as the person sees it: what it does, its knobs, its charts, its past."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from digitpad.training import events, runs
from digitpad.training.events import Batch, Epoch, Event, Failed, Finished, Look, Started
from digitpad.training.recipe import Recipe
from digitpad.ui import theme
from digitpad.ui.training.epoch_slider import EpochSlider
from digitpad.ui.training.run_charts import RunCharts
from digitpad.ui.training.run_panel import RunPanel, State

#: Milliseconds between two looks at a run, and while the pen is on the pad.
LIVELY, CALM = 200, 1_000
#: Milliseconds between two charts of one look: the pen's next move comes in between.
BETWEEN = 15
#: Pixels: a view that is narrower, and high enough, has its charts below, not beside.
WIDE, HIGH = 600, 400
LEAST_WIDTH, LEAST_HEIGHT = 320, 236
MARGIN = 8
EMPTY = (
    "<p><b>Nothing is being trained.</b></p>"
    "<p>Press <b>Train</b>, and watch it learn here: its loss and accuracy, the gradients of its "
    "layers, its weights turning into strokes. A slider then goes back to what it would have said "
    "of your drawing at any epoch.</p>"
)


class RunView(QWidget):
    """Shows the Events of a run that goes on, or a run that is kept.

    ``more_requested``: one epoch more, at its end. ``resume_requested``: after a pause, or, of a
    run that is over, where it was left. ``epoch_chosen``: the drawing is to be read by the network
    of that epoch; ``epoch_released``: by the one that read before.
    ``pen_is_down``: whether the person is drawing right now: then the pen goes first.
    """

    stop_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    more_requested = Signal()
    learning_rate_changed = Signal(float)
    dropout_changed = Signal(float)
    epoch_chosen = Signal(int)
    epoch_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe = Recipe()
        self.folder: Path | None = None  # of the run that is shown
        self.pen_is_down: Callable[[], bool] = lambda: False
        #: The network as it was after each epoch, as far as they are kept.
        self.networks: dict[int, Path] = {}
        self._redraw = QTimer(self, singleShot=True)
        self._redraw.timeout.connect(self._draw_some)
        self.panel, self.charts, self.slider = RunPanel(), RunCharts(), EpochSlider()
        self.empty = QLabel(EMPTY)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMargin(2 * theme.GAP)
        self._lay_out()
        panel = self.panel
        panel.stop_requested.connect(self.stop_requested)
        panel.pause_requested.connect(self.pause_requested)
        panel.resume_requested.connect(self.resume_requested)
        panel.more_requested.connect(self.more_requested)
        panel.knobs.learning_rate_changed.connect(self.learning_rate_changed)
        panel.knobs.dropout_changed.connect(self.dropout_changed)
        self.slider.chosen.connect(self._choose)
        self.slider.released.connect(self._release)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.charts, stretch=1)
        right.addWidget(self.slider)
        page = QWidget()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._layout.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN // 2)
        self._layout.setSpacing(theme.GAP)
        self._layout.addWidget(self.panel)
        self._layout.addLayout(right, stretch=1)
        # Its least size is set below: that of one arrangement must not stand against the other.
        self._layout.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._pages = QStackedLayout(self)
        self._pages.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._arrange()

    @property
    def state(self) -> State:
        """What the run that is shown is doing."""
        return self.panel.state

    @property
    def epoch(self) -> int | None:
        """The epoch the person looks back at; None while they follow the run."""
        return None if self.slider.following else self.slider.epoch

    def look_up(self) -> None:
        """End looking back, if the person does."""
        if not self.slider.following:
            self.slider.release()

    def begin(self, recipe: Recipe) -> None:
        """Show a run that is starting up."""
        self.look_up()
        self.recipe, self.folder, self.networks = recipe, None, {}
        self.panel.begin(recipe)
        self.slider.reset()
        self.charts.begin(recipe.epochs, recipe.batches)
        self._pages.setCurrentIndex(1)

    def show_event(self, event: Event) -> None:
        """Show what the run says."""
        self.panel.show_event(event, time.monotonic())
        if isinstance(event, Started):
            self.folder = Path(event.run) if event.run else None
            self.charts.start(event.layers, event.epochs, event.batches)
            self._show_past(event)
        elif isinstance(event, events.Knobs):
            self.charts.set_epochs(event.epochs)
            self.slider.set_epochs(self.slider.epochs, event.epochs)
        elif isinstance(event, (Batch, Look, Epoch)):
            self.charts.take(event)
            if isinstance(event, Epoch):
                self._find_networks()
            if not self._redraw.isActive():
                self._redraw.start(CALM if self.pen_is_down() else LIVELY)
        elif isinstance(event, (Finished, Failed)):
            self._draw()
            self.panel.can_go_on = self._has_state()

    def show_run(self, run: runs.Run) -> None:
        """Show a run that is kept."""
        self.look_up()
        self.recipe, self.folder = run.recipe, run.folder
        self.slider.reset()
        self.charts.begin(run.epochs, run.recipe.batches)
        self.charts.keep_no_looks()
        self.panel.show_run(run)
        for epoch in run.history:
            self.charts.take(epoch)
        self._pages.setCurrentIndex(1)
        self._find_networks()
        if (last := self.slider.epoch) is not None:
            self.charts.look_back(last, self.networks.get(last), marked=False)
        self._draw()

    def finish_loading(self) -> None:
        """Wait until plots are loaded, if they are being: Python may not end in the middle."""
        self.charts.plotting.finish()

    def _show_past(self, started: Started) -> None:
        """Show what a run that is resumed has gone through already."""
        if self.folder is None or started.epoch <= 1:
            return
        try:
            history = runs.read_run(self.folder).history
        except runs.RunError:
            return  # the curves then begin where the run goes on
        for epoch in history:
            if epoch.epoch < started.epoch:
                self.charts.take(epoch)
        self._find_networks()
        self._draw()

    def _find_networks(self) -> None:
        self.networks = {} if self.folder is None else runs.epoch_networks(self.folder)
        self.slider.set_epochs(list(self.networks), self.panel.epochs)

    def _has_state(self) -> bool:
        return self.folder is not None and (self.folder / runs.STATE).is_file()

    def _choose(self, epoch: int) -> None:
        self.charts.look_back(epoch, self.networks.get(epoch))
        self.epoch_chosen.emit(epoch)

    def _release(self) -> None:
        last = self.slider.epoch
        if self.state == "kept" and last is not None:
            self.charts.look_back(last, self.networks.get(last), marked=False)
        else:
            self.charts.look_back(None)
        self.epoch_released.emit()

    def _draw_some(self) -> None:
        """Draw what is new, a chart at a time; nothing while nobody can see it."""
        self.panel.draw()
        self.charts.gather()
        if self.charts.isVisible() and self.charts.draw_next():
            self._redraw.start(BETWEEN)

    def _draw(self) -> None:
        """Draw all that is new and in view, at once."""
        self._redraw.stop()
        self.panel.draw()
        if self.charts.isVisible():
            self.charts.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while nobody could see it."""
        super().showEvent(event)
        self._draw()

    def sizeHint(self) -> QSize:
        """Return room enough below the pad, and beside it."""
        return QSize(400, 270)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts beside the panel, or below it where it is narrow."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        wide = self.width() >= WIDE or self.height() < HIGH
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self.panel.set_wide(wide)
