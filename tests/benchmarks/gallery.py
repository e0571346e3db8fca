"""10,000 own samples: from opening their window to all in sight painted, and each frame of a
scroll by wheel and by scrollbar; beside it, a list of icons that were made beforehand.

Run: ``python -m tests.benchmarks.gallery``. A frame is from the event to the end of its paint.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the window's own process has it
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DIGITPAD_DATA_DIR"] = tempfile.mkdtemp()

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QPixmapCache, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QListWidget
from PySide6.QtWidgets import QListWidgetItem as Item

from digitpad.data.samples import SampleStore
from digitpad.ui.app import settle, start_qt
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.sample_thumbnail import thumbnail
from digitpad.ui.samples.samples_model import caption
from digitpad.ui.samples.samples_window import SamplesWindow
from tests.tools import keep_samples

COUNT = 10_000
ROUNDS = 5
STEPS = 300  # of the wheel
JUMPS = 100  # of the scrollbar, each to where nothing was seen yet
NOTCH = 120  # eighths of a degree: one step of a wheel
FRAME = 1000 / 60


def _is_late(window: SamplesWindow) -> bool:
    return bool(window.grid.painter_of_samples.late)


def _open(app: QApplication, own: OwnSamples) -> tuple[SamplesWindow, float]:
    """Open the window; return it, and the milliseconds until all in sight is painted."""
    QPixmapCache.clear()
    began = time.perf_counter()
    window = SamplesWindow(own)
    window.show()
    app.processEvents()
    while _is_late(window):
        app.processEvents()
    return window, (time.perf_counter() - began) * 1000


def _turn_wheel(view: QAbstractItemView) -> None:
    at = QPointF(100, 100)
    QApplication.sendEvent(
        view.viewport(),
        QWheelEvent(
            at,
            view.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, -NOTCH),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def _frame(app: QApplication, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    app.processEvents()
    return (time.perf_counter() - began) * 1000


def _frames(app: QApplication, view: QAbstractItemView) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each frame of the wheel's turning, and of the bar's jumps."""
    bar = view.verticalScrollBar()
    bar.setValue(0)
    app.processEvents()
    wheel = [_frame(app, lambda: _turn_wheel(view)) for _ in range(STEPS)]
    places = np.random.default_rng(0).permutation(JUMPS) / JUMPS
    drag = [_frame(app, partial(bar.setValue, round(place * bar.maximum()))) for place in places]
    return wheel, drag


class _Paints(QObject):
    """How often a widget has been painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def _until_drawn(app: QApplication, window: SamplesWindow) -> list[int]:
    """Return how many frames it takes until all in sight is drawn, jump by jump."""
    QPixmapCache.clear()
    bar, counts, paints = window.grid.verticalScrollBar(), [], _Paints()
    window.grid.viewport().installEventFilter(paints)
    for place in np.random.default_rng(1).permutation(JUMPS) / JUMPS:
        paints.count = 0
        bar.setValue(round(place * bar.maximum()))
        app.processEvents()
        while _is_late(window):
            app.processEvents()
        counts.append(paints.count)
    return counts


def _list_of_icons(app: QApplication, own: OwnSamples) -> tuple[QListWidget, float]:
    """Return what one might make instead, and the milliseconds until it is painted."""
    began = time.perf_counter()
    view = QListWidget()
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setMovement(QListView.Movement.Static)
    view.setUniformItemSizes(True)
    side = 64
    view.setIconSize(QSize(side, side))
    view.setGridSize(QSize(88, 88))
    view.resize(916, 540)
    for sample in own.samples():
        icon = QIcon(thumbnail(sample, side, view.devicePixelRatio(), view.palette()))
        view.addItem(Item(icon, caption(sample)))
    view.show()
    app.processEvents()
    return view, (time.perf_counter() - began) * 1000


def _told(name: str, times: list[float]) -> None:
    p50, p99, most = np.percentile(times, [50, 99, 100])
    print(
        f"{name:<32} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   most {most:6.2f} ms"
        f"   ({p99 / FRAME:.2f} frames of 60 Hz at p99)"
    )


def main() -> None:
    app = start_qt()
    store = SampleStore()
    keep_samples(COUNT, store)
    store.close()
    own = OwnSamples()
    settle()
    opened, icons = [], []
    for _ in range(ROUNDS):  # in turn, so that a noisy machine is noisy for both
        window, milliseconds = _open(app, own)
        opened.append(milliseconds)
        view, milliseconds = _list_of_icons(app, own)
        icons.append(milliseconds)
    ratio = float(np.median([a / b for a, b in zip(icons, opened, strict=True)]))
    print(f"{COUNT:,} samples opened and painted  {np.median(opened):8.0f} ms")
    print(f"the same as icons made beforehand {np.median(icons):8.0f} ms   {ratio:.1f} times")
    QPixmapCache.clear()
    wheel, drag = _frames(app, window.grid)
    _told("a wheel's step", wheel)
    _told("a jump of the scrollbar", drag)
    counts = _until_drawn(app, window)
    print(f"frames until a jump is all drawn  p50 {np.median(counts):.0f}, most {max(counts)}")
    others = _frames(app, view)
    for name, mine, theirs in zip(("wheel", "scrollbar"), (wheel, drag), others, strict=True):
        _told(f"icons made beforehand, {name}", theirs)
        print(f"  {np.median(mine) / np.median(theirs):.2f} times their median")
    one = window.grid.model_of_samples.shown[0].id
    window.grid.select([one])
    again = [_frame(app, partial(window.relabel, digit % 10)) for digit in range(20)]
    _told("one of all relabelled and listed", again)


if __name__ == "__main__":
    main()
