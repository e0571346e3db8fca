"""digitpad.ui.window: a person draws and is answered, trains and keeps what was trained."""

import dataclasses
import os
import shutil
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, networks_dir, user_networks
from digitpad.training.events import Batch, Epoch, Event, Failed, Finished
from digitpad.training.recipe import PRESETS, Recipe
from digitpad.training.runs import claim_run, write_record
from digitpad.ui.window import MainWindow
from tests.tools import PATIENCE, changed_network, demo_digit, drawing_of, members, write_zip
from tests.ui.conftest import MakeWindow, at, draw, draw_digit

#: Two short epochs on a slice of MNIST.
SHORT = Recipe(name="Short", hidden_units=(32,), examples=2_000, epochs=2, batch_size=100)
#: Long enough to be interrupted in mid-epoch.
LONG = Recipe(name="Long", hidden_units=(64,), examples=20_000, epochs=1_000, batch_size=50)


def heard(window: MainWindow) -> list[Event]:
    """Return a list that fills with what the run says."""
    events: list[Event] = []
    window.lab.happened.connect(events.append)
    return events


def finish(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.lab.has_run, timeout=PATIENCE)


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_is_read(digit: int, window: MainWindow, qtbot: QtBot) -> None:
    draw_digit(window.canvas, digit)
    qtbot.waitUntil(lambda: window.answer.text == str(digit))
    assert window.bars.reading is not None
    assert window.bars.reading.digit == digit
    assert window.input_view.input is not None


def test_the_bars_move_while_the_pen_moves(window: MainWindow, qtbot: QtBot) -> None:
    (stroke,) = demo_digit(3).strokes
    points = [at(window.canvas, x, y) for x, y in zip(stroke.x, stroke.y, strict=True)]
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    answers, digits = set(), set()
    for point in points[1:]:
        QTest.mouseMove(window.canvas, point)
        qtbot.wait(1)
        assert window.bars.reading is not None
        answers.add(tuple(window.bars.reading.probabilities))
        digits.add(window.answer.text)
    assert len(answers) > len(points) / 2
    assert len(digits) > 2  # half a 3 is another digit
    assert window.answer.text == "3"


def test_nothing_drawn_claims_nothing(window: MainWindow, qtbot: QtBot) -> None:
    assert window.answer.text == "–"
    assert window.bars.reading is None
    assert window.input_view.input is None
    draw_digit(window.canvas, 4)
    qtbot.waitUntil(lambda: window.answer.text == "4")
    window.commands.clear_pad.trigger()
    qtbot.waitUntil(lambda: window.answer.text == "–")
    assert window.bars.reading is None
    assert window.input_view.input is None


def test_undo_redo_and_clear_work_from_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    actions = (window.commands.undo, window.commands.redo, window.commands.clear_pad)
    assert [action.isEnabled() for action in actions] == [False, False, False]
    draw_digit(window.canvas, 7)
    qtbot.waitUntil(lambda: window.answer.text == "7")
    assert [action.isEnabled() for action in actions] == [True, False, True]
    for key, modifier, expected in (
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "–"),
        (
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            "7",
        ),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "–"),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "7"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "–"),
    ):
        QTest.keyClick(window, key, modifier)
        qtbot.waitUntil(lambda expected=expected: window.answer.text == expected)  # type: ignore[misc]


def test_every_control_teaches_one_thing(window: MainWindow) -> None:
    for widget in (
        window.canvas,
        window.bars,
        window.input_view,
        window.answer,
        window.recipes,
        window.train_button,
        window.source,
        window.lab.view.panel.stop_button,
        window.lab.view.panel.progress,
    ):
        assert widget.toolTip(), type(widget).__name__


def test_training_moves_the_bars_and_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    draw_digit(window.canvas, 3)
    qtbot.waitUntil(lambda: window.answer.text == "3")
    window.train(SHORT)
    assert not window.train_button.isEnabled()
    assert "Starting" in window.lab.view.panel.status.text()
    assert window.lab.isVisible()
    events = heard(window)
    shown, labels = [], []

    def look(told: str) -> None:
        assert window.bars.reading is not None
        shown.append(tuple(window.bars.reading.probabilities))
        labels.append(told)

    window.reader.told.connect(look)
    finish(window, qtbot)

    assert len(set(shown)) == 2  # each epoch's network says something else of the drawing
    assert "while it learns" in labels[0]
    assert "after epoch 1 of 2" in labels[0]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert not finished.stopped
    (kept,) = user_networks()
    assert kept == Path(finished.path) == window.reader.path
    info = DenseNetwork.open(kept).info
    assert Recipe.from_dict(info["recipe"]) == SHORT
    assert len(info["history"]) == 2
    assert info["test"]["accuracy"] == finished.test_accuracy
    assert window.train_button.isEnabled()
    assert f"{finished.test_accuracy:.2%}" in window.source.text()
    assert list(window.lab.view.networks) == [1, 2]


