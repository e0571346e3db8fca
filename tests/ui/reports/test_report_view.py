"""digitpad.ui.reports.report_view.

Figures, pictures behind a cell, mistakes, charts in either colours.
"""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from digitpad.report.measure import Report, measure
from digitpad.ui import theme
from digitpad.ui.coloured import Coloured
from digitpad.ui.reports.report_plots import ReliabilityPlot, RobustnessPlot
from digitpad.ui.reports.report_view import ReportView
from tests.report.tools import NETWORK, WORSE, some_mnist

ONE = measure([("own", NETWORK)], some_mnist(300))
TWO = measure([("own", NETWORK), ("worse", WORSE)], some_mnist(300))


def view_of(qtbot: QtBot, report: Report) -> ReportView:
    view = ReportView(report)
    qtbot.addWidget(view)
    view.resize(1_000, 600)
    view.show()
    return view


def texts(view: ReportView) -> str:
    return "\n".join(label.text() for label in view.findChildren(Coloured))


def test_the_head_tells_the_figures_and_how_the_network_was_made(qtbot: QtBot) -> None:
    said = texts(view_of(qtbot, ONE))
    evaluation = ONE.readers[0].evaluation
    low, high = evaluation.interval
    assert f"{evaluation.accuracy:.2%}" in said
    assert f"95% interval {low:.2%} to {high:.2%}" in said
    assert "3,911,466 weights, recipe shipped, seed 0" in said
    assert "is better" not in said
    assert "The first is better" in texts(view_of(qtbot, TWO))


def test_a_cell_shows_its_pictures_by_mouse_and_by_keyboard(qtbot: QtBot) -> None:
    view = view_of(qtbot, ONE)
    (matrix,), (behind,) = view.matrices, view.behind
    threes = int(ONE.readers[0].evaluation.confusion[3, 3])
    place = matrix.rect_of(3, 3).center().toPoint()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    assert matrix.cell == (3, 3)
    assert behind.count() == threes > 5
    assert behind.item(0).text().endswith("%")
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.cell == (4, 3)
    assert behind.count() == 0
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert behind.count() == ONE.readers[0].evaluation.confusion[4, 4]
    assert matrix.accessibleDescription().startswith("4 read right: ")


def test_the_wrong_ones_come_by_confidence(qtbot: QtBot) -> None:
    _, gallery = view_of(qtbot, TWO).wrong
    evaluation = TWO.readers[1].evaluation
    words = [gallery.item(row).text() for row in range(gallery.count())]
    assert len(words) == min(200, len(evaluation.wrong()))
    sure = [float(each.split("\n")[1].rstrip("%")) for each in words]
    assert sure == sorted(sure, reverse=True)
    first = evaluation.wrong()[0]
    assert words[0].startswith(f"{evaluation.truth[first]} as {evaluation.answers[first]}\n")


def test_two_networks_stand_side_by_side(qtbot: QtBot) -> None:
    view = view_of(qtbot, TWO)
    own, worse = (reader.evaluation for reader in TWO.readers)
    assert len(view.matrices) == len(view.behind) == len(view.wrong) == 2
    only_own, only_worse = view.alone
    assert only_own.count() == min(200, len(own.alone(worse)))
    assert only_worse.count() == len(worse.alone(own))
    (table,) = view.findChildren(QTableWidget)
    assert table.columnCount() == 5
    recall = table.item(3, 1)
    assert recall
    assert recall.text() == f"{own.per_digit()[3]['recall']:.2%}"
    assert not view_of(qtbot, ONE).alone


def test_charts_are_made_when_they_are_looked_at(qtbot: QtBot) -> None:
    for report in (ONE, TWO):
        view = view_of(qtbot, report)
        assert not view.findChildren(RobustnessPlot)
        for index in range(view.tabs.count()):
            view.tabs.setCurrentIndex(index)
        assert len(view.findChildren(ReliabilityPlot)) == len(report.readers)
        assert len(view.findChildren(RobustnessPlot)) == 4


def test_it_follows_a_change_from_light_to_dark(qtbot: QtBot) -> None:
    view = view_of(qtbot, TWO)
    for index in range(view.tabs.count()):
        view.tabs.setCurrentIndex(index)
    plots = [*view.findChildren(RobustnessPlot), *view.findChildren(ReliabilityPlot)]
    view.setPalette(theme.dark_palette())
    for plot in plots:
        assert plot.backgroundBrush().color() == theme.paper(theme.dark_palette())
    figure = view.findChildren(Coloured)[0]
    shown = figure.palette().color(figure.foregroundRole())
    assert shown == theme.accent(theme.dark_palette())


def test_without_a_mistake_and_without_robustness_it_says_less(qtbot: QtBot) -> None:
    view = view_of(qtbot, measure([("own", NETWORK)], some_mnist(5), harder=False))
    assert "All are right." in texts(view)
    assert [view.tabs.tabText(index) for index in range(view.tabs.count())] == [
        "Confusion",
        "Wrong ones",
        "Digit by digit",
        "Calibration",
    ]
