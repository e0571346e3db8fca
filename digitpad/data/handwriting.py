"""What a hand makes of a shape: the strokes that a person draws, as a tablet reports them.

A drawing starts as a style's key shapes (styles.py) mixed at random, and goes through what a hand
does to a shape: unsteady points, smoothed corners, strokes that start early or end late or miss
one another, slant, proportions, tremor, and a tablet that samples it by time or by distance.
Everything is drawn from one random generator, so a seed says it all.

Sources: the kinematics are simplified from Plamondon's "A kinematic theory of rapid human
movements" (1995): fast strokes cut their corners; synthetic handwriting for training goes back to
Varga and Bunke (2003).
"""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from digitpad.data.styles import Style
from digitpad.ink import Drawing, Stroke

Random = np.random.Generator
Points = npt.NDArray[np.float64]  # (2, n): x and y, on a sheet of about 100 by 100
PER_SEGMENT = 8  # points between two of a shape's, before the hand draws it
NARROWEST = 0.45  # of its height: a thick pen would fill the loops of a narrower digit


@cache
def _parsed(shape: str) -> tuple[list[Points], list[list[int]]]:
    """Return a key shape's strokes, (2, n) each, and where in them the corners are."""
    strokes, corners = [], []
    for stroke in shape.split("|"):
        words = stroke.split()
        strokes.append(np.array([w.rstrip("!").split(",") for w in words], np.float64).T)
        corners.append([at for at, word in enumerate(words) if word.endswith("!")])
    return strokes, corners


def styled(random: Random, styles: tuple[Style, ...]) -> tuple[list[Points], list[list[int]]]:
    """Return a shape between the key shapes of one of the styles, or a little beyond them."""
    style = styles[random.integers(len(styles))]
    parsed = [_parsed(shape) for shape in style]
    share = random.dirichlet(np.full(len(parsed), 0.8))
    share = share * 1.15 - 0.15 / len(parsed)
    strokes = [
        sum((part * points for part, points in zip(share, versions, strict=True)), np.zeros(()))
        for versions in zip(*(strokes for strokes, _ in parsed), strict=True)
    ]
    return strokes, parsed[0][1]


# Catmull and Rom, "A class of local interpolating splines" (1974), as weights of four points.
_T = np.linspace(0, 1, PER_SEGMENT, endpoint=False)[:, None]
_SPLINE = np.hstack([-_T + 2 * _T**2 - _T**3, 2 - 5 * _T**2 + 3 * _T**3]) / 2
_SPLINE = np.hstack([_SPLINE, np.hstack([_T + 4 * _T**2 - 3 * _T**3, -(_T**2) + _T**3]) / 2])


def smooth(points: Points, corners: list[int]) -> Points:
    """Return a curve through points (2, n), smooth but at the corners."""
    pieces = []
    ends = [0, *corners, points.shape[1] - 1]
    for first, last in pairwise(ends):
        part = points[:, first : last + 1]
        if part.shape[1] > 1:
            # Beyond each end the curve goes on straight.
            before, after = 2 * part[:, :1] - part[:, 1:2], 2 * part[:, -1:] - part[:, -2:-1]
            padded = np.hstack([before, part, after])
            windows = np.stack([padded[:, at : padded.shape[1] - 3 + at] for at in range(4)])
            pieces.append(np.einsum("tk,kxn->xnt", _SPLINE, windows).reshape(2, -1))
    return np.hstack([*pieces, points[:, -1:]])


def evenly(points: Points, count: int) -> Points:
    """Return ``count`` points at even distances along points (2, n)."""
    lengths = np.zeros(points.shape[1])
    np.hypot(*np.diff(points)).cumsum(out=lengths[1:])
    at = np.linspace(0, lengths[-1], count)
    return np.array([np.interp(at, lengths, axis) for axis in points])


def _length(points: Points) -> float:
    return float(np.hypot(*np.diff(points)).sum())


def _noise(random: Random, count: int, width: float) -> Points:
    """Return (2, count) smooth noise of unit variance that changes over ``width`` points."""
    knots = max(2, round(count / width) + 1)
    coarse = random.standard_normal((2, knots))
    at = np.linspace(0, knots - 1, count)
    return np.array([np.interp(at, np.arange(knots), axis) for axis in coarse])


def in_a_hand(
    random: Random, strokes: list[Points], corners: list[list[int]], narrowest: float = 0.0
) -> Drawing:
    """Return a shape as a random person draws it.

    ``narrowest``: no narrower than that share of its height.
    """
    unsteady = random.uniform(0.5, 4.5)
    haste = max(0.0, random.uniform(-3.0, 6.0))  # how far around itself a point is smoothed
    early, late = random.normal(0, 3.5, 2)
    tremor = max(0.0, random.uniform(-0.8, 1.2))
    round_corners = random.random() < 0.08
    drawn = []
    for number, (shape, sharp) in enumerate(zip(strokes, corners, strict=True)):
        points = shape + random.normal(0, unsteady, shape.shape)
        if number:
            points = points + random.normal(0, 2.5, (2, 1))
        if points.shape[1] > 2 or _length(points) > 8:
            points = smooth(points, [] if round_corners else sharp)
            points = started(points, early + random.normal(0, 1.5))
            points = started(points[:, ::-1], late + random.normal(0, 1.5))[:, ::-1]
            if random.random() < 0.1:
                points = _hooked(random, points)
            points = _hurried(points, haste)
            points = points + tremor * _noise(random, points.shape[1], 3)
        drawn.append(points)
    return _sampled(random, _leaning(random, drawn, narrowest))


