"""Words on the pad: the invitation while it is empty, and what stands over it for a moment."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from digitpad.ui import theme

#: As shares of the pad: the height of words, of a second line, and how far that is below.
LARGE, SMALL, LINE = 0.055, 0.034, 0.075
VEIL = 0.93  # opacity of what the words stand on


def invite(painter: QPainter, pad: QRectF, widget: QWidget, words: str) -> None:
    """Paint words on a pad that is empty: a line, and smaller below it another, if there is one."""
    first, _, second = words.partition("\n")
    faint = theme.faint(widget.palette())
    _write(painter, pad, widget, first, faint)
    below = pad.translated(0, pad.width() * LINE)
    _write(painter, below, widget, second, faint, SMALL)


def cover(painter: QPainter, pad: QRectF, widget: QWidget, words: str) -> None:
    """Paint words over all that is there, which shows through."""
    palette: QPalette = widget.palette()
    veil = theme.paper(palette)
    veil.setAlphaF(VEIL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent(palette), 2, Qt.PenStyle.DashLine))
    painter.setBrush(veil)
    painter.drawRoundedRect(pad.adjusted(2, 2, -2, -2), theme.RADIUS, theme.RADIUS)
    _write(painter, pad, widget, words, theme.accent(palette))


def _write(
    painter: QPainter,
    pad: QRectF,
    widget: QWidget,
    words: str,
    colour: QColor,
    share: float = LARGE,
) -> None:
    font = widget.font()
    font.setPixelSize(max(round(14 * share / LARGE), int(pad.width() * share)))
    painter.setFont(font)
    painter.setPen(colour)
    inset = pad.width() * 0.06
    room = pad.adjusted(inset, inset, -inset, -inset)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
