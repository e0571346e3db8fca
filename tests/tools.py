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

from digitpad.ink import BadLine, Drawing, Stroke, read_ndjson
from digitpad.resources import asset, bundled_network

Point = tuple[float, float]

DEMO = str(asset("demo.ndjson"))


def drawing_of(*strokes: Sequence[Point]) -> Drawing:
    """Return a drawing of strokes given as points."""
    return Drawing([Stroke([x for x, _ in s], [y for _, y in s]) for s in strokes])


def demo_digit(digit: int) -> Drawing:
    """Return the bundled drawing of a digit."""
    for drawing in read_ndjson(asset("demo.ndjson")):
        if not isinstance(drawing, BadLine) and drawing.label == digit:
            return drawing
    raise LookupError(digit)


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


def run(*arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run ``python -m digitpad``; a variable that is None is taken away."""
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name in (name for name, value in environment.items() if value is None):
        env.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "digitpad", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
        check=False,
    )


def complaint(*arguments: object, **environment: str | None) -> str:
    """Return the one sentence with which a command refuses."""
    done = run(*arguments, **environment)
    assert done.returncode == 2, done
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("digitpad")
    return sentence
