"""digitpad.ui.recipes.data_set_reader: a data set is read beside the window, once."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.set_library import keep_set, sets_dir
from digitpad.training.recipe import Recipe
from digitpad.ui.recipes.data_set_reader import DataSetReader

MNIST = load_mnist()
RECIPE = Recipe(data_set="mine", pictures=100)


@pytest.fixture
def reader() -> DataSetReader:
    """One that knows a set of 900 pictures, sorted by digit."""
    order = np.argsort(MNIST.y_train[:900])
    images, labels = MNIST.x_train[order], MNIST.y_train[order]
    keep_set(ImageSet("mine", images, labels, images[:0], labels[:0]), "mine")
    return DataSetReader()


def test_it_tells_how_many_there_are_and_shows_some_of_all(
    reader: DataSetReader, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(reader.done):
        reader.read(RECIPE)
        assert reader.counts == (0, 0)
    train, test = reader.counts
    assert (train + test, reader.problem) == (900, "")
    assert 512 <= len(reader.pictures) <= 900
    with qtbot.assertNotEmitted(reader.done, wait=100):
        reader.read(RECIPE)  # it is known


def test_what_is_wrong_is_told_until_it_is_not(reader: DataSetReader, qtbot: QtBot) -> None:
    path = sets_dir() / "mine.npz"
    whole = path.read_bytes()
    for content in (whole[:1_000], b"no data set"):
        path.write_bytes(content)
        with qtbot.waitSignal(reader.done):
            reader.read(RECIPE)
        assert "mine.npz" in reader.problem
        assert (reader.counts, len(reader.pictures)) == ((0, 0), 0)
    path.write_bytes(whole)
    with qtbot.waitSignal(reader.done):
        reader.read(RECIPE)
    assert (reader.problem, sum(reader.counts)) == ("", 900)
    path.unlink()
    with qtbot.waitSignal(reader.done):
        reader.read(RECIPE)
    assert reader.problem.startswith("there is no data set 'mine'")


def test_a_recipe_without_one_forgets_it_and_the_last_one_asked_for_counts(
    reader: DataSetReader, qtbot: QtBot
) -> None:
    reader.read(Recipe(data_set="gone", pictures=9))
    with qtbot.waitSignal(reader.done):
        reader.read(RECIPE)
    qtbot.wait(50)
    assert (reader.problem, sum(reader.counts)) == ("", 900)
    with qtbot.waitSignal(reader.done):
        reader.read(Recipe(data_set="mine"))
    assert (reader.counts, len(reader.pictures)) == ((0, 0), 0)
