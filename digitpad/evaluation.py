"""How well a network reads labelled images: accuracy, loss, confusion, calibration, doubt."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.network import DenseNetwork

AT_ONCE = 1_000  # images a forward pass: memory stays small
EPSILON = 1e-7  # Keras clips probabilities there before the logarithm
MUCH_BETTER = 0.15  # of accuracy: by chance, or for a hard set, it is not so
BINS = 15  # of confidence, as in Guo et al.
Z = 1.959964  # standard deviations to each side of the mean that hold 95 % of a normal curve


class Interval(NamedTuple):
    """Where a share most likely lies, both 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Answers of about one confidence, from ``low`` to ``high``.

    ``confidence``: their mean one. ``accuracy``: the share of them that is right. Both are 0 to 1,
    or None where there is no answer.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Evaluation:
    """What a network answered to labelled images, and the figures that follow from it.

    ``truth``, ``answers``: int64 (count,), 0 to 9. ``confidences``: float32 (count,), each
    answer's probability. ``loss``: mean categorical cross-entropy in nats.
    """

    truth: npt.NDArray[np.int64]
    answers: npt.NDArray[np.int64]
    confidences: npt.NDArray[np.float32]
    loss: float

    @property
    def count(self) -> int:
        """How many images there were."""
        return len(self.truth)

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """Which answers are right, bool (count,)."""
        return np.equal(self.answers, self.truth)

    @cached_property
    def accuracy(self) -> float:
        """The share of answers that are right, 0 to 1."""
        return float(np.mean(self.right))

    @cached_property
    def interval(self) -> Interval:
        """The 95 % interval of the accuracy: what other images of this kind would give."""
        return wilson(int(self.right.sum()), self.count)

    @cached_property
    def confusion(self) -> npt.NDArray[np.int64]:
        """How often each digit was answered for each, int64 (10, 10): rows are the truth."""
        return np.bincount(self.truth * 10 + self.answers, minlength=100).reshape(10, 10)

    @cached_property
    def reliability(self) -> list[Bin]:
        """The reliability diagram: confidence and accuracy in 15 bins of equal width."""
        inside = np.minimum((self.confidences * BINS).astype(int), BINS - 1)
        counts = np.bincount(inside, minlength=BINS)
        confidence = np.bincount(inside, self.confidences, BINS)
        right = np.bincount(inside, self.right, BINS)
        return [
            Bin(
                number / BINS,
                (number + 1) / BINS,
                int(counts[number]),
                _share(confidence[number], counts[number]),
                _share(right[number], counts[number]),
            )
            for number in range(BINS)
        ]

    @cached_property
    def calibration_error(self) -> float:
        """How far confidence and accuracy are apart, 0 to 1.

        The expected calibration error over the bins of the reliability diagram (Guo et al., "On
        Calibration of Modern Neural Networks", 2017).
        """
        apart = sum(
            each.count * abs(each.confidence - each.accuracy)
            for each in self.reliability
            if each.confidence is not None and each.accuracy is not None
        )
        return float(apart / self.count)

    def wrong(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the images that are read wrong, the most confident first."""
        numbers = np.flatnonzero(~self.right)
        return numbers[np.argsort(-self.confidences[numbers], kind="stable")]

    def cell(self, digit: int, answer: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the images behind a cell of the confusion matrix.

        Of those read wrong the most confident come first, of those read right the least.
        """
        numbers = np.flatnonzero((self.truth == digit) & (self.answers == answer))
        sign = 1 if digit == answer else -1
        return numbers[np.argsort(sign * self.confidences[numbers], kind="stable")]

    def alone(self, other: "Evaluation") -> npt.NDArray[np.int64]:
        """Return the numbers of the images that only this network reads right, not the other.

        Those come first of whose wrong answer the other is surest.
        """
        numbers = np.flatnonzero(self.right & ~other.right)
        return numbers[np.argsort(-other.confidences[numbers], kind="stable")]

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
            "accuracy_interval": list(self.interval),
            "loss": self.loss,
            "calibration_error": self.calibration_error,
            "reliability": [asdict(each) for each in self.reliability],
            "per_digit": self.per_digit(),
            "confusion": self.confusion.tolist(),
        }


