"""What a network learns from: each epoch's pictures and targets, made anew and in order."""

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import deform
from digitpad.data.hands import NO_DIGIT, picture_hands
from digitpad.data.mnist import Mnist
from digitpad.training.recipe import Recipe

DEFORM_AT_ONCE = 32  # images: the temporaries stay in the cache
#: Each epoch draws one in so many of the synthetic pictures anew, the oldest ones.
REDRAWN = 16

Floats = npt.NDArray[np.float32]

#: Each label's target: the digit alone, or nothing more than any other where there is none
#: (Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with Outlier Exposure", 2019).
TARGETS = np.vstack([np.eye(NO_DIGIT), np.full((1, NO_DIGIT), 1 / NO_DIGIT)]).astype(np.float32)


def as_input(images: npt.NDArray[np.uint8]) -> Floats:
    """Return uint8 (n, 28, 28) as float32 (n, 784) in 0..1."""
    return np.asarray(images.reshape(len(images), 28 * 28) / np.float32(255), np.float32)


class Examples:
    """The pictures of a recipe: MNIST's and those of synthetic hands, most bent anew each epoch."""

    def __init__(self, recipe: Recipe, mnist: Mnist) -> None:
        self.recipe = recipe
        mnist_count = recipe.mnist_count
        self.images = np.zeros((recipe.train_count, 28, 28), np.uint8)
        self.images[:mnist_count] = mnist.x_train[:mnist_count]
        self.labels = np.zeros(recipe.train_count, np.uint8)
        self.labels[:mnist_count] = mnist.y_train[:mnist_count]
        #: The place of each synthetic picture among those of its kind.
        self._places = np.r_[: recipe.hands, : recipe.non_digits]
        if recipe.validation == "split":
            held_back = mnist.x_train[recipe.available :], mnist.y_train[recipe.available :]
        else:
            held_back = mnist.x_test, mnist.y_test
        #: What the run is watched by: float32 (n, 784) in 0..1, and targets (n, 10).
        self.validation = as_input(held_back[0]), TARGETS[held_back[1]]

    def epoch(self, number: int) -> tuple[Floats, Floats]:
        """Return an epoch's inputs, float32 (n, 784), and targets, float32 (n, 10).

        The epochs, from 0, are asked for one after the other. The same seed gives the same.
        """
        if len(self._places):
            self._draw(number)
        random = np.random.default_rng([self.recipe.seed, number])
        bent = np.empty((len(self.images), 28 * 28), np.float32)
        stays = random.random(len(bent)) < self.recipe.undeformed
        for first in range(0, len(bent), DEFORM_AT_ONCE):
            piece = self.images[first : first + DEFORM_AT_ONCE]
            bent[first : first + len(piece)] = deform(
                piece, self.recipe.deformation, random
            ).reshape(len(piece), -1)
        bent[stays] = as_input(self.images[stays])
        return bent, TARGETS[self.labels]

    def _draw(self, epoch: int) -> None:
        """Draw one part of the synthetic pictures anew; at first it stands for all of them."""
        turn = epoch % REDRAWN
        hands, non_digits = (
            len(range(turn, count, REDRAWN))
            for count in (self.recipe.hands, self.recipe.non_digits)
        )
        random = np.random.default_rng([self.recipe.seed, epoch, 1])
        images, labels = picture_hands(random, hands, non_digits)
        if epoch == 0:
            now, part = np.arange(len(self._places)), self._places // REDRAWN
            part[self.recipe.hands :] += hands
        else:
            now, part = np.flatnonzero(self._places % REDRAWN == turn), np.arange(len(images))
        self.images[self.recipe.mnist_count + now] = images[part]
        self.labels[self.recipe.mnist_count + now] = labels[part]
