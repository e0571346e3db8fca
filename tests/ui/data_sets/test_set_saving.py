"""digitpad.ui.data_sets.set_saving: names that a format can be told by."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from digitpad.ui.data_sets.set_saving import ask_for_file, ask_for_folder
from digitpad.ui.window import MainWindow


def answer(name: Path) -> Callable[[], None]:
    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert field
        field.setText(str(name))
        dialog.accept()

    return act


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("mine", "mine.npz"),
        ("mine.csv", "mine.csv"),
        ("mine.gz", "mine-images-idx3-ubyte.gz"),
        ("my-images-idx3-ubyte.gz", "my-images-idx3-ubyte.gz"),
    ],
)
def test_a_file_gets_the_ending_of_its_format(
    typed: str, path: str, window: MainWindow, tmp_path: Path
) -> None:
    QTimer.singleShot(200, answer(tmp_path / typed))
    assert ask_for_file(window, window.settings, "set") == tmp_path / path


def test_a_folder_is_a_new_one_in_the_one_that_is_chosen(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "set").mkdir()
    QTimer.singleShot(200, answer(tmp_path))
    assert ask_for_folder(window, window.settings, "set") == tmp_path / "set 2"
