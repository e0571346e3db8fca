"""The demonstration: bundled ink drawn onto the real window with mouse events, at a hand's pace."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.data.hands import draw_hands
from digitpad.ink import BadLine, Drawing, read_ndjson
from digitpad.raster import rasterize
from digitpad.resources import asset, replace_file
from digitpad.training.events import Epoch, Event, Failed, Finished
from digitpad.training.recipe import PRESETS
from digitpad.ui.canvas import Canvas
from digitpad.ui.picture import save_picture
from digitpad.ui.training.run_view import LIVELY
from digitpad.ui.window import MainWindow

FRAME_MILLISECONDS = 16
PAUSE_FRAMES = 55
SCREENSHOT_DIGIT = 3
SCREENSHOT_EPOCH = 4
ROOMY = 1_060, 1_000  # pixels of a window with the recipe unfolded
HALF = 500  # pixels of it that are the panel's
SETTLED = 700  # milliseconds until charts stand
TAUGHT, TAUGHT_EPOCHS = 100, 2  # samples, and of what reads them


class Demo(QObject):
    """Draws one bundled drawing after the other; with a screenshot only one, then the picture."""

    def __init__(self, window: MainWindow, screenshot: Path | None, scene: str) -> None:
        super().__init__(window)
        self.window, self.screenshot, self.scene = window, screenshot, scene
        self._shown: QWidget = window  # what the picture is of
        self.problem = ""
        drawings = [d for d in read_ndjson(asset("demo.ndjson")) if not isinstance(d, BadLine)]
        if screenshot is not None:
            drawings = [d for d in drawings if d.label == SCREENSHOT_DIGIT]
        self._frames = self._play(drawings)
        self._timer = QTimer(self, interval=0 if screenshot else FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin once the window is on the screen."""
        self._timer.start()

    def _next(self) -> None:
        if next(self._frames, None) is None:
            self._timer.stop()
            {
                "train": self._train,
                "options": self._unfold,
                "report": self._report,
                "photo": self._photo,
                "data-set": self._look_at_data,
                "samples": self._teach,
                "personalise": self._teach,
            }.get(self.scene, self._finish)()

    def _play(self, drawings: list[Drawing]) -> Iterator[bool]:
        """Yield once a frame while pressing, moving and releasing the mouse along the ink."""
        canvas = self.window.canvas
        for number, drawing in enumerate(drawings):
            if number:
                canvas.clear()
            for stroke in drawing.strokes:
                points = list(zip(stroke.x, stroke.y, strict=True))
                send_mouse(canvas, QEvent.Type.MouseButtonPress, *points[0])
                for point in points[1:]:
                    yield True
                    send_mouse(canvas, QEvent.Type.MouseMove, *point)
                send_mouse(canvas, QEvent.Type.MouseButtonRelease, *points[-1])
                yield True
            for _ in range(0 if self.screenshot else PAUSE_FRAMES):
                yield True

    def _unfold(self) -> None:
        self.window.commands.options.setChecked(True)
        if self.screenshot is not None:
            self.window.resize(*ROOMY)
            self.window.resizeDocks([self.window.lab], [HALF], Qt.Orientation.Vertical)
        self._train()

    def _report(self) -> None:
        report = self._shown = self.window.show_report(self.window.reader.path)
        if self.screenshot is not None and report.job is not None:
            report.job.finished.connect(lambda: QTimer.singleShot(SETTLED, self._finish))
            report.job.failed.connect(self._give_up)

    def _photo(self) -> None:
        """Drop a photo of numbers on the pad."""
        from digitpad.ui.demo_page import photo_of_a_page

        photo = QMimeData()
        photo.setImageData(photo_of_a_page(np.random.default_rng(1)))
        self.window.files.take(photo, "the photo")
        self._wait_for(lambda: self.window.canvas.picture is not None)

    def _look_at_data(self) -> None:
        """Look at a data set, MNIST's own file."""
        looking = self._shown = self.window.data_sets.look_at(asset("mnist.npz"))
        self._wait_for(lambda: not looking.looker.is_busy)

    def _wait_for(self, there: Callable[[], bool]) -> None:
        """End once it is there."""
        if there():
            QTimer.singleShot(SETTLED, self._finish)
        else:
            QTimer.singleShot(FRAME_MILLISECONDS, self, lambda: self._wait_for(there))

    def _teach(self) -> None:
        """Let the post's recipe learn a little, which reads some hands wrong, and be taught."""
        self.window.train(replace(PRESETS["mnist_mlp"], epochs=TAUGHT_EPOCHS))
        if self._is_training():
            self.window.lab.happened.connect(self._keep_samples)

    def _keep_samples(self, event: Event) -> None:
        if isinstance(event, Failed):
            self._give_up(event.message)
        if not isinstance(event, Finished):
            return
        from digitpad.data.samples import Sample, SampleError

        desk, reader = self.window.samples, self.window.reader
        try:
            for drawing in draw_hands(np.random.default_rng(0), TAUGHT):
                reading = reader.network.read(rasterize(drawing))
                desk.own.add(
                    Sample.of(
                        drawing,
                        drawing.label or 0,
                        "session",
                        said=reading.digit,
                        confidence=reading.confidence,
                        network=reader.name,
                    )
                )
        except SampleError as error:
            self._give_up(str(error))
            return
        if self.scene == "samples":
            self._shown = desk.show_samples()
            if self.screenshot is not None:
                QTimer.singleShot(SETTLED, self._finish)
        elif (shown := desk.personalise()) is not None:
            self._shown = shown
            shown.personaliser.failed.connect(self._give_up)
            shown.personaliser.finished.connect(lambda: QTimer.singleShot(SETTLED, self._finish))
            shown.start()

    def _give_up(self, sentence: str) -> None:
        self.problem = sentence
        self._quit()

    def _train(self) -> None:
        self.window.train(PRESETS["quick"])
        if self._is_training() and self.screenshot is not None:
            self.window.lab.happened.connect(self._watch)

    def _is_training(self) -> bool:
        """Return whether a run has begun; else the demonstration is over."""
        if not self.window.lab.has_run:
            self._give_up(self.window.notice.sentence)
        return self.window.lab.has_run

    def _watch(self, event: Event) -> None:
        if isinstance(event, Failed):
            self._give_up(event.message)
        elif isinstance(event, Epoch) and event.epoch == SCREENSHOT_EPOCH:
            QTimer.singleShot(2 * LIVELY, self._finish)  # with its curves

    def _finish(self) -> None:
        if self.screenshot is None:
            return  # the window stays, and the person goes on
        QApplication.processEvents()
        picture = self._shown.grab().toImage()
        try:
            replace_file(self.screenshot, lambda part: save_picture(picture, part))
        except OSError as error:
            self.problem = f"{self.screenshot} cannot be written: {error.strerror or error}"
        self._quit()

    def _quit(self) -> None:
        self.window.close()
        QApplication.quit()


def send_mouse(canvas: Canvas, kind: QEvent.Type, x: float, y: float) -> None:
    """Let the left button act on a point of the pad, both 0 to PAD_SIDE."""
    at = canvas.at(x, y)
    moving = kind == QEvent.Type.MouseMove
    released = kind == QEvent.Type.MouseButtonRelease
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind,
        at,
        canvas.mapToGlobal(at),
        none if moving else left,
        none if released else left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)
