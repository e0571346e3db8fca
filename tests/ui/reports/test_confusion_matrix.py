"""digitpad.ui.reports.confusion_matrix: cells where the pointer and the keys find them."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.ui import theme
from digitpad.ui.reports.confusion_matrix import ConfusionMatrix


def matrix_of(qtbot: QtBot) -> ConfusionMatrix:
    confusion = np.diag(np.full(10, 98))
    confusion[7, 1] = 2
    matrix = ConfusionMatrix(confusion, "mine")
    qtbot.addWidget(matrix)
    matrix.resize(440, 340)
    matrix.show()
    return matrix


def test_a_click_picks_the_cell_under_it_and_none_in_the_heads(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot)
    for row, column in ((0, 0), (7, 1), (9, 9)):
        with qtbot.waitSignal(matrix.picked) as picked:
            place = matrix.rect_of(row, column).center().toPoint()
            QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
        assert picked.args == [row, column]
    for row, column in ((-1, 4), (4, -1)):
        place = matrix.rect_of(row, column).center().toPoint()
        with qtbot.assertNotEmitted(matrix.picked):
            QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)


def test_arrow_keys_begin_at_the_first_cell_and_stay_inside(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot)
    keys = Qt.Key
    cells = []
    for key in (keys.Key_Right, keys.Key_Up, keys.Key_Left, keys.Key_Down, keys.Key_Right):
        QTest.keyClick(matrix, key)
        cells.append(matrix.cell)
    assert cells == [(0, 0), (0, 0), (0, 0), (1, 0), (1, 1)]
    QTest.keyClick(matrix, keys.Key_A)
    assert matrix.cell == (1, 1)


def test_a_cell_is_told_as_a_sentence(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot)
    assert matrix.told(7, 1) == "7 read as 1: 2 pictures, 2.0% of the 7s"
    assert matrix.told(7, 7) == "7 read right: 98 pictures, 98.0% of the 7s"
    matrix.confusion[3] = 0
    assert matrix.told(3, 5) == "3 read as 5: 0 pictures"


def test_it_is_painted_in_light_and_dark(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot)
    matrix.pick(7, 1)
    light = matrix.grab().toImage()
    matrix.setPalette(theme.dark_palette())
    assert matrix.grab().toImage() != light
