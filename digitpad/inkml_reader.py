"""What an InkML file shows: its groups of traces, and what they refer to.

A file may say first what its numbers are (traceFormat, by itself or in a context or an inkSource),
draw traces in groups or in none, and then lay other groups over them (traceView), as CROHME does
with the symbols of an expression.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from digitpad.ink import MAX_COORDINATE, MAX_POINTS, MAX_STROKES, Drawing, InkError, Stroke
from digitpad.inkml_trace import PLAIN, Format, Trace, canvas_of, format_of, read_trace

#: Which annotations tell what is drawn, the first that there is; and which a drawing's own name.
LABELS = ("truth", "label", "normalizedLabel")
NAMES = ("UI", "sampleId")
#: What LaTeX and people put about a digit.
_AROUND_A_DIGIT = " \t\r\n$\\(){}"
#: What tells the format of traces, in the order in which they refer to one another; and how.
_FORMATS = ("traceFormat", "inkSource", "context")
_FORMAT_REFERENCES = ("traceFormatRef", "inkSourceRef", "contextRef")
_GROUPS = ("traceGroup", "traceView")
#: A file with more of them outside of its groups is no drawing, nor an expression to take apart.
MAX_LOOSE_TRACES = 20_000
#: What a file's whole is told by is little.
MAX_IDLE = 100_000

#: A drawing, or what is wrong with it, and the line where it begins.
Found = tuple[int, Drawing | str]


@dataclass
class _Group:
    """The traces of one drawing as they are found, and what is told of it.

    ``own``: the ids of those that are drawn there, not shown once more.
    """

    told: dict[str, str]
    parent: "_Group | None" = None
    traces: list[Trace] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    points: int = 0  # that were added
    wrong: str = ""

    def label(self) -> int | None:
        """Return the digit it is meant to be, told of it or of all it is a part of."""
        for kind in LABELS:
            if kind in self.told:
                text = self.told[kind].strip(_AROUND_A_DIGIT)
                return int(text) if text in set("0123456789") else None
        return None if self.parent is None else self.parent.label()

    def drawing(self) -> Drawing | str:
        """Return the drawing, or what is wrong with it."""
        names = (self.told.get(kind, "").strip() for kind in NAMES)
        try:
            if self.wrong:
                raise InkError(self.wrong)
            return Drawing(_strokes(self.traces), next(filter(None, names), ""), self.label())
        except InkError as error:
            return str(error)


class InkmlReader:
    """Goes through a file's elements; knows what later ones may refer to."""

    def __init__(self) -> None:
        self._format = PLAIN  # of a trace that refers to none
        self._formats: dict[str, Format] = {}
        self._known: dict[str, list[Trace]] = {}
        self._viewed: set[str] = set()
        # So many points: what is referred to again and again is larger than its file.
        self._to_keep = self._to_view = MAX_POINTS

    def read(self, elements: Iterator[tuple[int, Element]]) -> Iterator[Found]:
        """Yield the drawings. Raises InkError, and XmlError as the elements do."""
        first, root = next(elements)
        if root.tag != "ink":
            raise InkError(f"its first element is <{root.tag[:40]}>, not <ink>")
        whole, idle = _Group({}), 0
        for line, element in elements:
            before = whole.points
            if element.tag == "annotation":
                whole.told |= _told([element])
            elif element.tag == "definitions":
                self._define(element)
            elif element.tag in _FORMATS:
                self._format = self._remember_format(element) or self._format
            elif element.tag == "trace":
                self._add(whole, element, self._format)
            elif element.tag in _GROUPS:
                for group in self._groups(element, self._format, whole):
                    yield line, group.drawing()
                continue
            if len(whole.traces) > MAX_LOOSE_TRACES or whole.points > MAX_POINTS:
                raise InkError(
                    f"it has more than {MAX_LOOSE_TRACES:,} traces or {MAX_POINTS:,} points "
                    "outside of groups"
                )
            idle += 1 + len(element) if whole.points == before else 0
            if idle > MAX_IDLE:
                raise InkError(f"it has more than {MAX_IDLE:,} elements without ink")
        viewed = {id(trace) for name in self._viewed for trace in self._known[name]}
        whole.traces = [trace for trace in whole.traces if id(trace) not in viewed]
        if whole.traces or whole.wrong:
            yield first, whole.drawing()

    def _define(self, element: Element) -> None:
        """Remember what a file shows only where it refers to it."""
        for tag in _FORMATS:
            for child in element.findall(tag):
                self._remember_format(child)
        unseen = _Group({})
        for child in element:
            if child.tag == "trace":
                self._add(unseen, child, self._format)
            elif child.tag in _GROUPS:
                for _ in self._groups(child, self._format, unseen):
                    pass

    def _remember_format(self, element: Element) -> Format | None:
        """Return the format that an element tells of or refers to, if any; and keep its name."""
        told = next(element.iter("traceFormat"), None)
        if told is not None:
            format: Format | None = format_of(told)
        else:
            names = [_name(element.get(kind)) for kind in _FORMAT_REFERENCES]
            format = next((self._formats[name] for name in names if name in self._formats), None)
        if canvas := canvas_of(element):
            format = replace(format or PLAIN, canvas=canvas)
        if format and (name := element.get("id")):
            self._formats[name] = format
        return format

    def _format_of(self, element: Element, format: Format) -> Format:
        """Return the format that an element refers to, or the one that holds anyway."""
        reference = element.get("contextRef")
        return format if reference is None else self._formats.get(_name(reference), format)

    def _groups(self, element: Element, format: Format, parent: _Group) -> Iterator[_Group]:
        """Yield the drawings of a traceGroup or a traceView: the innermost that have traces."""
        group, every, is_inner = _Group(_told(element), parent), list[Trace](), True
        format = self._format_of(element, format)
        for child in element:
            if child.tag == "trace":
                self._add(group, child, format)
            elif child.tag in _GROUPS and (len(child) or child.tag == "traceGroup"):
                is_inner = False
                for inner in self._groups(child, format, group):
                    every += inner.traces
                    yield inner
            elif child.tag == "traceView":
                self._view(group, child)
        if element.get("traceDataRef"):
            self._view(group, element)
        every += group.traces
        self._keep(element, every)
        if is_inner or group.traces or group.wrong:
            yield group

    def _add(self, group: _Group, element: Element, format: Format) -> None:
        """Let a trace be one of a group, or go on with its last one."""
        if element.get("type") == "penUp" or group.points > MAX_POINTS:
            return
        format = self._format_of(element, format)
        try:
            trace = read_trace(element.text or "", format)
        except InkError as error:
            group.wrong = group.wrong or f"its trace {len(group.traces) + 1}: {error}"
            return
        group.points += len(trace.x)
        if group.points > MAX_POINTS:
            group.wrong = f"its drawing has more than {MAX_POINTS:,} points"
            group.traces.clear()
            group.own.clear()
        elif element.get("continuation") in ("middle", "end") and group.traces:
            prior = self._known.get(_name(element.get("priorRef")), group.traces)[-1]
            if id(prior) not in group.own:
                prior = group.traces[-1]
            prior.go_on(trace)
            self._keep(element, [prior], 0)
        elif trace.x:
            group.traces.append(trace)
            group.own.add(id(trace))
            self._keep(element, [trace])

    def _keep(self, element: Element, traces: list[Trace], points: int | None = None) -> None:
        if name := element.get("id"):
            points = sum(len(trace.x) for trace in traces) if points is None else points
            points += 10  # a name takes its memory too
            if points <= self._to_keep:
                self._to_keep -= points
                self._known[name] = traces

    def _view(self, group: _Group, element: Element) -> None:
        """Let a group have what a traceView refers to, or a part of it."""
        name = _name(element.get("traceDataRef"))
        traces = self._known.get(name)
        if traces is None:
            group.wrong = group.wrong or f"it refers to {name[:40]!r}, which it does not know"
            return
        self._viewed.add(name)
        traces = _part(traces, element.get("from"), element.get("to"))
        self._to_view -= sum(len(trace.x) for trace in traces)
        if self._to_view < 0:
            raise InkError(f"it refers to more than {MAX_POINTS:,} points")
        group.traces += traces


