"""digitpad.ui.reports.report_window.

Measured in a real process, shown, saved; and what may go wrong.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QProcess, Qt, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.data.image_set import ImageSet
from digitpad.data.set_library import keep_set
from digitpad.report.files import FIGURES, PAGE
from digitpad.resources import bundled_network, networks_dir
from digitpad.ui.reports.report_view import ReportView
from digitpad.ui.reports.report_window import ReportWindow
from tests.tools import DEMO, changed_weights, keep_samples

MakeWindow = Callable[[], ReportWindow]


@pytest.fixture
def make_report(qtbot: QtBot) -> Iterator[MakeWindow]:
    """Open windows of reports; all are closed in the end."""
    windows: list[ReportWindow] = []

    def make() -> ReportWindow:
        window = ReportWindow(bundled_network())
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # qtbot does it
        qtbot.addWidget(window)
        window.show()
        window.data.choose(DEMO)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


def measured(qtbot: QtBot, window: ReportWindow) -> ReportView:
    window.start()
    qtbot.waitUntil(lambda: window.view is not None or bool(window.notice.sentence), timeout=60_000)
    assert window.view, window.notice.sentence
    return window.view


def worse_network() -> Path:
    """Add a network to the user's own that sees everything upside down."""

    def turn(file: Any) -> None:
        kernel = file["layers/dense/vars/0"]
        kernel[...] = kernel[...][::-1]

    networks_dir().mkdir(parents=True, exist_ok=True)
    return changed_weights(networks_dir() / "worse.keras", turn)


def test_the_sets_that_are_kept_are_listed_also_one_called_as_a_set_of_ours(
    make_report: MakeWindow,
) -> None:
    window = make_report()
    pictures = np.eye(28, dtype=np.uint8)[None] * 255
    few = ImageSet("few", pictures, np.ones(1, np.uint8), pictures, np.ones(1, np.uint8))
    kept = [keep_set(few, name) for name in ("mnist", "few")]
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    for name, key in (("few", "few"), ("mnist", str(kept[0]))):
        window.choose_data(name)
        assert (window.data.key, window.data.currentText()) == (key, name)


def test_files_that_can_be_measured_are_offered(make_report: MakeWindow) -> None:
    window, seen = make_report(), list[str]()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        seen.extend(dialog.nameFilters())
        dialog.reject()

    for chooser, suffixes in (
        (window.network, ["*.keras", "*.h5"]),
        (window.data, ["*.npz", "*.csv", "*.ndjson", "*.inkml"]),
    ):
        QTimer.singleShot(200, look)
        chooser.setCurrentIndex(chooser.count() - 1)
        chooser.activated.emit(chooser.count() - 1)
        assert all(suffix in seen[0] for suffix in suffixes)
        seen.clear()


def test_an_empty_window_says_what_a_report_is(make_report: MakeWindow) -> None:
    window = make_report()
    assert window.pages.currentWidget() is window.empty
    assert "press Measure" in window.empty.text()
    assert not window.html_button.isEnabled()
    assert window.measure_button.isEnabled()


def test_a_report_is_measured_in_its_own_process_and_shown(
    qtbot: QtBot, make_report: MakeWindow
) -> None:
    window = make_report()
    window.start()
    assert window.pages.currentWidget() is window.waiting
    assert not window.measure_button.isEnabled()
    assert "Reading demo with Digitpad's own network" in window.doing.text()
    seen: list[int] = []
    window.progress.valueChanged.connect(seen.append)
    qtbot.waitUntil(lambda: window.view is not None, timeout=60_000)
    assert seen == sorted(seen)
    assert seen[-1] == 95
    assert window.pages.currentWidget() is window.view
    assert window.view
    assert window.view.report.readers[0].evaluation.accuracy == 1
    assert window.measure_button.isEnabled()
    assert "demo.ndjson" in window.windowTitle()


