"""Drawings as InkML, in and out (W3C Recommendation "Ink Markup Language (InkML)", 2011).

What is written: a trace a stroke, of the channels X, Y and, where they are known, T (milliseconds)
and F (pressure, 0 to 1). The digit is an annotation of type "truth" and the name one of type "UI",
as in the files of CROHME, the competition on handwritten mathematics. Of several drawings each is a
traceGroup.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import chain
from pathlib import Path
from typing import IO

from digitpad.ink import MAX_BAD_LINES_IN_ALL, BadLine, Drawing, InkError, short
from digitpad.inkml_reader import InkmlReader
from digitpad.safe_xml import XmlError, read_children

# out


def write_inkml(drawings: Iterable[Drawing]) -> Iterator[str]:
    """Yield the text of an InkML file of drawings, piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<ink xmlns="http://www.w3.org/2003/InkML">\n'
    rest = iter(drawings)
    ahead = [drawing for _, drawing in zip(range(2), rest, strict=False)]
    channels = ""
    for drawing in chain(ahead, rest):
        needed = _channels(drawing)
        if needed != channels:
            yield _context(needed)
            channels = needed
        text = _annotations(drawing) + "".join(_traces(drawing, needed))
        # Many programs look for the traces of one drawing right below the root.
        yield text if len(ahead) == 1 else f"<traceGroup>\n{text}</traceGroup>\n"
    yield "</ink>\n"


def _channels(drawing: Drawing) -> str:
    t = any(stroke.t for stroke in drawing.strokes)
    f = any(stroke.is_pressed for stroke in drawing.strokes)
    return f"XY{'T' * t}{'F' * f}"


def _context(channels: str) -> str:
    more = {"T": ' units="ms"', "F": ' min="0" max="1"'}
    named = "".join(
        f'<channel name="{name}" type="decimal"{more.get(name, "")}/>\n' for name in channels
    )
    return f"<context>\n<traceFormat>\n{named}</traceFormat>\n</context>\n"


def _annotations(drawing: Drawing) -> str:
    told = {
        "truth": "" if drawing.label is None else str(drawing.label),
        "UI": "".join(filter(str.isprintable, drawing.key_id)).strip(),  # XML has no others
    }
    return "".join(
        f'<annotation type="{kind}">{escape(text, quote=False)}</annotation>\n'
        for kind, text in told.items()
        if text
    )


def _traces(drawing: Drawing, channels: str) -> Iterator[str]:
    decimals = drawing.decimals
    for stroke in filter(None, drawing.strokes):
        told = {"X": stroke.x, "Y": stroke.y, "T": stroke.t, "F": stroke.pressure}
        columns = [
            [str(short(value, decimals)) for value in told[name]] or ["?"] * len(stroke)
            for name in channels
        ]
        points = ", ".join(map(" ".join, zip(*columns, strict=True)))
        yield f"<trace>{points}</trace>\n"


# in


def read_inkml(
    file: IO[bytes], path: Path, progress: Callable[[int], object] = lambda _: None
) -> Iterator[Drawing | BadLine]:
    """Yield a file's drawings in order, with a BadLine in the place of each one that is broken.

    A traceGroup with traces in it is a drawing; so are, together, those that are in none. A drawing
    without a name gets "FILE:NUMBER". ``path``: of the file, for the sentences. ``progress``: is
    told how many bytes are read. Raises InkError.
    """
    reader, found, bad = InkmlReader(), 0, 0
    try:
        for line, drawing in reader.read(read_children(file, progress)):
            found += 1
            if isinstance(drawing, Drawing):
                drawing.key_id = drawing.key_id or f"{path.name}:{found}"
                yield drawing
                continue
            bad += 1
            yield BadLine(f"{path}, line {line}: {drawing}")
            if bad == MAX_BAD_LINES_IN_ALL:
                raise InkError(f"it has {bad:,} drawings that cannot be read; no more were tried")
    except (InkError, XmlError) as error:
        raise InkError(f"{path} is no InkML that can be read: {error}") from None
    if not found:
        raise InkError(f"{path} has no trace in it, so there is no ink")
