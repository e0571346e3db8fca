"""What an epoch is mixed of: a bar of the shares, and sixteen of the pictures."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.raster import SIDE
from digitpad.training.preview import NOTHING, PREVIEWED, Picture, preview
from digitpad.training.recipe import BESIDES, Recipe
from digitpad.ui import theme

COLUMNS = 8
GAP = 3  # pixels between two pictures
LINE = 3  # pixels: below each picture, in the colour of its kind
BAR = 8  # pixels high
LARGEST = 2 * SIDE  # pixels: the side of a picture where there is much room

COLOURS = {
    "mnist": theme.accent,
    "hands": theme.second,
    "non_digits": theme.other,
    "samples": theme.series(2),
    "pictures": theme.series(3),
}
NAMES = {
    "mnist": "MNIST images",
    "hands": "synthetic digits",
    "non_digits": "not digits",
    "samples": "own samples",
    "pictures": "the data set's pictures",
}


class MixtureBar(QWidget):
    """A thin bar of the shares of what an epoch goes through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares: dict[str, float] = {}
        self.setFixedHeight(BAR)
        self.setToolTip("What an epoch is mixed of: the network learns most of what it sees most.")
        self.setAccessibleName("Shares of the training pictures")

    def show_shares(self, shares: dict[str, float]) -> None:
        """Show shares of 0 to 1 that add up to 1."""
        self.shares = shares
        told = ", ".join(f"{NAMES[kind]} {share:.0%}" for kind, share in shares.items())
        self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one piece beside the other."""
        with QPainter(self) as painter:
            left = 0.0
            for kind, share in self.shares.items():
                width = share * self.width()
                painter.fillRect(
                    QRectF(left, 0, width, self.height()), COLOURS[kind](self.palette())
                )
                left += width


class Swatch(QWidget):
    """A small square in the colour that a kind of pictures has in the bar."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), COLOURS[self.kind](self.palette()))


class PreviewView(QWidget):
    """Shows sixteen pictures as a recipe's first epoch has them, made one by one between events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: list[Picture] = []
        self._recipe: Recipe | None = None
        self._data_set = NOTHING
        self._turn = 0
        self._coming: Iterator[tuple[int, Picture]] = iter(())
        # A zero timer comes after the pen's events; each time it makes one picture.
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._make_one)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(COLUMNS * SIDE // 2)
        self.setToolTip(
            "Sixteen pictures as the network will see them, in the mixture above: what it never "
            "sees it cannot learn."
        )
        self.setAccessibleName("Preview of the training pictures")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the pictures, which are squares."""
        rows = -(-PREVIEWED // COLUMNS)
        self.setFixedHeight(rows * (self._side() + LINE + GAP) - GAP)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show what this recipe learns from; nothing is made anew when that is the same."""
        if self._recipe is None or _learnt_from(recipe) != _learnt_from(self._recipe):
            self._recipe = recipe
            self._begin()

    def show_anew(self) -> None:
        """Show what this recipe learns from by now: there are other samples."""
        self._begin()

    def show_data_set(self, pictures: npt.NDArray[np.uint8]) -> None:
        """Show these, uint8 (n, 28, 28), as the pictures of the recipe's data set."""
        self._data_set = pictures
        if self._recipe is not None and self._recipe.pictures:
            self._begin()

    def show_more(self) -> None:
        """Show others."""
        self._turn += 1
        self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the pictures that nobody could see before."""
        self._timer.start()

    def _begin(self) -> None:
        if self._recipe is not None:
            self._coming = enumerate(preview(self._recipe, self._turn, pictures=self._data_set))
            if self.isVisible():
                self._timer.start()

    def _make_one(self) -> None:
        # The old pictures stay until the new ones are there: nothing flickers.
        number, picture = next(self._coming, (0, None))
        if picture is None or not self.isVisible():
            self._timer.stop()
        if picture is not None:
            self.pictures[number : number + 1] = [picture]
            self.update()

    def _side(self) -> int:
        return min(LARGEST, (self.width() - (COLUMNS - 1) * GAP) // COLUMNS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each picture and, below it, which kind it is of."""
        side = self._side()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for number, (kind, values) in enumerate(self.pictures):
                row, column = divmod(number, COLUMNS)
                left, top = column * (side + GAP), row * (side + LINE + GAP)
                gray = np.ascontiguousarray(np.rint(values * 255), np.uint8)
                image = QImage(gray.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
                painter.drawImage(QRectF(left, top, side, side), image)
                colour = COLOURS[kind](self.palette())
                painter.fillRect(QRectF(left, top + side, side, LINE), colour)


def _learnt_from(recipe: Recipe) -> tuple[object, ...]:
    """Return what the pictures depend on."""
    counts = recipe.mnist_count, *(getattr(recipe, name) for name in BESIDES)
    return recipe.seed, recipe.deformation, recipe.undeformed, *counts