def test_two_networks_stand_side_by_side(qtbot: QtBot, make_report: MakeWindow) -> None:
    path = worse_network()
    window = make_report()
    window.second.choose(str(path))
    view = measured(qtbot, window)
    assert [reader.name for reader in view.report.readers] == ["Digitpad's own", "worse"]
    assert "Digitpad's own network and worse on demo.ndjson" in window.windowTitle()


def test_the_report_is_saved_as_a_page_and_as_json(
    qtbot: QtBot, make_report: MakeWindow, tmp_path: Path
) -> None:
    window = make_report()
    measured(qtbot, window)
    assert window.save(tmp_path / "a.html", PAGE)
    assert window.notice.sentence == f"Saved as {tmp_path / 'a.html'}."
    assert window.save(tmp_path / "a.json", FIGURES)
    assert "<svg" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text())["networks"][0]["accuracy"] == 1
    assert not window.save(tmp_path / "nowhere" / "a.html", PAGE)
    assert "cannot be written" in window.notice.sentence


def test_the_person_names_the_file_and_the_ending_is_added(
    qtbot: QtBot, make_report: MakeWindow, tmp_path: Path
) -> None:
    window = make_report()
    measured(qtbot, window)

    def answer(name: str) -> None:
        dialog = window.findChild(QFileDialog)
        assert dialog
        field = dialog.findChild(QLineEdit)
        assert field
        field.setText(name)
        if name:
            dialog.accept()
        else:
            dialog.reject()

    QTimer.singleShot(200, lambda: answer(str(tmp_path / "mine")))
    window.html_button.click()
    assert (tmp_path / "mine.html").exists()
    window.notice.hide()
    QTimer.singleShot(200, lambda: answer(""))
    window.json_button.click()
    assert window.notice.sentence == ""


def test_a_network_that_cannot_be_read_is_told(qtbot: QtBot, make_report: MakeWindow) -> None:
    window = make_report()
    networks_dir().mkdir(parents=True)
    broken = networks_dir() / "broken.keras"
    broken.write_text("nothing")
    window.network.choose(str(broken))
    window.start()
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=60_000)
    assert window.notice.sentence.startswith("broken.keras is not a network for this pad")
    assert window.pages.currentWidget() is window.empty
    assert window.measure_button.isEnabled()


def test_drawings_that_could_not_be_used_are_told_beside_the_report(
    qtbot: QtBot, make_report: MakeWindow, tmp_path: Path
) -> None:
    ink = tmp_path / "ink.ndjson"
    ink.write_text(Path(DEMO).read_text() + "[]\n{}\n")
    window = make_report()
    window.data.choose(str(ink))
    assert measured(qtbot, window).report.count == 10
    assert "line 11" in window.notice.sentence
    assert "(2 drawings could not be used)" in window.notice.sentence


def test_cancel_ends_the_process_and_leaves_nothing(qtbot: QtBot, make_report: MakeWindow) -> None:
    window = make_report()
    window.data.choose("mnist-train")
    window.start()
    assert window.job
    process, folder = window.job.process, window.job.folder
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running, timeout=30_000)
    window.cancel_button.click()
    assert process.state() == QProcess.ProcessState.NotRunning
    assert not folder.exists()
    assert window.pages.currentWidget() is window.empty
    assert window.notice.sentence == ""


def test_a_process_that_dies_is_told(qtbot: QtBot, make_report: MakeWindow) -> None:
    window = make_report()
    window.data.choose("mnist-train")
    window.start()
    assert window.job
    process = window.job.process
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running, timeout=30_000)
    process.kill()
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=30_000)
    assert "ended unexpectedly" in window.notice.sentence


def test_closing_the_window_ends_the_process_and_deletes_the_report(
    qtbot: QtBot, make_report: MakeWindow
) -> None:
    window = make_report()
    measured(qtbot, window)
    assert window.job
    folder = window.job.folder
    assert (folder / PAGE).exists()
    window.close()
    assert not folder.exists()


