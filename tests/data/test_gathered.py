"""digitpad.data.gathered: digits are kept, and what is left out is told once for each kind."""

import numpy as np
import pytest

from digitpad.data import gathered
from digitpad.data.gathered import Gathered
from digitpad.data.image_set import Batch, ImageSetError, Part
from tests.data.tools import digits, is_same

SOME = digits(20, 10)
NOTHING = np.zeros((0, 28, 28), np.uint8)


def some(part: Part = "train") -> Batch:
    return Batch(part, *SOME.part(part), 0.5)


def test_both_parts_come_together() -> None:
    found = Gathered("it")
    for part in ("test", "train"):
        found.add(some(part))
    assert is_same(found.image_set("it"), SOME)


def test_what_is_only_for_testing_is_there_to_learn_from() -> None:
    found = Gathered("it")
    found.add(some("test"))
    image_set = found.image_set("it")
    assert (len(image_set.y_train), len(image_set.y_test)) == (10, 0)


def test_what_is_left_out_is_told_once_for_each_kind() -> None:
    found = Gathered("it")
    labels = np.arange(20, dtype=np.float64)
    labels[19] = 2.5
    images = SOME.x_train.copy()
    images[4:6] = 0
    found.add(Batch("train", images, labels, 0.5))
    for number in range(3):
        found.add(Batch("train", NOTHING, None, 0.5, f"number {number} cannot be read"))
    image_set = found.image_set("it")
    assert image_set.y_train.tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert image_set.problems == [
        "10 pictures are labelled 2.5, 10, 11, 12, 13, …, which is no digit, and left out",
        "2 pictures are blank, and left out",
        "number 0 cannot be read, and 2 more were left out",
    ]


def test_where_nothing_is_left_it_is_told_why() -> None:
    found = Gathered("it")
    with pytest.raises(ImageSetError, match=r"^it holds no picture of a digit$"):
        found.image_set("it")
    found = Gathered("it")
    found.add(Batch("train", SOME.x_train, SOME.y_train + 10, 0.5))
    with pytest.raises(ImageSetError, match="it holds no picture of a digit: 20 pictures are labe"):
        found.image_set("it")


def test_pictures_without_labels_are_refused_unless_none_are_needed() -> None:
    batch = Batch("train", SOME.x_train, None, 0.5)
    with pytest.raises(ImageSetError, match="it has no labels"):
        Gathered("it").add(batch)
    found = Gathered("it", labelled=False)
    found.add(batch)
    assert np.array_equal(found.pictures(), SOME.x_train)
    found = Gathered("it", labelled=False)
    found.add(Batch("train", np.zeros((0, 0, 0)), None, 0.5, "one is no picture"))
    with pytest.raises(ImageSetError, match="it holds no picture: one is no picture"):
        found.pictures()


def test_labels_that_are_words_are_refused() -> None:
    found = Gathered("it")
    found.add(Batch("train", SOME.x_train, np.array(["one"] * 20), 0.5))
    with pytest.raises(ImageSetError, match="it has labels that are no numbers"):
        found.image_set("it")


def test_more_pictures_than_a_set_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MAX_PICTURES", 30)
    found = Gathered("it")
    found.add(some())
    with pytest.raises(ImageSetError, match="it holds more than 30 pictures"):
        found.add(some())


def test_rows_and_columns_are_swapped_where_it_is_asked_for() -> None:
    found = Gathered("it", transposed=True)
    found.add(some())
    assert np.array_equal(found.image_set("it").x_train, SOME.x_train.transpose(0, 2, 1))


def test_what_is_placed_already_is_not_placed_again() -> None:
    dot = np.zeros((1, 28, 28), np.uint8)
    dot[0, 2, 2] = 90
    found = Gathered("it")
    found.add(Batch("train", dot, np.array([3]), 0.5, placed=True))
    assert np.array_equal(found.image_set("it").x_train, dot)
