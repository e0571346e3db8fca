"""What files come to, found out in a thread: something for the pad, for the table, for windows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from digitpad.data.image_set import ImageSetError
from digitpad.drawing_files import read_drawings
from digitpad.ink import BadLine, Drawing, InkError, Stroke
from digitpad.kinds import Kind, KindError, kind_of
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError, decode
from digitpad.pictures.page import Page, page_of, read_page
from digitpad.raster import SIDE
from digitpad.smooth_ink import INK_SHARE, PAD, PAD_SIDE, frame_about, on_pad
from digitpad.ui.files.pad_picture import PadPicture

MOST_POINTS = 3_000  # on the pad; of ink with more, evenly many


@dataclass
class Opened:
    """What some files came to.

    ``on_pad``: a picture, or strokes. ``table``: those that are many, or hold many, and what cannot
    be read among them. ``problems``: a sentence for each that cannot, where there is no table.
    """

    paths: Sequence[Path] = ()
    on_pad: PadPicture | list[Stroke] | None = None
    table: list[Path] = field(default_factory=list)
    networks: list[Path] = field(default_factory=list)
    data_sets: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """One digit of a file, by its number there: of a picture, of ink, of a data set."""

    path: Path
    number: int
    kind: Kind


def open_files(paths: Sequence[Path], side: int, network: DenseNetwork) -> Opened:
    """Return what files are. One picture or drawing is made ready for a pad of this side."""
    opened, wrong = Opened(paths), dict[Path, str]()
    single = len(paths) == 1
    for path in paths:
        try:
            kind = kind_of(path)
            if kind == "network":
                opened.networks.append(path)
            elif kind == "data set":
                opened.data_sets.append(path)
            elif not single or path.is_dir():
                opened.table.append(path)
            elif kind == "picture":
                opened.on_pad = ready(read_page(path), side, network)
            else:
                opened.on_pad = _only_drawing(path)
                if opened.on_pad is None:
                    opened.table.append(path)
        except (KindError, PictureError, InkError) as error:
            wrong[path] = f"{error}."
        except MemoryError:
            wrong[path] = f"There is not enough memory to read {path}."
    if opened.table:  # which tells of those among the others
        opened.table = [path for path in paths if path in opened.table or path in wrong]
    else:
        opened.problems = list(wrong.values())
    return opened


def open_place(place: Place, side: int, network: DenseNetwork) -> Opened:
    """Return one digit of a file, made ready for the pad."""
    opened = Opened()
    try:
        if place.kind == "ink":
            drawing = next(islice(read_drawings(place.path), place.number, None), None)
            if not isinstance(drawing, Drawing):
                raise InkError(f"{place.path} has changed: it has no drawing there any more")
            opened.on_pad = strokes_on_pad(drawing)
        else:
            page = _page_of_set(place) if place.kind == "data set" else read_page(place.path)
            if place.kind == "picture" and place.number >= len(page.digits):
                raise PictureError(f"{place.path} has changed: it has no digit there any more")
            number = place.number if place.kind == "picture" else 0
            opened.on_pad = ready(page, side, network, number)
    except (PictureError, InkError, ImageSetError) as error:
        opened.problems.append(f"{error}.")
    except MemoryError:
        opened.problems.append(f"There is not enough memory to read {place.path}.")
    return opened


def _page_of_set(place: Place) -> Page:
    """Return a picture of a data set as a page."""
    from digitpad.data.set_files import read_pictures

    pictures = read_pictures(place.path)
    if place.number >= len(pictures):
        raise PictureError(f"{place.path} has changed: it has no picture there any more")
    pixels = np.ascontiguousarray(pictures[place.number])
    image = QImage(pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
    return page_of(image.copy(), f"{place.path}, picture {place.number + 1}")


def open_picture(data: bytes | QImage, name: str, side: int, network: DenseNetwork) -> Opened:
    """Return a picture that is no file: its bytes, or the pixels themselves."""
    opened = Opened()
    try:
        image = decode(data, name) if isinstance(data, bytes) else data
        opened.on_pad = ready(page_of(image, name), side, network)
    except PictureError as error:
        opened.problems.append(f"{error}.")
    except MemoryError:
        opened.problems.append(f"There is not enough memory to read {name}.")
    return opened


def get_ready() -> None:
    """Import what reads pictures, and go once through it: the first one need not wait then."""
    page = np.full((200, 200), 255, np.uint8)
    page[50:150, 90:110] = 0
    page_of(QImage(page.data, 200, 200, 200, QImage.Format.Format_Grayscale8), "")


def ready(page: Page, side: int, network: DenseNetwork, chosen: int = 0) -> PadPicture:
    """Return a page made ready for the pad: scaled and read."""
    picture = PadPicture(page, side, chosen)
    picture.read_by(network)
    return picture


def _only_drawing(path: Path) -> list[Stroke] | None:
    """Return the strokes of the one drawing of a file; None where it holds several."""
    found = list(islice(read_drawings(path), 2))
    if len(found) > 1:
        return None
    if not found:
        raise InkError(f"{path} holds no drawing")
    if isinstance(found[0], BadLine):
        raise InkError(found[0].message)
    return strokes_on_pad(found[0])


def strokes_on_pad(drawing: Drawing) -> list[Stroke]:
    """Return a drawing's strokes in the pad's unit: where they were, if drawn on such a pad."""
    xs = [x for stroke in drawing.strokes for x in stroke.x]
    ys = [y for stroke in drawing.strokes for y in stroke.y]
    inside = min(xs + ys) >= 0 and max(xs + ys) <= PAD_SIDE
    large = max(max(xs) - min(xs), max(ys) - min(ys)) >= INK_SHARE / 2 * PAD_SIDE
    strokes = on_pad(drawing, PAD if inside and large else frame_about(drawing))
    step = -(-len(xs) // MOST_POINTS)
    return [_whole(stroke if step == 1 else _thinned(stroke, step)) for stroke in strokes]


def _thinned(stroke: Stroke, step: int) -> Stroke:
    """Return a stroke with every so many of its points, the last among them."""
    axes = (stroke.x, stroke.y, stroke.t, stroke.pressure)
    return Stroke(*(axis[:-1:step] + axis[-1:] for axis in axes))


def _whole(stroke: Stroke) -> Stroke:
    """Return a stroke with times and pressures: the pad goes on from there."""
    count = len(stroke)
    times = stroke.t or [float(number * 10) for number in range(count)]
    return Stroke(stroke.x, stroke.y, times, stroke.pressure or [1.0] * count)
