"""A drawing as an SVG, the same curves as on the pad: for the web, for a letter, for a cutter."""

from collections.abc import Iterable

from digitpad.ink import Drawing
from digitpad.smooth_ink import PAD_SIDE, Frame, Piece, Point, frame_about, lines, on_pad

_DECIMALS = 2  # of the pad's unit, of which there are 1,000


def svg_of(drawing: Drawing, *, background: bool = True, frame: Frame | None = None) -> str:
    """Return a drawing as the text of an SVG: black on white, or on nothing.

    ``frame``: what is shown of it, ``smooth_ink.PAD`` for the whole pad as it is; all of the ink in
    the middle of the picture if not given.
    """
    side = _number(PAD_SIDE)
    title = "A drawing" if drawing.label is None else f"A drawing of a {drawing.label}"
    paper = f'<rect width="{side}" height="{side}" fill="#fff"/>\n' if background else ""
    ink = "".join(
        f'<path stroke-width="{_number(width)}" d="{_path(pieces)}"/>\n'
        for stroke in on_pad(drawing, frame or frame_about(drawing))
        for width, pieces in lines(stroke)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="0 0 {side} {side}">\n'
        f"<title>{title}</title>\n"
        f"{paper}"
        '<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">\n'
        f"{ink}</g>\n"
        "</svg>\n"
    )


def _path(pieces: Iterable[Piece]) -> str:
    text, at = "", None
    for start, control, end in pieces:
        if at != start:
            text += f"M{_place(start)}"
        text += f"L{_place(end)}" if control is None else f"Q{_place(control)} {_place(end)}"
        at = end
    return text


def _place(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{round(value, _DECIMALS):.10g}"
