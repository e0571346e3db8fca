"""digitpad.training.run_data_set: a run learns from the set of its beginning, kept with it."""

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

from digitpad.data import npz
from digitpad.data.image_set import ImageSet, Stopped
from digitpad.data.mnist import load_mnist
from digitpad.data.set_library import keep_set, sets_dir
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.run_data_set import (
    DATA_SET,
    check_data_set,
    counts_of,
    data_set_for,
    is_same,
    keep_data_set,
    kept_data_set,
)
from digitpad.training.runs import RunError

MNIST = load_mnist()
NOTHING = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)
WHOLE = ImageSet("mine", MNIST.x_train[:50], MNIST.y_train[:50], *NOTHING)
RECIPE = Recipe(data_set="mine", pictures=40)
WATCHED = Recipe(data_set="mine", validation="data_set")


def kept(count: int = 50) -> Path:
    return keep_set(
        ImageSet("mine", MNIST.x_train[:count], MNIST.y_train[:count], *NOTHING), "mine"
    )


def written(path: Path, image_set: ImageSet = WHOLE) -> Path:
    npz.write(path, image_set)
    return path


def used(recipe: Recipe) -> ImageSet:
    found = data_set_for(recipe)
    assert found is not None
    check_data_set(recipe)
    return found


def refused(recipe: Recipe) -> str:
    with pytest.raises(RecipeError) as caught:
        data_set_for(recipe)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert not sentence.endswith(".")
    return sentence


def test_a_recipe_that_uses_none_reads_none(data_folder: Path) -> None:
    for recipe in (Recipe(), Recipe(data_set="no such set")):
        check_data_set(recipe)
        assert data_set_for(recipe) is kept_data_set(data_folder, recipe) is None
        keep_data_set(data_folder, recipe, None)
    assert not data_folder.exists()


def test_a_kept_set_is_found_by_its_name_and_read_once() -> None:
    kept()
    found = used(RECIPE)
    assert counts_of(found) == counts_of(used(WATCHED))
    assert sum(counts_of(found)) == 50
    assert used(RECIPE) is found
    (sets_dir() / "mine.npz").unlink()
    assert refused(RECIPE) == (
        "there is no data set 'mine': none is kept under that name, and no file or folder is there"
    )
    kept(60)  # another one of the same name
    assert sum(counts_of(used(RECIPE))) == 60


def test_a_file_is_found_by_its_path_and_is_whole_unless_it_watches(tmp_path: Path) -> None:
    path = str(written(tmp_path / "digits.npz"))
    assert counts_of(used(dataclasses.replace(RECIPE, data_set=path))) == (50, 0)
    train, test = counts_of(used(dataclasses.replace(WATCHED, data_set=path)))
    assert train + test == 50
    assert test >= 8
    kept()  # and the same pictures watch as where it is kept
    assert is_same(used(WATCHED), data_set_for(dataclasses.replace(WATCHED, data_set=path)))


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "digits.npz")
    recipe = dataclasses.replace(RECIPE, data_set=str(path))
    before = used(recipe)
    written(path, ImageSet("other", MNIST.x_test[:70], MNIST.y_test[:70], *NOTHING))
    assert not is_same(used(recipe), before)


@pytest.mark.parametrize("name", ["", "no/such/file.csv", "mine", "a\0b", "x" * 5_000, "../.."])
def test_what_is_not_there_is_one_sentence(name: str) -> None:
    for recipe in (RECIPE, WATCHED):
        if name:
            assert refused(dataclasses.replace(recipe, data_set=name))


def test_what_is_damaged_or_no_data_set_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    path = kept()
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"PK\3\4" + b"no zip" * 100, b"hello"):
        path.write_bytes(content)
        assert "mine.npz" in refused(RECIPE)
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    assert "notes.txt" in refused(dataclasses.replace(RECIPE, data_set=str(text)))


