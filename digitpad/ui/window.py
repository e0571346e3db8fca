"""The window: pad, answer, bars and the network's input, the training panel, menus above."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
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
from digitpad.resources import bundled_network
from digitpad.training.events import Epoch, Event, Failed, Finished
from digitpad.training.recipe import PRESET_HELP, PRESETS, Recipe, RecipeError
from digitpad.ui import theme
from digitpad.ui.answer import Answer
from digitpad.ui.bars import Bars
from digitpad.ui.canvas import Canvas
from digitpad.ui.input_view import InputView
from digitpad.ui.network_menu import NetworkMenu, describe
from digitpad.ui.notice import Notice
from digitpad.ui.recipe_choice import RecipeChoice

if TYPE_CHECKING:
    from digitpad.training.runs import Run
    from digitpad.ui.lab import Lab
    from digitpad.ui.runs_window import RunsWindow

SIDE_WIDTH = 340
LAB_HEIGHT = 290


class MainWindow(QMainWindow):
    """Puts the parts together: ink in, answer out; a run and the networks it comes to."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self._lab: Lab | None = None
        self._runs: RunsWindow | None = None
        self._following = False  # whether the bars show the network that is being trained
        self._before: Path | None = None  # what read before the person looked back
        self.setWindowTitle("Digitpad")

        self.notice = Notice()
        self.canvas = Canvas()
        self.answer, self.input_view, self.bars = Answer(), InputView(), Bars()
        self.source = QLabel()
        self.source.setWordWrap(True)
        self.source.setToolTip("Which network the bars come from.")
        self.recipes = RecipeChoice()
        self.train_button = QPushButton("Train")
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
        self.options_action = action(
            "&Options",
            "Unfold the recipe: layers, learning, data; all that a run depends on",
            QKeySequence("Ctrl+O"),
        )
        self.options_action.setCheckable(True)
        self.pause_action = action(
            "&Pause or resume", "Let the training wait, or go on", QKeySequence("Ctrl+P")
        )
        self.stop_action = action(
            "&Stop", "End the training; what it has learnt is kept", QKeySequence("Ctrl+.")
        )
        self.more_action = action("One &more epoch", "Learn for one epoch more at the end")
        self.panel_action = action("Training pa&nel", "Show the recipe and its run, or hide them")
        self.panel_action.setCheckable(True)
        self.runs_action = action(
            "&Runs…",
            "All runs that are kept: compare them, go on with them",
            QKeySequence("Ctrl+R"),
        )
        self.report_action = action(
            "&Report…", "How well a network reads a whole data set", QKeySequence("Ctrl+E")
        )
        self.quit_action = action("&Quit", "Close Digitpad", standard.Quit)
        self.about_action = action("&About Digitpad", "Version, network and sources")
        self.undo_action.triggered.connect(self.canvas.undo)
        self.redo_action.triggered.connect(self.canvas.redo)
        self.clear_action.triggered.connect(self.canvas.clear)
        self.train_action.triggered.connect(self._train_chosen)
        self.options_action.toggled.connect(self._show_options)
        self.pause_action.triggered.connect(lambda: self.lab.pause_or_resume())
        self.stop_action.triggered.connect(lambda: self.lab.view.panel.stop_button.click())
        self.more_action.triggered.connect(lambda: self.lab.one_more_epoch())
        self.panel_action.toggled.connect(self._show_lab)
        self.runs_action.triggered.connect(self.show_runs)
        self.report_action.triggered.connect(lambda: self.show_report(self.network_path))
        self.quit_action.triggered.connect(self.close)
        self.about_action.triggered.connect(self._about)
        self.train_button.clicked.connect(self.train_action.trigger)
        self.train_button.setToolTip(self.train_action.toolTip())

    def _make_menus(self) -> None:
        bar = self.menuBar()
        bar.addMenu("&File").addAction(self.quit_action)
        edit = bar.addMenu("&Edit")
        edit.addActions([self.undo_action, self.redo_action, self.clear_action])
        self.networks.more = [self.report_action]
        bar.addMenu(self.networks)
        training = bar.addMenu("&Train")
        training.setToolTipsVisible(True)
        training.addActions(
            [self.train_action, self.pause_action, self.stop_action, self.more_action]
        )
        training.addSeparator()
        self.preset_actions: list[QAction] = []
        for key, recipe in PRESETS.items():
            made = training.addAction(f"Train {recipe.name}")
            made.setToolTip(PRESET_HELP[key])
            made.triggered.connect(lambda _=False, key=key: self._train_preset(key))
            self.preset_actions.append(made)
        training.addSeparator()
        training.addActions([self.options_action, self.panel_action, self.runs_action])
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
        options = QToolButton()
        options.setDefaultAction(self.options_action)
        options.setText("Options")
        options.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        options.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        train.addWidget(self.recipes, stretch=1)
        train.addWidget(options)
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
        idle = self._lab is None or not self._lab.has_run
        for action in (self.train_action, *self.preset_actions):
            action.setEnabled(idle)
        self.train_button.setEnabled(idle)
        for action in (self.pause_action, self.stop_action):
            action.setEnabled(not idle)
        self.more_action.setEnabled(self._lab is not None and self._lab.view.folder is not None)

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
        self.recipes.restore(self.settings)
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        # Once the window stands: it need not wait for the panel.
        QTimer.singleShot(0, self._restore_panel)

    def _restore_panel(self) -> None:
        panel = self.settings.value("panel", "")
        if panel == "options":
            self.options_action.setChecked(True)
        elif panel == "run":
            self.panel_action.setChecked(True)

    # training

    @property
    def lab(self) -> "Lab":
        """The training panel, made when it is first asked for: the window starts without it."""
        if self._lab is None:
            from digitpad.ui.lab import Lab

            lab = self._lab = Lab(self.recipes, lambda: self.canvas.pen_is_down)
            lab.hide()
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, lab)
            lab.happened.connect(self._show_event)
            lab.changed.connect(self._run_changed)
            lab.refused.connect(self.notice.say)
            lab.looked_back.connect(self._look_back)
            lab.looked_up.connect(self._look_up)
            lab.visibilityChanged.connect(self._lab_shown)
            state = self.settings.value("state")
            if isinstance(state, QByteArray):
                self.restoreState(state)
                lab.hide()
        return self._lab

    def _show_lab(self, shown: bool) -> None:
        if shown and self.lab.isHidden():
            self._make_room()
            self.lab.show()
        elif not shown and self._lab is not None:
            self._lab.hide()

    def _make_room(self) -> None:
        """Let the window grow for the panel, as far as the screen allows: the pad stays."""
        if self.isMaximized() or self.isFullScreen():
            return
        room = self.screen().availableGeometry().height() - self.frameGeometry().height()
        self.resize(self.width(), self.height() + min(LAB_HEIGHT, max(0, room)))
        self.resizeDocks([self.lab], [LAB_HEIGHT], Qt.Orientation.Vertical)

    def _lab_shown(self, shown: bool) -> None:
        if not self.isVisible() or self.isMinimized():
            return
        self.panel_action.setChecked(shown)
        if not shown:
            self.options_action.setChecked(False)

    def _show_options(self, shown: bool) -> None:
        if shown or self._lab is not None:
            self.lab.show_options(shown)
        if shown:
            self._show_lab(True)

    def _train_chosen(self) -> None:
        try:
            self.train(self.recipes.recipe())
        except RecipeError as error:
            self.notice.say(f"This recipe cannot be trained: {error}.")

    def _train_preset(self, key: str) -> None:
        self.recipes.select(key)
        self._train_chosen()

    def train(self, recipe: Recipe) -> None:
        """Start a training run, unless one is going on."""
        if self.lab.has_run:
            return
        self.notice.hide()
        self._show_lab(True)
        self.lab.train(recipe)

    def _run_changed(self) -> None:
        """Follow a run that has begun; be ready for the next one when it is over."""
        self._following, self._before = self.lab.has_run, None
        self._update_actions()

    def _show_event(self, event: Event) -> None:
        looks_back = self._before is not None
        if isinstance(event, Epoch):
            if event.checkpoint and self._following and not looks_back:
                self._follow(Path(event.checkpoint), event.epoch)
        elif isinstance(event, Finished):
            if self._following and not looks_back:
                self.choose_network(Path(event.path))
            elif looks_back:
                self._before = Path(event.path)
        elif isinstance(event, Failed):
            # Its last checkpoint is a network like any other.
            out = self.lab.job.out if self.lab.job else None
            if self._following and out is not None and self.network_path == out:
                kept = out.exists() and self.choose_network(out)
                if not kept:
                    self.choose_network(bundled_network())
            self.notice.say(event.message[:1].upper() + event.message[1:] + ".")

    def _follow(self, checkpoint: Path, epoch: int) -> None:
        if self._use(checkpoint):
            view = self.lab.view
            self.source.setText(
                f"Read by {view.recipe.name} while it learns: as it is after epoch "
                f"{epoch} of {view.panel.epochs}"
            )

    def _look_back(self, path: Path, epoch: int) -> None:
        """Read with a network as it was after an epoch, until the person is back."""
        before = self.network_path if self._before is None else self._before
        if self._use(path):
            self._before = before
            self.source.setText(
                f"Read by {self.lab.view.recipe.name} as it was after epoch {epoch}"
            )

    def _look_up(self) -> None:
        """Read with the network that read before the person looked back."""
        before, self._before = self._before, None
        kept = self.lab.view.networks
        if self.lab.has_run and self._following and kept:
            epoch = max(kept)
            self._follow(kept[epoch], epoch)
        elif before is not None:
            self.choose_network(before)

    def show_runs(self) -> None:
        """Show the runs that are kept."""
        from digitpad.ui.runs_window import RunsWindow

        if self._runs is None:
            runs = self._runs = RunsWindow(self)
            runs.resume_requested.connect(self._go_on)
            runs.show_requested.connect(self._show_run)
            runs.network_requested.connect(self.choose_network)
            runs.report_requested.connect(self.show_report)
        self._runs.refresh()
        self._runs.show()
        self._runs.raise_()
        self._runs.activateWindow()

    def _go_on(self, run: "Run") -> None:
        self._show_lab(True)
        self.lab.go_on(run, more_epochs=1 if run.status == "finished" else 0)
        self.activateWindow()

    def _show_run(self, run: "Run") -> None:
        if self.lab.has_run:
            self.notice.say("A run is going on; it is shown until it is over.")
            return
        self._show_lab(True)
        self.lab.view.show_run(run)
        self._update_actions()
        self.activateWindow()

    def show_report(self, network: Path) -> None:
        """Show how well a network reads, in a window of its own."""
        from digitpad.ui.report_window import ReportWindow

        ReportWindow(network, self).show()

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
        self.recipes.save(self.settings)
        panel = "" if self._lab is None or self._lab.isHidden() else "run"
        self.settings.setValue("panel", "options" if self.options_action.isChecked() else panel)
        if self._lab is not None:
            self.settings.setValue("state", self.saveState())
        self.hide()
        if self._lab is not None:
            self._lab.leave()
        event.accept()
