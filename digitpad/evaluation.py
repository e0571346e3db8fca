"""How well a network reads labelled images: accuracy, loss, confusion, calibration, doubt."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digitpad.network import DenseNetwork

AT_ONCE = 1_000  # images a forward pass: memory stays small
EPSILON = 1e-7  # Keras clips probabilities there before the logarithm
BINS = 15  # of confidence, as in Guo et al.


@dataclass(frozen=True)
class Evaluation:
    """``confusion``: int (10, 10), rows the truth, columns the answers.

    ``loss``: mean categorical cross-entropy in nats.
    ``calibration_error``: how far confidence and accuracy are apart, 0 to 1: the expected
    calibration error over 15 bins (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    ``confidences``: float32 (count,), each answer's probability.
    """

    count: int
    accuracy: float
    loss: float
    confusion: npt.NDArray[np.int64]
    calibration_error: float
    confidences: npt.NDArray[np.float32]

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
            "calibration_error": self.calibration_error,
            "per_digit": self.per_digit(),
            "confusion": self.confusion.tolist(),
        }


def _share(part: np.int64, whole: np.int64) -> float | None:
    return float(part / whole) if whole else None


def probabilities(
    network: DenseNetwork, images: npt.NDArray[np.generic]
) -> npt.NDArray[np.float32]:
    """Return what a network says of images, float32 (n, 10).

    ``images``: uint8 (n, 28, 28) in 0..255 or float32 in 0..1.
    """
    scale = np.float32(1 / 255 if images.dtype == np.uint8 else 1)
    said = [np.zeros((0, 10), np.float32)]
    for first in range(0, len(images), AT_ONCE):
        piece = images[first : first + AT_ONCE].astype(np.float32)
        said.append(network.probabilities(piece * scale))
    return np.concatenate(said)


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
    said = probabilities(network, images)
    answers, confidences = said.argmax(axis=1), said.max(axis=1)
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (truth, answers), 1)
    of_truth = said[np.arange(len(truth)), truth].astype(np.float64)
    return Evaluation(
        count=len(truth),
        accuracy=float(np.mean(answers == truth)),
        loss=float(-np.log(np.clip(of_truth, EPSILON, 1 - EPSILON)).mean()),
        confusion=confusion,
        calibration_error=_calibration_error(confidences, answers == truth),
        confidences=confidences,
    )


def _calibration_error(confidences: npt.NDArray[np.float32], right: npt.NDArray[np.bool_]) -> float:
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    apart = np.bincount(bins, confidences - right.astype(np.float64), BINS)
    return float(np.abs(apart).sum() / len(right))


def auroc(digits: npt.NDArray[np.floating], non_digits: npt.NDArray[np.floating]) -> float:
    """Return how well confidence tells digits from what is none, 0.5 (not at all) to 1.

    The area under the receiver operating characteristic: how often a digit's largest
    probability, (n,), is above a non-digit's, (m,); a tie counts half (Hendrycks and Gimpel, "A
    Baseline for Detecting Misclassified and Out-of-Distribution Examples", 2017).
    Raises ValueError when either is empty.
    """
    if len(digits) == 0 or len(non_digits) == 0:
        raise ValueError("digits can be told from others only where there are both")
    others = np.sort(non_digits)
    below = np.searchsorted(others, digits, "left") + np.searchsorted(others, digits, "right")
    return float(below.mean() / 2 / len(others))
