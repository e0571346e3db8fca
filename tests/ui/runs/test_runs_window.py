"""digitpad.ui.runs.runs_window and its parts.

Runs are found, compared, named, deleted and restored.
"""

import dataclasses
import json
import math
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from digitpad.resources import bundled_network
from digitpad.training import runs
from digitpad.training.events import Epoch
from digitpad.training.recipe import PRESETS, Recipe
from digitpad.training.runs import Run
from digitpad.ui import theme
from digitpad.ui.runs.run_comparison import comparison
from digitpad.ui.runs.runs_model import COLUMNS, RunsModel, RunsOrder
from digitpad.ui.runs.runs_window import RunsWindow

MLP = PRESETS["mnist_mlp"]


def make(
    name: str = "Trial",
    status: str = "finished",
    epochs: int = 3,
    *,
    of: int = 3,
    recipe: Recipe = MLP,
    accuracy: float | None = None,
    day: int = 20,
    loss: float = 0.5,
    network: bool = True,
    problem: str | None = None,
) -> Path:
    """Write a run; the higher the day, the newer it is."""
    folder = runs.claim_run(name)
    history = [
        Epoch(n, 1 / n, 0.9, loss / n, 1 - loss / 10 / n, 2.0 * n) for n in range(1, epochs + 1)
    ]
    runs.write_record(
        folder,
        {
            "recipe": dataclasses.asdict(recipe),
            "created": f"2026-11-{day}T10:00:00+00:00",
            "status": status,
            "epochs": of,
            "history": [epoch._asdict() for epoch in history],
            "seconds": 2.0 * epochs,
            "versions": {"keras": "3.12"},
            "test": None if accuracy is None else {"accuracy": accuracy, "loss": 0.1},
            "network": str(bundled_network()) if network else None,
            "problem": problem,
        },
    )
    if epochs:
        (folder / runs.STATE).write_bytes(b"")
    return folder


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[RunsWindow]:
    """Open the window; each test makes its runs and lets it look."""
    window = RunsWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.finish_loading()


def listed(window: RunsWindow) -> list[str]:
    order = window.table.order
    return [order.run(row).name for row in range(order.rowCount())]


def choose(window: RunsWindow, *folders: Path) -> None:
    window.refresh()
    window.table.select(folders)


