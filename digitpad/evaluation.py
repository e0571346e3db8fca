"""How well a network reads labelled images: accuracy, loss, per digit, confusion."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad.network import DenseNetwork

AT_ONCE = 1_000  # images a forward pass: memory stays small
EPSILON = 1e-7  # Keras clips probabilities there before the logarithm


@dataclass(frozen=True)
class Evaluation:
    """``confusion``: int (10, 10), rows the truth, columns the answers.

    ``loss``: mean categorical cross-entropy in nats.
    """

    count: int
    accuracy: float
    loss: float
    confusion: npt.NDArray[np.int64]

    def per_digit(self) -> list[dict[str, Any]]:
        """Return count, recall (right of its own) and precision (right of those so answered).

        A figure with nothing to divide by is None.
        """
        own, answered = self.confusion.sum(1), self.confusion.sum(0)
        return [
            {
                "digit": digit,
                "count": int(own[digit]),
                "recall": _share(self.confusion[digit, digit], own[digit]),
                "precision": _share(self.confusion[digit, digit], answered[digit]),
            }
            for digit in range(10)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON takes them."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "loss": self.loss,
            "per_digit": self.per_digit(),
            "confusion": self.confusion.tolist(),
        }


def _share(part: np.int64, whole: np.int64) -> float | None:
    return float(part / whole) if whole else None


def evaluate(
    network: DenseNetwork, images: npt.NDArray[np.generic], labels: npt.ArrayLike
) -> Evaluation:
    """Return how well a network reads images.

    ``images``: uint8 (n, 28, 28) in 0..255 or float32 in 0..1. ``labels``: ints (n,), 0 to 9.
    Raises ValueError when there are none.
    """
    truth = np.asarray(labels, np.int64)
    if len(truth) == 0 or len(truth) != len(images):
        raise ValueError("an evaluation needs at least one image, and a label for each")
    scale = np.float32(1 / 255 if images.dtype == np.uint8 else 1)
    probabilities = np.concatenate(
        [
            network.probabilities(images[first : first + AT_ONCE].astype(np.float32) * scale)
            for first in range(0, len(images), AT_ONCE)
        ]
    )
    answers = probabilities.argmax(axis=1)
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (truth, answers), 1)
    of_truth = probabilities[np.arange(len(truth)), truth].astype(np.float64)
    return Evaluation(
        count=len(truth),
        accuracy=float(np.mean(answers == truth)),
        loss=float(-np.log(np.clip(of_truth, EPSILON, 1 - EPSILON)).mean()),
        confusion=confusion,
    )
