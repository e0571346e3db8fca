"""digitpad.ui.chooser: what is known, and files that a person adds."""

from pytestqt.qtbot import QtBot

from digitpad.ui.chooser import Chooser


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
