"""Ink, networks and the command line for the tests to work with."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from digitpad.data.hands import draw_digit
from digitpad.data.handwriting import draw_shape
from digitpad.data.samples import Sample, SampleStore
from digitpad.data.styles import Style
from digitpad.ink import BadLine, Drawing, Stroke, read_ndjson
from digitpad.resources import asset, bundled_network

Point = tuple[float, float]

DEMO = str(asset("demo.ndjson"))
#: Milliseconds to wait for another process: on a busy machine, one that trains lets all go first.
PATIENCE = 300_000


#: Kinds of signs that no training draws, for how well what is new is known to be no digit.
NEW_SIGNS: dict[str, tuple[Style, ...]] = {
    "Y": (("8,0 50,50! 92,0|50,50 50,100", "20,4 46,46! 80,0|46,46 48,98"),),
    "@": (
        (
            "64,34 44,32 34,52 46,68 62,56 66,34 68,64 86,60 90,30 50,4 10,30 12,76 50,98 84,86",
            "60,38 46,36 38,52 46,64 60,54 62,38 66,60 80,54 80,30 50,12 20,34 22,72 52,90 76,80",
        ),
    ),
    "omega": (
        (
            "8,98 34,98! 12,60 20,16 50,2 80,16 88,60 66,98! 92,98",
            "16,94 38,92! 22,58 28,22 52,10 74,20 80,56 62,92! 86,94",
        ),
    ),
    "fish": (
        (
            "96,24 60,70 26,74 4,50 26,26 60,30 96,76! 96,24",
            "90,32 56,64 30,68 12,52 30,34 56,36 88,70! 90,34",
        ),
    ),
    "cup": (
        (
            "8,4 14,94! 70,94! 76,4! 8,4|74,24 98,28 94,60 72,66",
            "16,10 22,90! 64,88! 68,8! 18,10|68,28 86,32 84,54 66,60",
        ),
    ),
    "tree": (
        (
            "50,100 50,60|50,0 14,62! 86,62! 50,0",
            "52,96 52,66|52,8 24,66! 78,64! 52,10",
        ),
    ),
    "sigma": (("88,6 12,2! 52,48! 10,98! 90,96", "78,12 22,8! 50,50! 20,92! 80,90"),),
}


def new_sign(random: np.random.Generator) -> Drawing:
    """Return a drawing of one of them."""
    return draw_shape(random, NEW_SIGNS[str(random.choice(list(NEW_SIGNS)))])


def drawing_of(*strokes: Sequence[Point]) -> Drawing:
    """Return a drawing of strokes given as points."""
    return Drawing([Stroke([x for x, _ in s], [y for _, y in s]) for s in strokes])


def resampled(drawing: Drawing, count: Callable[[int], int]) -> Drawing:
    """Return a drawing whose strokes have ``count`` of their points, evenly among them."""

    def resample(values: list[float]) -> list[float]:
        at = np.linspace(0, len(values) - 1, max(2, count(len(values))))
        return [float(v) for v in np.interp(at, np.arange(len(values)), values)]

    return Drawing([Stroke(resample(s.x), resample(s.y)) for s in drawing.strokes])


def demo_digit(digit: int) -> Drawing:
    """Return the bundled drawing of a digit."""
    for drawing in read_ndjson(asset("demo.ndjson")):
        if not isinstance(drawing, BadLine) and drawing.label == digit:
            return drawing
    raise LookupError(digit)


def keep_samples(count: int = 30, store: SampleStore | None = None) -> list[Sample]:
    """Keep so many drawings as own samples, 0 to 9 in turn, each fifth misread; return them.

    They go into the user's own file if no store is given.
    """
    random, samples = np.random.default_rng(count), []
    for number in range(count):
        digit = number % 10
        said = (digit + 1) % 10 if number % 5 == 0 else digit
        drawing = draw_digit(random, digit)
        samples.append(
            Sample.of(drawing, digit, "pad", said=said, confidence=0.75, network="tests")
        )
    if store is not None:
        return store.add_all(samples)
    store = SampleStore()
    try:
        return store.add_all(samples)
    finally:
        store.close()


def members(path: Path) -> dict[str, bytes]:
    """Return the contents of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, contents: dict[str, bytes]) -> Path:
    """Write a zip and return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def changed_network(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Write the bundled network with its config changed, and return the path."""
    contents = members(bundled_network())
    config = json.loads(contents["config.json"])
    change(config)
    contents["config.json"] = json.dumps(config).encode()
    return write_zip(path, contents)


def changed_weights(path: Path, change: Callable[[Any], None]) -> Path:
    """Write the bundled network with its weights changed through h5py, and return the path."""
    import h5py

    contents = members(bundled_network())
    buffer = io.BytesIO(contents["model.weights.h5"])
    with h5py.File(buffer, "r+") as file:
        change(file)
    contents["model.weights.h5"] = buffer.getvalue()
    return write_zip(path, contents)


def run(
    *arguments: object, given: bytes = b"", **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m digitpad``; a variable that is None is taken away.

    ``given``: on its standard input.
    """
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name in (name for name, value in environment.items() if value is None):
        env.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "digitpad", *map(str, arguments)],
        input=given,
        capture_output=True,
        env=env,
        timeout=PATIENCE / 1000,
        check=False,
    )
    out, err = (stream.decode().replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def complaint(*arguments: object, **environment: str | None) -> str:
    """Return the one sentence with which a command refuses."""
    done = run(*arguments, given=b"", **environment)
    assert done.returncode == 2, done
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("digitpad")
    return sentence
