"""Files of drawings, whichever format they are in: told by what is in them, written by their name.

NDJSON and InkML hold any number of drawings and come back as they were; SVG and PNG show one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from digitpad.drawing_svg import svg_of
from digitpad.ink import INK_SUFFIXES as NDJSON_SUFFIXES
from digitpad.ink import BadLine, Drawing, InkError, read_ndjson
from digitpad.inkml import read_inkml, write_inkml
from digitpad.kinds import HEAD, is_xml
from digitpad.resources import replace_file
from digitpad.smooth_ink import Frame

INKML_SUFFIX = ".inkml"
#: Names of files of drawings that can be read again, and of pictures of one drawing.
INK_SUFFIXES = (*NDJSON_SUFFIXES, INKML_SUFFIX)
PICTURE_SUFFIXES = (".svg", ".png")


def read_drawings(
    path: str | Path, progress: Callable[[float], object] = lambda _: None
) -> Iterator[Drawing | BadLine]:
    """Yield the drawings of a file, a BadLine in the place of each that is broken.

    ``progress``: is told the share of the file that is read. Raises InkError when the file cannot
    be read.
    """
    path, size = Path(path), 1
    with suppress(OSError, ValueError):
        size = max(1, path.stat().st_size)

    def tell(read: int) -> None:
        progress(min(1.0, read / size))

    if not is_inkml(path):
        yield from read_ndjson(path, tell)
        return
    try:
        with path.open("rb") as file:
            yield from read_inkml(file, path, tell)
    except OSError as error:
        raise InkError(f"{path} cannot be read: {error.strerror or error}") from None


def is_inkml(path: Path) -> bool:
    """Return whether a file begins as XML; one that cannot be read is left to who reads NDJSON."""
    with suppress(OSError, ValueError):
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD)
            return is_xml(head)
    return False


def write_drawings(
    path: Path,
    drawings: Iterable[Drawing],
    *,
    background: bool = True,
    frame: Frame | None = None,
) -> None:
    """Write a file of drawings in one step, in the format of its name; it may be there already.

    ``background`` and ``frame``: of a picture, see ``svg_of``. Raises InkError where there is no
    drawing, or more than one for a picture, and OSError.
    """
    rest = iter(drawings)
    first = list(islice(rest, 2))
    if not first:
        raise InkError("there is no drawing to write")
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES and len(first) > 1:
        raise InkError(
            f"{path} would show one drawing, but there are several; a file that ends in .ndjson or "
            ".inkml holds them all"
        )

    def pieces() -> Iterator[str]:
        if suffix == ".svg":
            yield svg_of(first[0], background=background, frame=frame)
        elif suffix == INKML_SUFFIX:
            yield from write_inkml(chain(first, rest))
        else:
            yield from (f"{drawing.to_json()}\n" for drawing in chain(first, rest))

    def write(part: Path) -> None:
        if suffix == ".png":
            from digitpad.pictures.paint import png_of  # Qt's, and the others need none of it

            part.write_bytes(png_of(first[0], background=background, frame=frame))
            return
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces())

    replace_file(path.resolve(), write)
