"""digitpad.data.sets: every data set has its name, and what a file lacks is told."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.samples import Sample, SampleStore
from digitpad.data.set_files import write_set
from digitpad.data.set_library import keep_set
from digitpad.data.sets import HANDS_COUNT, NAMED_SETS, SetError, ink_set, open_set
from digitpad.ink import write_ndjson
from tests.data.tools import digits
from tests.tools import DEMO, demo_digit, keep_samples

OWN = ("samples", "samples-held-back")


@pytest.mark.parametrize("name", NAMED_SETS)
def test_a_named_set_has_pictures_and_their_digits(name: str) -> None:
    if name in OWN:
        keep_samples(60)
    data = open_set(name)
    assert data.name == NAMED_SETS[name]
    assert data.images.shape == (len(data.labels), 28, 28)
    assert set(data.labels.tolist()) == set(range(10))
    assert not data.problems


def test_the_sets_of_mnist_are_its_own() -> None:
    mnist = load_mnist()
    assert np.array_equal(open_set("mnist").images, mnist.x_test)
    assert np.array_equal(open_set("mnist-train").labels, mnist.y_train)


def test_hands_are_the_same_each_time() -> None:
    first, second = open_set("hands"), open_set("hands")
    assert len(first.images) == HANDS_COUNT
    assert np.array_equal(first.images, second.images)


def test_own_samples_are_all_of_them_or_those_that_are_held_back() -> None:
    kept = keep_samples(30)
    every, held_back = (open_set(name) for name in OWN)
    assert every.labels.tolist() == [sample.label for sample in kept]
    assert np.array_equal(every.images[7], kept[7].image)
    assert held_back.labels.tolist() == [each.label for each in kept if each.held_back]
    assert 0 < len(held_back.labels) < len(every.labels)


def test_a_sample_without_strokes_is_its_picture() -> None:
    pixels = bytes(range(256)) * 3 + bytes(16)
    with closing(SampleStore()) as store:
        store.add_all([Sample(3, picture=pixels), Sample(4, ink="{")])
    data = open_set("samples")
    assert np.rint(data.images * 255).astype(np.uint8).tobytes() == pixels
    assert data.labels.tolist() == [3]
    (problem,) = data.problems
    assert "samples.db, sample 2: its ink is damaged" in problem


def test_where_there_are_no_own_samples_it_is_one_sentence(data_folder: Path) -> None:
    with pytest.raises(SetError, match="there is no sample of yours yet; draw a digit"):
        open_set("samples")
    keep_samples(1)
    with pytest.raises(SetError, match="no sample of yours is held back yet; of each digit"):
        open_set("samples-held-back")
    (data_folder / "samples.db").unlink()
    (data_folder / "samples.db").mkdir()
    with pytest.raises(SetError, match=r"samples\.db is not a file"):
        open_set("samples")


def test_what_was_recovered_of_a_damaged_file_is_told(data_folder: Path) -> None:
    keep_samples(3)
    (data_folder / "samples.db").write_bytes(b"no database" * 1_000)
    (problem,) = open_set("samples").problems
    assert "samples.db" in problem


def test_ink_is_read_from_a_file_and_called_by_its_name() -> None:
    data = open_set(DEMO)
    assert data.name == Path(DEMO).name
    assert data.images.shape == (10, 28, 28)
    assert data.labels.tolist() == list(range(10))


def test_drawings_that_do_not_belong_are_told_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "ink.ndjson"
    unlabelled = demo_digit(4)
    unlabelled.label, unlabelled.key_id = None, "four"
    file.write_text(write_ndjson([demo_digit(3), unlabelled]))
    digits, others = ink_set(file, labelled=True), ink_set(file, labelled=False)
    assert (digits.labels.tolist(), len(others.images), len(others.labels)) == ([3], 1, 0)
    assert "four: its word is not a digit" in digits.problems[0]
    assert "says that it is a digit" in others.problems[0]


def test_a_kept_set_is_called_by_its_name_and_gives_its_test_part() -> None:
    keep_set(digits(12, 5), "mine")
    data = open_set("mine")
    assert data.name == "mine"
    assert np.array_equal(data.images, digits(12, 5).x_test)
    assert np.array_equal(data.labels, digits(12, 5).y_test)


def test_any_file_or_folder_gives_its_test_part_or_all(tmp_path: Path) -> None:
    for name in ("a.npz", "train.csv", "a-images-idx3-ubyte", "a folder"):
        for tested, count in ((5, 5), (0, 12)):
            path = tmp_path / str(tested) / name
            path.parent.mkdir(exist_ok=True)
            write_set(path, digits(12, tested))
            shares: list[float] = []
            data = open_set(str(path), progress=shares.append)
            assert (data.name, len(data.labels)) == (name, count)
            assert data.images.shape == (count, 28, 28)
            assert shares[-1] == 1


def test_what_of_a_file_was_left_out_is_told(tmp_path: Path) -> None:
    some = digits(12, 0)
    labels = np.arange(12, dtype=np.uint8)
    letters = ImageSet("letters", some.x_train, labels, some.x_test, some.y_test)
    write_set(tmp_path / "a-images-idx3-ubyte", letters)
    assert "labelled 10, 11" in open_set(str(tmp_path / "a-images-idx3-ubyte")).problems[0]


@pytest.mark.parametrize("name", ["mnist", "mine", DEMO])
def test_every_set_may_be_turned(name: str) -> None:
    keep_set(digits(12, 5), "mine")
    data, turned = open_set(name), open_set(name, transposed=True)
    assert np.array_equal(turned.images, data.images.transpose(0, 2, 1))
    assert np.array_equal(turned.labels, data.labels)


@pytest.mark.parametrize("name", ["a.npz", "a.csv", "a"])
def test_a_file_that_is_no_data_set_is_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("words")
    with pytest.raises(SetError, match="is no picture, ink"):
        open_set(str(tmp_path / name))


def test_a_set_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"none\.ndjson does not exist"):
        open_set(str(tmp_path / "none.ndjson"))


def test_a_file_of_nothing_is_a_set_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_text("")
    assert open_set(str(tmp_path / "empty.ndjson")).images.shape == (0, 28, 28)
