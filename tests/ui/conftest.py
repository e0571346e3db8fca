"""A real window, and a hand that draws on it with real mouse events."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ink import Drawing
from digitpad.ui.app import open_settings
from digitpad.ui.canvas import Canvas
from digitpad.ui.window import MainWindow
from tests.tools import demo_digit

MakeWindow = Callable[[], MainWindow]


@pytest.fixture(scope="session", autouse=True)
def empty_clipboard() -> Iterator[None]:
    """Let go of what was copied while Python is still there: Qt would ask it when it is not."""
    yield
    if isinstance(QApplication.instance(), QApplication):
        QApplication.clipboard().clear()


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[MakeWindow]:
    """Open windows on the same settings, one after the other; all are closed in the end."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(open_settings())
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Open the window as a first start would."""
    return make_window()


def at(canvas: Canvas, x: float, y: float) -> QPoint:
    """Return the pixel of a point of the pad, both 0 to 1000."""
    return canvas.at(x, y).toPoint()


def draw(canvas: Canvas, drawing: Drawing) -> None:
    """Draw with real mouse events."""
    left = Qt.MouseButton.LeftButton
    for stroke in drawing.strokes:
        points = [at(canvas, x, y) for x, y in zip(stroke.x, stroke.y, strict=True)]
        QTest.mousePress(canvas, left, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, left, pos=points[-1])


def draw_digit(canvas: Canvas, digit: int) -> None:
    """Draw one of the bundled digits with real mouse events."""
    draw(canvas, demo_digit(digit))
