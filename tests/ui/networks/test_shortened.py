"""digitpad.ui.networks.shortened: a long name takes no more room than there is."""

from pytestqt.qtbot import QtBot

from digitpad.ui import theme
from digitpad.ui.networks.shortened import Shortened


def test_the_middle_is_left_out_where_there_is_no_room(qtbot: QtBot) -> None:
    name = "a network " * 12 + "(reads now)"
    label = Shortened(name, theme.text)
    qtbot.addWidget(label)
    label.resize(200, 20)
    label.show()
    assert label.width() == 200
    assert label.shown.startswith("a network")
    assert label.shown.endswith("now)")
    assert "…" in label.shown
    assert label.toolTip() == name
    label.grab()
    label.resize(2_000, 20)
    assert label.shown == name
