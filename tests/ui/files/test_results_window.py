"""digitpad.ui.files.results_window and results_model: many readings, sorted, shown, saved."""

import csv
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.resources import bundled_network
from digitpad.ui.files.results_model import CONFIDENCE, DIGIT, PICTURE, REMARK, SOURCE
from digitpad.ui.files.results_window import ResultsWindow
from digitpad.ui.window import MainWindow
from tests.tools import DEMO
from tests.ui.files.tools import page, type_name

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def finish(results: ResultsWindow, qtbot: QtBot) -> None:
    """Wait until all is read."""
    qtbot.waitUntil(lambda: not (results.errand.is_busy or results.again.is_busy), timeout=20_000)


@pytest.fixture
def results(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> ResultsWindow:
    """Show the readings of a page, of bundled ink and of a file that is none."""
    (tmp_path / "note.txt").write_text("Buy milk.")
    paths = [page(tmp_path / "page.png", "31", "4"), tmp_path / "note.txt", Path(DEMO)]
    results = window.files.show_results(paths)
    finish(results, qtbot)
    return results


def column(results: ResultsWindow, number: int) -> list[str]:
    model = results.model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def select(results: ResultsWindow, row: int) -> None:
    results.table.selectRow(row)


def test_each_digit_is_a_row_and_so_is_what_cannot_be_read(results: ResultsWindow) -> None:
    assert column(results, SOURCE)[:4] == [
        "page.png, digit 1",
        "page.png, digit 2",
        "page.png, digit 3",
        "note.txt",
    ]
    assert column(results, DIGIT)[:4] == ["3", "1", "4", ""]
    assert column(results, CONFIDENCE)[0].endswith("%")
    assert "is no picture" in column(results, REMARK)[3]
    assert results.model.rowCount() == 14
    assert results.words.text().startswith("13 digits; ")
    assert results.words.text().endswith("1 cannot be read; read by Digitpad's own network")
    assert results.progress.isHidden()
    assert results.stop_button.isHidden()
    roles = Qt.ItemDataRole
    model = results.model
    assert not model.index(0, PICTURE).data(roles.DecorationRole).isNull()
    assert model.index(3, PICTURE).data(roles.DecorationRole) is None
    assert model.index(0, SOURCE).data(roles.ToolTipRole).endswith("page.png, digit 1")
    assert Path(model.index(0, SOURCE).data(roles.ToolTipRole)).is_absolute()


def test_it_is_sorted_by_any_column_and_as_it_was_read(results: ResultsWindow) -> None:
    as_read = column(results, SOURCE)
    select(results, 0)
    table = results.table
    table.sortByColumn(DIGIT, ASCENDING)
    digits = column(results, DIGIT)
    assert digits == [*sorted(digits[:-1]), ""]  # what has none comes last, whichever way
    table.sortByColumn(DIGIT, DESCENDING)
    digits = column(results, DIGIT)
    assert digits == [*sorted(digits[:-1], reverse=True), ""]
    table.sortByColumn(CONFIDENCE, ASCENDING)
    shares = [float(each[:-1]) for each in column(results, CONFIDENCE)[:-1]]
    assert shares == sorted(shares)
    table.sortByColumn(REMARK, ASCENDING)
    assert column(results, SOURCE)[0] == "note.txt"
    table.sortByColumn(SOURCE, ASCENDING)
    names = [each.casefold() for each in column(results, SOURCE)]
    assert names == sorted(names)
    (chosen,) = table.selectionModel().selectedRows()
    assert results.model.row(chosen.row()).source.endswith("page.png, digit 1")  # the same one
    table.sortByColumn(-1, ASCENDING)
    assert column(results, SOURCE) == as_read


def test_enter_and_a_double_click_bring_one_onto_the_pad(
    results: ResultsWindow, window: MainWindow, qtbot: QtBot
) -> None:
    assert not results.show_button.isEnabled()
    select(results, 3)
    assert not results.show_button.isEnabled()  # of what cannot be read there is nothing to show
    select(results, 2)
    assert results.show_button.isEnabled()
    QTest.keyClick(results.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    picture = window.canvas.picture
    assert picture is not None
    assert picture.chosen == 2
    row = results.model.index(9, SOURCE)
    results.table.scrollTo(row)
    spot: QPoint = results.table.visualRect(row).center()
    viewport = results.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: bool(window.canvas.drawing.strokes), timeout=10_000)
    digit = column(results, DIGIT)[9]
    qtbot.waitUntil(lambda: window.answer.text == digit)


def test_what_is_gone_since_is_said(
    results: ResultsWindow, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page(tmp_path / "page.png", "3")
    select(results, 2)
    results.show_button.click()
    qtbot.waitUntil(lambda: "has changed" in window.notice.sentence, timeout=10_000)
    (tmp_path / "page.png").unlink()
    results.show_button.click()
    qtbot.waitUntil(lambda: "does not exist" in window.notice.sentence, timeout=10_000)


def test_the_table_is_saved_as_it_is_shown(
    results: ResultsWindow, window: MainWindow, tmp_path: Path
) -> None:
    results.table.sortByColumn(DIGIT, ASCENDING)
    type_name(tmp_path / "table")
    results.save_button.click()
    with (tmp_path / "table.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["digit"] for row in rows] == column(results, DIGIT)[:-1]
    assert list(rows[0]) == ["source", "digit", "confidence", "sure", *(f"p{d}" for d in range(10))]
    assert sum(float(rows[0][f"p{digit}"]) for digit in range(10)) == pytest.approx(1, abs=1e-5)
    type_name(tmp_path / "none" / "table.csv")
    results.save_button.click()
    assert "cannot be written" in results.notice.sentence


def test_another_network_reads_them_again(
    results: ResultsWindow, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = tmp_path / "mine.keras"
    shutil.copy(bundled_network(), mine)
    window.reader.choose(mine)
    finish(results, qtbot)
    assert results.words.text().endswith("read by mine")
    assert column(results, DIGIT)[:3] == ["3", "1", "4"]


def test_stop_ends_it_and_what_was_read_stays(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    results = window.files.show_results([Path(DEMO)] * 3_000)
    qtbot.waitUntil(lambda: len(results.model.rows) > 0, timeout=10_000)
    assert results.progress.isVisible()
    results.stop_button.click()
    count = len(results.model.rows)
    qtbot.wait(300)
    assert len(results.model.rows) == count < 30_000
    assert results.words.text().startswith("Stopped: ")
    assert results.progress.isHidden()
    results.close()


def test_ink_names_its_drawings_and_all_columns_teach(results: ResultsWindow) -> None:
    model = results.model
    for number in range(model.columnCount()):
        tip = model.headerData(number, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert tip.endswith("Click to sort by it.")
    assert all(column(results, SOURCE))
    for widget in (results.table, results.show_button, results.save_button, results.stop_button):
        assert widget.toolTip()
