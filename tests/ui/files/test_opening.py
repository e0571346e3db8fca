"""digitpad.ui.files.opening: what files come to, and ink that is brought to the pad."""

from pathlib import Path

import pytest

from digitpad.ink import Drawing, Stroke
from digitpad.network import DenseNetwork
from digitpad.raster import rasterize
from digitpad.resources import bundled_network
from digitpad.ui.files.opening import MOST_POINTS, Place, open_files, open_place, strokes_on_pad
from digitpad.ui.files.pad_picture import PadPicture
from tests.tools import DEMO, demo_digit, drawing_of
from tests.ui.files.tools import page


@pytest.fixture(scope="module")
def network() -> DenseNetwork:
    return DenseNetwork.open(bundled_network())


def test_one_picture_is_for_the_pad_and_read(tmp_path: Path, network: DenseNetwork) -> None:
    opened = open_files([page(tmp_path / "page.png", "31")], 300, network)
    assert isinstance(opened.on_pad, PadPicture)
    assert [reading.digit for reading in opened.on_pad.readings] == [3, 1]
    assert (opened.table, opened.problems) == ([], [])


def test_many_are_for_the_table_with_what_cannot_be_read(
    tmp_path: Path, network: DenseNetwork
) -> None:
    paths = [page(tmp_path / "a.png", "3"), tmp_path / "none.png", Path(DEMO)]
    opened = open_files(paths, 300, network)
    assert (opened.on_pad, opened.table, opened.problems) == (None, paths, [])
    assert open_files([tmp_path], 300, network).table == [tmp_path]
    assert open_files([Path(DEMO)], 300, network).table == [Path(DEMO)]


def test_networks_and_data_sets_go_elsewhere(tmp_path: Path, network: DenseNetwork) -> None:
    (tmp_path / "set.csv").write_text(",".join(["label", *("pixel0",) * 784]) + "\n")
    opened = open_files([bundled_network(), tmp_path / "set.csv"], 300, network)
    assert opened.networks == [bundled_network()]
    assert opened.data_sets == [tmp_path / "set.csv"]
    assert opened.table == []


def test_each_that_cannot_be_read_is_a_sentence(tmp_path: Path, network: DenseNetwork) -> None:
    (tmp_path / "empty.png").touch()
    opened = open_files([tmp_path / "empty.png", tmp_path / "none.png"], 300, network)
    assert opened.problems == [
        f"{tmp_path / 'empty.png'} is empty.",
        f"{tmp_path / 'none.png'} does not exist.",
    ]


def test_one_digit_of_a_file_is_found_again(tmp_path: Path, network: DenseNetwork) -> None:
    path = page(tmp_path / "page.png", "31")
    opened = open_place(Place(path, 1, "picture"), 300, network)
    assert isinstance(opened.on_pad, PadPicture)
    assert opened.on_pad.reading.digit == 1
    opened = open_place(Place(Path(DEMO), 3, "ink"), 300, network)
    assert isinstance(opened.on_pad, list)
    assert opened.on_pad[0].x == demo_digit(3).strokes[0].x
    for gone in (Place(path, 2, "picture"), Place(Path(DEMO), 99, "ink")):
        assert "has changed" in open_place(gone, 300, network).problems[0]


def test_ink_of_a_pad_stays_where_it_was() -> None:
    drawing = drawing_of([(100, 100), (100, 700)])
    assert strokes_on_pad(drawing)[0].y == [100, 700]


@pytest.mark.parametrize("size", [0.001, 1, 200, 90_000])
def test_ink_of_another_unit_is_as_large_as_the_pad_is_meant_for(size: float) -> None:
    drawing = drawing_of([(0, 0), (size, size)], [(0, size), (size, 0)])
    strokes = strokes_on_pad(drawing)
    xs = [x for stroke in strokes for x in stroke.x]
    assert 600 < max(xs) - min(xs) < 800
    assert sum(xs) / len(xs) == pytest.approx(500)
    assert abs(rasterize(Drawing(strokes)) - rasterize(drawing)).max() < 1e-3


def test_the_pad_can_go_on_with_any_ink() -> None:
    for stroke in strokes_on_pad(Drawing([Stroke([1, 900, 3], [4, 500, 6])])):
        assert len(stroke.t) == len(stroke.pressure) == len(stroke)


def test_of_ink_without_end_evenly_many_points_come() -> None:
    axis = [float(number % 1_000) for number in range(200_000)]
    (stroke,) = strokes_on_pad(Drawing([Stroke(axis, list(reversed(axis)))]))
    assert len(stroke) <= MOST_POINTS + 1
    assert (stroke.x[0], stroke.x[-1]) == (axis[0], axis[-1])
