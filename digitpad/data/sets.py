"""The data sets that a person can name: MNIST's two, unseen hands, own samples, a file of ink."""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.hands import picture_hands
from digitpad.data.mnist import load_mnist
from digitpad.ink import BadLine, InkError, read_ndjson
from digitpad.raster import rasterize

#: No preset and no test draws with this seed, so no network has learnt from these hands.
HANDS_SEED, HANDS_COUNT = 20_260_731, 2_000

#: What a person names, and how it is called on a page. Anything else is a file of ink.
NAMED_SETS = {
    "mnist": "MNIST's test images",
    "mnist-train": "MNIST's training images",
    "hands": "synthetic hands never learnt from",
    "samples": "your own samples",
    "samples-held-back": "your samples never learnt from",
}

#: Where nothing of it is there yet.
NO_SAMPLES = "there is no sample of yours yet; draw a digit in the window and press its key"
NONE_HELD_BACK = (
    "no sample of yours is held back yet; of each digit one in five is, from the second on"
)


class SetError(ValueError):
    """A data set that cannot be used; the message is one sentence for a person."""


class DataSet(NamedTuple):
    """Labelled pictures.

    ``images``: uint8 (n, 28, 28) in 0..255 or float32 in 0..1, white on black. ``labels``: uint8
    (n,), 0 to 9. ``problems``: a sentence for each drawing of a file that could not be used.
    """

    name: str
    images: npt.NDArray[np.generic]
    labels: npt.NDArray[np.uint8]
    problems: list[str]


def open_set(name: str) -> DataSet:
    """Return a data set by its name in NAMED_SETS, or that of a file. Raises SetError.

    A file may hold nothing that can be used: then there are no images, and perhaps problems.
    """
    if name in ("mnist", "mnist-train"):
        mnist = load_mnist()
        images, labels = mnist.x_test, mnist.y_test
        if name == "mnist-train":
            images, labels = mnist.x_train, mnist.y_train
        return DataSet(NAMED_SETS[name], images, labels, [])
    if name == "hands":
        images, labels = picture_hands(np.random.default_rng(HANDS_SEED), HANDS_COUNT)
        return DataSet(NAMED_SETS[name], images, labels, [])
    if name in ("samples", "samples-held-back"):
        return _own_set(name, held_back_only=name == "samples-held-back")
    return ink_set(Path(name), labelled=True)


def _own_set(name: str, *, held_back_only: bool) -> DataSet:
    """Return the user's own samples. Raises SetError."""
    from digitpad.data.samples import SampleError, SampleStore  # SQLite, which others do not need

    images, labels, problems = [], [], list[str]()
    try:
        with closing(SampleStore(tell=problems.append)) as store:
            samples = store.samples()
    except SampleError as error:
        raise SetError(str(error)) from None
    for sample in samples:
        if sample.held_back or not held_back_only:
            if sample.is_damaged:
                problems.append(f"{store.path}, sample {sample.id}: its ink is damaged")
                continue
            images.append(sample.image)
            labels.append(sample.label)
    if not images and not problems:
        raise SetError(NONE_HELD_BACK if samples else NO_SAMPLES)
    return DataSet(
        NAMED_SETS[name], np.array(images, np.float32), np.array(labels, np.uint8), problems
    )


def ink_set(path: Path, *, labelled: bool) -> DataSet:
    """Return the pictures of an NDJSON file, of digits or of what is none. Raises SetError.

    What is none has no labels. A drawing of the other kind is a problem.
    """
    images, labels, problems = [], [], []
    try:
        for drawing in read_ndjson(path):
            if isinstance(drawing, BadLine):
                problems.append(drawing.message)
            elif labelled and drawing.label is None:
                problems.append(f'{path}, {drawing.key_id}: its word is not a digit "0" to "9"')
            elif drawing.label is not None and not labelled:
                problems.append(f"{path}, {drawing.key_id}: its word says that it is a digit")
            else:
                images.append(rasterize(drawing))
                if drawing.label is not None:
                    labels.append(drawing.label)
    except InkError as error:
        raise SetError(str(error)) from None
    pictures = np.array(images, np.float32).reshape(-1, 28, 28)
    return DataSet(path.name, pictures, np.array(labels, np.uint8), problems)
