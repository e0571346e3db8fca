"""digitpad.ui.networks.networks_desk: the Network menu opens, exports and shows the folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, networks_dir
from digitpad.ui.networks.network_window import NetworkWindow
from digitpad.ui.networks.networks_desk import NetworksDesk
from digitpad.ui.window import MainWindow


def answer(name: str, seen: list[str]) -> Callable[[], None]:
    """Return what types a name into the dialog that is open, and notes its filters."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        seen.extend(dialog.nameFilters())
        field = dialog.findChild(QLineEdit)
        assert field
        field.setText(name)
        dialog.accept()

    return act


def test_a_network_is_opened_from_the_menu(
    desk: NetworksDesk, h5: Path, window: MainWindow
) -> None:
    seen: list[str] = []
    QTimer.singleShot(200, answer(str(h5), seen))
    window.networks.open_action.trigger()
    assert "*.keras" in seen[0]
    assert "*.h5" in seen[0]
    (shown,) = window.findChildren(NetworkWindow)
    assert shown.path == h5


@pytest.mark.parametrize("suffix", [".keras", ".onnx"])
def test_the_network_that_reads_is_exported(
    suffix: str, desk: NetworksDesk, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    seen: list[str] = []
    target = tmp_path / f"out{suffix}"
    QTimer.singleShot(200, answer(str(target), seen))
    window.networks.export_action.trigger()
    assert [kind.rpartition("(")[2] for kind in seen] == ["*.keras)", "*.onnx)"]
    qtbot.waitUntil(lambda: window.notice.sentence == f"Saved as {target}.", timeout=30_000)
    assert target.stat().st_size > 10_000_000
    qtbot.waitUntil(lambda: not desk.saver.is_busy)


def test_an_h5_file_is_exported_as_keras_while_the_window_goes_on(
    desk: NetworksDesk, h5: Path, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "out.keras"
    desk.saver.save(h5, target)
    assert window.notice.sentence == "Saving out.keras…"
    qtbot.waitUntil(lambda: window.notice.sentence == f"Saved as {target}.", timeout=60_000)
    assert DenseNetwork.open(target).parameters == DenseNetwork.open(h5).parameters


def test_what_cannot_be_saved_is_said(
    desk: NetworksDesk, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.saver.save(bundled_network(), tmp_path / "none" / "out.keras")
    qtbot.waitUntil(lambda: "cannot be written" in window.notice.sentence, timeout=30_000)
    assert str(tmp_path / "none" / "out.keras") in window.notice.sentence


def test_what_is_being_saved_is_waited_for(
    desk: NetworksDesk, tmp_path: Path, window: MainWindow
) -> None:
    desk.saver.save(bundled_network(), tmp_path / "out.onnx")
    desk.saver.finish()
    assert (tmp_path / "out.onnx").stat().st_size > 10_000_000


class FileManager(QObject):
    """Stands in for the system's: Qt gives it what it would show there."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        """Note what is to be shown."""
        self.shown.append(Path(url.toLocalFile()))


@pytest.fixture
def file_manager() -> Iterator[FileManager]:
    manager = FileManager()
    QDesktopServices.setUrlHandler("file", manager, "show")  # type: ignore[arg-type]
    yield manager
    QDesktopServices.unsetUrlHandler("file")


def test_the_networks_folder_is_made_and_shown(
    desk: NetworksDesk, window: MainWindow, file_manager: FileManager
) -> None:
    assert not networks_dir().exists()
    window.networks.folder_action.trigger()
    assert file_manager.shown == [networks_dir()]
    assert networks_dir().is_dir()


def test_a_folder_that_cannot_be_made_is_said(desk: NetworksDesk, window: MainWindow) -> None:
    networks_dir().parent.mkdir(parents=True, exist_ok=True)
    networks_dir().write_text("a file where the folder should be")
    window.networks.folder_action.trigger()
    assert "cannot be made" in window.notice.sentence