def started(points: Points, early: float) -> Points:
    """Start a stroke so much earlier, along its own direction, or later."""
    if early > 0:
        ahead = points[:, 0] - points[:, min(4, points.shape[1] - 1)]
        size = float(np.hypot(*ahead))
        return np.hstack([points[:, :1] + (ahead / max(size, 1e-6) * early)[:, None], points])
    gone = np.hypot(*np.diff(points)).cumsum()
    return points[:, int(np.searchsorted(gone, min(-early, gone[-1] / 4))) :]


def _hooked(random: Random, points: Points) -> Points:
    """Let the pen touch down, or lift off, with a small hook."""
    hook = points[:, -1] + random.uniform(2, 9) * rotation(random.uniform(0, 2 * np.pi))[:, 0]
    if random.random() < 0.5:
        return np.hstack([points, hook[:, None]])
    return np.hstack([(hook - points[:, -1] + points[:, 0])[:, None], points])


def _hurried(points: Points, haste: float) -> Points:
    """Cut corners: each point is a mean of the path around it; the ends stay."""
    count = max(8, min(200, round(_length(points) / 2)))
    even = evenly(points, count)
    reach = round(haste / 2)
    if reach < 1:
        return even
    padded = np.pad(even, ((0, 0), (reach, reach)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    window = 2 * reach + 1
    return np.asarray((sums[:, window:] - sums[:, :-window]) / window, np.float64)


def rotation(angle: float) -> npt.NDArray[np.float64]:
    """Return the (2, 2) matrix that turns points by an angle in radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def _leaning(random: Random, strokes: list[Points], narrowest: float) -> list[Points]:
    """Return strokes in a person's proportions and slant, turned and bent a little."""
    every = np.hstack(strokes)
    low, high = every.min(axis=1, keepdims=True), every.max(axis=1, keepdims=True)
    size = np.maximum(high - low, 1)
    power = np.exp(random.normal(0, 0.2, (2, 1)))
    taper, middle = np.clip(random.normal(0, 0.25), -0.5, 0.5), random.uniform(0.2, 0.8)
    aspect = np.exp(np.clip(random.normal(-0.08, 0.22), -0.5, 0.45))
    aspect = max(
        aspect, narrowest * np.exp(random.uniform(0, 0.2)) * float(size[1, 0] / size[0, 0])
    )
    slant = np.clip(random.normal(0.12, 0.2), -0.35, 0.6)
    matrix = rotation(random.normal(0, 0.09)) @ np.array([[aspect, -slant * aspect], [0, 1]])
    bend = random.normal(0, 2.2, (2, 2))
    phase = random.uniform(0, 2 * np.pi, (2, 2))
    leaning = []
    for points in strokes:
        share = np.clip((points - low) / size, 0, 1) ** power
        share[0] = middle + (share[0] - middle) * (1 + taper * (1 - 2 * share[1]))  # a large head
        points = low + share * size
        for wave in (0, 1):  # one bow over the whole digit, then two
            way = (wave + 1) * np.pi * share[::-1] + phase[wave, :, None]
            points = points + bend[wave, :, None] * np.sin(way) / (wave + 1)
        leaning.append(matrix @ points)
    return leaning


def _sampled(random: Random, strokes: list[Points]) -> Drawing:
    """Return strokes as a tablet reports them: by distance or by time, in its own unit."""
    spacing = np.exp(random.uniform(np.log(1.5), np.log(14)))
    unit = random.uniform(0.2, 3.0)  # of the tablet, on our sheet
    drawing = Drawing()
    for points in strokes:
        count = max(2, round(_length(points) / spacing) + 1)
        even = evenly(points, count * 2)
        bends = np.zeros(count * 2)
        bends[1:-1] = np.hypot(*np.diff(even, 2))
        # The pen is slow where it turns: of points an even time apart, more lie there.
        slow = np.cumsum(0.4 * spacing + bends)
        at = np.interp(np.linspace(slow[0], slow[-1], count), slow, np.arange(count * 2))
        x, y = (np.rint(np.interp(at, np.arange(count * 2), axis) / unit) for axis in even)
        drawing.strokes.append(Stroke(x.tolist(), y.tolist()))
    return drawing


def draw_shape(random: Random, styles: tuple[Style, ...], narrowest: float = NARROWEST) -> Drawing:
    """Return a drawing of one of the styles of a shape, in a random hand."""
    return in_a_hand(random, *styled(random, styles), narrowest)
