"""The window of the person's own samples: looked through, put right, taken in and given away."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.samples import SampleError
from digitpad.problem import capital
from digitpad.ui import theme
from digitpad.ui.notice import Notice
from digitpad.ui.question import is_sure
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.sample_filters import SampleFilters
from digitpad.ui.samples.samples_buttons import HINT, SamplesButtons
from digitpad.ui.samples.samples_grid import SamplesGrid
from digitpad.ui.samples.samples_history import (
    Deletion,
    History,
    Import,
    Relabelling,
    Step,
)
from digitpad.ui.samples.samples_model import FILTERS, ORDERS, Filter
from digitpad.ui.samples.transfer_dialogs import (
    file_to_write,
    files_to_read,
    folder_to_read,
    folder_to_write,
)
from digitpad.ui.samples.transfer_view import TransferView
from digitpad.ui.samples.words import some

NO_SAMPLES = (
    "<p><b>No sample is kept yet.</b></p><p>A sample is a drawing of yours, and the digit it is "
    "meant to be: what a network can learn your hand from.</p><p>Draw in Digitpad's window, then "
    "press the digit's key or click its bar. Or press <b>Teach my hand</b>: thirty digits take "
    "about a minute.</p>"
)
UNREADABLE = "Your samples cannot be read."
WIDE = 756  # pixels between the margins, at least
SETTLED = 300  # milliseconds after another window's change, until it is seen here: the pen first


class SamplesWindow(QWidget):
    """Lists the samples as thumbnails. ``teach_requested``, ``personalise_requested``: by button.

    What is done here can be undone until the main window closes; this one may be closed meanwhile.
    """

    teach_requested = Signal()
    personalise_requested = Signal()

    def __init__(self, own: OwnSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Samples")
        self.own, self.history = own, History(self)
        self.notice, self.filters, self.grid = Notice(), SampleFilters(), SamplesGrid()
        self.transfer = TransferView()
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(60, 0, 60, 0)
        self.order = QComboBox()
        self.order.addItems([order.title for order in ORDERS])
        self.order.setToolTip("What comes first; among what is alike, the newest does.")
        self.order.setAccessibleName("Order")
        self.buttons = SamplesButtons(self.history)
        self._lay_out()
        self._settle = QTimer(self, singleShot=True, interval=SETTLED)
        self._settle.timeout.connect(self.refresh)
        self._stale = True  # whether the samples have changed since they were listed
        self._connect()

    # layout

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.GAP)
        top.addWidget(self.filters, stretch=1)
        top.addWidget(self.order)
        self._top = (self.filters, self.order)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.grid)
        self.pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.notice)
        layout.addWidget(self.transfer)
        layout.addLayout(top)
        layout.addWidget(self.pages, stretch=1)
        layout.addWidget(self.buttons)
        layout.addStrut(WIDE)  # or wider, and as high as its parts need
        self.resize(940, 680)

    def _connect(self) -> None:
        buttons = self.buttons
        buttons.labelled.connect(self.relabel)
        buttons.delete_button.clicked.connect(self.delete)
        buttons.undo_button.clicked.connect(self.undo)
        buttons.redo_button.clicked.connect(self.redo)
        buttons.delete_all_button.clicked.connect(self.delete_all)
        buttons.teach_button.clicked.connect(self.teach_requested)
        buttons.personalise_button.clicked.connect(self.personalise_requested)
        for action, do in (
            (buttons.import_files, lambda: self.take_in(files_to_read(self))),
            (buttons.import_folder, lambda: self.take_in(folder_to_read(self))),
            (buttons.export_file, lambda: self.write(file_to_write(self))),
            (buttons.export_folder, lambda: self.write(folder_to_write(self))),
            (buttons.export_chosen_file, lambda: self.write(file_to_write(self), self._ids())),
            (buttons.export_chosen_folder, lambda: self.write(folder_to_write(self), self._ids())),
        ):
            action.triggered.connect(do)
        self.transfer.ended.connect(self._take_over)
        self.transfer.failed.connect(self.notice.say)
        if application := QApplication.instance():  # it may end without closing this window
            application.aboutToQuit.connect(self.leave)
        self.filters.chosen.connect(lambda _: self._arrange())
        self.order.currentIndexChanged.connect(lambda _: self._arrange())
        self.grid.chosen.connect(self._selection_changed)
        self.history.refused.connect(self.notice.say)
        self.own.changed.connect(self._note_change)
        self.own.told.connect(self.notice.say)
        keys = QKeySequence.StandardKey
        # Redo has other keys elsewhere; one that stood there twice would be ambiguous, and dead.
        redo = {
            *QKeySequence.keyBindings(keys.Redo),
            *map(QKeySequence, ("Ctrl+Shift+Z", "Ctrl+Y")),
        }
        for shortcuts, act in (
            (QKeySequence.keyBindings(keys.Undo), self.undo),
            (list(redo), self.redo),
            (QKeySequence.keyBindings(keys.Close), self.close),
            (QKeySequence.keyBindings(keys.Refresh), self.refresh),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys(shortcuts)
            shortcut.activated.connect(act)

    # what is listed

    @property
    def filter(self) -> Filter:
        """Which samples are shown."""
        return FILTERS[self.filters.group.checkedId()]

    def refresh(self) -> None:
        """List what is there now; what is selected stays selected."""
        self._settle.stop()
        try:
            samples = self.own.samples()
        except SampleError as error:
            self.notice.say(f"{capital(str(error))}.")
            self._update(UNREADABLE)
            return
        self._stale = False
        self.grid.show_samples(samples)
        self.filters.show_counts(self.grid.model_of_samples.counts())
        self._update()

    def _note_change(self) -> None:
        self._stale = True
        if self.isVisible() and not self.transfer.is_busy:  # which ends with a look at all of them
            self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        """List what has changed while nobody looked."""
        if self._stale:
            self.refresh()
        self.grid.setFocus()
        super().showEvent(event)

    def _arrange(self) -> None:
        self.grid.arrange(self.filter, ORDERS[self.order.currentIndex()])
        self._update()

    def _update(self, nothing: str = NO_SAMPLES) -> None:
        """Show what belongs to what is there. ``nothing``: what is said where nothing is."""
        model = self.grid.model_of_samples
        there = bool(model.samples)
        for widget in self._top:
            widget.setVisible(there)
        self.empty.setText(self.filter.none if there else nothing)
        self.pages.setCurrentWidget(self.grid if model.shown else self.empty)
        self._selection_changed()

    def _selection_changed(self) -> None:
        model = self.grid.model_of_samples
        chosen, busy = self.grid.selected, self.transfer.is_busy
        self.buttons.offer(there=len(model.samples), chosen=len(chosen), busy=busy)
        self.buttons.words.setText(f"{some(len(chosen))} chosen" if chosen else HINT)

    # what can be done with samples

    def _do(self, step: Step) -> None:
        self.notice.hide()
        if self.history.do(step):
            self.refresh()
            self.buttons.words.setText(f"{step.text()}.")

    def _ids(self) -> list[int]:
        return [sample.id for sample in self.grid.selected]

    def relabel(self, digit: int) -> None:
        """Say that the selected samples are this digit."""
        chosen = self.grid.selected
        ids = [sample.id for sample in chosen if sample.label != digit]
        if ids:
            self._do(Relabelling(self.own, ids, digit))
        elif chosen:
            self.buttons.words.setText(f"{some(len(chosen))} labelled {digit} already.")

    def delete(self) -> None:
        """Delete the selected samples."""
        if ids := self._ids():
            self._do(Deletion(self.own, ids))

    def delete_all(self) -> None:
        """Delete every sample, whatever is shown, once the person has said so."""
        ids = [sample.id for sample in self.grid.model_of_samples.samples]
        if is_sure(
            self,
            "Delete all samples",
            f"Delete {'the one sample' if len(ids) == 1 else f'all {some(len(ids))}'}?",
            "Undo brings them back until Digitpad is closed. Networks that have learnt from them "
            "stay as they are, and runs keep those that they learnt from.",
            "Delete all",
        ):
            self._do(Deletion(self.own, ids))

    def undo(self) -> None:
        """Take the last step back."""
        self._follow(self.history.take_back(), "Undone")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._follow(self.history.do_again(), "Done again")

    def _follow(self, step: Step | None, what: str) -> None:
        """Show what a step was about, once it was taken back or done again."""
        if step is None:
            return
        self.notice.hide()
        self.refresh()
        self.grid.select(step.ids)
        if self.grid.currentIndex().isValid():
            self.grid.scrollTo(self.grid.currentIndex())
        self.buttons.words.setText(f"{what}: {step.text()}.")

    # files

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import from files of ink, or folders of pictures, beside what else is done here."""
        if paths:
            self.notice.hide()
            self.transfer.take_in(paths)
            self._selection_changed()

    def write(self, path: Path | None, ids: Sequence[int] | None = None) -> None:
        """Export all samples, or those of some ids, to a file of ink or a folder of pictures."""
        if path is not None:
            self.notice.hide()
            self.transfer.write(path, ids)
            self._selection_changed()

    def _take_over(self, added: Sequence[int]) -> None:
        """List what was imported, and let it be undone."""
        if added:
            self.history.do(Import(self.own, added))
        self.refresh()

    # keys and the end

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with the selected samples what has a key."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not modifiers and event.text().isdigit() and event.text() in "0123456789":
            self.relabel(int(event.text()))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question; what is being imported or exported stops."""
        self.transfer.stop()
        event.accept()

    def leave(self) -> None:
        """Let no process go on, and look at no sample any more: the main window closes."""
        self._settle.stop()
        self.transfer.leave()
