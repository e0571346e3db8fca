"""What heads of pictures tell: which way up one is, where Qt does not look, and how it is packed.

EXIF, which is a TIFF without pixels, is in PNG and in WebP.

Sources: Exif 2.32, 4.6.2 (the tag) and 4.6.4 A (its values); PNG 3rd edition, 11.3.2.12 (eXIf);
WebP Container Specification (EXIF).
"""

import struct

from PySide6.QtGui import QImage, QTransform

_ORIENTATION, _COMPRESSION = 0x0112, 0x0103
#: How a TIFF may be packed that Qt's reader has no means for (TIFF 6.0, section 22, and libtiff).
_PACKINGS = {
    6: "JPEG",
    7: "JPEG",
    34712: "JPEG 2000",
    34925: "LZMA",
    50000: "Zstandard",
    50001: "WebP",
}
_PNG = b"\x89PNG\r\n\x1a\n"
#: A head of a camera's making has a few dozen entries.
MOST_ENTRIES, MOST_CHUNKS = 200, 10_000
#: (turned clockwise by degrees, and mirrored before) of each value.
_TURNS = {
    2: (0, True),
    3: (180, False),
    4: (180, True),
    5: (270, True),
    6: (90, False),
    7: (90, True),
    8: (270, False),
}


def upright(image: QImage, data: bytes) -> QImage:
    """Return the picture of a file's bytes as it is to be seen; those of other kinds as it is."""
    degrees, mirrored = _TURNS.get(_told(_exif(data), _ORIENTATION), (0, False))
    turn = QTransform().rotate(degrees).scale(-1 if mirrored else 1, 1)
    return image if turn.isIdentity() else image.transformed(turn)


def packing(data: bytes) -> str:
    """Return how the bytes of a TIFF are packed, where that is a way that is not read, or ""."""
    return _PACKINGS.get(_told(data, _COMPRESSION), "")


def _exif(data: bytes) -> bytes:
    """Return the EXIF of a PNG or a WebP, or a TIFF as it is; nothing where there is none."""
    if data[:4] in (b"II*\0", b"MM\0*"):
        return data
    if data.startswith(_PNG):
        at, order, wanted, length_first = 8, ">", b"eXIf", True
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        at, order, wanted, length_first = 12, "<", b"EXIF", False
    else:
        return b""
    for _ in range(MOST_CHUNKS):
        head = data[at : at + 8]
        if len(head) < 8:
            break
        name, number = (head[4:], head[:4]) if length_first else (head[:4], head[4:])
        (length,) = struct.unpack(f"{order}I", number)
        if name == wanted:
            return data[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0")
        # A PNG's chunk ends with a checksum; one of WebP is even.
        at += 8 + length + (4 if length_first else length % 2)
    return b""


def _told(exif: bytes, wanted: int) -> int:
    """Return the short number of a tag; 1, which is upright and not packed, where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2], "")
    if not order or len(exif) < 8:
        return 1
    (at,) = struct.unpack_from(f"{order}I", exif, 4)
    if at + 2 > len(exif):
        return 1
    (count,) = struct.unpack_from(f"{order}H", exif, at)
    for entry in range(min(count, MOST_ENTRIES)):
        place = at + 2 + 12 * entry
        if place + 12 > len(exif):
            break
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, place)
        if tag == wanted:
            return int(value)
    return 1
