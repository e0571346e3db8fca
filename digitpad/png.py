"""A gray picture as a PNG, written by hand: no library for it is among what the core needs."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

GRAYSCALE = 0  # PNG's colour type


def png(picture: npt.NDArray[np.uint8]) -> bytes:
    """Return a gray picture, uint8 (height, width), as a PNG (ISO/IEC 15948)."""
    height, width = picture.shape
    # Each row says how it was filtered: 0, not at all.
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, GRAYSCALE, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(rows.tobytes(), 9)),
            (b"IEND", b""),
        )
    )
