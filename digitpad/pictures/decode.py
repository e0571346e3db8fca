"""From the bytes of a picture to its pixels: upright, on paper, no larger than is of use.

Qt's own readers do it; what a small file could ask of them without end is refused before.
``Qt``, the names of all that it knows, is imported where it is used: it takes longer to load than
a thousand small pictures to read.
"""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from digitpad.kinds import is_xml
from digitpad.pictures.exif import packing, upright
from digitpad.pictures.smaller import MAX_SIDE, bounded, bounded_size, stretched

Gray = npt.NDArray[np.uint8]
Image = QImage  # a picture as it was decoded

MAX_BYTES = 200_000_000
#: What a picture may claim to hold. A JPEG is scaled down while it is read; others are read whole,
#: which for pictures in colours takes more memory.
MAX_MEGAPIXELS, MAX_MEGABYTES, MAX_JPEG_MEGAPIXELS = 64, 200, 250
#: Each scan of a JPEG goes over all its pixels; 10 are usual.
MAX_JPEG_SCANS = 100
FORMATS = frozenset("bmp gif jpeg jpg pbm pgm png ppm tif tiff webp".split())
_NAMES = {"jpg": "JPEG", "tif": "TIFF", "webp": "WebP"}
READABLE = "PNG, JPEG, BMP, GIF, TIFF, WebP, PBM, PGM, PPM or SVG"
#: What files of them are called.
SUFFIXES = (*(f".{kind}" for kind in sorted(FORMATS)), ".svg", ".svgz")
_GZIP, _PNG = b"\x1f\x8b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#: Of a PNG, in pixels, as it says it, and in bytes.
_SMALL_SIDE, _SMALL_FILE = (512).to_bytes(4, "big"), 1_000_000


class PictureError(ValueError):
    """A picture that cannot be read; the message is one sentence for a person."""


def read_bytes(path: Path) -> bytes:
    """Return what a picture's file holds. Raises PictureError."""
    try:
        if not path.is_file():  # a pipe would be waited for
            wrong = "is not a file" if path.exists() else "does not exist"
            raise PictureError(f"{path} {wrong}")
        # By Qt itself some names would mean other things.
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except PictureError:
        raise
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        why = getattr(error, "strerror", None) or error
        raise PictureError(f"{path} cannot be read: {why}") from None
    if len(data) > MAX_BYTES:
        raise PictureError(f"{path} is larger than {MAX_BYTES // 10**6} MB")
    if not data:
        raise PictureError(f"{path} is empty")
    return data


def decode(data: bytes, name: str) -> QImage:
    """Return a picture, turned as its EXIF says, at most MAX_SIDE wide and high.

    ``name``: of the picture, for the sentence. Raises PictureError.
    """
    if data.startswith(_PNG) and (image := _small_png(data)) is not None:
        return image
    if _is_svg(data):
        from digitpad.pictures.svg import SvgError, draw_svg

        try:
            return draw_svg(_unpacked(data, name))
        except SvgError as error:
            raise PictureError(f"{name} {error}") from None
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    return upright(_read(buffer, data, name), data)


def size_told(data: bytes) -> tuple[int, int]:
    """Return how wide and high a picture's bytes say that it is; 0, 0 where they do not."""
    if data.startswith(_PNG):
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if _is_svg(data):
        return 0, 0
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    reader = QImageReader(buffer)  # ends before its buffer does
    size = reader.size()
    del reader
    return max(size.width(), 0), max(size.height(), 0)


