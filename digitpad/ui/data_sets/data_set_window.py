"""The window of data sets: those that are kept at the left, a look at one of them, or of a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.problem import capital
from digitpad.resources import safe_name
from digitpad.ui import theme
from digitpad.ui.data_sets.kept_list import KeptList
from digitpad.ui.data_sets.looker import Looker, Source
from digitpad.ui.data_sets.progress_row import ProgressRow
from digitpad.ui.data_sets.set_buttons import SetButtons
from digitpad.ui.data_sets.set_saving import ask_for_file, ask_for_folder
from digitpad.ui.data_sets.set_view import SetView
from digitpad.ui.files.clipboard import files_in
from digitpad.ui.files.dialogs import open_folder, open_paths
from digitpad.ui.files.drops import Drops
from digitpad.ui.notice import Notice
from digitpad.ui.push_button import push_button

TITLE = "Data sets"
TEACHING = (
    "<p><b>Look at a data set before it is used.</b></p>"
    "<p>Open, or drop here, what other tools write:</p>"
    "<p>IDX, as MNIST and EMNIST come, plain or gzipped<br>"
    "npz with Keras' keys: x_train, y_train, x_test, y_test<br>"
    "CSV as Kaggle's: a label and its pixels in each row<br>"
    "a folder with the folders 0 to 9, full of pictures<br>"
    "a zip of one of these, or ink: NDJSON, InkML</p>"
    "<p>Then <b>Keep</b> it: recipes learn from it, reports measure on it.</p>"
)
HINT = "Choose a data set to see what is in it, or open a file; or drop one here."
DROP = "Drop it here to look at it"


class DataSetWindow(QWidget):
    """Lists the kept data sets and shows one, or one of a file, before it is used.

    ``renamed``: a kept set had this name and has that. ``train_requested``: the chosen recipe is to
    learn from a kept set, by its name.
    ``report_requested``: a report is to be made on a kept set, by its name, or on a path.
    """

    renamed = Signal(str, str)
    train_requested = Signal(str)
    report_requested = Signal(str)

    def __init__(
        self, settings: QSettings, network: Callable[[], Path], parent: QWidget | None = None
    ) -> None:
        """``network``: says which one reads now."""
        super().__init__(parent, Qt.WindowType.Window)
        self._settings, self._network = settings, network
        self._then: Callable[[str], object] = lambda _: None  # once it is kept
        self._hovering = False  # whether something is held above the window, to be dropped
        self.drops = Drops(self, lambda mime: bool(files_in(mime)))
        self.setWindowTitle(TITLE)
        self.looker, self.notice = Looker(self), Notice()
        self.kept, self.view = KeptList(), SetView()
        self.buttons, self.progress = SetButtons(), ProgressRow()
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.close_button = push_button("&Close", "Close this window; what is kept stays.")
        self._connect()
        self._lay_out()
        self._update()
        if (application := QApplication.instance()) is not None:
            application.aboutToQuit.connect(self.close)  # with no window's closing before it

    def _connect(self) -> None:
        kept, looker, buttons = self.kept, self.looker, self.buttons
        kept.chosen.connect(lambda name: self.look_at(Source(kept=name)))
        kept.removed.connect(self._forget)
        kept.renamed.connect(self._rename)
        kept.open_requested.connect(self.open)
        kept.folder_requested.connect(self.open_folder)
        kept.refused.connect(self.notice.say)
        self.drops.hovers.connect(self._hover)
        self.drops.dropped.connect(self._take)
        self.view.swap_requested.connect(self._swap)
        self.progress.cancelled.connect(self.cancel)
        self.close_button.clicked.connect(self.close)
        buttons.keep_requested.connect(lambda _: self._keep_and(lambda _: None))
        buttons.train_button.clicked.connect(lambda: self._keep_and(self.train_requested.emit))
        buttons.report_button.clicked.connect(self._report)
        buttons.file_requested.connect(lambda: self._save(ask_for_file))
        buttons.folder_requested.connect(lambda: self._save(ask_for_folder))
        looker.progressed.connect(self.progress.show_share)
        looker.looked.connect(self._show)
        looker.kept.connect(self._show_kept)
        looker.written.connect(self._tell_written)
        looker.failed.connect(self._fail)
        for keys, act in (
            (QKeySequence.StandardKey.Open, kept.open_button.click),
            (QKeySequence.StandardKey.Undo, kept.undo.button.click),
            (QKeySequence.StandardKey.Close, self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.view)
        # In one place: while something goes on there is nothing else to be done with the set.
        self.below = QStackedWidget()
        for page in (QWidget(), self.buttons, self.progress):
            self.below.addWidget(page)
        bottom = QHBoxLayout()
        bottom.addWidget(self.below, stretch=1)
        bottom.addWidget(self.close_button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.GAP // 2, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self.pages, stretch=1)
        column.addLayout(bottom)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.kept)
        halves.addWidget(right)
        halves.setStretchFactor(1, 1)
        halves.setSizes([240, 1040])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.addWidget(halves)
        self.setMinimumHeight(600)  # how wide, its parts say: with a large font more
        # A screen whose pixels are enlarged may have less room.
        self.resize(QSize(1280, 740).boundedTo(self.screen().availableSize() * 0.95))

    def _update(self) -> None:
        """Show the page, and below it the row, that belong to what goes on."""
        looker = self.looker
        busy, look = looker.is_busy, looker.look
        self.pages.setCurrentIndex(0 if look is None or self._hovering else 1)
        hint = HINT if self.kept.names else TEACHING
        self.empty.setText(DROP if self._hovering else "" if busy else hint)
        had_focus = self.below.isAncestorOf(QApplication.focusWidget() or self)
        self.below.setCurrentIndex(2 if busy else 0 if look is None else 1)
        if had_focus:  # which stays where it was, though the buttons are others now
            (self.progress.cancel_button if busy else self.buttons.train_button).setFocus()
        name = looker.source.name
        self.setWindowTitle(f"{name} — {TITLE}" if name and look is not None else TITLE)

    # looking

    def refresh(self) -> None:
        """List what is kept now."""
        self.kept.refresh()
        self._update()

    def open(self) -> None:
        """Ask for a file and look at it."""
        paths = open_paths(self, self._settings, "Open data set", ["data set", "ink"])
        if paths:
            self.look_at(Source(path=paths[0]))

    def open_folder(self) -> None:
        """Ask for a folder and look at it."""
        folder = open_folder(self, self._settings, "Open the folder of a data set")
        if folder is not None:
            self.look_at(Source(path=folder))

    def _hover(self, hovers: bool) -> None:
        if hovers != self._hovering:
            self._hovering = hovers
            self._update()

    def _take(self, mime: QMimeData) -> None:
        """Look at what was dropped; of several, at the first: it brings those beside it."""
        self.look_at(Source(path=files_in(mime)[0]))

    def look_at(self, source: Source) -> None:
        """Read a data set and show what is in it."""
        self.notice.hide()
        self.kept.select(source.kept)
        self.looker.look_at(source, self._network())
        if self.looker.is_busy:
            self._begin(f"Reading {source.name}…")

    def _begin(self, sentence: str) -> None:
        self.progress.begin(sentence)
        self._update()

    def _swap(self, swapped: bool) -> None:
        if self.looker.does in ("keep", "write"):  # as it is
            self.view.take_swap_back()
            return
        self.look_at(self.looker.source._replace(transposed=swapped))

    def _show(self) -> None:
        look, source = self.looker.look, self.looker.source
        assert look is not None
        self.view.show_look(look, source)
        self.buttons.show_source(source, look)
        self._update()

    def cancel(self) -> None:
        """End what goes on; what is shown stays."""
        self.looker.cancel()
        self._go_back()

    def _go_back(self) -> None:
        """Show what was looked at before something else was begun."""
        self._then = lambda _: None
        self.kept.select(self.looker.source.kept)
        self.view.take_swap_back()
        self._update()

    def _fail(self, sentence: str) -> None:
        self._go_back()
        self.notice.say(f"{capital(sentence)}.")

    def _forget(self, name: str) -> None:
        self.notice.hide()
        if self.looker.source.kept == name:
            self.looker.cancel()
            self.looker.forget()
        self._update()

    def _rename(self, name: str, new: str) -> None:
        self.notice.hide()
        looker = self.looker
        if looker.does == "look" and self.kept.name == new:  # it was begun under the old name
            self.look_at(Source(kept=new))
        elif looker.source.kept == name:
            looker.source = Source(kept=new)
            self._show()
        self.renamed.emit(name, new)

    # what can be done with it

    def _keep_and(self, then: Callable[[str], object]) -> None:
        """Keep the set, if it is not yet, and then do something with it, by its name."""
        if self.looker.source.kept:
            then(self.looker.source.kept)
            return
        name = self.buttons.name
        self.notice.hide()
        self._then = then
        self.looker.keep(name)
        self._begin(f"Keeping {name}…")

    def _show_kept(self, name: str) -> None:
        then, self._then = self._then, lambda _: None
        self.kept.refresh()
        self.look_at(Source(kept=name))  # it may have got a test part
        self.notice.say(f"Kept as {name}; recipes and reports offer it from now on.")
        then(name)

    def _report(self) -> None:
        source = self.looker.source
        if source.kept or source.transposed:
            self._keep_and(self.report_requested.emit)
        else:
            self.report_requested.emit(str(source.path.absolute()))

    def _save(self, ask: Callable[[QWidget, QSettings, str], Path | None]) -> None:
        source, look = self.looker.source, self.looker.look
        assert look is not None
        name = source.kept or safe_name(look.name) or "data set"
        path = ask(self, self._settings, name)
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the set that is shown, in the format of a name."""
        self.notice.hide()
        self.looker.write(path)
        self._begin(f"Writing {path.name}…")

    def _tell_written(self, files: list[Path]) -> None:
        more = [path.name for path in files[1:]]
        beside = f", with {', '.join(more)} beside it" if more else ""
        self.notice.say(f"Saved as {files[0]}{beside}.")
        self._update()

    # the window

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End what goes on, with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.looker.is_busy:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """List anew when the person comes back to this window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question: what goes on ends, what was removed goes for good."""
        self.looker.leave()
        self.kept.forget_removed()
        self.kept.select("")
        self.notice.hide()
        self._update()
        event.accept()
