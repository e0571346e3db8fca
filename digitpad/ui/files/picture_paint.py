"""Paints a picture on the pad, with a box around each digit and what it is read as beside it.

In the same colours whatever the theme: they lie on the picture, which may be light or dark.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.files.pad_picture import PadPicture

CORNER = 6.0
CHOSEN, OTHER, HALO = QColor("#0f766e"), QColor("#334155"), QColor(255, 255, 255, 215)
SMALLEST, LARGEST = 11, 17  # pixels: the digits beside the boxes
DIM = 0.6  # opacity of what is not sure


def paint_picture(
    painter: QPainter, picture: PadPicture, pad: QRectF, palette: QPalette, ratio: float
) -> None:
    """Paint it; ``ratio``: of the screen's own pixels to the painter's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = picture.area(pad)
    painter.drawImage(area, picture.scaled_to(area.size() * ratio))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line(palette), 1))
    painter.drawRect(area)
    boxes = picture.boxes(pad)
    chosen = picture.chosen
    # The chosen one last: it is whole, whatever is near.
    order = [*range(chosen), *range(chosen + 1, len(boxes)), chosen]
    for number in order:
        _paint_box(painter, boxes[number], number == chosen)
    if len(boxes) > 1 and picture.readings:
        for number in order:
            reading = picture.readings[number]
            _paint_label(painter, boxes[number], pad, reading, number == chosen)


def _paint_box(painter: QPainter, box: QRectF, chosen: bool) -> None:
    width = 2.0 if chosen else 1.2
    corner = min(CORNER, box.width() / 3, box.height() / 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thick in ((HALO, width + 2), (CHOSEN if chosen else OTHER, width)):
        painter.setPen(QPen(colour, thick))
        painter.drawRoundedRect(box, corner, corner)


def _paint_label(
    painter: QPainter, box: QRectF, pad: QRectF, reading: Reading, chosen: bool
) -> None:
    font = QFont(painter.font())
    font.setPixelSize(round(min(max(box.height() * 0.3, SMALLEST), LARGEST)))
    font.setBold(True)
    metrics = QFontMetricsF(font)
    text = str(reading.digit) if reading.sure else f"{reading.digit}?"
    label = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height())
    # On the corner of its box, and on the pad.
    label.moveCenter(box.topLeft() + QPointF(label.width() / 2 - 2, -label.height() / 4))
    label.moveTop(max(label.top(), pad.top() + 1))
    label.moveLeft(max(label.left(), pad.left() + 1))
    painter.setOpacity(1.0 if reading.sure or chosen else DIM)
    painter.setPen(QPen(HALO, 1))
    painter.setBrush(CHOSEN if chosen else OTHER)
    painter.drawRoundedRect(label, 4, 4)
    painter.setFont(font)
    painter.setPen(QColor("white"))
    painter.setOpacity(1.0 if reading.sure else DIM)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
    painter.setOpacity(1.0)
