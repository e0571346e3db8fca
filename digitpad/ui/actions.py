"""All that can be done from the window's menus and keys, and the menus themselves."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from digitpad.training.recipe import PRESET_HELP, PRESETS
from digitpad.ui.samples.words import a_digit

STANDARD = QKeySequence.StandardKey
Key = str | QKeySequence.StandardKey


class Actions(QMenu):
    """The window's actions, each with its name, what it does, and its keys.

    ``preset_chosen``: a preset is to be trained, by its key. ``named``: the drawing is this digit.
    """

    preset_chosen = Signal(str)
    named = Signal(int)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("&Train", window)
        self.setToolTipsVisible(True)
        self._window = window
        self.open = self._make(
            "&Open…",
            "Open pictures of digits, ink, a network or a data set; or drop them on the window",
            STANDARD.Open,
        )
        self.open_folder = self._make(
            "Open a &folder…",
            "Open a folder of pictures, or a data set of a folder for each digit",
            "Ctrl+Shift+O",
        )
        self.save_drawing = self._make(
            "&Save drawing as…", "Write the ink as SVG, PNG, NDJSON or InkML", STANDARD.Save
        )
        self.save_input = self._make(
            "Save 28×28 &input as…",
            "Write what the network sees as a PNG or a row of CSV",
            "Ctrl+Shift+S",
        )
        self.copy = self._make(
            "&Copy", "Copy the drawing, or the picture on the pad, as a picture", STANDARD.Copy
        )
        self.paste = self._make(
            "&Paste", "Read what was copied: a picture, a drawing, files", STANDARD.Paste
        )
        self.undo = self._make(
            "&Undo", "Take the last stroke back, or what you called the drawing", STANDARD.Undo
        )
        # Redo and quit have other keys elsewhere: whatever system a hand learnt it on.
        self.redo = self._make(
            "&Redo", "Bring the stroke back", STANDARD.Redo, "Ctrl+Shift+Z", "Ctrl+Y"
        )
        self.clear_pad = self._make(
            "C&lear", "Clear the pad; undo brings the ink back", STANDARD.Delete, "Esc"
        )
        self.train = self._make(
            "&Train", "Train a new network with the recipe chosen here", "Ctrl+T"
        )
        self.options = self._make(
            "&Options",
            "Unfold the recipe: layers, learning, data; all that a run depends on",
            "Ctrl+,",
            checkable=True,
        )
        self.pause = self._make("&Pause or resume", "Let the training wait, or go on", "Ctrl+P")
        self.stop = self._make("&Stop", "End the training; what it has learnt is kept", "Ctrl+.")
        self.more = self._make("One &more epoch", "Learn for one epoch more at the end", "Ctrl++")
        self.panel = self._make(
            "Training pa&nel", "Show the recipe and its run, or hide them", "F4", checkable=True
        )
        self.runs = self._make(
            "&Runs…", "All runs that are kept: compare them, go on with them", "Ctrl+R"
        )
        self.data_sets = self._make(
            "&Data sets…",
            "Look at pictures of digits in files, keep them to learn from and to measure on",
            "Ctrl+D",
        )
        self.report = self._make(
            "&Report…", "How well this network reads a whole data set", "Ctrl+E"
        )
        self.samples = self._make(
            "&Samples…", "The drawings you named: look through them, put them right", "Ctrl+L"
        )
        self.teach = self._make(
            "&Teach my hand…", "Draw each digit a few times, as you are asked", "Ctrl+Shift+T"
        )
        self.personalise = self._make(
            "&Personalise…",
            "Let this network learn your hand from your samples, in seconds",
            "Ctrl+Shift+P",
        )
        self.digits = QActionGroup(window)
        self.digits.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for digit in range(10):
            called = a_digit(digit)
            name = self._make(
                called.replace(" ", " &"),
                f"The drawing is {called}: keep it as a sample",
                str(digit),
            )
            name.setAutoRepeat(False)
            name.triggered.connect(lambda _=False, digit=digit: self.named.emit(digit))
            self.digits.addAction(name)
        self.quit = self._make("&Quit", "Close Digitpad", STANDARD.Quit)
        self.about = self._make("&About Digitpad", "Version, network and sources")
        self.presets: list[QAction] = []
        for key, recipe in PRESETS.items():
            made = self._make(f"Train {recipe.name}", PRESET_HELP[key])
            made.triggered.connect(lambda _=False, key=key: self.preset_chosen.emit(key))
            self.presets.append(made)

    def _make(self, text: str, tip: str, *keys: Key, checkable: bool = False) -> QAction:
        made = QAction(text, self._window)
        made.setShortcuts(list(dict.fromkeys([QKeySequence(key) for key in keys])))
        shown = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(f"{tip} ({shown})" if shown else tip)
        made.setStatusTip(tip)
        made.setCheckable(checkable)
        return made

    def fill_menus(self, networks: QMenu, recent: QMenu) -> None:
        """Give the window its menus, those of ``networks`` and ``recent`` files among them."""
        bar = self._window.menuBar()
        file = bar.addMenu("&File")
        file.addActions([self.open, self.open_folder])
        file.addMenu(recent)
        file.addSeparator()
        file.addActions([self.save_drawing, self.save_input])
        file.addSeparator()
        file.addAction(self.quit)
        edit = bar.addMenu("&Edit")
        edit.addActions([self.undo, self.redo, self.clear_pad])
        edit.addSeparator()
        edit.addActions([self.copy, self.paste])
        for menu in (file, edit):
            menu.setToolTipsVisible(True)
        samples = bar.addMenu("&Samples")
        samples.setToolTipsVisible(True)
        samples.addMenu("This &is…").addActions(self.digits.actions())
        samples.addSeparator()
        samples.addActions([self.samples, self.teach, self.personalise])
        bar.addMenu(networks)
        bar.addMenu(self)
        self.addActions([self.train, self.pause, self.stop, self.more])
        self.addSeparator()
        self.addActions(self.presets)
        self.addSeparator()
        self.addActions([self.options, self.panel, self.runs, self.data_sets])
        bar.addMenu("&Help").addAction(self.about)

    def enable(self, *, training: bool, has_run: bool) -> None:
        """Allow what can be done while a run goes on, and while none does."""
        for action in (self.train, *self.presets):
            action.setEnabled(not training)
        for action in (self.pause, self.stop):
            action.setEnabled(training)
        self.more.setEnabled(has_run)
