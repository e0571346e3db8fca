"""Ink as drawn: a Stroke is points in time, a Drawing is strokes; Quick, Draw! NDJSON in and out.

The format is the raw one of github.com/googlecreativelab/quickdraw-dataset, one JSON object a
line: ``{"word": "7", "key_id": "...", "recognized": true, "drawing": [[[x...], [y...], [t...]],
...]}``, y down, t in milliseconds since the first point and free to be missing.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

T = TypeVar("T")

#: What files of such lines are called.
INK_SUFFIXES = (".ndjson", ".jsonl")
#: A drawing beyond these is not a digit but a mistake.
MAX_STROKES, MAX_POINTS = 1_000, 1_000_000
MAX_LINE = 50_000_000  # bytes
MAX_COORDINATE = 1e9
#: Lists, keys and numbers of such a drawing's line, and more for what else may be told there.
_MOST_IN_A_LINE = {"[": 10 * MAX_STROKES, ":": 10 * MAX_STROKES, ",": 5 * MAX_POINTS}
#: A written coordinate has so many decimals, and more in a drawing that is smaller than 1.
DECIMALS = 3
MAX_PICTURES = 12  # that undo brings back
#: So many lines without one drawing among them: the file is something else. And so many in all.
MAX_BAD_LINES, MAX_BAD_LINES_IN_ALL = 10, 10_000


class InkError(ValueError):
    """Ink that cannot be read; the message is one sentence for a person."""


@dataclass
class Stroke:
    """One touch of the pen: ``x``, ``y`` in any unit (y down), ``t`` in milliseconds.

    ``pressure``: 0 to 1 for each point, for how the ink looks; it never changes the answer.
    ``t`` and ``pressure`` are as long as ``x``, or empty where they are not known.
    """

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    t: list[float] = field(default_factory=list)
    pressure: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.x)

    def add(self, x: float, y: float, t: float, pressure: float = 1.0) -> None:
        """Append a point."""
        self.x.append(x)
        self.y.append(y)
        self.t.append(t)
        self.pressure.append(pressure)

    @property
    def is_pressed(self) -> bool:
        """Whether its pressure says anything: a mouse has 1 everywhere."""
        return any(value != 1 for value in self.pressure)

    def to_lists(self, decimals: int) -> list[list[float]]:
        """Return it as Quick, Draw! lists it, rounded; and after that the pressure, if any.

        The standard knows no pressure, and readers pass over a fourth list.
        """
        axes = [self.x, self.y, self.t] if self.t else [self.x, self.y]
        if self.t and self.is_pressed:
            axes.append(self.pressure)
        return [[short(value, decimals) for value in axis] for axis in axes]


def _spread(axes: list[list[float]]) -> float:
    """Return how far the values lie apart."""
    values = [value for axis in axes for value in axis]
    return max(values, default=0.0) - min(values, default=0.0)


def short(value: float, decimals: int) -> float:
    """Return a number rounded, and whole where it is: 12, not 12.0."""
    rounded = round(float(value), decimals)
    return int(rounded) if rounded.is_integer() else rounded


class _State(NamedTuple):
    strokes: list[Stroke]
    picture: Any


@dataclass
class Drawing:
    """Strokes in the order drawn, with undo and redo.

    ``key_id``: what its file calls it. ``label``: the digit it is meant to be, if known.
    ``picture``: what lies on the pad in place of strokes, if anything does; of no file's drawing.
    """

    strokes: list[Stroke] = field(default_factory=list)
    key_id: str = ""
    label: int | None = None
    picture: Any = field(default=None, repr=False, compare=False)
    #: Earlier and undone states; clearing is one step like any stroke.
    _past: list[_State] = field(default_factory=list, repr=False, compare=False)
    _future: list[_State] = field(default_factory=list, repr=False, compare=False)

    def __bool__(self) -> bool:
        return any(self.strokes) or self.picture is not None

    def begin(self) -> Stroke:
        """Start a stroke and return it, to be filled; what was undone is gone.

        The first stroke on a picture takes it away, in the same step.
        """
        stroke = Stroke()
        self._step([*self.strokes, stroke])
        return stroke

    def clear(self) -> None:
        """Take all strokes, or the picture, away, as one step that undo brings back."""
        if self.strokes or self.picture is not None:
            self._step([])

    def replace(self, strokes: Sequence[Stroke]) -> None:
        """Put other strokes in the place of what is there, as one step."""
        self._step(list(strokes))

    def place(self, picture: Any) -> None:
        """Put a picture in the place of what is there, as one step."""
        self._step([], picture)
        # Strokes are light and stay; of pictures, which are not, only the last few do.
        placed = [state for state in self._past if state.picture is not None]
        if len(placed) > MAX_PICTURES:
            self._past = [state for state in self._past if state is not placed[0]]

    def _step(self, strokes: list[Stroke], picture: Any = None) -> None:
        self._past.append(_State(self.strokes, self.picture))
        self._future.clear()
        self.strokes, self.picture = strokes, picture

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to bring back."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last step back: a stroke, a clear, a picture."""
        if self._past:
            self._future.append(_State(self.strokes, self.picture))
            self.strokes, self.picture = self._past.pop()

    def redo(self) -> None:
        """Bring the last undone step back."""
        if self._future:
            self._past.append(_State(self.strokes, self.picture))
            self.strokes, self.picture = self._future.pop()

    @property
    def decimals(self) -> int:
        """How many of them its coordinates have where they are written."""
        spread = max(
            _spread([stroke.x for stroke in self.strokes]),
            _spread([stroke.y for stroke in self.strokes]),
        )
        return DECIMALS - min(0, math.floor(math.log10(spread or 1)))

    def to_dict(self) -> dict[str, Any]:
        """Return the drawing as an object of Quick, Draw! NDJSON."""
        decimals = self.decimals
        return {
            "word": "" if self.label is None else str(self.label),
            "key_id": self.key_id,
            "recognized": True,
            "drawing": [stroke.to_lists(decimals) for stroke in self.strokes],
        }

    def to_json(self) -> str:
        """Return the drawing as one line of Quick, Draw! NDJSON, without the line's end."""
        return json.dumps(self.to_dict(), separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Drawing":
        """Return the drawing of one line of Quick, Draw! NDJSON. Raises InkError."""
        return cls.from_dict(json_object(line))

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Drawing":
        """Return the drawing of an object of Quick, Draw! NDJSON. Raises InkError."""
        listed = values.get("drawing")
        if not isinstance(listed, list):
            raise InkError('it has no "drawing", a list of strokes [[x...], [y...]]')
        if len(listed) > MAX_STROKES:
            raise InkError(f"its drawing has more than {MAX_STROKES:,} strokes")
        strokes = [_stroke(number, stroke) for number, stroke in enumerate(listed, 1)]
        if not any(strokes):
            raise InkError("its drawing is empty")
        if sum(map(len, strokes)) > MAX_POINTS:
            raise InkError(f"its drawing has more than {MAX_POINTS:,} points")
        word = values.get("word")
        label = int(word) if isinstance(word, str) and word in set("0123456789") else None
        key_id = values.get("key_id")
        return cls(strokes, "" if key_id is None else str(key_id), label)


def json_object(line: str) -> dict[str, Any]:
    """Return the object of one line of NDJSON. Raises InkError."""
    # Before each of millions takes memory.
    if any(line.count(sign) > most for sign, most in _MOST_IN_A_LINE.items()):
        raise InkError(
            f"it is more than a drawing of {MAX_STROKES:,} strokes and {MAX_POINTS:,} points can be"
        )
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        raise InkError("it is not JSON") from None
    if not isinstance(values, dict):
        raise InkError("it is not a JSON object")
    return values


def _stroke(number: int, listed: Any) -> Stroke:
    if not isinstance(listed, list) or len(listed) < 2:
        raise InkError(f"stroke {number} is not a list of coordinates [[x...], [y...]]")
    if len(listed) > 4 and all(isinstance(each, list) and len(each) < 4 for each in listed):
        raise InkError(f"stroke {number} lists its points, where [[x...], [y...]] would be right")
    axes: list[Sequence[float]] = []
    for name, values in zip("xyt", listed[:3], strict=False):
        if not isinstance(values, list) or not all(map(_is_coordinate, values)):
            raise InkError(f"stroke {number}: its {name} is not a list of numbers below 1e9")
        if name == "t" and not values:
            continue
        if len(values) != len(listed[0]):
            raise InkError(f"stroke {number} has {len(listed[0])} x but {len(values)} {name}")
        axes.append(values)
    if len(axes) == 3 and len(listed) > 3 and _is_pressure(listed[3], len(listed[0])):
        axes.append(listed[3])
    return Stroke(*(list(map(float, axis)) for axis in axes))


def _is_pressure(values: Any, count: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(_is_coordinate(value) and 0 <= value <= 1 for value in values)
    )


def _is_coordinate(value: Any) -> bool:
    # False for NaN and ∞ too, and true of no int too long to be a float.
    return type(value) in (int, float) and abs(value) < MAX_COORDINATE


@dataclass(frozen=True)
class BadLine:
    """A line of an NDJSON file that is no drawing. ``message``: one sentence naming the place."""

    message: str


def read_ndjson(
    path: str | Path, progress: Callable[[int], object] = lambda _: None
) -> Iterator[Drawing | BadLine]:
    """Yield a file's drawings in order, with a BadLine in the place of each one that is broken.

    Drawings without a key_id get "FILE:LINE". ``progress``: is told how many bytes are read. Raises
    InkError when the file cannot be read.
    """
    name = Path(path).name
    for number, drawing in read_lines(path, Drawing.from_json, progress):
        if not isinstance(drawing, BadLine):
            drawing.key_id = drawing.key_id or f"{name}:{number}"
        yield drawing


def read_lines(
    path: str | Path,
    parse: Callable[[str], T],
    progress: Callable[[int], object] = lambda _: None,
) -> Iterator[tuple[int, T] | tuple[int, BadLine]]:
    """Yield the lines of an NDJSON file as ``parse`` makes them, which may raise InkError.

    Each with its number, from 1; a BadLine where it cannot. Raises InkError like ``read_ndjson``.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise InkError(f"{path} is not a file")
        with path.open("rb") as file:
            good_lines = bad_lines = 0
            held: list[tuple[int, BadLine]] = []  # until it is known that the file is no other
            for number, raw in enumerate(_raw_lines(file), 1):
                progress(file.tell())
                if not raw.strip():
                    continue
                try:
                    if len(raw) > MAX_LINE:
                        raise InkError(f"it is longer than {MAX_LINE:,} bytes")
                    parsed = parse(raw.decode("utf-8-sig"))
                    good_lines += 1
                    yield from held
                    held = []
                    yield number, parsed
                    continue
                except InkError as error:
                    wrong = str(error)
                except UnicodeDecodeError:
                    wrong = "it is not UTF-8 text"
                if good_lines == 0 and (bad_lines == MAX_BAD_LINES or b"\0" in raw):
                    raise InkError(f"{path} is not NDJSON, which has one drawing a line")
                bad_lines += 1
                bad = number, BadLine(f"{path}, line {number}: {wrong}")
                if good_lines == 0:
                    held.append(bad)
                    continue
                yield bad
                if bad_lines == MAX_BAD_LINES_IN_ALL:
                    raise InkError(
                        f"{path} has {bad_lines:,} lines that are no drawings; what comes after "
                        f"line {number:,} was not read"
                    )
            yield from held
    except InkError:
        raise
    except FileNotFoundError:
        raise InkError(f"{path} does not exist") from None
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        why = getattr(error, "strerror", None) or error
        raise InkError(f"{path} cannot be read: {why}") from None


def _raw_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file's lines; of one that is too long, as much as shows that it is."""
    while raw := file.readline(MAX_LINE + 1):
        yield raw
        while len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            raw = file.readline(MAX_LINE + 1)


def write_ndjson(drawings: Iterable[Drawing]) -> str:
    """Return drawings as the text of an NDJSON file."""
    return "".join(drawing.to_json() + "\n" for drawing in drawings)
