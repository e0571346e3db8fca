"""digitpad.ui.training_panel and curves: what a run says is what the person sees."""

import threading
from itertools import pairwise

from pytestqt.qtbot import QtBot

from digitpad.training.events import Batch, Epoch, Failed, Finished, Started
from digitpad.training.recipe import Recipe
from digitpad.ui import theme
from digitpad.ui.curves import MOST_POINTS, Curves
from digitpad.ui.training_panel import TrainingPanel

RECIPE = Recipe(name="Trial", epochs=2, batch_size=100, examples=1_000)  # ten batches an epoch
STARTED = Started(1234, 2, 10, 1_000, 500, {}, [])


def test_a_run_is_shown_from_start_to_end(qtbot: QtBot) -> None:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.begin(RECIPE)
    assert panel.isVisible()
    assert panel.progress.maximum() == 0  # busy
    panel.show_event(STARTED)
    assert "1,234 weights" in panel.status.text()
    panel.show_event(Batch(1, 2, 2.0, 0.2))
    qtbot.waitUntil(lambda: "batch 2 of 10" in panel.status.text())
    panel.show_event(Batch(1, 5, 1.5, 0.4))
    qtbot.waitUntil(lambda: "batch 5 of 10" in panel.status.text())
    assert "left" in panel.status.text()
    assert (panel.progress.value(), panel.progress.maximum()) == (5, 20)
    panel.show_event(Epoch(1, 1.0, 0.5, 0.8, 0.75, 1.0))
    assert "validation: loss 0.800, accuracy 75.00%" in panel.figures.text()
    qtbot.waitUntil(lambda: panel.curves is not None)
    panel.show_event(Finished("net.keras", False, 2, 0.1, 0.98, 12.0))
    assert "Finished after 2 epochs" in panel.status.text()
    assert "98.00%" in panel.figures.text()
    assert not panel.stop_button.isEnabled()
    panel.hide_button.click()
    assert panel.isHidden()
    assert panel.curves.epochs_done == [1]
    assert len(panel.curves.figures["loss"]) == 2


def test_stop_is_asked_for_once(qtbot: QtBot) -> None:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.begin(RECIPE)
    with qtbot.waitSignal(panel.stop_requested):
        panel.stop_button.click()
    assert not panel.stop_button.isEnabled()
    assert "Stopping" in panel.status.text()
    panel.show_event(Failed("it was stopped"))
    assert "ended early" in panel.status.text()
    panel.begin(RECIPE)  # and the next run starts afresh
    assert panel.stop_button.isEnabled()


def test_the_pen_goes_first(qtbot: QtBot) -> None:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.begin(RECIPE)
    panel.show_event(STARTED)
    qtbot.waitUntil(lambda: panel.curves is not None)
    panel.pen_is_down = lambda: True
    panel.show_event(Batch(1, 3, 2.0, 0.2))
    qtbot.wait(400)
    assert "batch 3" not in panel.status.text()
    qtbot.waitUntil(lambda: "batch 3" in panel.status.text(), timeout=3_000)


def test_the_training_curve_has_no_step_between_epochs(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    # Every batch has loss 1 in the first epoch and 0.9 in the second.
    for epoch, loss in ((1, 1.0), (2, 0.9)):
        curves.show_events([Batch(epoch, batch, loss, 0.5) for batch in range(1, 11)])
    line = curves.figures["loss"]
    assert line[:10] == [1.0] * 10
    assert line == sorted(line, reverse=True)
    assert max(a - b for a, b in pairwise(line)) < 0.02
    assert curves.figures["x"][-1] == 2.0


def test_a_long_run_keeps_few_points(qtbot: QtBot) -> None:
    curves = Curves(100, 100)
    qtbot.addWidget(curves)
    for epoch in range(1, 101):
        curves.show_events([Batch(epoch, batch, 1.0, 0.5) for batch in range(1, 101, 10)])
    assert len(curves.figures["x"]) <= MOST_POINTS
    assert len({len(curves.figures[name]) for name in ("x", "loss", "accuracy")}) == 1
    assert curves.figures["x"] == sorted(curves.figures["x"])
    assert curves.figures["x"][-1] > 99.8


def test_the_curves_follow_the_theme(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    curves.resize(500, 200)
    light = curves.grab().toImage().pixelColor(40, 190).lightness()
    curves.setPalette(theme.dark_palette())
    dark = curves.grab().toImage().pixelColor(40, 190).lightness()
    assert light > 200
    assert dark < 80


def test_plots_that_are_being_loaded_are_waited_for(qtbot: QtBot) -> None:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.finish_loading()  # before there is anything to wait for
    panel.begin(Recipe())
    panel.finish_loading()
    assert not any(thread.name == "plots" for thread in threading.enumerate())
