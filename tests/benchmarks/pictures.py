"""Pictures in: ``digitpad predict`` on 10,000 files beside a loop over ``model.predict`` and beside
decoding alone; a 12-megapixel photo from drop to answer; and how well pictures are read that were
saved, stretched, turned, put on pages and photographed, beside the arrays they came from.

Run: ``python -m tests.benchmarks.pictures [COUNT]``, with so many of MNIST's test images for the
accuracies; all 10,000 if not given, which takes half an hour.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DIGITPAD_DATA_DIR"] = tempfile.mkdtemp()

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QImageIOHandler

from digitpad.data.mnist import load_mnist
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError, decode
from digitpad.pictures.page import page_of
from digitpad.png import png
from digitpad.resources import bundled_network
from digitpad.ui.app import open_settings, settle, start_qt
from digitpad.ui.window import MainWindow
from tests.pictures.tools import (
    Gray,
    Random,
    as_image,
    encoded,
    on_page,
    photographed,
    ruled,
    scaled,
)
from tests.ui.files.tools import drop, mime_of

MNIST = load_mnist()
FILES, ROUNDS = 10_000, 5
LOOPED = 200  # calls of model.predict that are timed; they all take as long
FRAME = 1000 / 60

#: What each variant of a picture makes of a digit, white on black.
VARIANTS: dict[str, Callable[[Gray, Random], QImage]] = {
    "as PNG": lambda digit, _: decode(png(digit), "it"),
    "inverted": lambda digit, _: decode(png(255 - digit), "it"),
    "stretched to 200x300": lambda digit, _: as_image(scaled(255 - digit, 200, 300)),
    "200x200 on 200x300": lambda digit, _: as_image(
        np.pad(scaled(255 - digit, 200, 200), ((50, 50), (0, 0)), constant_values=255)
    ),
    "turned by EXIF": lambda digit, _: decode(
        encoded(
            as_image(np.ascontiguousarray(np.rot90(scaled(255 - digit, 200, 200)))),
            "jpg",
            95,
            QImageIOHandler.Transformation.TransformationRotate90,
        ),
        "it",
    ),
    "on a page": lambda digit, random: as_image(on_page(digit, random)),
    "shadow, noise, JPEG 30, ruled": lambda digit, random: photographed(
        digit, ruled(400, random), random
    ),
    "the same, squared": lambda digit, random: photographed(
        digit, ruled(400, random, squared=True), random
    ),
    "the same, dark lines": lambda digit, random: photographed(
        digit, ruled(400, random, depth=0.7), random
    ),
}


def accuracies(count: int) -> None:
    """Print how many of each variant are read right: one digit, and that one."""
    network = DenseNetwork.open(bundled_network())
    images, labels = MNIST.x_test[:count], MNIST.y_test[:count]
    arrays = float((network.probabilities(images / 255).argmax(1) == labels).mean())
    print(f"\n{count:,} of MNIST's test images, the bundled network: arrays {arrays:.2%}")
    for name, make in VARIANTS.items():
        random, right, other = np.random.default_rng(0), 0, 0
        for digit, label in zip(images, labels.tolist(), strict=True):
            try:
                found = page_of(make(digit, random), "it").digits
            except PictureError:
                found = ()
            other += len(found) != 1
            right += len(found) == 1 and network.read(found[0].input).digit == label
        points = 100 * (right / count - arrays)
        print(
            f"{name:30} {right / count:.2%}, {points:+.2f} points; not one digit: {other}",
            flush=True,
        )


#: What a script would do that only decodes, as `predict` does: in one call, by Qt's reader, or
#: into arrays as a network would need them.
DECODE = """
import os, sys
from PySide6.QtGui import QImage, QImageReader
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name)
    {}