def test_what_is_too_small_for_its_use_is_told(tmp_path: Path) -> None:
    few = ImageSet("few", MNIST.x_train[:3], MNIST.y_train[:3], *NOTHING)  # three digits
    path = str(written(tmp_path / "few.npz", few))
    assert counts_of(used(dataclasses.replace(RECIPE, data_set=path))) == (3, 0)
    assert "few is too small to validate on" in refused(dataclasses.replace(WATCHED, data_set=path))
    sets_dir().mkdir(parents=True)
    written(sets_dir() / "mine.npz", ImageSet("", *NOTHING, MNIST.x_test[:9], MNIST.y_test[:9]))
    assert counts_of(used(WATCHED)) == (0, 9)
    assert refused(RECIPE) == "mine has no training picture to learn from"


def test_a_run_keeps_its_set_which_takes_no_room_twice(tmp_path: Path) -> None:
    path, found = kept(), used(RECIPE)
    keep_data_set(tmp_path, RECIPE, found)
    assert (tmp_path / DATA_SET).samefile(path) or sys.platform == "win32"
    path.unlink()
    assert is_same(kept_data_set(tmp_path, RECIPE), found)
    keep_data_set(tmp_path, RECIPE, WHOLE)  # it is fixed
    assert is_same(kept_data_set(tmp_path, RECIPE), found)
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".npz"] == [DATA_SET]


def test_a_run_keeps_a_file_that_is_not_kept_and_the_part_that_watches(tmp_path: Path) -> None:
    path, folder = written(tmp_path / "digits.npz"), tmp_path / "run"
    folder.mkdir()
    recipe = dataclasses.replace(WATCHED, data_set=str(path), pictures=7)
    found = used(recipe)
    keep_data_set(folder, recipe, found)
    path.unlink()
    assert is_same(kept_data_set(folder, recipe), found)
    assert [each.name for each in folder.iterdir()] == [DATA_SET]


def test_what_a_run_kept_is_refused_where_it_is_gone_or_damaged(tmp_path: Path) -> None:
    path = tmp_path / DATA_SET
    with pytest.raises(RunError, match=r"data-set\.npz .*, so the run cannot go on$"):
        kept_data_set(tmp_path, RECIPE)
    whole = written(path).read_bytes()
    for content in (b"", b"PK\3\4", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(RunError, match=r"data-set\.npz.*, so the run cannot go on$"):
            kept_data_set(tmp_path, RECIPE)
    few = ImageSet("", MNIST.x_train[:3], MNIST.y_train[:3], *NOTHING)
    written(path, few)  # of three digits, none of which can test
    with pytest.raises(RunError, match=r"data-set\.npz is damaged, so the run cannot go on"):
        kept_data_set(tmp_path, WATCHED)


def test_a_set_among_the_kept_that_has_no_test_part_is_divided_in_the_same_way(
    tmp_path: Path,
) -> None:
    sets_dir().mkdir(parents=True)
    written(sets_dir() / "mine.npz")  # by hand
    found = used(WATCHED)
    keep_data_set(tmp_path, WATCHED, found)
    assert is_same(kept_data_set(tmp_path, WATCHED), found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))  # as if there were no more room
        with pytest.raises(RunError, match=r"data-set\.npz, which the run .* could not be written"):
            keep_data_set(tmp_path, RECIPE, WHOLE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.glob("*.npz")) == list(tmp_path.glob(".*.npz")) == []


def test_reading_ends_where_it_is_not_waited_for(tmp_path: Path) -> None:
    kept()
    path = str(written(tmp_path / "digits.npz"))
    for recipe in (RECIPE, dataclasses.replace(RECIPE, data_set=path)):
        with pytest.raises(Stopped):
            data_set_for(recipe, lambda: False)
        found = used(recipe)
        assert data_set_for(recipe, lambda: False) is found  # it is known by now
    keep_data_set(tmp_path, RECIPE, WHOLE)
    with pytest.raises(Stopped):
        kept_data_set(tmp_path, RECIPE, lambda: False)
