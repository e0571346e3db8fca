"""What a run is doing and how far it is, in words; Pause, Stop, one more epoch, and its knobs."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from digitpad.training import events, runs
from digitpad.training.events import Batch, Epoch, Event, Failed, Finished, Started
from digitpad.training.recipe import Recipe
from digitpad.ui.training.knobs import Knobs
from digitpad.ui.training.pace import Pace, clock

WIDTH = 264  # pixels, beside the charts
MOST_STEPS = 1_000_000  # of the progress: a run may have more batches than Qt can count

State = Literal["empty", "starting", "running", "paused", "stopping", "finished", "failed", "kept"]
#: Those of a run that has a process.
LIVE: tuple[State, ...] = ("starting", "running", "paused", "stopping")
#: What became of a run, in words.
WORDS = {
    "finished": "finished",
    "stopped": "stopped",
    "interrupted": "interrupted",
    "running": "going on",
    "failed": "failed",
}
PAUSE_TIP = "Let it wait; what it has learnt stays, and so does the place where it goes on."
RESUME_TIP = "Go on where it was left."


class RunPanel(QWidget):
    """Follows the Events of a run; what changes many times a second is shown by ``draw``."""

    stop_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: State = "empty"
        self.recipe = Recipe()
        self.epochs = 0  # the last one
        self._batches = 1
        self._batch: Batch | None = None
        self._speed = 0.0
        self._pace = Pace()
        self._can_go_on = False
        self._done = 0  # epochs
        self._whole = False  # whether it came to its own end, early or not

        self.title, self.status, self.figures = QLabel(), QLabel(), QLabel()
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.status, self.figures):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            # Two lines always: what changes five times a second must not move the rest.
            label.setMinimumHeight(2 * label.fontMetrics().lineSpacing())
        self.progress = QProgressBar()
        self.progress.setToolTip("How much of all epochs is done.")
        self.progress.setAccessibleName("Training progress")
        self.knobs = Knobs()
        self.knobs.refusing.connect(self.figures.setHidden)
        self.pause_button, self.stop_button = QPushButton("Pause"), QPushButton("Stop")
        self.more_button = QPushButton("+1 epoch")
        self.stop_button.setToolTip(
            "End the training now. The network is kept as far as it has learnt."
        )
        self.more_button.setToolTip(
            "Learn for one epoch more: at the end of the run, also once it is over."
        )
        self.more_button.setAccessibleName("One more epoch")
        self.pause_button.clicked.connect(self._pause_or_resume)
        self.stop_button.clicked.connect(self._stop)
        self.more_button.clicked.connect(self.more_requested)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.title, self.status, self.progress, self.figures, self.knobs):
            layout.addWidget(widget)
        layout.addStretch()
        buttons = QHBoxLayout()
        for button in (self.pause_button, self.stop_button, self.more_button):
            buttons.addWidget(button)
        buttons.addStretch()
        layout.addLayout(buttons)
        self._enable()

    def set_wide(self, wide: bool) -> None:
        """Stand beside the charts, as wide as the words need, or above them, as wide as they."""
        self.setMinimumWidth(WIDTH if wide else 0)
        self.setMaximumWidth(WIDTH if wide else 16_777_215)

    @property
    def can_go_on(self) -> bool:
        """Whether a run that is over can be resumed or given more epochs."""
        return self._can_go_on

    @can_go_on.setter
    def can_go_on(self, value: bool) -> None:
        self._can_go_on = value
        self._enable()

    def begin(self, recipe: Recipe) -> None:
        """Show a run that is starting up."""
        self.recipe, self.epochs, self._batches = recipe, recipe.epochs, recipe.batches
        self._pace, self._batch, self._speed, self._done = Pace(), None, 0.0, 0
        self._can_go_on = self._whole = False
        self.title.setText(f"Training {recipe.name}")
        self.status.setText("Starting TensorFlow…")
        self.figures.setText("")
        self.progress.setRange(0, 0)  # busy: nobody knows how long the start takes
        self.knobs.show_recipe(recipe)
        self._set_state("starting")

    def show_event(self, event: Event, now: float) -> None:
        """Take what the run says; ``now``: the seconds of any clock."""
        if isinstance(event, Started):
            self.epochs, self._batches = event.epochs, event.batches
            self._done = event.epoch - 1
            self._show_progress(self._done * event.batches)
            self.status.setText(f"{event.parameters:,} weights, {event.train_count:,} images")
            self._set_state("running")
        elif isinstance(event, Batch):
            self._batch = event
            self._pace.note((event.epoch - 1) * self._batches + event.batch, now)
            if event.images_per_second > 0:
                before = self._speed or event.images_per_second
                self._speed = 0.8 * before + 0.2 * event.images_per_second
        elif isinstance(event, Epoch):
            self._done = event.epoch
            self.figures.setText(
                f"training: loss {event.loss:.3f}, accuracy {event.accuracy:.1%}\n"
                f"validation: loss {event.val_loss:.3f}, accuracy {event.val_accuracy:.2%}"
            )
        elif isinstance(event, events.Knobs):
            self.epochs = event.epochs
            self.knobs.show_values(event.learning_rate, event.dropout)
            self.draw()
        elif isinstance(event, events.Paused):
            self._pace.pause(now)
            if self.state != "stopping":
                self._set_state("paused")
                self._show_pause(event.problem)
        elif isinstance(event, events.Resumed):
            self._pace.resume(now)
            if self.state != "stopping":
                self._set_state("running")
                self.draw()
        elif isinstance(event, Finished):
            self._finish(event)
        elif isinstance(event, Failed):
            if self.progress.maximum() == 0:
                self.progress.setRange(0, 1)
            self.status.setText("Training ended early: " + event.message.rstrip(".") + ".")
            self.title.setText(self.recipe.name)
            self._set_state("failed")

    def show_run(self, run: runs.Run) -> None:
        """Show a run that is kept."""
        self.recipe, self.epochs, self._batch = run.recipe, run.epochs, None
        self._batches, self._done = run.recipe.batches, len(run.history)
        self._can_go_on, self._whole = run.can_go_on, run.status == "finished"
        self.title.setText(run.name)
        status = f"{WORDS[run.status].capitalize()} after {_epochs(self._done)}"
        if self._done < run.epochs:
            status += f" of {run.epochs}"
        self.status.setText(f"{status}, {clock(run.seconds)}" if run.seconds else status)
        if run.problem:
            self.status.setText(f"{status}: {run.problem.rstrip('.')}.")
        self.knobs.show_recipe(run.recipe)
        if run.test and {"accuracy", "loss"} <= run.test.keys():
            self._show_test(run.test["accuracy"], run.test["loss"])
        elif run.history:
            last = run.history[-1]
            self.figures.setText(
                f"validation: loss {last.val_loss:.3f},\naccuracy {last.val_accuracy:.2%}"
            )
        else:
            self.figures.setText("")
        self._set_state("kept")
        self._show_progress(self._done * self._batches)

    def draw(self) -> None:
        """Show where the run is."""
        batch = self._batch
        if batch is None or self.state not in ("running", "paused"):
            return
        self._show_progress((batch.epoch - 1) * self._batches + batch.batch)
        if self.state == "paused":
            return
        words = []
        left = self._pace.seconds_left(self.epochs * self._batches)
        if left is not None:
            words.append(f"{clock(left)} left")
        if self._speed:
            words.append(f"{self._speed:,.0f} images a second")
        self.status.setText(
            f"Epoch {batch.epoch} of {self.epochs}, batch {batch.batch} of {self._batches}\n"
            + ", ".join(words)
        )

    def _show_progress(self, done: int) -> None:
        total = max(1, self.epochs * self._batches)
        step = -(-total // MOST_STEPS)
        self.progress.setRange(0, total // step)
        self.progress.setValue(min(done, total) // step)

    def _show_pause(self, problem: str | None) -> None:
        where = f"Paused in epoch {self._batch.epoch} of {self.epochs}" if self._batch else "Paused"
        self.status.setText(f"{where}: {problem.rstrip('.')}." if problem else f"{where}.")

    def _finish(self, event: Finished) -> None:
        how = "Stopped" if event.stopped else "Finished"
        self.progress.setMaximum(max(1, self.progress.maximum()))
        if not event.stopped:
            self.progress.setValue(self.progress.maximum())
        self._done, self._whole = event.epochs, not event.stopped
        text = f"{how} after {_epochs(event.epochs)}, {event.seconds:.0f} s"
        if 0 < event.kept < event.epochs:
            text += f"; epoch {event.kept} was the best and is kept"
        self.status.setText(text)
        self._show_test(event.test_accuracy, event.test_loss)
        self.title.setText(self.recipe.name)
        self._set_state("finished")

    def _show_test(self, accuracy: float, loss: float) -> None:
        self.figures.setText(f"MNIST's test images: {accuracy:.2%} right,\nloss {loss:.4f}")

    def _set_state(self, state: State) -> None:
        self.state = state
        self._enable()

    def _enable(self) -> None:
        """Offer what can be asked of the run as it is now."""
        live, state = self.state in LIVE, self.state
        waiting = state == "paused" or not live
        resumable = not live and self._can_go_on and not self._whole
        self.pause_button.setText("Resume" if waiting else "Pause")
        self.pause_button.setToolTip(RESUME_TIP if waiting else PAUSE_TIP)
        self.pause_button.setVisible(live or resumable)
        self.pause_button.setEnabled(state in ("running", "paused") or resumable)
        if self.hasFocus() and self.pause_button.isEnabled():
            self.pause_button.setFocus()
        self.stop_button.setVisible(live)
        self.stop_button.setEnabled(live and state != "stopping")
        self.more_button.setEnabled(
            state in ("running", "paused") or (not live and self._can_go_on)
        )
        self.knobs.setEnabled(state in ("running", "paused"))
        if not self.knobs.isEnabled():
            self.knobs.restore()

    def _pause_or_resume(self) -> None:
        if self.pause_button.hasFocus():
            self.setFocus()  # or Stop would get it, and a second press on Space would be for that
        self.pause_button.setEnabled(False)  # until the run has heard it
        if self.state == "running":
            self.status.setText("Pausing…")
            self.pause_requested.emit()
        else:
            self.resume_requested.emit()

    def _stop(self) -> None:
        self._set_state("stopping")
        self.status.setText("Stopping, and keeping what it has learnt…")
        self.stop_requested.emit()


def _epochs(count: int) -> str:
    return f"{count} epoch" if count == 1 else f"{count} epochs"
