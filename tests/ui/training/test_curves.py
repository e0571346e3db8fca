"""digitpad.ui.training.curves, layer_curves and plot_pair: what has been said, as lines."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QBoxLayout
from pytestqt.qtbot import QtBot

from digitpad.training.events import Batch, Epoch, Look
from digitpad.ui import theme
from digitpad.ui.plot_pair import MOST_DOTS, MOST_POINTS, LogAxis
from digitpad.ui.training.curves import LAG, SMOOTHING, Curves
from digitpad.ui.training.layer_curves import LayerCurves


def show(curves: Curves, events: Sequence[Batch | Epoch]) -> None:
    """Draw what a run has said since the last call."""
    curves.take(events)
    curves.draw()


def test_the_training_curve_has_no_step_between_epochs(qtbot: QtBot) -> None:
    curves = Curves(2, 100)
    qtbot.addWidget(curves)
    # Every batch has loss 1 in the first epoch and 0.9 in the second.
    for epoch, loss in ((1, 1.0), (2, 0.9)):
        show(curves, [Batch(epoch, batch, loss, 0.5) for batch in range(1, 101)])
    line = curves.figures["loss"]
    assert line[:100] == pytest.approx([1.0] * 100)
    assert line == sorted(line, reverse=True)
    assert max(a - b for a, b in pairwise(line)) < 0.02
    assert curves.figures["x"][-1] == 2.0


def test_where_few_batches_are_reported_the_curve_keeps_up(qtbot: QtBot) -> None:
    curves = Curves(20, 2)
    qtbot.addWidget(curves)
    for epoch in range(1, 21):
        show(curves, [Batch(epoch, batch, 1 / epoch, 0.5) for batch in (1, 2)])
    assert LAG < 0.5  # of an epoch, between two of these events
    assert curves.figures["loss"][-1] == pytest.approx(1 / 20, rel=0.05)
    assert SMOOTHING < 1


def test_a_long_run_keeps_few_points(qtbot: QtBot) -> None:
    curves = Curves(1_000, 100)
    qtbot.addWidget(curves)
    for epoch in range(1, 1_001):
        curves.take([Batch(epoch, batch, 1.0, 0.5) for batch in range(10, 101, 10)])
        curves.take([Epoch(epoch, 1.0, 0.5, 0.9, 0.6, 1.0)])
    for names in (("x", "loss", "accuracy"), ("val_loss", "val_accuracy")):
        lengths = {len(curves.figures[name]) for name in names}
        assert len(lengths) == 1
        assert lengths.pop() <= MOST_POINTS
    assert curves.figures["x"] == sorted(curves.figures["x"])
    assert (curves.figures["x"][-1], curves.epochs_done[-1]) == (1_000, 1_000)


def test_dots_mark_the_epochs_until_they_would_touch(qtbot: QtBot) -> None:
    curves = Curves(MOST_DOTS + 1, 1)
    qtbot.addWidget(curves)
    done = [Epoch(n, 1.0, 0.5, 0.9, 0.6, 1.0) for n in range(1, MOST_DOTS + 2)]
    show(curves, done[:-1])
    assert curves.lines["val_loss"].item.opts["symbol"] == "o"
    show(curves, done[-1:])
    assert curves.lines["val_loss"].item.opts["symbol"] is None


def test_what_is_no_number_is_left_out(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    show(curves, [Batch(1, 1, float("nan"), 0.5), Batch(1, 2, 1.0, 0.5)])
    assert curves.figures["loss"] == [1.0]


def test_one_plot_is_drawn_at_a_time(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    curves.take([Batch(1, 5, 1.0, 0.5)])

    def drawn() -> list[str]:
        return [n for n in ("loss", "accuracy") if curves.lines[n].item.getData()[0] is not None]

    assert drawn() == []
    assert curves.draw_next()
    assert drawn() == ["loss"]
    assert not curves.draw_next()
    assert drawn() == ["loss", "accuracy"]


def test_plots_stand_where_there_is_room(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    curves.show()
    for width, height, way in (
        (600, 200, QBoxLayout.Direction.LeftToRight),
        (380, 400, QBoxLayout.Direction.TopToBottom),
    ):
        curves.resize(width, height)
        assert curves._box.direction() == way


def test_the_epoch_that_is_looked_at_is_marked(qtbot: QtBot) -> None:
    curves = Curves(9, 10)
    qtbot.addWidget(curves)
    assert not any(mark.isVisible() for mark in curves._marks)
    curves.mark(4)
    assert [mark.value() for mark in curves._marks] == [4, 4]
    assert all(mark.isVisible() for mark in curves._marks)
    curves.mark(None)
    assert not any(mark.isVisible() for mark in curves._marks)


def test_the_curves_follow_the_theme(qtbot: QtBot) -> None:
    curves = Curves(2, 10)
    qtbot.addWidget(curves)
    curves.resize(500, 200)
    light = curves.plots["loss"].grab().toImage().pixelColor(100, 50).lightness()
    curves.setPalette(theme.dark_palette())
    dark = curves.plots["loss"].grab().toImage().pixelColor(100, 50).lightness()
    assert light > 200
    assert dark < 80
    legend = curves.legend.text()
    assert theme.accent(theme.dark_palette()).name() in legend


@pytest.mark.parametrize(
    ("least", "most", "pixels", "figures"),
    [
        (-2.0, 1.0, 400, ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"]),
        (-2.0, 1.0, 160, ["0.01", "0.03", "0.1", "0.3", "1", "3", "10"]),
        (-2.0, 1.0, 90, ["0.01", "0.1", "1", "10"]),
        (-8.0, 2.0, 66, ["1e-08", "0.0001", "1"]),
    ],
)
def test_a_logarithmic_scale_has_as_many_figures_as_there_is_room_for(
    least: float, most: float, pixels: float, figures: list[str], qtbot: QtBot
) -> None:
    axis = LogAxis("left")
    ((_, values),) = axis.tickValues(least, most, pixels)
    assert axis.tickStrings(values, 1.0, 1.0) == figures


def test_a_network_without_hidden_layers_has_no_dead_units(qtbot: QtBot) -> None:
    layers = LayerCurves(["output"], 5, 10)
    qtbot.addWidget(layers)
    layers.take([Look(1, 5, [0.5], [], "")])
    layers.draw()
    assert sorted(layers.lines) == ["gradient 0"]
    assert layers.at == [0.5]


def test_a_long_look_keeps_few_points(qtbot: QtBot) -> None:
    layers = LayerCurves(["hidden 1", "output"], 100, 100)
    qtbot.addWidget(layers)
    for epoch in range(1, 101):
        layers.take([Look(epoch, batch, [0.5, 1.0], [0.1], "") for batch in range(10, 101, 10)])
    assert len(layers.at) <= MOST_POINTS
    assert {len(line) for line in (*layers.norms, *layers.dead)} == {len(layers.at)}
