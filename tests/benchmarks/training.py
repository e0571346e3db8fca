"""How soon Quick reads what the post's recipe reads in the end; what the live reports cost; what
Keras on TensorFlow gives at best on this machine; how soon a click on Train is answered.

Run: ``python -m tests.benchmarks.training [sooner|throughput|click]``; without a word, all three.
The bare script is the post's: Keras' model fitted on arrays, nothing else in the process.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["DIGITPAD_DATA_DIR"] = tempfile.mkdtemp()
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.data.mnist import load_mnist
from digitpad.evaluation import evaluate
from digitpad.network import DenseNetwork
from digitpad.training.events import Batch, Epoch, Event, Ready, Started, decode
from digitpad.training.recipe import PRESETS, Recipe

GOAL = 0.984  # of MNIST's test images: what the post's recipe reads after 20 epochs
ROUNDS = 3  # of what is compared, in turn, so that a noisy machine is noisy for all
TIMED = 2  # epochs

#: The post's script, with the ways to let Keras go faster. Prints the seconds from the first batch
#: to the end of each epoch, and the test accuracy at the end.
BARE = """
import json, os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
began = time.monotonic()
import keras, numpy as np, tensorflow as tf
with np.load(sys.argv[1]) as data:
    x_train, y_train, x_test, y_test = (data[n] for n in ("x_train", "y_train", "x_test", "y_test"))
x_train, x_test = (x.reshape(-1, 784).astype("float32") / 255 for x in (x_train, x_test))
y_train, y_test = (keras.utils.to_categorical(y, 10) for y in (y_train, y_test))
how = json.loads(sys.argv[2])
batch_size, layers = how["batch_size"], keras.layers
model = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(512, activation="relu"), layers.Dropout(0.2),
    layers.Dense(512, activation="relu"), layers.Dropout(0.2),
    layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.RMSprop(0.001 * batch_size / 128), loss="categorical_crossentropy",
    metrics=["accuracy"], **how["compile"],
)
class Clock(keras.callbacks.Callback):
    seconds, first = [], None
    def on_train_batch_end(self, batch, logs=None):
        if self.first is None:
            self.first = time.monotonic()
    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.monotonic() - self.first)
clock = Clock()
data = {"x": x_train, "y": y_train, "batch_size": batch_size}
if how["on_device"]:
    arrays = tf.data.Dataset.from_tensor_slices((x_train, y_train))
    data = {"x": arrays.shuffle(60_000).batch(batch_size).prefetch(tf.data.AUTOTUNE)}
model.fit(**data, epochs=how["epochs"], verbose=0, callbacks=[clock],
          validation_data=(x_test, y_test))
accuracy = model.evaluate(x_test, y_test, verbose=0)[1]
print(json.dumps({"start": clock.first - began, "seconds": clock.seconds, "accuracy": accuracy}))
"""


def bare(epochs: int, **changes: Any) -> dict[str, Any]:
    """Run the bare script; return its start, the seconds by epoch, and the accuracy."""
    how = {"epochs": epochs, "batch_size": 128, "compile": {}, "on_device": False} | changes
    from digitpad.resources import asset

    command = [sys.executable, "-c", BARE, str(asset("mnist.npz")), json.dumps(how)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def worker(recipe: Recipe, out: Path) -> tuple[list[tuple[float, Event]], float]:
    """Train in a worker with the recipe made ready; return its events and when it was asked."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad.training.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told = json.loads(recipe.to_json())
    heard: list[tuple[float, Event]] = []
    asked = 0.0
    requests: list[dict[str, object]] = [
        {"do": "prepare", "recipe": told},
        {"do": "train", "recipe": told, "out": str(out)},
    ]
    for line in process.stdout:
        event = decode(line)
        heard.append((time.monotonic(), event))
        if isinstance(event, Ready):
            asked = time.monotonic()
            for request in requests:
                process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
    process.wait()
    return heard, asked


def seconds_by_epoch(heard: list[tuple[float, Event]]) -> list[float]:
    """Return the seconds from the first batch to the end of each epoch, as the bare script has."""
    first = next(at for at, event in heard if isinstance(event, Batch))
    return [at - first for at, event in heard if isinstance(event, Epoch)]


