"""Ink, painted: on the window's pad, into a picture, into the bytes of a PNG."""

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPainterPath, QPen

from digitpad.ink import Drawing, Stroke
from digitpad.smooth_ink import PAD_SIDE, Frame, Piece, frame_about, lines, on_pad

#: The side of a picture of a drawing, in pixels, where nobody chose another.
PICTURE_SIDE = 1000
BLACK, WHITE = QColor(0, 0, 0), QColor(255, 255, 255)


def path_of(pieces: Iterable[Piece]) -> QPainterPath:
    """Return pieces of ink as a path; those that follow one another are one line."""
    path, at = QPainterPath(), None
    for start, control, end in pieces:
        if start != at:
            path.moveTo(*start)
        if control is None:
            path.lineTo(*end)
        else:
            path.quadTo(*control, *end)
        at = end
    return path


def ink_pen(colour: QColor, width: float) -> QPen:
    """Return a pen with which ink is drawn, its ends and corners round."""
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def paint_strokes(
    painter: QPainter, strokes: Iterable[Stroke], colour: QColor, times: float = 1.0
) -> None:
    """Paint whole strokes with a painter that draws in the pad's unit.

    ``times``: so much wider than on the pad, for small pictures.
    """
    for stroke in strokes:
        for width, pieces in lines(stroke):
            painter.strokePath(path_of(pieces), ink_pen(colour, width * times))


def picture_of(
    drawing: Drawing,
    side: int = PICTURE_SIDE,
    *,
    background: bool = True,
    frame: Frame | None = None,
) -> QImage:
    """Return a drawing as a picture: black on white, or on nothing without ``background``.

    ``frame``: what is shown of it, ``smooth_ink.PAD`` for the whole pad as it is; all of the ink in
    the middle of the picture if not given.
    """
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(WHITE if background else Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / PAD_SIDE, side / PAD_SIDE)
        paint_strokes(painter, on_pad(drawing, frame or frame_about(drawing)), BLACK)
    return image.convertToFormat(QImage.Format.Format_RGB32) if background else image


def png_of(
    drawing: Drawing,
    side: int = PICTURE_SIDE,
    *,
    background: bool = True,
    frame: Frame | None = None,
) -> bytes:
    """Return a drawing as a PNG; see ``picture_of``."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.write(picture_of(drawing, side, background=background, frame=frame))
    return bytes(buffer.data().data())
