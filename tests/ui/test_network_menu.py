"""digitpad.ui.network_menu: lists what is there when it opens, newest first, with its accuracy."""

import os
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.network import read_info
from digitpad.resources import bundled_network, networks_dir
from digitpad.ui.network_menu import NetworkMenu, describe

MORE = [
    "&Open network…",
    "&About this network…",
    "&Export network…",
    "Show the networks &folder",
]


def texts(menu: NetworkMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_networks_are_listed_with_their_accuracy_and_chosen(qtbot: QtBot) -> None:
    menu = NetworkMenu()
    qtbot.addWidget(menu)
    accuracy = describe(read_info(bundled_network()))
    assert texts(menu) == [
        f"Digitpad's own\t{accuracy}",
        "Networks you train are listed here",
        *MORE,
    ]
    networks_dir().mkdir(parents=True)
    shutil.copy(bundled_network(), networks_dir() / "older.keras")
    (networks_dir() / "newer.keras").write_text("of another program, or broken")
    os.utime(networks_dir() / "older.keras", (0, 0))
    assert texts(menu) == [f"Digitpad's own\t{accuracy}", "newer", f"older\t{accuracy}", *MORE]
    older = next(action for action in menu.actions() if action.text().startswith("older"))
    with qtbot.waitSignal(menu.chosen) as chosen:
        older.trigger()
    assert chosen.args == [networks_dir() / "older.keras"]


@pytest.mark.parametrize("info", [None, 3, {}, {"test": 1}, {"test": {"accuracy": "high"}}])
def test_figures_that_are_none_are_not_shown(info: object, tmp_path: Path) -> None:
    assert describe(info) == ""


def test_networks_from_elsewhere_stay_listed_once_they_were_used(
    qtbot: QtBot, tmp_path: Path
) -> None:
    menu = NetworkMenu()
    qtbot.addWidget(menu)
    paths = [tmp_path / f"net {number}.h5" for number in range(7)]
    for path in paths:
        path.write_text("a network")
        menu.current = path
    menu.current = bundled_network()
    assert [text for text in texts(menu) if ".h5" in text] == [
        f"net {number}.h5" for number in (6, 5, 4, 3, 2)
    ]
    (listed,) = (action for action in menu.actions() if action.text() == "net 4.h5")
    assert str(tmp_path) in listed.toolTip()
    assert not listed.isChecked()
    paths[6].unlink()  # what is gone is not listed, unless it reads
    paths[5].unlink()
    menu.current = paths[5]
    assert [text for text in texts(menu) if ".h5" in text] == [
        f"net {number}.h5" for number in (5, 4, 3, 2)
    ]
    (checked,) = (action for action in menu.actions() if action.isChecked())
    assert checked.text() == "net 5.h5"