def sooner() -> None:
    """Compare how long Quick and the post's recipe take to 98.4%."""
    mnist = load_mnist()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        heard, asked = worker(PRESETS["quick"], Path(folder) / "quick.keras")
        run = next(Path(event.run) for _, event in heard if isinstance(event, Started))
        from digitpad.training.runs import epoch_networks

        accuracies = [
            evaluate(DenseNetwork.open(path), mnist.x_test, mnist.y_test).accuracy
            for path in epoch_networks(run).values()
        ]
    times = seconds_by_epoch(heard)
    print(f"Quick: start-up of TensorFlow {asked - began:.1f} s, then")
    for number, (seconds, accuracy) in enumerate(zip(times, accuracies, strict=True), 1):
        print(f"  epoch {number:>2}: {seconds:5.1f} s, {accuracy:.2%} of the test images")
    passed = next(s for s, a in zip(times, accuracies, strict=True) if a >= GOAL)
    post = bare(20)
    print(
        f"the post's script: start-up {post['start']:.1f} s, 20 epochs {post['seconds'][-1]:.1f} s,"
        f" {post['accuracy']:.2%}"
    )
    print(
        f"Quick passes {GOAL:.1%} after {passed:.1f} s of training: "
        f"{post['seconds'][-1] / passed:.1f} times sooner than the post's 20 epochs take"
    )


def throughput() -> None:
    """Compare the worker, with all its reports, and the bare script; then its faster ways."""
    ways: dict[str, dict[str, Any]] = {
        "bare script, as the post has it": {},
        "steps_per_execution=8": {"compile": {"steps_per_execution": 8}},
        "jit_compile=True": {"compile": {"jit_compile": True}},
        "jit_compile=False": {"compile": {"jit_compile": False}},
        "data on the device (tf.data)": {"on_device": True},
        "the same, 8 steps": {"on_device": True, "compile": {"steps_per_execution": 8}},
        "batch 512, rate x 4": {"batch_size": 512},
        "batch 512, rate x 4, 8 steps": {"batch_size": 512, "compile": {"steps_per_execution": 8}},
    }
    recipe = PRESETS["mnist_mlp"].to_json()
    images = 60_000 * (TIMED - 1)
    speeds: dict[str, list[float]] = {name: [] for name in ("the worker", *ways)}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            short = Recipe.from_dict(json.loads(recipe) | {"epochs": TIMED})
            heard, _asked = worker(short, Path(folder) / "net.keras")
        times = seconds_by_epoch(heard)
        speeds["the worker"].append(images / (times[-1] - times[0]))
        for name, changes in ways.items():
            times = bare(TIMED, **changes)["seconds"]
            speeds[name].append(images / (times[-1] - times[0]))
    plain = speeds["bare script, as the post has it"]
    print("mnist_mlp, images a second, validation included (median of the rounds):")
    for name, found in speeds.items():
        ratio = statistics.median(a / b for a, b in zip(found, plain, strict=True))
        print(f"  {name:<34} {statistics.median(found):7,.0f}   {ratio:.2f} of the bare script")


def click() -> None:
    """Measure from a click on Train to the first batch, with the panel open for a while."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from digitpad.ui.app import open_settings, start_qt
    from digitpad.ui.window import MainWindow

    app = start_qt()
    for name in ("quick", "mnist_mlp"):
        window = MainWindow(open_settings())
        window.show()
        window.recipes.select(name)
        window.commands.options.setChecked(True)

        def wait(seconds: float) -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                app.processEvents()
                time.sleep(0.001)

        wait(15)  # a person looks at the options; the worker starts and makes the recipe ready
        heard: list[Event] = []
        window.lab.happened.connect(heard.append)
        began = time.monotonic()
        QTest.mouseClick(window.train_button, Qt.MouseButton.LeftButton)
        while not any(isinstance(event, Batch) for event in heard):
            wait(0.001)  # as a window at rest, which leaves the cores to the worker
        print(f"{name}: first batch {time.monotonic() - began:.2f} s after the click")
        window.close()


def main() -> None:
    asked = sys.argv[1:] or ["sooner", "throughput", "click"]
    for what in asked:
        {"sooner": sooner, "throughput": throughput, "click": click}[what]()


if __name__ == "__main__":
    main()
