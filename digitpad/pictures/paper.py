"""Ink told from the paper it is on: dark on light or light on dark, in sun or in shadow.

Paper is what most of the picture is, and it changes slowly: the brightest (or darkest) that is near
each place, once strokes are closed over (grey-scale closing: Serra, "Image Analysis and
Mathematical Morphology", 1982). What is darker than the paper behind it is ink.
"""

import numpy as np
import numpy.typing as npt

from digitpad.pictures.blocks import in_blocks
from digitpad.pictures.decode import Gray, PictureError

Ink = npt.NDArray[np.float32]

#: Pictures no larger have no shadows or grain that could be told from a digit, but a border.
SMALL = 64  # pixels
#: Ink is at least so much darker than its paper, as a share of it, and so many times its grain.
FAINTEST, GRAINS = 0.09, 5.0
#: What is closed over: strokes narrower than this share of the picture's shorter side.
CLOSED = 0.25
#: At least this share of a picture is bare paper.
BARE = 0.36
#: What is wider both ways than this share of the picture's longer side is light or shadow.
NO_STROKE = 0.33
#: In paper darker than this, of 255, a difference says no more than there.
DARKEST = 40
OVERVIEW = 128  # pixels: shadows are looked for in a picture no larger
#: What is fainter than this share of the darkest ink is blur, or the paper's.
FLOOR = 0.1


def ink_on(gray: Gray, name: str, light: bool | None = None) -> Ink:
    """Return how much ink is in each pixel of a picture, float32 (height, width) in 0..1.

    ``gray``: its brightness. ``light``: whether the ink is lighter than the paper, if that is
    known. Raises PictureError where there is none.
    """
    if max(gray.shape) <= SMALL:
        return _on_even_paper(gray, name, light)
    values = gray.astype(np.float32)
    overview, _ = overview_of(values)
    surface = _surface(overview)
    if light is None:
        light = _is_light(overview - surface)
    if light:
        values, overview, surface = 255 - values, 255 - overview, 255 - surface
    ink = _darkness(values, _paper(overview, surface, values.shape))
    grain = _grain(ink)
    faintest = max(FAINTEST, GRAINS * grain)
    if not (ink > faintest).any():
        raise PictureError(f"{name} shows no digit: it is all of one colour")
    ink = _without_lines(ink, faintest, grain)
    strong = ink[ink > faintest]
    if strong.size < 4:
        raise PictureError(f"{name} shows no digit: what is on it are lines of the paper")
    darkest = float(np.quantile(strong, 0.98))
    depth = float(np.median(strong[strong > darkest / 2]))
    floor = max(FLOOR * depth, 2 * grain)
    # What remains of a faint pixel fades out, so that grain adds up to nothing.
    faded = np.where(ink < 2 * floor, 2 * (ink - floor), ink) / depth
    return np.asarray(np.clip(faded, 0, 1), np.float32)


def _without_lines(ink: Ink, faintest: float, grain: float) -> Ink:
    """Return ink without the lines that the paper has: rules, squares, boxes to be filled in."""
    from digitpad.pictures.forms import without_boxes
    from digitpad.pictures.rules import take_out_rules, without_rules

    unruled, is_squared = take_out_rules(ink, grain)
    # A row of boxes may have rules, too; all squares of squared paper would be boxes.
    unboxed = ink if is_squared else without_boxes(ink, faintest)
    return unruled if unboxed is ink else without_rules(unboxed, grain)


def _on_even_paper(gray: Gray, name: str, light: bool | None) -> Ink:
    values = gray.astype(np.float32)
    if light is None:
        border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
        ink = np.abs(values - np.median(border))
    else:
        ink = values - values.min(initial=255) if light else values.max(initial=0) - values
    strongest = float(ink.max(initial=0))
    if strongest < FAINTEST * 255:
        raise PictureError(f"{name} shows no digit: it is all of one colour")
    ink /= strongest
    ink[ink < FLOOR] = 0
    return np.asarray(ink, np.float32)


