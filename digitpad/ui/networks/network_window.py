"""The window on one network: its layers, weights and accuracy, to be seen before it reads."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
)

from digitpad.network import DenseNetwork
from digitpad.problem import capital
from digitpad.provenance import provenance
from digitpad.resources import bundled_network, in_words, network_name, networks_dir
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.networks.comparison import Comparison
from digitpad.ui.networks.layers_table import LayersTable, shape_words
from digitpad.ui.networks.network_job import NetworkJob
from digitpad.ui.networks.network_opening import NetworkOpening
from digitpad.ui.networks.network_saver import NetworkSaver
from digitpad.ui.networks.shortened import Shortened
from digitpad.ui.notice import Notice
from digitpad.ui.push_button import push_button
from digitpad.ui.sentence import wrong

if TYPE_CHECKING:
    from digitpad.ui.window import MainWindow

UNTOLD = "It does not tell how it was made."


class NetworkWindow(QDialog):
    """Shows a network's file beside the network that reads now; drawing goes on meanwhile.

    ``use_requested``: it is to read from now on, or the copy of it that was kept.
    """

    use_requested = Signal(Path)

    def __init__(self, path: Path, window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.path = path
        self.network: DenseNetwork | None = None  # once it is read
        self._window, self._other = window, window.reader.network
        #: Whether it is the one that reads already: then there is nothing to choose.
        self.reads_already = path == window.reader.path
        name = window.reader.name if self.reads_already else network_name(path)
        self.setWindowTitle(f"{name} — Network")
        self.notice, self.table = Notice(), LayersTable()
        names = [name] if self.reads_already else [name, f"{window.reader.name} (reads now)"]
        self.comparison = Comparison(names)
        self.saver = NetworkSaver(window.settings, window)  # it outlives this window
        self.saver.told.connect(self.notice.say)
        self._make_words(name)
        self._make_buttons()
        self._lay_out()
        self._measuring, self._keeping = NetworkJob(self), NetworkJob(self)
        self._measuring.progressed.connect(self.comparison.show_progress)
        self._measuring.finished.connect(self.comparison.show_figures)
        self._measuring.failed.connect(self.comparison.show_no_figures)
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self._read_drawing)
        window.canvas.changed.connect(self._refresh.start)
        self._opening = NetworkOpening()
        self._opening.opened.connect(self._show)
        self._opening.refused.connect(self._refuse)
        self._opening.start(path)
        if (application := QApplication.instance()) is not None:
            application.aboutToQuit.connect(self.reject)  # with no window's closing before it

    # layout

    def _make_words(self, name: str) -> None:
        own = self.path == bundled_network()
        self.title = Shortened(in_words(name), theme.text, self.font().pointSize() + 4)
        self.title.setToolTip(str(self.path))
        folder = "Comes with Digitpad" if own else str(self.path.absolute().parent)
        self.folder = Shortened(folder, theme.faint)
        self.told = QLabel("Reading…")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = Coloured("", theme.faint)
        self.problem = Coloured("", wrong)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _make_buttons(self) -> None:
        self.use_button = push_button(
            "&Use this network", "Read with it from now on; it is there again at the next start."
        )
        self.use_button.clicked.connect(self.use)
        self.use_button.setVisible(not self.reads_already)
        self.keep_box = QCheckBox("&Keep a copy among your networks")
        self.keep_box.setToolTip(
            "Copy the file into your networks folder, where the Network menu always finds it."
        )
        listed = self.path == bundled_network() or self.path.absolute().parent == networks_dir()
        self.keep_box.setVisible(not self.reads_already and not listed)
        self.save_button = push_button(
            "&Save as…", "Write it as .keras, for Keras, or as ONNX, for other programs."
        )
        self.save_button.clicked.connect(lambda: self.saver.ask(self.path, self))
        self.cancel_button = push_button(
            "Close" if self.reads_already else "Cancel", "Close this window; nothing changes."
        )
        self.cancel_button.clicked.connect(self.reject)
        (self.cancel_button if self.reads_already else self.use_button).setDefault(True)
        self._enable(False)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.use_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        head = QVBoxLayout()
        head.setSpacing(2)
        for label in (self.title, self.folder, self.told):
            head.addWidget(label)
        layout.addWidget(self.notice)
        layout.addLayout(head)
        layout.addWidget(self.pages, stretch=1)
        layout.addWidget(self.facts)
        layout.addWidget(self.comparison)
        layout.addWidget(self.keep_box)
        layout.addLayout(buttons)
        self.setMinimumSize(520, 400)
        self.resize(620, 520)
        QShortcut(QKeySequence.StandardKey.Close, self, self.reject)

    def _enable(self, can: bool) -> None:
        for widget in (self.use_button, self.keep_box, self.save_button):
            widget.setEnabled(can)

    # what is in the file

    def _show(self, network: DenseNetwork) -> None:
        self.network = network
        self.table.show_network(network)
        made = provenance(network.info)
        says = (
            ""
            if made.test_accuracy is None
            else f"by its own account it reads {made.test_accuracy:.2%} of MNIST's test images"
        )
        told = "; ".join(filter(None, (str(made), says)))
        self.told.setText(f"{capital(told)}." if told else UNTOLD)
        inputs, ink = shape_words(network.input_shape), 255 if network.expects_bytes else 1
        self.facts.setText(
            f"{network.parameters:,} weights in all. Its input: {inputs} numbers, from 0 (paper) "
            f"to {ink} (ink)."
        )
        self._enable(True)
        (self.cancel_button if self.reads_already else self.use_button).setFocus()
        self._read_drawing()
        paths = [self.path] if self.reads_already else [self.path, self._window.reader.path]
        self._measuring.measure(paths)

    def _refuse(self, sentence: str) -> None:
        self.told.clear()
        self.problem.setText(f"{capital(sentence)}.")
        self.problem.setAccessibleName(sentence)
        self.pages.setCurrentWidget(self.problem)
        for widget in (self.facts, self.comparison, self.keep_box, self.use_button):
            widget.hide()
        self.save_button.hide()
        self.cancel_button.setText("Close")
        self.cancel_button.setFocus()

    def _read_drawing(self) -> None:
        """Let both networks read the drawing as it is, or the picture."""
        if self.network is None:
            return
        shown = self._window.shown_reading()
        image = None if shown is None else self._window.input_view.input
        networks = [self.network] if self.reads_already else [self.network, self._other]
        self.comparison.show_readings(
            [None if image is None else network.read(image) for network in networks],
            picture=self._window.canvas.picture is not None,
        )

    # what can be done with it

    def use(self) -> None:
        """Let it read, or its copy once that is made."""
        if not self.keep_box.isVisible() or not self.keep_box.isChecked():
            self._use(self.path)
            return
        self._enable(False)
        self._keeping = NetworkJob(self)
        self._keeping.finished.connect(lambda where: self._use(Path(where)))
        self._keeping.failed.connect(self._not_kept)
        self._keeping.keep(self.path)

    def _use(self, path: Path) -> None:
        self.use_requested.emit(path)
        self.accept()

    def _not_kept(self, sentence: str) -> None:
        self._enable(True)
        self.notice.say(f"{capital(sentence)}.")

    def done(self, result: int) -> None:
        """Close; what is being measured ends, what is being written is written."""
        self._measuring.cancel()
        self._keeping.blockSignals(True)
        self._keeping.finish()
        if self.saver.is_busy:
            self.saver.told.connect(self._window.notice.say)
            self.saver.finished.connect(self.saver.deleteLater)
        else:
            self.saver.deleteLater()
        super().done(result)
