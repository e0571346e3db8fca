"""Ruled and squared paper: its lines found across the whole picture, and taken out.

A line is thin, and there from one side to the other, whatever is written over it; so it shows in
nearly every one of many upright strips, a little higher or lower in each as the picture is turned.
Where it is taken out, what stands above and below it is joined: strokes that cross it stay.
"""

import math

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]

STRIPS = 32
#: A line may rise or fall by this share of the width from side to side.
MOST_SLOPE = 0.08
COARSE, FINE = 4, 1  # pixels: how slopes are tried
#: A line is in at least this share of the strips that nothing is written over, and those are at
#: least that share of all. So much ink, and thicker than a line, is writing.
SEEN, LEAST, WRITTEN = 0.8, 0.4, 0.2
#: No thicker than this share of the picture's height, or so many pixels.
THICKEST, THICKEST_PIXELS = 0.006, 3
#: Fainter lines disturb nobody.
FAINTEST = 0.02
#: Strokes are darker than a line by so much of full depth where they lie along it.
DARKER = 0.2
MOST_LINES = 200


def without_rules(ink: Ink, grain: float) -> Ink:
    """Return the ink, float32 (height, width), without the lines that the paper itself has.

    ``grain``: the standard deviation of what is no ink.
    """
    return take_out_rules(ink, grain)[0]


def take_out_rules(ink: Ink, grain: float) -> tuple[Ink, bool]:
    """Return ink as ``without_rules`` does, and whether the paper is squared, not just ruled."""
    level = _without_level_rules(ink, grain)
    upright = _without_level_rules(level.T, grain)
    return np.ascontiguousarray(upright.T), level is not ink and upright.base is not level


def _without_level_rules(ink: Ink, grain: float) -> Ink:
    height, width = ink.shape
    thickest = max(THICKEST_PIXELS, round(THICKEST * height))
    if width < 4 * STRIPS or height < 8 * thickest:
        return ink
    edges = np.linspace(0, width, STRIPS + 1).astype(int)
    strips = np.add.reduceat(np.clip(ink, 0, 1), edges[:-1], axis=1) / np.diff(edges)
    thick = _thick(strips.T, thickest)
    thin = np.asarray(strips.T - thick, np.float32)
    middles = (edges[:-1] + edges[1:] - 1) / 2
    faintest = max(FAINTEST, 4 * grain / np.sqrt(width / STRIPS))
    # Under a stroke no line is to be seen: there it may be, or may not.
    found = _lines(thin, (thin > faintest) & (thick < WRITTEN), thick < WRITTEN, middles, width)
    if not found:
        return ink
    cleaned: Ink = ink.copy()
    for track in found:
        _take_out(cleaned, track, middles, thin, thickest)
    return cleaned


def _thick(strips: Ink, thickest: int) -> Ink:
    """Return each strip (n, height) without what in it is no thicker than that."""
    from scipy import ndimage

    # Beyond the picture there is nothing, so that a line along its edge is thin as well.
    size = (1, 2 * thickest + 1)
    return np.asarray(ndimage.grey_opening(strips, size, mode="constant"), np.float32)


def _lines(
    thin: Ink, seen: Marked, bare: Marked, middles: npt.NDArray[np.float64], width: int
) -> list[npt.NDArray[np.float64]]:
    """Return each line's row in each of the strips (n, height).

    ``seen``: where there may be a line. ``bare``: where it would be seen.
    """
    places = middles / width - 0.5
    most = MOST_SLOPE * width
    wide = _spread(seen, COARSE)
    coarse = max(
        np.arange(-most, most + 1, COARSE),
        key=lambda rise: float(_support(wide, bare, places * rise).sum()),
    )
    tried = np.arange(coarse - 4 * COARSE, coarse + 4 * COARSE + 1, FINE)
    # Lines add up to the sharpest where all strips agree.
    rise = max(
        tried,
        key=lambda rise: (float(np.square(_added(thin, places * rise)).sum()), -abs(float(rise))),
    )
    support = _support(_spread(seen, 1), bare, places * rise)
    rows = _middles_of_runs(support > 0)
    return [_track(thin, row + places * rise) for row in rows[:MOST_LINES]]


def _spread(seen: Marked, reach: int) -> Marked:
    """Return where there is something no more than so many rows away."""
    wide: Marked = seen.copy()
    for by in range(1, reach + 1):
        wide[:, by:] |= seen[:, :-by]
        wide[:, :-by] |= seen[:, by:]
    return wide


