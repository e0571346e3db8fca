"""digitpad.ui.files.dialogs: files are asked for where the last one was, by their right names."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFileSystemModel,
    QListView,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.kinds import Kind
from digitpad.ui.app import open_settings
from digitpad.ui.files.dialogs import (
    filters_of,
    last_folder,
    open_folder,
    open_paths,
    save_as,
    save_path,
)
from tests.ui.files.tools import type_name

KINDS: tuple[Kind, ...] = ("picture", "ink", "network", "data set")
FILTERS = ["SVG (*.svg)", "PNG (*.png)", "PNG without background (*.png)"]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


def click(text: str, seen: list[str]) -> Callable[[], None]:
    """Return what presses a button of the question that comes, and notes what it says."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, act)
            return
        seen.append(box.text())
        next(each for each in box.buttons() if text in each.text().replace("&", "")).click()

    return act


def test_each_kind_has_a_filter_and_all_of_them_one() -> None:
    names = [each.partition(" (")[0] for each in filters_of(KINDS)]
    assert names == [
        "All that can be read",
        "Pictures",
        "Ink",
        "Networks",
        "Data sets",
        "All files",
    ]
    assert filters_of(["network"]) == ["Networks (*.keras *.h5 *.hdf5)", "All files (*)"]
    for pattern in ("*.png", "*.webp", "*.svg", "*.ndjson", "*.inkml", "*.keras", "*.npz", "*.csv"):
        assert pattern in filters_of(KINDS)[0].replace(")", " ").split(" ")


def test_the_folder_of_the_last_file_is_remembered(parent: QWidget, tmp_path: Path) -> None:
    settings, file = open_settings(), tmp_path / "there" / "digit.png"
    file.parent.mkdir()
    file.write_bytes(b"\x89PNG")
    assert last_folder(settings) == ""
    type_name(file)
    assert open_paths(parent, settings, "Open", KINDS) == [file]
    assert last_folder(settings) == str(file.parent)
    type_name(Path("digit.png"))  # found where the last one was
    assert open_paths(parent, settings, "Open", KINDS) == [file]
    file.unlink()
    file.parent.rmdir()
    assert last_folder(settings) == ""


def test_a_folder_is_chosen(parent: QWidget, tmp_path: Path) -> None:
    settings, folder = open_settings(), tmp_path / "pictures"
    folder.mkdir()
    type_name(folder)
    assert open_folder(parent, settings, "Open a folder") == folder
    assert last_folder(settings) == str(tmp_path)


def test_a_folder_that_is_typed_is_not_one_on_its_way(parent: QWidget, tmp_path: Path) -> None:
    settings, folder = open_settings(), tmp_path / "pictures"
    folder.mkdir()

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        view = dialog.findChild(QListView, "listView")
        assert isinstance(view, QListView)
        model, choose = view.model(), QItemSelectionModel.SelectionFlag
        assert isinstance(model, QFileSystemModel)
        for path in (tmp_path, folder):  # as on a busy machine
            index = model.index(str(path))
            view.selectionModel().select(index, choose.Select | choose.Rows)
        assert len(dialog.selectedFiles()) == 2
        dialog.done(QDialog.DialogCode.Accepted)

    QTimer.singleShot(0, act)
    assert open_folder(parent, settings, "Open a folder") == folder


@pytest.mark.parametrize(
    ("typed", "chosen", "name", "kind"),
    [
        ("seven", "", "seven.svg", FILTERS[0]),
        ("seven", FILTERS[2], "seven.png", FILTERS[2]),
        ("seven.png", "", "seven.png", FILTERS[1]),
        ("seven.PNG", FILTERS[2], "seven.PNG", FILTERS[2]),
        ("my.seven", "", "my.seven.svg", FILTERS[0]),
    ],
)
def test_what_is_saved_has_the_suffix_of_its_kind(
    typed: str, chosen: str, name: str, kind: str, parent: QWidget, tmp_path: Path
) -> None:
    type_name(tmp_path / typed, chosen)
    named = save_as(parent, open_settings(), "Save", "digit", FILTERS)
    assert named == (tmp_path / name, kind)
    assert not (tmp_path / name).exists()


def test_nothing_is_named_where_the_person_thinks_better_of_it(parent: QWidget) -> None:
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().close())  # type: ignore[union-attr]
    assert save_path(parent, open_settings(), "Save", "digit", FILTERS) is None
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().close())  # type: ignore[union-attr]
    assert open_paths(parent, open_settings(), "Open", KINDS) == []


@pytest.mark.parametrize("typed", ["seven.svg", "seven", "old.seven"])
def test_a_file_that_is_there_is_asked_about_whatever_was_typed(
    typed: str, parent: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "seven.svg").write_text("<svg/>")
    (tmp_path / "old.seven.svg").write_text("<svg/>")
    seen: list[str] = []
    type_name(tmp_path / typed)
    QTimer.singleShot(50, click("Yes" if typed != "old.seven" else "Replace", seen))
    path = save_path(parent, open_settings(), "Save", "digit", FILTERS)
    assert path == tmp_path / (typed.removesuffix(".svg") + ".svg")
    (asked,) = seen
    assert "already exists" in asked
