"""Data sets in files and folders, whatever their format: told by what is in them, not by names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

import numpy as np

from digitpad.data import csv_pictures, idx, npz
from digitpad.data.file_tree import FileTree, ZipTree
from digitpad.data.gathered import Gathered
from digitpad.data.image_set import (
    PARTS,
    Batch,
    Images,
    ImageSet,
    ImageSetError,
    Labels,
    Part,
    Stopped,
)
from digitpad.kinds import ZIP, KindError, kind_of
from digitpad.resources import replace_file

Progress = Callable[[float], object]  # is told the share that is done
GoOn = Callable[[], bool]  # is asked now and then; once it says no, Stopped is raised

TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
FORMATS = "IDX, npz, CSV, a folder of pictures for each digit, a zip of one of these, or ink"


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
    gathered = Gathered(str(path), transposed=transposed)
    return _gathered(path, gathered, progress, go_on).image_set(_name(path))


def read_pictures(
    path: Path,
    *,
    transposed: bool = False,
    progress: Progress = lambda _: None,
    go_on: GoOn = lambda: True,
    tell: Callable[[str], object] = lambda _: None,
) -> Images:
    """Return all pictures of a file or folder in their order, labelled or not: uint8 (n, 28, 28).

    One that shows nothing is black. What is beside a file is left alone. ``tell``: is told a
    sentence where some cannot be read. Raises ImageSetError.
    """
    gathered = Gathered(str(path), labelled=False, transposed=transposed)
    pictures = _gathered(path, gathered, progress, go_on).pictures()
    for problem in gathered.problems():
        tell(problem)
    return pictures


def _name(path: Path) -> str:
    """Return what a set is called: by its file's name without what tells of the format."""
    path = path.absolute()
    if path.is_dir():
        return path.name
    if idx.is_called_so(path.name):
        return idx.name_of(path)
    return path.name.split(".")[0] or path.name


def _gathered(path: Path, gathered: Gathered, progress: Progress, go_on: GoOn) -> Gathered:
    """Return all that is in a file or folder. Raises ImageSetError."""
    try:
        kind = kind_of(path)
    except KindError as error:
        raise ImageSetError(str(error)) from None
    alone = not gathered.labelled
    if gathered.labelled and _is_of_letters(path.name.lower()):
        raise ImageSetError(f"{path} holds letters, as its name says, not digits")
    for batch in _ink(path) if kind == "ink" else _pictures(path, kind == "data set", alone):
        if not go_on():
            raise Stopped(f"the reading of {path} was stopped")
        gathered.add(batch)
        progress(batch.share)
    return gathered


def _is_of_letters(name: str) -> bool:
    """Whether a file is EMNIST's of letters, of which A is labelled 1. IDX tells it of sets."""
    return name.endswith((*TABLES, npz.SUFFIX)) and "emnist" in name and "letters" in name


def _pictures(path: Path, is_set: bool, alone: bool) -> Iterator[Batch]:
    """Yield the pictures of a folder or file, and of those beside it that belong to it."""
    if path.is_dir():
        from digitpad.data import picture_folders

        return _of_tree(picture_folders.tree_of(path))
    tree = FileTree(path)
    if not is_set:
        raise ImageSetError(f"{path} is no data set, which would be {FORMATS}")
    head = _head(tree, path.name)
    if head.startswith(ZIP):
        return _of_tree(ZipTree(path))
    if idx.is_idx(head):
        return idx.read_alone(tree, path.name) if alone else idx.read(tree, path.name)
    return _table(
        tree, path.name, "train", "" if alone else csv_pictures.file_for_testing(path).name
    )


def _head(tree: FileTree, file: str) -> bytes:
    """Return how a file begins, unpacked where it is gzipped."""
    with idx.unpacked(tree, file) as opened:
        return idx.read_some(opened, 4, tree.where(file))


def _of_tree(tree: FileTree) -> Iterator[Batch]:
    """Yield the pictures of a folder or zip, whichever way they are in it."""
    if isinstance(tree, ZipTree) and npz.is_npz(tree):
        return npz.read(tree)
    from digitpad.data import picture_folders  # Qt, which the others do not need

    if picture_folders.pictures_in(tree):
        return picture_folders.read(tree)
    if any(map(idx.is_called_so, tree.files)):
        return idx.read_folder(tree)
    packed = [file for file in tree.files if file.lower().endswith(npz.SUFFIX)]
    if len(packed) > 1:
        names = ", ".join(packed[:5])
        raise ImageSetError(f"{tree.name} holds several data sets ({names}); name one of them")
    for file in packed:
        return npz.read(ZipTree(Path(tree.where(file)), BytesIO(tree.read(file))))
    return _tables(tree)


def _tables(tree: FileTree) -> Iterator[Batch]:
    """Yield the pictures of the tables of a folder or zip: of one, or of training and testing."""
    tables = [file for file in tree.files if file.lower().endswith(TABLES)]
    train = [file for file in tables if "train" in PurePosixPath(file).name.lower()] or tables
    if len(train) > 1:
        names = ", ".join(train[:5])
        raise ImageSetError(f"{tree.name} holds several tables ({names}); name one of them")
    if not train:
        raise ImageSetError(
            f"{tree.name} is no data set: it has no folders 0 to 9 with pictures in them, no files "
            "of IDX, npz or CSV"
        )
    beside = str(csv_pictures.file_for_testing(Path(train[0])).as_posix())
    return _table(tree, train[0], "train", beside if beside in tables else "")


