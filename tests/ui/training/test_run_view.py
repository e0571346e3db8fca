"""digitpad.ui.training.run_view and its parts.

What a run says is what the person sees, now and then.
"""

import base64
import dataclasses
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from digitpad.resources import bundled_network
from digitpad.training import runs
from digitpad.training.events import (
    Batch,
    Epoch,
    Failed,
    Finished,
    Knobs,
    Look,
    Paused,
    Resumed,
    Started,
)
from digitpad.training.recipe import Recipe
from digitpad.ui import theme
from digitpad.ui.training.run_view import RunView

RECIPE = Recipe(name="Trial", epochs=2, batch_size=100, examples=1_000)  # ten batches an epoch
LAYERS = ["hidden 1", "hidden 2", "output"]
PICTURES = base64.b64encode(bytes(range(256)) * 49).decode()  # 16 of them


def started(folder: Path | None = None, *, epoch: int = 1, epochs: int = 2) -> Started:
    run = str(folder or "")
    return Started(run, 1234, epoch, epochs, 10, 1_000, 500, LAYERS, {}, [])


def look(epoch: int, batch: int, norm: float = 1.0) -> Look:
    return Look(epoch, batch, [norm, 2 * norm, 3 * norm], [0.25, 0.5], PICTURES)


def after(epoch: int) -> Epoch:
    return Epoch(epoch, 1.0, 0.5, 0.8 / epoch, 0.75, 1.0 * epoch, checkpoint="net.keras")


@pytest.fixture
def view(qtbot: QtBot) -> RunView:
    view = RunView()
    qtbot.addWidget(view)
    view.resize(900, 270)
    view.show()
    return view


@pytest.fixture
def folder() -> Path:
    return runs.claim_run("Trial")


def keep(folder: Path, *epochs: int) -> None:
    for epoch in epochs:
        runs.keep_epoch(folder, epoch, bundled_network())


def write(folder: Path, status: str, epochs: int, *, of: int = 2, recipe: Recipe = RECIPE) -> None:
    runs.write_record(
        folder,
        {
            "recipe": dataclasses.asdict(recipe),
            "created": "2026-11-25T10:00:00+00:00",
            "status": status,
            "epochs": of,
            "history": [after(epoch)._asdict() for epoch in range(1, epochs + 1)],
            "seconds": 61.0,
            "versions": {"keras": "3"},
        },
    )


def running(view: RunView, qtbot: QtBot, folder: Path | None = None) -> None:
    """Begin a run and wait until its charts are there."""
    view.begin(RECIPE)
    view.show_event(started(folder))
    qtbot.waitUntil(lambda: view.charts.layers is not None)


def state(view: RunView) -> str:
    return view.state


def looked_at(view: RunView) -> tuple[str, int | None]:
    return view.slider.label.text(), view.epoch


