"""Square blocks of pixels, for looking at a picture in fewer."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", bound=np.generic)


def in_blocks(values: npt.NDArray[Value], block: int) -> npt.NDArray[Value]:
    """Return values (height, width) in square blocks, (rows, block, columns, block).

    Where the last ones are not full, the edge goes on.
    """
    rows, columns = (-(-side // block) for side in values.shape)
    down, across = rows * block - values.shape[0], columns * block - values.shape[1]
    padded = np.pad(values, ((0, down), (0, across)), mode="edge")
    return padded.reshape(rows, block, columns, block)
