"""digitpad.training.run_samples: a run learns from the samples of its beginning, kept with it."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.samples import Sample, SampleStore, samples_path
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.run_samples import (
    SAMPLES,
    check_samples,
    keep_samples,
    kept_samples,
    samples_for,
)
from digitpad.training.runs import RunError
from tests import tools

RECIPE = Recipe(samples=100)
PICTURE = np.arange(784).astype(np.uint8).tobytes()


def test_what_is_held_back_or_damaged_is_not_learnt_from() -> None:
    kept = tools.keep_samples(30)
    with closing(SampleStore()) as store:
        store.add_all([Sample(5, picture=PICTURE), Sample(5, ink="{")])
    learnt = samples_for(RECIPE)
    assert learnt[:-1] == [sample for sample in kept if not sample.held_back]
    assert learnt[-1].picture == PICTURE
    check_samples(RECIPE)


def test_a_recipe_that_learns_from_none_asks_for_none(data_folder: Path) -> None:
    check_samples(Recipe())
    assert samples_for(Recipe()) == kept_samples(data_folder, Recipe()) == []
    assert not data_folder.exists()


@pytest.mark.parametrize("check", [check_samples, samples_for])
def test_where_there_are_none_it_is_one_sentence(check: object) -> None:
    assert callable(check)
    for learnable in (0, 1):
        with closing(SampleStore()) as store:
            held_back = [each for each in tools.keep_samples(30) if each.held_back]
            store.remove([each.id for each in store.samples() if each not in held_back])
            tools.keep_samples(learnable, store)
        if learnable:
            check(RECIPE)
        else:
            with pytest.raises(RecipeError, match="there is no sample of yours yet to learn from"):
                check(RECIPE)


def test_a_file_that_is_none_and_one_that_was_damaged_are_told(data_folder: Path) -> None:
    samples_path().mkdir(parents=True)
    with pytest.raises(RecipeError, match=r"samples\.db is not a file"):
        check_samples(RECIPE)
    samples_path().rmdir()
    tools.keep_samples(3)
    samples_path().write_bytes(b"no database" * 1_000)
    with pytest.raises(RecipeError, match=r"samples\.db") as caught:
        samples_for(RECIPE)
    assert not str(caught.value).endswith(".")


def test_what_a_run_learns_from_is_one_file_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    samples = [*tools.keep_samples(5), Sample(7, picture=PICTURE, kept="then", id=40)]
    keep_samples(folder, samples)
    assert [path.name for path in folder.iterdir()] == [SAMPLES]
    assert kept_samples(folder, RECIPE) == samples
    keep_samples(folder, samples[:1])  # it is fixed
    assert kept_samples(folder, RECIPE) == samples
    assert [path.name for path in folder.iterdir()] == [SAMPLES]


def test_what_is_not_there_or_damaged_is_told_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / SAMPLES
    with pytest.raises(RunError, match=r"samples\.db cannot be read, so the run cannot go on: No"):
        kept_samples(tmp_path, RECIPE)
    keep_samples(tmp_path, tools.keep_samples(5))
    whole = path.read_bytes()
    for content in (b"", b"no database" * 1_000, whole[: len(whole) // 2]):
        path.write_bytes(content)
        for _ in range(2):
            with pytest.raises(RunError, match=r"samples\.db is damaged, so the run cannot go on"):
                kept_samples(tmp_path, RECIPE)
        assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".db"] == [SAMPLES]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=f"{tmp_path.name}.* is not a folder"):
        (tmp_path / "file").touch()
        keep_samples(tmp_path / "file", tools.keep_samples(2))
