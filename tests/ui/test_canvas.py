"""digitpad.ui.canvas: pointers become ink, and the ink is where the hand was."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.pictures.page import page_of
from digitpad.smooth_ink import PAD_SIDE
from digitpad.ui import theme
from digitpad.ui.canvas import CHOOSE, DRAW, Canvas
from digitpad.ui.files.pad_picture import PadPicture
from tests.tools import demo_digit, drawing_of
from tests.ui.conftest import at, draw, draw_digit
from tests.ui.files.tools import page_image

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)  # not square: the pad is, in its middle
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def colour(canvas: Canvas, x: float, y: float) -> QColor:
    image: QImage = canvas.grab().toImage()
    return image.pixelColor(at(canvas, x, y))


def inked(canvas: Canvas, x: float, y: float) -> bool:
    return colour(canvas, x, y) == theme.ink(canvas.palette())


def test_the_pad_is_a_square_in_the_middle(canvas: Canvas) -> None:
    pad = canvas.pad()
    assert pad.width() == pad.height() == 298
    assert pad.center() == QPointF(200, 150)


def test_a_stroke_is_ink_where_the_mouse_went(canvas: Canvas) -> None:
    draw(canvas, drawing_of([(200, 500), (400, 500), (600, 500), (800, 500)]))
    (stroke,) = canvas.drawing.strokes
    assert stroke.x == pytest.approx([200, 400, 600, 800], abs=4)
    assert stroke.y == pytest.approx([500] * 4, abs=4)
    assert stroke.t == sorted(stroke.t)
    for x in (210, 500, 790):
        assert inked(canvas, x, 500)
    assert not inked(canvas, 500, 400)
    assert not inked(canvas, 900, 500)


def test_the_ink_reaches_the_pen_before_it_is_lifted(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 100, 500))
    QTest.mouseMove(canvas, at(canvas, 500, 500))
    assert inked(canvas, 490, 500)
    QTest.mouseMove(canvas, at(canvas, 900, 500))
    assert inked(canvas, 890, 500)


def test_a_click_is_a_dot_even_when_the_hand_trembles(canvas: Canvas) -> None:
    here = at(canvas, 500, 500)
    QTest.mousePress(canvas, LEFT, pos=here)
    QTest.mouseMove(canvas, here + QPoint(1, 1))
    QTest.mouseRelease(canvas, LEFT, pos=here + QPoint(1, 1))
    (stroke,) = canvas.drawing.strokes
    assert len(stroke) == 1
    assert inked(canvas, 500, 500)


def test_other_buttons_and_bare_moves_draw_nothing(canvas: Canvas) -> None:
    QTest.mousePress(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 500, 500))
    QTest.mouseMove(canvas, at(canvas, 600, 600))
    QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 600, 600))
    QTest.mouseMove(canvas, at(canvas, 100, 100))
    assert not canvas.drawing


def test_ink_stays_on_the_pad(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 500, 500))
    QTest.mouseMove(canvas, QPoint(5000, -5000))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(5000, -5000))
    (stroke,) = canvas.drawing.strokes
    assert (stroke.x[-1], stroke.y[-1]) == (PAD_SIDE, 0)


def test_undo_redo_and_clear_change_what_is_seen(canvas: Canvas, qtbot: QtBot) -> None:
    draw(canvas, drawing_of([(100, 300), (900, 300)], [(100, 700), (900, 700)]))
    steps: list[tuple[Callable[[], None], tuple[bool, bool]]] = [
        (canvas.undo, (True, False)),
        (canvas.redo, (True, True)),
        (canvas.clear, (False, False)),
        (canvas.undo, (True, True)),
    ]
    for step, expected in steps:
        with qtbot.waitSignal(canvas.changed):
            step()
        assert (inked(canvas, 500, 300), inked(canvas, 500, 700)) == expected


def test_undo_in_mid_stroke_ends_the_stroke(canvas: Canvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 100, 500))
    QTest.mouseMove(canvas, at(canvas, 500, 500))
    canvas.undo()
    QTest.mouseMove(canvas, at(canvas, 900, 500))
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 900, 500))
    assert not canvas.drawing


def test_the_drawing_scales_with_the_window(canvas: Canvas) -> None:
    draw(canvas, drawing_of([(100, 500), (500, 500), (900, 500)]))
    before = [list(stroke.x) for stroke in canvas.drawing.strokes]
    canvas.resize(900, 700)
    assert [stroke.x for stroke in canvas.drawing.strokes] == before
    assert inked(canvas, 150, 500)
    assert inked(canvas, 850, 500)
    assert not inked(canvas, 500, 300)


def test_an_empty_canvas_invites_and_ink_takes_the_invitation_away(canvas: Canvas) -> None:
    def written() -> bool:
        image = canvas.grab().toImage()
        middle = canvas.pad().center().toPoint().y()
        row = {image.pixel(x, y) for x in range(100, 300) for y in range(middle - 8, middle + 8)}
        return len(row) > 1

    assert written()
    draw(canvas, drawing_of([(50, 950)]))
    assert not written()


def tablet(canvas: Canvas, kind: QEvent.Type, x: float, pressure: float) -> QTabletEvent:
    spot = QPointF(at(canvas, x, 500))
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure,
        1,
        1,
    )
    lifted = kind == QEvent.Type.TabletRelease
    moving = kind == QEvent.Type.TabletMove
    event = QTabletEvent(
        kind,
        device,
        spot,
        canvas.mapToGlobal(spot),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.NoButton if moving else LEFT,
        Qt.MouseButton.NoButton if lifted else LEFT,
    )
    QApplication.sendEvent(canvas, event)
    return event


def test_a_pen_draws_with_its_pressure(canvas: Canvas) -> None:
    events = [tablet(canvas, QEvent.Type.TabletPress, 100, 0.2)]
    events += [tablet(canvas, QEvent.Type.TabletMove, x, 0.9) for x in (300, 500, 700)]
    events += [tablet(canvas, QEvent.Type.TabletRelease, 700, 0.0)]
    assert all(event.isAccepted() for event in events)  # or Qt would send a mouse as well
    (stroke,) = canvas.drawing.strokes
    assert stroke.pressure == pytest.approx([0.2, 0.9, 0.9, 0.9], abs=0.01)
    assert inked(canvas, 600, 500)


def test_a_finger_draws(canvas: Canvas, qtbot: QtBot) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(canvas, screen).press(0, at(canvas, 200, 500), canvas).commit()
    for x in (400, 600, 800):
        QTest.touchEvent(canvas, screen).move(0, at(canvas, x, 500), canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, at(canvas, 800, 500), canvas).commit()
    (stroke,) = canvas.drawing.strokes
    assert stroke.x == pytest.approx([200, 400, 600, 800], abs=4)
    assert inked(canvas, 500, 500)


def test_the_ink_follows_the_theme(canvas: Canvas) -> None:
    draw_digit(canvas, 1)
    canvas.setPalette(theme.dark_palette())
    stroke = canvas.drawing.strokes[0]
    middle = len(stroke) // 2
    assert colour(canvas, stroke.x[middle], stroke.y[middle]).lightness() > 200
    assert colour(canvas, 50, 500).lightness() < 60


def test_after_a_drawing_is_done_the_next_stroke_begins_another(canvas: Canvas) -> None:
    draw(canvas, drawing_of([(100, 300), (900, 300)]))
    first = list(canvas.drawing.strokes)
    canvas.starts_anew = True
    assert inked(canvas, 500, 300)
    draw(canvas, drawing_of([(100, 700), (900, 700)], [(100, 900), (900, 900)]))
    assert len(canvas.drawing.strokes) == 2  # and the one after it goes on with that
    assert not inked(canvas, 500, 300)
    assert inked(canvas, 500, 700)
    assert canvas.drawing.strokes[0].t[0] == 0
    for _ in range(3):
        canvas.undo()
    assert canvas.drawing.strokes == first
    assert inked(canvas, 500, 300)


def test_nothing_of_a_drawing_comes_back_once_another_has_begun(
    canvas: Canvas, qtbot: QtBot
) -> None:
    draw(canvas, drawing_of([(100, 300), (900, 300)]))
    with qtbot.waitSignal(canvas.changed):
        canvas.begin_anew()
    assert not canvas.drawing
    assert not canvas.drawing.can_undo
    assert not inked(canvas, 500, 300)


def test_it_says_when_the_pen_is_lifted(canvas: Canvas) -> None:
    lifted: list[bool] = []
    canvas.lifted.connect(lambda: lifted.append(canvas.pen_is_down))
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 100, 500))
    QTest.mouseMove(canvas, at(canvas, 500, 500))
    assert lifted == []
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 500, 500))
    assert lifted == [False]
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 800, 800))  # a dot
    assert lifted == [False, False]


def test_a_pen_gives_the_pad_the_keyboard(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.clearFocus()
    tablet(canvas, QEvent.Type.TabletPress, 100, 0.5)
    assert canvas.hasFocus()


def picture(*lines: str) -> PadPicture:
    return PadPicture(page_of(page_image(*lines), "page"), 300)


def test_a_picture_lies_on_the_pad_as_a_step_that_undo_takes_back(canvas: Canvas) -> None:
    draw(canvas, drawing_of([(100, 300), (900, 300)]))
    photo = picture("7")
    canvas.place(photo)
    assert canvas.picture is photo
    assert not inked(canvas, 200, 300)
    canvas.undo()
    assert canvas.picture is None
    assert inked(canvas, 200, 300)
    canvas.redo()
    assert canvas.picture is photo
    canvas.clear()
    assert not canvas.drawing


def test_a_click_on_a_picture_chooses_and_a_stroke_begins_a_drawing(
    canvas: Canvas, qtbot: QtBot
) -> None:
    photo = picture("31")
    canvas.place(photo)
    assert canvas.toolTip() == CHOOSE
    spot = photo.boxes(canvas.pad())[1].center().toPoint()
    with qtbot.waitSignal(canvas.changed):
        QTest.mouseClick(canvas, LEFT, pos=spot)
    assert photo.chosen == 1
    QTest.mouseClick(canvas, LEFT, pos=canvas.pad().topLeft().toPoint() + QPoint(9, 9))
    assert (canvas.picture, photo.chosen) == (photo, 1)  # beside all digits: nothing happens
    draw(canvas, drawing_of([(100, 300), (900, 300)]))
    assert canvas.picture is None
    assert canvas.toolTip() == DRAW
    (stroke,) = canvas.drawing.strokes
    assert stroke.x[0] == pytest.approx(100, abs=4)  # from where the pen came down
    assert inked(canvas, 500, 300)
    canvas.undo()
    assert canvas.picture is photo


def test_keys_go_from_digit_to_digit_and_tab_goes_on_after_the_last(canvas: Canvas) -> None:
    photo = picture("314")
    canvas.place(photo)
    canvas.setFocus()
    for key, chosen in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Tab, 2),
        (Qt.Key.Key_Backtab, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
    ):
        QTest.keyClick(canvas, key)
        assert photo.chosen == chosen
    photo.chosen = 2
    assert not canvas.focusNextPrevChild(True)  # alone in its window, there is nowhere to go
    assert photo.chosen == 2


def test_other_ink_is_put_on_the_pad_as_one_step(canvas: Canvas) -> None:
    draw(canvas, drawing_of([(100, 300), (900, 300)], [(100, 700), (900, 700)]))
    canvas.replace(demo_digit(3).strokes)
    assert canvas.drawing.strokes == demo_digit(3).strokes
    canvas.undo()
    assert len(canvas.drawing.strokes) == 2


def test_words_may_stand_over_all_for_a_moment(canvas: Canvas) -> None:
    draw_digit(canvas, 1)
    before = canvas.grab().toImage()
    canvas.tell("Reading seven.png…")
    assert canvas.grab().toImage() != before
    canvas.tell("")
    assert canvas.grab().toImage() == before


def test_what_is_drawn_meanwhile_is_seen(canvas: Canvas) -> None:
    def shown() -> QColor:
        return canvas.grab().toImage().pixelColor(at(canvas, 300, 300))

    canvas.tell("Reading seven.png…")
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 200, 200))
    QTest.mouseMove(canvas, at(canvas, 400, 400))
    QTest.mouseMove(canvas, at(canvas, 800, 800))
    assert shown() == theme.ink(canvas.palette())
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 800, 800))
    assert shown() != theme.ink(canvas.palette())
    canvas.tell("")
    assert shown() == theme.ink(canvas.palette())
