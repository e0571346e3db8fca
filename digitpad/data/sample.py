"""One of the person's own samples: a drawing, and the digit it is meant to be."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.ink import Drawing, InkError
from digitpad.raster import SIDE, Input, rasterize

#: Where it comes from: named on the pad, asked for in a session, or taken in from a file.
Source = Literal["pad", "session", "file"]


@dataclass(frozen=True)
class Sample:
    """A drawing and the digit it is meant to be.

    ``ink``: the strokes as Quick, Draw! NDJSON has them, one object; '' where there are none and
    ``picture``, uint8 28x28 white on black as MNIST's, row by row, is all that is known.
    ``said``, ``confidence``: what the network answered then, and how surely, 0 to 1; None where
    nobody asked it. ``kept``: when, ISO 8601 in UTC. ``id``: 0 until it is kept.
    """

    label: int
    ink: str = ""
    picture: bytes | None = None
    said: int | None = None
    confidence: float | None = None
    network: str = ""
    source: Source = "file"
    kept: str = ""
    held_back: bool = False
    id: int = 0

    @classmethod
    def of(
        cls,
        shown: Drawing | Input,
        label: int,
        source: Source,
        *,
        said: int | None = None,
        confidence: float | None = None,
        network: str = "",
    ) -> "Sample":
        """Return a sample of this moment. ``shown``: a drawing, or float32 (28, 28) in 0..1."""
        ink, picture = "", None
        if isinstance(shown, Drawing):
            ink = replace(shown, label=label).to_json()
        else:
            picture = np.rint(shown * 255).astype(np.uint8).tobytes()
        return cls(label, ink, picture, said, confidence, network, source, now())

    @cached_property
    def drawing(self) -> Drawing | None:
        """Its strokes; None where only a picture is known, or the ink is damaged."""
        try:
            drawing = Drawing.from_json(self.ink)
        except InkError:
            return None
        drawing.label = self.label
        return drawing

    @cached_property
    def image(self) -> npt.NDArray[np.float32]:
        """The network's input, float32 (28, 28) in 0..1."""
        if self.drawing is not None:
            return rasterize(self.drawing)
        pixels = np.frombuffer(self.picture or bytes(SIDE * SIDE), np.uint8)
        return np.asarray(pixels.reshape(SIDE, SIDE) / np.float32(255), np.float32)

    @property
    def is_damaged(self) -> bool:
        """Whether nothing of it can be shown."""
        return self.drawing is None and self.picture is None

    @property
    def teaches(self) -> bool:
        """Whether a network may learn from it."""
        return not (self.held_back or self.is_damaged)

    @property
    def misread(self) -> bool:
        """Whether the network answered another digit."""
        return self.said is not None and self.said != self.label


class Counts(NamedTuple):
    """How many samples there are: ``of``: of each digit; ``misread`` and ``held_back`` of all."""

    of: tuple[int, ...]
    misread: int
    held_back: int

    @property
    def all(self) -> int:
        """How many there are in all."""
        return sum(self.of)


def now() -> str:
    """Return this moment as samples tell it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
