"""Words on the pad: the invitation while it is empty, and what stands over it for a moment."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from digitpad.ui import theme

VEIL = 0.93  # opacity of what the words stand on


def invite(painter: QPainter, pad: QRectF, widget: QWidget, words: str) -> None:
    """Paint words on a pad that is empty."""
    _write(painter, pad, widget, words, theme.faint(widget.palette()))


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


def _write(painter: QPainter, pad: QRectF, widget: QWidget, words: str, colour: QColor) -> None:
    font = widget.font()
    font.setPixelSize(max(14, int(pad.width() * 0.055)))
    painter.setFont(font)
    painter.setPen(colour)
    inset = pad.width() * 0.06
    room = pad.adjusted(inset, inset, -inset, -inset)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