def test_the_train_button_starts_the_chosen_preset_and_stop_keeps_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.recipes.setCurrentIndex(window.recipes.findText("mnist_mlp"))
    QTest.mouseClick(window.train_button, Qt.MouseButton.LeftButton)
    assert window.lab.view.recipe == PRESETS["mnist_mlp"]
    events = heard(window)
    qtbot.waitUntil(lambda: any(isinstance(e, Batch) for e in events), timeout=PATIENCE)
    assert window.commands.stop.isEnabled()
    QTest.mouseClick(window.lab.view.panel.stop_button, Qt.MouseButton.LeftButton)
    finish(window, qtbot)
    assert isinstance(events[-1], Finished)
    assert events[-1].stopped
    (kept,) = user_networks()
    info = DenseNetwork.open(kept).info
    assert info["stopped"] is True
    assert info["recipe"]["name"] == "mnist_mlp"
    assert "Stopped" in window.lab.view.panel.status.text()


def test_stop_during_the_start_leaves_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    window.train(LONG)
    window.commands.stop.trigger()
    finish(window, qtbot)
    assert user_networks() == []
    assert list(networks_dir().iterdir()) == []
    assert window.train_button.isEnabled()
    assert window.reader.path == bundled_network()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_killed_worker_is_said_and_its_checkpoint_kept(window: MainWindow, qtbot: QtBot) -> None:
    window.train(LONG)
    events = heard(window)
    job = window.lab.job
    assert job is not None
    in_epoch_2 = lambda: any(isinstance(e, Batch) and e.epoch == 2 for e in events)  # noqa: E731
    qtbot.waitUntil(in_epoch_2, timeout=PATIENCE)
    os.kill(job.process.processId(), signal.SIGKILL)
    finish(window, qtbot)
    assert "unexpectedly (signal 9)" in window.notice.sentence
    assert "checkpoint is kept" in window.notice.sentence
    (kept,) = user_networks()
    assert DenseNetwork.open(kept).info["epochs"] == 1
    assert window.reader.path == kept
    draw_digit(window.canvas, 0)  # drawing goes on
    qtbot.waitUntil(lambda: window.bars.reading is not None)
    window.train(SHORT)  # and Train works again
    events = heard(window)
    finish(window, qtbot)
    assert isinstance(events[-1], Finished)
    assert len(user_networks()) == 2