def _share(part: np.int64 | np.float64, whole: np.int64) -> float | None:
    return float(part / whole) if whole else None


def probabilities(
    network: DenseNetwork,
    images: npt.NDArray[np.generic],
    done: Callable[[int], object] = lambda _: None,
) -> npt.NDArray[np.float32]:
    """Return what a network says of images, float32 (n, 10).

    ``images``: uint8 (n, 28, 28) in 0..255 or float32 in 0..1. ``done``: told, now and then, how
    many more of them were read.
    """
    scale = np.float32(1 / 255 if images.dtype == np.uint8 else 1)
    said = [np.zeros((0, 10), np.float32)]
    for first in range(0, len(images), AT_ONCE):
        piece = images[first : first + AT_ONCE].astype(np.float32)
        said.append(network.probabilities(piece * scale))
        done(len(piece))
    return np.concatenate(said)


def evaluate(
    network: DenseNetwork,
    images: npt.NDArray[np.generic],
    labels: npt.ArrayLike,
    done: Callable[[int], object] = lambda _: None,
) -> Evaluation:
    """Return how well a network reads images.

    ``images`` and ``done``: as above. ``labels``: ints (n,), 0 to 9.
    Raises ValueError when there are none.
    """
    truth = np.asarray(labels, np.int64)
    if len(truth) == 0 or len(truth) != len(images):
        raise ValueError("an evaluation needs at least one image, and a label for each")
    said = probabilities(network, images, done)
    of_truth = said[np.arange(len(truth)), truth].astype(np.float64)
    return Evaluation(
        truth=truth,
        answers=said.argmax(axis=1).astype(np.int64),
        confidences=said.max(axis=1),
        loss=float(-np.log(np.clip(of_truth, EPSILON, 1 - EPSILON)).mean()),
    )


def reads_better_transposed(
    network: DenseNetwork, images: npt.NDArray[np.generic], labels: npt.ArrayLike
) -> bool:
    """Whether images are read much better with rows and columns swapped, as EMNIST's are.

    ``images`` and ``labels``: as above; some of them tell.
    """
    step = max(1, len(images) // AT_ONCE)
    some, truth = images[::step][:AT_ONCE], np.asarray(labels)[::step][:AT_ONCE]
    if not len(some):
        return False
    as_they_are = evaluate(network, some, truth).accuracy
    return evaluate(network, some.transpose(0, 2, 1), truth).accuracy > as_they_are + MUCH_BETTER


def wilson(right: int, count: int) -> Interval:
    """Return the 95 % interval of a share of which ``right`` of ``count`` were seen.

    The score interval of Wilson, "Probable Inference, the Law of Succession, and Statistical
    Inference" (1927), which Brown, Cai and DasGupta, "Interval Estimation for a Binomial
    Proportion" (2001), recommend: it holds near 100 % and for few images too.
    Raises ValueError when ``count`` is 0.
    """
    if count <= 0:
        raise ValueError("a share of nothing has no interval")
    share, spread = right / count, Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    reach = Z * math.sqrt(share * (1 - share) / count + spread / count / 4) / (1 + spread)
    # Where all are right or none, the end is met exactly but for rounding.
    return Interval(middle - reach if right else 0.0, middle + reach if right < count else 1.0)


def mcnemar(only_first: int, only_second: int) -> float:
    """Return how likely two equally good networks would differ as much by chance, 0 to 1.

    ``only_first``, ``only_second``: how many images only the one, only the other reads right. The
    exact test of McNemar, "Note on the Sampling Error of the Difference between Correlated
    Proportions or Percentages" (1947): a coin is thrown for each such image.
    """
    throws, fewer = only_first + only_second, min(only_first, only_second)
    ways = np.arange(1, fewer + 1)
    # log of the binomial coefficients, each from the one before; their sum may be far from 1.
    logs = np.concatenate([[0.0], np.cumsum(np.log((throws + 1 - ways) / ways))])
    return min(1.0, 2 * float(np.exp(logs - throws * math.log(2)).sum()))


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
