"""digitpad.ui.recipes.data_set_field: what is kept can be chosen, and what is not is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.set_library import keep_set, rename_set
from digitpad.ui.recipes.data_set_field import MORE, NONE, DataSetField

MNIST = load_mnist()
Key = Qt.Key


def kept(name: str, count: int = 30) -> Path:
    images, labels = MNIST.x_train[:count], MNIST.y_train[:count]
    return keep_set(ImageSet(name, images, labels, images[:0], labels[:0]), name)


@pytest.fixture
def field(qtbot: QtBot) -> DataSetField:
    made = DataSetField()
    qtbot.addWidget(made)
    made.show()
    return made


def listed(field: DataSetField) -> list[str]:
    return [text for index in range(field.count()) if (text := field.itemText(index))]


def test_what_is_kept_by_now_is_listed_when_it_opens(field: DataSetField) -> None:
    assert (field.value(), listed(field)) == ("", [NONE, MORE])
    path = kept("first")
    field.showPopup()
    assert listed(field) == [NONE, "first", MORE]
    field.hidePopup()
    kept("second")
    path.unlink()
    field.showPopup()
    assert listed(field) == [NONE, "second", MORE]
    assert field.value() == ""


def test_a_set_is_chosen_in_the_list_or_by_the_arrow_keys(
    field: DataSetField, qtbot: QtBot
) -> None:
    kept("mine")
    field.showPopup()
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field.view(), Key.Key_Down)
        QTest.keyClick(field.view(), Key.Key_Return)
    assert field.value() == field.currentText() == "mine"
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field, Key.Key_Up)
    assert (field.value(), field.currentText()) == ("", NONE)


def test_the_last_entry_asks_for_all_of_them_and_chooses_none(
    field: DataSetField, qtbot: QtBot
) -> None:
    kept("mine")
    field.set_value("mine")
    field.showPopup()
    with qtbot.waitSignal(field.sets_requested), qtbot.assertNotEmitted(field.changed):
        QTest.keyClick(field.view(), Key.Key_End)
        QTest.keyClick(field.view(), Key.Key_Return)
    assert field.value() == field.currentText() == "mine"


def test_a_set_that_was_renamed_is_shown_under_its_name(field: DataSetField, qtbot: QtBot) -> None:
    path = kept("mine")
    field.set_value("mine")
    rename_set(path, "my hand")
    with qtbot.assertNotEmitted(field.changed):
        field.showPopup()
        assert listed(field) == [NONE, "my hand", MORE]
        QTest.keyClick(field.view(), Key.Key_Return)
        with qtbot.waitSignal(field.sets_requested):
            field.showPopup()
            QTest.keyClick(field.view(), Key.Key_End)
            QTest.keyClick(field.view(), Key.Key_Return)
    assert (field.value(), field.currentText()) == ("mine", "my hand")  # as the recipe has it


def test_no_arrow_key_in_the_closed_list_opens_a_window(field: DataSetField, qtbot: QtBot) -> None:
    kept("mine")
    field.list_sets()
    with qtbot.assertNotEmitted(field.sets_requested):
        for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_End, Key.Key_D):
            QTest.keyClick(field, key)
    assert field.value() == "mine"


@pytest.mark.parametrize(
    ("data_set", "shown"), [("/there/is/no such.csv", "no such.csv"), ("deleted", "deleted")]
)
def test_what_is_not_kept_stays_chosen(field: DataSetField, data_set: str, shown: str) -> None:
    kept("mine")
    field.set_value(data_set)
    field.list_sets()
    assert (field.value(), field.currentText()) == (data_set, shown)
    assert listed(field) == [NONE, "mine", shown, MORE]
    assert field.itemData(2, Qt.ItemDataRole.ToolTipRole) == data_set
    field.set_value("mine")
    field.list_sets()
    assert (field.currentText(), listed(field)) == ("mine", [NONE, "mine", MORE])
