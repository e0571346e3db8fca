"""``digitpad predict``: read the digits of pictures, ink and data sets."""

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import numpy as np

from digitpad.commands.common import end_as_by_ctrl_c, native_messages_hidden, open_network
from digitpad.digit_files import FileDigit, read_digits
from digitpad.kinds import HEAD, kind_of_bytes
from digitpad.network import DenseNetwork, Reading
from digitpad.problem import Problem, complain, printable
from digitpad.readings_csv import COLUMNS, row_of

STANDARD_INPUT = "standard input"


def run(options: argparse.Namespace) -> int:
    """Print what the network reads in each picture and drawing."""
    end_as_by_ctrl_c()
    network, code = open_network(options.network), 0
    table = csv.writer(sys.stdout, lineterminator="\n")
    if options.csv:
        table.writerow(COLUMNS)
    for digit, reading in _readings(options.files, network):
        if reading is None:
            code = complain(digit.problem)
        elif options.csv:
            table.writerow(row_of(digit.name, reading))
        elif options.json:
            print(json.dumps(_told(digit, reading)))
        else:
            doubt = "" if reading.sure else "  (not sure)"
            print(f"{reading.digit}  {reading.confidence:7.2%}  {printable(digit.name)}{doubt}")
    return code


def _told(digit: FileDigit, reading: Reading) -> dict[str, object]:
    told: dict[str, object] = {
        "source": digit.name,
        "digit": reading.digit,
        "sure": reading.sure,
        "probabilities": [round(float(p), 7) for p in reading.probabilities],
    }
    if digit.box is not None:
        told["box"] = list(digit.box)
    return told


def _readings(
    files: list[str], network: DenseNetwork
) -> Iterator[tuple[FileDigit, Reading | None]]:
    """Yield each digit and what the network says of it; None in place of a problem."""
    with ThreadPoolExecutor(max_workers=1) as background:
        for _, several in groupby(files, lambda file: file == "-"):
            with _named(list(several)) as (paths, rename):
                reading: Future[list[tuple[FileDigit, Reading | None]]] | None = None
                batches = read_digits(paths)
                while True:
                    with native_messages_hidden():  # decoders print what they think
                        batch = next(batches, None)
                    before = reading
                    # While the network reads these, the next ones are decoded.
                    reading = None if batch is None else background.submit(_read, batch, network)
                    if before is not None:
                        yield from ((rename(digit), said) for digit, said in before.result())
                        sys.stdout.flush()
                    if batch is None:
                        break


def _read(batch: list[FileDigit], network: DenseNetwork) -> list[tuple[FileDigit, Reading | None]]:
    inputs = [digit.input for digit in batch if digit.input is not None]
    said = map(Reading, network.probabilities(np.stack(inputs)) if inputs else ())
    return [(digit, None if digit.input is None else next(said)) for digit in batch]


@contextmanager
def _named(files: list[str]) -> Iterator[tuple[list[Path], "_Rename"]]:
    """Yield the paths of what a person named, and how to call it: - is standard input."""
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
