"""The window: pad, answer, bars and the network's input, the training panel, menus above."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent
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

from digitpad.network import Reading
from digitpad.problem import capital
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from digitpad.training.events import Epoch, Event, Failed, Finished, Started
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.ui import theme
from digitpad.ui.about import show_about
from digitpad.ui.actions import Actions
from digitpad.ui.answer import Answer
from digitpad.ui.bars import Bars
from digitpad.ui.canvas import Canvas
from digitpad.ui.files.files_desk import FilesDesk
from digitpad.ui.files.recent_menu import RecentMenu
from digitpad.ui.input_view import InputView
from digitpad.ui.network_menu import NetworkMenu
from digitpad.ui.networks.networks_desk import NetworksDesk
from digitpad.ui.notice import Notice
from digitpad.ui.reader import Reader
from digitpad.ui.recipes.recipe_choice import RecipeChoice
from digitpad.ui.samples.samples_desk import SamplesDesk

if TYPE_CHECKING:
    from digitpad.training.runs import Run
    from digitpad.ui.data_sets.data_sets_desk import DataSetsDesk
    from digitpad.ui.reports.report_window import ReportWindow
    from digitpad.ui.runs.runs_window import RunsWindow
    from digitpad.ui.training.lab import Lab

SIDE_WIDTH = 340
LAB_HEIGHT = 340
LATER = 700  # milliseconds: what can wait until the window has answered its first stroke


class MainWindow(QMainWindow):
    """Puts the parts together: ink in, answer out; a run and the networks it comes to."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self._lab: Lab | None = None
        self._runs: RunsWindow | None = None
        self._data_sets: DataSetsDesk | None = None
        self._room = 0  # pixels that the window grew by for the panel
        self.setWindowTitle("Digitpad")

        self.notice = Notice()
        self.canvas = Canvas()
        self.canvas.invitation += "\nor drop a picture of one here"
        self.answer, self.input_view, self.bars = Answer(), InputView(), Bars()
        self.source = QLabel()
        self.source.setWordWrap(True)
        # Two lines always: a window made small would let the bars stand on the second.
        self.source.setMinimumHeight(2 * self.source.fontMetrics().lineSpacing())
        self.source.setToolTip("Which network the bars come from.")
        self.recipes = RecipeChoice()
        self.train_button = QPushButton("Train")
        self.networks = NetworkMenu(self)
        self.recent = RecentMenu(settings, self)
        self.commands = Actions(self)
        self.commands.fill_menus(self.networks, self.recent)
        self.reader = Reader(self)
        self.samples = SamplesDesk(self)
        self.files = FilesDesk(self)
        self.network_files = NetworksDesk(self)
        self._connect()
        self._lay_out()

        self._restore()
        self._update_actions()

    # layout

    def _connect(self) -> None:
        actions, canvas = self.commands, self.canvas
        actions.redo.triggered.connect(canvas.redo)
        actions.clear_pad.triggered.connect(canvas.clear)
        actions.train.triggered.connect(self._train_chosen)
        actions.preset_chosen.connect(self._train_preset)
        actions.options.toggled.connect(self._show_options)
        actions.pause.triggered.connect(lambda: self.lab.pause_or_resume())
        actions.stop.triggered.connect(lambda: self.lab.view.panel.stop_button.click())
        actions.more.triggered.connect(lambda: self.lab.view.panel.more_button.click())
        actions.panel.toggled.connect(self._show_lab)
        actions.runs.triggered.connect(self.show_runs)
        actions.data_sets.triggered.connect(lambda: self.data_sets.show_kept())
        actions.report.triggered.connect(lambda: self.show_report(self.reader.path))
        actions.quit.triggered.connect(self.close)
        actions.about.triggered.connect(lambda: show_about(self))
        self.train_button.clicked.connect(actions.train.trigger)
        self.train_button.setToolTip(actions.train.toolTip())
        self.networks.more = [actions.report]
        self.networks.chosen.connect(self.reader.choose)
        # A zero timer runs once the pointer events that wait are in: one answer for all of them.
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self.refresh)
        canvas.changed.connect(self._refresh.start)
        canvas.changed.connect(self._update_actions)
        self.reader.changed.connect(self.refresh)
        self.reader.told.connect(self.source.setText)
        self.reader.refused.connect(self.notice.say)
        self.reader.chosen.connect(self._remember)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addStretch()
        for action in (self.commands.undo, self.commands.redo, self.commands.clear_pad):
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
        left.addWidget(self.samples.line)
        left.addLayout(tools)

        top = QHBoxLayout()
        top.addWidget(self.answer, stretch=1)
        top.addWidget(self.input_view)
        train = QHBoxLayout()
        options = QToolButton()
        options.setDefaultAction(self.commands.options)
        options.setText("Options")
        options.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        options.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        train.addWidget(self.recipes, stretch=5)
        train.addWidget(options)
        train.addWidget(self.train_button, stretch=3)
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
        actions, lab = self.commands, self._lab
        actions.undo.setEnabled(drawing.can_undo)
        actions.redo.setEnabled(drawing.can_redo)
        actions.clear_pad.setEnabled(bool(drawing))
        actions.digits.setEnabled(bool(drawing))
        training = lab is not None and lab.has_run
        actions.enable(training=training, has_run=lab is not None and lab.view.folder is not None)
        if training and self.train_button.hasFocus():
            self.canvas.setFocus()  # or Stop would get it, and a second press would be for that
        self.train_button.setEnabled(not training)

    # answer

    def refresh(self) -> None:
        """Read what is on the pad with the network as it is and show the answer."""
        drawing, picture = self.canvas.drawing, self.canvas.picture
        if picture is not None and picture.read_by(self.reader.network):
            self.canvas.show_readings()
        values = rasterize(drawing) if drawing and picture is None else None
        reading = None if values is None else self.reader.network.read(values)
        if picture is not None:
            values, reading = picture.input, picture.reading
        self.input_view.show_input(values)
        self.bars.show_reading(reading)
        if picture is not None and len(picture.readings) > 1:
            self.answer.show_page(picture.read_lines, picture.chosen)
        else:
            self.answer.show_reading(reading)

    def shown_reading(self) -> Reading | None:
        """Return the reading that is shown, of the drawing as it is."""
        if self._refresh.isActive():  # the last of a stroke is not read yet
            self._refresh.stop()
            self.refresh()
        return self.bars.reading

    def _remember(self, network: Path) -> None:
        """Remember which network was chosen, for the menu and the next start."""
        self.networks.current = network
        if self._lab is not None and not self.reader.looks_back:
            self._lab.view.look_up()  # it may have been chosen while the person looked back
        own = network == bundled_network()
        self.settings.setValue("network", "" if own else str(network))

    # settings

    def _restore(self) -> None:
        chosen = self.settings.value("network", "")
        if not (chosen and isinstance(chosen, str) and self.reader.choose(Path(chosen))):
            problem = self.notice.sentence
            self.reader.choose(bundled_network())
            if problem:  # and the choice is kept: the file may be back another day
                self.notice.say(f"{problem} Digitpad's own network reads instead.")
                self.settings.setValue("network", chosen)
        self.recipes.restore(self.settings)
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        # Once the window stands: it need not wait for the panel.
        QTimer.singleShot(0, self._restore_panel)
        QTimer.singleShot(LATER, self._tell_of_interrupted_run)
        QTimer.singleShot(LATER, self, self._get_ready_to_train)

    def _get_ready_to_train(self) -> None:
        """Let the panel's modules be there by the time it is asked for: they take a few frames."""
        if self._lab is None and self.isVisible():
            self.files.errand.prepare(lambda: import_module("digitpad.ui.training.lab"))

    def _tell_of_interrupted_run(self) -> None:
        """Say once that a run was cut off, by a crash or the power, and how it goes on."""
        from digitpad.training.runs import newest_interrupted

        run = newest_interrupted()
        if run is None or self.notice.sentence or run.folder.name == self.settings.value("told"):
            return
        self.settings.setValue("told", run.folder.name)
        self.notice.say(
            f"The run {run.name} was interrupted after epoch {len(run.history)} of {run.epochs}; "
            "Train, Runs… goes on with it from there."
        )

    def _restore_panel(self) -> None:
        panel = self.settings.value("panel", "")
        if panel == "options":
            self.commands.options.setChecked(True)
        elif panel == "run":
            self.commands.panel.setChecked(True)

    # training

    @property
    def lab(self) -> "Lab":
        """The training panel, made when it is first asked for: the window starts without it."""
        if self._lab is None:
            from digitpad.ui.training.lab import Lab

            lab = self._lab = Lab(self.recipes, lambda: self.canvas.pen_is_down)
            lab.hide()
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, lab)
            lab.happened.connect(self._show_event)
            lab.changed.connect(self._run_changed)
            lab.refused.connect(self.notice.say)
            lab.looked_back.connect(
                lambda path, epoch: self.reader.look_back(path, lab.view.recipe.name, epoch)
            )
            lab.looked_up.connect(self._look_up)
            lab.data_sets_requested.connect(lambda: self.data_sets.show_kept())
            lab.left.connect(self._back_to_pad)
            state = self.settings.value("state")
            if isinstance(state, QByteArray):
                self.restoreState(state)
                lab.hide()
            lab.visibilityChanged.connect(self._lab_shown)
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
        self._room = min(LAB_HEIGHT, max(0, room))
        self.resize(self.width(), self.height() + self._room)
        self.resizeDocks([self.lab], [LAB_HEIGHT], Qt.Orientation.Vertical)

    def _back_to_pad(self) -> None:
        self.activateWindow()  # the panel may be a window of its own
        self.canvas.setFocus()

    def _give_room_back(self) -> None:
        """Be as high as before the panel came."""
        if self._room and not (self.isMaximized() or self.isFullScreen()):
            if layout := self.layout():
                layout.activate()  # or it still keeps the panel's place
            self.resize(self.width(), self.height() - self._room)
        self._room = 0

    def _lab_shown(self, shown: bool) -> None:
        if shown and self.isVisible():
            self.commands.panel.setChecked(True)
        else:  # a dock that is torn off, or put back, hides for a moment
            QTimer.singleShot(0, self, self._note_hidden_lab)

    def _note_hidden_lab(self) -> None:
        if self._lab is not None and self._lab.isHidden() and self.isVisible():
            self.commands.panel.setChecked(False)
            self.commands.options.setChecked(False)
            self._give_room_back()

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
        self._show_lab(True)
        self.lab.train(recipe)

    def _run_changed(self) -> None:
        """Follow a run that has begun; be ready for the next one when it is over."""
        self.reader.following = self.lab.has_run
        if self.lab.has_run:
            self.notice.hide()  # what became of the one before
        self._update_actions()
        self._refresh_runs()

    def _show_event(self, event: Event) -> None:
        if isinstance(event, Started):
            self._update_actions()
        elif isinstance(event, Epoch):
            if event.checkpoint:
                self._follow(Path(event.checkpoint), event.epoch)
            self._refresh_runs()
        elif isinstance(event, Finished):
            self.reader.end(Path(event.path))
        elif isinstance(event, Failed):
            # Its last checkpoint is a network like any other.
            self.reader.give_up()
            self.notice.say(f"{capital(event.message)}.")

    def _follow(self, checkpoint: Path, epoch: int) -> None:
        view = self.lab.view
        self.reader.follow(checkpoint, view.recipe.name, epoch, view.panel.epochs)

    def _look_up(self) -> None:
        kept = self.lab.view.networks
        if self.reader.look_up() is None and kept:
            epoch = max(kept)
            self._follow(kept[epoch], epoch)

    # runs, data sets and reports

    def _refresh_runs(self) -> None:
        if self._runs is not None and self._runs.isVisible():
            self._runs.refresh()

    def show_runs(self) -> None:
        """Show the runs that are kept."""
        from digitpad.ui.runs.runs_window import RunsWindow

        if self._runs is None:
            runs = self._runs = RunsWindow(self)
            runs.resume_requested.connect(self._go_on)
            runs.show_requested.connect(self._show_run)
            runs.network_requested.connect(self.reader.choose)
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

    @property
    def data_sets(self) -> "DataSetsDesk":
        """The desk of data sets, made when it is first asked for: the window starts without it."""
        if self._data_sets is None:
            from digitpad.ui.data_sets.data_sets_desk import DataSetsDesk

            self._data_sets = DataSetsDesk(self)
        return self._data_sets

    def show_report(self, network: Path, data: str = "") -> "ReportWindow":
        """Show how well a network reads, in a window of its own, and return that.

        ``data``: the name of a kept data set, or the path of one; '' for MNIST's test images.
        """
        from digitpad.ui.reports.report_window import ReportWindow

        report = ReportWindow(network, self)
        if data:
            report.choose_data(data)
        report.show()
        report.start()
        return report

    # the rest

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question: the training is stopped and what it has learnt is kept."""
        self.recipes.save(self.settings)
        panel = "" if self._lab is None or self._lab.isHidden() else "run"
        self.settings.setValue("panel", "options" if self.commands.options.isChecked() else panel)
        if self._lab is not None:
            self.settings.setValue("state", self.saveState())
        self.hide()
        self._give_room_back()  # the panel takes it again when it comes back
        self.settings.setValue("geometry", self.saveGeometry())
        if self._lab is not None:
            self._lab.leave()
        if self._runs is not None:
            self._runs.finish_loading()
        self.reader.leave()
        self.samples.close()
        self.files.close()
        if self._data_sets is not None:
            self._data_sets.close()
        event.accept()
