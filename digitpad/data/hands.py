"""Synthetic hands: drawings of digits, and of what is none, as different people would draw them.

A drawing starts as a style's key shapes (styles.py) mixed at random, and goes through what a hand
does to a shape: unsteady points, smoothed corners, strokes that start early or end late or miss
one another, slant, proportions, tremor, and a tablet that samples it by time or by distance.
Everything is drawn from one random generator, so a seed says it all.

Sources: the kinematics are simplified from Plamondon's "A kinematic theory of rapid human
movements" (1995): fast strokes cut their corners; synthetic handwriting for training goes back to
Varga and Bunke (2003).
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from digitpad.data.styles import DIGITS, SIGNS, Style
from digitpad.ink import Drawing, Stroke
from digitpad.raster import PEN, rasterize

#: The label of a picture that shows no digit, after those that do.
NO_DIGIT = 10

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


def _styled(random: Random, styles: tuple[Style, ...]) -> tuple[list[Points], list[list[int]]]:
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


def _smooth(points: Points, corners: list[int]) -> Points:
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


def _evenly(points: Points, count: int) -> Points:
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


def _in_a_hand(
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
            points = _smooth(points, [] if round_corners else sharp)
            points = _started(points, early + random.normal(0, 1.5))
            points = _started(points[:, ::-1], late + random.normal(0, 1.5))[:, ::-1]
            if random.random() < 0.1:
                points = _hooked(random, points)
            points = _hurried(points, haste)
            points = points + tremor * _noise(random, points.shape[1], 3)
        drawn.append(points)
    return _sampled(random, _leaning(random, drawn, narrowest))


def _started(points: Points, early: float) -> Points:
    """Start a stroke so much earlier, along its own direction, or later."""
    if early > 0:
        ahead = points[:, 0] - points[:, min(4, points.shape[1] - 1)]
        size = float(np.hypot(*ahead))
        return np.hstack([points[:, :1] + (ahead / max(size, 1e-6) * early)[:, None], points])
    gone = np.hypot(*np.diff(points)).cumsum()
    return points[:, int(np.searchsorted(gone, min(-early, gone[-1] / 4))) :]


def _hooked(random: Random, points: Points) -> Points:
    """Let the pen touch down, or lift off, with a small hook."""
    hook = points[:, -1] + random.uniform(2, 9) * _direction(random.uniform(0, 2 * np.pi))
    if random.random() < 0.5:
        return np.hstack([points, hook[:, None]])
    return np.hstack([(hook - points[:, -1] + points[:, 0])[:, None], points])


def _hurried(points: Points, haste: float) -> Points:
    """Cut corners: each point is a mean of the path around it; the ends stay."""
    count = max(8, min(200, round(_length(points) / 2)))
    even = _evenly(points, count)
    reach = round(haste / 2)
    if reach < 1:
        return even
    padded = np.pad(even, ((0, 0), (reach, reach)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    window = 2 * reach + 1
    return np.asarray((sums[:, window:] - sums[:, :-window]) / window, np.float64)


def _direction(angle: float) -> npt.NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle)])


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
    cos, sin = _direction(random.normal(0, 0.09))
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[aspect, -slant * aspect], [0, 1]])
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
        even = _evenly(points, count * 2)
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
    return _in_a_hand(random, *_styled(random, styles), narrowest)


def draw_digit(random: Random, digit: int) -> Drawing:
    """Return a drawing of a digit, 0 to 9, in a random hand; its label is the digit."""
    drawing = draw_shape(random, DIGITS[digit], 0.0 if digit == 1 else NARROWEST)
    drawing.label = digit
    return drawing


# What is no digit


def _sign(random: Random) -> Drawing:
    return draw_shape(random, SIGNS[str(random.choice(list(SIGNS)))])


def _plain(random: Random, strokes: list[Points]) -> Drawing:
    return _in_a_hand(random, strokes, [[] for _ in strokes])


def _scribble(random: Random) -> Drawing:
    """A line that wanders, turns back and crosses itself."""
    count = int(random.integers(9, 26))
    if random.random() < 0.5:
        way = np.cumsum(random.normal(0, 30, (2, count)), axis=1)
    else:
        way = random.uniform(0, 100, (2, count))
    return _plain(random, [way])


def _zigzag(random: Random) -> Drawing:
    count = int(random.integers(5, 12))
    x = np.linspace(0, random.uniform(40, 180), count)
    way = np.array([x, np.where(np.arange(count) % 2, 100.0, 0.0)])
    way += random.normal(0, 5, way.shape)
    corners = list(range(1, count - 1)) if random.random() < 0.6 else []
    turned = _turn(random.uniform(0, np.pi)) @ way
    return _in_a_hand(random, [turned], [corners])


def _hatching(random: Random) -> Drawing:
    """Three to nine lines side by side; sometimes as many across."""
    count, slope = int(random.integers(3, 10)), random.uniform(0, np.pi)
    lines = []
    for turn in (0.0, random.uniform(1.0, 2.0))[: 1 + int(random.random() < 0.4)]:
        for at in np.linspace(0, 100, count):
            line = np.array([[at, at, at], [0, 50, 100]]) + random.normal(0, 3, (2, 3))
            lines.append(_turn(slope + turn) @ (line - 50))
    return _plain(random, lines)


def _dots(random: Random) -> Drawing:
    """A dot, or a few."""
    count = int(random.choice([1, 1, 1, 2, 3, 4]))
    places = random.uniform(0, 100, (count, 2, 1))
    return Drawing([Stroke(*(place + random.normal(0, 0.8, (2, 3))).tolist()) for place in places])


def _dash(random: Random) -> Drawing:
    """A line too flat for a 1."""
    angle = random.uniform(-0.5, 0.5)
    x = np.linspace(-50, 50, 4)
    bow = random.normal(0, 6) * np.cos(x / 50 * np.pi / 2)
    return Drawing([Stroke(*(_turn(angle) @ np.array([x, bow])).tolist())])


def _spiral(random: Random) -> Drawing:
    turns = random.uniform(2.2, 5) * random.choice([-1, 1])
    t = np.linspace(0.05, 1, int(abs(turns) * 8))
    way = 50 * t * np.array([np.cos(2 * np.pi * turns * t), np.sin(2 * np.pi * turns * t)])
    return _plain(random, [_turn(random.uniform(0, 2 * np.pi)) @ way])


def _circle(random: Random) -> Points:
    t = np.linspace(0, 2 * np.pi * random.uniform(0.9, 1.1), 10) + random.uniform(0, 2 * np.pi)
    return 50 * np.array([np.cos(t), np.sin(t)])


def _cross(random: Random) -> list[Points]:
    turn = _turn(random.uniform(0, np.pi))
    return [turn @ np.array([[-50.0, 50.0], [0, 0]]), turn @ np.array([[0, 0], [-50.0, 50.0]])]


def _noughts_and_crosses(random: Random) -> Drawing:
    """Circles and crosses, two to five of them, beside or in one another."""
    strokes: list[Points] = []
    for at in range(int(random.integers(2, 6))):
        part = [_circle(random)] if random.random() < 0.5 else _cross(random)
        if at == 1 and len(strokes) == 1:
            part = _cross(random)  # two circles one on the other would be an 8
        place, size = random.uniform(0, 200, (2, 1)), random.uniform(0.4, 1.0)
        strokes += [size * points + place for points in part]
    return _plain(random, strokes)


def _pieces(random: Random) -> Drawing:
    """Arcs and lines thrown together: four to seven strokes are no digit."""
    strokes = []
    for _ in range(int(random.integers(4, 8))):
        start, middle, end = random.uniform(0, 100, (3, 2, 1))
        pull = random.uniform(0, 1)
        strokes.append(np.hstack([start, (1 - pull) * (start + end) / 2 + pull * middle, end]))
    return _plain(random, strokes)


def _lying(random: Random) -> Drawing:
    """A digit on its side, of those that are no other digit then."""
    digit = int(random.choice([3, 4, 7, 8]))
    strokes, corners = _styled(random, DIGITS[digit])
    turn = _turn(random.choice([-1, 1]) * np.pi / 2)
    return _in_a_hand(random, [turn @ points for points in strokes], corners)


def _several(random: Random) -> Drawing:
    """Two or three digits side by side."""
    strokes: list[Points] = []
    corners: list[list[int]] = []
    for at in range(int(random.choice([2, 2, 3]))):
        more, sharp = _styled(random, DIGITS[random.integers(10)])
        strokes += [points + np.array([[at * random.uniform(85, 115)], [0]]) for points in more]
        corners += sharp
    return _in_a_hand(random, strokes, corners)


#: How much of a digit's first stroke is nothing yet. What is upright and narrow is a 1.
_BEGINNINGS = {0: 0.45, 2: 0.45, 3: 0.5, 5: 0.4, 7: 0.45, 8: 0.3, 9: 0.4}


def _beginning(random: Random) -> Drawing:
    """The first part of a digit, before it is one."""
    digit = int(random.choice(list(_BEGINNINGS)))
    strokes, corners = _styled(random, DIGITS[digit])
    way = _smooth(strokes[0], corners[0])
    part = way[:, : max(4, int(way.shape[1] * random.uniform(0.2, _BEGINNINGS[digit])))]
    across, down = np.ptp(part, axis=1)
    if across < 0.5 * down:
        return _dash(random)
    return _plain(random, [_evenly(part, 6)])


def _turn(angle: float) -> npt.NDArray[np.float64]:
    cos, sin = _direction(angle)
    return np.array([[cos, -sin], [sin, cos]])


_NON_DIGITS: tuple[tuple[Callable[[Random], Drawing], float], ...] = (
    (_sign, 0.48),
    (_scribble, 0.09),
    (_zigzag, 0.04),
    (_hatching, 0.07),
    (_dots, 0.03),
    (_dash, 0.03),
    (_spiral, 0.03),
    (_noughts_and_crosses, 0.07),
    (_pieces, 0.04),
    (_lying, 0.04),
    (_several, 0.04),
    (_beginning, 0.04),
)


def draw_non_digit(random: Random) -> Drawing:
    """Return a drawing of something else: a letter, a sign, a scribble, a part of a digit."""
    draws, shares = zip(*_NON_DIGITS, strict=True)
    draw = draws[random.choice(len(draws), p=np.array(shares) / sum(shares))]
    drawing: Drawing = draw(random)
    return drawing


def draw_hands(random: Random, digits: int, non_digits: int = 0) -> Iterator[Drawing]:
    """Yield so many drawings of digits, of each as many, then of what is none."""
    for number in range(digits):
        drawing = draw_digit(random, number % 10)
        drawing.key_id = f"hand-{number}"
        yield drawing
    for number in range(non_digits):
        drawing = draw_non_digit(random)
        drawing.key_id = f"non-digit-{number}"
        yield drawing


def picture_hands(
    random: Random, digits: int, non_digits: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the pictures of ``draw_hands`` in pens of many widths, and their labels.

    uint8 (n, 28, 28) as MNIST's, and uint8 (n,): 0 to 9, or NO_DIGIT.
    """
    count = digits + non_digits
    pens = PEN * np.exp(random.normal(0, 0.17, count).clip(-0.35, 0.35))
    images = np.empty((count, 28, 28), np.uint8)
    labels = np.full(count, NO_DIGIT, np.uint8)
    for number, drawing in enumerate(draw_hands(random, digits, non_digits)):
        images[number] = np.rint(rasterize(drawing, float(pens[number])) * 255)
        if drawing.label is not None:
            labels[number] = drawing.label
    return images, labels
