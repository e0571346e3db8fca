"""Ink as it looks: curves through the middles between points, as wide as the pen was pressed.

All in the pad's own unit, where a drawing from anywhere can be brought.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from digitpad.ink import Drawing, Stroke

#: The side of the pad in the drawing's own unit, whatever the window's size.
PAD_SIDE = 1000.0
#: The ink's width at full pressure, as a share of the pad's side.
PEN_SHARE = 0.045
#: Of a frame that is laid about the ink, so much the ink takes, the pen's width included.
INK_SHARE = 0.72
#: A dot is a line so long: of none at all there is nothing to paint.
DOT = 0.1


class Point(NamedTuple):
    """A place on the pad."""

    x: float
    y: float


class Piece(NamedTuple):
    """What a point adds to a stroke: a curve that leaves for ``control``, or a line if None."""

    start: Point
    control: Point | None
    end: Point


class Frame(NamedTuple):
    """The square of a drawing, in its own unit, that is shown as the pad."""

    left: float
    top: float
    side: float


#: For what was drawn on the pad, wherever it is there.
PAD = Frame(0.0, 0.0, PAD_SIDE)


def frame_about(drawing: Drawing, pen_share: float = PEN_SHARE) -> Frame:
    """Return the square that shows a drawing in its middle, whatever unit it is in."""
    xs = [x for stroke in drawing.strokes for x in stroke.x]
    ys = [y for stroke in drawing.strokes for y in stroke.y]
    if not xs:
        return PAD
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    side = max(right - left, bottom - top) / (INK_SHARE - pen_share) or PAD_SIDE
    return Frame((left + right - side) / 2, (top + bottom - side) / 2, side)


def on_pad(drawing: Drawing, frame: Frame) -> list[Stroke]:
    """Return the strokes of a drawing in the pad's unit, ``frame`` being the whole pad."""
    left, top, side = frame
    if frame == PAD:
        return [stroke for stroke in drawing.strokes if stroke.x]
    return [
        Stroke(
            [(x - left) / side * PAD_SIDE for x in stroke.x],
            [(y - top) / side * PAD_SIDE for y in stroke.y],
            stroke.t,
            stroke.pressure,
        )
        for stroke in drawing.strokes
        if stroke.x
    ]


def pen_width(pressure: float) -> float:
    """Return how wide ink is where the pen was pressed so, 0 to 1."""
    return PEN_SHARE * PAD_SIDE * (0.4 + 0.6 * min(max(pressure, 0.0), 1.0))


def piece(stroke: Stroke, index: int) -> Piece:
    """Return the ink that point number ``index`` completes: a curve from middle to middle."""
    here = Point(stroke.x[index], stroke.y[index])
    if index == 0:
        return Piece(here, None, Point(here.x + DOT, here.y))
    before = Point(stroke.x[index - 1], stroke.y[index - 1])
    if index == 1:
        return Piece(before, None, _middle(before, here))
    earlier = Point(stroke.x[index - 2], stroke.y[index - 2])
    return Piece(_middle(earlier, before), before, _middle(before, here))


def tail(stroke: Stroke) -> Piece:
    """Return the ink from the last middle to the pen itself, of a stroke of two points or more."""
    before, end = (Point(stroke.x[index], stroke.y[index]) for index in (-2, -1))
    return Piece(_middle(before, end), None, end)


def lines(stroke: Stroke) -> Iterator[tuple[float, list[Piece]]]:
    """Yield a whole stroke as lines of one width each: the width, and the pieces in order."""
    count, widths = len(stroke), [pen_width(pressure) for pressure in stroke.pressure]
    widths = widths or [pen_width(1.0)] * count
    # The first point is a dot of its own only where the line's round end would not cover it.
    first = 1 if count > 1 and widths[0] <= widths[1] else 0
    every = [(widths[index], piece(stroke, index)) for index in range(first, count)]
    if count > 1:
        every.append((widths[-1], tail(stroke)))
    for width, run in groupby(every, key=lambda each: each[0]):
        yield width, [part for _, part in run]


def _middle(a: Point, b: Point) -> Point:
    return Point((a.x + b.x) / 2, (a.y + b.y) / 2)
