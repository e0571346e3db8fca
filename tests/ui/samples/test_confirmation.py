"""digitpad.ui.samples.confirmation: a line that comes and goes and moves nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.samples.confirmation import HINTS, Confirmation


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[Confirmation]:
    around = QWidget()
    line = Confirmation()
    layout = QVBoxLayout(around)
    layout.addWidget(QWidget(), stretch=1)
    layout.addWidget(line)
    around.resize(500, 200)
    qtbot.addWidget(around)
    with qtbot.waitExposed(around):
        around.show()
    yield line
    around.close()  # and it lives until then


def test_what_was_kept_is_said_with_undo_beside_it(line: Confirmation, qtbot: QtBot) -> None:
    assert not line.button.isVisible()
    line.say("Kept: this is a 7, read as 1")
    assert line.accessibleName() == "Kept: this is a 7, read as 1"
    assert line.button.isVisible()
    assert line.rect().contains(line.button.geometry())
    with qtbot.waitSignal(line.undone):
        line.button.click()
    line.hint()
    assert not line.button.isVisible()


def test_nothing_moves_when_it_appears(line: Confirmation, qtbot: QtBot) -> None:
    class Watch(QObject):
        laid_out = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.laid_out += event.type() == QEvent.Type.LayoutRequest
            return False

    watch, around = Watch(), line.window()
    around.installEventFilter(watch)
    before = line.geometry()
    for show in (line.hint, lambda: line.say("Kept: a 7, read right"), line.be_silent):
        show()
        qtbot.wait(1)
        assert line.geometry() == before
    assert watch.laid_out == 0


@pytest.mark.parametrize("width", [500, 300, 180, 40])
def test_it_says_as_much_as_there_is_room_for(width: int, line: Confirmation) -> None:
    line.hint()
    line.resize(width, line.height())
    assert line.text in HINTS
    fits = line.fontMetrics().horizontalAdvance(line.text) <= width
    assert fits or line.text == HINTS[-1]
    line.say("Kept: this is a 7, read as 1", "Kept: a 7")
    assert line.button.geometry().right() <= max(width, line.button.width() + 12)
    assert line.text == ("Kept: this is a 7, read as 1" if width >= 300 else "Kept: a 7")
    line.grab()
