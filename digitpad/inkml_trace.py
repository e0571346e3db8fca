"""One trace of InkML: the numbers of its points, and what its format says they are.

W3C Recommendation "Ink Markup Language (InkML)", 2011, sections 3.1 and 3.2.1: a point is a value
for each channel. A value may be the difference to the last one, or to the last difference.
"""

import math
import re
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from digitpad.ink import MAX_COORDINATE, MAX_POINTS, InkError

#: What a channel of time counts in, in milliseconds.
TIMES = {"s": 1_000.0, "sec": 1_000.0, "ms": 1.0, "us": 1e-3, "µs": 1e-3, "ns": 1e-6}


class Channel(NamedTuple):
    """What one value of a point is. ``high``: what it can reach, where that is told."""

    name: str
    units: str = ""
    low: float = 0.0
    high: float | None = None
    is_reversed: bool = False
    default: float | None = None


class Format(NamedTuple):
    """The channels of a point: those that each one has, and those that may be left out."""

    regular: tuple[Channel, ...]
    intermittent: tuple[Channel, ...] = ()


#: That of a trace about which nothing is told.
PLAIN = Format((Channel("X"), Channel("Y")))


@dataclass
class Trace:
    """The points of a trace. ``t``: as counted, or in milliseconds if ``in_ms``.

    ``t`` and ``pressure`` are as long as ``x``, or empty. ``pressure``: 0 to 1, if the format told
    what it can reach.
    """

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    t: list[float] = field(default_factory=list)
    pressure: list[float] = field(default_factory=list)
    in_ms: bool = False

    def go_on(self, other: "Trace") -> None:
        """Append a trace that is the same stroke."""
        for mine, others in ((self.t, other.t), (self.pressure, other.pressure)):
            if mine and others:
                mine += others
            else:  # known of a part alone
                mine.clear()
        self.x += other.x
        self.y += other.y

    def part(self, first: int, end: int | None) -> "Trace":
        """Return some of the points, counted from 0."""
        x, y, t, pressure = (axis[first:end] for axis in (self.x, self.y, self.t, self.pressure))
        return Trace(x, y, t, pressure, self.in_ms)


def format_of(element: Element) -> Format:
    """Return what a traceFormat says; PLAIN where it names no X and Y."""
    regular = tuple(_channel(each) for each in element.findall("channel"))
    intermittent = tuple(_channel(each) for each in element.findall("intermittentChannels/channel"))
    names = {channel.name for channel in regular}
    return Format(regular, intermittent) if {"X", "Y"} <= names else PLAIN


def _channel(element: Element) -> Channel:
    low, high = _number(element.get("min")), _number(element.get("max"))
    return Channel(
        element.get("name", ""),
        element.get("units", ""),
        low or 0.0,
        high,
        element.get("orientation") == "-ve",
        _number(element.get("default")),
    )


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return 1.0 if text == "T" else None
    return number if math.isfinite(number) else None


def read_trace(text: str, format: Format) -> Trace:
    """Return the points of a trace's text. Raises InkError."""
    if text.count(",") > MAX_POINTS:
        raise InkError(f"it has more than {MAX_POINTS:,} points")
    channels = (*format.regular, *format.intermittent)
    rows = _rows(text, len(format.regular), len(channels))
    at = {channel.name: place for place, channel in reversed(list(enumerate(channels)))}
    rows = [row for row in rows if row[at["X"]] is not None and row[at["Y"]] is not None]

    def values(name: str) -> tuple[list[float], Channel]:
        place = at.get(name)
        if place is None:
            return [], Channel(name)
        channel = channels[place]
        return _filled(
            [row[place] if place < len(row) else channel.default for row in rows]
        ), channel

    t, time = values("T")
    unit = TIMES.get(time.units, 1.0)
    return Trace(
        _turned(*values("X")),
        _turned(*values("Y")),
        t if unit == 1 else [value * unit for value in t],
        _shares(*values("F")),
        time.units in TIMES,
    )


def _filled(values: list[float | None]) -> list[float]:
    """Return values, that before it in the place of an unknown one; [] where none is known."""
    if not all(value is None or math.isfinite(value) for value in values):
        raise InkError("it has a number that is too large")
    last = next((value for value in values if value is not None), None)
    filled = []
    for value in values:
        last = value if value is not None else last
        if last is not None:
            filled.append(last)
    return filled


def _turned(values: list[float], channel: Channel) -> list[float]:
    if not all(abs(value) < MAX_COORDINATE for value in values):
        raise InkError(f"its {channel.name} is not below 1e9")
    return [-value for value in values] if channel.is_reversed else values


def _shares(values: list[float], channel: Channel) -> list[float]:
    """Return pressure as a share of what its channel can reach, if that is told."""
    low, high = channel.low, channel.high
    if high is None or high <= low:
        return values
    return [min(max((value - low) / (high - low), 0.0), 1.0) for value in values]


#: A value: which difference it is, if any; and a number, a sign for one, or true or false.
_VALUE = re.compile(
    r"""\s*([!'"]?)\s*([-+]?\s*(?:\#[0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|[*?TF])""",
    re.ASCII,
)
#: What explicit decimal numbers are written with; anything else takes longer to read.
_EXPLICIT = re.compile(r"[-+\d.eE,\s]*", re.ASCII)
_DIFFERENCES = {"!": 0, "'": 1, '"': 2}


def _rows(text: str, least: int, most: int) -> list[list[float | None]]:
    """Return the values of each point, at least and at most so many, None for unknown ones."""
    points = [point for point in text.split(",") if point and not point.isspace()]
    rows: list[list[float | None]]
    try:
        if not _EXPLICIT.fullmatch(text):
            raise ValueError
        rows = [[float(value) for value in point.split()] for point in points]
    except ValueError:  # "3-5", "T", differences
        counters = [_Counter() for _ in range(most)]
        rows = [_row(point, counters) for point in points]
    for number, row in enumerate(rows, 1):
        if len(row) < least:
            raise InkError(f"its point {number} has {len(row)} values, not {least}")
    return rows


def _row(point: str, counters: "list[_Counter]") -> list[float | None]:
    row, at = list[float | None](), 0
    for counter in counters:
        match = _VALUE.match(point, at)
        if match is None:
            break
        row.append(counter.next(*match.groups()))
        at = match.end()
    rest = point[at:].strip()
    if rest and not _VALUE.match(rest):
        raise InkError(f"{rest[:20]!r} is no value of a point")
    return row


class _Counter:
    """One channel, value by value: each may build on those before it."""

    def __init__(self) -> None:
        self._order = 0  # of the difference that is given
        self._given = self._value = self._step = 0.0

    def next(self, prefix: str, text: str) -> float | None:
        """Return the channel's next value; None where it is unknown."""
        if prefix:
            self._order = _DIFFERENCES[prefix]
        if text == "?":
            return None
        if text != "*":  # the same again: the value, or the difference
            self._given = _decoded(text)
        last = self._value
        if self._order == 0:
            self._value = self._given
            self._step = self._value - last
        else:
            self._step = self._given + (self._step if self._order == 2 else 0.0)
            self._value += self._step
        return self._value


def _decoded(text: str) -> float:
    if text in "TF":
        return float(text == "T")
    text = "".join(text.split())  # between a sign and its number
    sign, _, hexadecimal = text.partition("#")
    try:
        return float(f"{sign}{int(hexadecimal, 16)}" if hexadecimal else text)
    except (ValueError, OverflowError):
        raise InkError(f"{text[:20]!r} is no number") from None
