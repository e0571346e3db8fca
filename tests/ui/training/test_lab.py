"""digitpad.ui.training.lab.

A person trains, turns knobs, looks back, goes on; the worker waits for them.
"""

import dataclasses
import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from digitpad.resources import bundled_network
from digitpad.training.events import Batch, Epoch, Event, Finished, Knobs, Paused, Resumed
from digitpad.training.recipe import PRESETS, Recipe
from digitpad.training.runs import delete_run, list_runs
from digitpad.ui.training.lab import SETTLED, Lab
from digitpad.ui.window import MainWindow
from tests.tools import PATIENCE
from tests.ui.conftest import MakeWindow, draw_digit

SHORT = Recipe(
    name="Short",
    hidden_units=(32,),
    examples=2_000,
    epochs=3,
    batch_size=100,
    validation="split",
    held_back=500,
)
LONG = dataclasses.replace(SHORT, name="Long", examples=20_000, epochs=1_000, batch_size=50)


def train(window: MainWindow, recipe: Recipe) -> list[Event]:
    """Start a run and return a list that fills with what it says."""
    events: list[Event] = []
    window.lab.happened.connect(events.append)
    window.train(recipe)
    return events


def ask_for_summary(window: MainWindow) -> list[str]:
    """Unfold the options, ask for Keras' summary, and return a list that fills with what comes."""
    window.commands.options.trigger()
    editor = window.lab.editor
    assert editor is not None
    shown: list[str] = []
    editor.show_summary = shown.append  # type: ignore[method-assign, assignment]
    editor.summary_button.click()
    return shown


def until(qtbot: QtBot, events: list[Event], kind: type, count: int = 1) -> None:
    def heard() -> bool:
        return sum(isinstance(event, kind) for event in events) >= count

    qtbot.waitUntil(heard, timeout=PATIENCE)


def finish(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.lab.has_run, timeout=PATIENCE)


def test_the_options_unfold_and_fold_beside_the_run(window: MainWindow) -> None:
    window.commands.options.trigger()
    lab = window.lab
    assert lab.isVisible()
    assert lab.editor is not None
    assert lab.editor.isVisible()
    assert lab.editor.recipe() == PRESETS["quick"]
    assert window.commands.panel.isChecked()
    window.commands.options.trigger()
    assert lab.editor.isHidden()
    assert lab.isVisible()
    window.commands.panel.trigger()
    assert lab.isHidden()