def _told(elements: Iterable[Element]) -> dict[str, str]:
    return {each.get("type", ""): each.text or "" for each in elements if each.tag == "annotation"}


def _name(reference: str | None) -> str:
    """Return what "#name" refers to; CROHME leaves the sign out."""
    return (reference or "").rpartition("#")[2]


def _part(traces: list[Trace], begin: str | None, end: str | None) -> list[Trace]:
    """Return the traces from one place to another, both as "3", of points or else of traces, or

    as "2:3", the third point of the second trace; all of them where they are no such places.
    """
    if begin is None and end is None:
        return traces
    alone = len(traces) == 1
    first, last = _place(begin, alone), _place(end, alone)
    if first is None or last is None:
        return traces
    (first_trace, first_point), (last_trace, last_point) = first, last
    found = traces[first_trace - 1 if begin else 0 : last_trace if end else None]
    if found and end and last_point:
        found = [*found[:-1], found[-1].part(0, last_point)]
    if found and begin and first_point:
        found = [found[0].part(first_point - 1, None), *found[1:]]
    return [trace for trace in found if trace.x]


def _place(text: str | None, alone: bool) -> tuple[int, int] | None:
    """Return which trace and which point a text tells, from 1, 0 for none; None if it does not."""
    words = (text or "1:0").split(":")
    if not all(word.isascii() and word.isdecimal() and len(word) < 9 for word in words):
        return None
    numbers = [int(word) for word in words]
    if len(numbers) == 1:
        return (1, numbers[0]) if alone else (max(1, numbers[0]), 0)
    return (max(1, numbers[0]), numbers[1]) if len(numbers) == 2 else None


