"""What a reader finds, gathered into a data set: digits kept, the rest told in a sentence each."""

import numpy as np
import numpy.typing as npt

from digitpad.data.image_set import (
    MAX_PICTURES,
    PARTS,
    Batch,
    Images,
    ImageSet,
    ImageSetError,
    Labels,
    Part,
)
from digitpad.data.normalised import Normaliser
from digitpad.raster import SIDE

#: What is looked at before the first picture is normalised.
LOOK_PICTURES, LOOK_BYTES = 1_000, 16_000_000
#: So many bytes of pictures of which none shows anything are a trick.
MOST_BLANK = 200_000_000
NAMED = 5  # labels that a sentence tells


class Gathered:
    """Takes what a reader finds. ``where``: the file, for the sentences.

    ``labelled``: pictures without labels are refused, and what shows no digit is left out;
    otherwise all stay, in their order, and what shows nothing is black. ``transposed``: their
    rows are columns.
    """

    def __init__(self, where: str, *, labelled: bool = True, transposed: bool = False) -> None:
        self.where, self.labelled, self.transposed = where, labelled, transposed
        self._normaliser = Normaliser(where)
        self._waiting: list[Batch] | None = []
        self._images: dict[Part, list[Images]] = {part: [] for part in PARTS}
        self._labels: dict[Part, list[Labels]] = {part: [] for part in PARTS}
        self._count = self._kept = self._blank = self._blank_bytes = 0
        self._no_digits, self._named, self._unlabelled = 0, list[str](), 0
        self._unread, self._first_unread = 0, ""

    def add(self, batch: Batch) -> None:
        """Take some pictures, or what is told of them. Raises ImageSetError."""
        if not len(batch.images):
            if batch.problem:
                self._unread += 1
                self._first_unread = self._first_unread or batch.problem
            return
        self._count += len(batch.images)
        self._check(batch)
        if batch.placed:
            images = np.asarray(batch.images, np.uint8)
            self._keep(batch, images, images.max(axis=(1, 2)) > 0)
            return
        if self._waiting is None:
            self._take(batch)
            return
        self._waiting.append(batch)
        size = sum(each.images.nbytes for each in self._waiting)
        if self._count >= LOOK_PICTURES or size >= LOOK_BYTES:
            self._look()

    @property
    def _has_no_labels(self) -> str:
        return (
            f"{self.where} has no labels: digitpad predict reads its pictures, but nothing can be "
            "learnt from them or measured on them"
        )

    def _check(self, batch: Batch) -> None:
        if self.labelled and batch.labels is None:
            raise ImageSetError(batch.problem or self._has_no_labels)
        if self._count > MAX_PICTURES:
            raise ImageSetError(f"{self.where} holds more than {MAX_PICTURES:,} pictures")

    def _look(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        self._normaliser.look(batch.images for batch in waiting)
        for batch in waiting:
            self._take(batch)

    def _take(self, batch: Batch) -> None:
        self._keep(batch, *self._normaliser.normalise(batch.images))

    def _keep(self, batch: Batch, images: Images, shows: npt.NDArray[np.bool_]) -> None:
        if self.transposed:
            images = images.transpose(0, 2, 1)
        if batch.labels is None or not self.labelled:
            self._images[batch.part].append(images)
            self._kept += len(images)
            return
        digits = self._digits(batch.labels)
        self._blank += int((digits & ~shows).sum())
        self._blank_bytes += batch.images.nbytes
        if shows.any():
            self._blank_bytes = 0
        elif self._blank_bytes > MOST_BLANK:
            raise ImageSetError(f"{self.where} holds nothing but pictures that show nothing")
        good = digits & shows
        self._images[batch.part].append(images[good])
        self._labels[batch.part].append(batch.labels[good].astype(np.uint8))
        self._kept += int(good.sum())

    def _digits(self, labels: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
        """Return which labels are 0 to 9."""
        if labels.dtype.kind not in "buif":
            raise ImageSetError(f"{self.where} has labels that are no numbers")
        values = labels.astype(np.float64)
        digits = np.asarray(np.isin(values, np.arange(10)))
        unlabelled = np.isnan(values)
        self._unlabelled += int(unlabelled.sum())
        others = values[~digits & ~unlabelled]
        self._no_digits += len(others)
        if len(self._named) <= NAMED:
            for value in np.unique(others)[: NAMED + 1].tolist():
                name = f"{value:g}"
                self._named += [name] if name not in self._named else []
        return digits

    def problems(self) -> list[str]:
        """Return a sentence for each kind of thing that was left out."""
        told = []
        if self._no_digits:
            named = ", ".join(self._named[:NAMED]) + (", …" if len(self._named) > NAMED else "")
            are = _pictures(self._no_digits)
            told.append(f"{are} labelled {named}, which is no digit, and left out")
        if self._unlabelled:
            told.append(f"{_pictures(self._unlabelled)} without a label, and left out")
        if self._blank:
            told.append(f"{_pictures(self._blank)} blank, and left out")
        if self._unread:
            more = f", and {self._unread - 1:,} more were left out" if self._unread > 1 else ""
            told.append(f"{self._first_unread}{more}")
        return told

    def image_set(self, name: str) -> ImageSet:
        """Return the data set. Raises ImageSetError where there is no digit in it."""
        if self._waiting is not None:
            self._look()
        problems = self.problems()
        if not self._kept:
            if 0 < self._unlabelled == self._count:
                raise ImageSetError(self._has_no_labels)
            why = f": {problems[0]}" if problems else ""
            raise ImageSetError(f"{self.where} holds no picture of a digit{why}")
        train, test = map(self._part, PARTS)
        if not len(train[1]):
            train, test = test, train  # what is there is there to learn from
        return ImageSet(name, *train, *test, problems)

    def pictures(self) -> Images:
        """Return all pictures in their order, of both parts. Raises ImageSetError for none."""
        if self._waiting is not None:
            self._look()
        if not self._kept:
            raise ImageSetError(": ".join([f"{self.where} holds no picture", *self.problems()]))
        return np.concatenate([self._part(part)[0] for part in PARTS])

    def _part(self, part: Part) -> tuple[Images, Labels]:
        images = np.concatenate([np.zeros((0, SIDE, SIDE), np.uint8), *self._images.pop(part)])
        labels = np.concatenate([np.zeros(0, np.uint8), *self._labels.pop(part)])
        return images, labels


def _pictures(count: int) -> str:
    return "1 picture is" if count == 1 else f"{count:,} pictures are"
