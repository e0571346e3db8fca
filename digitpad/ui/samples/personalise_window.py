"""The window in which a network learns its user's hand: from what, how far, and what came of it."""

import time
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.samples import SampleError
from digitpad.problem import capital
from digitpad.resources import in_words, network_name
from digitpad.training.events import Tuned, Tuning
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.notice import Notice
from digitpad.ui.push_button import push_button
from digitpad.ui.samples.offer import consider
from digitpad.ui.samples.outcome import no_worse
from digitpad.ui.samples.outcome_view import OutcomeView
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.personaliser import Personaliser
from digitpad.ui.samples.what_to_learn import WhatToLearn
from digitpad.ui.training.pace import Pace, clock

ALWAYS = "personalise/always"  # the setting: keep without asking what is no worse
STEPS = 100  # of the progress
WIDE = 592  # pixels between the margins, at least
SETTLED = 300  # milliseconds after a sample, until it is counted here: the pen goes first
MEANWHILE = "Draw on meanwhile. Closing this window ends it, and nothing is kept of it."
UNDECIDED = "Closing this window discards the new network; your samples stay."


class PersonaliseWindow(QWidget):
    """Lets a network learn from the person's own samples, and asks what becomes of the new one.

    It can be closed and shown again: closing ends what goes on, and what was not kept is gone.
    ``kept``: a new network is among the user's, to read with from now on. ``teach_requested``: the
    person wants to teach their hand first.
    """

    kept = Signal(Path)
    teach_requested = Signal()

    def __init__(
        self,
        own: OwnSamples,
        network: Path,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        """``network``: the file of the one that is to learn, until ``choose`` names another."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Personalise")
        self.own, self.network, self.settings = own, network, settings
        self.personaliser = Personaliser(self)
        self.personaliser.progressed.connect(self._show_progress)
        self.personaliser.finished.connect(self._finish)
        self.personaliser.failed.connect(self._fail)
        self.outcome: OutcomeView | None = None
        self.new_network: Path | None = None  # once it is kept
        self._pace = Pace()
        self._make_parts()
        self._make_buttons()
        self._lay_out()
        self._count = QTimer(self, singleShot=True, interval=SETTLED)
        self._count.timeout.connect(self.refresh)
        own.changed.connect(self._count.start)
        if application := QApplication.instance():  # it may end without closing this window
            application.aboutToQuit.connect(self.leave)
        self._update()

    # layout

    def _make_parts(self) -> None:
        self.title = Coloured("", theme.text, 14).on_one_line()
        self.notice = Notice()
        self.ready = WhatToLearn()
        self.doing = QLabel()
        self.doing.setWordWrap(True)
        self.doing.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Progress of personalising")
        self.progress.setToolTip("How much of varying, learning and measuring is done.")
        self.told = Coloured("", theme.faint)  # what becomes of the new network
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.always = QCheckBox("&Always keep it when it is no worse")
        self.always.setToolTip(
            "Keep the new network without asking if it reads no fewer of your held-back samples "
            "and loses at most 0.1 points on MNIST's test images. In any other case it asks."
        )
        self.always.setChecked(bool(self.settings.value(ALWAYS, False, type=bool)))
        self.always.toggled.connect(lambda on: self.settings.setValue(ALWAYS, on))

    def _make_buttons(self) -> None:
        self._bottom = QHBoxLayout()
        self._bottom.addWidget(self.always)
        self._bottom.addStretch()

        def button(text: str, tip: str) -> QPushButton:
            made = push_button(text, tip)
            self._bottom.addWidget(made)
            return made

        self.teach_button = button(
            "&Teach my hand…", "Draw each digit a few times: the more it sees, the more it learns."
        )
        self.start_button = button(
            "&Personalise", "Let a copy of the network learn your hand; drawing goes on meanwhile."
        )
        self.cancel_button = button("Cance&l", "End it now; nothing is kept of it.")
        self.discard_button = button("&Discard", "Delete the new network: all is as it was.")
        self.keep_button = button(
            "&Keep the new network",
            "Add it to the Network menu and read with it from now on; the one before stays there.",
        )
        self.close_button = button("&Close", "Close this window; the new network is kept.")
        self.teach_button.clicked.connect(self.teach_requested)
        self.start_button.clicked.connect(self.start)
        self.cancel_button.clicked.connect(self.give_up)
        self.discard_button.clicked.connect(self.give_up)
        self.keep_button.clicked.connect(self.keep)
        self.close_button.clicked.connect(self.close)

    def _lay_out(self) -> None:
        self.waiting, self.result = QWidget(), QWidget()
        middle = QVBoxLayout(self.waiting)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch()
        middle.addWidget(self.doing)
        middle.addWidget(self.progress)
        middle.addWidget(Coloured(MEANWHILE, theme.faint))
        middle.addStretch()
        self._result = QVBoxLayout(self.result)
        self._result.setContentsMargins(0, 0, 0, 0)
        self._result.addStretch()
        self._result.addWidget(self.told)
        self.pages = QStackedWidget()
        for page in (self.ready, self.waiting, self.result):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(4 * (2 * theme.GAP,)))
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.title)
        layout.addWidget(self.notice)
        layout.addWidget(self.pages, stretch=1)
        layout.addLayout(self._bottom)
        layout.addStrut(WIDE)  # or wider, and as high as its parts need
        self.resize(680, 440)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    @property
    def _is_undecided(self) -> bool:
        """Whether a network learns, or has and awaits a word."""
        awaits_word = self.outcome is not None and self.new_network is None
        return self.personaliser.is_busy or awaits_word

    # what there is to learn from

    def choose(self, network: Path) -> None:
        """Let another network be the one that is to learn; not while one does or awaits a word."""
        if not self._is_undecided:
            self._begin_anew()
            self.network = network
            self.refresh()

    def refresh(self) -> None:
        """Count anew what there is to learn from, while that is shown."""
        if self.isVisible() and self.pages.currentWidget() is self.ready:
            try:
                self.ready.show_counts(self.own.counts())
            except SampleError as error:
                self.ready.show_counts(None)
                self._say(str(error))
        self._update()

    def _update(self) -> None:
        """Show the page that belongs to what is going on, and what can be done there."""
        done, busy = self.outcome is not None, self.personaliser.is_busy
        page = self.result if done else self.waiting if busy else self.ready
        self.title.setText(f"Personalise {in_words(network_name(self.network))}")
        self.title.setToolTip(str(self.network))
        self.pages.setCurrentWidget(page)
        for button, offered in (
            (self.teach_button, page is self.ready),
            (self.start_button, page is self.ready),
            (self.cancel_button, page is self.waiting),
            (self.discard_button, done and not self.new_network),
            (self.keep_button, done and not self.new_network),
            (self.close_button, done and self.new_network is not None),
        ):
            button.setVisible(offered)
        self.start_button.setEnabled(self.ready.can_learn)

    # learning

    def start(self) -> None:
        """Let the network learn, unless one does or there is nothing to learn from."""
        if self.personaliser.is_busy or not self.ready.can_learn:
            return
        self._begin_anew()
        self._pace = Pace()
        self.doing.setText("Starting TensorFlow…")
        self.progress.setRange(0, 0)  # busy: nobody knows how long the start takes
        try:
            self.personaliser.start(self.network)
        except OSError as error:
            self._fail(f"there is no place for the new network: {error.strerror or error}")
            return
        self._update()
        self.setFocus()  # or Cancel would get it, and a second press would be for that

    def _show_progress(self, tuning: Tuning) -> None:
        done = round(tuning.share * STEPS)
        self._pace.note(done, time.monotonic())
        left = self._pace.seconds_left(STEPS)
        self.progress.setRange(0, STEPS)
        self.progress.setValue(done)
        self.doing.setText(tuning.doing + ("…" if left is None else f", {clock(left)} left…"))

    def _finish(self, tuned: Tuned) -> None:
        self.outcome = OutcomeView(tuned)
        self._result.insertWidget(0, self.outcome)
        self.told.setText(UNDECIDED)
        self._update()
        (self.keep_button if no_worse(tuned) else self.discard_button).setFocus()
        try:
            consider(self.own, self.settings)
        except SampleError as error:
            self._say(str(error))
        if self.always.isChecked() and no_worse(tuned) and self.keep():
            self.told.setText(f"As always: {self.told.text()}")

    def _fail(self, message: str) -> None:
        self._begin_anew()
        self._say(message)
        self._update()

    def _say(self, message: str) -> None:
        begins = message if message.startswith(self.network.name) else capital(message)
        self.notice.say(f"{begins.rstrip('.')}.")

    def _begin_anew(self) -> None:
        """Let go of what came out; a network that was not kept is deleted."""
        self.notice.hide()
        self.personaliser.discard()
        if self.outcome is not None:
            self.outcome.hide()
            self.outcome.deleteLater()
            self.outcome = None
        if self.new_network is not None:  # it is the one that reads
            self.network, self.new_network = self.new_network, None

    # what becomes of it

    def give_up(self) -> None:
        """End what goes on, or discard what came out: all is as it was."""
        self.personaliser.cancel()
        self._begin_anew()
        self._update()
        self.refresh()
        self.start_button.setFocus()
        self.personaliser.warm_up()

    def keep(self) -> bool:
        """Keep the new network; say so, and return False, where that cannot be."""
        try:
            path = self.new_network = self.personaliser.keep(self.network)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            self._say(f"the new network cannot be kept{where}: {error.strerror or error}")
            return False
        self.notice.hide()
        self.told.setText(
            f"{network_name(path)} is kept and reads from now on; the one before stays in the "
            "Network menu."
        )
        self._update()
        self.close_button.setFocus()
        self.kept.emit(path)
        return True

    # the window

    def showEvent(self, event: QShowEvent) -> None:
        """Start the worker, so that nobody waits for it once they have decided."""
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh()
            self.personaliser.warm_up()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc, unless something would be lost."""
        if event.key() == Qt.Key.Key_Escape and not self._is_undecided:
            self.close()

    def leave(self) -> None:
        """End what goes on and keep nothing of it: this window closes, or the main one."""
        self.personaliser.cancel()
        self._begin_anew()
        self._update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question: what was taught stays, what was not kept goes."""
        self.leave()
        event.accept()
