"""digitpad.data.sets: every data set has its name, and what a file lacks is told."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.data.sets import HANDS_COUNT, NAMED_SETS, SetError, ink_set, open_set
from digitpad.ink import write_ndjson
from tests.tools import DEMO, demo_digit


@pytest.mark.parametrize("name", NAMED_SETS)
def test_a_named_set_has_pictures_and_their_digits(name: str) -> None:
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


def test_a_set_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"none\.ndjson does not exist"):
        open_set(str(tmp_path / "none.ndjson"))


def test_a_file_of_nothing_is_a_set_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_text("")
    assert open_set(str(tmp_path / "empty.ndjson")).images.shape == (0, 28, 28)
