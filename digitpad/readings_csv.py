"""Readings as a table for other programs: ``source,digit,confidence,sure,p0,...,p9``."""

import csv
from collections.abc import Iterable
from typing import IO

from digitpad.network import Reading

COLUMNS = ("source", "digit", "confidence", "sure", *(f"p{digit}" for digit in range(10)))
DECIMALS = 7  # of a probability: as many as float32 has
_SHARES = " ".join([f"%.{DECIMALS}f"] * 10)  # all at once: thousands of rows are written


def row_of(source: str, reading: Reading) -> list[str]:
    """Return the cells of one reading; ``source``: what was read."""
    shares = (_SHARES % tuple(reading.probabilities.tolist())).split()
    sure = "true" if reading.sure else "false"
    return [source, str(reading.digit), shares[reading.digit], sure, *shares]


def write_readings(file: IO[str], readings: Iterable[tuple[str, Reading]]) -> None:
    """Write readings, each with its source, below a line that names the columns.

    ``file``: opened with newline="", or every second line is empty on Windows.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row_of(source, reading) for source, reading in readings)
