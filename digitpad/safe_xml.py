"""XML from strangers: elements and text alone, no entities, nothing fetched, no endless files.

The standard library's parser, with what its documentation warns of switched off
(docs.python.org/3/library/xml.html#xml-security).
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_BYTES = 20_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100


class XmlError(ValueError):
    """Bytes that are no XML to be read; the message says what is wrong, without the file's name."""


def parse_xml(data: bytes) -> Element:
    """Return the root element; the names of elements and attributes without their namespaces.

    Raises XmlError.
    """
    if len(data) > MAX_BYTES:
        raise XmlError(f"it is larger than {MAX_BYTES // 10**6} MB")
    builder = TreeBuilder()
    count = depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > MAX_ELEMENTS:
            raise XmlError(f"it has more than {MAX_ELEMENTS:,} elements")
        if depth > MAX_DEPTH:
            raise XmlError(f"its elements are nested more than {MAX_DEPTH} deep")
        builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(name))

    def refuse(*_: object) -> None:
        raise XmlError("it defines entities, which drawings do not need")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise XmlError(f"it is not XML: {why} in line {error.lineno}") from None
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or not what it says
        if isinstance(error, XmlError):
            raise
        raise XmlError("it is not XML that can be read") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
