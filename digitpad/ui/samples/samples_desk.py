"""What the main window has to do with the person's own samples: naming, and their windows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from digitpad.ui.samples.confirmation import Confirmation
from digitpad.ui.samples.offer import Offer
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.teacher import Teacher
from digitpad.ui.samples.words import briefly_kept, kept_words

if TYPE_CHECKING:
    from digitpad.ui.samples.personalise_window import PersonaliseWindow
    from digitpad.ui.samples.samples_window import SamplesWindow
    from digitpad.ui.samples.teach_window import TeachWindow
    from digitpad.ui.window import MainWindow

NOT_YET = "A network is learning; it can learn your hand once it is done."


class SamplesDesk(QObject):
    """Connects a window's pad, bars, keys and menu with the samples. ``line``: below the pad."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window, self.own, self.line = window, OwnSamples(self), Confirmation()
        self.teacher = Teacher(self.own, window.canvas, window.reader, window.shown_reading, self)
        self.offer = Offer(self.own, window.canvas, window.settings, self)
        self._samples: SamplesWindow | None = None
        self._session: TeachWindow | None = None
        self._personalise: PersonaliseWindow | None = None
        actions = window.commands
        actions.named.connect(self.teacher.name)
        actions.undo.triggered.connect(self.teacher.undo)
        actions.samples.triggered.connect(self.show_samples)
        actions.teach.triggered.connect(self.teach)
        actions.personalise.triggered.connect(self.personalise)
        window.bars.clicked.connect(self.teacher.name)
        window.canvas.changed.connect(self._show)
        self.teacher.changed.connect(self._show)
        self._refusal = ""
        self.teacher.refused.connect(self._refuse)
        self.teacher.done.connect(lambda: window.notice.take_back(self._refusal))
        self.line.undone.connect(self.teacher.take_back)
        self.own.told.connect(window.notice.say)
        self.offer.offered.connect(
            lambda sentence: window.notice.say(
                sentence, ("Personalise…", actions.personalise.toolTip(), self.personalise)
            )
        )
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave digits to what is searched by typing: a list that has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.text().isdigit()
            and isinstance(QApplication.focusWidget(), QComboBox | QAbstractItemView)
        ):
            event.accept()
            return True
        return False

    def _show(self) -> None:
        kept = self.teacher.kept
        if kept is not None:
            self.line.say(kept_words(kept), briefly_kept(kept))
        elif self.window.canvas.drawing:
            self.line.hint()
        else:
            self.line.be_silent()

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self.window.notice.say(sentence)

    # the windows

    def show_samples(self) -> "SamplesWindow":
        """Show the samples that are kept, in their window, and return that."""
        from digitpad.ui.samples.samples_window import SamplesWindow

        if self._samples is None:
            samples = self._samples = SamplesWindow(self.own, self.window)
            samples.teach_requested.connect(self.teach)
            samples.personalise_requested.connect(self.personalise)
        _bring_up(self._samples)
        return self._samples

    def teach(self) -> None:
        """Ask for each digit a few times."""
        from digitpad.ui.samples.teach_window import TeachWindow

        if self._session is None:
            self._session = TeachWindow(self.own, self.window.reader, self.window)
            self._session.personalise_requested.connect(self.personalise)
        _bring_up(self._session)

    def personalise(self) -> "PersonaliseWindow | None":
        """Let the network that reads learn the person's hand; return the window for that."""
        window = self.window
        if (network := window.reader.chosen_path) is None:
            window.notice.say(NOT_YET)
            return None
        window.notice.take_back(NOT_YET)
        from digitpad.ui.samples.personalise_window import PersonaliseWindow

        if self._personalise is None:
            self._personalise = PersonaliseWindow(self.own, network, window.settings, window)
            self._personalise.kept.connect(window.reader.choose)
            self._personalise.teach_requested.connect(self.teach)
        self._personalise.choose(network)
        _bring_up(self._personalise)
        return self._personalise

    def close(self) -> None:
        """Keep what is at hand and let the file go: the window closes."""
        if self._session is not None:
            self._session.close()
        self.teacher.close()
        self.offer.close()
        for each in (self._samples, self._personalise):
            if each is not None:
                each.leave()
        self.own.close()


def _bring_up(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
