"""digitpad.report.page: one page, whole, that shows every figure and obeys nobody's file."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np

from digitpad.data.sets import DataSet
from digitpad.provenance import Provenance
from digitpad.report.measure import WRONG_PICTURES, measure
from digitpad.report.page import page
from tests.report.tools import NETWORK, WORSE, some_mnist

ONE = measure([("own", NETWORK)], some_mnist(300))
TWO = measure([("own", NETWORK), ("worse", WORSE)], some_mnist(300))


class Reader(HTMLParser):
    """Notes the tags of a page and checks that each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def data_of(text: str) -> dict[str, Any]:
    (table,) = re.findall(r'<script type="application/json" id="report">(.*?)</script>', text)
    told: dict[str, Any] = json.loads(table)
    return told


def test_the_page_is_whole_and_every_tag_is_closed() -> None:
    for report in (ONE, TWO):
        reader = Reader(page(report))
        assert reader.open == []
        sections = 6 if len(report.readers) == 1 else 7
        assert [tag for tag, _ in reader.tags].count("section") == sections
        assert [tag for tag, _ in reader.tags].count("svg") == 4 + len(report.readers)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    for tag, attributes in Reader(page(TWO)).tags:
        assert tag not in ("link", "iframe", "object", "img", "base")
        assert not {"src", "href", "srcset", "action"} & set(attributes), tag
        assert not any(name.startswith("on") for name in attributes), tag
    addresses = re.findall(r"url\(([^)]{0,30})", page(TWO))
    assert addresses
    assert all(address.startswith("data:image/png;base64,") for address in addresses)


def test_the_page_runs_its_own_script_alone() -> None:
    text = page(ONE)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text


def test_words_from_files_stay_words() -> None:
    evil = '</script><script>alert("1")</script><img src=x onerror=alert(1)>'
    made = Provenance(evil, 1, evil, None)
    readers = tuple(replace(reader, name=evil, made=made) for reader in TWO.readers)
    text = page(replace(TWO, data=evil, readers=readers))
    assert "<img" not in text
    assert text.count("<script") == 2
    Reader(text)


def test_the_page_says_the_figures() -> None:
    text = "".join(Reader(page(ONE)).text)
    evaluation = ONE.readers[0].evaluation
    low, high = evaluation.interval
    for said in (
        f"{evaluation.accuracy:.2%}",
        f"{low:.2%} to {high:.2%}",
        f"{evaluation.loss:.4f}",
        f"{evaluation.calibration_error:.2%}",
        "shipped",
        "3,911,466",
        "some of MNIST",
    ):
        assert said in text


def test_each_cell_of_the_matrix_opens_its_pictures() -> None:
    text = page(TWO)
    told = data_of(text)
    buttons = [each for tag, each in Reader(text).tags if tag == "button"]
    confusions = [reader.evaluation.confusion for reader in TWO.readers]
    assert len(buttons) == sum(np.count_nonzero(confusion) for confusion in confusions)
    for confusion, cells in zip(confusions, told["cells"], strict=True):
        for cell, pictures in cells.items():
            count = confusion[int(cell[0]), int(cell[1])]
            assert len(pictures) == min(count, 60)


def test_two_networks_stand_side_by_side() -> None:
    text = page(TWO)
    assert text.count('class="columns  two"') + text.count('class="columns reliability two"') == 5
    assert "The first is better" in text
    assert "The first is better" not in page(ONE)
    assert text.count('<polyline class="line second"') == 4


def test_a_page_of_noise_stays_small_enough_to_send() -> None:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (9_000, 28, 28), np.uint8)
    noise = DataSet("noise", images, random.integers(0, 10, 9_000).astype(np.uint8), [])
    report = measure([("own", NETWORK), ("worse", WORSE)], noise, harder=False)
    text = page(report)
    assert len(text) < 3_000_000
    assert f"The {WRONG_PICTURES} surest of " in text


def test_without_a_mistake_the_page_says_so() -> None:
    right = some_mnist(5)
    text = page(measure([("own", NETWORK)], right, harder=False))
    assert "every picture is read right" in text
    assert "Harder pictures" not in text
