"""What is no digit, drawn by the same hands: letters, signs, scribbles, parts of digits."""

from collections.abc import Callable

import numpy as np

from digitpad.data.handwriting import (
    Points,
    Random,
    draw_shape,
    evenly,
    in_a_hand,
    rotation,
    smooth,
    styled,
)
from digitpad.data.styles import DIGITS, SIGNS
from digitpad.ink import Drawing, Stroke


def _sign(random: Random) -> Drawing:
    return draw_shape(random, SIGNS[str(random.choice(list(SIGNS)))])


def _plain(random: Random, strokes: list[Points]) -> Drawing:
    return in_a_hand(random, strokes, [[] for _ in strokes])


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
    turned = rotation(random.uniform(0, np.pi)) @ way
    return in_a_hand(random, [turned], [corners])


def _hatching(random: Random) -> Drawing:
    """Three to nine lines side by side; sometimes as many across."""
    count, slope = int(random.integers(3, 10)), random.uniform(0, np.pi)
    lines = []
    for turn in (0.0, random.uniform(1.0, 2.0))[: 1 + int(random.random() < 0.4)]:
        for at in np.linspace(0, 100, count):
            line = np.array([[at, at, at], [0, 50, 100]]) + random.normal(0, 3, (2, 3))
            lines.append(rotation(slope + turn) @ (line - 50))
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
    return Drawing([Stroke(*(rotation(angle) @ np.array([x, bow])).tolist())])


def _spiral(random: Random) -> Drawing:
    turns = random.uniform(2.2, 5) * random.choice([-1, 1])
    t = np.linspace(0.05, 1, int(abs(turns) * 8))
    way = 50 * t * np.array([np.cos(2 * np.pi * turns * t), np.sin(2 * np.pi * turns * t)])
    return _plain(random, [rotation(random.uniform(0, 2 * np.pi)) @ way])


def _circle(random: Random) -> Points:
    t = np.linspace(0, 2 * np.pi * random.uniform(0.9, 1.1), 10) + random.uniform(0, 2 * np.pi)
    return 50 * np.array([np.cos(t), np.sin(t)])


def _cross(random: Random) -> list[Points]:
    turn = rotation(random.uniform(0, np.pi))
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
    strokes, corners = styled(random, DIGITS[digit])
    turn = rotation(random.choice([-1, 1]) * np.pi / 2)
    return in_a_hand(random, [turn @ points for points in strokes], corners)


def _several(random: Random) -> Drawing:
    """Two or three digits side by side."""
    strokes: list[Points] = []
    corners: list[list[int]] = []
    for at in range(int(random.choice([2, 2, 3]))):
        more, sharp = styled(random, DIGITS[random.integers(10)])
        strokes += [points + np.array([[at * random.uniform(85, 115)], [0]]) for points in more]
        corners += sharp
    return in_a_hand(random, strokes, corners)


#: How much of a digit's first stroke is nothing yet. What is upright and narrow is a 1.
_BEGINNINGS = {0: 0.45, 2: 0.45, 3: 0.5, 5: 0.4, 7: 0.45, 8: 0.3, 9: 0.4}


def _beginning(random: Random) -> Drawing:
    """The first part of a digit, before it is one."""
    digit = int(random.choice(list(_BEGINNINGS)))
    strokes, corners = styled(random, DIGITS[digit])
    way = smooth(strokes[0], corners[0])
    part = way[:, : max(4, int(way.shape[1] * random.uniform(0.2, _BEGINNINGS[digit])))]
    across, down = np.ptp(part, axis=1)
    if across < 0.5 * down:
        return _dash(random)
    return _plain(random, [evenly(part, 6)])


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
