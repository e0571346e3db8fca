"""Processes that add samples to one file and are killed at a random moment, many times over.

``python -m tests.data.killed FILE TIMES SEED`` prints each sample that was confirmed: its id and
its ink. A new interpreter for each would take a minute, so this one forks.
"""

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from digitpad.data.samples import Sample, SampleStore

AT_A_TIME = 2  # as two windows would


def ink_of(child: int, number: int) -> str:
    """Return ink that tells which sample it is, now and then of several pages."""
    x = [child, number, *range(2_000 if number % 7 == 6 else 20)]
    return f'{{"drawing":[[{x},{x}]]}}'


def add_samples(path: Path, child: int, confirm: int) -> None:
    """Add samples for ever, and write each one's id to a pipe once it is kept."""
    store = SampleStore(path)
    for number in range(sys.maxsize):
        kept = store.add(Sample(number % 10, ink_of(child, number)))
        os.write(confirm, f"{kept.id} {child} {number}\n".encode())


def main(path: Path, times: int, seed: int) -> None:
    moments = random.Random(seed)
    for first in range(0, times, AT_A_TIME):
        reader, writer = os.pipe()
        children = []
        for child in range(first, first + AT_A_TIME):
            pid = os.fork()
            if pid == 0:
                add_samples(path, child, writer)
            children.append(pid)
        os.close(writer)
        if moments.random() < 0.8:  # the others are killed while they open the file
            select.select([reader], [], [], 10)
        for pid in children:
            time.sleep(moments.uniform(0, 0.03))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        with os.fdopen(reader) as confirmed:
            sys.stdout.write(confirmed.read())
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
