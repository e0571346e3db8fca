"""Paints a picture on the pad, with a box around each digit and what it is read as beside it.

In colours that go with the picture, whatever the theme is: they lie on it.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from digitpad.network import Reading
from digitpad.ui import theme
from digitpad.ui.files.pad_picture import PadPicture

CORNER = 6.0
SMALLEST, LARGEST = 9, 17  # pixels: the digits beside the boxes


class Colours(NamedTuple):
    """Of the boxes: the ``chosen`` one's, the ``other`` ones', of what is around the lines."""

    chosen: QColor
    other: QColor
    around: QColor
    text: QColor  # on either


ON_LIGHT = Colours(
    QColor("#0f766e"), QColor("#475569"), QColor(255, 255, 255, 200), QColor("white")
)
ON_DARK = Colours(QColor("#5eead4"), QColor("#cbd5e1"), QColor(0, 0, 0, 200), QColor("#0f172a"))


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
    boxes, colours = picture.boxes(pad), ON_DARK if picture.is_dark else ON_LIGHT
    chosen = picture.chosen
    # The chosen one last: it is whole, whatever is near.
    order = [*range(chosen), *range(chosen + 1, len(boxes)), chosen]
    for number in order:
        _paint_box(painter, boxes[number], colours, number == chosen)
    if len(boxes) > 1 and picture.readings:
        for number in order:
            reading = picture.readings[number]
            _paint_label(painter, boxes[number], pad, reading, colours, number == chosen)


def _paint_box(painter: QPainter, box: QRectF, colours: Colours, chosen: bool) -> None:
    width = 2.0 if chosen else 1.2
    corner = min(CORNER, box.width() / 3, box.height() / 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thick in (
        (colours.around, width + 2),
        (colours.chosen if chosen else colours.other, width),
    ):
        painter.setPen(QPen(colour, thick))
        painter.drawRoundedRect(box, corner, corner)


def _paint_label(
    painter: QPainter,
    box: QRectF,
    pad: QRectF,
    reading: Reading,
    colours: Colours,
    chosen: bool,
) -> None:
    font = QFont(painter.font())
    font.setPixelSize(round(min(max(box.height() * 0.3, SMALLEST), LARGEST)))
    font.setBold(True)
    metrics = QFontMetricsF(font)
    text = str(reading.digit) if reading.sure else f"{reading.digit}?"
    label = QRectF(0, 0, metrics.horizontalAdvance(text) + 6, metrics.height())
    # On the corner of its box, and on the pad.
    label.moveCenter(box.topLeft() + QPointF(label.width() / 2 - 2, -label.height() / 4))
    label.moveTop(max(label.top(), pad.top() + 1))
    label.moveLeft(max(label.left(), pad.left() + 1))
    fill, ink = colours.chosen if chosen else colours.other, colours.text
    if not reading.sure:  # an outline steps back
        fill, ink = colours.text, fill
    painter.setPen(QPen(ink if not reading.sure else colours.around, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(label, 4, 4)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
