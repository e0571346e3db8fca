"""digitpad.report.files: a report is the same after it was kept, and its JSON holds its figures."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.report.files import ABOUT, keep, open_kept, report_to_dict
from digitpad.report.measure import NonDigits, measure
from digitpad.report.page import page
from tests.report.tools import NETWORK, WORSE, some_mnist

REPORT = measure([("own", NETWORK), ("worse", WORSE)], some_mnist(120))


def test_a_kept_report_is_the_same_when_it_is_opened(tmp_path: Path) -> None:
    told = replace(REPORT.readers[0], non_digits=NonDigits(3, 0.9))
    kept = replace(REPORT, readers=(told, REPORT.readers[1]))
    keep(kept, tmp_path)
    opened = open_kept(tmp_path)
    assert report_to_dict(opened) == report_to_dict(kept)
    assert page(opened) == page(kept)
    assert np.array_equal(opened.pictures, kept.pictures)


def test_what_was_not_kept_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        open_kept(tmp_path)
    (tmp_path / ABOUT).write_text("{")
    with pytest.raises(ValueError):
        open_kept(tmp_path)


def test_the_json_holds_every_figure() -> None:
    told = json.loads(json.dumps(report_to_dict(REPORT)))
    assert (told["data"], told["count"]) == ("some of MNIST", 120)
    own, worse = told["networks"]
    assert own["accuracy"] > 0.95 > worse["accuracy"]
    low, high = own["accuracy_interval"]
    assert low < own["accuracy"] <= high
    assert len(own["reliability"]) == 15
    assert own["robustness"]["count"] == 120
    assert own["robustness"]["shift"]["amounts"] == [0, 1, 2, 3, 4, 5, 6]
    assert len(worse["wrong"]) == 120 - np.trace(worse["confusion"])
    sure = [each["confidence"] for each in worse["wrong"]]
    assert sure == sorted(sure, reverse=True)
    assert told["comparison"]["only_second"] <= 1
