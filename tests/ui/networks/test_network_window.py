"""digitpad.ui.networks.network_window: a network is seen before it reads, and then used or not."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, networks_dir, user_networks
from digitpad.ui.networks.network_window import UNTOLD, NetworkWindow
from digitpad.ui.networks.networks_desk import NetworksDesk
from digitpad.ui.window import MainWindow
from tests.tools import changed_weights
from tests.ui.conftest import MakeWindow, draw_digit
from tests.ui.files.tools import drop, mime_of, page


def shown(desk: NetworksDesk, path: Path, qtbot: QtBot) -> NetworkWindow:
    """Look at a network and wait until it is read; what it reads of MNIST may take longer."""
    window = desk.look_at(path)
    qtbot.waitUntil(lambda: window.network is not None or bool(window.problem.text()))
    return window


def gone(window: NetworkWindow) -> bool:
    try:
        return not window.isVisible()
    except RuntimeError:  # deleted, since it is closed
        return True


def cells(window: NetworkWindow, column: int) -> list[str]:
    table = window.table
    items = (table.item(row, column) for row in range(table.rowCount()))
    return [item.text() for item in items if item is not None]


def upside_down(path: Path) -> Path:
    """Write a network that sees everything upside down."""

    def turn(file: Any) -> None:
        kernel = file["layers/dense/vars/0"]
        kernel[...] = kernel[...][::-1]

    return changed_weights(path, turn)


def test_layers_weights_and_input_are_shown(desk: NetworksDesk, h5: Path, qtbot: QtBot) -> None:
    window = shown(desk, h5, qtbot)
    assert window.title.text() == "mine.h5"
    assert window.folder.text() == str(h5.parent)
    assert window.told.text() == UNTOLD
    network = DenseNetwork.open(h5)
    assert cells(window, 0) == [layer.name for layer in network.layers]
    assert cells(window, 1) == ["Dense (convolution)"] * 3 + ["Dense"] * 2
    assert cells(window, 3)[-1] == "softmax"
    weights = sum(int(text.replace(",", "")) for text in cells(window, 4))
    assert weights == network.parameters
    assert f"{weights:,} weights in all" in window.facts.text()
    assert "784 numbers, from 0 (paper) to 1 (ink)" in window.facts.text()


def test_its_accuracy_is_measured_beside_that_of_the_one_that_reads(
    desk: NetworksDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(desk, upside_down(tmp_path / "turned.keras"), qtbot)
    shares: list[int] = []
    window.comparison.progress.valueChanged.connect(shares.append)
    figures = window.comparison.figures
    qtbot.waitUntil(lambda: "wrong" in figures[1].text(), timeout=60_000)
    assert figures[1].text() == "99.51% (49 wrong)"
    assert float(figures[0].text().split("%")[0]) < 60
    assert "9,951 of 10,000" in figures[1].toolTip()
    assert window.comparison.progress.isHidden()
    assert shares == sorted(shares)
    assert len(shares) > 3


def test_it_tells_what_the_file_says_of_itself(
    desk: NetworksDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    copy = tmp_path / "copy.keras"
    shutil.copy(bundled_network(), copy)
    told = shown(desk, copy, qtbot).told.text()
    assert told.startswith("Recipe shipped, seed 0, trained on ")
    assert told.endswith("by its own account it reads 99.51% of MNIST's test images.")


def test_both_read_the_drawing_while_it_is_drawn(
    desk: NetworksDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(desk, upside_down(tmp_path / "turned.keras"), qtbot)
    readings = window.comparison.readings
    assert [label.text() for label in readings] == ["–", "–"]
    draw_digit(desk.window.canvas, 5)
    qtbot.waitUntil(lambda: readings[1].text().startswith("5 ("))
    assert readings[0].text() not in ("–", readings[1].text())
    desk.window.canvas.clear()
    qtbot.waitUntil(lambda: [label.text() for label in readings] == ["–", "–"])


def test_both_read_the_picture_on_the_pad(
    desk: NetworksDesk, h5: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(desk, h5, qtbot)
    head = window.comparison.heads[1]
    assert head.text() == "Your drawing"
    drop(desk.window, mime_of([page(tmp_path / "7.png", "7")]))
    qtbot.waitUntil(lambda: head.text() == "Your picture", timeout=10_000)
    assert window.comparison.readings[1].text().startswith("7 (")
    assert "picture" in head.toolTip()
    desk.window.canvas.clear()
    qtbot.waitUntil(lambda: head.text() == "Your drawing")


def test_enter_uses_it_and_it_is_there_again_at_the_next_start(
    h5: Path, make_window: MakeWindow, qtbot: QtBot
) -> None:
    first = make_window()
    window = shown(first.network_files, h5, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert gone(window)
    assert first.reader.path == h5
    assert first.source.text() == "Read by mine.h5"
    first.close()
    second = make_window()
    assert second.reader.path == h5
    second.close()
    h5.unlink()
    third = make_window()
    assert third.reader.path == bundled_network()
    assert "mine.h5" in third.notice.sentence
    assert "no such file" in third.notice.sentence


def test_escape_changes_nothing(desk: NetworksDesk, h5: Path, qtbot: QtBot) -> None:
    draw_digit(desk.window.canvas, 3)
    window = shown(desk, h5, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert gone(window)
    assert desk.window.reader.path == bundled_network()
    assert desk.window.canvas.drawing
    assert user_networks() == []


def test_a_copy_is_kept_and_used(desk: NetworksDesk, h5: Path, qtbot: QtBot) -> None:
    window = shown(desk, h5, qtbot)
    window.keep_box.setFocus()
    QTest.keyClick(window.keep_box, Qt.Key.Key_Space)
    window.use_button.click()
    kept = networks_dir() / "mine.h5"
    qtbot.waitUntil(lambda: desk.window.reader.path == kept, timeout=20_000)
    assert gone(window)
    assert kept.read_bytes() == h5.read_bytes()
    assert user_networks() == [kept]


def test_a_copy_that_cannot_be_kept_is_said_and_the_window_stays(
    desk: NetworksDesk, h5: Path, qtbot: QtBot
) -> None:
    networks_dir().parent.mkdir(parents=True, exist_ok=True)
    networks_dir().write_text("a file where the folder should be")
    window = shown(desk, h5, qtbot)
    window.keep_box.setChecked(True)
    window.use_button.click()
    qtbot.waitUntil(lambda: "cannot be kept" in window.notice.sentence, timeout=20_000)
    assert window.use_button.isEnabled()
    assert desk.window.reader.path == bundled_network()


def test_what_cannot_be_read_is_said_in_place_of_the_table(
    desk: NetworksDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.h5"
    broken.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    window = shown(desk, broken, qtbot)
    assert window.pages.currentWidget() is window.problem
    assert window.problem.text().startswith("broken.h5 is not a network for this pad: ")
    assert window.use_button.isHidden()
    assert window.save_button.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert gone(window)


def test_about_the_one_that_reads_there_is_nothing_to_choose(
    desk: NetworksDesk, qtbot: QtBot
) -> None:
    desk.window.networks.about_action.trigger()
    (window,) = desk.window.findChildren(NetworkWindow)
    qtbot.waitUntil(lambda: window.network is not None)
    assert window.title.text() == "Digitpad's own network"
    assert window.folder.text() == "Comes with Digitpad"
    assert window.use_button.isHidden()
    assert window.keep_box.isHidden()
    assert len(window.comparison.figures) == 1
    assert window.cancel_button.text() == "Close"


def test_tab_goes_through_all_that_can_be_done(desk: NetworksDesk, h5: Path, qtbot: QtBot) -> None:
    window = shown(desk, h5, qtbot)
    window.activateWindow()
    window.table.setFocus()
    seen = []
    for _ in range(5):
        seen.append(QApplication.focusWidget())
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        window.table,
        window.keep_box,
        window.save_button,
        window.cancel_button,
        window.use_button,
    ]


def test_closing_ends_what_is_being_measured(desk: NetworksDesk, h5: Path, qtbot: QtBot) -> None:
    window = shown(desk, h5, qtbot)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    process = window._measuring.process
    qtbot.waitUntil(lambda: process.state() == process.ProcessState.Running)
    window.close()
    assert process.state() == process.ProcessState.NotRunning


def test_a_network_is_looked_at_in_one_window(
    desk: NetworksDesk, window: MainWindow, h5: Path, qtbot: QtBot
) -> None:
    first = shown(desk, h5, qtbot)
    second = shown(desk, h5, qtbot)
    assert gone(first)
    assert second.isVisible()


@pytest.mark.parametrize("when", ["reading", "read"])
def test_the_program_may_end_at_any_moment(when: str, h5: Path, make_window: MakeWindow) -> None:
    main = make_window()
    window = NetworkWindow(h5, main)
    window.show()
    if when == "read":
        QTest.qWait(150)
    main.close()
    window.reject()


def test_what_is_being_saved_is_told_in_the_pads_window_once_this_one_is_closed(
    desk: NetworksDesk, h5: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shown(desk, h5, qtbot)
    target = tmp_path / "out.onnx"
    window.saver.save(h5, target)
    assert window.notice.sentence == "Saving out.onnx…"
    window.close()
    notice = desk.window.notice
    qtbot.waitUntil(lambda: notice.sentence == f"Saved as {target}.", timeout=30_000)
    assert target.exists()
