"""The session "Teach my hand": asks for one digit after the other and keeps each as it is drawn."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from digitpad.problem import capital
from digitpad.raster import rasterize
from digitpad.ui import theme
from digitpad.ui.reader import Reader
from digitpad.ui.samples.lesson import Lesson
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.teach_pages import EACH, DrawPage, EndPage, Page, StartPage
from digitpad.ui.samples.words import a_digit, kept_words

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TeachWindow(QWidget):
    """Three pages, one after the other; ``lesson`` is what is asked for.

    ``personalise_requested``: the network is to learn from what there is now.
    """

    personalise_requested = Signal()

    def __init__(self, own: OwnSamples, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Teach my hand")
        self._own, self._reader = own, reader
        self.lesson = Lesson(EACH)
        self.first, self.pad, self.end = StartPage(), DrawPage(), EndPage()
        self._pages = QStackedWidget()
        for page in (self.first, self.pad, self.end):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.addWidget(self._pages)
        self.resize(520, 680)
        for button, do in (
            (self.first.start_button, self.start),
            (self.pad.next_button, self.take),
            (self.pad.back_button, self.back),
            (self.pad.skip_button, self.skip),
            (self.pad.stop_button, self.stop),
            (self.end.go_on_button, self._go_on),
            (self.end.close_button, self.close),
            (self.end.personalise_button, self._personalise),
        ):
            button.clicked.connect(do)
        self.pad.pause.over.connect(self.take)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.pad.canvas.undo),
            (QKeySequence.StandardKey.Redo, self.pad.canvas.redo),
            (QKeySequence("Ctrl+."), self.pad.stop_button.click),
            (QKeySequence.StandardKey.Close, self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    @property
    def is_asking(self) -> bool:
        """Whether a digit is being asked for."""
        return self._pages.currentWidget() is self.pad

    def begin(self) -> None:
        """Show the first page: how often each digit is to be asked for."""
        self._pages.setCurrentWidget(self.first)
        self.first.sentence.say("")
        self._count(self.first)
        self.first.start_button.setFocus()

    def start(self) -> None:
        """Ask for the first digit."""
        self.lesson = Lesson(self.first.each.value())
        self.pad.told.setText("")
        self._ask()

    def take(self) -> None:
        """Keep the drawing and ask for the next digit."""
        if self._keep():
            self._ask()

    def back(self) -> None:
        """Take the last one out of the samples and ask for it again."""
        from digitpad.data.samples import SampleError

        before = self.lesson.before
        try:
            if before is not None:
                self._own.remove([before.id])
        except SampleError as error:
            self._complain(f"It could not be taken back: {error}.")
            return
        self.lesson.back()
        self.pad.told.setText("" if before is None else f"Taken back: {a_digit(before.label)}")
        self._ask()

    def skip(self) -> None:
        """Go on without this one."""
        self.lesson.skip()
        self.pad.told.setText("")
        self._ask()

    def stop(self) -> None:
        """End the session; what is drawn is kept, the last one too."""
        if not self.pad.canvas.pen_is_down and (not self.pad.is_drawn or self._keep()):
            self._finish()

    def _keep(self) -> bool:
        """Keep the drawing; return False where there is none, or it cannot be kept."""
        from digitpad.data.samples import Sample, SampleError

        self.pad.pause.stop()
        if not self.pad.is_drawn:
            return False
        drawing, digit = self.pad.canvas.drawing, self.lesson.digit
        reading = self._reader.network.read(rasterize(drawing))
        sample = Sample.of(
            drawing,
            digit,
            "session",
            said=reading.digit,
            confidence=reading.confidence,
            network=self._reader.name,
        )
        try:
            self.lesson.keep(self._own.add(sample))
        except SampleError as error:
            self._complain(f"This {digit} could not be kept: {error}.")
            return False
        self.pad.told.setText(kept_words(sample))
        return True

    def _ask(self) -> None:
        if self.lesson.is_over:
            self._finish()
        else:
            self._pages.setCurrentWidget(self.pad)
            self.pad.ask(self.lesson)

    def _finish(self) -> None:
        self.pad.canvas.begin_anew()
        self._pages.setCurrentWidget(self.end)
        self.end.tell(self.lesson)
        self._count(self.end)

    def _count(self, page: Page) -> None:
        from digitpad.data.samples import SampleError

        try:
            page.show_counts(self._own.counts())
        except SampleError as error:
            page.show_counts(None)
            self._complain(f"{capital(str(error))}.")

    def _go_on(self) -> None:
        if self.lesson.is_over:
            self.back()
        else:
            self._ask()

    def _personalise(self) -> None:
        self.close()
        self.personalise_requested.emit()

    def _complain(self, sentence: str) -> None:
        for page in (self.first, self.pad, self.end):
            if page is self._pages.currentWidget():
                page.sentence.say(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what has a key, unless what has the focus has a use for it."""
        key, pad = event.key(), self.pad
        if not self.is_asking:
            if key == Qt.Key.Key_Escape:
                self.close()
            elif key in ENTER and self.first.isVisible():  # in the field for how often
                self.start()
        elif key in (*ENTER, Qt.Key.Key_Space):
            pad.next_button.click()
        elif key == Qt.Key.Key_Backspace:
            pad.back_button.click()
        elif key == Qt.Key.Key_Right:
            pad.skip_button.click()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Delete):
            pad.canvas.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin anew, unless it was only out of sight."""
        if not event.spontaneous():
            self.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close as Stop does. Where what is drawn cannot be kept, that is said first, once."""
        told = not self.pad.sentence.isHidden()
        if self.is_asking and not told:
            self.stop()
        event.setAccepted(told or self.pad.sentence.isHidden())
