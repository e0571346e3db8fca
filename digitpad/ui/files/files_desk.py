"""What the main window has to do with files: opened, dropped, pasted, copied, saved."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from digitpad.ui.files.drops import Drops
from digitpad.ui.files.errand import Errand

if TYPE_CHECKING:  # the window starts without what reads files
    from digitpad.ink import Drawing
    from digitpad.network import DenseNetwork
    from digitpad.ui.files.opening import Opened, Place
    from digitpad.ui.files.results_window import ResultsWindow
    from digitpad.ui.window import MainWindow

DROP = "Drop it here to read it"
LATER = 700  # milliseconds: what can wait until the window has answered its first stroke
SLOW = 300  # milliseconds, until it is told that something is being read
MOST_WINDOWS = 4  # of networks that open at once
COPIED, DROPPED = "The picture that was copied", "The picture that was dropped"


class FilesDesk(QObject):
    """Connects a window's menus, keys and clipboard, and what is dropped on it, with files."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window
        self.errand = Errand(self)
        self.errand.came.connect(self._show)
        self.errand.ended.connect(self._end)
        self.drops = Drops(window, _may_be_read)
        self.drops.hovers.connect(self._hover)
        self.drops.dropped.connect(lambda mime: self.take(mime, DROPPED))
        self.results: list[ResultsWindow] = []
        self._problem = ""  # what was said of the last files
        self._reading = ""
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(lambda: window.canvas.tell(self._reading))
        actions, canvas = window.commands, window.canvas
        actions.open.triggered.connect(self.ask)
        actions.open_folder.triggered.connect(self.ask_for_folder)
        actions.save_drawing.triggered.connect(self._save_drawing)
        actions.save_input.triggered.connect(self._save_input)
        actions.copy.triggered.connect(self.copy)
        actions.paste.triggered.connect(self.paste)
        window.recent.chosen.connect(lambda path: self.open([path]))
        canvas.changed.connect(self._enable)
        self._is_ready = False
        self._copied: QMimeData | None = None  # what lies on the clipboard, if it is ours
        self._waiting: Opened | None = None  # for the pen to be lifted
        canvas.lifted.connect(self._show_what_waits)
        # The clipboard is asked once the window stands; until then it may hold anything.
        QTimer.singleShot(LATER, self, self._watch_clipboard)
        self._enable()

    def _enable(self) -> None:
        actions, drawing = self.window.commands, self.window.canvas.drawing
        actions.save_drawing.setEnabled(bool(drawing.strokes))
        for action in (actions.copy, actions.save_input):
            action.setEnabled(bool(drawing))

    def _watch_clipboard(self) -> None:
        QGuiApplication.clipboard().dataChanged.connect(self._look_at_clipboard)
        self.window.installEventFilter(self)
        self._look_at_clipboard()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the clipboard when the person comes back from another program."""
        if event.type() == QEvent.Type.WindowActivate:
            self._look_at_clipboard()
        return False

    def _look_at_clipboard(self) -> None:
        if self.window.isActiveWindow():  # no business of ours meanwhile
            mime = QGuiApplication.clipboard().mimeData()
            self.window.commands.paste.setEnabled(_may_be_read(mime))

    # in

    def ask(self) -> None:
        """Let the person choose what to open."""
        from digitpad.ui.files.dialogs import PATTERNS, open_paths

        window = self.window
        self._get_ready()
        if paths := open_paths(window, window.settings, "Open", tuple(PATTERNS)):
            self.open(paths)

    def ask_for_folder(self) -> None:
        """Let the person choose a folder to open."""
        from digitpad.ui.files.dialogs import open_folder

        self._get_ready()
        folder = open_folder(self.window, self.window.settings, "Open a folder")
        if folder is not None:
            self.open([folder])

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders of any kind."""
        names = paths[0].name if len(paths) == 1 else f"{len(paths):,} files"
        self._begin(names, partial(_open_files, list(paths)))

    def show_place(self, place: "Place") -> None:
        """Bring one digit of a file onto the pad."""
        self._begin(place.path.name, partial(_open_place, place))

    def take(self, mime: QMimeData, name: str) -> None:
        """Read what was dropped or pasted; ``name``: of a picture that is no file."""
        from digitpad.ui.files.clipboard import files_in, ink_in, picture_in

        if files := files_in(mime):
            self.open(files)
        elif drawing := ink_in(mime):
            self._begin("the drawing", partial(_open_drawing, drawing))
        elif (picture := picture_in(mime)) is not None:
            self._begin("the picture", partial(_open_picture, picture, name))
        else:
            self._say("Nothing that was copied can be read: neither a picture nor a drawing.")

    def paste(self) -> None:
        """Read what the clipboard holds."""
        self.take(QGuiApplication.clipboard().mimeData(), COPIED)

    def _begin(self, what: str, work: "Callable[[int, DenseNetwork], Opened]") -> None:
        self._begin_anew()
        self._reading = f"Reading {what}…"
        self._slow.start()
        canvas = self.window.canvas
        side = round(canvas.pad().width() * canvas.devicePixelRatio())
        network = self.window.reader.network
        self.errand.begin(lambda: [work(side, network)])

    def _begin_anew(self) -> None:
        """Want nothing more of what was to be opened before."""
        self.errand.forget()
        self._waiting = None
        self.window.notice.take_back(self._problem)

    def _show(self, opened: "Opened") -> None:
        self._end()
        canvas = self.window.canvas
        if opened.on_pad is not None and canvas.pen_is_down:
            self._waiting = opened
            return
        if isinstance(opened.on_pad, list):
            canvas.replace(opened.on_pad)
        elif opened.on_pad is not None:
            canvas.place(opened.on_pad)
            canvas.setFocus()  # the arrow keys go from digit to digit
        if opened.on_pad is not None:
            self.window.activateWindow()
        if opened.table:
            self.show_results(opened.table)
        elif opened.problems:
            more = len(opened.problems) - 1
            others = f" And {more:,} more cannot be read." if more else ""
            self._say(opened.problems[0] + others)
        for path in opened.networks[:MOST_WINDOWS]:
            self.window.network_files.look_at(path)
        if len(opened.networks) > MOST_WINDOWS:
            self._say(f"Of the networks, the first {MOST_WINDOWS} were opened.")
        for path in opened.data_sets[:1]:  # one at a time is looked at
            self.window.data_sets.look_at(path)
        # Many at once are no file to come back to, and would drive out those that are.
        if not opened.problems and (len(opened.paths) == 1 or not opened.table):
            for path in reversed(opened.paths):
                self.window.recent.add(path)

    def _end(self) -> None:
        """Tell no more that something is being read."""
        self._slow.stop()
        self.window.canvas.tell("")

    def _show_what_waits(self) -> None:
        if self._waiting is not None:
            opened, self._waiting = self._waiting, None
            self._show(opened)

    def show_results(self, paths: Sequence[Path]) -> "ResultsWindow":
        """Read many digits into a table, in a window of its own, and return that."""
        from digitpad.ui.files.results_window import ResultsWindow

        results = ResultsWindow(self.window, self.show_place)
        self.results.append(results)
        results.destroyed.connect(lambda: self.results.remove(results))
        results.show()
        results.read(paths)
        return results

    # out

    def copy(self) -> None:
        """Copy the drawing, or the picture on the pad."""
        from digitpad.ui.files.clipboard import mime_of_drawing, mime_of_picture

        canvas, clipboard = self.window.canvas, QGuiApplication.clipboard()
        if canvas.picture is not None:
            self._copied = mime_of_picture(canvas.picture.page.image)
        elif canvas.drawing:
            self._copied = mime_of_drawing(canvas.drawing)
        else:
            return
        clipboard.setMimeData(self._copied)

    def _save_drawing(self) -> None:
        from digitpad.ui.files.saving import save_drawing

        window = self.window
        self._end_saving(save_drawing(window, window.settings, window.canvas.drawing))

    def _save_input(self) -> None:
        from digitpad.ui.files.saving import save_input

        window = self.window
        window.shown_reading()  # what is drawn by now
        if (values := window.input_view.input) is not None:
            self._end_saving(save_input(window, window.settings, values))

    def _end_saving(self, problem: str) -> None:
        self.window.notice.take_back(self._problem)
        if problem:
            self._say(problem)

    def _say(self, sentence: str) -> None:
        self._problem = sentence
        self.window.notice.say(sentence)

    # the rest

    def _get_ready(self) -> None:
        """Let what reads pictures be there by the time that one comes."""
        if not self._is_ready:
            self._is_ready = True
            self.errand.prepare(_import_what_reads)

    def _hover(self, hovers: bool) -> None:
        if hovers:
            self._get_ready()
        self.window.canvas.tell(DROP if hovers else "")

    def _leave_a_picture(self) -> None:
        """Let what was copied be Qt's own: it would ask Python for it when that is gone."""
        copied, self._copied = self._copied, None
        clipboard = QGuiApplication.clipboard()
        if copied is not None and clipboard.mimeData() is copied:
            clipboard.setImage(clipboard.image())

    def close(self) -> None:
        """Wait for what is being read: the window closes."""
        self._leave_a_picture()
        self._slow.stop()
        self.errand.leave()
        for results in self.results:
            results.leave()


# In a thread, imports included: the window would wait for one that goes on there.


def _import_what_reads() -> None:
    from digitpad.ui.files.opening import get_ready

    get_ready()


def _open_files(paths: list[Path], side: int, network: "DenseNetwork") -> "Opened":
    from digitpad.ui.files.opening import open_files

    return open_files(paths, side, network)


def _open_place(place: "Place", side: int, network: "DenseNetwork") -> "Opened":
    from digitpad.ui.files.opening import open_place

    return open_place(place, side, network)


def _open_picture(data: bytes | QImage, name: str, side: int, network: "DenseNetwork") -> "Opened":
    from digitpad.ui.files.opening import open_picture

    return open_picture(data, name, side, network)


def _open_drawing(drawing: "Drawing", side: int, network: "DenseNetwork") -> "Opened":
    from digitpad.ui.files.opening import Opened, strokes_on_pad

    return Opened(on_pad=strokes_on_pad(drawing))


def _may_be_read(mime: QMimeData) -> bool:
    from digitpad.ui.files.clipboard import may_be_read

    return may_be_read(mime)
