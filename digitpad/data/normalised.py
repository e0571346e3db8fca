"""Pictures of a set, whatever their size and colours, made like MNIST's: uint8 28x28.

What is the same for all of a set is found out by a look at its first pictures: the range of its
values, whether ink is light or dark, and whether all is placed as MNIST's already.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from digitpad.data.image_set import Images, ImageSetError
from digitpad.pictures.normalise import are_inputs
from digitpad.raster import SIDE

#: What pictures' values go up to: shares, scikit-learn's 8x8 digits, bytes, two bytes.
TOPS = (1, 16, 255, 65_535)
#: Where nothing is brighter than this, values above 255 are mistakes, not values of two bytes.
DARKEST_OF_TWO_BYTES = 4_080
#: A set of which so many are placed as MNIST's are is taken as it is.
NEARLY_ALL = 0.9
#: Where so many agree that ink is light (or dark), the others are taken to be so, too.
MOST = 0.8
LEAST_SIDE, MOST_SIDE = 8, 512

Pictures = npt.NDArray[np.generic]


def check_sides(where: str, height: int, width: int) -> None:
    """Refuse pictures that are too small or too large for a set. Raises ImageSetError."""
    if min(height, width) < LEAST_SIDE or max(height, width) > MOST_SIDE:
        raise ImageSetError(
            f"{where} has pictures of {width} x {height} pixels, where {LEAST_SIDE} x {LEAST_SIDE} "
            f"to {MOST_SIDE} x {MOST_SIDE} would be right"
        )


class Normaliser:
    """Makes the pictures of one set like MNIST's. ``where``: the file, for the sentences."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._top = 255
        #: Whether ink is lighter than its paper; None: each picture says so by itself.
        self._light: bool | None = True
        self._as_it_is = False

    def look(self, batches: Iterable[Pictures]) -> None:
        """Find out what is the same for all pictures. Raises ImageSetError."""
        batches = [batch for batch in batches if batch.size]
        self._top = self._top_of(batches)
        grays = [self._gray(batch) for batch in batches]
        shown = [gray[_contrast(gray) > 0] for gray in grays]
        votes = np.concatenate([np.zeros(0, bool), *map(_has_light_ink, shown)])
        share = float(votes.mean()) if len(votes) else 1.0
        self._light = True if share >= MOST else False if share <= 1 - MOST else None
        if self._light is not None:
            whole = [self._white_on_black(gray) for gray in shown if len(gray)]
            fits = [*map(_are_placed, whole)]
            self._as_it_is = bool(fits) and float(np.concatenate(fits).mean()) >= NEARLY_ALL

    def normalise(self, pictures: Pictures) -> tuple[Images, npt.NDArray[np.bool_]]:
        """Return pictures (n, height, width) as uint8 (n, 28, 28), and which show anything.

        Those that do not are black. Raises ImageSetError.
        """
        gray = self._gray(pictures)
        shows = _contrast(gray) > 0
        if self._as_it_is and gray.shape[1:] == (SIDE, SIDE):
            whole = self._white_on_black(gray)
            return np.where(shows[:, None, None], whole, np.uint8(0)), shows
        from digitpad.pictures.decode import PictureError  # which imports Qt
        from digitpad.pictures.single import normalise_gray

        placed = np.zeros((len(gray), SIDE, SIDE), np.uint8)
        for number in np.flatnonzero(shows).tolist():
            try:
                digit = normalise_gray(gray[number], self.where, self._light)
                placed[number] = np.rint(digit * 255)
            except PictureError:
                shows[number] = False
        return placed, shows

    def _white_on_black(self, gray: Images) -> Images:
        return gray if self._light else 255 - gray

    def _top_of(self, batches: list[Pictures]) -> int:
        """Return what the values go up to. Raises ImageSetError."""
        if not batches:
            return 255
        if all(batch.dtype == bool for batch in batches):
            return 1
        highest = max(float(batch.max()) for batch in batches)
        tops = [top for top in TOPS if highest <= top]
        if not tops or 255 < highest <= DARKEST_OF_TWO_BYTES:
            raise ImageSetError(f"{self.where}: {_wrong_value(highest)}")
        return tops[0] if highest > 0 or batches[0].dtype.kind == "f" else 255

    def _gray(self, pictures: Pictures) -> Images:
        """Return values as bytes. Raises ImageSetError."""
        if pictures.dtype == np.uint8 and self._top == 255:
            return np.asarray(pictures, np.uint8)
        values = pictures.astype(np.float32)
        low, high = float(values.min(initial=0)), float(values.max(initial=0))
        if not (low >= 0 and high <= self._top):  # False for NaN, too
            wrong = low if not low >= 0 else high
            raise ImageSetError(f"{self.where}: {_wrong_value(wrong, self._top)}")
        if high <= 1 < self._top and (values != np.rint(values)).any():  # shares, as a part may be
            raise ImageSetError(
                f"{self.where}: some of its pixels go up to {high:g}, others to {self._top:,}, "
                "where the same for all would be right"
            )
        return np.asarray(np.rint(values * np.float32(255 / self._top)), np.uint8)


def _are_placed(gray: Images) -> npt.NDArray[np.bool_]:
    """Return which pictures are placed as MNIST's."""
    return are_inputs(gray) if gray.shape[1:] == (SIDE, SIDE) else np.zeros(len(gray), bool)


def _wrong_value(value: float, top: int | None = None) -> str:
    right = f"0 to {top:,}, as before," if top else "0 to 1, 16, 255 or 65,535"
    return f"a pixel is {value:g}, where {right} would be right"


def _contrast(gray: Images) -> npt.NDArray[np.integer]:
    """Return the difference of each picture's lightest and darkest pixel."""
    flat = gray.reshape(len(gray), -1)
    return np.asarray(flat.max(1, initial=0).astype(int) - flat.min(1, initial=255))


def _has_light_ink(gray: Images) -> npt.NDArray[np.bool_]:
    """Return of which pictures the border, which is paper, is darker than the rest."""
    border = [gray[:, 0], gray[:, -1], gray[:, :, 0], gray[:, :, -1]]
    return np.asarray(np.concatenate(border, axis=1).mean(1) < gray.mean((1, 2)))
