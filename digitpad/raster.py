"""From ink or a picture to the network's input: 28x28, float32 in 0..1, white on black.

MNIST's own convention (LeCun, Cortes and Burges, yann.lecun.com/exdb/mnist): the digit keeps its
aspect ratio in a 20x20 box, is anti-aliased, and lies with its centre of mass in the middle of
28x28 (pixel 14 counted from 0, as in MNIST's files). Ink is drawn with a pen as wide as MNIST's
at that size, so that where, how large and with how thick a pen the person drew does not matter.
"""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from digitpad.ink import Drawing

SIDE = 28
BOX = 20.0
#: Where the centre of mass comes to lie, in pixels from the left and from the top.
CENTRE = SIDE / 2 + 0.5
#: The pen's width in pixels. Digits drawn with it carry as much ink as MNIST's: 0.13 of full.
PEN = 2.6
#: Ink is walked along in steps of so many pixels: between two steps the line is thinner by less
#: than 1/100 pixel. Scribbles take longer steps.
STEP = 0.3
MAX_STEPS = 1_000
#: Ink no larger than this, in its own unit, is a dot.
DOT = 1e-6
MAX_PICTURE_SIDE = 4_000  # pixels: larger pictures are read scaled down
MAX_PICTURE_BYTES = 200_000_000
#: Of pixels alone: an SVG can ask for endless work in a thousand bytes.
PICTURE_FORMATS = frozenset("bmp gif jpeg jpg pbm pgm png ppm tif tiff webp".split())
READABLE = "PNG, JPEG, BMP, GIF, TIFF, WebP, PBM, PGM or PPM"

Input = npt.NDArray[np.float32]

_MIDDLES = np.arange(SIDE) + 0.5  # of the pixels


class PictureError(ValueError):
    """A picture that cannot be read; the message is one sentence for a person."""


def rasterize(drawing: Drawing, pen: float = PEN) -> Input:
    """Return a drawing as float32 (28, 28) in 0..1; all 0 for an empty one.

    ``pen``: its width in pixels of the 28, whatever the person drew with.

    Each pixel is covered by how far it lies within half a pen of the nearest ink. That is the
    same for the same line, however it was sampled, in whatever order and direction.
    """
    strokes = [np.array([stroke.x, stroke.y]) for stroke in drawing.strokes if stroke.x]
    if not strokes:
        return np.zeros((SIDE, SIDE), np.float32)
    every = np.concatenate(strokes, axis=1)
    low, high = every.min(axis=1, keepdims=True), every.max(axis=1, keepdims=True)
    longest = float((high - low).max())
    # The box holds the ink, so the pen's centre keeps half a pen from each side.
    scale = (BOX - pen) / longest if longest > DOT else 1.0
    ink = _walk([(stroke - (low + high) / 2) * scale for stroke in strokes])
    image = _cover(ink + CENTRE, pen)
    return _cover(ink + _balanced(image)[:, None], pen)


# Slices and plain arithmetic, where NumPy has a function that is longer on its way than at work:
# this runs at each move of the pen.


