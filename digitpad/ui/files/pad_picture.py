"""A picture on the pad: where it lies there, its digits, and what each is read as."""

from itertools import count

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage

from digitpad.network import DenseNetwork, Reading
from digitpad.pictures.decode import gray
from digitpad.pictures.page import Page
from digitpad.raster import Input

MARGIN = 0.02  # of the pad's side, on each side of the picture
AROUND = 1.5, 5.0  # pixels between a digit and its box, at least and at most
#: Pixels of a picture; one that is smaller is enlarged pixel by pixel.
TINY = 96


class PadPicture:
    """A page, of which one digit is chosen: the one that bars and input view show.

    ``side``: of the pad, in the screen's own pixels, for which it is made ready; that, and the
    first reading, take a thread's time, not the window's. ``number``: no other picture has it.
    """

    _numbers = count()

    def __init__(self, page: Page, side: int, chosen: int = 0) -> None:
        self.page, self.chosen = page, chosen
        self.number = next(self._numbers)
        self.readings: tuple[Reading, ...] = ()
        self.lines = lines_of(page)
        self.is_dark = float(gray(page.image.scaled(TINY, TINY)).mean()) < 128
        self._network: DenseNetwork | None = None
        self._scaled = QImage()
        room = side * (1 - 2 * MARGIN)
        self.scaled_to(QSizeF(page.image.size()).scaled(room, room, _KEEP))

    # what is read

    def read_by(self, network: DenseNetwork) -> bool:
        """Read all digits, unless this network has; return whether it had not."""
        if network is self._network:
            return False
        inputs = np.stack([digit.input for digit in self.page.digits])
        self.readings = tuple(map(Reading, network.probabilities(inputs)))
        self._network = network
        return True

    @property
    def input(self) -> Input:
        """The chosen digit as the network sees it."""
        return self.page.digits[self.chosen].input

    @property
    def reading(self) -> Reading:
        """What the chosen digit is read as."""
        return self.readings[self.chosen]

    @property
    def read_lines(self) -> list[list[Reading]]:
        """What all digits are read as, line by line."""
        return [[self.readings[number] for number in line] for line in self.lines]

    # where it lies

    def scaled_to(self, size: QSizeF) -> QImage:
        """Return the picture in so many of the screen's own pixels."""
        wanted = size.toSize().expandedTo(_ONE)
        if self._scaled.size() != wanted:
            image = self.page.image
            smooth = max(image.width(), image.height()) > TINY
            how = _SMOOTH if smooth else Qt.TransformationMode.FastTransformation
            scaled = image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, how)
            self._scaled = scaled.convertToFormat(QImage.Format.Format_RGB32)
        return self._scaled

    def area(self, pad: QRectF) -> QRectF:
        """Return where on the pad the picture lies: as large as it can be, in the middle."""
        inset = pad.width() * MARGIN
        room = pad.adjusted(inset, inset, -inset, -inset)
        area = QRectF(QPointF(), QSizeF(self.page.image.size()).scaled(room.size(), _KEEP))
        area.moveCenter(room.center())
        return area

    def boxes(self, pad: QRectF) -> list[QRectF]:
        """Return where on the pad the box around each digit is."""
        area = self.area(pad)
        unit = area.width() / self.page.image.width()
        boxes = []
        for left, top, width, height in (digit.box for digit in self.page.digits):
            box = QRectF(left * unit, top * unit, width * unit, height * unit)
            box.translate(area.topLeft())
            around = min(max(max(box.width(), box.height()) * 0.06, AROUND[0]), AROUND[1])
            boxes.append(box.adjusted(-around, -around, around, around).intersected(pad))
        return boxes

    def digit_at(self, position: QPointF, pad: QRectF) -> int | None:
        """Return which digit's box is at a place; of several the one whose middle is nearest."""
        boxes = self.boxes(pad)
        there = [number for number, box in enumerate(boxes) if box.contains(position)]

        def distance(number: int) -> float:
            return (boxes[number].center() - position).manhattanLength()

        return min(there, key=distance, default=None)

    # another digit

    def beside(self, key: Qt.Key) -> int | None:
        """Return the digit that an arrow key, Home or End leads to; None for other keys."""
        last = len(self.page.digits) - 1
        moves = {
            Qt.Key.Key_Left: max(0, self.chosen - 1),
            Qt.Key.Key_Right: min(last, self.chosen + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Up: self._in_line(-1),
            Qt.Key.Key_Down: self._in_line(1),
        }
        return moves.get(key)

    def _in_line(self, step: int) -> int:
        """Return the digit nearest to the chosen one in the line above, -1, or below, 1."""
        line = next(n for n, line in enumerate(self.lines) if self.chosen in line) + step
        if not 0 <= line < len(self.lines):
            return self.chosen
        here = self._middle(self.chosen)
        return min(self.lines[line], key=lambda number: abs(self._middle(number) - here))

    def _middle(self, number: int) -> float:
        box = self.page.digits[number].box
        return box.left + box.width / 2


_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_ONE = QSizeF(1, 1).toSize()


def lines_of(page: Page) -> list[range]:
    """Return the digits of each line: a line goes on to the right, at about the same height."""
    lines: list[range] = []
    boxes = [digit.box for digit in page.digits]
    start = 0
    for number in range(1, len(boxes) + 1):
        if number < len(boxes):
            before, box = boxes[number - 1], boxes[number]
            if box.left > before.left and box.top < before.top + before.height:
                continue
        lines.append(range(start, number))
        start = number
    return lines
