"""The window: pad, answer, bars and the network's input, training below, menus above."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad import __version__
from digitpad.network import DenseNetwork, NetworkError, read_info
from digitpad.provenance import provenance
from digitpad.raster import rasterize
from digitpad.resources import bundled_network, claim_network, temporary_network
from digitpad.training.events import Epoch, Event, Failed, Finished
from digitpad.training.recipe import DEFAULT_PRESET, PRESET_HELP, PRESETS, Recipe
from digitpad.ui import theme
from digitpad.ui.answer import Answer
from digitpad.ui.bars import Bars
from digitpad.ui.canvas import Canvas
from digitpad.ui.input_view import InputView
from digitpad.ui.network_menu import NetworkMenu, describe
from digitpad.ui.notice import Notice
from digitpad.ui.training_panel import TrainingPanel

if TYPE_CHECKING:
    from digitpad.ui.training_job import TrainingJob

SIDE_WIDTH = 340


class MainWindow(QMainWindow):
    """Puts the parts together: ink in, answer out; a training job and its checkpoints."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self.job: TrainingJob | None = None
        self._following = False  # whether the bars show the network that is being trained
        self.setWindowTitle("Digitpad")

        self.notice = Notice()
        self.canvas = Canvas()
        self.answer, self.input_view, self.bars = Answer(), InputView(), Bars()
        self.source = QLabel()
        self.source.setWordWrap(True)
        self.source.setToolTip("Which network the bars come from.")
        self.preset = QComboBox()
        for key, recipe in PRESETS.items():
            if key != "shipped":  # made for the command line: it takes minutes
                self.preset.addItem(recipe.name, key)
                self.preset.setItemData(
                    self.preset.count() - 1, PRESET_HELP[key], Qt.ItemDataRole.ToolTipRole
                )
        self.preset.setToolTip("What to train: the layers, how they learn, and for how long.")
        self.preset.setAccessibleName("Recipe")
        self.train_button = QPushButton("Train")
        self.panel = TrainingPanel()
        self.panel.pen_is_down = lambda: self.canvas.pen_is_down
        self.networks = NetworkMenu(self)
        self._make_actions()
        self._make_menus()
        self._lay_out()

        # A zero timer runs once the pointer events that wait are in: one answer for all of them.
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self.refresh)
        self.canvas.changed.connect(self._refresh.start)
        self.canvas.changed.connect(self._update_actions)
        self.networks.chosen.connect(self.choose_network)
        self.panel.stop_requested.connect(self._stop_job)

        self.network: DenseNetwork
        self.network_path: Path
        self._restore()
        self._update_actions()

    # layout

    def _make_actions(self) -> None:
        standard = QKeySequence.StandardKey

        def action(text: str, tip: str, *keys: QKeySequence | QKeySequence.StandardKey) -> QAction:
            made = QAction(text, self)
            made.setShortcuts(list(dict.fromkeys([QKeySequence(key) for key in keys])))
            shown = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            made.setToolTip(f"{tip} ({shown})" if shown else tip)
            made.setStatusTip(tip)
            return made

        self.undo_action = action("&Undo", "Take the last stroke back", standard.Undo)
        self.redo_action = action(
            "&Redo",
            "Bring the stroke back",
            standard.Redo,
            QKeySequence("Ctrl+Shift+Z"),  # whatever system a hand learnt it on
            QKeySequence("Ctrl+Y"),
        )
        self.clear_action = action(
            "&Clear",
            "Clear the pad; undo brings the ink back",
            standard.Delete,
            QKeySequence("Esc"),
        )
        self.train_action = action(
            "&Train", "Train a new network with the recipe chosen here", QKeySequence("Ctrl+T")
        )
        self.stop_action = action(
            "&Stop", "End the training; what it has learnt is kept", QKeySequence("Ctrl+.")
        )
        self.quit_action = action("&Quit", "Close Digitpad", standard.Quit)
        self.about_action = action("&About Digitpad", "Version, network and sources")
        self.undo_action.triggered.connect(self.canvas.undo)
        self.redo_action.triggered.connect(self.canvas.redo)
        self.clear_action.triggered.connect(self.canvas.clear)
        self.train_action.triggered.connect(lambda: self.train(self.chosen_recipe()))
        self.stop_action.triggered.connect(self.panel.stop_button.click)
        self.quit_action.triggered.connect(self.close)
        self.about_action.triggered.connect(self._about)
        self.train_button.clicked.connect(self.train_action.trigger)
        self.train_button.setToolTip(self.train_action.toolTip())

    def _make_menus(self) -> None:
        bar = self.menuBar()
        bar.addMenu("&File").addAction(self.quit_action)
        edit = bar.addMenu("&Edit")
        edit.addActions([self.undo_action, self.redo_action, self.clear_action])
        bar.addMenu(self.networks)
        training = bar.addMenu("&Train")
        training.setToolTipsVisible(True)
        training.addActions([self.train_action, self.stop_action])
        training.addSeparator()
        self.preset_actions: list[QAction] = []
        for index in range(self.preset.count()):
            key = self.preset.itemData(index)
            made = training.addAction(f"Train {PRESETS[key].name}")
            made.setToolTip(PRESET_HELP[key])
            made.triggered.connect(lambda _=False, index=index: self._train_preset(index))
            self.preset_actions.append(made)
        bar.addMenu("&Help").addAction(self.about_action)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addStretch()
        for action in (self.undo_action, self.redo_action, self.clear_action):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setText(action.text().replace("&", ""))
            button.setMinimumWidth(76)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tools.addWidget(button)
        tools.addStretch()
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        left.addWidget(self.canvas, stretch=1)
        left.addLayout(tools)

        top = QHBoxLayout()
        top.addWidget(self.answer, stretch=1)
        top.addWidget(self.input_view)
        train = QHBoxLayout()
        train.addWidget(self.preset, stretch=1)
        train.addWidget(self.train_button, stretch=1)
        side = QWidget()
        side.setMinimumWidth(SIDE_WIDTH)
        side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.GAP)
        right.addLayout(top)
        right.addWidget(self.bars, stretch=1)
        right.addWidget(self.source)
        right.addLayout(train)

        centre = QWidget()
        grid = QGridLayout(centre)
        grid.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setVerticalSpacing(theme.GAP)
        grid.addWidget(self.notice, 0, 0, 1, 2)
        grid.addLayout(left, 1, 0)
        grid.addWidget(side, 1, 1)
        grid.addWidget(self.panel, 2, 0, 1, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setRowStretch(1, 1)
        self.setCentralWidget(centre)
        self.resize(940, 620)

    def _update_actions(self) -> None:
        drawing = self.canvas.drawing
        self.undo_action.setEnabled(drawing.can_undo)
        self.redo_action.setEnabled(drawing.can_redo)
        self.clear_action.setEnabled(bool(drawing))
        idle = self.job is None
        for action in (self.train_action, *self.preset_actions):
            action.setEnabled(idle)
        self.train_button.setEnabled(idle)
        self.preset.setEnabled(idle)
        self.stop_action.setEnabled(not idle)

    # answer

    def refresh(self) -> None:
        """Read the drawing with the network as it is and show the answer."""
        drawing = self.canvas.drawing
        values = rasterize(drawing) if drawing else None
        reading = None if values is None else self.network.read(values)
        self.input_view.show_input(values)
        self.bars.show_reading(reading)
        self.answer.show_reading(reading)

    # networks

    def choose_network(self, path: Path) -> bool:
        """Read with another network from now on; say so, and return False, if it cannot be read."""
        if not self._use(path):
            return False
        self._following = False
        self.networks.current = path
        bundled = path == bundled_network()
        self.settings.setValue("network", "" if bundled else str(path))
        name = "Digitpad's own network" if bundled else path.stem
        accuracy = describe(self.network.info)
        self.source.setText(
            f"Read by {name}" + (f"; {accuracy} of MNIST's test images" if accuracy else "")
        )
        return True

    def _use(self, path: Path) -> bool:
        try:
            network = DenseNetwork.open(path)
        except NetworkError as error:
            self.notice.say(f"{error}.")
            return False
        self.network, self.network_path = network, path
        self.refresh()
        return True

    def _restore(self) -> None:
        chosen = self.settings.value("network", "")
        if not (chosen and isinstance(chosen, str) and self.choose_network(Path(chosen))):
            problem = self.notice.sentence
            self.choose_network(bundled_network())
            if problem:  # and the choice is kept: the file may be back another day
                self.notice.say(f"{problem} Digitpad's own network reads instead.")
                self.settings.setValue("network", chosen)
        index = self.preset.findData(self.settings.value("preset", DEFAULT_PRESET))
        self.preset.setCurrentIndex(max(0, index))
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    # training

    def chosen_recipe(self) -> Recipe:
        """Return the recipe beside the Train button."""
        return PRESETS[self.preset.currentData()]

    def _train_preset(self, index: int) -> None:
        self.preset.setCurrentIndex(index)
        self.train(self.chosen_recipe())

    def train(self, recipe: Recipe) -> None:
        """Start a training run, unless one is going on."""
        from digitpad.ui.training_job import TrainingJob  # not needed before

        if self.job is not None:
            return
        self.notice.hide()
        try:
            out = claim_network(recipe.name)
        except OSError as error:
            try:
                out = temporary_network(recipe.name)
            except OSError:
                self.notice.say(f"Training cannot start: {error.strerror} ({error.filename}).")
                return
            self.notice.say(
                f"Your networks' folder cannot be written ({error.filename}: {error.strerror}); "
                f"this run is kept in {out.parent} instead."
            )
        self.job = TrainingJob(recipe, out, self)
        self.job.happened.connect(self._show_event)
        self.job.ended.connect(self._job_ended)
        self._following = True
        if self.panel.isHidden() and not self.isMaximized():
            room = self.screen().availableGeometry().height() - self.frameGeometry().height()
            grow = min(self.panel.height() + theme.GAP, max(0, room))
            self.resize(self.width(), self.height() + grow)
        self.panel.begin(recipe)
        self._update_actions()
        self.job.start()

    def _stop_job(self) -> None:
        if self.job is not None:
            self.job.stop()

    def _show_event(self, event: Event) -> None:
        self.panel.show_event(event)
        if isinstance(event, Epoch):
            if event.problem:
                self.notice.say(f"{event.problem}; training goes on without a checkpoint.")
            elif event.checkpoint and self._following and self._use(Path(event.checkpoint)):
                epochs = self.panel.recipe.epochs
                self.source.setText(
                    f"Read by {self.panel.recipe.name} while it learns: as it is after epoch "
                    f"{event.epoch} of {epochs}"
                )
        elif isinstance(event, Finished):
            if self._following:
                self.choose_network(Path(event.path))
        elif isinstance(event, Failed):
            # Its last checkpoint is a network like any other.
            if self._following and self.job and self.network_path == self.job.out:
                kept = self.job.out.exists() and self.choose_network(self.job.out)
                if not kept:
                    self.choose_network(bundled_network())
            self.notice.say(event.message[:1].upper() + event.message[1:] + ".")

    def _job_ended(self) -> None:
        if self.job is not None:
            self.job.deleteLater()
        self.job = None
        self._following = False
        self._update_actions()

    # the rest

    def _about(self) -> None:
        from PySide6.QtWidgets import QMessageBox  # each class that Qt sets up delays the start

        info = read_info(bundled_network())
        QMessageBox.about(
            self,
            "About Digitpad",
            f"<h3>Digitpad {__version__}</h3>"
            "<p>Draw a digit, ten softmax bars answer live, press Train and watch it learn.</p>"
            f"<p>Its own network ({provenance(info)}) reads {describe(info)} of MNIST's test "
            "images.</p>"
            "<p>MNIST: Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.</p>"
            "<p>MIT License.</p>",
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question: the training is stopped and what it has learnt is kept."""
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue("preset", self.preset.currentData())
        self.hide()
        if self.job is not None:
            self.job.leave()
        self.panel.finish_loading()
        event.accept()
