"""What the units of the first layer look for, as pictures: one colour for, one against."""

import base64
import binascii

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.layers import Array
from digitpad.network import DenseNetwork
from digitpad.raster import SIDE
from digitpad.training.weight_pictures import enlarged, shades
from digitpad.ui import theme

Pictures = npt.NDArray[np.uint8]  # (n, 28, 28); 128 is a weight of 0

MOST = 64  # units
ENOUGH = 16  # pictures to be seen at once; then they may be larger
GAP = 1  # of a picture's own pixels


class WeightsView(QWidget):
    """Paints pictures as large as whole pixels allow; those that do not fit are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: Pictures = np.zeros((0, SIDE, SIDE), np.uint8)
        self.hint = ""
        self._sheet: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        self.setAccessibleName("First-layer weights")
        self.setToolTip(
            "What the first layer's units look for: ink where it is green speaks for a unit, ink "
            "where it is orange against it. At first there is only noise; strokes appear as it "
            "learns."
        )

    def sizeHint(self) -> QSize:
        """Return room for two rows."""
        return QSize(400, 2 * 2 * (SIDE + GAP))

    def show_pictures(self, pictures: Pictures | None, hint: str = "") -> None:
        """Show uint8 (n, 28, 28), or a hint while there are none."""
        self.pictures = self.pictures[:0] if pictures is None else pictures[:MOST]
        self.hint = hint
        self._sheet = None
        self.update()

    def layout_in(self, width: int, height: int) -> tuple[int, int, int]:
        """Return the zoom, how many pictures are in a row, and how many rows there are."""
        count, step = len(self.pictures), SIDE + GAP
        zoom = max(1, min(width, height) // step)
        while zoom > 1:
            across, down = (width + GAP) // (zoom * step), (height + GAP) // (zoom * step)
            if across * down >= min(count, ENOUGH):
                break
            zoom -= 1
        across = max(1, min(count, (width + GAP) // (zoom * step)))
        down = max(1, min(-(-count // across), (height + GAP) // (zoom * step)))
        if down * across > count:  # rows as even as they can be
            across = -(-count // down)
        return zoom, across, down

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change from light to dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._sheet = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as many as fit, each weight a square of whole pixels."""
        palette = self.palette()
        with QPainter(self) as painter:
            if not len(self.pictures):
                painter.setPen(theme.faint(palette))
                wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(12, 0, -12, 0), int(wrapped), self.hint)
                return
            ratio = self.devicePixelRatio()
            room = (int(self.width() * ratio), int(self.height() * ratio))
            zoom, across, down = self.layout_in(*room)
            if self._sheet is None or self._sheet.width() != across * (SIDE + GAP) - GAP:
                self._sheet = self._paint_sheet(across)
            shown = QRect(0, 0, self._sheet.width(), down * (SIDE + GAP) - GAP)
            shown.setHeight(min(shown.height(), self._sheet.height()))
            painter.scale(1 / ratio, 1 / ratio)
            target = QRect(0, 0, shown.width() * zoom, shown.height() * zoom)
            target.moveTo((room[0] - target.width()) // 2, (room[1] - target.height()) // 2)
            painter.drawImage(target, self._sheet, shown)

    def _paint_sheet(self, across: int) -> QImage:
        """Return all pictures in rows, a pixel for each weight, in the theme's colours."""
        step = SIDE + GAP
        rows = -(-len(self.pictures) // across)
        sheet = np.zeros((rows * step - GAP, across * step - GAP), np.uint32)
        table = colours(
            theme.second(self.palette()), theme.paper(self.palette()), theme.accent(self.palette())
        )
        for number, picture in enumerate(self.pictures):
            top, left = number // across * step, number % across * step
            sheet[top : top + SIDE, left : left + SIDE] = table[picture]
        height, width = sheet.shape
        image = QImage(sheet.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
        return image.copy()  # the array goes, the image stays


def colours(against: QColor, nothing: QColor, speaks_for: QColor) -> npt.NDArray[np.uint32]:
    """Return the colour of each of 256 weights, from the lowest over 0, at 128, to the highest."""
    ends = np.array([(c.red(), c.green(), c.blue()) for c in (against, nothing, speaks_for)])
    at = [0, 128, 255]
    rgb = np.rint([np.interp(np.arange(256), at, ends[:, channel]) for channel in range(3)])
    red, green, blue = rgb.astype(np.uint32)
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, np.uint32)


def decode_pictures(text: str) -> Pictures | None:
    """Return the pictures of a Look; None when there are none."""
    try:
        values = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
        return values.reshape(-1, SIDE, SIDE) if len(values) else None
    except (binascii.Error, ValueError):
        return None


def pictures_of(network: DenseNetwork) -> Pictures | None:
    """Return what the first layer of a network looks for; None when it sees no 28x28 picture.

    Of a convolution written out as a dense layer: its maps, as they look at one place, enlarged.
    """
    kernel = next((layer.kernel for layer in network.layers if layer.kernel is not None), None)
    if kernel is None or len(kernel) != SIDE * SIDE:
        return None
    weights = kernel[:, :MOST].T.reshape(-1, SIDE, SIDE)
    weights = np.stack([_filling(picture) for picture in _at_one_place(weights)])
    return shades(weights)


def _at_one_place(weights: Array) -> Array:
    """Return the first units that see the same place of the picture as the very first."""
    seen = weights != 0
    if not seen[0].any() or seen[0].mean() > 0.5:
        return weights
    first = seen.any(axis=0) if len(weights) == 1 else seen[0]
    same = [not (unit & ~first).any() for unit in seen]
    return weights[: same.index(False)] if False in same else weights


def _filling(picture: Array) -> Array:
    """Return a picture whose weights are all in one corner with these as large as they can be."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not len(rows):
        return picture
    side = max(rows[-1], columns[-1]) + 1
    return enlarged(picture[:side, :side]) if 2 * side <= SIDE else picture
