"""digitpad.smooth_ink: how ink runs between its points, and what of it is shown."""

from itertools import pairwise

import pytest

from digitpad.ink import Drawing, Stroke
from digitpad.smooth_ink import (
    PAD,
    PAD_SIDE,
    Frame,
    frame_about,
    lines,
    on_pad,
    pen_width,
    piece,
    tail,
)
from tests.tools import demo_digit, drawing_of


def test_a_line_runs_from_the_first_point_to_the_last_without_a_gap() -> None:
    stroke = demo_digit(3).strokes[0]
    ((width, pieces),) = lines(stroke)
    assert width == pen_width(1.0)
    assert len(pieces) == len(stroke)
    assert pieces[0][0] == (stroke.x[0], stroke.y[0])
    assert pieces[-1] == tail(stroke)
    assert pieces[-1][2] == (stroke.x[-1], stroke.y[-1])
    for (_, _, end), (start, _, _) in pairwise(pieces):
        assert start == end


def test_point_by_point_it_is_the_same_ink() -> None:
    stroke = demo_digit(3).strokes[0]
    ((_, pieces),) = lines(stroke)
    assert pieces == [*(piece(stroke, index) for index in range(1, len(stroke))), tail(stroke)]


def test_another_pressure_is_another_line_from_where_the_last_one_ended() -> None:
    stroke = Stroke([0.0, 10.0, 20.0, 30.0], [0.0] * 4, [0.0] * 4, [0.5, 0.5, 1.0, 1.0])
    (thin, first), (wide, second) = lines(stroke)
    assert (thin, wide) == (pen_width(0.5), pen_width(1.0))
    assert first[-1][2] == second[0][0] == (5, 0)


def test_a_first_touch_that_is_harder_than_what_follows_is_seen() -> None:
    stroke = Stroke([0.0, 10.0], [0.0, 0.0], [0.0, 9.0], [1.0, 0.2])
    (dot, _), (line, _) = lines(stroke)
    assert (dot, line) == (pen_width(1.0), pen_width(0.2))


def test_a_point_is_a_dot() -> None:
    (((start, _, end),),) = (pieces for _, pieces in lines(Stroke([5.0], [6.0])))
    assert start == (5, 6)
    assert end != start


def test_what_is_pressed_harder_is_wider_and_nothing_is_beyond_the_pen() -> None:
    assert 0 < pen_width(-1) == pen_width(0) < pen_width(0.5) < pen_width(1) == pen_width(9)


@pytest.mark.parametrize(("move", "scale"), [(0.0, 1.0), (-700.0, 1e-5), (1e8, 1e6)])
def test_a_drawing_of_any_size_comes_into_the_middle_of_the_pad(move: float, scale: float) -> None:
    drawing = drawing_of([(move, 0.0), (move + 3 * scale, 6 * scale)])
    (stroke,) = on_pad(drawing, frame_about(drawing))
    assert sum(stroke.x) / 2 == pytest.approx(PAD_SIDE / 2, abs=0.1)
    assert sum(stroke.y) / 2 == pytest.approx(PAD_SIDE / 2, abs=0.1)
    assert stroke.y[1] - stroke.y[0] == pytest.approx(675, abs=0.1)
    assert stroke.x[1] - stroke.x[0] == pytest.approx(337.5, abs=0.1)


def test_a_dot_and_nothing_at_all_have_a_frame() -> None:
    dot = drawing_of([(7.0, 8.0)])
    assert on_pad(dot, frame_about(dot)) == [Stroke([500.0], [500.0])]
    assert frame_about(Drawing()) == PAD
    assert on_pad(Drawing([Stroke()]), PAD) == []


def test_a_frame_is_what_is_shown() -> None:
    (stroke,) = on_pad(drawing_of([(10, 20), (20, 30)]), Frame(10, 10, 20))
    assert (stroke.x, stroke.y) == ([0, 500], [500, 1000])