def test_closing_while_training_keeps_what_was_learnt(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    window.train(LONG)
    events = heard(window)
    job = window.lab.job
    assert job is not None
    qtbot.waitUntil(lambda: any(isinstance(e, Epoch) for e in events), timeout=PATIENCE)
    pid = job.process.processId()
    window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    (kept,) = user_networks()
    assert DenseNetwork.open(kept).info["stopped"] is True


def test_a_worker_that_cannot_start_is_said(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    window.train(SHORT)
    finish(window, qtbot)
    assert "could not start" in window.notice.sentence
    assert user_networks() == []
    assert window.train_button.isEnabled()


def test_a_data_folder_that_cannot_be_written_is_said_and_training_goes_on(
    window: MainWindow, qtbot: QtBot, data_folder: Path
) -> None:
    shutil.rmtree(data_folder, ignore_errors=True)
    data_folder.write_text("a file where the folder should be")
    window.train(SHORT)
    assert "cannot be written" in window.notice.sentence
    events = heard(window)
    finish(window, qtbot)
    assert isinstance(events[-1], Finished)
    kept = Path(events[-1].path)
    assert str(kept.parent) in window.notice.sentence
    assert DenseNetwork.open(kept).info["epochs"] == 2
    shutil.rmtree(kept.parent)


def test_the_chosen_network_survives_a_restart(make_window: MakeWindow) -> None:
    networks_dir().mkdir(parents=True)
    mine = networks_dir() / "mine.keras"
    shutil.copy(bundled_network(), mine)
    first = make_window()
    first.networks.list_networks()
    choices = {a.text().split("\t")[0]: a for a in first.networks.actions() if a.isCheckable()}
    assert choices.keys() == {"Digitpad's own", "mine"}
    assert choices["Digitpad's own"].isChecked()
    choices["mine"].trigger()
    assert first.reader.path == mine
    first.close()
    second = make_window()
    assert second.reader.path == mine
    assert "mine" in second.source.text()
    second.reader.choose(bundled_network())
    second.close()
    assert make_window().reader.path == bundled_network()


def test_a_network_that_is_gone_is_said_and_the_bundled_one_reads(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    networks_dir().mkdir(parents=True)
    mine = networks_dir() / "mine.keras"
    shutil.copy(bundled_network(), mine)
    first = make_window()
    first.reader.choose(mine)
    first.close()
    mine.unlink()
    second = make_window()
    assert "mine.keras" in second.notice.sentence
    assert "no such file" in second.notice.sentence
    assert second.reader.path == bundled_network()
    draw_digit(second.canvas, 5)
    qtbot.waitUntil(lambda: second.answer.text == "5")


def test_a_broken_network_is_said_and_the_old_one_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    odd = changed_network(
        tmp_path / "odd.keras",
        lambda config: config["config"]["layers"][1].update(class_name="Lambda"),
    )
    window.reader.choose(odd)
    assert "odd.keras" in window.notice.sentence
    assert "Lambda" in window.notice.sentence
    assert window.reader.path == bundled_network()
    draw_digit(window.canvas, 2)
    qtbot.waitUntil(lambda: window.answer.text == "2")


@pytest.mark.parametrize(
    "settings",
    ["geometry=hello", "geometry=1, 2", "network=a\0b", "preset=[]", "\0\1\2", "network=7"],
)
def test_damaged_settings_do_not_keep_the_window_from_opening(
    settings: str, data_folder: Path, make_window: MakeWindow, qtbot: QtBot
) -> None:
    data_folder.mkdir(parents=True)
    (data_folder / "settings.ini").write_text(f"[General]\n{settings}\n")
    window = make_window()
    draw_digit(window.canvas, 3)
    qtbot.waitUntil(lambda: window.answer.text == "3")


@pytest.mark.parametrize("accuracy", ["1" + "0" * 400, "NaN", '"high"', "-1"])
def test_a_network_with_odd_figures_opens_all_the_same(
    accuracy: str, make_window: MakeWindow
) -> None:
    networks_dir().mkdir(parents=True)
    odd = networks_dir() / "odd.keras"
    contents = members(bundled_network())
    contents["digitpad.json"] = f'{{"test": {{"accuracy": {accuracy}}}}}'.encode()
    write_zip(odd, contents)
    window = make_window()
    window.reader.choose(odd)
    assert window.source.text() == "Read by odd"
    window.networks.list_networks()
    window.close()
    assert make_window().reader.path == odd


def test_training_survives_that_its_folder_is_deleted(
    window: MainWindow, qtbot: QtBot, data_folder: Path
) -> None:
    window.train(dataclasses.replace(SHORT, epochs=4))
    events = heard(window)
    qtbot.waitUntil(lambda: any(isinstance(e, Epoch) for e in events), timeout=PATIENCE)
    shutil.rmtree(data_folder)
    finish(window, qtbot)
    assert isinstance(events[-1], Finished)
    assert user_networks() == [Path(events[-1].path)]


def test_nothing_is_imported_from_the_folder_the_person_is_in(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tensorflow.py").write_text("open('PWNED', 'w')")
    monkeypatch.chdir(tmp_path)
    window.train(dataclasses.replace(SHORT, epochs=1))
    events = heard(window)
    finish(window, qtbot)
    assert isinstance(events[-1], Finished)
    assert not (tmp_path / "PWNED").exists()


def test_another_network_chosen_while_training_stays_chosen(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.train(dataclasses.replace(SHORT, epochs=3))
    events = heard(window)
    qtbot.waitUntil(lambda: any(isinstance(e, Epoch) for e in events), timeout=PATIENCE)
    window.reader.choose(bundled_network())
    finish(window, qtbot)
    assert isinstance(events[-1], (Finished, Failed))
    assert window.reader.path == bundled_network()
    assert len(user_networks()) == 1


def test_the_preset_survives_a_restart(make_window: MakeWindow) -> None:
    first = make_window()
    assert first.recipes.currentText() == "Quick"
    first.recipes.setCurrentIndex(first.recipes.findText("Perceptron"))
    first.close()
    assert make_window().recipes.currentText() == "Perceptron"


def test_drawing_goes_on_when_a_stroke_leaves_the_pad(window: MainWindow, qtbot: QtBot) -> None:
    draw(window.canvas, drawing_of([(500, 200), (500, 800), (500, 2000), (-300, 500)]))
    qtbot.waitUntil(lambda: window.bars.reading is not None)


def test_a_run_that_was_cut_off_is_told_once_at_the_next_start(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    folder = claim_run("Mine")
    write_record(
        folder,
        {
            "recipe": dataclasses.asdict(SHORT),
            "created": "2026-11-25T03:00:00+00:00",
            "status": "running",  # and no process holds it
            "epochs": 2,
            "history": [],
            "seconds": 0.0,
            "versions": {},
        },
    )
    first = make_window()
    said = "The run Mine was interrupted after epoch 0 of 2; Train, Runs… goes on with it"
    qtbot.waitUntil(lambda: said in first.notice.sentence)
    first.close()
    second = make_window()
    qtbot.wait(1_000)
    assert second.notice.sentence == ""