def _strokes(traces: list[Trace]) -> list[Stroke]:
    """Return the traces of one drawing as strokes. Raises InkError."""
    if not traces:
        raise InkError("its drawing is empty")
    if len(traces) > MAX_STROKES:
        raise InkError(f"its drawing has more than {MAX_STROKES:,} strokes")
    if sum(len(trace.x) for trace in traces) > MAX_POINTS:
        raise InkError(f"its drawing has more than {MAX_POINTS:,} points")
    hardest = max((max(trace.pressure) for trace in traces if trace.pressure), default=1.0)
    times = _milliseconds(traces)
    return [
        Stroke(trace.x, trace.y, t, _shares(trace.pressure, max(hardest, 1.0)))
        for trace, t in zip(traces, times, strict=True)
    ]


def _shares(pressure: list[float], hardest: float) -> list[float]:
    return [min(max(value / hardest, 0.0), 1.0) for value in pressure]


def _milliseconds(traces: list[Trace]) -> list[list[float]]:
    """Return when each point was drawn. Raises InkError."""
    if not any(trace.t for trace in traces):
        return [[] for _ in traces]
    untold = [trace.t for trace in traces if trace.t and not trace.in_ms]
    duration = sum(t[-1] - t[0] for t in untold)
    # No pen gives a point in less than a millisecond: those are seconds.
    unit = 1_000.0 if 0 < duration < sum(len(t) - 1 for t in untold) else 1.0
    times = [
        trace.t if trace.in_ms or unit == 1 else [value * unit for value in trace.t]
        for trace in traces
    ]
    if any(abs(value) >= MAX_COORDINATE for t in times for value in t):  # since 1970
        start = next(t[0] for t in times if t)
        times = [[value - start for value in t] for t in times]
        if not all(abs(value) < MAX_COORDINATE for t in times for value in t):
            raise InkError("its times are not within 1e9 milliseconds")
    return times