def _added(thin: Ink, shifts: npt.NDArray[np.float64]) -> Ink:
    """Return the sum of the strips (n, height), each shifted by so many rows, float32 (height,)."""
    height = thin.shape[1]
    total = np.zeros(height, np.float32)
    for strip, shift in zip(thin, np.rint(shifts).astype(int).tolist(), strict=True):
        low, high = _within(height, shift)
        total[low:high] += strip[low + shift : high + shift]
    return total


def _support(seen: Marked, bare: Marked, shifts: npt.NDArray[np.float64]) -> Ink:
    """Return how well each row is a line's where strips are shifted so; 0 where it is none."""
    count, height = seen.shape
    total, most = np.zeros(height, np.int16), np.zeros(height, np.int16)
    for strip, open_, shift in zip(seen, bare, np.rint(shifts).astype(int).tolist(), strict=True):
        low, high = _within(height, shift)
        total[low:high] += strip[low + shift : high + shift]
        most[low:high] += open_[low + shift : high + shift]
    share = total / np.maximum(most, 1)
    return np.where((share >= SEEN) & (most >= count * LEAST), share, 0).astype(np.float32)


def _within(height: int, shift: int) -> tuple[int, int]:
    """Return from where to where a row that lies so many rows lower is in the picture as well."""
    low = max(0, -shift)
    return low, max(low, min(height, height - shift))


def _middles_of_runs(marked: Marked) -> list[float]:
    changes = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return ((changes[::2] + changes[1::2] - 1) / 2).tolist()  # type: ignore[no-any-return]


def _track(thin: Ink, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return where a line lies in each strip, found to the pixel near where it should be."""
    count, height = thin.shape
    reach = np.arange(-3, 4)
    rows = np.rint(rows)
    at = (rows[:, None] + reach).astype(int)
    depth = thin[np.arange(count)[:, None], np.clip(at, 0, height - 1)]
    weights = np.where((at >= 0) & (at < height), np.square(depth), 0) + 1e-9
    off = (weights * reach).sum(1) / weights.sum(1)
    # A strip in which something is written must not bend it.
    x = np.arange(count, dtype=np.float64)
    good = np.abs(off - np.median(off)) < 2
    fit = np.polynomial.Polynomial.fit(x[good], (rows + off)[good], 2 if good.sum() > 8 else 1)
    return np.asarray(fit(x), np.float64)


def _take_out(
    ink: Ink,
    track: npt.NDArray[np.float64],
    middles: npt.NDArray[np.float64],
    thin: Ink,
    thickest: int,
) -> None:
    """Join what stands above and below a line, whose row in each strip is known."""
    height, width = ink.shape
    count = len(track)
    inner = (track >= 0) & (track <= height - 1)
    if not inner.any():
        return
    at = np.clip(np.rint(track).astype(int), 0, height - 1)
    # How thick it is: all its ink by the darkest of it. Its middle may be half a pixel off.
    strips = np.arange(count)[inner]
    around = np.clip(at[inner][:, None] + np.arange(-thickest, thickest + 1), 0, height - 1)
    profile = thin[strips[:, None], around]
    thickness = float(np.median(profile.sum(1) / np.maximum(profile.max(1), 1e-6)))
    half = math.ceil(thickness / 2 + 0.5)
    row = np.rint(np.interp(np.arange(width), middles, track)).astype(int)
    columns = np.arange(width)
    band = np.arange(-half, half + 1)
    rows = row[None, :] + band[:, None]
    inside = (rows >= 0) & (rows < height)
    rows = np.clip(rows, 0, height - 1)
    lined = ink[rows, columns]
    upper, lower = row - half - 1, row + half + 1
    # Where there is nothing on one side, the other counts; a line may leave the picture, too.
    above = ink[np.clip(np.where(upper < 0, lower, upper), 0, height - 1), columns]
    below = ink[np.clip(np.where(lower >= height, upper, lower), 0, height - 1), columns]
    share = ((band + half + 1) / (2 * half + 2))[:, None]
    joined = above * (1 - share) + below * share
    depth = float(np.median(profile.max(1)))
    darker = lined - depth
    joined = np.maximum(joined, np.where(darker > DARKER, darker / max(1 - depth, DARKER), 0))
    ink[rows[inside], np.broadcast_to(columns, rows.shape)[inside]] = np.minimum(lined, joined)[
        inside
    ]
