"""The photo of the demonstration: numbers in several hands on squared paper, half in shadow."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen

from digitpad.data.hands import draw_digit
from digitpad.pictures.paint import paint_strokes
from digitpad.smooth_ink import PAD_SIDE, frame_about, on_pad

NUMBERS = ("20 26", "1 975", "48 3")
WIDTH, HEIGHT = 1_000, 800  # pixels
SQUARE, DIGIT = 42, 165
PAPER, LINES, INK = QColor(240, 236, 224), QColor(150, 175, 210), QColor(25, 35, 90)


def photo_of_a_page(random: np.random.Generator) -> QImage:
    """Return a picture of a page, WIDTH by HEIGHT, always the same for the same random numbers."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(LINES, 1.5))
        for at in range(SQUARE // 2, WIDTH, SQUARE):
            painter.drawLine(QPointF(at, 0), QPointF(at + 9, HEIGHT))
            painter.drawLine(QPointF(0, at), QPointF(WIDTH, at - 11))
        for row, number in enumerate(NUMBERS):
            for place, digit in enumerate(number):
                if digit == " ":
                    continue
                drawing = draw_digit(random, int(digit))
                painter.save()
                painter.translate(70 + place * 1.05 * DIGIT, 60 + row * 1.5 * DIGIT)
                painter.scale(DIGIT / PAD_SIDE, DIGIT / PAD_SIDE)
                paint_strokes(painter, on_pad(drawing, frame_about(drawing)), INK)
                painter.restore()
        shadow = QLinearGradient(QPointF(0, 0), QPointF(WIDTH, HEIGHT))
        shadow.setColorAt(0.2, Qt.GlobalColor.transparent)
        shadow.setColorAt(1, QColor(0, 0, 0, 110))
        painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), shadow)
    return image
