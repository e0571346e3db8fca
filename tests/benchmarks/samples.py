"""What own samples cost the window.

Run: ``python -m tests.benchmarks.samples [add|naming|gallery]``; without a word, all three.
``add``: keeping one in the file, beside what a program would else do to lose none, and recovering a
damaged file. ``naming``: from a digit's key until the sample is in its file and all that shows it
is painted. ``gallery``: from opening its window to all in sight painted, and each frame of a scroll
by wheel and by scrollbar; beside it, a list of icons that were made beforehand. Without a display
it measures Qt's offscreen platform.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the window's own process has it
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QPixmapCache, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QListWidget
from PySide6.QtWidgets import QListWidgetItem as Item

from digitpad.data.samples import Sample, SampleStore, samples_path, settle
from digitpad.resources import DATA_DIR_VARIABLE, data_dir, replace_file
from digitpad.ui import app as program
from digitpad.ui.samples.own_samples import OwnSamples
from digitpad.ui.samples.sample_thumbnail import thumbnail
from digitpad.ui.samples.samples_model import caption
from digitpad.ui.samples.samples_window import SamplesWindow
from digitpad.ui.window import MainWindow
from tests.tools import keep_samples
from tests.ui.conftest import draw_digit

THERE = 10_000  # samples that there are already
ADDED = 200
NAMED = 500
OPENED = 5  # times
STEPS = 300  # of the wheel
JUMPS = 100  # of the scrollbar, each to where nothing was seen yet
NOTCH = 120  # eighths of a degree: one step of a wheel


def _told(name: str, milliseconds: Sequence[float], more: str = "") -> None:
    p50, p99, most = np.percentile(milliseconds, [50, 99, 100])
    print(f"{name:<47} p50 {p50:7.3f} ms   p99 {p99:7.3f} ms   most {most:7.3f} ms{more}")


def _milliseconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


# add


def _append(path: Path, sample: Sample) -> None:
    with path.open("a") as file:
        file.write(sample.ink + "\n")
        file.flush()
        os.fsync(file.fileno())


def _rewrite(path: Path, all_of_them: list[Sample], sample: Sample) -> None:
    all_of_them.append(sample)
    text = json.dumps([each.ink for each in all_of_them])
    replace_file(path, lambda part: part.write_text(text))


def keeping() -> None:
    """Measure how long a person's window waits for a sample to be kept, among many others."""
    folder = data_dir()
    with closing(SampleStore()) as store:
        new = keep_samples(ADDED, store)
        there = store.add_all([new[number % ADDED] for number in range(THERE)])
        kept = []
        for sample in new:
            settle(store.path)  # as another thread does after half a second
            kept.append(_milliseconds(partial(store.add, sample)))
        in_a_row = [_milliseconds(partial(store.add, sample)) for sample in new]
    appended = [_milliseconds(partial(_append, folder / "a.ndjson", sample)) for sample in new]
    rewritten = [
        _milliseconds(partial(_rewrite, folder / "b.json", there, sample)) for sample in new[:20]
    ]
    base = float(np.median(kept))
    for name, times in (
        ("a sample kept, after a pause", kept),
        ("a sample kept, one after another", in_a_row),
        ("a line appended, and synced", appended),
        ("the whole file written anew", rewritten),
    ):
        _told(name, times, f"   ({np.median(times) / base:.1f} times)")


def recovering() -> None:
    """Measure how long a damaged file of many samples keeps a person waiting."""
    path = samples_path()
    with closing(SampleStore()) as store:
        new = keep_samples(ADDED, store)
        store.add_all([new[number % ADDED] for number in range(THERE)])
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])
    began = time.perf_counter()
    with closing(SampleStore()) as store:
        seconds = time.perf_counter() - began
        print(f"{store.counts().all:,} samples recovered from {len(data) / 1e6:.1f} MB", end=" ")
        print(f"in {seconds:.2f} s")


# naming


def naming(before: int = 0) -> None:
    """Draw and name digits on a real window; print how long each name took."""
    app = program.start_qt()
    window = MainWindow(program.open_settings())
    window.show()
    if before:
        keep_samples(before, window.samples.own.store)
        settle(samples_path())  # as half a second after the last one
    program.settle()
    draw_digit(window.canvas, 0)
    QTest.qWait(1_000)
    key, answered, ran = [], [], []
    for number in range(NAMED):
        draw_digit(window.canvas, number % 10)
        QTest.qWait(10)
        used, pressed = time.thread_time(), Qt.Key(Qt.Key.Key_0 + number % 10)
        key.append(_milliseconds(partial(QTest.keyClick, window, pressed)))
        answered.append(key[-1] + _milliseconds(app.processEvents))
        ran.append(1000 * (time.thread_time() - used))
    assert window.samples.own.counts().all == before + NAMED
    window.close()
    name = f"named among {before:,}"
    _told(f"{name}: kept", key)
    _told(f"{name}: kept and painted", answered)
    _told(f"{name}: of that, the window's own work", ran)


# gallery


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
    """Return the milliseconds from an event to the end of its paint."""
    return _milliseconds(lambda: (act(), app.processEvents()))


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


def gallery() -> None:
    """Open the window of many samples, scroll in it, and relabel one."""
    app = program.start_qt()
    with closing(SampleStore()) as store:
        keep_samples(THERE, store)
    own = OwnSamples()
    program.settle()
    opened, icons = [], []
    for _ in range(OPENED):  # in turn, so that a noisy machine is noisy for both
        window, milliseconds = _open(app, own)
        opened.append(milliseconds)
        view, milliseconds = _list_of_icons(app, own)
        icons.append(milliseconds)
    ratio = float(np.median([a / b for a, b in zip(icons, opened, strict=True)]))
    print(f"{THERE:,} samples opened and painted  {np.median(opened):8.0f} ms")
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
    window.close()
    view.close()
    own.close()


WHAT: dict[str, list[Callable[[], None]]] = {
    "add": [keeping, recovering],
    "naming": [naming, partial(naming, THERE)],
    "gallery": [gallery],
}


def main() -> None:
    for what in sys.argv[1:] or WHAT:
        for measure in WHAT[what]:
            with tempfile.TemporaryDirectory() as folder:
                os.environ[DATA_DIR_VARIABLE] = folder
                measure()


if __name__ == "__main__":
    main()
