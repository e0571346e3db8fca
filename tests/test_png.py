"""digitpad.png: a PNG that Qt reads back."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.png import png

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (3, 65)])
def test_a_png_is_read_back_as_it_was(shape: tuple[int, int]) -> None:
    picture = RANDOM.integers(0, 256, shape, np.uint8)
    image = QImage.fromData(png(picture))
    assert image.format() == QImage.Format.Format_Grayscale8
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    assert np.array_equal(rows[:, : image.width()], picture)
