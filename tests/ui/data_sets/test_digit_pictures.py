"""digitpad.ui.data_sets.digit_pictures: each pixel is seen as it is, whatever the size."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitpad.ui.data_sets.digit_pictures import DigitPictures


@pytest.mark.parametrize("width", [600, 733, 1160])
def test_pictures_are_painted_without_a_pixel_between_two(width: int, qtbot: QtBot) -> None:
    shown = DigitPictures(1, "Some", "Some pictures.")
    qtbot.addWidget(shown)
    shown.resize(width, shown.sizeHint().height())
    checks = np.indices((28, 28)).sum(0) % 2 * 255
    shown.show_pictures(np.tile(checks.astype(np.uint8), (10, 1, 1, 1)))
    image = shown.grab().toImage()
    ratio = image.devicePixelRatio()
    row = [image.pixelColor(x, image.height() // 2).lightness() for x in range(image.width())]
    middle = row[round(width / 20 * ratio) - 20 : round(width / 20 * ratio) + 20]
    assert set(middle) == {0, 255}
