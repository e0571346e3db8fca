"""digitpad.ui.samples.samples_window and its parts, with real files.

Samples are looked through, put right, deleted, undone, imported and exported.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from digitpad.data import sample_database
from digitpad.data.samples import Sample, SampleStore, samples_path
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.samples_model import ALL, FILTERS, MISREAD, ORDERS, caption
from digitpad.ui.samples.samples_window import SamplesWindow
from tests.tools import keep_samples

MakeWindow = Callable[[], SamplesWindow]
KEYS = Qt.KeyboardModifier


@pytest.fixture
def own(qapp: QApplication) -> Iterator[OwnSamples]:
    own = OwnSamples()
    yield own
    own.close()


@pytest.fixture
def make_window(qtbot: QtBot, own: OwnSamples) -> Iterator[MakeWindow]:
    """Open the window on what was kept by then."""
    windows: list[SamplesWindow] = []

    def make() -> SamplesWindow:
        window = SamplesWindow(own)
        qtbot.addWidget(window)
        windows.append(window)
        show(window, qtbot)
        window.grid.setFocus()
        return window

    yield make
    for window in windows:
        window.leave()


def show(window: SamplesWindow, qtbot: QtBot) -> None:
    """Show a window so that keys go to it."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def listed(window: SamplesWindow) -> list[str]:
    return [caption(sample) for sample in window.grid.model_of_samples.shown]


def chosen(window: SamplesWindow) -> list[int]:
    return [sample.id for sample in window.grid.selected]


def click(window: SamplesWindow, row: int, keys: KEYS = KEYS.NoModifier) -> None:
    cell = window.grid.visualRect(window.grid.model_of_samples.index(row))
    QTest.mouseClick(window.grid.viewport(), Qt.MouseButton.LeftButton, keys, cell.center())


def press(window: SamplesWindow, key: Qt.Key, keys: KEYS = KEYS.NoModifier) -> None:
    QTest.keyClick(window.grid, key, keys)


def kept() -> dict[int, int]:
    """Return the label of each sample in the file, by id."""
    store = SampleStore()
    labels = {sample.id: sample.label for sample in store.samples()}
    store.close()
    return labels


def finish(qtbot: QtBot, window: SamplesWindow) -> None:
    qtbot.waitUntil(lambda: not window.transfer.is_busy, timeout=20_000)