def _table(tree: FileTree, file: str, part: Part, beside: str = "") -> Iterator[Batch]:
    """Yield the pictures of a table, and of the one beside it for testing if that has labels."""
    with idx.unpacked(tree, file) as opened:
        yield from csv_pictures.read(opened, tree.size(file), tree.where(file), part)
    if beside and beside in tree.beside():
        for batch in _table(tree, beside, "test"):
            if batch.labels is None:
                return
            yield batch


def _ink(path: Path) -> Iterator[Batch]:
    """Yield the pictures of drawings whose word is a digit."""
    from digitpad.drawing_files import read_drawings
    from digitpad.ink import BadLine, InkError
    from digitpad.raster import rasterize

    nothing, share = np.zeros((0, 28, 28), np.uint8), 0.0

    def tell(read: float) -> None:
        nonlocal share
        share = read

    try:
        for drawing in read_drawings(path, tell):
            if isinstance(drawing, BadLine):
                yield Batch("train", nothing, None, share, drawing.message)
            elif drawing.label is None:
                why = f'{path}, {drawing.key_id}: its word is not a digit "0" to "9"'
                yield Batch("train", nothing, None, share, why)
            else:
                picture = np.rint(rasterize(drawing) * 255).astype(np.uint8)[None]
                yield Batch("train", picture, np.array([drawing.label]), share, placed=True)
    except InkError as error:
        raise ImageSetError(str(error)) from None


# what is written


def write_set(path: Path, image_set: ImageSet, progress: Progress = lambda _: None) -> list[Path]:
    """Write a set in the format that a name asks for, and return the files that are there now.

    npz, CSV, ``NAME-images-idx3-ubyte`` (or with .gz), or else a folder that is new or empty. What
    needs more files than the named one (labels, a test part) takes no place of one that is there.
    Each is written in one step; where one cannot be, none is left. Raises ImageSetError.
    """
    if not image_set.count:
        raise ImageSetError(f"{image_set.name} holds no picture, so there is nothing to write")
    path = place_to_write(path)
    name = path.name.lower()
    with _explained(path):
        if name.endswith(npz.SUFFIX):
            return _write_files({path: lambda part: npz.write(part, image_set)}, progress)
        if name.endswith(".csv"):
            return _write_files(_csv_files(path, image_set), progress)
        if idx.can_be_written(name):
            return _write_files(_idx_files(path, image_set), progress)
        return _write_folder(path, image_set, progress)


def place_to_write(path: Path) -> Path:
    """Return where a set of this name would be, a link's target for a link.

    To be asked before a set is read, which may take long. Raises ImageSetError.
    """
    with _explained(path):
        path = path.resolve()
        if not path.parent.is_dir():
            raise ImageSetError(f"{path.parent} is not a folder, so nothing can be written there")
        name = path.name.lower()
        if name.endswith((npz.SUFFIX, ".csv")) or idx.can_be_written(name):
            if path.exists() and not path.is_file():
                raise ImageSetError(f"{path} is not a file that could be replaced")
            return path
        if path.suffix[1:].isalpha():
            raise ImageSetError(
                f"{path} ends in {path.suffix}, where a data set ends in .npz, .csv, "
                "-images-idx3-ubyte or -images-idx3-ubyte.gz, or is a folder"
            )
        from digitpad.data import picture_folders

        if not picture_folders.is_new_or_empty(path):
            raise ImageSetError(f"{path} is not an empty folder; name a new one")
        return path


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # a RuntimeError: a circle of links
        why = getattr(error, "strerror", None) or error
        raise ImageSetError(f"{path} cannot be written: {why}") from None


Writers = dict[Path, Callable[[Path], object]]


def _csv_files(path: Path, image_set: ImageSet) -> Writers:
    files = {"train": path, "test": csv_pictures.file_for_testing(path)}
    return {
        files[part]: partial(csv_pictures.write, images=images, labels=labels)
        for part, images, labels in _parts(image_set)
    }


def _idx_files(path: Path, image_set: ImageSet) -> Writers:
    return {
        idx.file_of(path, part, labels=array.ndim == 1): partial(idx.write, array=array)
        for part, images, labels in _parts(image_set)
        for array in (images, labels)
    }


def _parts(image_set: ImageSet) -> list[tuple[Part, Images, Labels]]:
    """Return the parts that are not empty; there is always one to learn from."""
    return [
        (part, *image_set.part(part))
        for part in PARTS
        if part == "train" or len(image_set.part(part)[1])
    ]


def _write_files(writers: Writers, progress: Progress) -> list[Path]:
    """Write several files, the first of them the one that the person named. Raises OSError."""
    named, *besides = writers
    for path in besides:
        if path.exists():
            raise ImageSetError(
                f"{path} is there already, and would be written beside {named.name}; name another "
                "file, or delete it first"
            )
    written: list[Path] = []
    try:
        for path in (*besides, named):
            replace_file(path, writers[path])
            written.append(path)
            progress(len(written) / len(writers))
    except BaseException:
        for path in besides:
            if path in written:  # what the person named was theirs before
                path.unlink(missing_ok=True)
        raise
    return list(writers)


def _write_folder(folder: Path, image_set: ImageSet, progress: Progress) -> list[Path]:
    from digitpad.data import picture_folders

    has_test = len(image_set.y_test) > 0

    def pictures() -> Iterator[tuple[str, Images]]:
        number = 0
        for part, images, labels in _parts(image_set):
            for image, label in zip(images, labels.tolist(), strict=True):
                number += 1
                yield f"{part if has_test else '.'}/{label}/{number:06}.png", image
                progress(number / image_set.count)

    picture_folders.write(folder, pictures())
    return [folder]
