"""digitpad.data.sample_files: samples into files that others know, and back."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.data.mnist import load_mnist
from digitpad.data.sample_files import SampleFileError, export_samples, import_samples
from digitpad.data.samples import Sample, SampleStore
from digitpad.ink import Drawing, Stroke, read_ndjson
from digitpad.png import png
from tests.tools import demo_digit, keep_samples


@pytest.fixture
def store() -> Iterator[SampleStore]:
    with closing(SampleStore()) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SampleStore]:
    with closing(SampleStore(tmp_path / "other" / "samples.db")) as store:
        yield store


def content(sample: Sample) -> Sample:
    """Return what of a sample is the same wherever it is kept."""
    strokes = sample.drawing and Drawing(sample.drawing.strokes).to_json()
    kept = sample.kept[:19]
    return replace(sample, ink=strokes or "", id=0, held_back=False, source="file", kept=kept)


def a_picture_sample(label: int = 4, number: int = 0) -> Sample:
    return Sample(label, picture=load_mnist().x_test[number].tobytes())


# InkML


def test_drawings_go_through_inkml_with_their_digits(
    store: SampleStore, other: SampleStore, tmp_path: Path
) -> None:
    kept = keep_samples(30, store)
    file = tmp_path / "mine.inkml"
    assert export_samples(file, kept).written == 30
    assert file.read_text().startswith("<?xml")
    shares: list[float] = []
    taken = import_samples(file, other, shares.append)
    assert (len(taken.added), taken.there, taken.problems) == (30, 0, [])
    assert shares[-1] > 0.9
    assert [each.label for each in other.samples()] == [each.label for each in kept]
    for one, before in zip(other.samples(), kept, strict=True):
        assert one.drawing is not None
        assert before.drawing is not None
        assert one.drawing.strokes == before.drawing.strokes
    again = import_samples(file, store)
    assert (again.added, again.there) == ([], 30)


def test_a_drawing_of_inkml_that_tells_no_digit_is_told(store: SampleStore, tmp_path: Path) -> None:
    file = tmp_path / "some.inkml"
    trace = "<trace>1 2, 3 4</trace>"
    groups = [
        f'<annotation type="truth">7</annotation>{trace}',
        trace,
        f'<annotation type="truth">x</annotation>{trace}',
        "<trace>1 2, 3</trace>",
    ]
    inside = "".join(f"<traceGroup>{group}</traceGroup>\n" for group in groups)
    file.write_text(f'<ink xmlns="http://www.w3.org/2003/InkML">\n{inside}</ink>')
    result = import_samples(file, store)
    assert [sample.label for sample in store.samples()] == [7]
    why = 'no annotation "truth" or "label" of it is a digit, "0" to "9"'
    assert result.problems[:2] == [f"{file}, some.inkml:{number}: {why}" for number in (2, 3)]
    assert result.problems[2].startswith(f"{file}, line 5: ")
    file.write_text("<ink><trace>")
    assert "is no InkML that can be read" in import_samples(file, store).problems[0]


# NDJSON


def test_drawings_come_back_with_all_that_is_known_of_them(
    store: SampleStore, other: SampleStore, tmp_path: Path
) -> None:
    pressed = Drawing([Stroke([1.0, 2.0], [3.0, 4.0], [0.0, 8.0], [0.25, 1.0])])
    kept = [*keep_samples(30, store), store.add(Sample.of(pressed, 3, "session"))]
    file = tmp_path / "mine.ndjson"
    result = export_samples(file, kept)
    assert (result.written, result.problems) == (31, [])
    shares: list[float] = []
    taken = import_samples(file, other, shares.append)
    assert (len(taken.added), taken.there, taken.problems) == (31, 0, [])
    assert shares[-1] > 0.99
    assert list(map(content, other.samples())) == list(map(content, kept))
    assert [each.id for each in other.samples()] == taken.added
    assert other.samples()[-1].drawing == replace_key(pressed, "own-31", 3)


def replace_key(drawing: Drawing, key: str, label: int) -> Drawing:
    return Drawing(drawing.strokes, key, label)


def test_the_file_is_quick_draws_with_keys_of_our_own(store: SampleStore, tmp_path: Path) -> None:
    keep_samples(2, store)
    export_samples(tmp_path / "mine.ndjson", store.samples())
    first, second = map(json.loads, (tmp_path / "mine.ndjson").read_text().splitlines())
    assert list(first) == [
        *("word", "key_id", "recognized", "drawing", "timestamp", "said", "confidence", "network")
    ]
    assert (first["word"], first["recognized"], first["said"]) == ("0", False, 1)
    assert (second["word"], second["recognized"], second["said"]) == ("1", True, 1)
    assert first["timestamp"].endswith(" UTC")
    for line in read_ndjson(tmp_path / "mine.ndjson"):
        assert isinstance(line, Drawing)


def test_good_lines_are_taken_and_each_bad_one_told(store: SampleStore, tmp_path: Path) -> None:
    file = tmp_path / "some.ndjson"
    good = replace_key(demo_digit(5), "k", 5).to_json()
    cat = replace_key(demo_digit(5), "k", 5).to_json().replace('"5"', '"cat"')
    lines = ["nonsense", good, "", cat, '{"word": "3", "drawing": [[[1], []]]}', good]
    file.write_text("\n".join(lines))
    result = import_samples(file, store)
    assert (len(result.added), result.there) == (1, 1)
    assert result.problems == [
        f"{file}, line 1: it is not JSON",
        f'{file}, line 4: its word is "cat", not a digit "0" to "9"',
        f"{file}, line 5: stroke 1 has 1 x but 0 y",
    ]


@pytest.mark.parametrize(
    ("keys", "said", "confidence", "network"),
    [
        ('"said": 3, "confidence": 1, "network": "mine"', 3, 1.0, "mine"),
        ('"said": 10, "confidence": 2, "network": 5', None, None, "5"),
        ('"said": true, "confidence": NaN, "network": null', None, None, ""),
        ('"said": "3", "confidence": "0.5", "timestamp": [1]', None, None, ""),
        ('"timestamp": "yesterday"', None, None, ""),
        ('"confidence": 1' + "0" * 400 + ', "network": "a\\ud800b\\u0000"', None, None, "ab"),
    ],
)
def test_keys_that_cannot_be_are_passed_over(
    store: SampleStore,
    tmp_path: Path,
    keys: str,
    said: int | None,
    confidence: float | None,
    network: str,
) -> None:
    file = tmp_path / "some.ndjson"
    file.write_text('{"word": "7", "drawing": [[[1, 2], [1, 2]]], ' + keys + "}")
    result = import_samples(file, store)
    assert result.problems == []
    (sample,) = store.samples()
    assert (sample.said, sample.confidence, sample.network) == (said, confidence, network)
    assert sample.kept.endswith("+00:00")


def test_no_line_costs_the_good_ones_before_and_after_it(
    store: SampleStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.ink.MAX_LINE", 10_000)
    monkeypatch.setattr("digitpad.ink.MAX_BAD_LINES_IN_ALL", 3)
    file = tmp_path / "some.ndjson"
    good = [replace_key(demo_digit(digit), "k", digit).to_json() for digit in (5, 6)]
    file.write_text("\n".join([good[0], "[" * 20_000, good[1], "x", "x", "x"]))
    result = import_samples(file, store)
    assert [sample.label for sample in store.samples()] == [5, 6]
    assert [problem.split(": ")[0] for problem in result.problems[:3]] == [
        f"{file}, line {number}" for number in (2, 4, 5)
    ]
    assert "what comes after line 5 was not read" in result.problems[-1]


def test_quick_draws_own_time_comes_back(store: SampleStore, tmp_path: Path) -> None:
    file = tmp_path / "some.ndjson"
    file.write_text(
        '{"word": "7", "timestamp": "2017-03-09 00:28:55.63775 UTC", "drawing": [[[1], [2]]]}'
    )
    import_samples(file, store)
    assert store.samples()[0].kept == "2017-03-09T00:28:55.637+00:00"


def test_nothing_is_taken_twice(store: SampleStore, tmp_path: Path) -> None:
    kept = keep_samples(30, store)
    export_samples(tmp_path / "mine.ndjson", kept)
    export_samples(tmp_path / "mine", kept)
    for path in (tmp_path / "mine.ndjson", tmp_path / "mine"):
        result = import_samples(path, store)
        assert (result.added, result.there, result.problems) == ([], 30, [])
    store.relabel({kept[0].id: 9})  # the same drawing, but of another digit
    assert len(import_samples(tmp_path / "mine.ndjson", store).added) == 1


def test_an_import_ends_between_batches_when_it_is_told_to(
    store: SampleStore, other: SampleStore, tmp_path: Path
) -> None:
    export_samples(tmp_path / "mine.ndjson", keep_samples(450, store))
    shares: list[float] = []
    result = import_samples(tmp_path / "mine.ndjson", other, shares.append, lambda: len(shares) < 2)
    assert len(result.added) == other.counts().all == 400
    assert 0 < shares[0] < shares[1] < 1


def test_what_is_no_ndjson_is_told(store: SampleStore, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(bytes(range(256)) * 100)
    for name, wrong in (("a.ndjson", "is not NDJSON"), ("none.ndjson", "does not exist")):
        assert wrong in import_samples(tmp_path / name, store).problems[-1]
    assert store.samples() == []


def test_a_full_disk_is_a_problem_like_others(
    store: SampleStore, other: SampleStore, tmp_path: Path
) -> None:
    export_samples(tmp_path / "mine.ndjson", keep_samples(450, store))
    assert other._db is not None
    other._db.execute("PRAGMA max_page_count = 50")
    result = import_samples(tmp_path / "mine.ndjson", other)
    assert len(result.added) == other.counts().all == 200
    (problem,) = result.problems
    assert problem.endswith("the disk is full")


def test_a_time_beyond_all_calendars_is_left_out(tmp_path: Path) -> None:
    sample = replace(Sample.of(demo_digit(3), 3, "pad"), kept="0001-01-01T00:00:00+14:00")
    export_samples(tmp_path / "mine.ndjson", [sample])
    assert "timestamp" not in json.loads((tmp_path / "mine.ndjson").read_text())


def test_a_sample_without_strokes_is_left_out_of_ndjson(tmp_path: Path) -> None:
    damaged = Sample(3, '{"drawing": [[[1', id=7)
    samples = [a_picture_sample(), damaged, Sample.of(demo_digit(3), 3, "pad")]
    result = export_samples(tmp_path / "mine.ndjson", samples)
    assert result.written == 1
    assert result.problems == [
        "sample 7 has damaged ink, and was left out",
        "1 sample is a picture without strokes, which only a folder of pictures can hold",
    ]
    with pytest.raises(SampleFileError, match="none of the samples has strokes"):
        export_samples(tmp_path / "none.ndjson", samples[:1])
    assert not (tmp_path / "none.ndjson").exists()


# folders of pictures


def test_pictures_come_back_as_the_network_saw_them(
    store: SampleStore, other: SampleStore, tmp_path: Path
) -> None:
    kept = [*keep_samples(30, store), store.add(a_picture_sample())]
    assert export_samples(tmp_path / "mine", kept).written == 31
    image = QImage(str(next((tmp_path / "mine" / "0").iterdir())))
    assert (image.width(), image.height()) == (28, 28)
    assert image.isGrayscale()
    result = import_samples(tmp_path / "mine", other)
    assert (len(result.added), result.problems) == (31, [])
    by_label = sorted(kept, key=lambda sample: (sample.label, sample.id))
    for before, after in zip(by_label, other.samples(), strict=True):
        assert after.label == before.label
        assert after.drawing is None
        assert np.abs(after.image - before.image).max() <= 0.5 / 255 + 1e-6


def test_a_picture_is_named_by_number_and_day_and_how_it_was_misread(tmp_path: Path) -> None:
    sample = replace(Sample.of(demo_digit(7), 7, "pad", said=1), id=12, kept="2026-08-01T10:00")
    export_samples(tmp_path / "mine", [sample, replace(sample, id=13, said=7, kept="../..")])
    names = sorted(path.name for path in (tmp_path / "mine" / "7").iterdir())
    assert names == ["000012-2026-08-01-read-as-1.png", "000013-undated.png"]


def test_any_picture_is_read_and_each_bad_one_told(store: SampleStore, tmp_path: Path) -> None:
    folder = tmp_path / "pictures" / "3"
    folder.mkdir(parents=True)
    large = QImage(300, 200, QImage.Format.Format_RGB32)
    large.fill("white")
    for y in range(50, 150):
        for x in range(140, 160):
            large.setPixelColor(x, y, "navy")
    large.save(str(folder / "large.jpg"))
    (folder / "b.txt").write_text("no picture")
    (folder / ".DS_Store").write_text("what a system keeps for itself")
    (folder / "c.png").write_bytes(png(np.zeros((28, 28), np.uint8)))
    result = import_samples(tmp_path / "pictures", store)
    assert len(result.added) == 1
    assert store.samples()[0].label == 3
    assert store.samples()[0].image.any()
    text, blank = result.problems
    assert text.startswith(f"{folder / 'b.txt'} is not a picture")
    assert blank.startswith(f"{folder / 'c.png'} shows no digit")


def test_a_name_longer_than_any_is_told(store: SampleStore, tmp_path: Path) -> None:
    (problem,) = import_samples(tmp_path / ("x" * 300), store).problems
    assert problem.startswith(f"{tmp_path / ('x' * 300)} cannot be read: ")


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is hidden from the administrator"
)
def test_what_may_not_be_read_costs_nothing_else(store: SampleStore, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    export_samples(folder, keep_samples(10, store))
    store.remove([sample.id for sample in store.samples()])
    (folder / "3").chmod(0)
    result = import_samples(folder, store)
    assert len(result.added) == 9
    assert result.problems == [f"{folder / '3'} cannot be read: Permission denied"]
    folder.chmod(0)
    (problem,) = import_samples(folder / "none.ndjson", store).problems
    assert problem == f"{folder / 'none.ndjson'} cannot be read: Permission denied"
    folder.chmod(0o700)


def test_a_folder_of_something_else_is_told(store: SampleStore, tmp_path: Path) -> None:
    (tmp_path / "other things").mkdir()
    (problem,) = import_samples(tmp_path, store).problems
    assert problem == f"{tmp_path} has no folders 0 to 9 with pictures in them, one for each digit"


def test_pictures_go_into_no_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    samples = [Sample.of(demo_digit(3), 3, "pad")]
    assert export_samples(tmp_path / "mine", samples).written == 1
    with pytest.raises(SampleFileError, match="is not an empty folder"):
        export_samples(tmp_path / "mine", samples)
    (tmp_path / "a file").write_text("mine")
    with pytest.raises(SampleFileError, match="is not an empty folder"):
        export_samples(tmp_path / "a file", samples)
    assert (tmp_path / "a file").read_text() == "mine"


@pytest.mark.parametrize("name", ["mine.ndjson", "mine"])
def test_an_export_says_how_far_it_is_and_leaves_nothing_where_it_ends_too_soon(
    tmp_path: Path, name: str
) -> None:
    samples = keep_samples(20)
    shares: list[float] = []
    export_samples(tmp_path / name, samples, shares.append)
    assert shares == [number / 20 for number in range(1, 21)]

    def interrupt(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    (tmp_path / "other").mkdir()
    with pytest.raises(KeyboardInterrupt):
        export_samples(tmp_path / "other" / name, samples, interrupt)
    assert list((tmp_path / "other").iterdir()) == []


def test_two_exports_into_one_folder_take_nothing_from_each_other(tmp_path: Path) -> None:
    samples, folder = keep_samples(20), tmp_path / "mine"

    def other(share: float) -> None:
        if share == 0.05:  # the first 0 is written, and somebody else writes a 1
            (folder / "1").mkdir()
            (folder / "1" / "theirs.png").write_bytes(b"theirs")

    with pytest.raises(SampleFileError, match="cannot be written: File exists"):
        export_samples(folder, samples, other)
    assert [path.name for path in folder.rglob("*")] == ["1", "theirs.png"]


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    samples = [Sample.of(demo_digit(3), 3, "pad")]
    for name in ("mine.ndjson", "mine"):
        with pytest.raises(SampleFileError, match="cannot be written: No such file") as caught:
            export_samples(tmp_path / "none" / name, samples)
        assert str(tmp_path / "none") in str(caught.value)
    with pytest.raises(SampleFileError, match="there are no samples yet"):
        export_samples(tmp_path / "mine", [])


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_a_link_to_a_file_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.ndjson").symlink_to("target.ndjson")
    export_samples(tmp_path / "link.ndjson", [Sample.of(demo_digit(3), 3, "pad")])
    assert (tmp_path / "link.ndjson").is_symlink()
    assert (tmp_path / "target.ndjson").is_file()


def test_a_name_of_another_kind_of_file_is_not_made_a_folder(tmp_path: Path) -> None:
    samples = [Sample.of(demo_digit(3), 3, "pad")]
    with pytest.raises(SampleFileError, match=r"ends in \.csv, where a file of samples ends in"):
        export_samples(tmp_path / "mine.csv", samples)
    assert not any(tmp_path.iterdir())
