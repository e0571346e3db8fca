"""digitpad.ui.data_sets.data_set_window: read in a real process, looked at, kept, written."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from digitpad.data.mnist import load_mnist
from digitpad.data.removed_sets import removed_sets_dir
from digitpad.data.set_files import read_set
from digitpad.data.set_library import keep_set, known_sets, open_kept
from digitpad.ui.data_sets.data_set_window import DROP, TEACHING, DataSetWindow
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.recipes.data_set_field import DataSetField
from digitpad.ui.window import MainWindow
from tests.data.tools import digits
from tests.ui.data_sets.conftest import wait
from tests.ui.files.tools import drop, hover, leave, mime_of


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let what is read for a look lie where it can be seen to go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def look(qtbot: QtBot, shown: DataSetWindow, path: Path) -> None:
    shown.look_at(Source(path=path))
    assert shown.below.currentWidget() is shown.progress
    wait(qtbot, shown)
    assert shown.notice.sentence == ""


def test_without_a_set_the_window_teaches_what_can_be_opened(shown: DataSetWindow) -> None:
    assert shown.pages.currentWidget() is shown.empty
    for word in ("IDX", "npz", "CSV", "folder", "zip", "NDJSON"):
        assert word in shown.empty.text()
    assert not shown.kept.remove_button.isEnabled()


def test_a_table_is_seen_before_it_is_used_and_nothing_is_left_of_it(
    shown: DataSetWindow, digits_csv: Path, temporary: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    view = shown.view
    assert view.title.text() == "scikit digits"
    assert "1,797 pictures, none of them set apart" in view.facts.text()
    assert sum(view.counts.counts) == 1797
    assert "of its 1,797 pictures right" in view.reading.text()
    assert all(view.examples.pictures[digit][row].any() for digit in range(10) for row in (0, 1))
    assert view.averages.pictures.shape == (10, 1, 28, 28)
    assert not view.problems.isVisible()
    assert not view.offer.isVisible()
    assert known_sets() == []
    shown.close()
    assert list(temporary.iterdir()) == []


def test_other_examples_come_with_the_button(
    shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    before = shown.view.examples.pictures
    QTest.keyClick(shown.view.others_button, Qt.Key.Key_Space)
    assert not np.array_equal(shown.view.examples.pictures, before)


def test_emnist_is_offered_the_right_way_round_and_kept_so(
    shown: DataSetWindow, emnist: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, emnist)
    view = shown.view
    assert view.offer.isVisible()
    assert "with rows and columns swapped" in view.offer.label.text()
    lying = view.averages.pictures.copy()
    view.offer.button.click()
    assert view.swap_box.isChecked()
    assert np.array_equal(view.averages.pictures, lying.swapaxes(2, 3))  # at once
    wait(qtbot, shown)
    assert not view.offer.isVisible()
    assert shown.looker.look is not None
    assert shown.looker.look.read_by is not None
    assert shown.looker.look.read_by.accuracy > 0.95
    shown.buttons.keep_button.click()
    wait(qtbot, shown)
    assert shown.kept.names == ["emnist-digits"]
    assert np.array_equal(open_kept("emnist-digits").x_train[0], load_mnist().x_test[0])


def test_a_set_is_kept_under_the_name_in_the_field(
    shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    field = shown.buttons.name_field
    assert field.text() == "scikit digits"
    field.clear()
    assert not shown.buttons.keep_button.isEnabled()
    QTest.keyClicks(field, "eight by eight")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.looker.source.kept == "eight by eight", timeout=60_000)
    wait(qtbot, shown)
    assert [path.stem for path in known_sets()] == ["eight by eight"]
    assert "1,495 to learn from, 302 to test on" in shown.view.facts.text()
    assert shown.kept.name == "eight by eight"
    assert not field.isVisible()
    assert "Kept as eight by eight" in shown.notice.sentence


def test_what_is_removed_comes_back_and_goes_with_the_window(
    shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    shown.buttons.keep_button.click()
    wait(qtbot, shown)
    shown.kept.list.setFocus()
    QTest.keyClick(shown.kept.list, Qt.Key.Key_Delete)
    assert known_sets() == []
    assert shown.pages.currentWidget() is shown.empty
    shown.kept.undo.button.click()
    assert [path.stem for path in known_sets()] == ["scikit digits"]
    qtbot.waitUntil(lambda: shown.looker.source.kept == "scikit digits", timeout=60_000)
    shown.kept.remove_button.click()
    shown.close()
    assert known_sets() + list(removed_sets_dir().iterdir()) == []


def test_what_a_killed_window_removed_is_gone_once_the_next_one_opens(
    window: MainWindow, qtbot: QtBot
) -> None:
    folder = removed_sets_dir() / "removed-by one that was killed"
    folder.mkdir(parents=True)
    (folder / "lock").touch()
    keep_set(digits(30, 6), "mine").rename(folder / "mine.npz")
    window.data_sets.show_kept()
    qtbot.waitUntil(lambda: not folder.exists())


def type_name(shown: DataSetWindow, name: str) -> None:
    """Give the chosen set another name, as F2 lets a person."""
    shown.kept.list.setFocus()
    QTest.keyClick(shown.kept.list, Qt.Key.Key_F2)
    field = shown.kept.list.findChild(QLineEdit)
    assert field is not None
    assert field.text() == shown.kept.name
    QTest.keyClicks(field, name)  # all of it is selected
    QTest.keyClick(field, Qt.Key.Key_Return)
    for _ in range(3):  # Qt closes the field later, and the list follows after that
        QApplication.processEvents()


def test_a_kept_set_is_renamed_where_it_stands(
    shown: DataSetWindow, window: MainWindow, qtbot: QtBot
) -> None:
    for name in ("first", "second"):
        keep_set(digits(30, 6), name)
    shown.train_requested.emit("first")  # the recipe
    shown.refresh()
    shown.look_at(Source(kept="first"))
    wait(qtbot, shown)
    type_name(shown, "my hand")
    assert sorted(shown.kept.names) == ["my hand", "second"]
    assert shown.kept.name == shown.view.title.text() == shown.looker.source.kept == "my hand"
    assert shown.windowTitle().startswith("my hand")
    assert not shown.looker.is_busy  # it is the same one
    field = window.findChild(DataSetField)
    assert field is not None
    assert (field.value(), field.currentText()) == ("first", "my hand")
    type_name(shown, "second")
    assert "There is a data set called second already" in shown.notice.sentence
    assert shown.kept.name == "my hand"
    shown.look_at(Source(kept="my hand"))
    type_name(shown, "third")  # while it is being read
    wait(qtbot, shown)
    assert shown.kept.name == shown.view.title.text() == "third"
    item = shown.kept.list.visualItemRect(shown.kept.list.currentItem()).center()
    left, viewport = Qt.MouseButton.LeftButton, shown.kept.list.viewport()
    QTest.mouseClick(viewport, left, pos=item)  # it is read again
    QTest.mouseDClick(viewport, left, pos=item)
    wait(qtbot, shown)
    qtbot.wait(300)
    assert shown.kept.list.findChild(QLineEdit) is not None
    assert shown.notice.sentence == ""


def test_no_list_takes_a_half_typed_name_away(shown: DataSetWindow) -> None:
    keep_set(digits(30, 6), "mine")
    shown.refresh()
    shown.kept.select("mine")
    shown.kept.list.setFocus()
    QTest.keyClick(shown.kept.list, Qt.Key.Key_F2)
    field = shown.kept.list.findChild(QLineEdit)
    assert field is not None
    keep_set(digits(30, 6), "another")
    shown.refresh()
    assert shown.kept.names == ["mine"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    shown.refresh()
    assert sorted(shown.kept.names) == ["another", "mine"]


def test_what_is_dropped_is_looked_at(
    shown: DataSetWindow, digits_csv: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    text = QMimeData()
    text.setText("7")
    assert not hover(shown, text)
    assert hover(shown, mime_of([digits_csv]))
    assert shown.empty.text() == DROP
    leave(shown)
    assert shown.empty.text() == TEACHING
    drop(shown, mime_of([digits_csv, tmp_path]))
    wait(qtbot, shown)
    assert shown.view.title.text() == "scikit digits"
    assert shown.pages.currentWidget() is shown.view
    hover(shown, mime_of([digits_csv]))
    assert shown.pages.currentWidget() is shown.empty
    leave(shown)
    assert shown.pages.currentWidget() is shown.view


def test_the_list_chooses_nothing_by_itself_when_it_gets_the_focus(
    shown: DataSetWindow, digits_csv: Path, emnist: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    shown.buttons.keep_button.click()
    wait(qtbot, shown)
    look(qtbot, shown, emnist)
    shown.view.others_button.setFocus()
    shown.kept.list.setFocus(Qt.FocusReason.TabFocusReason)  # also when a dialog has closed
    assert shown.kept.name == ""
    QTest.keyClick(shown.kept.list, Qt.Key.Key_Down)
    assert shown.kept.name == "scikit digits"


@pytest.mark.parametrize("name", ["out.npz", "out.csv", "out-images-idx3-ubyte.gz", "out"])
def test_a_set_is_written_in_the_format_of_the_name(
    name: str, shown: DataSetWindow, emnist: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, emnist)
    shown.save(tmp_path / name)
    wait(qtbot, shown)
    assert shown.notice.sentence.startswith(f"Saved as {tmp_path / name}")
    assert read_set(tmp_path / name).count == 500


def test_cancel_leaves_what_was_shown(
    shown: DataSetWindow, digits_csv: Path, emnist: Path, qtbot: QtBot
) -> None:
    look(qtbot, shown, digits_csv)
    shown.look_at(Source(path=emnist))
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.looker.is_busy
    assert shown.view.title.text() == "scikit digits"
    assert shown.below.currentWidget() is shown.buttons


def test_what_cannot_be_read_is_said_in_a_sentence(
    shown: DataSetWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "none.npz"
    shown.look_at(Source(path=path))
    wait(qtbot, shown)
    assert str(path) in shown.notice.sentence
    assert shown.pages.currentWidget() is shown.empty
    shown.look_at(Source(kept="gone"))
    wait(qtbot, shown)
    assert "There is no data set called gone" in shown.notice.sentence


def test_what_was_left_out_is_told(shown: DataSetWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "letters.npz"
    mnist = load_mnist()
    np.savez(path, x_train=mnist.x_test[:20], y_train=mnist.y_test[:20] + 8)
    look(qtbot, shown, path)
    assert "which is no digit" in shown.view.problems.toPlainText()
    assert shown.view.problems.isVisible()
    assert "There is none of 0, 1" in shown.view.facts.text()


def test_a_file_is_opened_by_its_dialog(
    shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        assert "*.npz" in dialog.nameFilters()[0]
        field = dialog.findChild(QLineEdit)
        assert field
        field.setText(str(digits_csv))
        dialog.accept()

    QTimer.singleShot(200, answer)
    shown.kept.open_button.click()
    wait(qtbot, shown)
    assert shown.view.title.text() == "scikit digits"


def test_every_control_says_what_it_does(shown: DataSetWindow) -> None:
    view, kept, buttons = shown.view, shown.kept, shown.buttons
    for widget in (
        *(view.swap_box, view.counts, view.examples, view.averages, view.others_button),
        *(view.problems, kept.list, kept.open_button, kept.folder_button, kept.remove_button),
        *(kept.show_button, buttons.name_field, buttons.keep_button, buttons.train_button),
        *(buttons.report_button, buttons.save_button, shown.progress.bar),
        *(shown.progress.cancel_button, shown.close_button),
    ):
        assert len(widget.toolTip()) > 20, widget
