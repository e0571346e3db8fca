"""How long the window is held up when a drawing is named: from the key's press until the sample is
in its file and all that shows it is painted.

Run: ``python -m tests.benchmarks.naming``. Without a display it measures Qt's offscreen platform.
"""

import os
import tempfile
import time

import numpy as np

from digitpad.resources import DATA_DIR_VARIABLE
from digitpad.ui.app import open_settings, settle, start_qt

ROUNDS = 500
BEFORE = 10_000  # samples that there are already


def main() -> None:
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ[DATA_DIR_VARIABLE] = folder
        measure("an empty file")
        measure(f"{BEFORE:,} samples", BEFORE)


def measure(name: str, before: int = 0) -> None:
    """Draw and name digits on a real window; print how long each name took."""
    app = start_qt()
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from digitpad.ui.window import MainWindow
    from tests.tools import keep_samples
    from tests.ui.conftest import draw_digit

    window = MainWindow(open_settings())
    window.show()
    if before:
        keep_samples(before, window.samples.own.store)
    settle()
    draw_digit(window.canvas, 0)
    QTest.qWait(1_000)
    key, answered, ran = [], [], []
    for number in range(ROUNDS):
        draw_digit(window.canvas, number % 10)
        QTest.qWait(10)
        began, used = time.perf_counter(), time.thread_time()
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number % 10))
        key.append(time.perf_counter() - began)
        app.processEvents()
        answered.append(time.perf_counter() - began)
        ran.append(time.thread_time() - used)
    assert window.samples.own.counts().all == before + ROUNDS
    window.samples.own.remove([sample.id for sample in window.samples.own.samples()])
    window.close()
    for what, seconds in (
        ("kept", key),
        ("kept and painted", answered),
        ("of that, the window's own work", ran),
    ):
        p50, p99, most = 1_000 * np.percentile(seconds, [50, 99, 100])
        print(f"{name:14} {what:30}  p50 {p50:5.2f} ms   p99 {p99:5.2f} ms   most {most:5.2f} ms")


if __name__ == "__main__":
    main()
