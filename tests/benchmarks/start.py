"""From launch to a window that has been painted and has answered a stroke, beside what a user
would do otherwise; and the window process' peak memory.

Run: ``python -m tests.benchmarks.start``. Without a display it measures Qt's offscreen platform.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

ROUNDS = 11

#: ``digitpad`` as its launcher runs it, ended as soon as it has answered a stroke.
LAUNCH = """
from digitpad import cli
import os
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as run_window does first
from PySide6 import QtCore, QtGui, QtWidgets

def answer_and_quit(*_):
    app = QtWidgets.QApplication.instance()
    window = app.topLevelWidgets()[0]
    while type(window).__name__ != "MainWindow":
        window = next(w for w in app.topLevelWidgets() if type(w).__name__ == "MainWindow")
    painted = []
    class Watch(QtCore.QObject):
        def eventFilter(self, watched, event):
            if event.type() == QtCore.QEvent.Type.Paint:
                painted.append(watched)
            return False
    watch = Watch()
    window.canvas.installEventFilter(watch)
    window.bars.installEventFilter(watch)
    while not {window.canvas, window.bars} <= set(painted):
        app.processEvents()
    painted.clear()
    for kind, x in (("MouseButtonPress", 90), ("MouseMove", 120)):
        at = QtCore.QPointF(x, 100)
        left = QtCore.Qt.MouseButton.LeftButton
        app.sendEvent(window.canvas, QtGui.QMouseEvent(getattr(QtCore.QEvent.Type, kind), at,
            window.canvas.mapToGlobal(at), left, left, QtCore.Qt.KeyboardModifier.NoModifier))
    while window.bars.reading is None or window.bars not in painted:
        app.processEvents()
    if "digitpad-peak" in os.environ.get("DIGITPAD_BENCHMARK", ""):
        import resource
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0

QtWidgets.QApplication.exec = answer_and_quit
raise SystemExit(cli.main([]))
"""
BARE_QT = "import numpy; from PySide6 import QtWidgets; QtWidgets.QApplication([])"
TENSORFLOW = "import tensorflow"


def seconds(code: str) -> float:
    """Return how long a fresh Python takes to run code and end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    times: dict[str, list[float]] = {code: [] for code in (LAUNCH, BARE_QT)}
    for code in times:
        seconds(code)  # a warm disk for all
    for _ in range(ROUNDS):  # in turn, so that a noisy machine is noisy for both
        for code, measured in times.items():
            measured.append(seconds(code))
    seconds(TENSORFLOW)
    slow = statistics.median(seconds(TENSORFLOW) for _ in range(3))
    window, bare = (statistics.median(times[code]) for code in (LAUNCH, BARE_QT))
    ratios = [a / b for a, b in zip(times[LAUNCH], times[BARE_QT], strict=True)]
    peak = subprocess.run(
        [sys.executable, "-c", LAUNCH],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DIGITPAD_BENCHMARK": "digitpad-peak"},
    )
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB here
    print(f"launch to painted and answered  {window * 1000:7.0f} ms")
    print(
        f"  import tensorflow             {slow * 1000:7.0f} ms  {slow / window:5.1f} times slower"
    )
    print(
        f"  NumPy and a bare QApplication {bare * 1000:7.0f} ms  "
        f"the window takes {statistics.median(ratios):.2f} times that"
    )
    print(f"peak memory of the window       {int(peak.stdout) * unit / 1e6:7.0f} MB")
    _ = resource  # only its documentation is used here: the child measures itself


if __name__ == "__main__":
    main()