def test_the_program_ends_while_a_report_is_made_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "from digitpad.ui.app import start_qt\n"
        "app = start_qt()\n"
        "from PySide6.QtCore import QTimer\n"
        "from digitpad.resources import bundled_network\n"
        "from digitpad.ui.reports.report_window import ReportWindow\n"
        "window = ReportWindow(bundled_network())\n"
        "window.show()\n"
        "window.data.choose('mnist-train')\n"
        "window.start()\n"
        "print(window.job.folder)\n"
        "QTimer.singleShot(500, app.quit)\n"
        "app.exec()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).exists()


def test_every_control_has_a_name_and_teaches_something(
    qtbot: QtBot, make_report: MakeWindow
) -> None:
    window = make_report()
    view = measured(qtbot, window)
    controls: list[QWidget] = [*view.matrices, *view.behind, *view.wrong]
    for kind in (QAbstractButton, QComboBox, QProgressBar, QTableWidget):
        controls += [each for each in window.findChildren(kind) if not _is_qts_own(each)]
    controls.remove(window.notice.button)  # called what can be done about what it says
    for control in controls:
        named = control.accessibleName() or (
            control.text() if isinstance(control, QAbstractButton) else ""
        )
        assert named, control
        if control not in view.matrices:  # they say what is under the pointer
            assert control.toolTip(), named


def _is_qts_own(widget: QWidget) -> bool:
    """Whether Qt made it inside of another: a table's corner, the arrows of tabs, a list's bar."""
    parent = widget.parentWidget()
    return isinstance(parent, QTableWidget) or type(parent).__name__ == "QTabBar"


def test_networks_of_the_user_are_there_to_choose(qtbot: QtBot, make_report: MakeWindow) -> None:
    networks_dir().mkdir(parents=True)
    shutil.copy(bundled_network(), networks_dir() / "mine.keras")
    window = make_report()
    assert window.network.findText("mine") > 0
    assert window.second.findText("mine") > 0
    assert window.second.currentText() == "No other"
    shutil.copy(bundled_network(), networks_dir() / "newer.keras")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert window.second.findText("newer") > 0


def own(window: ReportWindow, key: str) -> tuple[str, str | None, bool]:
    """Return how a set of own samples is called, its tip, and whether it can be chosen."""
    index, model = window.data.findData(key), window.data.model()
    assert isinstance(model, QStandardItemModel)
    tip = window.data.itemData(index, Qt.ItemDataRole.ToolTipRole)
    return window.data.itemText(index), tip, model.item(index).isEnabled()


def test_own_samples_are_there_to_choose_once_there_are_some(
    qtbot: QtBot, make_report: MakeWindow
) -> None:
    window = make_report()
    name, tip, enabled = own(window, "samples")
    assert (name, enabled) == ("Your own samples (0)", False)
    assert tip == "There is no sample of yours yet; draw a digit in the window and press its key."
    keep_samples(5)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert own(window, "samples") == ("Your own samples (5)", None, True)
    name, tip, enabled = own(window, "samples-held-back")
    assert (name.endswith("(0)"), enabled) == (True, False)
    assert tip and tip.startswith("No sample of yours is held back yet; ")


def test_five_own_samples_are_enough_for_a_report_on_two_networks(
    qtbot: QtBot, make_report: MakeWindow
) -> None:
    keep_samples(5)
    path = worse_network()
    window = make_report()
    window.data.choose("samples")
    window.second.choose(str(path))
    view = measured(qtbot, window)
    assert view.report.count == view.report.harder_count == 5
    assert view.report.data == "your own samples"
    assert window.notice.sentence == ""
    window.data.choose("samples-held-back")
    window.start()
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=60_000)
    assert window.notice.sentence.startswith("No sample of yours is held back yet; ")


def test_the_window_opens_without_tensorflow_and_without_plots(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from digitpad.ui.app import start_qt\n"
        "app = start_qt()\n"
        "from digitpad.resources import bundled_network\n"
        "from digitpad.ui.reports.report_window import ReportWindow\n"
        "window = ReportWindow(bundled_network())\n"
        "window.show()\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.split(".")[0] for name in done.stdout.split()}
    assert "PySide6" in modules
    assert not modules & {"tensorflow", "keras", "pyqtgraph", "h5py", "rich"}
