"""digitpad.ui.app: Qt itself is sound here."""

import sys

from PySide6.QtGui import QPainterPath


def test_calls_that_return_nothing_keep_none_alive() -> None:
    """PySide6 6.12.0 took a reference from None at each, until Python before 3.12 died."""
    path, before = QPainterPath(), sys.getrefcount(None)
    for number in range(1_000):
        path.lineTo(number, 1)
    assert sys.getrefcount(None) > before - 500
