"""``digitpad convert``: bring ink, data sets and networks into the formats of other programs."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from digitpad.commands.common import end_as_by_ctrl_c, native_messages_hidden
from digitpad.commands.output import file_to_write, is_same
from digitpad.commands.progress import progress_bar
from digitpad.drawing_files import INK_SUFFIXES, PICTURE_SUFFIXES, read_drawings, write_drawings
from digitpad.ink import BadLine, Drawing, InkError
from digitpad.kinds import Kind, KindError, kind_of
from digitpad.problem import BAD_INPUT, Problem, complain

_SETS = ".npz, .csv, -images-idx3-ubyte or -images-idx3-ubyte.gz, or the name of a new folder"
#: What becomes of what: a file of the first kind can be written as these, by their names.
_BECOMES: dict[Kind, tuple[str, str]] = {
    "ink": ("ink", f".ndjson, .inkml, .svg or .png, or as a data set in {_SETS}"),
    "data set": ("a data set, whose pictures have no strokes", _SETS),
    "network": ("a network", ".keras or .onnx"),
}


def run(options: argparse.Namespace) -> int:
    """Write what a file holds into another one, in the format that its name asks for."""
    source, target = options.source, options.target
    try:
        kind = kind_of(source)
    except KindError as error:
        raise Problem(error) from None
    if kind == "picture":
        raise Problem(
            f"{source} has no labels: which digits are in pictures is told by folders 0 to 9; "
            "digitpad predict reads what they show"
        )
    if is_same(source, target):
        raise Problem(f"{target} is what is read; name another file to write")
    if options.transposed and kind != "data set":
        raise Problem(f"--transposed is for data sets, and {source} is {_BECOMES[kind][0]}")
    wanted = _wanted(target)
    if kind == "ink" and wanted == "ink":
        return _convert_ink(source, target)
    if kind in ("ink", "data set") and wanted == "data set":
        return _convert_set(source, target, transposed=options.transposed)
    if kind == wanted == "network":
        return _convert_network(source, target)
    what, names = _BECOMES[kind]
    raise Problem(f"{source} is {what}; OUT must end in {names}")


def _wanted(target: Path) -> Literal["ink", "network", "data set"]:
    """Return what a name is that of; what has no ending is a folder."""
    suffix = target.suffix.lower()
    if suffix in (*INK_SUFFIXES, *PICTURE_SUFFIXES):
        return "ink"
    return "network" if suffix in (".keras", ".onnx", ".h5", ".hdf5") else "data set"


def _convert_ink(source: Path, target: Path) -> int:
    target, written, problems, good = file_to_write(target), list[Path](), list[str](), 0
    with progress_bar() as show:

        def drawings() -> Iterator[Drawing]:
            nonlocal good
            try:
                for drawing in read_drawings(source, lambda share: show(share, "converting")):
                    if isinstance(drawing, BadLine):
                        problems.append(drawing.message)
                    else:
                        good += 1
                        yield drawing
            except InkError as error:  # what came before is good
                problems.append(str(error))

        end_as_by_ctrl_c()
        try:
            write_drawings(target, drawings())
            written.append(target)
        except InkError as error:
            if good:  # too many for a picture
                raise Problem(error) from None
            problems = problems or [f"{source} holds no drawing"]
        except OSError as error:
            raise Problem(f"{target} cannot be written: {error.strerror or error}") from None
    return _report(written, problems)


def _convert_set(source: Path, target: Path, *, transposed: bool) -> int:
    from digitpad.data.csv_pictures import file_for_testing
    from digitpad.data.image_set import ImageSetError
    from digitpad.data.set_files import TABLES, place_to_write, read_set, write_set

    # A table for testing is read with the one beside it.
    if source.name.lower().endswith(TABLES) and is_same(file_for_testing(source), target):
        raise Problem(f"{target} is what is read with {source}; name another file to write")
    try:
        place_to_write(target)
        # The decoders of pictures print what they think.
        with progress_bar() as show, native_messages_hidden():
            image_set = read_set(
                source, transposed=transposed, progress=lambda share: show(share, "reading")
            )
            end_as_by_ctrl_c()
            written = write_set(target, image_set, lambda share: show(share, "writing"))
    except ImageSetError as error:
        raise Problem(error) from None
    return _report(written, image_set.problems)


def _convert_network(source: Path, target: Path) -> int:
    from digitpad.network_files import NetworkFileError, save_network

    target = file_to_write(target)
    end_as_by_ctrl_c()
    try:
        with native_messages_hidden():
            save_network(source, target)
    except NetworkFileError as error:
        raise Problem(error) from None
    return _report([target], [])


def _report(written: list[Path], problems: list[str]) -> int:
    for path in written:
        print(path)
    for problem in problems:
        complain(problem)
    return BAD_INPUT if problems else 0
