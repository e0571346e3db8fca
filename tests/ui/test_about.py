"""digitpad.ui.about: says what this is, with the figures of its own network."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from digitpad import __version__
from digitpad.ui.window import MainWindow


def test_it_says_which_version_and_whose_digits(window: MainWindow) -> None:
    seen: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        box.close()

    QTimer.singleShot(0, read)
    window.commands.about.trigger()
    assert f"Digitpad {__version__}" in seen[0]
    assert "99.51%" in seen[0]
    assert "Yann LeCun" in seen[0]
