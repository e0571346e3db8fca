"""digitpad.ui.reports.chooser: what is known, and files that a person adds."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from digitpad.ui.reports.chooser import Chooser


def chooser_of(qtbot: QtBot) -> Chooser:
    chooser = Chooser([("One", "1"), ("Two", "2")], ("a file", "Files (*.x)"))
    qtbot.addWidget(chooser)
    return chooser


def test_the_key_is_that_of_the_choice(qtbot: QtBot) -> None:
    chooser = chooser_of(qtbot)
    assert chooser.key == "1"
    chooser.choose("2")
    assert (chooser.key, chooser.currentText()) == ("2", "Two")
    assert chooser.itemText(chooser.count() - 1) == "A file…"


def test_a_file_is_listed_under_its_name_once(qtbot: QtBot) -> None:
    chooser = chooser_of(qtbot)
    for _ in range(2):
        chooser.choose("/some/where/mine.x")
        assert (chooser.key, chooser.currentText()) == ("/some/where/mine.x", "mine")
    assert chooser.count() == 5  # with the line above the last
    assert chooser.itemText(chooser.count() - 1) == "A file…"


def test_what_is_offered_later_is_added_once_and_the_choice_stays(qtbot: QtBot) -> None:
    chooser = chooser_of(qtbot)
    chooser.choose("2")
    for _ in range(2):
        chooser.offer([("Three", "/there/three.x"), ("One", "1")])
    assert chooser.key == "2"
    assert [chooser.itemText(at) for at in range(3)] == ["One", "Two", "Three"]
    assert chooser.itemData(2, Qt.ItemDataRole.ToolTipRole) == "/there/three.x"
    assert chooser.count() == 5


def test_what_cannot_be_chosen_says_why(qtbot: QtBot) -> None:
    chooser = chooser_of(qtbot)
    chooser.choose("2")
    chooser.describe("1", "None", "There is none yet")
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert chooser.key == "2"
    assert chooser.itemData(0, Qt.ItemDataRole.ToolTipRole) == "There is none yet."
    chooser.describe("1", "One again")
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert (chooser.key, chooser.currentText()) == ("1", "One again")
    assert chooser.itemData(0, Qt.ItemDataRole.ToolTipRole) is None


def test_a_file_is_picked_in_a_dialog_or_not(qtbot: QtBot, tmp_path: Path) -> None:
    chooser = chooser_of(qtbot)
    (tmp_path / "mine.x").touch()

    def answer(accept: bool) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert field
        field.setText(str(tmp_path / "mine.x"))
        (dialog.accept if accept else dialog.reject)()

    def pick_the_last() -> None:
        chooser.setCurrentIndex(chooser.count() - 1)
        chooser.activated.emit(chooser.count() - 1)

    QTimer.singleShot(200, lambda: answer(False))
    pick_the_last()
    assert chooser.key == "1"
    QTimer.singleShot(200, lambda: answer(True))
    pick_the_last()
    assert chooser.key == str(tmp_path / "mine.x")
