"""How much memory a recipe takes while it trains, and whether this machine has that much."""

from itertools import pairwise

import psutil

from digitpad.training.recipe import MNIST_TRAIN, Recipe, RecipeError

#: What Python, NumPy and TensorFlow take by themselves, as measured with a network of one layer.
BASE = 650_000_000
FLOAT = 4  # bytes
PIXELS = 28 * 28
TEST_IMAGES = 10_000
#: Numbers that an optimizer keeps for each weight beside the weight and its gradient.
SLOTS = {"sgd": 1, "rmsprop": 1, "adam": 2, "adamw": 2}
#: For each output of a layer: what it says, the gradient of that, and what dropout left of it.
PER_OUTPUT = 3


def memory_needed(recipe: Recipe, counts: tuple[int, int] = (0, 0)) -> int:
    """Return about how many bytes training the recipe takes at its peak.

    ``counts``: how many training and test pictures its data set has, where it uses one.
    """
    widths = recipe.widths
    learnt, channels = 0, 1
    for maps, kernel, _ in recipe.convolutions:
        learnt += (kernel * kernel * channels + 1) * maps
        channels = maps
    dense = widths[len(recipe.convolutions) :]
    learnt += sum((into + 1) * units for into, units in pairwise(dense))
    # What is written each epoch is a copy, with the convolutions written out.
    weights = learnt * (2 + SLOTS[recipe.optimizer]) + 2 * recipe.parameters
    outputs = recipe.batch_size * sum(widths) * PER_OUTPUT
    watched_by = {"test": TEST_IMAGES, "split": recipe.held_back, "data_set": counts[1]}
    pictures = (MNIST_TRAIN + TEST_IMAGES + recipe.train_count + sum(counts)) * PIXELS
    watched = (watched_by[recipe.validation] + TEST_IMAGES) * PIXELS
    return BASE + FLOAT * (weights + outputs + watched) + pictures


def check_memory(recipe: Recipe, counts: tuple[int, int] = (0, 0)) -> None:
    """Refuse a recipe that this machine has not the memory for. Raises RecipeError.

    ``counts``: as ``memory_needed`` takes them.
    """
    needed, there = memory_needed(recipe, counts), psutil.virtual_memory().total
    if needed > there:
        raise RecipeError(
            f"training this network takes about {gigabytes(needed)} of memory, but this machine "
            f"has {gigabytes(there)}; make its layers or batch_size smaller"
        )


def gigabytes(count: int) -> str:
    """Return a number of bytes as a person reads it."""
    return f"{count / 1e9:.1f} GB"
