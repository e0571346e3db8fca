"""What own samples cost: keeping one, beside what a program would else do to lose none.

Run: ``python -m tests.benchmarks.samples``.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from digitpad.data.samples import Sample, SampleStore, settle
from digitpad.resources import replace_file
from tests.tools import keep_samples

THERE = 10_000  # samples that there are already
ROUNDS = 200


def _times(do: Callable[[Sample], object], samples: list[Sample]) -> list[float]:
    """Return the milliseconds that each takes."""
    times = []
    for sample in samples:
        began = time.perf_counter()
        do(sample)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _append(path: Path, sample: Sample) -> None:
    with path.open("a") as file:
        file.write(sample.ink + "\n")
        file.flush()
        os.fsync(file.fileno())


def _rewrite(path: Path, all_of_them: list[Sample], sample: Sample) -> None:
    all_of_them.append(sample)
    text = json.dumps([each.ink for each in all_of_them])
    replace_file(path, lambda part: part.write_text(text))


def keeping(folder: Path) -> None:
    """Measure how long a person's window waits for a sample to be kept, among many others."""
    with closing(SampleStore(folder / "samples.db")) as store:
        new = keep_samples(ROUNDS, store)
        there = store.add_all([new[number % ROUNDS] for number in range(THERE)])
        kept = []
        for sample in new:
            settle(store.path)  # as another thread does after half a second
            kept += _times(store.add, [sample])
        in_a_row = _times(store.add, new)
    appended = _times(lambda sample: _append(folder / "a.ndjson", sample), new)
    rewritten = _times(lambda sample: _rewrite(folder / "b.json", there, sample), new[:20])
    base = float(np.median(kept))
    for name, times in (
        ("a sample kept, after a pause", kept),
        ("a sample kept, one after another", in_a_row),
        ("a line appended, and synced", appended),
        ("the whole file written anew", rewritten),
    ):
        p50, p99, most = np.percentile(times, [50, 99, 100])
        print(
            f"{name:<34} p50 {p50:7.3f} ms   p99 {p99:7.3f} ms   most {most:7.3f} ms"
            f"   ({p50 / base:.1f} times)"
        )


def recovering(folder: Path) -> None:
    """Measure how long a damaged file of many samples keeps a person waiting."""
    path = folder / "damaged.db"
    with closing(SampleStore(path)) as store:
        new = keep_samples(ROUNDS, store)
        store.add_all([new[number % ROUNDS] for number in range(THERE)])
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])
    began = time.perf_counter()
    with closing(SampleStore(path)) as store:
        seconds = time.perf_counter() - began
        print(f"{store.counts().all:,} samples recovered from {len(data) / 1e6:.1f} MB", end=" ")
        print(f"in {seconds:.2f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        keeping(Path(folder))
        recovering(Path(folder))


if __name__ == "__main__":
    main()
