"""The data sets that a person keeps: one ``.npz`` each with Keras' keys, which never changes."""

from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

import numpy as np
import numpy.typing as npt

from digitpad.data import npz
from digitpad.data.image_set import ImageSet, ImageSetError
from digitpad.data.npz import SUFFIX
from digitpad.resources import claim, data_dir, discard_if_empty, replace_file, safe_name

#: Where a set has no test part, one in so many of each digit becomes it.
TESTED = 6


def sets_dir() -> Path:
    """Return the folder of the sets that are kept; it need not exist yet."""
    return data_dir() / "data-sets"


def deleted_sets_dir() -> Path:
    """Return the folder of those that were deleted and can be restored."""
    return data_dir() / "deleted data-sets"


def known_sets(*, deleted: bool = False) -> list[Path]:
    """Return the files of the sets that are kept, the newest first."""
    found = []
    with suppress(OSError):
        for path in (deleted_sets_dir() if deleted else sets_dir()).glob(f"*{SUFFIX}"):
            with suppress(OSError):  # gone since
                status = path.stat()
                # A hidden file is being written; an empty one has not been written yet.
                if S_ISREG(status.st_mode) and path.name[0] != "." and status.st_size > 0:
                    found.append((status.st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def keep_set(image_set: ImageSet, name: str) -> Path:
    """Keep a set under a name that was free, and return its file. Raises ImageSetError, OSError.

    Where it has no test part, one in TESTED of each digit becomes it, always the same ones.
    """
    if not image_set.count:
        raise ImageSetError(f"{name} holds no picture, so there is nothing to keep")
    path = claim(sets_dir(), safe_name(name) or "data set", SUFFIX)
    try:
        replace_file(path, lambda part: npz.write(part, with_test_part(image_set)))
    finally:
        discard_if_empty(path)
    return path


def with_test_part(image_set: ImageSet) -> ImageSet:
    """Return a set whose test part is not empty, if it has two pictures of any digit."""
    if len(image_set.y_test):
        return image_set
    tested = _tested(image_set.y_train)
    images, labels = image_set.x_train, image_set.y_train
    return ImageSet(
        image_set.name,
        *(images[~tested], labels[~tested]),
        *(images[tested], labels[tested]),
        image_set.problems,
    )


def _tested(labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return which pictures test: of each digit the second, and then one in TESTED."""
    tested = np.zeros(len(labels), bool)
    for digit in range(10):
        tested[np.flatnonzero(labels == digit)[1::TESTED]] = True
    return tested


def kept_path(name: str) -> Path | None:
    """Return the file of a kept set by its name, or None."""
    path = sets_dir() / f"{name}{SUFFIX}"
    return path if path in known_sets() else None


def open_kept(name: str) -> ImageSet:
    """Return a kept set by its name, each pixel as it was kept. Raises ImageSetError."""
    path = kept_path(name)
    if path is None:
        raise ImageSetError(f"there is no data set called {name}; perhaps it was deleted")
    return npz.read_as_it_is(path)


def forget_set(path: Path) -> Path:
    """Put a set among the deleted ones and return its file there. Raises OSError."""
    return _move(path, deleted_sets_dir())


def restore_set(path: Path) -> Path:
    """Put a deleted set back and return its file. Raises OSError."""
    return _move(path, sets_dir())


def _move(path: Path, folder: Path) -> Path:
    return path.replace(claim(folder, path.stem, SUFFIX))
