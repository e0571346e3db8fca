"""The digits among the ink of a picture: which pieces of ink belong together, and in what order."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int32]

#: A pixel with so much ink belongs to a stroke.
STROKE = 0.4
# All of these are shares of the size of a digit, the longer side of its box.
WHOLE = 0.65  # a piece so large is a digit, a smaller one perhaps part of one
NEAR, APART = 0.3, 0.5  # a part is no farther from its digit; nor one half from the other
DOT = 0.15  # a part so small says nothing, unless it all but touches
SPECK = 0.3  # what belongs to no digit and is no larger is dirt
GAP = 0.06  # a stroke may be broken by so much
STACKED, ALONE = 1.5, 1.85  # no digit in pieces, one above the other, is higher; nor one of two
#: More pieces than this are a texture; only the largest are looked at.
MOST_PIECES = 600
EDGE_POINTS = 400  # of a piece's outline, to measure distances with
#: How far two points are apart, squared, is p @ SQUARED @ q if they are as those of an outline.
SQUARED = np.array([[-2, 0, 0, 0], [0, -2, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], np.float64)


@dataclass
class Piece:
    """Ink that hangs together. ``number``: among the labels. Edges in pixels."""

    number: int
    left: int
    top: int
    right: int
    bottom: int
    labels: Labels  # those of its box alone

    @property
    def width(self) -> int:
        """From its first column of ink to its last."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """From its first row of ink to its last."""
        return self.bottom - self.top

    @property
    def size(self) -> int:
        """The longer of both."""
        return max(self.width, self.height)

    def apart(self, other: "Piece") -> float:
        """Return how far its box is from another's, in pixels; 0 where they overlap."""
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        return float(np.hypot(max(0, across), max(0, down)))

    @cached_property
    def outline(self) -> npt.NDArray[np.float64]:
        """Points of its outline, (n, 4): row, column, row² + column², 1."""
        own = np.pad(self.labels == self.number, 1)
        inner = own[:-2, 1:-1] & own[2:, 1:-1] & own[1:-1, :-2] & own[1:-1, 2:]
        points = np.argwhere(own[1:-1, 1:-1] & ~inner) + np.array([self.top, self.left])
        points = points[:: -(-len(points) // EDGE_POINTS)].astype(np.float64)
        return np.column_stack([points, (points**2).sum(1), np.ones(len(points))])

    def distance(self, other: "Piece") -> float:
        """Return how far its ink is from another's, in pixels."""
        # Whole numbers, so exact; and sooner than SciPy's trees, which take long to import.
        return float(np.sqrt((self.outline @ SQUARED @ other.outline.T).min()))


def pieces_of(ink: Ink) -> tuple[Labels, list[Piece]]:
    """Return the label of each pixel, int32 (height, width), 0 for none, and the pieces of ink."""
    from scipy import ndimage

    labels, count = ndimage.label(ink > STROKE, np.ones((3, 3)), output=np.int32)
    sizes = np.bincount(labels.reshape(-1), minlength=count + 1)[1:]
    largest = np.argsort(-sizes, kind="stable")[:MOST_PIECES]
    places = ndimage.find_objects(labels)
    pieces = []
    for index in largest.tolist():
        rows, columns = places[index]
        pieces.append(
            Piece(
                index + 1, columns.start, rows.start, columns.stop, rows.stop, labels[places[index]]
            )
        )
    return labels, _without_frame(pieces, ink.shape)


def _without_frame(pieces: list[Piece], shape: tuple[int, ...]) -> list[Piece]:
    """Return the pieces but for what comes in from outside: a table's edge, a shadow, a frame."""
    height, width = shape
    inner = [
        piece
        for piece in pieces
        if not (
            (piece.left == 0 or piece.right == width or piece.top == 0 or piece.bottom == height)
            and (piece.width > 0.6 * width or piece.height > 0.6 * height)
        )
    ]
    largest = max((piece.size for piece in inner), default=0)
    # A digit may well fill its picture.
    return inner if largest > 0.1 * min(shape) else pieces


def group(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces of each digit, in the order of reading; specks belong to none."""
    size = _digit_size(pieces)
    whole = [piece for piece in pieces if piece.size >= WHOLE * size]
    groups = _joined(whole, size)
    loose = []
    for part in sorted((p for p in pieces if p.size < WHOLE * size), key=lambda p: -p.size):
        near = NEAR * size if part.size >= DOT * size else GAP * size
        # A dot leads to no other dot, or those of a screened print would all be the digit's.
        strokes = [[piece for piece in g if piece.size >= DOT * size] for g in groups]
        far = [_nearest(part, each, near) for each in strokes]
        nearest = min(far)
        if nearest <= near:
            groups[far.index(nearest)].append(part)
        elif part.size > SPECK * size:
            loose.append(part)
    return in_reading_order(groups + _joined(loose, size))


def _digit_size(pieces: list[Piece]) -> float:
    """Return how large a digit is: as most of the ink is in pieces of about that size."""
    sizes = np.array([piece.size for piece in pieces], np.float64)
    order = np.argsort(sizes)
    weight = np.cumsum(sizes[order] ** 2)
    return float(sizes[order][np.searchsorted(weight, weight[-1] / 2)])


def _nearest(part: Piece, others: list[Piece], limit: float) -> float:
    """Return how far a piece is from the nearest of others, where that is within the limit."""
    near = [other for other in others if part.apart(other) <= limit]
    return min((part.distance(other) for other in near), default=float("inf"))


def _joined(pieces: list[Piece], size: float) -> list[list[Piece]]:
    """Return pieces in groups, those together that a small gap parts."""
    groups: list[list[Piece]] = []
    most = ALONE if len(pieces) == 2 else STACKED
    for piece in pieces:
        touching = [g for g in groups if any(_belong(piece, other, size, most) for other in g)]
        groups = [g for g in groups if not any(g is each for each in touching)]
        groups.append([piece, *(each for g in touching for each in g)])
    return groups


def _belong(piece: Piece, other: Piece, size: float, most: float) -> bool:
    """Return whether two pieces, each as large as a digit, are parts of one.

    ``most``: how high that may be, as a share of the size.
    """
    common = min(piece.right, other.right) - max(piece.left, other.left)
    height = max(piece.bottom, other.bottom) - min(piece.top, other.top)
    # A bar over a 5, where two digits over one another would be twice as high.
    stacked = common > min(piece.width, other.width) / 4 and height < most * size
    far = NEAR if most == STACKED else APART
    limit = (far if stacked else GAP) * size
    return piece.apart(other) <= limit and piece.distance(other) <= limit


def in_reading_order(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Return digits line by line, from left to right; a line may rise or fall."""
    boxes = [
        (
            min(p.left for p in g),
            min(p.top for p in g),
            max(p.right for p in g),
            max(p.bottom for p in g),
        )
        for g in groups
    ]
    lines: list[list[int]] = []
    for index in sorted(range(len(groups)), key=lambda i: boxes[i][0]):
        _, top, _, bottom = boxes[index]
        best, most = None, 0.4
        for line in lines:
            _, other_top, _, other_bottom = boxes[line[-1]]
            common = min(bottom, other_bottom) - max(top, other_top)
            share = common / max(1, min(bottom - top, other_bottom - other_top))
            if share > most:
                best, most = line, share
        if best is None:
            lines.append([index])
        else:
            best.append(index)
    lines.sort(key=lambda line: np.mean([boxes[i][1] + boxes[i][3] for i in line]))
    return [groups[index] for line in lines for index in line]
