"""XML from strangers: elements and text alone, no entities, nothing fetched, no endless files.

The standard library's parser, with what its documentation warns of switched off
(docs.python.org/3/library/xml.html#xml-security).
"""

from collections.abc import Callable, Iterator
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_BYTES = 20_000_000
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 300_000
MAX_DEPTH = 100
#: Large, since expat goes over an unfinished piece again with each one that comes.
_CHUNK = 1_000_000


class XmlError(ValueError):
    """Bytes that are no XML to be read; the message says what is wrong, without the file's name."""


def parse_xml(data: bytes) -> Element:
    """Return the root element; the names of elements and attributes without their namespaces.

    Raises XmlError.
    """
    if len(data) > MAX_BYTES:
        raise XmlError(f"it is larger than {MAX_BYTES // 10**6} MB")
    parser = _Parser(whole=1)
    parser.feed(data, last=True)
    return parser.ready[0][1]


def read_children(
    file: IO[bytes], progress: Callable[[int], object] = lambda _: None
) -> Iterator[tuple[int, Element]]:
    """Yield the root element, empty, and then each of its children, with the number of its line.

    The file may be larger than memory; the bounds are those of each child. ``progress``: is told
    how many bytes are read. Raises XmlError.
    """
    parser, read, unfinished = _Parser(whole=2), 0, 0
    while chunk := file.read(_CHUNK):
        parser.feed(chunk)
        read += len(chunk)
        progress(read)
        unfinished = 0 if parser.ready else unfinished + len(chunk)
        if unfinished > MAX_BYTES:
            raise XmlError(f"it has an element larger than {MAX_BYTES // 10**6} MB")
        yield from parser.ready
        parser.ready.clear()
    parser.feed(b"", last=True)


class _Parser:
    """Expat, building elements. ``whole``: how deep those are that come out by themselves.

    ``ready``: what has come out, with its line; of what is above it, the start alone.
    """

    def __init__(self, whole: int) -> None:
        self.ready: list[tuple[int, Element]] = []
        self._whole, self._depth, self._count, self._line = whole, 0, 0, 0
        self._equals_signs = 0
        self._builder = TreeBuilder()
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler, self._expat.EndElementHandler = self._start, self._end
        self._expat.CharacterDataHandler = self._text
        self._expat.EntityDeclHandler = self._refuse

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Go on with the next bytes. Raises XmlError."""
        # By the signs, since expat tells of attributes once it has them all.
        self._equals_signs += data.count(b"=")
        if self._equals_signs > MAX_ATTRIBUTES:
            raise XmlError(f"it has more than {MAX_ATTRIBUTES:,} attributes")
        try:
            self._expat.Parse(data, last)
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code)
            raise XmlError(f"it is not XML: {why} in line {error.lineno}") from None
        except (
            ValueError,
            LookupError,
        ) as error:  # an encoding that is unknown, or not what it says
            if isinstance(error, XmlError):
                raise
            raise XmlError("it is not XML that can be read") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count, self._depth = self._count + 1, self._depth + 1
        if self._count > MAX_ELEMENTS:
            raise XmlError(f"it has more than {MAX_ELEMENTS:,} elements")
        if self._depth > MAX_DEPTH:
            raise XmlError(f"its elements are nested more than {MAX_DEPTH} deep")
        plain = {_local(key): value for key, value in attributes.items()}
        if self._depth <= self._whole:
            self._line = self._expat.CurrentLineNumber
        if self._depth < self._whole:
            self.ready.append((self._line, Element(_local(name), plain)))
        else:
            self._builder.start(_local(name), plain)

    def _end(self, name: str) -> None:
        if self._depth >= self._whole:
            self._builder.end(_local(name))
        if self._depth == self._whole:
            self.ready.append((self._line, self._builder.close()))
            self._builder, self._count, self._equals_signs = TreeBuilder(), 0, 0
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._depth >= self._whole:
            self._builder.data(text)

    def _refuse(self, *_: object) -> None:
        raise XmlError("it defines entities, which drawings do not need")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