def rename(window: RunsWindow, folder: Path, name: str) -> None:
    """Type a new name in the table."""
    choose(window, folder)
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_F2)
    editor = window.table.indexWidget(window.table.currentIndex())
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def answer(box_button: str, asked: list[str]) -> None:
    """Press a button of the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(b for b in box.buttons() if b.text().replace("&", "") == box_button).click()

    QTimer.singleShot(0, press)


def test_before_the_first_run_it_says_how_one_is_made(window: RunsWindow) -> None:
    assert window.empty.isVisible()
    assert "Train" in window.empty.text()
    assert not window.table.isVisible()
    assert not window.buttons.delete_button.isVisible()
    make()
    window.refresh()
    assert window.table.isVisible()
    assert window.buttons.delete_button.isVisible()


def test_a_row_tells_what_a_run_was_and_came_to(window: RunsWindow) -> None:
    make("Mine", "stopped", 2, of=20, recipe=dataclasses.replace(MLP, seed=7), accuracy=0.9812)
    window.refresh()
    order = window.table.order
    row = [order.index(0, column).data() for column in range(len(COLUMNS))]
    assert row[:8] == [
        "Mine", "mnist_mlp", "stopped", "2 of 20", "98.12%", "0.2500", "669,706", "0:04",
    ]  # fmt: skip
    assert row[8].startswith("2026-11-20 ")
    assert row[9] == "7"


def test_every_status_is_told_in_words_and_explained(window: RunsWindow) -> None:
    running = make("a", "running")
    make("b", "running", day=21)  # nobody trains it
    make("c", "failed", 0, network=False, problem="the disk is full")
    with runs.hold(running):
        window.refresh()
        order = window.table.order
        told = {
            order.run(row).name: (
                order.index(row, 2).data(),
                order.index(row, 2).data(Qt.ItemDataRole.ToolTipRole),
            )
            for row in range(3)
        }
    assert told["a"][0] == "going on"
    assert told["b"][0] == "interrupted"
    assert "Resume" in told["b"][1]
    assert told["c"] == ("failed", "It came to no end: the disk is full.")


def test_interrupted_runs_come_first_with_a_way_to_go_on(window: RunsWindow, qtbot: QtBot) -> None:
    make("new", day=25)
    cut = make("cut", "running", 2, of=5, day=20)
    window.refresh()
    assert listed(window) == ["cut", "new"]
    assert window.interrupted.label.text() == "cut was interrupted after epoch 2 of 5."
    with qtbot.waitSignal(window.resume_requested) as resumed:
        window.interrupted.button.click()
    assert resumed.args is not None
    assert resumed.args[0].folder == cut
    window.table.horizontalHeader().sectionClicked.emit(8)  # the person sorts: by nothing else
    assert listed(window) == ["new", "cut"]
    runs.delete_run(cut)
    window.refresh()
    assert not window.interrupted.isVisible()


@pytest.mark.parametrize(
    ("title", "ascending"),
    [
        ("Epochs", ["two", "ten", "hundred"]),
        ("MNIST test", ["ten", "hundred", "two"]),  # "two" has none
        ("Val. loss", ["hundred", "ten", "two"]),
        ("Weights", ["two", "ten", "hundred"]),
        ("Time", ["two", "ten", "hundred"]),
        ("Seed", ["hundred", "ten", "two"]),
        ("Name", ["hundred", "ten", "two"]),
        ("Created", ["two", "hundred", "ten"]),
    ],
)
def test_columns_are_sorted_by_what_they_mean_and_what_is_missing_comes_last(
    title: str, ascending: list[str], window: RunsWindow
) -> None:
    recipe = dataclasses.replace
    make("two", epochs=2, of=2, day=10, recipe=recipe(MLP, hidden_units=(8,), seed=100))
    make("ten", epochs=10, of=10, day=30, accuracy=0.9, recipe=recipe(MLP, seed=20))
    wide = recipe(MLP, hidden_units=(1024,), seed=3)
    make("hundred", epochs=100, of=100, day=20, accuracy=0.95, recipe=wide)
    window.refresh()
    column = next(i for i, column in enumerate(COLUMNS) if column.title == title)
    window.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert listed(window) == ascending
    window.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    missing = ["two"] if title == "MNIST test" else []
    assert listed(window) == [n for n in reversed(ascending) if n not in missing] + missing


def test_a_loss_that_is_no_number_is_missing() -> None:
    run = runs.read_run(make(loss=math.nan))
    model = RunsModel()
    model.set_runs([run])
    order = RunsOrder(model)
    assert order.index(0, 5).data() == ""


def test_a_run_is_renamed_in_place(window: RunsWindow) -> None:
    folder = make("Trial")
    rename(window, folder, "The best")
    assert listed(window) == ["The best"]
    assert runs.read_run(folder).name == "The best"
    rename(window, folder, "  ")
    assert "needs a name" in window.notice.sentence
    assert listed(window) == ["The best"]


def test_a_name_that_is_being_typed_is_not_taken_away(window: RunsWindow) -> None:
    choose(window, make("Trial"))
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_F2)
    make("Another")
    window.refresh()
    assert listed(window) == ["Trial"]


def test_a_run_that_is_gone_cannot_be_renamed_and_says_so(window: RunsWindow) -> None:
    folder = make("Trial")
    window.refresh()
    runs.discard_run(folder)
    model = window.table.model_of_runs
    assert not model.setData(model.index(0, 0), "New")
    assert window.notice.sentence.startswith("Trial cannot be renamed: ")


def test_what_can_be_done_depends_on_what_is_chosen(window: RunsWindow) -> None:
    done, cut = make("done"), make("cut", "stopped", 1)
    broken = make("broken", "failed", 0, network=False)
    one = (
        window.buttons.resume_button,
        window.buttons.show_button,
        window.buttons.read_button,
        window.buttons.report_button,
    )

    def enabled(*folders: Path) -> list[bool]:
        choose(window, *folders)
        return [button.isEnabled() for button in (*one, window.buttons.delete_button)]

    assert enabled() == [False] * 5
    assert enabled(done) == [True] * 5
    assert window.buttons.resume_button.text() == "One more epoch"
    assert enabled(cut) == [True] * 5
    assert window.buttons.resume_button.text() == "Resume"
    assert enabled(broken) == [False, True, False, False, True]
    assert enabled(done, cut) == [False, False, False, False, True]
    with runs.hold(cut):
        assert enabled(cut)[0] is False  # it is going on: there is nothing to resume


def test_a_chosen_run_is_handed_on(window: RunsWindow, qtbot: QtBot) -> None:
    folder = make("Trial")
    choose(window, folder)
    for button, signal in (
        (window.buttons.resume_button, window.resume_requested),
        (window.buttons.show_button, window.show_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            button.click()
        assert asked.args is not None
        assert isinstance(asked.args[0], Run)
        assert asked.args[0].folder == folder
    for button, signal in (
        (window.buttons.read_button, window.network_requested),
        (window.buttons.report_button, window.report_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            button.click()
        assert asked.args == [bundled_network()]
    with qtbot.waitSignal(window.show_requested):
        QTest.keyClick(window.table, Qt.Key.Key_Return)


def test_where_the_network_is_gone_the_last_epoch_reads(window: RunsWindow, qtbot: QtBot) -> None:
    folder = make("Trial", network=False)
    for epoch in (1, 2):
        runs.keep_epoch(folder, epoch, bundled_network())
    choose(window, folder)
    with qtbot.waitSignal(window.network_requested) as asked:
        window.buttons.read_button.click()
    assert asked.args == [folder / runs.EPOCHS / "000002.keras"]


def test_curves_of_several_runs_lie_over_each_other(window: RunsWindow, qtbot: QtBot) -> None:
    a, b = make("a", epochs=3), make("b", epochs=5, of=5, day=21)
    choose(window, a, b)
    qtbot.waitUntil(lambda: window.overlay is not None)
    assert window.overlay is not None
    lines = window.overlay.lines
    assert sorted(lines) == ["accuracy 0", "accuracy 1", "loss 0", "loss 1"]
    assert list(lines["loss 0"].item.getData()[0]) == [1, 2, 3, 4, 5]  # b, as in the table
    assert list(lines["loss 1"].item.getData()[1]) == [0.5, 0.25, 0.5 / 3]
    assert "b" in window.overlay.legend.text()
    assert window.overlay.plots["loss"].viewRange()[0][1] > 5
    choose(window, a)
    assert sorted(window.overlay.lines) == ["accuracy 0", "loss 0"]


def test_more_runs_than_colours_are_said_to_be_left_out(window: RunsWindow, qtbot: QtBot) -> None:
    folders = [make(f"run {number}", day=10 + number) for number in range(10)]
    choose(window, *folders)
    qtbot.waitUntil(lambda: window.overlay is not None)
    assert window.overlay is not None
    assert len(window.overlay.lines) == 16
    assert "first&nbsp;8&nbsp;of&nbsp;10" in window.overlay.legend.text()


def test_runs_are_compared_by_what_differs() -> None:
    a = runs.read_run(make("a"))
    b = runs.read_run(make("b", recipe=dataclasses.replace(MLP, dropout=0.4, hidden_units=())))
    assert comparison([a, b]) == [
        ("hidden units", ["512, 512", "none"]),
        ("dropout", ["0.2", "0.4"]),
    ]
    assert comparison([a, a]) == []
    whole = dict(comparison([a]))
    assert whole["recipe"] == ["mnist_mlp"]
    assert whole["batch normalization"] == ["no"]
    assert whole["MNIST's pictures"] == ["all"]
    assert whole["keras"] == ["3.12"]
    shipped = runs.read_run(make("c", recipe=PRESETS["shipped"]))
    told = dict(comparison([a, shipped]))["convolutions"]
    assert told[0] == "none"
    assert told[1].startswith("10 of 6×6, step 2; ")


def test_a_deleted_run_is_undone_with_its_selection(window: RunsWindow, qtbot: QtBot) -> None:
    a, b = make("a"), make("b", day=21)
    choose(window, a)
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Delete)
    assert listed(window) == ["b"]
    assert window.undo.label.text() == "a deleted."
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert listed(window) == ["b", "a"]
    assert [run.folder for run in window.table.selected] == [a]
    assert not window.undo.isVisible()
    choose(window, a, b)
    window.buttons.delete_button.click()
    assert window.undo.label.text() == "2 runs deleted."
    window.undo.button.click()
    assert listed(window) == ["b", "a"]


def test_a_run_that_goes_on_is_not_deleted_and_the_others_are(window: RunsWindow) -> None:
    running, other = make("running", "running", day=21), make("other")
    with runs.hold(running):
        choose(window, running, other)
        window.buttons.delete_button.click()
        assert listed(window) == ["running"]
    assert "stop it first" in window.notice.sentence
    assert window.undo.label.text() == "1 run deleted."


def test_deleted_runs_are_restored_or_deleted_for_good(window: RunsWindow) -> None:
    a, b = runs.delete_run(make("a")), runs.delete_run(make("b", day=21))
    window.buttons.deleted_button.click()
    assert listed(window) == ["b", "a"]
    assert not window.buttons.show_button.isVisible()
    assert not window.table.model_of_runs.flags(window.table.model_of_runs.index(0, 0)) & (
        Qt.ItemFlag.ItemIsEditable
    )
    choose(window, a)
    window.buttons.restore_button.click()
    assert listed(window) == ["b"]
    choose(window, b)
    asked: list[str] = []
    answer("Cancel", asked)
    window.buttons.discard_button.click()
    assert listed(window) == ["b"]
    answer("Delete for good", asked)
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Delete)
    assert asked == ["Delete b for good?"] * 2
    assert window.empty.isVisible()
    assert "Nothing is deleted" in window.empty.text()
    assert not b.exists()
    window.buttons.deleted_button.click()
    assert listed(window) == ["a"]


def test_what_cannot_be_restored_is_said_in_one_sentence(window: RunsWindow) -> None:
    choose(window, make("a"))
    window.buttons.delete_button.click()
    runs.discard_run(runs.deleted_runs_dir() / "a")
    window.undo.button.click()
    assert window.notice.sentence.startswith("A run cannot be restored: ")


def test_it_looks_again_when_it_is_told_and_keeps_the_selection(window: RunsWindow) -> None:
    a = make("a")
    choose(window, a)
    make("b", day=21)
    window.refresh()
    assert listed(window) == ["b", "a"]
    assert [run.name for run in window.table.selected] == ["a"]
    assert window.table.currentIndex().row() == 1


def test_a_run_is_shown_further_on_without_all_being_listed_anew(
    window: RunsWindow, qtbot: QtBot
) -> None:
    a, _ = make("a", epochs=2), make("b", day=21)
    choose(window, a)
    (row,) = {index.row() for index in window.table.selectedIndexes()}
    record = json.loads((a / runs.RECORD).read_text())
    record["history"] = record["history"][:1]
    runs.write_record(a, record)
    with qtbot.assertNotEmitted(window.table.model_of_runs.modelReset):
        window.refresh()
    epochs = window.table.order.index(row, 3).data()
    assert str(epochs).startswith("1")
    assert [run.name for run in window.table.selected] == ["a"]


def test_every_control_teaches_one_thing(window: RunsWindow) -> None:
    choose(window, make("a"))
    for widget in (
        window.buttons.resume_button,
        window.buttons.show_button,
        window.buttons.read_button,
        window.buttons.report_button,
        window.buttons.delete_button,
        window.buttons.restore_button,
        window.buttons.discard_button,
        window.buttons.deleted_button,
        window.comparison,
    ):
        assert widget.toolTip()
    tip = Qt.ItemDataRole.ToolTipRole
    for column in range(len(COLUMNS)):
        assert window.table.order.headerData(column, Qt.Orientation.Horizontal, tip)
    assert window.table.accessibleName()


def test_it_is_read_in_the_dark(window: RunsWindow, qtbot: QtBot) -> None:
    choose(window, make("a"))
    qtbot.waitUntil(lambda: window.overlay is not None)
    assert window.overlay is not None
    window.setPalette(theme.dark_palette())
    image = window.overlay.plots["loss"].grab().toImage()
    assert image.pixelColor(image.width() - 4, 4).lightness() < 80
    colour = window.overlay.lines["loss 0"].item.opts["pen"].color()
    assert colour == theme.series(0)(theme.dark_palette())


def test_plots_that_are_being_loaded_are_waited_for(window: RunsWindow) -> None:
    window.finish_loading()
    choose(window, make("a"))
    window.finish_loading()
    assert not any(thread.name == "plots" for thread in threading.enumerate())
