"""SVG as a picture: the shapes alone, from a closed list, drawn by Qt.

What a drawing of ink can do without is left out before Qt sees it: text, which needs fonts, other
files, scripts, and what asks for endless work in a few bytes, as patterns, filters, dashes and
shapes used again and again do.
"""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from digitpad.safe_xml import XmlError, parse_xml

SIDE = 1_000  # pixels, of the longer side
#: So much text makes no digit: a path of a million curves would be drawn for seconds.
MAX_PATH, MAX_SHAPES = 1_000_000, 5_000
_SHAPES = frozenset("path polyline polygon line rect circle ellipse".split())
_GROUPS = frozenset("svg g a switch".split())
_ATTRIBUTES = frozenset(
    "d points x y x1 y1 x2 y2 cx cy r rx ry width height transform viewBox preserveAspectRatio "
    "fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity opacity color display visibility class id".split()
)
_STYLES = _ATTRIBUTES - {"id", "class", "transform", "d", "points", "viewBox"}
_NAMESPACE = "http://www.w3.org/2000/svg"


class SvgError(ValueError):
    """An SVG that cannot be read; the message goes on where the file's name ends."""


def draw_svg(data: bytes) -> QImage:
    """Return the shapes of an SVG, its paper transparent, SIDE pixels wide or high.

    Raises SvgError.
    """
    try:
        root = parse_xml(data)
    except XmlError as error:
        raise SvgError(f"cannot be read as SVG: {error}") from None
    if root.tag != "svg":
        raise SvgError("is XML, but not SVG")
    drawn = _Cleaned()
    drawn.take(root, None)
    if not drawn.shapes:
        text = any(element.tag in ("text", "image", "use") for element in root.iter())
        why = "its text, pictures and copies are not read" if text else "there is no shape in it"
        raise SvgError(f"shows no digit: {why}")
    return _drawn(tostring(drawn.root))


class _Cleaned:
    """An SVG of what is on the list. ``shapes``: how many there are."""

    def __init__(self) -> None:
        self.root, self.shapes, self._path = Element("svg"), 0, 0

    def take(self, element: Element, parent: Element | None) -> None:
        """Take over an element and what is in it, as far as it is on the list."""
        if element.tag == "style" and parent is not None:
            SubElement(parent, "style").text = _rules(element.text or "")
        if element.tag not in _SHAPES | _GROUPS:
            return
        attributes = self._attributes(element)
        if parent is None:
            made = self.root = Element("svg", {"xmlns": _NAMESPACE} | attributes)
        else:
            made = SubElement(parent, "g" if element.tag in _GROUPS else element.tag, attributes)
        if element.tag in _SHAPES:
            self.shapes += 1
            self._path += len(attributes.get("d", "")) + len(attributes.get("points", ""))
            if self.shapes > MAX_SHAPES or self._path > MAX_PATH:
                raise SvgError("has more shapes than a drawing of digits has")
        for child in element:
            self.take(child, made)

    def _attributes(self, element: Element) -> dict[str, str]:
        kept = {
            key: value
            for key, value in element.attrib.items()
            if key in _ATTRIBUTES and "url(" not in value.lower()
        }
        if style := _declarations(element.get("style", "")):
            kept["style"] = style
        return kept


def _declarations(style: str) -> str:
    """Return of "name: value; ..." what is on the list."""
    kept = []
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        if key.strip().lower() in _STYLES and "url(" not in value.lower():
            kept.append(f"{key.strip()}:{value.strip()}")
    return ";".join(kept)


def _rules(text: str) -> str:
    """Return of a style sheet the rules for classes, ids and elements, without imports."""
    found = re.findall(r"([^{}@]{1,500})\{([^{}]{0,5000})\}", text[:100_000])
    return "\n".join(f"{selector.strip()}{{{_declarations(body)}}}" for selector, body in found)


def _drawn(data: bytes) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(data))
    if not renderer.isValid():
        raise SvgError("is not SVG that can be drawn")
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    # What it says of its size may be wrong, or nothing at all: what is drawn counts.
    box = renderer.viewBoxF()
    if not (0 < box.width() < 1e9 and 0 < box.height() < 1e9):
        raise SvgError("shows no digit: it has no size")
    size = QSizeF(box.size()).scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size.expandedTo(QSizeF(1, 1)).toSize(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(image.rect()))
    return image
