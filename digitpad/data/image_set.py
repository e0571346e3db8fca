"""A data set as a file holds it: pictures of digits, normalised, and their labels."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.uint8]
Part = Literal["train", "test"]

PARTS: tuple[Part, ...] = ("train", "test")
#: More pictures than these are no set for one person's machine: 800 MB.
MAX_PICTURES = 1_000_000


class ImageSetError(ValueError):
    """A data set that cannot be read, kept or written; the message is one sentence for a person."""


class Stopped(ImageSetError):
    """It was not waited for."""


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Pictures of digits under Keras' own names.

    ``x_*``: uint8 (n, 28, 28), white on black, placed as MNIST's are. ``y_*``: uint8 (n,), 0 to
    9. The test part may be empty. ``problems``: a sentence for each kind of thing left out.
    """

    name: str
    x_train: Images
    y_train: Labels
    x_test: Images
    y_test: Labels
    problems: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pictures there are in all."""
        return len(self.y_train) + len(self.y_test)

    def part(self, part: Part) -> tuple[Images, Labels]:
        """Return the pictures and labels of a part."""
        return (self.x_train, self.y_train) if part == "train" else (self.x_test, self.y_test)


class Batch(NamedTuple):
    """Some pictures as a file holds them, on their way into a set.

    ``images``: any numbers, (n, height, width). ``labels``: (n,), whatever the file says, or None
    where it has none. ``share``: how much of the file is read by now, 0 to 1. ``problem``: one
    sentence for what could not be read instead, or for what there are no labels. ``placed``: the
    pictures are like MNIST's already.
    """

    part: Part
    images: npt.NDArray[np.generic]
    labels: npt.NDArray[np.generic] | None
    share: float
    problem: str = ""
    placed: bool = False


#: What a reader reads before it hands it on, in bytes.
AT_ONCE = 4_000_000