def overview_of(values: Ink) -> tuple[Ink, int]:
    """Return the means of square blocks, no more than OVERVIEW a side, and the blocks' side."""
    block = -(-max(values.shape) // OVERVIEW)
    return np.asarray(in_blocks(values, block).mean(axis=(1, 3)), np.float32), block


def _surface(overview: Ink) -> Ink:
    """Return the smooth surface that most of a picture lies on, float32 like the overview.

    It is a quadratic one, fitted again where it fits.
    """
    few = overview[::2, ::2]
    values = few.reshape(-1).astype(np.float64)
    terms = _terms(few.shape)
    # A digit may be more than half of its picture, but not of the picture's edge.
    border = np.concatenate([overview[0], overview[-1], overview[:, 0], overview[:, -1]])
    off = values - np.median(border)
    for _ in range(5):
        near = np.abs(off) <= max(2.0, 2.5 * float(np.quantile(np.abs(off), BARE)))
        parts = np.linalg.lstsq(terms[near], values[near], rcond=None)[0]
        off = values - terms @ parts
    surface = (_terms(overview.shape) @ parts).reshape(overview.shape)
    return np.asarray(np.clip(surface, overview.min(), overview.max()), np.float32)


def _is_light(off: Ink) -> bool:
    """Return whether ink is lighter than its paper: what stands out lies far off on one side of it.

    ``off``: how much brighter than about the paper each pixel is. A shadow with a hard edge leaves
    a part of the paper as far off.
    """
    from scipy import ndimage

    size = max(3, round(NO_STROKE * max(off.shape)))

    def weight(side: Ink) -> float:
        strokes = side - ndimage.grey_opening(side, (size, size), mode="nearest")
        return float((strokes**3).sum())

    return weight(np.maximum(off, 0)) > weight(np.maximum(-off, 0))


def _terms(shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return 1, x, y and their products at each pixel, (pixels, 6)."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    terms = [np.ones_like(x), x, y, x * x, x * y, y * y]
    return np.asarray(np.stack(terms).reshape(6, -1).T, np.float64)


def _paper(overview: Ink, surface: Ink, shape: tuple[int, ...]) -> Ink:
    """Return how bright the paper is behind the ink, float32 of ``shape``.

    ``surface``: about that; where paper has an edge, closing bends what is no even plane.
    """
    from scipy import ndimage

    size = max(3, round(CLOSED * min(overview.shape)))
    paper = ndimage.grey_closing(overview - surface, size=(size, size), mode="nearest")
    paper = ndimage.gaussian_filter(paper, size / 6, mode="nearest") + surface
    down, across = (_between(few, many) for few, many in zip(overview.shape, shape, strict=True))
    return np.asarray(down @ paper @ across.T, np.float32)


def _between(few: int, many: int) -> npt.NDArray[np.float32]:
    """Return the matrix (many, few) that puts ``many`` values evenly between ``few``."""
    block = -(-many // few)
    at = np.clip((np.arange(many) + 0.5) / block - 0.5, 0, few - 1)
    near = np.minimum(at.astype(int), max(0, few - 2))
    shares = np.zeros((many, few), np.float32)
    rows = np.arange(many)
    shares[rows, near] = 1 - (at - near)
    if few > 1:
        shares[rows, near + 1] = at - near
    return shares


def _darkness(values: Ink, paper: Ink) -> Ink:
    """Return how much darker than the paper each pixel is, as a share; where it is paper: 0."""
    ink = (paper - values) / np.maximum(paper, DARKEST)
    return np.asarray(ink - np.quantile(ink[::3, ::3], BARE), np.float32)


def _grain(ink: Ink) -> float:
    """Return the standard deviation of the paper's own, told from what is surely paper."""
    low, high = np.quantile(ink[::3, ::3], [BARE / 3, BARE])
    return (
        float(high - low) / 0.84
    )  # of a normal distribution, from its 12th percentile to its 36th