def test_what_the_options_say_is_what_is_trained(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.options.trigger()
    assert window.lab.editor is not None
    window.lab.editor.set_recipe(SHORT)
    events: list[Event] = []
    window.lab.happened.connect(events.append)
    QTest.mouseClick(window.train_button, Qt.MouseButton.LeftButton)
    until(qtbot, events, Finished)
    (run,) = list_runs()
    assert dataclasses.replace(run.recipe, name="Short") == SHORT


def test_a_worker_waits_while_the_panel_is_open_and_goes_with_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.panel.trigger()
    qtbot.waitUntil(lambda: window.lab.job is not None, timeout=5_000)
    job = window.lab.job
    assert job is not None
    qtbot.waitUntil(lambda: job.process.processId() > 0, timeout=5_000)
    assert not window.lab.has_run
    assert window.train_button.isEnabled()
    window.commands.panel.trigger()
    qtbot.waitUntil(lambda: window.lab.job is None, timeout=PATIENCE)


def test_keras_summary_is_shown_before_anything_is_trained(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.recipes.select("mnist_mlp")
    shown = ask_for_summary(window)
    qtbot.waitUntil(lambda: any("669,706" in text for text in shown), timeout=PATIENCE)


def test_the_data_sets_are_asked_for_in_the_options(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.options.trigger()
    editor = window.lab.editor
    assert editor is not None
    chooser = editor.form.data_set
    chooser.showPopup()
    with qtbot.waitSignal(window.lab.data_sets_requested):
        QTest.keyClick(chooser.view(), Qt.Key.Key_End)
        QTest.keyClick(chooser.view(), Qt.Key.Key_Return)


def test_a_run_is_paused_and_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    events = train(window, LONG)
    until(qtbot, events, Batch)
    QTest.mouseClick(window.lab.view.panel.pause_button, Qt.MouseButton.LeftButton)
    until(qtbot, events, Paused)
    count = len(events)
    draw_digit(window.canvas, 4)  # drawing goes on
    qtbot.wait(300)
    assert len(events) == count
    window.commands.pause.trigger()
    until(qtbot, events, Resumed)
    count = len(events)
    qtbot.waitUntil(lambda: len(events) > count, timeout=PATIENCE)


def test_knobs_are_turned_while_it_goes(window: MainWindow, qtbot: QtBot) -> None:
    events = train(window, LONG)
    until(qtbot, events, Batch)
    knobs = window.lab.view.panel.knobs
    knobs.learning_rate.selectAll()
    QTest.keyClicks(knobs.learning_rate, "0.0005")
    QTest.keyClick(knobs.learning_rate, Qt.Key.Key_Return)
    until(qtbot, events, Knobs)
    window.commands.more.trigger()
    until(qtbot, events, Knobs, 2)
    last = [event for event in events if isinstance(event, Knobs)][-1]
    assert last == Knobs(1_001, 0.0005, 0.2)


def test_one_more_epoch_goes_on_with_a_run_that_is_over(window: MainWindow, qtbot: QtBot) -> None:
    train(window, SHORT)
    finish(window, qtbot)
    QTest.mouseClick(window.lab.view.panel.more_button, Qt.MouseButton.LeftButton)
    assert window.lab.has_run
    finish(window, qtbot)
    (run,) = list_runs()
    assert len(run.history) == 4
    assert window.reader.path == run.network


def test_the_slider_reads_with_an_earlier_epoch_and_now_returns(
    window: MainWindow, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 3)
    train(window, SHORT)
    finish(window, qtbot)
    (run,) = list_runs()
    slider = window.lab.view.slider.findChild(QSlider)
    assert isinstance(slider, QSlider)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.reader.path == run.epoch_networks[1])
    assert "as it was after epoch 1" in window.source.text()
    assert window.bars.reading is not None
    expected = run.network_after(1).read(window.input_view.input)  # type: ignore[arg-type]
    assert window.bars.reading.probabilities.tolist() == expected.probabilities.tolist()
    window.lab.view.slider.now_button.click()
    assert window.reader.path == run.network


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_run_whose_worker_was_killed_goes_on_from_the_table(
    window: MainWindow, qtbot: QtBot
) -> None:
    events = train(window, dataclasses.replace(LONG, epochs=3))
    until(qtbot, events, Epoch)
    assert window.lab.job is not None
    os.kill(window.lab.job.process.processId(), signal.SIGKILL)
    finish(window, qtbot)
    window.show_runs()
    (run,) = list_runs()
    assert run.status == "interrupted"
    assert window._runs is not None
    window._runs.resume_requested.emit(run)
    finish(window, qtbot)
    (run,) = list_runs()
    assert run.status == "finished"
    assert [epoch.epoch for epoch in run.history] == [1, 2, 3]


def test_a_kept_run_is_shown_again(window: MainWindow, qtbot: QtBot) -> None:
    train(window, SHORT)
    finish(window, qtbot)
    window.show_runs()
    assert window._runs is not None
    window._runs.show_requested.emit(list_runs()[0])
    assert window.lab.view.state == "kept"
    assert list(window.lab.view.networks) == [1, 2, 3]


def test_the_panel_is_there_again_at_the_next_start(make_window: MakeWindow, qtbot: QtBot) -> None:
    first = make_window()
    first.commands.options.trigger()
    first.close()
    second = make_window()
    qtbot.waitUntil(lambda: second.commands.options.isChecked(), timeout=5_000)
    assert second.lab.isVisible()
    assert second.lab.editor is not None
    assert second.lab.editor.isVisible()


def test_a_window_that_closes_leaves_no_worker_behind(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    window.commands.panel.trigger()
    qtbot.waitUntil(lambda: window.lab.job is not None, timeout=5_000)
    job = window.lab.job
    assert job is not None
    qtbot.waitUntil(lambda: job.process.processId() > 0, timeout=5_000)
    pid = job.process.processId()
    window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_panel_stands_at_the_side_as_well(window: MainWindow, tmp_path: Path) -> None:
    window.commands.options.trigger()
    lab: Lab = window.lab
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, lab)
    assert lab.editor is not None
    qt_height = lab.editor.mapTo(lab, lab.editor.rect().bottomLeft()).y()
    assert lab.view.mapTo(lab, lab.view.rect().topLeft()).y() >= qt_height


@pytest.mark.parametrize("moment", [Epoch, Finished])
def test_an_epoch_more_that_the_run_is_past_hearing_of_comes_all_the_same(
    window: MainWindow, qtbot: QtBot, moment: type
) -> None:
    events = train(window, dataclasses.replace(SHORT, epochs=1))
    more = window.lab.view.panel.more_button

    def press(event: Event) -> None:
        if isinstance(event, moment) and sum(isinstance(e, moment) for e in events) == 1:
            more.click()

    window.lab.happened.connect(press)
    qtbot.waitUntil(
        lambda: [len(run.history) for run in list_runs()] == [2] and not window.lab.has_run,
        timeout=PATIENCE,
    )


def test_a_new_run_is_followed_also_by_who_looks_back_at_the_last(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, SHORT)
    finish(window, qtbot)
    slider = window.lab.view.slider
    QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.reader.looks_back)
    events = train(window, dataclasses.replace(SHORT, name="Next"))
    assert not window.reader.looks_back
    until(qtbot, events, Epoch)
    qtbot.waitUntil(lambda: window.source.text().startswith("Read by Next while it learns"))
    finish(window, qtbot)
    QTest.keyClick(slider.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.reader.looks_back)
    window.networks.chosen.emit(bundled_network())  # another way to come back
    assert slider.following
    assert window.reader.path == bundled_network()


def test_a_run_that_went_on_and_was_killed_leaves_its_network(
    window: MainWindow, qtbot: QtBot
) -> None:
    events = train(window, dataclasses.replace(LONG, epochs=2))
    until(qtbot, events, Epoch)
    QTest.mouseClick(window.lab.view.panel.stop_button, Qt.MouseButton.LeftButton)
    finish(window, qtbot)
    QTest.mouseClick(window.lab.view.panel.pause_button, Qt.MouseButton.LeftButton)
    until(qtbot, events, Epoch, 2)
    assert window.lab.job is not None
    window.lab.job.process.kill()
    finish(window, qtbot)
    assert "ended unexpectedly" in window.notice.sentence
    (run,) = list_runs()
    assert window.reader.path == run.network
    assert "while it learns" not in window.source.text()


def test_a_run_that_was_deleted_cannot_go_on_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    train(window, dataclasses.replace(SHORT, epochs=1))
    finish(window, qtbot)
    more = window.lab.view.panel.more_button
    delete_run(list_runs()[0].folder)
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert not window.lab.has_run
    assert "No such file" in window.notice.sentence
    assert not more.isEnabled()


def test_the_window_grows_for_the_panel_and_is_itself_again_without_it(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    window.resize(940, 600)
    before = window.height()
    for _ in range(2):
        window.commands.panel.trigger()
        assert window.height() > before
        window.commands.panel.trigger()
        qtbot.waitUntil(lambda: window.height() == before)
    window.commands.panel.trigger()
    grown = window.height()
    window.close()
    again = make_window()
    qtbot.waitUntil(lambda: again.commands.panel.isChecked())
    assert again.height() == grown


def test_a_panel_that_is_torn_off_keeps_its_options_and_its_worker(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.options.trigger()
    lab = window.lab
    qtbot.waitUntil(lambda: lab.job is not None, timeout=5_000)
    job = lab.job
    for floating in (True, False):
        lab.setFloating(floating)
        qtbot.wait(SETTLED + 100)
        assert lab.isVisible()
        assert window.commands.options.isChecked()
        assert lab.editor is not None
        assert lab.editor.isVisible()
        assert lab.job is job


def test_esc_leads_from_the_panel_to_the_pad_and_only_there_clears_it(window: MainWindow) -> None:
    draw_digit(window.canvas, 3)
    window.commands.options.trigger()
    window.activateWindow()
    assert window.lab.editor is not None
    for field in window.lab.editor.form.controls.values():
        if field.widget.isVisible() and field.widget.isEnabled():
            field.widget.setFocus()
            QTest.keyClick(field.widget.focusProxy() or field.widget, Qt.Key.Key_Escape)
            assert window.canvas.hasFocus()
            assert window.canvas.drawing
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.canvas.drawing


def test_a_second_press_on_space_stops_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.recipes.show_edited("Long", LONG)
    window.train_button.setFocus()
    events: list[Event] = []
    window.lab.happened.connect(events.append)
    QTest.keyClick(window.train_button, Qt.Key.Key_Space)
    assert window.lab.has_run
    assert window.canvas.hasFocus()
    until(qtbot, events, Batch)
    panel = window.lab.view.panel
    panel.pause_button.setFocus()
    QTest.keyClick(panel.pause_button, Qt.Key.Key_Space)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    until(qtbot, events, Paused)
    assert panel.state == "paused"
    assert panel.pause_button.hasFocus()
    QTest.keyClick(panel.pause_button, Qt.Key.Key_Space)
    until(qtbot, events, Resumed)


def test_who_waits_for_a_summary_hears_that_its_process_is_gone(
    window: MainWindow, qtbot: QtBot
) -> None:
    shown = ask_for_summary(window)
    job = window.lab.job
    assert job is not None
    qtbot.waitUntil(lambda: job.process.processId() > 0, timeout=5_000)
    job.process.kill()
    qtbot.waitUntil(lambda: "ended unexpectedly" in shown[-1], timeout=PATIENCE)


def test_a_worker_that_cannot_wait_is_said_in_the_window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    window.commands.options.trigger()
    qtbot.waitUntil(lambda: "could not start" in window.notice.sentence, timeout=5_000)
    assert window.lab.job is None


def test_a_run_and_its_network_are_kept_under_one_name_wherever_the_data_folder_is_told_from(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITPAD_DATA_DIR", "my data")
    window = make_window()
    train(window, dataclasses.replace(SHORT, epochs=1))
    finish(window, qtbot)
    (run,) = list_runs()
    assert run.folder.absolute().parent == tmp_path / "my data" / "runs"
    assert run.network is not None
    assert run.network.parent == tmp_path / "my data" / "networks"
    assert run.name == run.network.stem
