"""digitpad.ui.recipes.layers_field: layers are added, removed and made wider, from none to deep."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.training.recipe import MAX_LAYERS
from digitpad.ui.recipes.layers_field import LayersField

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def layers(qtbot: QtBot) -> LayersField:
    field = LayersField("A tip", QObject())
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    return field


def test_layers_are_added_and_typed(layers: LayersField, qtbot: QtBot) -> None:
    assert layers.value() == ()
    assert layers.none.isVisible()
    with qtbot.waitSignal(layers.changed):
        QTest.mouseClick(layers.add_button, LEFT)
    assert layers.value() == (512,)
    assert not layers.none.isVisible()
    QTest.keyClicks(layers.fields[0], "64")  # what was there is selected
    QTest.keyClick(layers.add_button, Qt.Key.Key_Space)
    assert layers.value() == (64, 64)
    QTest.keyClick(layers.fields[1], Qt.Key.Key_Down)
    assert layers.value() == (64, 32)


def test_a_width_of_nothing_cannot_be_typed(layers: LayersField) -> None:
    layers.set_value((8,))
    layers.fields[0].selectAll()
    QTest.keyClicks(layers.fields[0], "0")
    layers.fields[0].interpretText()
    assert layers.value()[0] >= 1


def test_the_layer_whose_cross_is_pressed_goes(layers: LayersField, qtbot: QtBot) -> None:
    layers.set_value((1, 2, 3))
    with qtbot.waitSignal(layers.changed):
        QTest.mouseClick(layers.removers[1], LEFT)
    assert layers.value() == (1, 3)
    assert layers.removers[1].accessibleName() == "Remove hidden layer 2"
    QTest.keyClick(layers.removers[1], Qt.Key.Key_Space)
    QTest.keyClick(layers.removers[0], Qt.Key.Key_Space)
    assert layers.value() == ()
    assert layers.none.isVisible()


def test_the_keyboard_goes_from_layer_to_layer(layers: LayersField, qtbot: QtBot) -> None:
    layers.set_value((1, 2))
    layers.fields[0].setFocus()
    qtbot.waitUntil(layers.fields[0].hasFocus)
    for following in (layers.removers[0], layers.fields[1], layers.removers[1], layers.add_button):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert following.hasFocus()
    layers.removers[1].setFocus()
    QTest.keyClick(layers.removers[1], Qt.Key.Key_Space)
    assert layers.add_button.hasFocus()


def test_there_are_not_endlessly_many(layers: LayersField) -> None:
    layers.set_value((9,) * MAX_LAYERS)
    assert not layers.add_button.isEnabled()
    layers.set_value((9,))
    assert layers.add_button.isEnabled()
