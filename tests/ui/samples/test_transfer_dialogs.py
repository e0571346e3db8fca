"""digitpad.ui.samples.transfer_dialogs: what can be chosen, and what is appended to a name."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.samples.transfer_dialogs import INK, file_to_write


@pytest.mark.parametrize(("number", "suffix"), [(0, ".ndjson"), (1, ".inkml")])
def test_the_chosen_format_gives_the_name_its_suffix(
    number: int, suffix: str, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        chosen = dialog.nameFilters()[number]
        dialog.selectNameFilter(chosen)
        dialog.filterSelected.emit(chosen)  # as a person's own choice does
        dialog.accept()

    QTimer.singleShot(200, answer)
    named = file_to_write(parent)
    assert named is not None
    assert named.name == f"digitpad-samples{suffix}"
    assert f"*{suffix}" in INK
