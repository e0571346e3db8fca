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


Point = tuple[float, float]
#: What a point adds to a stroke: from where, the point that the curve leaves for and comes from, or
#: None for a line, and to where. Plain tuples, since a gallery makes thousands a frame.
Piece = tuple[Point, Point | None, Point]


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
    here = stroke.x[index], stroke.y[index]
    if index == 0:
        return here, None, (here[0] + DOT, here[1])
    before = stroke.x[index - 1], stroke.y[index - 1]
    if index == 1:
        return before, None, _middle(before, here)
    earlier = stroke.x[index - 2], stroke.y[index - 2]
    return _middle(earlier, before), before, _middle(before, here)


def tail(stroke: Stroke) -> Piece:
    """Return the ink from the last middle to the pen itself, of a stroke of two points or more."""
    before, end = ((stroke.x[index], stroke.y[index]) for index in (-2, -1))
    return _middle(before, end), None, end


def lines(stroke: Stroke) -> Iterator[tuple[float, list[Piece]]]:
    """Yield a whole stroke as lines of one width each: the width, and the pieces in order."""
    if len(stroke) == 1:
        yield pen_width(stroke.pressure[0] if stroke.pressure else 1.0), [piece(stroke, 0)]
        return
    points = list(zip(stroke.x, stroke.y, strict=True))
    middles = list(map(_middle, points, points[1:]))
    pieces = [
        (points[0], None, middles[0]),
        *zip(middles, points[1:-1], middles[1:], strict=False),
        tail(stroke),
    ]
    if not stroke.is_pressed:
        yield pen_width(1.0), pieces
        return
    first, *widths = map(pen_width, stroke.pressure)
    if first > widths[0]:  # or the line's round end covers it
        yield first, [piece(stroke, 0)]
    every = zip([*widths, widths[-1]], pieces, strict=True)
    for width, run in groupby(every, key=lambda each: each[0]):
        yield width, [part for _, part in run]


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