"""
DECODERS = {
    "QImage": "assert not QImage(path).isNull()",
    "QImageReader": "assert not QImageReader(path).read().isNull()",
    "QImage into arrays": """import numpy
    image = QImage(path).convertToFormat(QImage.Format.Format_Grayscale8)
    array = numpy.array(image.constBits()).reshape(image.height(), -1)[:, :image.width()]""",
}


def files() -> None:
    """Print how long 10,000 files take, and what else they could be read with."""
    with tempfile.TemporaryDirectory() as folder:
        for number, digit in enumerate(MNIST.x_test[:FILES]):
            Path(folder, f"{number:05}.png").write_bytes(png(digit))
        predict = [sys.executable, "-m", "digitpad", "predict", "--csv", folder]
        decoders = {
            name: [sys.executable, "-c", DECODE.format(line), folder]
            for name, line in DECODERS.items()
        }
        rounds = [
            (_run(predict), {name: _run(code)[0] for name, code in decoders.items()})
            for _ in range(ROUNDS)
        ]
        first = _run([*predict[:-1], str(Path(folder, "00000.png"))])
    ours = statistics.median(taken for (taken, _), _ in rounds)
    memory = max(memory for (_, memory), _ in rounds)
    print(
        f"{FILES:,} PNG of 28x28: digitpad predict {ours:.2f} s from start to end, its largest "
        f"process {memory:.0f} MB (one of them {first[0]:.2f} s and {first[1]:.0f} MB)"
    )
    loop = _keras_loop()
    print(f"  a loop over model.predict {loop:.0f} s without its start: {loop / ours:.0f} times")
    for name in decoders:
        alone = statistics.median(each[name] for _, each in rounds)
        print(
            f"  a script that decodes by {name} alone {alone:.2f} s: predict goes at "
            f"{alone / ours:.2f} of its speed"
        )


#: Of a process that starts another the memory would count as the other's.
WATCH = """
import resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
taken = time.perf_counter() - begun
print(taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def _run(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its memory at most, in MB."""
    watch = [sys.executable, "-S", "-c", WATCH, *command]
    said = subprocess.run(watch, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def _keras_loop() -> float:
    """Return what 10,000 calls of model.predict take, of which some are timed."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    model = keras.models.load_model(bundled_network())
    pictures = (MNIST.x_test[:LOOPED] / np.float32(255)).reshape(LOOPED, 1, *model.input_shape[1:])
    model.predict(pictures[0], verbose=0)

    begun = time.perf_counter()
    for picture in pictures:
        model.predict(picture, verbose=0)
    return (time.perf_counter() - begun) * FILES / LOOPED


def photo() -> None:
    """Print how long a photo of 12 megapixels takes from its drop, and what the window notices."""
    app = start_qt()
    window = MainWindow(open_settings())
    window.show()
    _wait(app, 1.0)
    settle()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "photo.jpg")
        path.write_bytes(_photo())
        for round_ in range(4):
            window.canvas.begin_anew()
            _wait(app, 0.3)
            took, gap = _dropped(app, window, path)
            which = "the first" if round_ == 0 else "another"
            print(
                f"12 megapixels, {which}: {took * 1000:.0f} ms from drop to answer, longest "
                f"gap of the window's {gap:.1f} ms ({gap / FRAME:.2f} frames)"
            )
    window.close()


def _photo() -> bytes:
    """Return a JPEG of twelve digits on ruled paper in shadow, 4000x3000."""
    random = np.random.default_rng(0)
    height, width = 3_000, 4_000
    paper = np.ones((height, width), np.float32)
    for row in range(0, height, 130):
        paper[row : row + 5] *= 0.65
    for number, digit in enumerate(MNIST.x_test[:12]):
        top, left = 300 + number // 4 * 800, 300 + number % 4 * 900
        part = paper[top : top + 500, left : left + 500]
        part[:] = np.minimum(part, 1 - 0.8 * scaled(digit, 500, 500) / np.float32(255))
    paper *= 1 - 0.4 * np.linspace(0, 1, width, dtype=np.float32)
    paper = 225 * paper + 8 * random.standard_normal(paper.shape, np.float32)
    return encoded(as_image(paper), "jpg", 85)


def _wait(app: QCoreApplication, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()


def _dropped(app: QCoreApplication, window: MainWindow, path: Path) -> tuple[float, float]:
    """Return the seconds to the answer, and the longest the window did not answer, in ms."""
    begun = last = time.perf_counter()
    drop(window, mime_of([path]))
    gap = 0.0
    while window.bars.reading is None:
        app.processEvents()
        time.sleep(0.0005)  # which a thread that keeps Python to itself makes longer
        now = time.perf_counter()
        gap, last = max(gap, now - last), now
    return time.perf_counter() - begun, gap * 1000


def main() -> None:
    """Measure all of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    photo()
    files()
    accuracies(count)


if __name__ == "__main__":
    main()
