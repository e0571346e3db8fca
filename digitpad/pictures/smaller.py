"""Pictures no larger than is of use, and in eight bits: from what a reader gives, piece by piece.

Qt would bring all of a picture into four bytes a pixel first.
"""

import numpy as np
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter

MAX_SIDE = 1_600  # pixels: larger pictures are read scaled down, which no digit suffers from
#: Pixels of the smaller picture that are made at once, across and down.
_TILE = 256
#: What a pixel of two bytes a colour can be; what is darker than this in all of a picture is as
#: good as nothing.
_BRIGHTEST, _DARKEST = 65_535, 16


def bounded_size(size: QSize) -> QSize:
    """Return the size of a picture at most MAX_SIDE wide and high, and at least a pixel."""
    from PySide6.QtCore import Qt

    scaled = size.scaled(MAX_SIDE, MAX_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return scaled.expandedTo(QSize(1, 1))


def bounded(image: QImage) -> QImage:
    """Return a picture that is in memory already, at most MAX_SIDE wide and high."""
    if max(image.width(), image.height()) <= MAX_SIDE:
        return image
    from PySide6.QtCore import Qt

    forms, size = QImage.Format, bounded_size(image.size())
    if image.format() in (forms.Format_Grayscale8, forms.Format_Grayscale16):
        form = forms.Format_Grayscale8
    elif image.hasAlphaChannel():
        form = forms.Format_ARGB32_Premultiplied
    else:
        form = forms.Format_RGB32
    made = QImage(size, form)
    with QPainter(made) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for top in range(0, size.height(), _TILE):
            for left in range(0, size.width(), _TILE):
                tile = QRect(left, top, _TILE, _TILE).intersected(made.rect())
                part = image.copy(_source(tile, image.size(), size)).convertToFormat(form)
                part = part.scaled(
                    tile.size(),
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
                painter.drawImage(tile.topLeft(), part)
    return made


def _source(tile: QRect, large: QSize, small: QSize) -> QRect:
    """Return the part of a large picture that a part of the smaller one shows."""
    left, right = (
        at * large.width() // small.width() for at in (tile.left(), tile.left() + tile.width())
    )
    top, bottom = (
        at * large.height() // small.height() for at in (tile.top(), tile.top() + tile.height())
    )
    return QRect(left, top, right - left, bottom - top)


def stretched(image: QImage) -> QImage:
    """Return a picture of two bytes a colour as bright as those can be; others as they are.

    A camera's 12 bits are no brighter than a sixteenth of them.
    """
    forms = QImage.Format
    channels = {forms.Format_Grayscale16: 1, forms.Format_RGBX64: 4, forms.Format_RGBA64: 4}
    count = channels.get(image.format())
    if count is None:
        return image
    rows = np.frombuffer(image.bits(), np.uint16).reshape(image.height(), -1)
    colours = rows[:, : image.width() * count].reshape(image.height(), -1, count)[..., :3]
    highest = int(colours.max(initial=0))
    if _DARKEST <= highest <= _BRIGHTEST // 2:
        colours *= np.uint16(_BRIGHTEST // highest)
    return image
