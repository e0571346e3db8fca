"""digitpad.ui.recipes.number_fields.

What is typed is what is meant, and a step goes where it should.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ui.recipes.number_fields import CountField, ShareField, TypedField, WheelGuard


@given(value=st.just(0.0) | st.floats(1e-290, 1))
def test_a_share_keeps_every_digit(qapp: QApplication, value: float) -> None:
    field = ShareField(1.0, 0.05)
    field.setValue(value)
    assert field.value() == value
    field.interpretText()  # as when the focus leaves
    assert field.value() == value


def test_shares_are_stepped_without_the_noise_of_binary_numbers(qtbot: QtBot) -> None:
    field = ShareField(1.0, 0.05)
    qtbot.addWidget(field)
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Up)
    assert (field.value(), field.text()) == (0.15, "0.15")
    QTest.keyClick(field, Qt.Key.Key_Down, delay=0)
    assert field.text() == "0.1"


def test_a_share_is_typed_with_a_point_or_a_comma(qtbot: QtBot) -> None:
    field = ShareField(1.0, 0.05)
    qtbot.addWidget(field)
    for text in ("0.25", "0,25", ".25", "25e-2"):
        field.clear()
        QTest.keyClicks(field, text)
        assert field.value() == 0.25, text


@pytest.mark.parametrize("text", ["1.5", "-0.1", "nan", "inf", "a", "0.1.2", "1_0"])
def test_a_share_refuses_the_key_that_makes_no_share(qtbot: QtBot, text: str) -> None:
    field = ShareField(1.0, 0.05)
    qtbot.addWidget(field)
    assert field.validate(text, 0)[0] == QValidator.State.Invalid
    for begun in ("", "0.", ".", "1e", "1e-"):
        assert field.validate(begun, 0)[0] != QValidator.State.Invalid


def test_widths_are_doubled_and_halved(qtbot: QtBot) -> None:
    field = CountField(1, 4_000, doubling=True)
    qtbot.addWidget(field)
    field.setValue(300)
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(field, key)
        seen.append(field.value())
    assert seen == [512, 1024, 512, 256, 128]
    field.setValue(1)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 1
    field.setValue(4_000)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 4_000
    assert field.text() == "4,000"


def test_a_learning_rate_is_typed_or_stepped(qtbot: QtBot) -> None:
    field = TypedField()
    qtbot.addWidget(field)
    for text, value in (("0.003", 0.003), ("3e-3", 0.003), ("0,003", 0.003), ("fast", "fast")):
        field.clear()
        QTest.keyClicks(field, text)
        assert field.value() == value
    QTest.keyClick(field, Qt.Key.Key_Up)  # from no number there is no next one
    assert field.value() == "fast"
    field.set_value(0.001)
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(field, key)
        seen.append(field.text())
    assert seen == ["0.002", "0.005", "0.01", "0.005"]
    field.set_value(0.0)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 0
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 1e-9


def test_a_seed_is_a_whole_number_of_any_size(qtbot: QtBot) -> None:
    field = TypedField(whole=True)
    qtbot.addWidget(field)
    QTest.keyClicks(field, "4294967295")
    assert field.value() == 4_294_967_295
    field.set_value(7)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 8
    for text in ("1.5", "", "1_000"):
        field.setText(text)
        assert field.value() == text


def test_the_wheel_turns_only_the_field_with_the_focus(qtbot: QtBot) -> None:
    guard, field = WheelGuard(), CountField(0, 10)
    qtbot.addWidget(field)
    field.installEventFilter(guard)
    field.setValue(5)
    field.show()

    def turn() -> None:
        QApplication.sendEvent(
            field,
            QWheelEvent(
                QPointF(5, 5),
                QPointF(field.mapToGlobal(QPoint(5, 5))),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )

    field.clearFocus()
    turn()
    assert field.value() == 5
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    turn()
    assert field.value() == 6