def enter(field: QLineEdit, text: str) -> None:
    """Type a number, as a hand does."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_before_the_first_run_it_says_what_train_will_show(view: RunView) -> None:
    assert view.empty.isVisible()
    assert "Train" in view.empty.text()
    assert state(view) == "empty"
    view.begin(RECIPE)
    assert not view.empty.isVisible()


def test_a_run_is_shown_from_start_to_end(view: RunView, qtbot: QtBot) -> None:
    panel = view.panel
    view.begin(RECIPE)
    assert state(view) == "starting"
    assert "Starting" in panel.status.text()
    assert panel.progress.maximum() == 0  # busy
    view.show_event(started())
    assert state(view) == "running"
    assert "1,234 weights" in panel.status.text()
    view.show_event(Batch(1, 2, 2.0, 0.2, 0.001, 5_000.0))
    qtbot.waitUntil(lambda: "batch 2 of 10" in panel.status.text())
    view.show_event(Batch(1, 5, 1.5, 0.4, 0.001, 5_000.0))
    qtbot.waitUntil(lambda: "batch 5 of 10" in panel.status.text())
    assert "left, 5,000 images a second" in panel.status.text()
    assert (panel.progress.value(), panel.progress.maximum()) == (5, 20)
    view.show_event(after(1))
    assert "validation: loss 0.800, accuracy 75.00%" in panel.figures.text()
    qtbot.waitUntil(lambda: view.charts.curves is not None)
    view.show_event(Finished("net.keras", False, 2, 0.1, 0.98, 12.0))
    assert state(view) == "finished"
    assert "Finished after 2 epochs" in panel.status.text()
    assert "98.00%" in panel.figures.text()
    assert panel.progress.value() == panel.progress.maximum()
    assert not panel.stop_button.isVisible()
    assert view.charts.curves is not None
    assert view.charts.curves.epochs_done == [1]
    assert len(view.charts.curves.figures["loss"]) == 2


def test_an_early_end_says_which_epoch_is_kept(view: RunView) -> None:
    view.begin(RECIPE)
    view.show_event(started())
    view.show_event(Finished("net.keras", False, 9, 0.1, 0.98, 12.0, kept=6))
    assert "epoch 6 was the best and is kept" in view.panel.status.text()


def test_it_pauses_resumes_and_stops_when_the_run_has_heard_it(view: RunView, qtbot: QtBot) -> None:
    panel = view.panel
    view.begin(RECIPE)
    assert not panel.pause_button.isEnabled()  # there is nothing to pause yet
    view.show_event(started())
    with qtbot.waitSignal(view.pause_requested):
        panel.pause_button.click()
    assert not panel.pause_button.isEnabled()
    view.show_event(Paused())
    assert state(view) == "paused"
    assert panel.pause_button.text() == "Resume"
    with qtbot.waitSignal(view.resume_requested):
        panel.pause_button.click()
    view.show_event(Resumed())
    assert panel.pause_button.text() == "Pause"
    with qtbot.waitSignal(view.stop_requested):
        panel.stop_button.click()
    assert state(view) == "stopping"
    view.show_event(Batch(1, 3, 1.0, 0.5))
    qtbot.wait(300)
    assert "Stopping" in panel.status.text()
    assert not panel.stop_button.isEnabled()
    view.show_event(Failed("it was stopped"))
    assert "It was stopped" in panel.status.text() or "it was stopped." in panel.status.text()
    view.begin(RECIPE)  # and the next run starts afresh
    assert panel.stop_button.isEnabled()


def test_a_run_that_pauses_by_itself_says_why(view: RunView) -> None:
    view.begin(RECIPE)
    view.show_event(started())
    view.show_event(Batch(2, 3, 1.0, 0.5))
    view.show_event(Paused("the disk is full"))
    assert view.panel.status.text() == "Paused in epoch 2 of 2: the disk is full."


def test_one_epoch_more_makes_room_for_itself(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)
    with qtbot.waitSignal(view.more_requested):
        view.panel.more_button.click()
    view.show_event(Batch(1, 5, 1.0, 0.5))
    view.show_event(Knobs(epochs=3, learning_rate=0.001, dropout=0.2))
    assert view.panel.progress.maximum() == 30
    assert "Epoch 1 of 3" in view.panel.status.text()
    assert view.charts.curves is not None
    assert view.charts.curves.plots["loss"].viewRange()[0][1] > 3


def test_more_batches_than_qt_can_count_are_shown_as_their_share(view: RunView) -> None:
    recipe = dataclasses.replace(RECIPE, epochs=100_000, batch_size=1, examples=60_000)
    view.begin(recipe)
    view.show_event(started(epochs=100_000)._replace(batches=60_000))
    view.show_event(Batch(50_000, 60_000, 1.0, 0.5))
    view.panel.draw()
    progress = view.panel.progress
    assert progress.value() / progress.maximum() == 0.5


def test_the_knobs_are_turned_while_it_runs(view: RunView, qtbot: QtBot) -> None:
    knobs = view.panel.knobs
    view.begin(RECIPE)
    assert not knobs.isEnabled()
    view.show_event(started())
    assert (knobs.learning_rate.text(), knobs.dropout.text()) == ("0.001", "0.2")
    with qtbot.waitSignal(view.learning_rate_changed) as rate:
        enter(knobs.learning_rate, "0,0005")
    assert rate.args == [0.0005]
    with qtbot.waitSignal(view.dropout_changed) as dropout:
        enter(knobs.dropout, "0")
    assert dropout.args == [0.0]
    view.show_event(Knobs(epochs=2, learning_rate=0.0005, dropout=0.0))
    assert (knobs.learning_rate.text(), knobs.dropout.text()) == ("0.0005", "0")


@pytest.mark.parametrize("text", ["0", "-1", "11", "fast", "nan", ""])
def test_a_learning_rate_that_cannot_work_is_refused_at_its_field(
    text: str, view: RunView, qtbot: QtBot
) -> None:
    knobs = view.panel.knobs
    view.begin(RECIPE)
    view.show_event(started())
    with qtbot.assertNotEmitted(view.learning_rate_changed):
        knobs.learning_rate.selectAll()
        QTest.keyClick(knobs.learning_rate, Qt.Key.Key_Delete)
        QTest.keyClicks(knobs.learning_rate, text)
        QTest.keyClick(knobs.learning_rate, Qt.Key.Key_Return)
    assert knobs.problem.isVisible()
    assert "above 0, at most 10" in knobs.problem.text()
    enter(knobs.learning_rate, "0.01")
    assert not knobs.problem.isVisible()


@pytest.mark.parametrize("text", ["1", "-0.1", "x"])
def test_a_dropout_that_cannot_work_is_refused_at_its_field(
    text: str, view: RunView, qtbot: QtBot
) -> None:
    view.begin(RECIPE)
    view.show_event(started())
    with qtbot.assertNotEmitted(view.dropout_changed):
        enter(view.panel.knobs.dropout, text)
    assert "from 0 to below 1" in view.panel.knobs.problem.text()
    view.show_event(Finished("net.keras", True, 1, 0.1, 0.98, 12.0))
    assert not view.panel.knobs.problem.isVisible()  # what was typed is of no use any more
    assert view.panel.knobs.dropout.text() == "0.2"


def test_where_there_is_no_hidden_layer_there_is_no_dropout(view: RunView) -> None:
    view.begin(dataclasses.replace(RECIPE, hidden_units=(), dropout=0.0))
    view.show_event(started())
    assert view.panel.knobs.learning_rate.isEnabled()
    assert not view.panel.knobs.dropout.isEnabled()
    assert "no hidden layer" in view.panel.knobs.dropout.toolTip()


def test_what_the_person_types_is_not_typed_over(view: RunView) -> None:
    field = view.panel.knobs.learning_rate
    view.begin(RECIPE)
    view.show_event(started())
    view.activateWindow()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.0")
    view.show_event(Knobs(epochs=3, learning_rate=0.001, dropout=0.2))
    assert field.text() == "0.0"


def test_the_pen_goes_first(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)
    qtbot.wait(50)
    view.pen_is_down = lambda: True
    view.show_event(Batch(1, 3, 2.0, 0.2))
    qtbot.wait(400)
    assert "batch 3" not in view.panel.status.text()
    qtbot.waitUntil(lambda: "batch 3" in view.panel.status.text(), timeout=3_000)


def test_layers_and_weights_are_drawn_when_they_are_looked_at(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)
    charts = view.charts
    for batch in (4, 8):
        view.show_event(look(1, batch))
    qtbot.wait(300)
    assert not len(charts.weights.pictures)  # nobody looks at them
    charts.setCurrentIndex(2)
    assert charts.weights.pictures.shape == (16, 28, 28)
    charts.setCurrentIndex(1)
    assert charts.layers is not None
    qtbot.waitUntil(charts.layers.isVisible)
    assert charts.layers.at == [0.4, 0.8]
    assert charts.layers.dead == [[25.0, 25.0], [50.0, 50.0]]
    x, y = charts.layers.lines["gradient 1"].item.getData()
    assert list(x) == [0.4, 0.8]
    assert y == pytest.approx([np.log10(2)] * 2)
    for name in LAYERS:
        assert name.replace(" ", "&nbsp;") in charts.layers.legend.text()


def test_what_cannot_be_drawn_harms_nothing(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)
    view.charts.setCurrentIndex(1)
    view.show_event(look(1, 2, norm=0.0))
    view.show_event(look(1, 4, norm=float("nan")))
    view.show_event(Look(1, 5, [1.0], [], "no base64!"))  # of another network
    view.show_event(look(1, 6))
    qtbot.waitUntil(lambda: view.charts.layers is not None and len(view.charts.layers.at) == 3)
    view.grab()


def test_the_slider_goes_back_and_now_comes_forward(
    view: RunView, qtbot: QtBot, folder: Path
) -> None:
    recipe = dataclasses.replace(RECIPE, epochs=9)
    view.begin(recipe)
    view.show_event(started(folder, epochs=9))
    slider = view.slider
    assert not slider.slider.isEnabled()
    for epoch in range(1, 6):
        keep(folder, epoch)
        view.show_event(after(epoch))
    assert looked_at(view) == ("epoch 5 of 9", None)
    with qtbot.waitSignal(view.epoch_chosen) as chosen:
        QTest.keyClick(slider.slider, Qt.Key.Key_Left)
        QTest.keyClick(slider.slider, Qt.Key.Key_Left)
    assert chosen.args == [3]  # once, for both
    assert looked_at(view) == ("epoch 3 of 9", 3)
    keep(folder, 6)
    view.show_event(after(6))
    assert looked_at(view)[1] == 3  # and there it stays while the run goes on
    with qtbot.waitSignal(view.epoch_released):
        slider.now_button.click()
    assert looked_at(view) == ("epoch 6 of 9", None)
    assert not slider.now_button.isEnabled()


def test_an_epoch_that_is_kept_no_more_gives_way_to_the_nearest(
    view: RunView, qtbot: QtBot, folder: Path
) -> None:
    view.begin(RECIPE)
    view.show_event(started(folder, epochs=9))
    keep(folder, 2, 4, 5, 8)
    view.show_event(after(8))
    with qtbot.waitSignal(view.epoch_chosen) as chosen:
        view.slider.choose(3)
    assert chosen.args[0] in (2, 4)
    with qtbot.waitSignal(view.epoch_chosen):
        view.slider.choose(5)
    (folder / runs.EPOCHS / "000005.keras").unlink()
    view.show_event(after(9))
    assert looked_at(view)[1] == 4


def test_the_pictures_go_back_too(view: RunView, qtbot: QtBot, folder: Path) -> None:
    running(view, qtbot, folder)
    view.charts.setCurrentIndex(2)
    view.show_event(look(1, 9))
    keep(folder, 1, 2)
    first = view.charts.weights
    view.show_event(after(2))
    view.show_event(Look(2, 9, [1.0] * 3, [0.0] * 2, base64.b64encode(bytes(28 * 28)).decode()))
    qtbot.waitUntil(lambda: len(first.pictures) == 1)
    view.slider.choose(1)
    qtbot.waitUntil(lambda: len(first.pictures) == 16)
    view.slider.now_button.click()
    assert len(first.pictures) == 1


def test_a_kept_run_is_shown_with_its_past(view: RunView, qtbot: QtBot, folder: Path) -> None:
    keep(folder, 1, 2)
    write(folder, "stopped", 2, of=5)
    (folder / runs.STATE).write_bytes(b"")
    runs.rename_run(folder, "My own")
    view.show_run(runs.read_run(folder))
    assert state(view) == "kept"
    assert view.folder == folder
    assert view.panel.title.text() == "My own"
    assert view.panel.status.text() == "Stopped after 2 epochs of 5, 1:01"
    assert view.panel.pause_button.text() == "Resume"
    assert view.slider.label.text() == "epoch 2 of 5"
    qtbot.waitUntil(lambda: view.charts.curves is not None)
    assert view.charts.curves is not None
    assert view.charts.curves.figures["x"] == [1, 2]
    assert view.charts.curves.epochs_done == [1, 2]
    for button, signal in (
        (view.panel.pause_button, view.resume_requested),
        (view.panel.more_button, view.more_requested),
    ):
        with qtbot.waitSignal(signal):
            button.click()
    view.charts.setCurrentIndex(2)
    assert len(view.charts.weights.pictures) == 10  # the bundled network's first maps
    view.charts.setCurrentIndex(1)
    assert "not kept" in view.charts._layers_hint.text()


def test_a_run_that_cannot_go_on_offers_no_way_on(view: RunView, folder: Path) -> None:
    write(folder, "failed", 0)
    view.show_run(runs.read_run(folder))
    assert not view.panel.pause_button.isVisible()
    assert not view.panel.more_button.isEnabled()
    assert not view.slider.slider.isEnabled()


def test_a_resumed_run_shows_what_it_has_gone_through(
    view: RunView, qtbot: QtBot, folder: Path
) -> None:
    keep(folder, 1, 2)
    write(folder, "running", 2, of=4)
    view.begin(RECIPE)
    view.show_event(started(folder, epoch=3, epochs=4))
    assert view.panel.progress.value() == 20
    assert view.slider.label.text() == "epoch 2 of 4"
    qtbot.waitUntil(lambda: view.charts.curves is not None)
    assert view.charts.curves is not None
    assert view.charts.curves.epochs_done == [1, 2]
    view.show_event(Batch(3, 5, 0.5, 0.9))
    qtbot.waitUntil(lambda: "Epoch 3 of 4" in view.panel.status.text())
    assert view.charts.curves.figures["x"] == [1, 2, 2.5]


def test_a_run_that_is_over_can_go_on_where_it_left_its_state(
    view: RunView, qtbot: QtBot, folder: Path
) -> None:
    running(view, qtbot, folder)
    (folder / runs.STATE).write_bytes(b"")
    view.show_event(after(1))
    view.show_event(Failed("the process was killed"))
    assert view.panel.pause_button.isVisible()
    assert view.panel.pause_button.text() == "Resume"
    with qtbot.waitSignal(view.resume_requested):
        view.panel.pause_button.click()


def test_hidden_charts_cost_nothing_and_are_whole_when_shown(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)
    qtbot.wait(50)
    view.hide()
    view.show_event(Batch(1, 5, 1.0, 0.5))
    qtbot.wait(300)
    assert view.charts.curves is not None
    assert view.charts.curves.figures["x"] == [0.5]
    assert view.charts.curves.lines["loss"].item.getData()[0] is None
    view.show()
    assert list(view.charts.curves.lines["loss"].item.getData()[0]) == [0.5]


@pytest.mark.parametrize(("width", "height"), [(620, 250), (900, 300), (400, 640)])
def test_everything_has_its_place_at_every_size(
    width: int, height: int, view: RunView, qtbot: QtBot
) -> None:
    running(view, qtbot)
    view.resize(width, height)
    qtbot.wait(20)
    assert (view.width(), view.height()) == (width, height)
    seen = (*view.panel.findChildren(QWidget), *view.slider.findChildren(QWidget), view.charts)
    for widget in seen:
        if widget.isVisible():
            area = widget.rect().translated(widget.mapTo(view, widget.rect().topLeft()))
            assert view.rect().contains(area), type(widget).__name__
            assert widget.height() >= widget.minimumSizeHint().height(), type(widget).__name__
    below = view.charts.mapTo(view, view.charts.rect().topLeft()).y() > view.panel.height() // 2
    assert below == (width == 400)


def test_the_charts_follow_the_theme(view: RunView, qtbot: QtBot) -> None:
    running(view, qtbot)

    def paper() -> int:
        image: QImage = view.charts.grab().toImage()
        return image.pixelColor(image.width() // 2 - 30, image.height() // 2).lightness()

    assert paper() > 200
    view.setPalette(theme.dark_palette())
    assert paper() < 80


def test_every_control_teaches_one_thing(view: RunView) -> None:
    panel = view.panel
    for widget in (
        panel.progress,
        panel.pause_button,
        panel.stop_button,
        panel.more_button,
        panel.knobs.learning_rate,
        panel.knobs.dropout,
        view.slider.slider,
        view.slider.now_button,
        view.charts.weights,
    ):
        assert widget.toolTip(), type(widget).__name__
    for index in range(view.charts.count()):
        assert view.charts.tabToolTip(index)


def test_plots_that_are_being_loaded_are_waited_for(view: RunView) -> None:
    view.finish_loading()  # before there is anything to wait for
    view.begin(Recipe())
    view.finish_loading()
    assert not any(thread.name == "plots" for thread in threading.enumerate())


def test_a_run_whose_folder_is_gone_is_shown_all_the_same(
    view: RunView, qtbot: QtBot, folder: Path
) -> None:
    running(view, qtbot, folder)
    keep(folder, 1)
    view.show_event(after(1))
    shutil.rmtree(folder)
    view.show_event(after(2))
    assert not view.slider.slider.isEnabled()
    view.show_event(started(folder, epoch=3))
    view.show_event(Failed("the folder is gone"))
    assert not view.panel.more_button.isEnabled()
