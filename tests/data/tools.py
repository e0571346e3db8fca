"""Small data sets for the tests of their files."""

from pathlib import Path

import numpy as np

from digitpad.data.image_set import ImageSet, ImageSetError
from digitpad.data.mnist import load_mnist
from digitpad.data.set_files import read_pictures, read_set

MNIST = load_mnist()


def digits(train: int = 20, test: int = 0) -> ImageSet:
    """Return so many of MNIST's test images, and so many others for the test part."""
    images, labels = MNIST.x_test, MNIST.y_test
    end = train + test
    return ImageSet("some", images[:train], labels[:train], images[train:end], labels[train:end])


def save_npz(path: Path, **arrays: np.ndarray) -> Path:
    """Save arrays as a program of NumPy's does, and return the path."""
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def is_same(one: ImageSet, other: ImageSet) -> bool:
    """Whether two sets have the same pictures and labels in the same order."""
    names = ("x_train", "y_train", "x_test", "y_test")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def content(image_set: ImageSet) -> list[list[tuple[int, bytes]]]:
    """Return what the two parts hold, whatever its order."""
    return [
        sorted((label, image.tobytes()) for image, label in zip(*part, strict=True))
        for part in (
            (image_set.x_train, image_set.y_train.tolist()),
            (image_set.x_test, image_set.y_test.tolist()),
        )
    ]


def refusal(path: Path) -> str:
    """Return the one sentence with which a file is refused."""
    try:
        read_set(path)
    except ImageSetError as error:
        sentence = str(error)
    else:
        raise AssertionError(f"{path} was read")
    assert "\n" not in sentence
    assert len(sentence) < 500
    return sentence


def is_read_or_refused(path: Path) -> None:
    """Read a file that may be damaged in any way."""
    for read in (read_set, read_pictures):
        try:
            read(path)
        except ImageSetError as error:
            assert len(str(error).splitlines()) == 1


def damaged(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """Return bytes with some of them replaced: from a share of the whole on, by so many others."""
    for share, new, gone in changes:
        at = int(share * len(data))
        data = data[:at] + new + data[at + gone :]
    return data
