"""digitpad.ui.files.files_desk: files are opened, dropped, pasted, copied and saved.

A real window, real drops, the real clipboard, real files.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.ink import Drawing
from digitpad.network import DenseNetwork
from digitpad.pictures.single import read_picture
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from digitpad.training.events import Epoch, Event, Finished
from digitpad.training.recipe import Recipe
from digitpad.ui.files.files_desk import DROP
from digitpad.ui.files.saving import write_drawing
from digitpad.ui.networks.network_window import NetworkWindow
from digitpad.ui.window import MainWindow
from tests.tools import DEMO, PATIENCE, demo_digit
from tests.ui.conftest import at, draw_digit
from tests.ui.files.tools import (
    drop,
    hover,
    leave,
    mime_of,
    page,
    page_image,
    picture_on,
    type_name,
)

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = Recipe(name="Long", hidden_units=(32,), examples=2_000, epochs=1_000, batch_size=50)


def clipboard(window: MainWindow, mime: QMimeData, qtbot: QtBot) -> None:
    """Copy something in another program, and come back."""
    QGuiApplication.clipboard().setMimeData(mime)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def ink_file(path: Path, *digits: int) -> Path:
    path.write_text("".join(f"{demo_digit(digit).to_json()}\n" for digit in digits))
    return path


def told(window: MainWindow, qtbot: QtBot) -> str:
    """Wait until something is said, and return it."""
    qtbot.waitUntil(lambda: bool(window.notice.sentence), timeout=10_000)
    return window.notice.sentence


# pictures


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_that_is_dropped_lies_on_the_pad_and_is_read(
    dark: bool, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, mime_of([page(tmp_path / "seven.png", "7", dark=dark)]))
    picture = picture_on(window, qtbot)
    assert window.answer.text == "7"
    assert window.input_view.input is picture.input
    assert picture.is_dark == dark
    assert window.notice.sentence == ""
    assert window.recent.paths == [tmp_path / "seven.png"]


def test_the_pad_says_that_something_may_be_dropped(window: MainWindow, tmp_path: Path) -> None:
    mime = mime_of([page(tmp_path / "seven.png", "7")])
    before = window.canvas.grab().toImage()
    assert hover(window, mime)
    assert window.canvas._told == DROP
    assert window.canvas.grab().toImage() != before
    leave(window)
    assert window.canvas.grab().toImage() == before


def test_what_nobody_can_read_may_not_be_dropped(window: MainWindow) -> None:
    for mime in (QMimeData(), QMimeData()):
        mime.setText("the weather")
        assert not hover(window, mime)
    mime.setUrls([QUrl("https://example.org/seven.png")])
    assert not hover(window, mime)


def test_a_picture_is_opened_from_the_menu(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    type_name(page(tmp_path / "seven.png", "7"))
    window.commands.open.trigger()
    picture_on(window, qtbot)
    assert window.answer.text == "7"


def test_opening_is_one_step_that_undo_takes_back(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 3)
    drawn = list(window.canvas.drawing.strokes)
    window.files.open([page(tmp_path / "seven.png", "7")])
    picture = picture_on(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.canvas.drawing.strokes == drawn
    qtbot.waitUntil(lambda: window.answer.text == "3")
    window.commands.redo.trigger()
    assert window.canvas.picture is picture
    qtbot.waitUntil(lambda: window.answer.text == "7")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.canvas.drawing
    qtbot.waitUntil(lambda: window.answer.text == "–")
    window.commands.undo.trigger()
    qtbot.waitUntil(lambda: window.answer.text == "7")


def test_the_first_stroke_on_a_picture_begins_a_drawing(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "seven.png", "7")])
    picture = picture_on(window, qtbot)
    draw_digit(window.canvas, 3)
    assert window.canvas.picture is None
    qtbot.waitUntil(lambda: window.answer.text == "3")
    window.canvas.undo()
    assert window.canvas.picture is picture


def test_of_several_digits_all_are_told_and_one_is_shown(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "page.png", "314", "27")])
    picture = picture_on(window, qtbot)
    assert window.answer.text == "3 1 4\n2 7"
    shown = []
    for key in (None, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab):
        if key is not None:
            QTest.keyClick(window.canvas, key)
        qtbot.waitUntil(lambda: window.bars.reading is picture.reading)
        assert window.input_view.input is picture.input
        shown.append(picture.reading.digit)
    assert shown[:2] == [3, 1]
    assert shown[2] in (2, 7)
    middle = picture.boxes(window.canvas.pad())[2].center().toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: window.bars.reading is picture.reading)
    assert picture.reading.digit == 4
    assert window.canvas.picture is picture  # a click is no stroke


def test_another_network_reads_the_picture_anew(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "page.png", "31")])
    picture = picture_on(window, qtbot)
    before = picture.readings
    mine = tmp_path / "mine.keras"
    shutil.copy(bundled_network(), mine)
    window.reader.choose(mine)
    assert picture.readings is not before
    assert window.bars.reading is picture.reading


def test_what_reads_is_imported_beside_the_window(tmp_path: Path) -> None:
    code = """
