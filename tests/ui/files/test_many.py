"""digitpad.ui.files.many: all digits of many files, in batches, with a sentence for the others."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.input_files import input_csv
from digitpad.network import DenseNetwork
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from digitpad.ui.files.many import Batch, read_again, read_many
from digitpad.ui.files.opening import open_place
from digitpad.ui.files.pad_picture import PadPicture
from tests.tools import DEMO, demo_digit
from tests.ui.files.tools import page


@pytest.fixture(scope="module")
def network() -> DenseNetwork:
    return DenseNetwork.open(bundled_network())


def all_of(paths: list[Path], network: DenseNetwork) -> Batch:
    """Return all batches as one."""
    batches = list(read_many(paths, lambda: network))
    assert batches[-1].share == 1.0
    return Batch(
        [row for batch in batches for row in batch.rows],
        np.concatenate([batch.inputs for batch in batches]),
        np.concatenate([batch.shares for batch in batches]),
    )


def test_pages_and_ink_come_digit_by_digit(tmp_path: Path, network: DenseNetwork) -> None:
    path = page(tmp_path / "page.png", "31")
    single = page(tmp_path / "four.png", "4")
    found = all_of([path, single, Path(DEMO)], network)
    sources = [row.source for row in found.rows]
    assert sources[:3] == [f"{path}, digit 1", f"{path}, digit 2", str(single)]
    assert len(sources) == 3 + 10
    assert found.inputs.dtype == np.uint8
    assert found.inputs.shape == (13, 28, 28)
    assert found.shares.argmax(1).tolist()[:3] == [3, 1, 4]
    assert [row.place.number for row in found.rows] == [0, 1, 0, *range(10)]
    assert {row.place.kind for row in found.rows} == {"picture", "ink"}


def test_folders_are_gone_through_and_what_is_else_in_there_is_passed_over(
    tmp_path: Path, network: DenseNetwork
) -> None:
    page(tmp_path / "b" / "2.png", "2")
    page(tmp_path / "a.png", "1")
    page(tmp_path / ".hidden" / "3.png", "3")
    (tmp_path / "note.txt").write_text("Buy milk.")
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = all_of([tmp_path], network)
    assert [Path(row.source).name for row in found.rows] == ["a.png", "cut.png", "2.png"]
    assert [bool(row.problem) for row in found.rows] == [False, True, False]


def test_a_file_that_was_named_is_told_of(tmp_path: Path, network: DenseNetwork) -> None:
    (tmp_path / "note.txt").write_text("Buy milk.")
    (tmp_path / "nothing").mkdir()
    paths = [tmp_path / "note.txt", tmp_path / "nothing", tmp_path / "none.png", bundled_network()]
    problems = [row.problem for row in all_of(paths, network).rows]
    for problem, said in zip(
        problems,
        ("is no picture", "holds no pictures", "does not exist", "is a network"),
        strict=True,
    ):
        assert said in problem


def test_pictures_of_a_data_set_are_rows_too(tmp_path: Path, network: DenseNetwork) -> None:
    path = tmp_path / "digits.csv"
    digits = [rasterize(demo_digit(digit)) for digit in (3, 7)]
    header, *_ = input_csv(digits[0]).splitlines()
    path.write_text("\n".join([header, *(input_csv(each).splitlines()[1] for each in digits)]))
    found = all_of([path], network)
    assert found.shares.argmax(1).tolist() == [3, 7]
    opened = open_place(found.rows[1].place, 300, network)
    assert isinstance(opened.on_pad, PadPicture)
    assert opened.on_pad.reading.digit == 7


def test_another_network_reads_all_of_them_again(network: DenseNetwork) -> None:
    found = all_of([Path(DEMO)] * 60, network)
    parts = list(read_again(found.inputs, network))
    assert [start for start, _ in parts] == [0, 256, 512]
    again = np.concatenate([shares for _, shares in parts])
    assert np.abs(again - found.shares).max() < 0.05  # a byte a pixel is all that was kept