def answer(text: str, asked: list[str]) -> None:
    """Press a button of the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(b for b in box.buttons() if b.text().replace("&", "") == text).click()

    QTimer.singleShot(0, press)


# looking through


def test_before_the_first_sample_it_says_how_one_is_made(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    assert window.empty.isVisible()
    assert "press the digit's key" in window.empty.text()
    assert not window.filters.isVisible()
    assert not window.buttons.delete_all_button.isVisible()
    with qtbot.waitSignal(window.teach_requested):
        window.buttons.teach_button.click()
    keep_samples(3)
    qtbot.waitUntil(window.grid.isVisible)
    assert window.filters.isVisible()
    with qtbot.waitSignal(window.personalise_requested):
        window.buttons.personalise_button.click()


def test_misread_samples_come_first_and_each_digit_has_its_count(make_window: MakeWindow) -> None:
    keep_samples(20)
    window = make_window()
    assert listed(window)[:5] == [
        "5, read as 6", "0, read as 1", "5, read as 6", "0, read as 1", "9",
    ]  # fmt: skip
    assert window.filters.button(ALL).text() == "&All\n20"
    assert window.filters.button(FILTERS[8]).text() == "&7\n2"
    assert window.filters.button(MISREAD).text() == "&Misread\n4"


def test_a_button_shows_one_digit_alone_and_so_do_alt_and_its_key(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    keep_samples(20)
    window = make_window()
    window.filters.button(FILTERS[8]).click()
    assert listed(window) == ["7", "7"]
    QTest.keyClick(window, Qt.Key.Key_3, KEYS.AltModifier)
    qtbot.waitUntil(lambda: listed(window) == ["3", "3"])
    window.filters.button(MISREAD).click()
    assert len(listed(window)) == 4


def test_a_digit_without_samples_says_so(make_window: MakeWindow) -> None:
    keep_samples(5)
    window = make_window()
    window.filters.button(FILTERS[10]).click()
    assert window.empty.text() == "There is no sample of a 9 yet."
    assert window.filters.isVisible()


def test_another_order_is_one_choice_away(make_window: MakeWindow) -> None:
    keep_samples(20)
    window = make_window()
    window.order.setCurrentIndex(2)
    assert ORDERS[2].title == window.order.currentText()
    assert [words[0] for words in listed(window)] == [str(n // 2) for n in range(20)]


def test_another_windows_samples_appear_and_what_is_chosen_stays_in_place(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    keep_samples(300)
    window = make_window()
    bar = window.grid.verticalScrollBar()
    row = 150
    window.grid.scrollTo(window.grid.model_of_samples.index(row))
    click(window, row)
    click(window, row + 2, KEYS.ControlModifier)
    before, at = chosen(window), window.grid.visualRect(window.grid.currentIndex()).top()
    assert bar.value() > 0
    store = SampleStore()
    store.add(Sample(4, said=9, ink='{"drawing": [[[0, 1], [0, 1]]]}'))
    store.remove([before[0] + 1])
    store.close()
    qtbot.waitUntil(lambda: len(window.grid.model_of_samples.samples) == 300)
    qtbot.waitUntil(lambda: "4, read as 9" in listed(window))
    assert chosen(window) == before
    now = window.grid.visualRect(window.grid.currentIndex()).top()
    assert abs(now - at) <= window.grid.gridSize().height()


def test_what_changes_while_it_is_closed_is_there_when_it_opens(
    make_window: MakeWindow, own: OwnSamples
) -> None:
    keep_samples(3)
    window = make_window()
    window.close()
    own.add(Sample(8))
    window.show()
    assert len(listed(window)) == 4


# choosing and putting right


def test_many_are_chosen_with_shift_ctrl_and_ctrl_a(make_window: MakeWindow) -> None:
    keep_samples(20)
    window = make_window()
    click(window, 1)
    click(window, 4, KEYS.ShiftModifier)
    click(window, 7, KEYS.ControlModifier)
    shown = window.grid.model_of_samples.shown
    assert chosen(window) == [shown[row].id for row in (1, 2, 3, 4, 7)]
    assert window.buttons.words.text() == "5 samples chosen"
    press(window, Qt.Key.Key_A, KEYS.ControlModifier)
    assert len(chosen(window)) == 20
    press(window, Qt.Key.Key_Escape)
    assert not chosen(window)


def test_arrow_keys_and_shift_choose_too(make_window: MakeWindow) -> None:
    keep_samples(20)
    window = make_window()
    click(window, 0)
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Right, KEYS.ShiftModifier)
    shown = window.grid.model_of_samples.shown
    assert chosen(window) == [shown[1].id, shown[2].id]


def test_a_digits_key_puts_the_chosen_ones_right_where_they_stand(make_window: MakeWindow) -> None:
    keep_samples(20)
    window = make_window()
    click(window, 0)
    click(window, 1, KEYS.ShiftModifier)
    ids = chosen(window)
    press(window, Qt.Key.Key_6)
    assert listed(window)[:2] == ["6", "6, read as 1"]
    assert chosen(window) == ids
    assert {kept()[each] for each in ids} == {6}
    assert window.filters.button(FILTERS[7]).text() == "&6\n4"
    assert window.buttons.words.text() == "2 samples labelled 6."
    press(window, Qt.Key.Key_Z, KEYS.ControlModifier)
    assert listed(window)[:2] == ["5, read as 6", "0, read as 1"]
    press(window, Qt.Key.Key_Z, KEYS.ControlModifier | KEYS.ShiftModifier)
    assert listed(window)[:2] == ["6", "6, read as 1"]
    assert chosen(window) == ids


def test_a_menu_puts_right_too(make_window: MakeWindow) -> None:
    keep_samples(3)
    window = make_window()
    assert not window.buttons.label_button.isEnabled()
    click(window, 0)
    window.buttons.label_button.menu().actions()[8].trigger()
    assert kept()[chosen(window)[0]] == 8


def test_the_label_it_has_already_is_no_step(make_window: MakeWindow) -> None:
    keep_samples(1)
    window = make_window()
    click(window, 0)
    press(window, Qt.Key.Key_0)
    assert window.buttons.words.text() == "1 sample labelled 0 already."
    assert not window.history.canUndo()


def test_delete_takes_the_chosen_away_and_undo_brings_them_back(make_window: MakeWindow) -> None:
    before = {sample.id: sample.label for sample in keep_samples(20)}
    window = make_window()
    shown = [sample.id for sample in window.grid.model_of_samples.shown]
    click(window, 3)
    press(window, Qt.Key.Key_Delete)
    assert shown[3] not in kept()
    assert chosen(window) == [shown[4]]  # the next one stands there now
    window.buttons.delete_button.click()
    assert len(kept()) == 18
    window.buttons.undo_button.click()
    window.buttons.undo_button.click()
    assert kept() == before
    assert chosen(window) == [shown[3]]
    assert not window.buttons.undo_button.isEnabled()
    window.buttons.redo_button.click()
    assert shown[3] not in kept()


def test_the_undo_button_says_what_it_takes_back(make_window: MakeWindow) -> None:
    keep_samples(3)
    window = make_window()
    click(window, 0)
    press(window, Qt.Key.Key_Delete)
    assert window.buttons.undo_button.toolTip() == "Take back: 1 sample deleted (Ctrl+Z)."


def test_deleting_all_asks_once_and_can_be_undone_also_after_closing(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    before = {sample.id: sample.label for sample in keep_samples(12)}
    window, asked = make_window(), list[str]()
    window.filters.button(FILTERS[1]).click()  # whatever is shown
    answer("Cancel", asked)
    window.buttons.delete_all_button.click()
    assert kept() == before
    answer("Delete all", asked)
    window.buttons.delete_all_button.click()
    assert asked == ["Delete all 12 samples?"] * 2
    assert not kept()
    assert window.empty.isVisible()
    window.close()
    show(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, KEYS.ControlModifier)
    assert kept() == before


def test_a_double_click_does_nothing_surprising(make_window: MakeWindow) -> None:
    keep_samples(3)
    window = make_window()
    click(window, 1)
    before = chosen(window)
    cell = window.grid.visualRect(window.grid.currentIndex()).center()
    QTest.mouseDClick(window.grid.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert chosen(window) == before
    assert len(kept()) == 3


def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {sample.id: sample.label for sample in keep_samples(3)}
    monkeypatch.setattr(sample_database, "PATIENCE", 0.01)  # seconds
    window = make_window()
    click(window, 0)
    press(window, Qt.Key.Key_9)
    other = sqlite3.connect(samples_path(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # another program writes, and does not end
    press(window, Qt.Key.Key_Delete)
    assert str(samples_path()) in window.notice.sentence
    press(window, Qt.Key.Key_Z, KEYS.ControlModifier)
    assert window.history.canUndo()
    assert len(listed(window)) == 3
    other.close()
    press(window, Qt.Key.Key_Z, KEYS.ControlModifier)
    assert kept() == before
    assert not window.notice.sentence


def test_where_samples_cannot_be_read_it_says_so(make_window: MakeWindow) -> None:
    samples_path().mkdir(parents=True)
    window = make_window()
    assert str(samples_path()) in window.notice.sentence
    assert window.empty.text() == "Your samples cannot be read."


# files


def test_an_import_takes_the_good_lines_reports_the_bad_ones_and_can_be_undone(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    good = [sample.ink for sample in keep_samples(2, SampleStore(tmp_path / "other.db"))]
    path = tmp_path / "ink.ndjson"
    path.write_text("\n".join([good[0], "{nonsense", good[1], '{"drawing": 3}']))
    window = make_window()
    window.take_in([path])
    assert not window.buttons.import_button.isEnabled()
    assert window.transfer.stop_button.isVisible()
    finish(qtbot, window)
    assert sorted(kept().values()) == [0, 1]
    assert window.transfer.words.text() == "2 samples imported; 2 problems."
    first, second = window.transfer.problems.toPlainText().splitlines()
    assert f"{path}, line 2: " in first
    assert f"{path}, line 4: " in second
    assert len(listed(window)) == 2
    window.undo()
    assert not kept()
    window.redo()
    assert len(kept()) == 2
    window.transfer.close_button.click()
    assert not window.transfer.isVisible()


def test_of_many_broken_lines_the_first_are_told_and_how_many_more(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (good,) = [sample.ink for sample in keep_samples(1, SampleStore(tmp_path / "other.db"))]
    path = tmp_path / "ink.ndjson"
    path.write_text("\n".join([good, *["{"] * 250]))
    window = make_window()
    window.take_in([path])
    finish(qtbot, window)
    assert window.transfer.words.text() == "1 sample imported; 250 problems."
    lines = window.transfer.problems.toPlainText().splitlines()
    assert len(lines) == 201
    assert lines[-1] == "… and 50 more."


def test_what_was_exported_comes_back_the_same(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = sorted(sample.label for sample in keep_samples(12))
    window, path = make_window(), tmp_path / "mine.ndjson"
    window.write(path)
    finish(qtbot, window)
    assert window.transfer.words.text() == f"12 samples written to {path}."
    answer("Delete all", [])
    window.buttons.delete_all_button.click()
    window.take_in([path])
    finish(qtbot, window)
    assert sorted(kept().values()) == before
    assert window.transfer.words.text() == "12 samples imported."


def test_only_those_chosen_are_exported(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_samples(12)
    window, path = make_window(), tmp_path / "mine.ndjson"
    assert not window.buttons.export_chosen_file.isEnabled()
    click(window, 0)
    assert window.buttons.export_chosen_file.isEnabled()
    window.write(path, chosen(window))
    finish(qtbot, window)
    (line,) = path.read_text().splitlines()
    assert json.loads(line)["word"] == "0"


def test_pictures_go_into_a_new_folder_where_there_is_something_already(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_samples(12)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    window = make_window()
    window.write(tmp_path / "mine")
    finish(qtbot, window)
    (made,) = (path for path in (tmp_path / "mine").iterdir() if path.is_dir())
    assert len(list(made.glob("?/*.png"))) == 12
    assert str(made) in window.transfer.words.text()
    answer("Delete all", [])
    window.buttons.delete_all_button.click()
    window.take_in([made])
    finish(qtbot, window)
    assert len(kept()) == 12


def test_an_export_that_is_stopped_leaves_nothing_half_written(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_samples(2000)
    (tmp_path / "there").write_text("")
    window = make_window()
    window.write(tmp_path)
    qtbot.waitUntil(lambda: any(tmp_path.glob("samples*/0/*.png")), timeout=20_000)
    window.transfer.stop_button.click()
    finish(qtbot, window)
    assert window.transfer.words.text() == "Stopped. Nothing was written."
    assert not list(tmp_path.glob("samples*"))


def test_an_import_that_is_stopped_keeps_what_came_so_far_and_can_be_undone(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    store = SampleStore(tmp_path / "other.db")
    path = tmp_path / "ink.ndjson"
    path.write_text("\n".join(sample.ink for sample in keep_samples(3000, store)))
    store.close()
    window = make_window()
    window.take_in([path])
    qtbot.waitUntil(lambda: bool(kept()), timeout=20_000)
    window.transfer.stop_button.click()
    finish(qtbot, window)
    there = len(kept())
    assert 0 < there < 3000
    assert window.transfer.words.text() == f"Stopped. {there:,} samples imported."
    window.undo()
    assert not kept()


def test_a_file_that_is_not_there_is_one_sentence(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    window.take_in([tmp_path / "none.ndjson"])
    finish(qtbot, window)
    assert window.transfer.words.text() == "Nothing was imported; 1 problem."
    assert "none.ndjson does not exist" in window.transfer.problems.toPlainText()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_samples(2)
    window = make_window()
    window.write(tmp_path / "no folder" / "mine.ndjson")
    finish(qtbot, window)
    assert window.transfer.words.text() == "Nothing was written; 1 problem."
    assert "cannot be written" in window.transfer.problems.toPlainText()


def test_a_process_that_dies_is_said_and_the_window_goes_on(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_samples(2000)
    window = make_window()
    window.write(tmp_path / "mine")
    job = window.transfer._job
    assert job is not None
    job.process.kill()
    finish(qtbot, window)
    assert "ended unexpectedly" in window.notice.sentence
    assert window.buttons.import_button.isEnabled()


# how it looks and is reached


def test_every_control_has_a_name_and_teaches_one_thing(make_window: MakeWindow) -> None:
    keep_samples(3)
    window = make_window()
    assert window.grid.accessibleName() == "Samples"
    assert window.filters.button(FILTERS[1]).accessibleName() == "0: 1 samples"
    buttons = window.buttons
    for widget in (
        window.order,
        *window.filters.group.buttons(),
        buttons.label_button,
        buttons.delete_button,
        buttons.import_button,
        buttons.export_button,
        buttons.delete_all_button,
        buttons.teach_button,
        buttons.personalise_button,
    ):
        assert widget.toolTip()


def test_cells_share_the_width_evenly_whatever_it_is(make_window: MakeWindow, qtbot: QtBot) -> None:
    keep_samples(40)
    window = make_window()
    for width in (780, 900, 1301):
        window.resize(width, 600)
        grid, room = window.grid, window.grid.viewport().width()
        columns = room // grid.gridSize().width()
        assert room - columns * grid.gridSize().width() <= columns
        top = [grid.visualRect(grid.model_of_samples.index(row)).top() for row in range(40)]
        assert top.count(top[0]) == columns
        assert grid.indexAt(QPoint(10, 10)).row() == 0


def test_no_button_is_cut_off_in_the_smallest_window_with_a_large_font(
    make_window: MakeWindow,
) -> None:
    keep_samples(1)
    window = make_window()
    font = window.font()
    font.setPointSize(20)
    window.setFont(font)
    window.resize(1, 1)
    QApplication.processEvents()
    for button in window.findChildren(QPushButton):
        assert not button.isVisible() or button.width() >= button.minimumSizeHint().width()
