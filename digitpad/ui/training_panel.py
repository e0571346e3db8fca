"""The panel of a training run: what it is doing, how far it is, its curves, and Stop."""

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.training.events import Batch, Epoch, Event, Failed, Finished, Started
from digitpad.training.recipe import Recipe
from digitpad.ui import theme

LEFT_WIDTH = 250
HEIGHT = 210
#: Milliseconds between two looks of the panel, and while the pen is on the pad.
LIVELY, CALM = 200, 1_000


class TrainingPanel(QFrame):
    """Shows the Events of one run. ``stop_requested``: the person pressed Stop."""

    stop_requested = Signal()
    _plotting_loaded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe = Recipe()
        self.curves: Any = None  # ui.curves.Curves, once pyqtgraph is loaded
        self._events: list[Batch | Epoch] = []
        self._first_batch = 0.0
        self._first_done = 0
        self._batches = 1
        #: Whether the person is drawing right now: then the pen goes first.
        self.pen_is_down: Callable[[], bool] = lambda: False
        self._redraw = QTimer(self, singleShot=True)
        self._redraw.timeout.connect(self._show_progress)

        self.title, self.status, self.figures = QLabel(), QLabel(), QLabel()
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.status.setWordWrap(True)
        self.figures.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = QProgressBar()
        self.progress.setToolTip("How much of all epochs is done.")
        self.progress.setAccessibleName("Training progress")
        self.stop_button = QPushButton("Stop")
        self.stop_button.setToolTip(
            "End the training now. The network is kept as far as it has learnt."
        )
        self.stop_button.clicked.connect(self._stop)
        self.hide_button = QPushButton("Hide")
        self.hide_button.setToolTip("Give the room back to the pad; Train brings the panel back.")
        self.hide_button.clicked.connect(self.hide)
        self._plotting_loaded.connect(self._show_curves)

        left = QVBoxLayout()
        left.setSpacing(6)
        for widget in (self.title, self.status, self.progress, self.figures):
            left.addWidget(widget)
        left.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self.stop_button)
        buttons.addWidget(self.hide_button)
        buttons.addStretch()
        left.addLayout(buttons)
        column = QWidget()
        column.setLayout(left)
        column.setFixedWidth(LEFT_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(theme.GAP)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(column)
        self._layout.addStretch()
        self._loading: threading.Thread | None = None
        self.setFixedHeight(HEIGHT)
        self.hide()

    def begin(self, recipe: Recipe) -> None:
        """Show a run that is starting up."""
        self.recipe = recipe
        self._events = []
        self._first_batch = 0.0
        if self.curves is not None:
            self._layout.removeWidget(self.curves)
            self.curves.deleteLater()
            self.curves = None
        self.title.setText(f"Training {recipe.name}")
        self.status.setText("Starting TensorFlow…")
        self.figures.setText("")
        self.progress.setRange(0, 0)  # busy: nobody knows how long the start takes
        self.stop_button.setEnabled(True)
        self.hide_button.hide()
        self.show()
        # Plots take a third of a second to load: meanwhile the pen goes on.
        self._loading = threading.Thread(target=self._load_plotting, name="plots", daemon=True)
        self._loading.start()

    def finish_loading(self) -> None:
        """Wait until plots are loaded, if they are being: Python may not end in the middle."""
        if self._loading is not None:
            self._loading.join()

    def _load_plotting(self) -> None:
        import pyqtgraph  # noqa: F401

        self._plotting_loaded.emit()

    def _show_curves(self) -> None:
        from digitpad.ui.curves import Curves

        if self.curves is None:
            self.curves = Curves(self.recipe.epochs, self.recipe.batches)
            self._layout.insertWidget(1, self.curves, stretch=1)
            self._show_progress()

    def show_event(self, event: Event) -> None:
        """Show what the run says."""
        if isinstance(event, Started):
            self._batches = event.batches
            self.progress.setRange(0, event.epochs * event.batches)
            self.status.setText(f"{event.parameters:,} weights, {event.train_count:,} images")
        elif isinstance(event, Batch):
            self._remember(event)
        elif isinstance(event, Epoch):
            self._remember(event)
            self.figures.setText(
                f"training: loss {event.loss:.3f}, accuracy {event.accuracy:.1%}\n"
                f"validation: loss {event.val_loss:.3f}, accuracy {event.val_accuracy:.2%}"
            )
        elif isinstance(event, Finished):
            self._show_progress()
            self._finish(event)
        elif isinstance(event, Failed):
            self._show_progress()
            self.progress.setRange(0, 1)
            self.status.setText("Training ended early.")
            self._over()

    def _remember(self, event: Batch | Epoch) -> None:
        self._events.append(event)
        if not self._redraw.isActive():
            self._redraw.start(CALM if self.pen_is_down() else LIVELY)

    def _show_progress(self) -> None:
        """Draw what has been said since the last time."""
        self._redraw.stop()
        batches = [event for event in self._events if isinstance(event, Batch)]
        if batches:
            self._show_batch(batches[-1])
        if self.curves is not None:
            self.curves.show_events(self._events)
            self._events = []

    def _show_batch(self, event: Batch) -> None:
        done = (event.epoch - 1) * self._batches + event.batch
        now = time.monotonic()
        if not self._first_batch:
            self._first_batch, self._first_done = now, done
        self.progress.setValue(done)
        left = ""
        if done > self._first_done:
            pace = (now - self._first_batch) / (done - self._first_done)
            seconds = round(pace * (self.recipe.epochs * self._batches - done))
            left = f"{seconds // 60}:{seconds % 60:02} left"
        if self.stop_button.isEnabled():
            self.status.setText(
                f"Epoch {event.epoch} of {self.recipe.epochs}, "
                f"batch {event.batch} of {self._batches}\n{left}"
            )

    def _finish(self, event: Finished) -> None:
        self.progress.setRange(0, 1)
        self.progress.setValue(1)
        how = "Stopped" if event.stopped else "Finished"
        epochs = "epoch" if event.epochs == 1 else "epochs"
        self.status.setText(f"{how} after {event.epochs} {epochs}, {event.seconds:.0f} s")
        self.figures.setText(
            f"MNIST's test images: {event.test_accuracy:.2%} right,\nloss {event.test_loss:.4f}"
        )
        self._over()

    def _over(self) -> None:
        self.stop_button.setEnabled(False)
        self.hide_button.show()

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.status.setText("Stopping, and keeping what it has learnt…")
        self.stop_requested.emit()
