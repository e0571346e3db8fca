"""What a network learns from: each epoch's pictures and targets, made anew and in order.

All that is random in an epoch comes from the seed and the epoch's number, so that a run which
goes on from one epoch learns from the same as one that was never interrupted.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from itertools import count, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from digitpad.data.deform import deform
from digitpad.data.hands import NO_DIGIT, picture_hand
from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import Mnist
from digitpad.data.samples import Sample
from digitpad.data.variations import picture_sample
from digitpad.training.recipe import BESIDES, Recipe

CHUNK = 1_024  # images made at a time, or one batch: the first batch does not wait for an epoch
AHEAD = 8  # chunks made in the background while others are learnt from
DEFORM_AT_ONCE = 32  # images: the temporaries stay in the cache
#: Each epoch draws one in so many of the pictures anew that are drawn, the oldest ones.
REDRAWN = 16
#: What follows MNIST's pictures, in this order; all but the data set's pictures is drawn.
HANDS, NON_DIGITS, SAMPLES, PICTURES = range(len(BESIDES))

Floats = npt.NDArray[np.float32]
Chunk = tuple[Floats, Floats]
T = TypeVar("T")

#: Each label's target: the digit alone, or nothing more than any other where there is none
#: (Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection with Outlier Exposure", 2019).
TARGETS = np.vstack([np.eye(NO_DIGIT), np.full((1, NO_DIGIT), 1 / NO_DIGIT)]).astype(np.float32)


def as_input(images: npt.NDArray[np.uint8]) -> Floats:
    """Return uint8 (n, 28, 28) as float32 (n, 784) in 0..1."""
    return np.asarray(images.reshape(len(images), 28 * 28) / np.float32(255), np.float32)


class Examples:
    """The pictures of a recipe: MNIST's, those that are drawn, a data set's; most bent anew.

    ``samples``: those of the user's own that a recipe which learns from them is to learn from.
    ``data_set``: the one of a recipe that uses one.
    """

    def __init__(
        self,
        recipe: Recipe,
        mnist: Mnist,
        samples: Sequence[Sample] = (),
        data_set: ImageSet | None = None,
    ) -> None:
        self.recipe, self.samples, self.data_set = recipe, list(samples), data_set
        mnist_count = recipe.mnist_count
        self.images = np.zeros((recipe.train_count, 28, 28), np.uint8)
        self.images[:mnist_count] = mnist.x_train[:mnist_count]
        self.labels = np.zeros(recipe.train_count, np.uint8)
        self.labels[:mnist_count] = mnist.y_train[:mnist_count]
        #: Where each kind of what follows MNIST's begins, and the last one ends.
        counts = mnist_count, *(getattr(recipe, name) for name in BESIDES)
        self._bounds: list[int] = np.cumsum(counts).tolist()
        self._drawn = np.full(recipe.train_count, -1)  # the epoch that each was drawn for
        # In whatever order they were kept, a part of them is like the whole.
        order = np.random.default_rng([recipe.seed, 0, SAMPLES]).permutation(len(self.samples))
        self._order: list[int] = order.tolist()
        if recipe.validation == "split":
            held_back = mnist.x_train[recipe.available :], mnist.y_train[recipe.available :]
        elif recipe.validation == "data_set":
            assert data_set is not None
            held_back = data_set.x_test, data_set.y_test
        else:
            held_back = mnist.x_test, mnist.y_test
        #: What the run is watched by: float32 (n, 784) in 0..1, and targets (n, 10).
        self.validation = as_input(held_back[0]), TARGETS[held_back[1]]
        batch_size = recipe.batch_size
        self._chunk = batch_size * max(1, CHUNK // batch_size)
        self._begun: tuple[int, Ahead[Chunk]] | None = None

    def begin(self, first_epoch: int) -> None:
        """Make the first pictures of ``batches(first_epoch)`` already."""
        epochs = (chunk for epoch in count(first_epoch) for chunk in self.chunks(epoch))
        self._begun = first_epoch, Ahead(epochs)

    def close(self) -> None:
        """Make no more of what was begun."""
        if self._begun is not None:
            self._begun[1].close()
        self._begun = None

    def batches(self, first_epoch: int) -> Generator[Iterator[Chunk], None, None]:
        """Yield each epoch's batches from an epoch on, from 0, without end.

        A batch: float32 (batch_size, 784) and targets (batch_size, 10). They are made ahead in
        the background.
        """
        if self._begun is None or self._begun[0] != first_epoch:
            self.close()
            self.begin(first_epoch)
        assert self._begun is not None
        (_, chunks), self._begun = self._begun, None
        each = -(-self.recipe.train_count // self._chunk)
        try:
            while True:
                yield self._cut(islice(chunks, each))
        finally:
            chunks.close()

    def _cut(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        size = self.recipe.batch_size
        for inputs, targets in chunks:
            for first in range(0, len(inputs), size):
                yield inputs[first : first + size], targets[first : first + size]

    def batches_of(self, epoch: int) -> Iterator[Chunk]:
        """Yield an epoch's batches, made as they are asked for."""
        return self._cut(self.chunks(epoch))

    def chunks(self, epoch: int) -> Iterator[Chunk]:
        """Yield an epoch's inputs, float32 (n, 784), and targets, (n, 10), in order, some at once.

        The same seed and epoch, from 0, give the same.
        """
        order = np.random.default_rng([self.recipe.seed, epoch]).permutation(len(self.images))
        part = self._part(epoch)
        for first in range(0, len(order), self._chunk):
            places = order[first : first + self._chunk]
            self._draw(places, epoch)
            self._take(places, part)
            random = np.random.default_rng([self.recipe.seed, epoch, first])
            inputs = as_input(self.images[places])
            bends = np.flatnonzero(random.random(len(places)) >= self.recipe.undeformed)
            if self.recipe.deformation:
                for start in range(0, len(bends), DEFORM_AT_ONCE):
                    piece = bends[start : start + DEFORM_AT_ONCE]
                    bent = deform(self.images[places[piece]], self.recipe.deformation, random)
                    inputs[piece] = bent.reshape(len(piece), -1)
            yield inputs, TARGETS[self.labels[places]]

    def _draw(self, places: npt.NDArray[np.intp], epoch: int) -> None:
        """Draw those of the pictures that are drawn and not yet what the epoch shows there."""
        drawn = (places >= self._bounds[HANDS]) & (places < self._bounds[PICTURES])
        for place in places[drawn].tolist():
            kind = bisect_right(self._bounds, place) - 1
            begin = self._bounds[kind]
            number = place - begin
            drawn_for = max(0, epoch - (epoch - number) % REDRAWN)
            if self._drawn[place] == drawn_for:
                continue
            shown = np.array([place])
            # At first one drawing stands for all that are drawn in their turns; but samples are
            # few, and each is to be seen.
            if drawn_for == 0 and kind != SAMPLES:
                number //= REDRAWN
                first = begin + number * REDRAWN
                shown = np.arange(first, min(self._bounds[kind + 1], first + REDRAWN))
                shown = shown[(self._drawn[shown] <= 0) | (shown == place)]
            random = np.random.default_rng([self.recipe.seed, drawn_for, kind, number])
            if kind == SAMPLES:
                sample = self._sample(number, drawn_for)
                self.images[shown] = picture_sample(random, sample)
                self.labels[shown] = sample.label
            else:
                digit = number % 10 if kind == HANDS else None
                self.images[shown] = picture_hand(random, digit)
                self.labels[shown] = NO_DIGIT if digit is None else digit
            self._drawn[shown] = drawn_for

    def _part(self, epoch: int) -> npt.NDArray[np.intp]:
        """Return which of the data set's pictures an epoch shows.

        They go round, in another order each time: all come before one comes again.
        """
        count = self.recipe.pictures
        if not count or self.data_set is None:
            return np.zeros(0, np.intp)
        size = len(self.data_set.x_train)
        first, begin = divmod(epoch * count, size)
        last, end = divmod((epoch + 1) * count, size)
        if first == last:
            return self._round(first, size)[begin:end]
        # The order in those that are shown whole is no matter: the epoch has its own.
        whole = np.tile(np.arange(size), last - first - 1)
        return np.concatenate(
            [self._round(first, size)[begin:], whole, self._round(last, size)[:end]]
        )

    def _round(self, number: int, size: int) -> npt.NDArray[np.intp]:
        random = np.random.default_rng([self.recipe.seed, number, PICTURES])
        return random.permutation(size)

    def _take(self, places: npt.NDArray[np.intp], part: npt.NDArray[np.intp]) -> None:
        """Put the data set's pictures of an epoch into those of the places that are theirs."""
        begin = self._bounds[PICTURES]
        theirs = places[places >= begin]
        if len(theirs) and self.data_set is not None:
            chosen = part[theirs - begin]
            self.images[theirs] = self.data_set.x_train[chosen]
            self.labels[theirs] = self.data_set.y_train[chosen]

    def _sample(self, number: int, drawn_for: int) -> Sample:
        """Return the sample that a picture is drawn of: one after the other, each as often."""
        turn = -(-drawn_for // REDRAWN)
        return self.samples[self._order[(number + turn * self.recipe.samples) % len(self._order)]]


class Ahead(Iterator[T]):
    """Gives what an iterator gives, made in a thread of its own, so many ahead.

    It may be closed while another thread waits for the next one, which then is told the end.
    """

    def __init__(self, items: Iterator[T], depth: int = AHEAD) -> None:
        self._items = items
        self._background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._made: deque[Future[T]] = deque()
        for _ in range(depth):
            self._order()

    def _order(self) -> None:
        # In a thread a StopIteration is an exception like any other, and comes out again.
        self._made.append(self._background.submit(next, self._items))

    def __next__(self) -> T:
        """Return the next one, once it is made."""
        try:
            made = self._made.popleft()
            self._order()
        except (IndexError, RuntimeError):  # closed
            raise StopIteration from None
        try:
            return made.result()
        except CancelledError:  # closed meanwhile
            raise StopIteration from None

    def close(self) -> None:
        """Make no more; return once what is being made is made."""
        self._background.shutdown(wait=True, cancel_futures=True)
