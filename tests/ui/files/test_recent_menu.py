"""digitpad.ui.files.recent_menu: the last ten files, of any kind, also after a restart."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from digitpad.ui.app import open_settings
from digitpad.ui.files.recent_menu import KEY, MOST, RecentMenu
from tests.ui.conftest import MakeWindow
from tests.ui.files.tools import page, picture_on


@pytest.fixture
def menu(qtbot: QtBot) -> RecentMenu:
    menu = RecentMenu(open_settings())
    qtbot.addWidget(menu)
    return menu


def listed(menu: RecentMenu) -> list[tuple[str, bool]]:
    menu.aboutToShow.emit()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    return [(action.text(), action.isEnabled()) for action in actions]


def test_the_last_ten_are_listed_the_newest_first(menu: RecentMenu, tmp_path: Path) -> None:
    assert not menu.menuAction().isEnabled()
    for number in range(MOST + 3):
        (tmp_path / f"{number}.png").touch()
        menu.add(tmp_path / f"{number}.png")
    menu.add(tmp_path / "7.png")  # again: only once in the list
    names = [text for text, _ in listed(menu)]
    order = [7, 12, 11, 10, 9, 8, 6, 5, 4, 3]
    assert names == [*(f"{number}.png" for number in order), "&Clear this list"]
    assert menu.actions()[0].toolTip() == f"In {tmp_path}"
    menu.actions()[-1].trigger()
    assert menu.paths == []
    assert not menu.menuAction().isEnabled()


def test_what_is_gone_cannot_be_chosen(menu: RecentMenu, tmp_path: Path) -> None:
    (tmp_path / "a & b.png").touch()
    menu.add(tmp_path / "a & b.png")
    assert listed(menu)[0] == ("a && b.png", True)
    (tmp_path / "a & b.png").unlink()
    assert listed(menu)[0] == ("a && b.png", False)


def test_they_are_there_after_a_restart(
    make_window: MakeWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    first = make_window()
    first.files.open([page(tmp_path / "seven.png", "7")])
    picture_on(first, qtbot)
    first.close()
    second = make_window()
    assert second.recent.menuAction().isEnabled()
    second.recent.aboutToShow.emit()
    second.recent.actions()[0].trigger()
    picture_on(second, qtbot)
    assert second.answer.text == "7"


@pytest.mark.parametrize("damaged", ["", 7, ["", "a\0b"]])
def test_damaged_settings_are_no_harm(damaged: object, qtbot: QtBot) -> None:
    settings: QSettings = open_settings()
    settings.setValue(KEY, damaged)
    menu = RecentMenu(settings)
    qtbot.addWidget(menu)
    assert all(not enabled or text.startswith("&Clear") for text, enabled in listed(menu))