def _walk(strokes: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Return points (2, n) at even steps along strokes (2, points), both in pixels."""
    walked = []
    for stroke in strokes:
        x, y = stroke[:, 1:] - stroke[:, :-1]
        lengths = np.zeros(stroke.shape[1])
        np.hypot(x, y).cumsum(out=lengths[1:])
        walked.append(lengths)
    step = max(STEP, sum(float(lengths[-1]) for lengths in walked) / MAX_STEPS)
    pieces = []
    for stroke, lengths in zip(strokes, walked, strict=True):
        length = float(lengths[-1])
        steps = math.ceil(length / step)
        at = np.arange(steps + 1) * (length / max(steps, 1))
        pieces.append([np.interp(at, lengths, axis) for axis in stroke])
    return np.concatenate(pieces, axis=1)


def _cover(ink: npt.NDArray[np.float64], pen: float) -> Input:
    """Return how much of each of 28x28 pixels a pen so wide at the points (2, n) covers."""
    image = np.zeros((SIDE, SIDE), np.float32)
    reach = pen / 2 + 0.5
    # Only where ink may be: a third to a half of the picture.
    parts = [
        slice(max(0, math.floor(low - reach)), min(SIDE, math.ceil(high + reach)))
        for low, high in zip(ink.min(axis=1).tolist(), ink.max(axis=1).tolist(), strict=True)
    ]
    across, down = (
        np.square(_MIDDLES[part, None] - axis).astype(np.float32)
        for part, axis in zip(parts, ink, strict=True)
    )
    nearest = np.sqrt((down[:, None, :] + across).min(axis=2))
    image[parts[1], parts[0]] = np.minimum(np.maximum(reach - nearest, 0), 1)
    return image


def _pixels(image: QImage) -> npt.NDArray[np.uint8]:
    """Return a Grayscale8 image as uint8 (height, width)."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return np.array(rows[:, : image.width()])


def _balanced(image: Input) -> npt.NDArray[np.float64]:
    """Return where (x, y) to put what lies about CENTRE, so that its mass is centred there."""
    axis = _MIDDLES - CENTRE
    total = max(float(image.sum()), 1e-6)
    return CENTRE - np.array([image.sum(0) @ axis, image.sum(1) @ axis]) / total


def read_picture(path: str | Path) -> Input:
    """Return a picture file of one digit as float32 (28, 28) in 0..1. Raises PictureError.

    Ink is told from paper by the border, so dark on light and light on dark are both read. A
    picture that is one of MNIST's already, or placed as those are, comes back as it is.
    """
    path = Path(path)
    try:
        if not path.exists():
            raise PictureError(f"{path} does not exist")
        if not path.is_file():
            raise PictureError(f"{path} is not a file")
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise PictureError(f"{path} is larger than {MAX_PICTURE_BYTES // 10**6} MB")
        data = QByteArray(path.read_bytes())  # by Qt itself some names would mean other things
    except PictureError:
        raise
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        why = getattr(error, "strerror", None) or error
        raise PictureError(f"{path} cannot be read: {why}") from None
    buffer = QBuffer(data)
    reader = QImageReader(buffer)
    kind = bytes(reader.format().data()).decode("ascii", "replace")
    if kind not in PICTURE_FORMATS:
        raise PictureError(f"{path} is not a picture of a kind that can be read: {READABLE}")
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > MAX_PICTURE_SIDE:
        size.scale(MAX_PICTURE_SIDE, MAX_PICTURE_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise PictureError(f"{path} is not a whole picture: {reader.errorString()}")
    return normalize_picture(image, str(path))


def normalize_picture(image: QImage, name: str = "the picture") -> Input:
    """Return a picture of one digit as float32 (28, 28) in 0..1. Raises PictureError."""
    if image.hasAlphaChannel():
        image = _on_paper(image)
    gray = _pixels(image.convertToFormat(QImage.Format.Format_Grayscale8)).astype(np.float32)
    if _is_input(gray):
        return np.asarray(gray / np.float32(255), np.float32)
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    ink = np.abs(gray - np.median(border))
    strongest = float(ink.max(initial=0))
    if strongest < 24:
        raise PictureError(f"{name} shows no digit: it is all of one colour")
    ink /= strongest
    marked = ink > 0.25  # paper's grain and the blur around ink are below a quarter of its depth
    rows, columns = np.flatnonzero(marked.any(1)), np.flatnonzero(marked.any(0))
    ink[ink < 0.1] = 0
    depth = np.ascontiguousarray(np.rint(ink * 255), np.uint8)
    height, width = depth.shape
    source = QImage(depth.data, width, height, width, QImage.Format.Format_Grayscale8)
    box = QRectF(
        float(columns[0]),
        float(rows[0]),
        float(columns[-1] - columns[0] + 1),
        float(rows[-1] - rows[0] + 1),
    )
    placed = _place(source, box, QPointF(CENTRE, CENTRE))
    return _place(source, box, QPointF(*_balanced(placed)))


def _is_input(gray: Input) -> bool:
    """Whether a picture, 0 to 255, is placed as MNIST's are: to place it again would blur it."""
    if gray.shape != (SIDE, SIDE) or gray.max() < 200 or np.median(gray[[0, -1]]) > 0:
        return False
    rows, columns = np.flatnonzero(gray.any(1)), np.flatnonzero(gray.any(0))
    longest = max(int(np.ptp(rows)), int(np.ptp(columns))) + 1
    return abs(longest - BOX) <= 2 and bool(np.abs(_balanced(gray) - CENTRE).max() <= 0.75)


def _on_paper(image: QImage) -> QImage:
    """Return a picture with transparency on white paper, or on black if its ink is light."""
    coverage = _pixels(image.convertToFormat(QImage.Format.Format_Alpha8))
    if coverage.min(initial=255) == 255:
        return image
    gray = _pixels(image.convertToFormat(QImage.Format.Format_Grayscale8))
    covered = gray[coverage > 127]
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    light = covered.size > 0 and float(np.median(covered)) > 127
    paper.fill(QColor(0, 0, 0) if light else QColor(255, 255, 255))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _place(source: QImage, box: QRectF, place: QPointF) -> Input:
    """Return the box of a white-on-black picture, scaled to 20x20, its middle at ``place``."""
    scale = BOX / max(box.width(), box.height())
    # Qt samples bilinearly, which would skip pixels when it shrinks by more than two: draw at a
    # multiple of 28 near the source's own size and average down.
    zoom = max(1, min(64, round(1 / scale)))
    canvas = QImage(SIDE * zoom, SIDE * zoom, QImage.Format.Format_Grayscale8)
    canvas.fill(0)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(zoom, zoom)
    painter.translate(place)
    painter.scale(scale, scale)
    painter.translate(-box.center())
    painter.drawImage(box, source, box)
    painter.end()
    pixels = _pixels(canvas).astype(np.float32).reshape(SIDE, zoom, SIDE, zoom)
    return np.asarray(pixels.mean(axis=(1, 3)) / np.float32(255), np.float32)
