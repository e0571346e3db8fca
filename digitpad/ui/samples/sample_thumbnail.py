"""Small pictures of samples, drawn from their strokes, as crisp as the screen is."""

import math
import time

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPixmap, QPixmapCache

from digitpad.data.samples import Sample
from digitpad.ink import Drawing, InkError
from digitpad.pictures.paint import paint_strokes
from digitpad.raster import SIDE
from digitpad.smooth_ink import PAD_SIDE, PEN_SHARE, frame_about, on_pad
from digitpad.ui import theme

CORNER = 5.0  # pixels
WIDER = 1.2  # than on the pad: a thumbnail is looked at from as far away
#: Of all pixmaps that are kept, the least recently seen go first: four full screens of thumbnails.
CACHE_KILOBYTES = 65_536
#: So long thumbnails may be drawn in one frame of 60 Hz; what is left comes with the next ones.
SECONDS_A_FRAME = 0.006


def thumbnail(sample: Sample, side: int, ratio: float, palette: QPalette) -> QPixmap:
    """Return a sample's ink on paper, ``side`` pixels high and wide on a screen of this ratio."""
    pixels, colour = math.ceil(side * ratio), theme.ink(palette)
    pixmap = QPixmap(pixels, pixels)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_paper(painter, QRectF(0, 0, side, side), palette)
        try:
            if sample.ink:  # not sample.drawing, which would keep all that was ever seen
                _paint_ink(painter, Drawing.from_json(sample.ink), side, colour)
            elif sample.picture is not None:
                _paint_picture(painter, sample.picture, side, colour)
        except InkError:
            painter.setPen(colour)
            painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, "?")
    return pixmap


def paint_paper(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    """Paint what a sample is drawn on."""
    painter.setPen(QPen(theme.line(palette), 1))
    painter.setBrush(theme.paper(palette))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


def _paint_ink(painter: QPainter, drawing: Drawing, side: int, colour: QColor) -> None:
    painter.scale(side / PAD_SIDE, side / PAD_SIDE)
    strokes = on_pad(drawing, frame_about(drawing, WIDER * PEN_SHARE))
    paint_strokes(painter, strokes, colour, WIDER)


def _paint_picture(painter: QPainter, picture: bytes, side: int, colour: QColor) -> None:
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(colour)
    image.setAlphaChannel(QImage(picture, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8))
    painter.drawImage(QRectF(QPointF(), QSizeF(side, side)), image)


class Thumbnails:
    """Those that were drawn lately, and in a frame as many more as there is time for."""

    def __init__(self) -> None:
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), CACHE_KILOBYTES))
        self._until = 0.0

    def begin_frame(self) -> None:
        """Begin to count a frame's time."""
        self._until = time.perf_counter() + SECONDS_A_FRAME

    def find(self, sample: Sample, side: int, ratio: float, palette: QPalette) -> QPixmap | None:
        """Return a sample's thumbnail; None where it has to wait for the next frame."""
        look = f"{side} {ratio} {theme.is_dark(palette)}"
        key = f"sample {hash((sample.ink, sample.picture))} {look}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        if time.perf_counter() > self._until:
            return None
        pixmap = thumbnail(sample, side, ratio, palette)
        QPixmapCache.insert(key, pixmap)
        return pixmap
