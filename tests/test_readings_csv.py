"""digitpad.readings_csv: a row for each reading, as spreadsheets and pandas read them."""

import csv
import io

import numpy as np
import pytest

from digitpad.network import Reading
from digitpad.readings_csv import COLUMNS, write_readings


def test_each_reading_is_a_row_below_the_names_of_the_columns() -> None:
    shares = np.array([0.02, 0.9, *[0.01] * 8], np.float32)
    doubt = np.full(10, 0.1, np.float32)
    file = io.StringIO()
    write_readings(file, [('a, "b".png', Reading(shares)), ("é", Reading(doubt))])
    assert file.getvalue().startswith(
        "source,digit,confidence,sure,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9\n"
    )
    first, second = csv.DictReader(io.StringIO(file.getvalue()))
    assert tuple(first) == COLUMNS
    assert first["source"] == 'a, "b".png'
    assert (first["digit"], first["confidence"], first["sure"]) == ("1", "0.9000000", "true")
    assert [float(first[f"p{digit}"]) for digit in range(10)] == pytest.approx(shares)
    assert (second["source"], second["sure"]) == ("é", "false")
