"""digitpad.report.charts: round ticks, and lines where their numbers are."""

import re

import numpy as np
import pytest

from digitpad.evaluation import Evaluation
from digitpad.report.charts import Line, line_chart, reliability_chart, ticks


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-45, 45, [-45, -30, -15, 0, 15, 30, 45]),
        (0, 6, [0, 1, 2, 3, 4, 5, 6]),
        (0, 0.8, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]),
        (-2, 3, [-2, -1, 0, 1, 2, 3]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


def test_a_line_goes_where_its_accuracies_are() -> None:
    chart = line_chart("Shift", "pixels", [0, 1, 2], [Line("a", "first", [1, 0.5, 0], 100)])
    (points,) = re.findall(r'<polyline class="line first" points="([^"]*)"', chart)
    (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in points.split())
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.2)
    assert y0 < y1  # up is right
    assert "a, 1 pixels: 50.00%" in chart


def test_names_in_a_chart_are_escaped() -> None:
    chart = line_chart("a", "<u>", [0, 1], [Line("<b>", "first", [1, 1], 10)])
    assert "<b>" not in chart
    assert "<u>" not in chart


def test_the_reliability_diagram_has_a_bar_for_each_bin_that_is_not_empty() -> None:
    truth = np.array([1, 1, 2], np.int64)
    answers = np.array([1, 2, 2], np.int64)
    evaluation = Evaluation(truth, answers, np.array([0.5, 0.52, 0.99], np.float32), 0.1)
    chart = reliability_chart(evaluation, "first")
    assert chart.count("<rect") == 2
    assert "2 answers with a confidence of 47% to 53%: 51.0% on average, 50.0% of them right" in (
        chart
    )
