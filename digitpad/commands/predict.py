"""``digitpad predict``: read the digits of pictures, ink and data sets."""

import argparse
import csv
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO

import numpy as np

from digitpad.commands.common import end_as_by_ctrl_c, native_messages_hidden, open_network
from digitpad.digit_files import File, FileDigit, files_in, read_digits
from digitpad.kinds import HEAD, kind_of_bytes
from digitpad.network import DenseNetwork, Reading
from digitpad.parallel import processors, results_of
from digitpad.problem import Problem, complain, printable
from digitpad.readings_csv import COLUMNS, row_of

STANDARD_INPUT = "standard input"


#: Files that a process reads at a time, at most: so many small pictures go through at once.
TOGETHER = 64

#: Writes what is said of a digit as one line.
Tell = Callable[[IO[str], FileDigit, Reading], object]


def run(options: argparse.Namespace) -> int:
    """Print what the network reads in each picture and drawing."""
    end_as_by_ctrl_c()
    network, code = open_network(options.network), 0
    tell = _as_row if options.csv else _as_json if options.json else _as_text
    if options.csv:
        print(",".join(COLUMNS))
    for lines, problem in _said(options.files, network, tell):
        sys.stdout.write(lines)
        sys.stdout.flush()
        if problem:
            code = complain(problem)
    return code


def _as_row(out: IO[str], digit: FileDigit, reading: Reading) -> None:
    csv.writer(out, lineterminator="\n").writerow(row_of(digit.name, reading))


def _as_json(out: IO[str], digit: FileDigit, reading: Reading) -> None:
    told: dict[str, object] = {
        "source": digit.name,
        "digit": reading.digit,
        "sure": reading.sure,
        "probabilities": [round(float(p), 7) for p in reading.probabilities],
    }
    if digit.box is not None:
        told["box"] = list(digit.box)
    print(json.dumps(told), file=out)


def _as_text(out: IO[str], digit: FileDigit, reading: Reading) -> None:
    doubt = "" if reading.sure else "  (not sure)"
    share = f"{reading.confidence:7.2%}"
    print(f"{reading.digit}  {share}  {printable(digit.name)}{doubt}", file=out)


def _said(named: list[str], network: DenseNetwork, tell: Tell) -> Iterator[tuple[str, str]]:
    """Yield lines of what the network says of all digits, and the problem that comes after."""
    for _, several in groupby(named, lambda file: file == "-"):
        with _paths(list(several)) as (paths, rename):
            files = list(files_in(paths))
            together = min(TOGETHER, -(-len(files) // (4 * processors())))
            parts = [files[at : at + together] for at in range(0, len(files), together)]
            try:
                yield from results_of(partial(_said_of, network, tell, rename), parts)
            except ChildProcessError as error:
                raise Problem(f"not all files were read: {error}") from None


def _said_of(
    network: DenseNetwork, tell: Tell, rename: "_Rename", files: list[File | FileDigit]
) -> Iterator[tuple[str, str]]:
    """Yield the same of some files."""
    batches = read_digits(files)
    while True:
        with native_messages_hidden():  # decoders print what they think
            batch = next(batches, None)
        if batch is None:
            return
        inputs = [digit.input for digit in batch if digit.input is not None]
        readings = map(Reading, network.probabilities(np.stack(inputs)) if inputs else ())
        lines = io.StringIO()
        for digit in map(rename, batch):
            if digit.input is not None:
                tell(lines, digit, next(readings))
            else:
                yield lines.getvalue(), digit.problem
                lines = io.StringIO()
        yield lines.getvalue(), ""


@contextmanager
def _paths(files: list[str]) -> Iterator[tuple[list[Path], "_Rename"]]:
    """Yield the paths of what a person named, and how to call it: - is standard input."""
    if "" in files:  # which would be the folder where one is
        raise Problem("one of the names is empty, where that of a file or folder would be right")
    if files[0] != "-":
        yield [Path(file) for file in files], _Rename("", "")
        return
    with tempfile.TemporaryDirectory(prefix="digitpad-") as folder:
        path = Path(folder, "-")
        try:
            _copy_standard_input(path)
        except OSError as error:
            why = error.strerror or error
            raise Problem(f"{STANDARD_INPUT} cannot be copied to {folder}: {why}") from None
        yield [path], _Rename(str(path), STANDARD_INPUT)


def _copy_standard_input(path: Path) -> None:
    """Copy what comes in to a file; of what is nothing to be read, its head: it may be endless."""
    with path.open("wb") as copy:
        if sys.stdin is None:  # closed
            return
        head = sys.stdin.buffer.read(HEAD)
        copy.write(head)
        if kind_of_bytes(head) is not None:
            shutil.copyfileobj(sys.stdin.buffer, copy)


class _Rename:
    """Calls a digit's file otherwise in all that is said of it."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def __call__(self, digit: FileDigit) -> FileDigit:
        if not self._old:
            return digit
        name, problem = (text.replace(self._old, self._new) for text in (digit.name, digit.problem))
        return digit._replace(name=name, problem=problem)
