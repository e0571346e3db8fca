"""The data set that a run learns from: read when it begins, and kept in its folder.

So it goes on with the same pictures, whatever becomes of the data set meanwhile.
"""

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from digitpad.data import npz
from digitpad.data.image_set import ImageSet, ImageSetError, Stopped
from digitpad.data.set_files import GoOn, read_set
from digitpad.data.set_library import kept_path, open_kept, with_test_part
from digitpad.resources import replace_file
from digitpad.training.recipe import Recipe, RecipeError
from digitpad.training.runs import RunError

DATA_SET = "data-set.npz"
#: How much of a folder is looked at for what has changed in it: it has a folder per digit.
LOOKED_AT = 100


def check_data_set(recipe: Recipe) -> None:
    """Refuse a recipe that uses a data set which is not there. Raises RecipeError."""
    if recipe.uses_data_set:
        _path(recipe.data_set)


def data_set_for(recipe: Recipe, go_on: GoOn = lambda: True) -> ImageSet | None:
    """Return the data set that a run of a recipe which begins now uses; None where it uses none.

    ``go_on``: is asked now and then; once it says no, Stopped is raised. Raises RecipeError when it
    is not there, cannot be read, or is too small for what it is for.
    """
    return _found(recipe, _read_once, go_on)


def read_anew(recipe: Recipe) -> ImageSet | None:
    """Return what ``data_set_for`` does, and keep none of it in memory. Raises RecipeError."""
    return _found(recipe, _read, lambda: True)


def _found(
    recipe: Recipe, read: Callable[[Path, bool, GoOn], ImageSet], go_on: GoOn
) -> ImageSet | None:
    if not recipe.uses_data_set:
        return None
    path = _path(recipe.data_set)
    try:
        data_set = read(path, path == kept_path(recipe.data_set), go_on)
        if recipe.validation == "data_set":
            data_set = with_test_part(data_set)
    except Stopped:
        raise
    except ImageSetError as error:
        raise RecipeError(str(error)) from None
    if recipe.pictures and not len(data_set.y_train):
        raise RecipeError(f"{data_set.name} has no training picture to learn from")
    if recipe.validation == "data_set" and not len(data_set.y_test):
        raise RecipeError(
            f"{data_set.name} is too small to validate on: one in six of its pictures is held back "
            "for that, and of no digit it has two"
        )
    return data_set


def _path(data_set: str) -> Path:
    """Return where a data set is. Raises RecipeError."""
    path = kept_path(data_set) or Path(data_set)
    with suppress(OSError, ValueError):  # as of a name that no file can have
        if path.exists():
            return path
    raise RecipeError(
        f"there is no data set {data_set!r}: none is kept under that name, and no file or folder "
        "is there"
    )


def stamp_of(recipe: Recipe) -> object:
    """Return what changes whenever the recipe's data set does; None where it is not there."""
    try:
        return _stamp(_path(recipe.data_set))
    except RecipeError:
        return None


def _stamp(path: Path) -> object:
    """Return what changes whenever a file does, or what is in a folder."""
    stamps = []
    with suppress(OSError):
        inside = sorted(islice(path.iterdir(), LOOKED_AT)) if path.is_dir() else []
        for each in [path, *inside]:
            status = each.stat()
            stamps.append((each.name, status.st_ino, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def _read(path: Path, kept: bool, go_on: GoOn) -> ImageSet:
    """Return a data set. Raises ImageSetError."""
    return open_kept(path.stem, go_on) if kept else read_set(path, go_on=go_on)


_last: dict[object, ImageSet] = {}  # what was read last, by where it was and its stamp


def _read_once(path: Path, kept: bool, go_on: GoOn) -> ImageSet:
    """Return a data set; what was read last is the same while it has the same stamp."""
    key = path, kept, _stamp(path)
    if key not in _last:
        _last.clear()  # before the next one takes as much memory again
        _last[key] = _read(path, kept, go_on)
    return _last[key]


def training_pictures(name: str) -> int:
    """Return how many pictures of a kept data set are learnt from, 0 where that cannot be told."""
    try:
        with zipfile.ZipFile(kept_path(name) or "") as archive, archive.open("y_train.npy") as file:
            np.lib.format.read_magic(file)
            (count,), _, _ = np.lib.format.read_array_header_1_0(file)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):  # said where it is read whole
        return 0
    return int(count)


def counts_of(data_set: ImageSet | None) -> tuple[int, int]:
    """Return how many training and test pictures a data set has."""
    return (0, 0) if data_set is None else (len(data_set.y_train), len(data_set.y_test))


def is_same(one: ImageSet | None, other: ImageSet | None) -> bool:
    """Whether two data sets have the same pictures, in the same order."""
    if one is None or other is None or one is other:
        return one is other
    names = ("y_train", "y_test", "x_train", "x_test")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def keep_data_set(folder: Path, recipe: Recipe, data_set: ImageSet | None) -> None:
    """Keep what a run learns from in its folder, unless it is there. Raises RunError.

    A kept data set takes no room a second time where files can be linked: it never changes.
    """
    path = folder / DATA_SET
    if data_set is None or path.exists():
        return
    if (kept := kept_path(recipe.data_set)) is not None:
        with suppress(OSError):
            os.link(kept, path)
            return
    try:
        replace_file(path, lambda part: npz.write(part, data_set))
    except OSError as error:
        raise RunError(
            f"{path}, which the run is to go on with, could not be written: "
            f"{error.strerror or error}"
        ) from None


def kept_data_set(folder: Path, recipe: Recipe, go_on: GoOn = lambda: True) -> ImageSet | None:
    """Return what the run of a recipe in a folder uses. Raises RunError, or Stopped as above."""
    if not recipe.uses_data_set:
        return None
    path = folder / DATA_SET
    try:
        data_set = npz.read_as_it_is(path, go_on)
    except Stopped:
        raise
    except ImageSetError as error:
        raise RunError(f"{error}, so the run cannot go on") from None
    if recipe.validation == "data_set":
        data_set = with_test_part(data_set)  # the same one: a set that is linked may have none
    train, test = counts_of(data_set)
    if (recipe.pictures and not train) or (recipe.validation == "data_set" and not test):
        raise RunError(f"{path} is damaged, so the run cannot go on")
    return data_set
