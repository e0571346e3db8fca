"""What a recipe's network will learn from: a few pictures as its first epoch would show them."""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import deform
from digitpad.data.hands import picture_hand
from digitpad.data.mnist import first_training_images
from digitpad.training.recipe import Recipe

if TYPE_CHECKING:  # the window reads samples only where they are learnt from
    from digitpad.data.samples import Sample

PREVIEWED = 16
#: MNIST's pictures are taken from so many first ones: more take time to read and show no more.
FROM_FIRST = 512

Kind = Literal["mnist", "hands", "non_digits", "samples", "pictures"]
NOTHING: npt.NDArray[np.uint8] = np.zeros((0, 28, 28), np.uint8)


class Picture(NamedTuple):
    """One picture. ``image``: float32 (28, 28) in 0..1, white on black."""

    kind: Kind
    image: npt.NDArray[np.float32]


@cache
def _mnist() -> npt.NDArray[np.uint8]:
    return first_training_images(FROM_FIRST)


def preview(
    recipe: Recipe,
    turn: int = 0,
    count: int = PREVIEWED,
    pictures: npt.NDArray[np.uint8] = NOTHING,
) -> Iterator[Picture]:
    """Yield pictures in the recipe's shares, in the order of Kind.

    Each takes about a millisecond, so that a window can ask for one at a time. ``turn``: another
    one shows others. The same turn shows the same digits bent as the recipe now says.
    ``pictures``: some of the data set's, uint8 (n, 28, 28). Where there are none yet, or no
    samples, their places are empty.
    """
    samples = _samples(recipe)
    random = np.random.default_rng([recipe.seed, turn])
    # Evenly spaced from a random start: a share of 1 in 10 gets one or two of 16, never five.
    places = (np.arange(count) + random.random()) / count
    kinds: tuple[Kind, ...] = get_args(Kind)
    ends = np.cumsum([recipe.shares[kind] for kind in kinds])
    for number, place in enumerate(places):
        kind = kinds[min(int(np.searchsorted(ends, place, side="right")), len(kinds) - 1)]
        random = np.random.default_rng([recipe.seed, turn, number])
        shown = pictures if kind == "pictures" else _mnist()[: recipe.mnist_count]
        yield Picture(kind, _picture(recipe, kind, shown, samples, random))


def _samples(recipe: Recipe) -> "list[Sample]":
    if not recipe.samples:
        return []
    from digitpad.data.salvage import log_of
    from digitpad.data.samples import samples_path

    stamps = []
    for file in (samples_path(), log_of(samples_path())):
        with suppress(OSError):
            stamps.append((file, file.stat().st_mtime_ns, file.stat().st_size))
    return _read_samples(tuple(stamps))


@lru_cache(maxsize=1)
def _read_samples(stamps: object) -> "list[Sample]":
    """Return what is learnt from; with the same stamps of the files, it is the same."""
    from digitpad.data.samples import SampleError, SampleStore

    try:
        with closing(SampleStore()) as store:
            # Not all that ``teaches`` asks: no ink is read but that of the few which are shown.
            return [sample for sample in store.samples() if not sample.held_back]
    except SampleError:  # it is said beside the field
        return []


def _picture(
    recipe: Recipe,
    kind: Kind,
    pictures: npt.NDArray[np.uint8],
    samples: "Sequence[Sample]",
    random: np.random.Generator,
) -> npt.NDArray[np.float32]:
    if kind in ("mnist", "pictures"):
        if not len(pictures):
            return np.zeros((28, 28), np.float32)
        image = pictures[random.integers(len(pictures))]
    elif kind == "samples":
        if not samples:
            return np.zeros((28, 28), np.float32)
        from digitpad.data.variations import picture_sample

        image = picture_sample(random, samples[int(random.integers(len(samples)))])
    else:
        image = picture_hand(random, int(random.integers(10)) if kind == "hands" else None)
    stays = random.random() < recipe.undeformed
    return np.asarray(deform(image[None], 0.0 if stays else recipe.deformation, random)[0])
