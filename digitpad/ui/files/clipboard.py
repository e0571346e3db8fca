"""What a drawing or a picture is for other programs' clipboards, and what theirs hold for us."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from digitpad.drawing_svg import svg_of
from digitpad.ink import Drawing, InkError
from digitpad.pictures.paint import picture_of
from digitpad.smooth_ink import PAD

INK, SVG = "application/x-ndjson", "image/svg+xml"
#: As bytes, best first: they are decoded in a thread.
PICTURES = ("image/png", "image/webp", "image/jpeg", "image/bmp", "image/tiff", "image/gif", SVG)
MOST_TEXT = 1_000_000  # characters: more is no drawing


def mime_of_drawing(drawing: Drawing) -> QMimeData:
    """Return a drawing as it is on the pad: a picture, an SVG, and ink that can be pasted here."""
    mime = QMimeData()
    mime.setImageData(picture_of(drawing, frame=PAD))
    mime.setData(SVG, svg_of(drawing, frame=PAD).encode())
    mime.setData(INK, drawing.to_json().encode())
    return mime


def mime_of_picture(image: QImage) -> QMimeData:
    """Return a picture."""
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def files_in(mime: QMimeData) -> list[Path]:
    """Return the files that are named; those elsewhere than on this computer are not."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def ink_in(mime: QMimeData) -> Drawing | None:
    """Return the drawing that is there as ink, or None; of several, the first."""
    if mime.hasFormat(INK):
        text = bytes(mime.data(INK).data()).decode("utf-8", "replace")
    else:
        text = _text(mime)
    with suppress(InkError):
        if text.startswith("{"):
            return Drawing.from_json(text.partition("\n")[0])
        if "<ink" in text:
            from digitpad.inkml import read_inkml  # most never need it, and it is slow to load

            first = next(read_inkml(BytesIO(text.encode()), Path("the clipboard")), None)
            return first if isinstance(first, Drawing) else None
    return None


def picture_in(mime: QMimeData) -> bytes | QImage | None:
    """Return the picture that is there: its bytes if they are, else its pixels, or None."""
    for kind in PICTURES:
        if mime.hasFormat(kind) and (data := bytes(mime.data(kind).data())):
            return data
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return image
    text = _text(mime)
    return text.encode() if "<svg" in text else None


def may_be_read(mime: QMimeData | None) -> bool:
    """Return whether something is there to be read, without fetching all of it."""
    if mime is None:
        return False
    if any(map(mime.hasFormat, (INK, *PICTURES))) or mime.hasImage() or files_in(mime):
        return True
    text = _text(mime)
    return text.startswith('{"') or "<svg" in text or "<ink" in text


def _text(mime: QMimeData) -> str:
    """Return the text that is there, if it may be a drawing or an SVG; else ''."""
    text = mime.text().strip() if mime.hasText() else ""
    return text if len(text) <= MOST_TEXT and text.startswith(("{", "<")) else ""
