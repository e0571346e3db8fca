"""What a recipe's network will learn from: a few pictures as its first epoch would show them."""

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import deform
from digitpad.data.hands import picture_hand
from digitpad.data.mnist import first_training_images
from digitpad.training.recipe import Recipe

PREVIEWED = 16
#: MNIST's pictures are taken from so many first ones: more take time to read and show no more.
FROM_FIRST = 512

Kind = Literal["mnist", "hands", "non_digits"]


class Picture(NamedTuple):
    """One picture. ``image``: float32 (28, 28) in 0..1, white on black."""

    kind: Kind
    image: npt.NDArray[np.float32]


@cache
def _mnist() -> npt.NDArray[np.uint8]:
    return first_training_images(FROM_FIRST)


def preview(recipe: Recipe, turn: int = 0, count: int = PREVIEWED) -> Iterator[Picture]:
    """Yield pictures in the recipe's shares: MNIST's, then synthetic digits, then what is none.

    Each takes about a millisecond, so that a window can ask for one at a time. ``turn``: another
    one shows others. The same turn shows the same digits bent as the recipe now says.
    """
    random = np.random.default_rng([recipe.seed, turn])
    # Evenly spaced from a random start: a share of 1 in 10 gets one or two of 16, never five.
    places = (np.arange(count) + random.random()) / count
    kinds: tuple[Kind, ...] = ("mnist", "hands", "non_digits")
    ends = np.cumsum([recipe.shares[kind] for kind in kinds])
    for number, place in enumerate(places):
        kind = kinds[min(int(np.searchsorted(ends, place, side="right")), len(kinds) - 1)]
        yield Picture(
            kind, _picture(recipe, kind, np.random.default_rng([recipe.seed, turn, number]))
        )


def _picture(recipe: Recipe, kind: Kind, random: np.random.Generator) -> npt.NDArray[np.float32]:
    if kind == "mnist":
        image = _mnist()[random.integers(min(recipe.mnist_count, FROM_FIRST))]
    else:
        image = picture_hand(random, int(random.integers(10)) if kind == "hands" else None)
    stays = random.random() < recipe.undeformed
    return np.asarray(deform(image[None], 0.0 if stays else recipe.deformation, random)[0])
