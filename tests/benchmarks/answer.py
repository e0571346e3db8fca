"""From a pointer event to the repainted bars, at rest and while a run trains on all cores; beside
it, what ``model.predict`` and ``model(x)`` take for the same picture.

Run: ``python -m tests.benchmarks.answer``. A hand moves every 8 ms for many seconds. The clock of
each event starts when it was due, so a window that was busy with its curves is found out.
"""

import os
import tempfile
import time
from collections.abc import Callable

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the window's own process has it
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DIGITPAD_DATA_DIR"] = tempfile.mkdtemp()

import numpy as np
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from digitpad.network import Reading
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from digitpad.training.events import Batch, Event
from digitpad.training.recipe import PRESETS
from digitpad.ui.app import open_settings, settle, start_qt
from digitpad.ui.bars import Bars
from digitpad.ui.demo import send_mouse
from digitpad.ui.window import MainWindow
from tests.tools import demo_digit

EVERY = 0.008  # seconds: a 125 Hz mouse
ROUNDS = 12  # times the ten digits: about 3,500 events
FRAME = 1000 / 60


class _Clock:
    """When the bars last heard an answer, and when they had last painted one to the end."""

    answered = painted = 0.0
    stale = False  # an answer that changes no row needs no paint


def _watch_bars() -> None:
    show, update, paint = Bars.show_reading, Bars.update, Bars.paintEvent

    def timed_show(self: Bars, reading: Reading | None) -> None:
        show(self, reading)
        _Clock.answered = time.perf_counter()

    def noted_update(self: Bars, *area: QRect) -> None:
        _Clock.stale = True
        update(self, *area)

    def timed_paint(self: Bars, event: QPaintEvent) -> None:
        paint(self, event)
        _Clock.stale, _Clock.painted = False, time.perf_counter()

    Bars.show_reading = timed_show  # type: ignore[method-assign]
    Bars.update = noted_update  # type: ignore[method-assign, assignment]
    Bars.paintEvent = timed_paint  # type: ignore[method-assign]


def _wait_after(last: float, meanwhile: Callable[[], object]) -> float:
    """Wait until the next event is due and return when that was."""
    due = max(last + EVERY, time.perf_counter() - 4 * EVERY)
    while (left := due - time.perf_counter()) > 0:
        meanwhile()
        if left > 0.004:  # near its end a sleep may be late by itself: wait awake
            time.sleep(0.001)
    return due


def _pointer_to_bars(app: QApplication, window: MainWindow, rounds: int) -> list[float]:
    """Return the milliseconds from each move of the mouse to the bars that answer it."""
    canvas, times = window.canvas, []
    due = time.perf_counter()
    for number in range(10 * rounds):
        canvas.clear()
        for stroke in demo_digit(number % 10).strokes:
            send_mouse(canvas, QEvent.Type.MouseButtonPress, stroke.x[0], stroke.y[0])
            for x, y in zip(stroke.x[1:], stroke.y[1:], strict=True):
                due = _wait_after(due, app.processEvents)
                send_mouse(canvas, QEvent.Type.MouseMove, x, y)
                sent = time.perf_counter()
                while _Clock.answered < sent or _Clock.stale:
                    app.processEvents()
                times.append((max(_Clock.answered, _Clock.painted) - due) * 1000)
            send_mouse(canvas, QEvent.Type.MouseButtonRelease, stroke.x[-1], stroke.y[-1])
    return times


def _median(call: Callable[[], object], n: int) -> float:
    times = []
    for _ in range(n):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1000


def _counting(milliseconds: float) -> list[float]:
    """Return the same for a loop that only counts, so long: what the machine itself adds."""

    def count(turns: int) -> None:
        for _ in range(turns):
            time.perf_counter()

    turns = round(100_000 * milliseconds / _median(lambda: count(100_000), 5))
    times, due = [], time.perf_counter()
    for _ in range(ROUNDS * 250):
        due = _wait_after(due, lambda: None)
        count(turns)
        times.append((time.perf_counter() - due) * 1000)
    return times


def _told(name: str, times: list[float]) -> None:
    p50, p99, most = np.percentile(times, [50, 99, 100])
    print(
        f"{name:<34} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   most {most:6.2f} ms"
        f"   ({p99 / FRAME:.2f} frames of 60 Hz at p99)"
    )


def main() -> None:
    _watch_bars()
    app = start_qt()
    window = MainWindow(open_settings())
    window.show()
    app.processEvents()
    settle()
    _pointer_to_bars(app, window, 1)  # caches warm, as after the first stroke
    at_rest = _pointer_to_bars(app, window, ROUNDS)
    _told("pointer to bars, at rest", at_rest)
    _told("a loop that counts, as long", _counting(float(np.median(at_rest))))

    events: list[Event] = []
    window.train(PRESETS["mnist_mlp"])
    window.lab.happened.connect(events.append)
    while not any(isinstance(event, Batch) for event in events):
        app.processEvents()
    charts = window.lab.view.charts
    while_training: list[float] = []
    for page in range(charts.count()):  # each of the live charts in its turn
        charts.setCurrentIndex(page)
        name = charts.tabText(page).lower()
        times = _pointer_to_bars(app, window, ROUNDS // charts.count())
        _told(f"pointer to bars, training, {name}", times)
        while_training += times
    _told("pointer to bars, while training", while_training)
    window.reader.choose(bundled_network())
    network = window.reader.network
    window.close()

    drawing = demo_digit(3)
    picture = rasterize(drawing)
    reading = _median(lambda: network.read(picture), 2_000)
    drawn = _median(lambda: rasterize(drawing), 500)
    import keras
    import tensorflow as tf

    model = keras.models.load_model(bundled_network())
    x = tf.constant(picture.reshape(1, 784))
    called = _median(lambda: model(x, training=False), 200)
    predicted = _median(lambda: model.predict(picture.reshape(1, 784), verbose=0), 30)
    print(f"ink to 28x28                       {drawn:8.3f} ms")
    print(f"one forward pass, DenseNetwork     {reading:8.3f} ms")
    print(f"one forward pass, model(x)         {called:8.3f} ms   {called / reading:6.0f} times")
    print(
        f"one forward pass, model.predict    {predicted:8.3f} ms   {predicted / reading:6.0f} times"
    )


if __name__ == "__main__":
    main()
