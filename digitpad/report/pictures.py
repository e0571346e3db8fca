"""Pictures for a page: many 28x28 ones on one sheet, and a PNG as an address."""

import base64

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.uint8]

COLUMNS = 64  # pictures in each row of a sheet


def sheet(pictures: Pictures) -> Pictures:
    """Return pictures, uint8 (n, 28, 28), row by row on one, uint8 (height, width)."""
    side = pictures.shape[1]
    rows = max(1, -(-len(pictures) // COLUMNS))
    cells = np.zeros((rows * COLUMNS, side, side), np.uint8)
    cells[: len(pictures)] = pictures
    grid = cells.reshape(rows, COLUMNS, side, side).swapaxes(1, 2)
    return np.asarray(grid.reshape(rows * side, COLUMNS * side))


def data_uri(data: bytes) -> str:
    """Return a PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"
