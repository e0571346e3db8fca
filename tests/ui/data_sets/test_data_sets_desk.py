"""digitpad.ui.data_sets.data_sets_desk: from files, recipes and menus to data sets, and back."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from digitpad.ui.data_sets.data_set_window import DataSetWindow
from digitpad.ui.data_sets.looker import Source
from digitpad.ui.reports.report_window import ReportWindow
from digitpad.ui.window import MainWindow
from tests.ui.data_sets.conftest import wait


def test_a_data_set_that_is_opened_in_the_window_is_looked_at(
    window: MainWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    window.files.open([digits_csv])
    qtbot.waitUntil(lambda: window.data_sets.shown.looker.look is not None, timeout=60_000)
    assert window.data_sets.shown.isVisible()
    assert window.notice.sentence == ""


def test_the_form_of_a_recipe_leads_to_the_data_sets(window: MainWindow) -> None:
    window.lab.data_sets_requested.emit()
    assert window.data_sets.shown.isVisible()


def test_training_on_a_set_keeps_it_and_puts_it_into_the_recipe(
    window: MainWindow, shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    shown.look_at(Source(path=digits_csv))
    wait(qtbot, shown)
    shown.buttons.train_button.click()
    wait(qtbot, shown)
    recipe = window.recipes.recipe()
    assert (recipe.data_set, recipe.pictures) == ("scikit digits", 1495)
    assert "learns from scikit digits" in window.notice.sentence
    assert not window.lab.has_run


def test_a_report_is_made_on_a_file_or_on_a_kept_set(
    window: MainWindow, shown: DataSetWindow, digits_csv: Path, qtbot: QtBot
) -> None:
    shown.look_at(Source(path=digits_csv))
    wait(qtbot, shown)
    shown.buttons.report_button.click()
    (report,) = window.findChildren(ReportWindow)
    assert report.data.key == str(digits_csv)
    report.close()
    shown.buttons.keep_button.click()
    wait(qtbot, shown)
    report = window.show_report(window.reader.path, "scikit digits")
    assert (report.data.key, report.data.currentText()) == ("scikit digits", "scikit digits")
    qtbot.waitUntil(lambda: report.view is not None or bool(report.notice.sentence), timeout=60_000)
    assert report.view is not None
    assert report.view.report.data == "scikit digits"
    report.close()


def test_a_swapped_set_is_kept_before_a_report_is_made_on_it(
    window: MainWindow, shown: DataSetWindow, emnist: Path, qtbot: QtBot
) -> None:
    shown.look_at(Source(path=emnist, transposed=True))
    wait(qtbot, shown)
    assert "kept first" in shown.buttons.report_button.toolTip()
    shown.buttons.report_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(ReportWindow)), timeout=60_000)
    (report,) = window.findChildren(ReportWindow)
    assert report.data.key == "emnist-digits"
    report.close()


def test_closing_the_window_ends_what_is_being_read(
    window: MainWindow, shown: DataSetWindow, emnist: Path
) -> None:
    shown.look_at(Source(path=emnist))
    window.close()
    assert not shown.looker.is_busy
    assert not shown.isVisible()