import sys, threading
from pathlib import Path
from digitpad.ui.app import open_settings, start_qt
from digitpad.ui.window import MainWindow

class Watch:
    def find_spec(self, name, *_):
        if name in ("digitpad.ui.files.opening", "scipy"):
            print(name, threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch())
app = start_qt()
window = MainWindow(open_settings())
window.files.open([Path(sys.argv[1])])
while window.canvas.picture is None:
    app.processEvents()
window.close()
"""
    picture = page(tmp_path / "page.png", "31")
    told = subprocess.run(
        [sys.executable, "-c", code, picture],
        capture_output=True,
        text=True,
        timeout=PATIENCE / 1000,
        check=True,
    )
    assert told.stdout.split("\n") == ["digitpad.ui.files.opening False", "scipy False", ""]


def test_a_picture_dropped_while_a_network_trains_is_read_by_it_epoch_by_epoch(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    events: list[Event] = []
    window.lab.happened.connect(events.append)
    window.train(LONG)
    qtbot.waitUntil(lambda: any(isinstance(e, Epoch) for e in events), timeout=PATIENCE)
    drop(window, mime_of([page(tmp_path / "page.png", "31")]))
    picture = picture_on(window, qtbot)
    shares = {tuple(picture.reading.probabilities)}
    window.reader.changed.connect(lambda: shares.add(tuple(picture.reading.probabilities)))
    qtbot.waitUntil(lambda: len(shares) > 2, timeout=PATIENCE)
    window.commands.stop.trigger()
    qtbot.waitUntil(lambda: not window.lab.has_run, timeout=PATIENCE)
    assert isinstance(events[-1], Finished)
    assert window.canvas.picture is picture
    assert window.bars.reading is picture.reading
    read = window.reader.network.read(picture.input)
    assert np.allclose(picture.reading.probabilities, read.probabilities, atol=1e-6)


def test_the_last_of_several_that_are_opened_is_shown(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    places = []
    window.canvas.changed.connect(lambda: places.append(window.canvas.picture))
    for digit in "0123456":
        window.files.open([page(tmp_path / f"{digit}.png", digit)])
    window.files.open([page(tmp_path / "7.png", "7")])
    picture_on(window, qtbot)
    assert window.answer.text == "7"
    assert len(places) == 1


def test_a_picture_waits_until_the_pen_is_lifted(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(window.canvas, left, pos=at(window.canvas, 200, 200))
    QTest.mouseMove(window.canvas, at(window.canvas, 400, 400))
    window.files.open([page(tmp_path / "seven.png", "7")])
    qtbot.waitUntil(lambda: not window.files.errand.is_busy, timeout=10_000)
    assert window.canvas.picture is None
    QTest.mouseRelease(window.canvas, left, pos=at(window.canvas, 800, 800))
    picture_on(window, qtbot)
    window.canvas.undo()
    assert len(window.canvas.drawing.strokes) == 1


# other kinds


def test_one_drawing_comes_onto_the_pad_as_ink(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([ink_file(tmp_path / "five.ndjson", 5)])
    qtbot.waitUntil(lambda: window.answer.text == "5", timeout=10_000)
    assert window.canvas.drawing.strokes
    draw_digit(window.canvas, 1)  # and goes on from there
    assert len(window.canvas.drawing.strokes) > 1


def test_several_drawings_and_several_files_fill_a_table(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([Path(DEMO)])
    qtbot.waitUntil(lambda: len(window.files.results) == 1, timeout=10_000)
    window.files.open([page(tmp_path / "a.png", "1"), page(tmp_path / "b.png", "2")])
    qtbot.waitUntil(lambda: len(window.files.results) == 2, timeout=10_000)
    for results, count in zip(window.files.results, (10, 2), strict=True):
        qtbot.waitUntil(lambda: not results.errand.is_busy, timeout=10_000)  # noqa: B023
        assert len(results.model.rows) == count
        results.close()
    qtbot.waitUntil(lambda: window.files.results == [])
    assert window.recent.paths == [Path(DEMO)]


def test_a_folder_of_the_menu_is_a_table_or_a_data_set_as_one_that_is_dropped(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page(tmp_path / "photos" / "a.png", "1")
    type_name(tmp_path / "photos")
    window.commands.open_folder.trigger()
    qtbot.waitUntil(lambda: len(window.files.results) == 1, timeout=10_000)
    (results,) = window.files.results
    qtbot.waitUntil(lambda: not results.errand.is_busy, timeout=10_000)
    assert len(results.model.rows) == 1
    for digit in "37":
        page(tmp_path / "set" / digit / "a.png", digit)
    type_name(tmp_path / "set")
    window.commands.open_folder.trigger()
    sets = window.data_sets.shown
    qtbot.waitUntil(lambda: sets.looker.look is not None, timeout=60_000)
    assert (sets.view.title.text(), sets.view.counts.counts[3]) == ("set", 1)


def test_a_network_is_looked_at_before_it_reads(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = tmp_path / "mine.keras"
    shutil.copy(bundled_network(), mine)
    drop(window, mime_of([mine]))
    qtbot.waitUntil(lambda: bool(window.findChildren(NetworkWindow)), timeout=10_000)
    (shown,) = window.findChildren(NetworkWindow)
    assert shown.path == mine
    assert window.reader.path == bundled_network()
    qtbot.waitUntil(lambda: shown.network is not None, timeout=10_000)
    shown.reject()


def test_of_a_mix_each_goes_where_it_belongs(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    mine, note = tmp_path / "mine.keras", tmp_path / "note.txt"
    shutil.copy(bundled_network(), mine)
    note.write_text("Buy milk.")
    window.files.open([page(tmp_path / "a.png", "1"), note, mine])
    qtbot.waitUntil(lambda: bool(window.findChildren(NetworkWindow)), timeout=10_000)
    (results,) = window.files.results
    qtbot.waitUntil(lambda: not results.errand.is_busy, timeout=10_000)
    assert [bool(row.problem) for row in results.model.rows] == [False, True]
    assert results.model.rows[1].source == str(note)
    (shown,) = window.findChildren(NetworkWindow)
    qtbot.waitUntil(lambda: shown.network is not None, timeout=10_000)
    shown.reject()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.png", None, "does not exist"),
        ("empty.png", b"", "is empty"),
        ("note.txt", b"Buy milk.", "is no picture, ink"),
        (
            "cut.png",
            b"\x89PNG\r\n\x1a\n" + bytes(30),
            "cut.png is not a whole picture: its PNG is damaged",
        ),
        ("bad.ndjson", b'{"drawing": []}\n', "its drawing is empty"),
    ],
)
def test_what_cannot_be_read_is_said_and_drawing_goes_on(
    name: str, content: bytes | None, said: str, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    draw_digit(window.canvas, 3)
    window.files.open([tmp_path / name])
    sentence = told(window, qtbot)
    assert said in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    assert window.recent.paths == []
    qtbot.waitUntil(lambda: window.answer.text == "3")
    window.files.open([page(tmp_path / "seven.png", "7")])
    picture_on(window, qtbot)
    assert window.notice.sentence == ""  # what was said is about something else


# the clipboard


def test_what_was_copied_stays_a_picture_when_the_window_is_closed(window: MainWindow) -> None:
    draw_digit(window.canvas, 3)
    window.commands.copy.trigger()
    assert QGuiApplication.clipboard().mimeData().hasFormat("image/svg+xml")
    window.close()
    mime = QGuiApplication.clipboard().mimeData()
    assert isinstance(mime.imageData(), QImage)
    assert not mime.hasFormat("image/svg+xml")  # which only Python could have told


def test_what_is_copied_is_a_picture_an_svg_and_ink(window: MainWindow, qtbot: QtBot) -> None:
    actions = window.commands
    assert not any(a.isEnabled() for a in (actions.copy, actions.save_drawing, actions.save_input))
    draw_digit(window.canvas, 3)
    assert all(a.isEnabled() for a in (actions.copy, actions.save_drawing, actions.save_input))
    QTest.keyClick(window, Qt.Key.Key_C, CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    assert isinstance(mime.imageData(), QImage)
    assert b"<svg" in bytes(mime.data("image/svg+xml").data())
    before = rasterize(window.canvas.drawing)
    window.canvas.clear()
    qtbot.waitUntil(window.commands.paste.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: bool(window.canvas.drawing.strokes))
    assert (rasterize(window.canvas.drawing) == before).all()  # ink again, where it was


def test_a_picture_that_was_copied_is_read(window: MainWindow, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setImageData(page_image("31"))
    clipboard(window, mime, qtbot)
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    picture = picture_on(window, qtbot)
    assert window.answer.text == "3 1"
    assert not window.commands.save_drawing.isEnabled()  # there is no ink
    QTest.keyClick(window, Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().mimeData().imageData()
    assert isinstance(copied, QImage)
    assert copied.size() == picture.page.image.size()


def test_files_that_were_copied_are_opened(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    clipboard(window, mime_of([page(tmp_path / "seven.png", "7")]), qtbot)
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    picture_on(window, qtbot)
    assert window.answer.text == "7"


def test_nothing_is_pasted_where_nothing_can_be_read(window: MainWindow, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText("the weather")
    clipboard(window, mime, qtbot)
    qtbot.waitUntil(lambda: not window.commands.paste.isEnabled())
    mime = QMimeData()
    mime.setText('{"drawing": "none"}')
    clipboard(window, mime, qtbot)
    qtbot.waitUntil(window.commands.paste.isEnabled)
    window.files.paste()
    assert "can be read" in window.notice.sentence


def test_a_picture_without_a_digit_is_said_as_what_it_is(window: MainWindow, qtbot: QtBot) -> None:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    mime = QMimeData()
    mime.setImageData(image)
    clipboard(window, mime, qtbot)
    window.files.paste()
    assert told(window, qtbot).startswith("The picture that was copied shows no digit")


# out


def test_a_drawing_comes_back_from_the_file_it_was_saved_in(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    draw_digit(window.canvas, 3)
    before = rasterize(window.canvas.drawing)
    type_name(tmp_path / "three", "InkML (*.inkml)")
    QTest.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert (tmp_path / "three.inkml").is_file()
    window.canvas.clear()
    window.files.open([tmp_path / "three.inkml"])
    qtbot.waitUntil(lambda: bool(window.canvas.drawing), timeout=10_000)
    assert abs(rasterize(window.canvas.drawing) - before).max() < 0.01


def test_the_input_is_saved_as_it_is_seen(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.files.open([page(tmp_path / "page.png", "314")])
    picture = picture_on(window, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_End)
    type_name(tmp_path / "four.png")
    window.commands.save_input.trigger()
    assert abs(read_picture(tmp_path / "four.png") - picture.input).max() <= 0.5 / 255
    network = DenseNetwork.open(bundled_network())
    assert network.read(read_picture(tmp_path / "four.png")).digit == 4


def test_where_nothing_can_be_written_that_is_said(window: MainWindow, tmp_path: Path) -> None:
    draw_digit(window.canvas, 3)
    nowhere = tmp_path / "none" / "three.svg"
    said = write_drawing(nowhere, window.canvas.drawing)
    assert said.startswith(f"{nowhere} cannot be written: ")


def test_closing_while_something_is_read_ends_well(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.open([page(tmp_path / "seven.png", "7")])
    window.files.show_results([Path(DEMO)] * 40)
    window.close()
    assert window.canvas.picture is None


def test_a_drawing_of_another_program_is_fitted_to_the_pad(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    small = Drawing.from_json('{"drawing": [[[3, 4, 5], [7, 9, 7]]]}')
    (tmp_path / "small.ndjson").write_text(small.to_json())
    window.files.open([tmp_path / "small.ndjson"])
    qtbot.waitUntil(lambda: bool(window.canvas.drawing), timeout=10_000)
    (stroke,) = window.canvas.drawing.strokes
    assert max(stroke.y) - min(stroke.y) > 500
    assert (max(stroke.x) + min(stroke.x)) / 2 == pytest.approx(500)
