"""From launch to a window that has been painted and has answered a stroke, beside what a user
would do otherwise; and the window process' peak memory.

Run: ``python -m tests.benchmarks.start``. Without a display it measures Qt's offscreen platform.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 11

#: ``digitpad`` as its launcher runs it; where it would wait for the person, it draws a stroke, says
#: when the bars have been painted with the answer, and how much memory it took.
LAUNCH = """
from digitpad import cli
from digitpad.ui import app

def answer(qt, window):
    import resource, time
    from PySide6 import QtCore, QtGui
    painted = []
    class Watch(QtCore.QObject):
        def eventFilter(self, watched, event):
            if event.type() == QtCore.QEvent.Type.Paint:
                painted.append(watched)
            return False
    watch = Watch()
    for part in (window.canvas, window.bars):
        part.installEventFilter(watch)
    while not {window.canvas, window.bars} <= set(painted):
        qt.processEvents()
    painted.clear()
    left = QtCore.Qt.MouseButton.LeftButton
    for kind, x in (("MouseButtonPress", 90), ("MouseMove", 120)):
        at = QtCore.QPointF(x, 100)
        qt.sendEvent(window.canvas, QtGui.QMouseEvent(getattr(QtCore.QEvent.Type, kind), at,
            window.canvas.mapToGlobal(at), left, left, QtCore.Qt.KeyboardModifier.NoModifier))
    while window.bars.reading is None or window.bars not in painted:
        qt.processEvents()
    print(time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0

app.wait = answer
raise SystemExit(cli.main([]))
"""
BARE_QT = "import numpy; from PySide6 import QtWidgets; QtWidgets.QApplication([])"
TENSORFLOW = "import tensorflow"


def until_end(code: str) -> float:
    """Return how many seconds a fresh Python takes to run code and end."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.monotonic() - began


def until_answer() -> tuple[float, float]:
    """Return the seconds from launch to the painted answer, and the peak memory in MB."""
    began = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-c", LAUNCH], check=True, stdout=subprocess.PIPE, text=True
    )
    answered, peak = child.stdout.split()
    return float(answered) - began, float(peak) * (1 if sys.platform == "darwin" else 1024) / 1e6


def main() -> None:
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    until_answer(), until_end(BARE_QT), until_end(TENSORFLOW)  # a warm disk for all
    windows, bares, slows, peaks = [], [], [], []
    for _ in range(ROUNDS):  # in turn, so that a noisy machine is noisy for all
        seconds, peak = until_answer()
        windows.append(seconds)
        peaks.append(peak)
        bares.append(until_end(BARE_QT))
        slows.append(until_end(TENSORFLOW))
    window, bare, slow = map(statistics.median, (windows, bares, slows))
    times_bare = statistics.median(a / b for a, b in zip(windows, bares, strict=True))
    times_faster = statistics.median(a / b for a, b in zip(slows, windows, strict=True))
    print(f"launch to painted and answered  {window * 1000:6.0f} ms, peak {max(peaks):.0f} MB")
    print(
        f"import tensorflow               {slow * 1000:6.0f} ms, {times_faster:.1f} times as long"
    )
    print(
        f"NumPy and a bare QApplication   {bare * 1000:6.0f} ms, {1 / times_bare:.2f} times as long"
    )
    print(f"the window takes {times_bare:.2f} times as long as NumPy and a bare QApplication")


if __name__ == "__main__":
    main()
