"""The user's own samples that a run learns from: fixed when it begins, and kept in its folder.

So it goes on with the same ones, whatever becomes of the samples meanwhile.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from digitpad.data.samples import Sample, SampleError, SampleStore
from digitpad.resources import replace_file
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.runs import RunError

T = TypeVar("T")

SAMPLES = "samples.db"
NONE = (
    "there is no sample of yours yet to learn from; draw a digit in the window and press its key, "
    "or set samples to 0"
)


def check_samples(recipe: Recipe) -> None:
    """Refuse a recipe that learns from own samples while there are none. Raises RecipeError."""
    if recipe.samples:
        counts = _asked(SampleStore.counts)
        if counts.all <= counts.held_back:
            raise RecipeError(NONE)


def samples_for(recipe: Recipe) -> list[Sample]:
    """Return the samples that a run of a recipe which begins now learns from.

    Raises RecipeError when it is to learn from some, and there are none that can be read.
    """
    if not recipe.samples:
        return []
    samples = [sample for sample in _asked(SampleStore.samples) if sample.teaches]
    if not samples:
        raise RecipeError(NONE)
    return samples


def _asked(ask: Callable[[SampleStore], T]) -> T:
    """Return what the user's samples say. Raises RecipeError, also once they were found damaged."""
    told: list[str] = []
    try:
        with closing(SampleStore(tell=told.append)) as store:
            answer = ask(store)
    except SampleError as error:
        raise RecipeError(error) from None
    if told:  # a person who hears of it may not want to learn from the rest
        raise RecipeError(told[0])
    return answer


def keep_samples(folder: Path, samples: Sequence[Sample]) -> None:
    """Keep what a run learns from in its folder, unless it is there. Raises RunError, OSError."""
    if not samples or (folder / SAMPLES).exists():
        return

    def write(part: Path) -> None:
        with closing(SampleStore(part)) as store:
            store.restore(samples)

    try:
        replace_file(folder / SAMPLES, write)
    except SampleError as error:
        raise RunError(str(error)) from None


def kept_samples(folder: Path, recipe: Recipe) -> list[Sample]:
    """Return what the run of a recipe in a folder learns from. Raises RunError."""
    if not recipe.samples:
        return []
    path, told = folder / SAMPLES, list[str]()
    # Of a copy, since a store recovers what it can of a damaged file, and puts that in its place.
    with tempfile.TemporaryDirectory(prefix="digitpad-") as temporary:
        copy = Path(temporary) / SAMPLES
        try:
            shutil.copyfile(path, copy)
            with closing(SampleStore(copy, told.append)) as store:
                samples = store.samples()
        except (OSError, SampleError) as error:
            why = getattr(error, "strerror", None) or error
            raise RunError(f"{path} cannot be read, so the run cannot go on: {why}") from None
    if told or not samples:
        raise RunError(f"{path} is damaged, so the run cannot go on")
    return samples
