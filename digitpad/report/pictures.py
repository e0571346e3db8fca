"""Pictures for a page: many 28x28 ones on one sheet, as a PNG written by hand."""

import base64
import struct
import zlib

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.uint8]

COLUMNS = 64  # pictures in each row of a sheet
GRAYSCALE = 0  # PNG's colour type


def sheet(pictures: Pictures) -> Pictures:
    """Return pictures, uint8 (n, 28, 28), row by row on one, uint8 (height, width)."""
    side = pictures.shape[1]
    rows = max(1, -(-len(pictures) // COLUMNS))
    cells = np.zeros((rows * COLUMNS, side, side), np.uint8)
    cells[: len(pictures)] = pictures
    grid = cells.reshape(rows, COLUMNS, side, side).swapaxes(1, 2)
    return np.asarray(grid.reshape(rows * side, COLUMNS * side))


def png(picture: Pictures) -> bytes:
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


def data_uri(data: bytes) -> str:
    """Return a PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"
