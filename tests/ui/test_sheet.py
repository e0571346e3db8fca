"""digitpad.ui.sheet: every drawing is on it, each digit in its own rows."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.data.hands import draw_digit
from digitpad.data.non_digits import draw_non_digit
from digitpad.ui.sheet import COLUMNS, write_sheet

STEP = 58


def test_each_digit_has_its_own_rows(tmp_path: Path) -> None:
    random, out = np.random.default_rng(0), tmp_path / "sheet.png"
    # More sevens than a row holds, two threes, one of no digit.
    drawings = [draw_digit(random, 7) for _ in range(COLUMNS + 1)]
    drawings += [draw_digit(random, 3), draw_non_digit(random), draw_digit(random, 3)]
    write_sheet(drawings, out)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (COLUMNS * STEP + 2, 4 * STEP + 2)

    def inked(row: int, column: int) -> bool:
        return any(
            image.pixelColor(column * STEP + x, row * STEP + y).lightness() > 200
            for x in range(2, STEP)
            for y in range(2, STEP)
        )

    counts = [sum(inked(row, column) for column in range(COLUMNS)) for row in range(4)]
    assert counts == [2, COLUMNS, 1, 1]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_sheet([draw_digit(np.random.default_rng(0), 1)], tmp_path / "no" / "sheet.png")