def _read(buffer: QBuffer, data: bytes, name: str) -> QImage:
    """Return the picture in a buffer, which outlives its reader: that of TIFF ends with a look."""
    reader = QImageReader(buffer)
    kind = bytes(reader.format().data()).decode("ascii", "replace")
    if kind not in FORMATS:
        raise PictureError(f"{name} is not a picture of a kind that can be read: {READABLE}")
    size = reader.size()
    jpeg = kind in ("jpeg", "jpg")
    most = MAX_JPEG_MEGAPIXELS if jpeg else _most_megapixels(reader)
    if size.width() * size.height() > most * 10**6:
        raise PictureError(
            f"{name} has {size.width():,} x {size.height():,} pixels; at most {most} million "
            "of its kind are read: save it smaller, or as JPEG"
        )
    if jpeg and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise PictureError(
            f"{name} comes in more than {MAX_JPEG_SCANS} scans, which no camera does"
        )
    reader.setAutoTransform(jpeg)  # of the others it would turn all pixels that there are
    if jpeg and max(size.width(), size.height()) > MAX_SIDE:
        reader.setScaledSize(bounded_size(size))
    image = reader.read()
    if image.isNull():
        raise PictureError(f"{name} {_why_not(data, _NAMES.get(kind, kind.upper()))}")
    return bounded(stretched(image))


def _most_megapixels(reader: QImageReader) -> int:
    """Return how many pixels may be read of a picture that comes as a whole."""
    form = reader.imageFormat()
    is_told = form != QImage.Format.Format_Invalid
    bits = QImage.toPixelFormat(form).bitsPerPixel() if is_told else 32
    return min(MAX_MEGAPIXELS, MAX_MEGABYTES * 8 // max(bits, 1))


def _why_not(data: bytes, kind: str) -> str:
    """Return what is wrong with a picture that Qt cannot read, to go on after its name."""
    if how := packing(data):
        return f"is a {kind} packed as {how}, which is not read; save it as PNG, or packed as LZW"
    return (
        f"is not a whole picture: its {kind} is damaged, cut off or of a rare sort; copy it once "
        "more, or save it as PNG"
    )


def _small_png(data: bytes) -> QImage | None:
    """Return a PNG that needs no care, None for another: thousands of them are read in a second."""
    width, height, bits = data[16:20], data[20:24], data[24:25]  # ISO/IEC 15948, 11.2.2
    if max(width, height) > _SMALL_SIDE or len(data) > _SMALL_FILE or bits > b"\x08":
        return None
    if b"eXIf" in data:
        return None
    # Not asked of every reader, it takes half as long; Qt's stubs want bytes, Qt takes a str alone.
    image = QImage.fromData(data, "PNG")  # type: ignore[arg-type]
    return None if image.isNull() else image


def _is_svg(data: bytes) -> bool:
    return data.startswith(_GZIP) or is_xml(data[:1_000])


def _unpacked(data: bytes, name: str) -> bytes:
    """Return what a packed SVG unpacks to, cut where none may be longer; others as they are."""
    from digitpad.safe_xml import MAX_BYTES as MAX_BYTES_OF_XML

    if not data.startswith(_GZIP):
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES_OF_XML + 1)
    except zlib.error:
        raise PictureError(
            f"{name} is not a picture of a kind that can be read: {READABLE}"
        ) from None


def gray(image: QImage) -> Gray:
    """Return a picture's brightness, uint8 (height, width); where it is transparent, paper's."""
    return np.asarray(grays([image])[0])


def grays(images: Sequence[QImage]) -> Gray:
    """Return the brightness of pictures of one size as ``gray`` does, uint8 (n, height, width)."""
    plain = [on_paper(image).convertToFormat(QImage.Format.Format_Grayscale8) for image in images]
    rows = np.frombuffer(b"".join([image.constBits() for image in plain]), np.uint8)
    return rows.reshape(len(plain), plain[0].height(), -1)[:, :, : plain[0].width()]


def pixels(image: QImage) -> Gray:
    """Return the bytes of an image of one byte a pixel, uint8 (height, width)."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return np.array(rows[:, : image.width()])


def on_paper(image: QImage) -> QImage:
    """Return a picture with transparency on white paper, or on black if its ink is light."""
    if not image.hasAlphaChannel():
        return image
    coverage = pixels(image.convertToFormat(QImage.Format.Format_Alpha8))
    if coverage.min(initial=255) == 255:
        return image
    brightness = pixels(image.convertToFormat(QImage.Format.Format_Grayscale8))
    covered = brightness[coverage > 127]
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    light = covered.size > 0 and float(np.median(covered)) > 127
    paper.fill(QColor(0, 0, 0) if light else QColor(255, 255, 255))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper
