"""One trace of InkML: the numbers of its points, and what its format says they are.

W3C Recommendation "Ink Markup Language (InkML)", 2011, sections 3.1 and 3.2.1: a point is a value
for each channel. A value may be the difference to the last one, or to the last difference.
"""

import math
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from digitpad.ink import MAX_COORDINATE, MAX_POINTS, InkError

#: The values of one channel, None for those that are not known.
Column = list[float | None]

#: What channels of places count in, in millimetres, and those of time, in milliseconds.
LENGTHS = {"m": 1_000.0, "cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6}
TIMES = {"s": 1_000.0, "sec": 1_000.0, "ms": 1.0, "us": 1e-3, "µs": 1e-3, "ns": 1e-6}


class Channel(NamedTuple):
    """What one value of a point is. ``high``: what it can reach, where that is told."""

    name: str
    units: str = ""
    low: float = 0.0
    high: float | None = None
    is_reversed: bool = False
    default: float | None = None


@dataclass(frozen=True)
class Format:
    """The channels of a point: those that each one has, and those that may be left out.

    ``canvas``: how points lie on it, two rows of a matrix, if that is told.
    """

    regular: tuple[Channel, ...]
    intermittent: tuple[Channel, ...] = ()
    canvas: tuple[float, ...] = ()

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """All of them, in the order of a point's values."""
        return (*self.regular, *self.intermittent)

    @cached_property
    def places(self) -> dict[str, int]:
        """Which value of a point each name is of; the first of those with one name."""
        return {each.name: place for place, each in reversed(list(enumerate(self.channels)))}


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


def canvas_of(context: Element) -> tuple[float, ...]:
    """Return how a context lays points onto the canvas, six numbers; () where it does not say."""
    told = context.find("canvasTransform//affine")
    words = ("" if told is None else told.text or "").replace(",", " ").split()
    numbers = [number for word in words if (number := _number(word)) is not None]
    return tuple(numbers) if len(numbers) == len(words) == 6 else ()


def _channel(element: Element) -> Channel:
    low, high = _number(element.get("min")), _number(element.get("max"))
    return Channel(
        element.get("name", "").upper(),
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
    columns = _columns(text, format)

    def values(name: str) -> tuple[list[float], Channel]:
        place = format.places.get(name)
        if place is None:
            return [], Channel(name)
        channel = format.channels[place]
        return _filled(columns[place]), channel

    t, time = values("T")
    unit = TIMES.get(time.units, 1.0)
    x, y = _placed(*values("X"), *values("Y"), format.canvas)
    return Trace(
        x,
        y,
        t if unit == 1 else [value * unit for value in t],
        _shares(*values("F")),
        time.units in TIMES,
    )


def _filled(values: Column) -> list[float]:
    """Return values, that before it in the place of an unknown one; [] where none is known."""
    known = [value for value in values if value is not None]
    if not all(map(math.isfinite, known)):
        raise InkError("it has a number that is too large")
    if len(known) == len(values) or not known:
        return known
    last, filled = known[0], []
    for value in values:
        last = last if value is None else value
        filled.append(last)
    return filled


def _placed(
    x: list[float], x_is: Channel, y: list[float], y_is: Channel, canvas: tuple[float, ...]
) -> tuple[list[float], list[float]]:
    """Return where points are, y down, in one unit."""
    if canvas:
        a, b, c, d, e, f = canvas
        points = list(zip(x, y, strict=True))
        x, y = [a * x + b * y + c for x, y in points], [d * x + e * y + f for x, y in points]
        if not all(map(math.isfinite, (*x, *y))):
            raise InkError("it has a number that is too large")
        return _turned(x, Channel("X")), _turned(y, Channel("Y"))
    if x_is.units != y_is.units and x_is.units in LENGTHS and y_is.units in LENGTHS:
        y = [value * LENGTHS[y_is.units] / LENGTHS[x_is.units] for value in y]
    return _turned(x, x_is), _turned(y, y_is)


def _turned(values: list[float], channel: Channel) -> list[float]:
    if values and max(max(values), -min(values)) >= MAX_COORDINATE:
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
#: Points that are not plainly written out are taken one by one, which takes long.
MAX_ODD_POINTS = 250_000
#: Values of a point that its format does not tell of: more have no commas between points.
MOST_BESIDE = 8
#: What is taken apart at once: the words of a million points would take much memory.
_PIECE = 100_000  # characters


def _columns(text: str, format: Format) -> list[Column]:
    """Return the values of each channel, None for unknown ones.

    Points without X and Y are left out. Raises InkError.
    """
    columns, at = _explicit_columns(text, format)
    if at == len(text):
        return columns
    if text.count(",", at) > MAX_ODD_POINTS:
        raise InkError(f"it has more than {MAX_ODD_POINTS:,} points that are no plain numbers")
    counters = [_Counter(column) for column in columns]
    number, least = len(columns[0]), len(format.regular)
    x, y = format.places["X"], format.places["Y"]
    for point in text[at:].split(","):
        if not point or point.isspace():
            continue
        number += 1
        row = _row(point, counters)
        if len(row) < least:
            raise InkError(f"its point {number} has {len(row)} values, not {least}")
        if row[x] is None or row[y] is None:
            continue
        row += [channel.default for channel in format.channels[len(row) :]]
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns


def _explicit_columns(text: str, format: Format) -> tuple[list[Column], int]:
    """Return the values of each channel, and where in the text points are no longer so:

    they are all plain numbers, and as many in each.
    """
    columns, at, width = [Column() for _ in format.channels], 0, 0
    while at < len(text):
        end = text.find(",", at + _PIECE)
        end = len(text) if end < 0 else end
        piece = text[at:end]
        commas = piece.count(",")
        words = piece.replace(",", " , ").split()
        width = width or (words.index(",") if commas else len(words))
        if width > len(format.channels) + MOST_BESIDE:
            raise InkError(f"its point 1 has {width} values, not {len(format.regular)}")
        if (
            width < len(format.regular)
            or len(words) != (width + 1) * commas + width
            or words[width :: width + 1].count(",") != commas
            or not _EXPLICIT.fullmatch(piece)
        ):
            break
        try:
            values: list[Column] = [
                [*map(float, words[place :: width + 1])] for place in range(width)
            ]
        except ValueError:  # "3-5"
            break
        values += [[each.default] * (commas + 1) for each in format.channels[width:]]
        for column, more in zip(columns, values, strict=False):
            column += more
        at = min(end + 1, len(text))
    return columns, at


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
    """One channel, value by value: each may build on those before it, ``column``."""

    def __init__(self, column: Column) -> None:
        self._order = 0  # of the difference that is given
        before, self._value = [0.0, 0.0, *(value or 0.0 for value in column[-2:])][-2:]
        self._given, self._step = self._value, self._value - before

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


@lru_cache(4_096)  # differences are small, and come again and again
def _decoded(text: str) -> float:
    if text in "TF":
        return float(text == "T")
    text = "".join(text.split())  # between a sign and its number
    sign, _, hexadecimal = text.partition("#")
    try:
        return float(f"{sign}{int(hexadecimal, 16)}" if hexadecimal else text)
    except (ValueError, OverflowError):
        raise InkError(f"{text[:20]!r} is no number") from None
