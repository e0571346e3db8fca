"""Data sets in files and folders, whatever their format: told by what is in them, not by names."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from digitpad.data import npz
from digitpad.data.file_tree import FileTree, ZipTree
from digitpad.data.gathered import Gathered
from digitpad.data.image_set import Batch, Images, ImageSet, ImageSetError, Stopped
from digitpad.kinds import KindError, digit_named, kind_of, part_named

Progress = Callable[[float], object]  # is told the share that is done
GoOn = Callable[[], bool]  # is asked now and then; when it says no, Stopped is raised

FORMATS = "IDX, npz, CSV, a folder per digit, a zip of these, or ink"


def read_set(
    path: Path,
    *,
    transposed: bool = False,
    progress: Progress = lambda _: None,
    go_on: GoOn = lambda: True,
) -> ImageSet:
    """Return the data set of a file or folder. Raises ImageSetError.

    ``transposed``: its rows are columns, as those of EMNIST are.
    """
    return _gathered(path, progress, go_on).image_set(path.stem, transposed=transposed)


def _gathered(path: Path, progress: Progress, go_on: GoOn, *, labelled: bool = True) -> Gathered:
    gathered = Gathered(str(path), labelled=labelled)
    for batch in _batches(path):
        if not go_on():
            raise Stopped(f"the reading of {path} was stopped")
        gathered.add(batch)
        progress(batch.share)
    return gathered


def _batches(path: Path) -> Iterator[Batch]:
    try:
        kind = kind_of(path)
    except KindError as error:
        raise ImageSetError(str(error)) from None
    if path.is_dir():
        from digitpad.data import picture_folders

        tree = FileTree(path, lambda name: digit_named(name) is not None or bool(part_named(name)))
        if picture_folders.pictures_in(tree):
            yield from picture_folders.read(tree)
            return
    elif kind == "data set":
        yield from npz.read(ZipTree(path))
        return
    raise ImageSetError(f"{path} is no data set: {FORMATS} would be right")


_ = gzip, np, Images
