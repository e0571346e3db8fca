"""Files of drawings, whichever format they are in: told by what is in them, written by their name.

NDJSON and InkML hold any number of drawings and come back as they were; SVG and PNG show one.
"""

from collections.abc import Iterator
from pathlib import Path

from digitpad.ink import INK_SUFFIXES as NDJSON_SUFFIXES
from digitpad.ink import BadLine, Drawing, read_ndjson

INKML_SUFFIX = ".inkml"
#: Names of files of drawings that can be read again, and of pictures of one drawing.
INK_SUFFIXES = (*NDJSON_SUFFIXES, INKML_SUFFIX)
PICTURE_SUFFIXES = (".svg", ".png")


def read_drawings(path: str | Path) -> Iterator[Drawing | BadLine]:
    """Yield the drawings of a file, a BadLine in the place of each that is broken.

    Raises InkError when the file cannot be read.
    """
    yield from read_ndjson(path)
