"""The data sets that a person keeps: one ``.npz`` each with Keras' keys, which never changes.

A name means the set that has it; one that no set has, means the set that had it last: recipes go on
to find what was renamed.
"""

import json
from collections.abc import Callable
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


def known_sets() -> list[Path]:
    """Return the files of the sets that are kept, the newest first."""
    found = []
    with suppress(OSError):
        for path in sets_dir().glob(f"*{SUFFIX}"):
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
    _take_over(path.stem)
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
    """Return the file of a kept set by its name, or by one that it had before; or None."""
    known = {path.stem: path for path in known_sets()}
    return known.get(name) or known.get(_renamed().get(name, ""))


def open_kept(name: str, go_on: Callable[[], bool] = lambda: True) -> ImageSet:
    """Return a kept set by its name, each pixel as it was kept. Raises ImageSetError.

    ``go_on``: is asked now and then; once it says no, Stopped is raised.
    """
    path = kept_path(name)
    if path is None:
        raise ImageSetError(f"there is no data set called {name}; perhaps it was deleted")
    return npz.read_as_it_is(path, go_on)


def restore_set(path: Path) -> Path:
    """Put a set that was removed back and return its file. Raises OSError."""
    back = path.replace(claim(sets_dir(), path.stem, SUFFIX))
    _take_over(back.stem)
    return back


# other names


def rename_set(path: Path, name: str) -> Path:
    """Give a kept set another name, and return its file. Raises ImageSetError, OSError."""
    name = safe_name(name)
    if not name:
        raise ImageSetError("a data set needs a name of at least one letter")
    target = path.with_name(f"{name}{SUFFIX}")
    if target == path:
        return path
    # Where small letters and capitals are the same, its own file is there under the new name.
    if not (target.exists() and target.samefile(path)):
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            raise ImageSetError(f"there is a data set called {name} already") from None
    try:
        renamed = {old: name if now == path.stem else now for old, now in _renamed().items()}
        _write_renamed(renamed | {path.stem: name})
        path.replace(target)
    except OSError:
        discard_if_empty(target)
        raise
    _take_over(name)
    return target


def _renamed_file() -> Path:
    return data_dir() / "renamed data-sets.json"


def _renamed() -> dict[str, str]:
    """Return what sets are called that had other names before, by each of those."""
    with suppress(OSError, ValueError, RecursionError, AttributeError):
        told = json.loads(_renamed_file().read_text(encoding="utf-8"))
        return {str(old): str(now) for old, now in told.items()}
    return {}


def _write_renamed(renamed: dict[str, str]) -> None:
    text = json.dumps(renamed, ensure_ascii=False, indent=1)
    replace_file(_renamed_file(), lambda part: part.write_text(text, encoding="utf-8"))


def _take_over(name: str) -> None:
    """Let a name mean the set that has it now, also once that is gone."""
    renamed = _renamed()
    if renamed.pop(name, None) is not None:
        with suppress(OSError):  # the set is there, and comes first
            _write_renamed(renamed)
