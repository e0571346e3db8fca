"""The window of a report: what to measure above, below it how far it is, then what came out."""

import shutil
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.set_library import known_sets
from digitpad.data.sets import NAMED_SETS, NO_SAMPLES, NONE_HELD_BACK
from digitpad.problem import capital
from digitpad.report.files import FIGURES, PAGE, open_kept
from digitpad.resources import in_words, known_networks, network_name, replace_file
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.files.dialogs import filters_of
from digitpad.ui.notice import Notice
from digitpad.ui.plotting import Plotting
from digitpad.ui.reports.chooser import Chooser
from digitpad.ui.reports.report_job import ReportJob
from digitpad.ui.reports.report_view import ReportView

NONE = ""  # the key of no second network
TITLE = "Report"
HELP = (
    "A report says how well a network reads a whole set of pictures: how often it is right, what "
    "it takes for what, how sure it is when it is wrong, and what it makes of harder pictures.\n\n"
    "Choose a data set and press Measure."
)


class ReportWindow(QWidget):
    """Measures one network, or two, on a data set in a process of its own, and shows the report."""

    def __init__(self, network: Path, parent: QWidget | None = None) -> None:
        """``network``: the file of the one to begin with. A parent keeps the window above it."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self.job: ReportJob | None = None
        self.view: ReportView | None = None
        self.plotting = Plotting(self)
        self._make_choosers(network)
        self._make_buttons()
        self.notice = Notice()
        self._count_samples()
        self.empty = Coloured(HELP, theme.faint)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(80, 0, 80, 0)
        self.doing = QLabel()
        self.doing.setTextFormat(Qt.TextFormat.PlainText)
        self.doing.setWordWrap(True)
        self.doing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName("Progress of the report")
        self.progress.setToolTip("How many of all pictures are read, the harder ones too.")
        self._lay_out()
        self._update()
        application = QApplication.instance()
        if application is not None:  # the program may end without closing this window
            application.aboutToQuit.connect(self.close)

    def _make_choosers(self, network: Path) -> None:
        networks = ("a network", ";;".join(filters_of(["network"])))
        self.network = Chooser(_known_networks(), networks)
        self.network.choose(str(network))
        self.network.setToolTip("The network to measure.")
        self.network.setAccessibleName("Network")
        self.second = Chooser([("No other", NONE), *_known_networks()], networks)
        self.second.setToolTip(
            "A second network, side by side: on the same pictures small differences count too."
        )
        self.second.setAccessibleName("Network to compare with")
        sets = [(capital(name), key) for key, name in NAMED_SETS.items()]
        files = ("a file", ";;".join(filters_of(["data set", "ink"])))
        self.data = Chooser([*sets, *_kept_sets()], files)
        self.data.setToolTip(
            "What to read. Pictures that a network has learnt from say little of how it reads "
            "others: test images are kept from it."
        )
        self.data.setAccessibleName("Data set")

    def choose_data(self, data: str) -> None:
        """Choose what to read: a kept data set by its name, or a path."""
        self.data.offer(_kept_sets())
        self.data.choose(dict(_kept_sets()).get(data, data))

    def _count_samples(self) -> None:
        """Say how many of the person's own samples there are to be read."""
        from digitpad.data.samples import SampleError, SampleStore

        try:
            with closing(SampleStore(tell=lambda told: self.notice.say(f"{told}."))) as store:
                counts = store.counts()
        except SampleError:  # it is said where they are to be measured
            return
        for key, count, missing in (
            ("samples", counts.all, NO_SAMPLES),
            ("samples-held-back", counts.held_back, NONE_HELD_BACK),
        ):
            name = f"{capital(NAMED_SETS[key])} ({count:,})"
            self.data.describe(key, name, "" if count else capital(missing))

    def _make_buttons(self) -> None:
        self.measure_button = QPushButton("&Measure")
        self.measure_button.setToolTip(
            "Read all the pictures and make the report; drawing goes on meanwhile."
        )
        self.measure_button.clicked.connect(self.start)
        self.cancel_button = QPushButton("Cance&l")
        self.cancel_button.setToolTip("End the measuring; nothing is kept of it.")
        self.cancel_button.clicked.connect(self.cancel)
        self.html_button = QPushButton("Save as &HTML…")
        self.html_button.setToolTip(
            "Keep the report as one page with its charts and pictures, for any browser; it needs "
            "no other file."
        )
        self.html_button.clicked.connect(lambda: self._ask_and_save(PAGE, "Web pages (*.html)"))
        self.json_button = QPushButton("Save as &JSON…")
        self.json_button.setToolTip("Keep all figures for other programs.")
        self.json_button.clicked.connect(lambda: self._ask_and_save(FIGURES, "JSON (*.json)"))

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.setHorizontalSpacing(theme.GAP)
        for column, (text, chooser) in enumerate(
            (("&Network", self.network), ("&Compare with", self.second), ("&Data set", self.data))
        ):
            label = QLabel(text)
            label.setBuddy(chooser)
            top.addWidget(label, 0, column)
            top.addWidget(chooser, 1, column)
            top.setColumnStretch(column, 1)
        top.addWidget(self.measure_button, 1, 3)

        self.waiting = QWidget()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.progress, stretch=2)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        middle = QVBoxLayout(self.waiting)
        middle.addStretch()
        middle.addWidget(self.doing)
        middle.addLayout(row)
        middle.addStretch()

        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.waiting)
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self.html_button)
        bottom.addWidget(self.json_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(self.pages, stretch=1)
        layout.addLayout(bottom)
        self.setMinimumSize(880, 660)  # two matrices, and under each a row of pictures
        self.resize(1040, 740)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def _update(self) -> None:
        """Enable what can be done now, and show the page that belongs to it."""
        busy = self.job is not None and self.view is None
        for widget in (self.network, self.second, self.data, self.measure_button):
            widget.setEnabled(not busy)
        for button in (self.html_button, self.json_button):
            button.setEnabled(self.view is not None)
        page: QWidget = self.waiting if busy else self.view or self.empty
        self.pages.setCurrentWidget(page)

    # measuring

    def start(self) -> None:
        """Measure what is chosen."""
        self.cancel()
        self.notice.hide()
        networks = [Path(self.network.key)]
        if self.second.key != NONE:
            networks.append(Path(self.second.key))
        self.doing.setText(f"Reading {self.data.currentText()} with {self._named()}…")
        self.progress.setValue(0)
        self.job = ReportJob(networks, self.data.key, self)
        self.job.progressed.connect(lambda share: self.progress.setValue(round(100 * share)))
        self.job.finished.connect(self._show)
        self.job.failed.connect(self._fail)
        self.plotting.load()
        self._update()
        self.job.start()

    def _named(self) -> str:
        choosers = [self.network, *([self.second] if self.second.key != NONE else [])]
        return " and ".join(in_words(chooser.currentText()) for chooser in choosers)

    def cancel(self) -> None:
        """End what is being measured, and let go of what was."""
        if self.view is not None:
            self.pages.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None
        if self.job is not None:
            self.job.cancel()
            self.job.deleteLater()
            self.job = None
        self.setWindowTitle(TITLE)
        self._update()

    def _show(self, problems: list[str]) -> None:
        assert self.job is not None
        try:
            report = open_kept(self.job.folder)
        except (OSError, ValueError, KeyError) as error:
            self._fail(f"The report is not where it was written: {error}")
            return
        self.finish_loading()
        self.view = ReportView(report)
        self.pages.addWidget(self.view)
        self.setWindowTitle(f"{self._named()} on {report.data} — {TITLE}")
        self._update()
        if problems:
            more = f" ({len(problems):,} drawings could not be used)" if problems[1:] else ""
            self.notice.say(f"{problems[0]}{more}.")

    def _fail(self, sentence: str) -> None:
        self.cancel()
        self.notice.say(f"{capital(sentence)}.")

    def finish_loading(self) -> None:
        """Wait until plots are loaded, if they are being: Python may not end in the middle."""
        self.plotting.finish()

    # keeping

    def _ask_and_save(self, name: str, kind: str) -> None:
        dialog = QFileDialog(self, "Save the report", "", kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix)
        dialog.selectFile(name)
        if dialog.exec() and dialog.selectedFiles():
            self.save(Path(dialog.selectedFiles()[0]), name)
        dialog.deleteLater()

    def save(self, path: Path, name: str) -> bool:
        """Write the report to a file; say so, and return False, where that cannot be.

        ``name``: PAGE or FIGURES of the report's process, which has made them already.
        """
        assert self.job is not None
        made = self.job.folder / name
        try:
            replace_file(path, lambda part: shutil.copyfile(made, part))
        except OSError as error:
            self.notice.say(f"{path} cannot be written: {error.strerror or error}.")
            return False
        self.notice.say(f"Saved as {path}.")
        return True

    def changeEvent(self, event: QEvent) -> None:
        """List what has come meanwhile, whenever the person comes back to this window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            for chooser in (self.network, self.second):
                chooser.offer(_known_networks())
            self.data.offer(_kept_sets())
            self._count_samples()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question; a report in the making ends."""
        self.cancel()
        self.finish_loading()
        event.accept()


def _known_networks() -> list[tuple[str, str]]:
    return [(network_name(path), str(path)) for path in known_networks()]


def _kept_sets() -> list[tuple[str, str]]:
    """Return the data sets that are kept, each with its key."""
    # One that is called as a set of ours is found by its file.
    return [
        (path.stem, str(path) if path.stem in NAMED_SETS else path.stem) for path in known_sets()
    ]
