"""The data sets that a person can name: MNIST's, unseen hands, own samples, kept ones, files."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.data.hands import picture_hands
from digitpad.data.image_set import ImageSetError
from digitpad.data.mnist import load_mnist
from digitpad.data.set_library import kept_path, open_kept
from digitpad.drawing_files import INK_SUFFIXES, read_drawings
from digitpad.ink import BadLine, InkError
from digitpad.kinds import KindError, kind_of
from digitpad.raster import rasterize

#: No preset and no test draws with this seed, so no network has learnt from these hands.
HANDS_SEED, HANDS_COUNT = 20_260_731, 2_000

#: What a person names, and how it is called on a page. Anything else is kept, or in a file.
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
    (n,), 0 to 9. ``problems``: a sentence for what of a file could not be used.
    """

    name: str
    images: npt.NDArray[np.generic]
    labels: npt.NDArray[np.uint8]
    problems: list[str]


def open_set(
    name: str, *, transposed: bool = False, progress: Callable[[float], object] = lambda _: None
) -> DataSet:
    """Return a data set by its name in NAMED_SETS, among those kept, or of a file or folder.

    Of one that has a test part it is that part. ``transposed``: rows and columns are swapped.
    ``progress``: is told what share of a file is read. Raises SetError. A file of ink may hold
    nothing that can be used: then there are no images, and perhaps problems.
    """
    data = _opened(name, progress)
    return data._replace(images=data.images.transpose(0, 2, 1)) if transposed else data


def _opened(name: str, progress: Callable[[float], object]) -> DataSet:
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
    kept, path = kept_path(name), Path(name)
    if kept is None and _is_ink(path):
        return ink_set(path, labelled=True)
    from digitpad.data.set_files import read_set  # what the others do not need

    try:
        data = read_set(path, progress=progress) if kept is None else open_kept(name)
    except ImageSetError as error:
        raise SetError(str(error)) from None
    images, labels = data.part("test" if len(data.y_test) else "train")
    return DataSet(path.name, images, labels, data.problems)


def _is_ink(path: Path) -> bool:
    """Whether it is a file of drawings, or called like one: then that is what is wrong with it."""
    if path.suffix.lower() in INK_SUFFIXES:
        return True
    with suppress(KindError):
        return kind_of(path) == "ink"
    return False


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
    """Return the pictures of a file of ink, of digits or of what is none. Raises SetError.

    What is none has no labels. A drawing of the other kind is a problem.
    """
    images, labels, problems = [], [], []
    try:
        for drawing in read_drawings(path):
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
