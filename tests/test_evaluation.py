"""digitpad.evaluation: figures that can be checked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.mnist import load_mnist
from digitpad.evaluation import (
    Evaluation,
    auroc,
    evaluate,
    mcnemar,
    probabilities,
    reads_better_transposed,
    wilson,
)
from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network

NETWORK = DenseNetwork.open(bundled_network())
MNIST = load_mnist()


def test_the_figures_are_those_of_the_probabilities() -> None:
    images, labels = MNIST.x_test[:1_500], MNIST.y_test[:1_500].copy()
    labels[:30] = (labels[:30] + 1) % 10  # so that some are surely wrong
    evaluation = evaluate(NETWORK, images, labels)
    probabilities = NETWORK.probabilities(images / np.float32(255)).astype(float)
    right = probabilities.argmax(1) == labels
    assert evaluation.count == 1_500
    assert evaluation.accuracy == pytest.approx(right.mean())
    of_truth = np.clip(probabilities[np.arange(1_500), labels], 1e-7, 1 - 1e-7)
    assert evaluation.loss == pytest.approx(-np.log(of_truth).mean(), rel=1e-5)
    assert evaluation.confusion.sum() == 1_500
    assert np.trace(evaluation.confusion) == right.sum()
    for digit, row in enumerate(evaluation.per_digit()):
        own, answered = labels == digit, probabilities.argmax(1) == digit
        assert row["count"] == own.sum()
        assert row["recall"] == pytest.approx(right[own].mean())
        assert row["precision"] == pytest.approx(right[answered].mean())


def test_bytes_and_shares_give_the_same() -> None:
    labels = MNIST.y_test[:100]
    as_bytes = evaluate(NETWORK, MNIST.x_test[:100], labels)
    as_shares = evaluate(NETWORK, MNIST.x_test[:100] / np.float32(255), labels)
    assert as_bytes.loss == pytest.approx(as_shares.loss, rel=1e-4)


def test_a_digit_that_never_comes_has_no_figures() -> None:
    evaluation = evaluate(NETWORK, MNIST.x_test[:1], MNIST.y_test[:1])  # a 7, read right
    rows = evaluation.per_digit()
    assert rows[7]["recall"] == rows[7]["precision"] == 1
    assert rows[3] == {"digit": 3, "count": 0, "recall": None, "precision": None}


def test_nothing_cannot_be_evaluated() -> None:
    with pytest.raises(ValueError, match="at least one"):
        evaluate(NETWORK, MNIST.x_test[:0], [])


def test_the_calibration_error_is_the_gap_of_confidence_and_accuracy_bin_by_bin() -> None:
    images, labels = MNIST.x_test[:2_000], MNIST.y_test[:2_000].copy()
    labels[:300] = (labels[:300] + 1) % 10
    evaluation = evaluate(NETWORK, images, labels)
    said = probabilities(NETWORK, images).astype(float)
    right, confidence = said.argmax(1) == labels, said.max(1)
    gap = 0.0
    for low in np.arange(15) / 15:
        inside = (confidence >= low) & ((confidence < low + 1 / 15) | (low > 0.93))
        if inside.any():
            gap += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert evaluation.calibration_error == pytest.approx(gap, abs=1e-6)
    assert 0.1 < evaluation.calibration_error < 0.2  # 15% of the labels are wrong
    assert np.array_equal(evaluation.confidences, said.max(1).astype(np.float32))


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
)
def test_the_auroc_is_how_often_a_digit_is_above_a_non_digit(a: list[int], b: list[int]) -> None:
    digits, others = np.array(a) / 5, np.array(b) / 5
    pairs = [(x > y) + 0.5 * (x == y) for x in digits for y in others]
    assert auroc(digits, others) == pytest.approx(np.mean(pairs))


def test_the_auroc_needs_both() -> None:
    with pytest.raises(ValueError, match="both"):
        auroc(np.ones(3), np.ones(0))


def test_no_image_has_no_probabilities() -> None:
    assert probabilities(NETWORK, MNIST.x_test[:0]).shape == (0, 10)


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_interval_holds_the_shares_whose_test_does_not_refuse_what_was_seen(
    right: int, count: int
) -> None:
    right = min(right, count)
    low, high = wilson(right, count)
    assert 0 <= low < high <= 1
    assert low <= right / count + 1e-12
    assert high >= right / count - 1e-12
    for end in (low, high):  # there the score test is exactly at 1.96 deviations
        if 1e-9 < end < 1 - 1e-9:
            deviation = np.sqrt(end * (1 - end) / count)
            assert abs(right / count - end) / deviation == pytest.approx(1.96, abs=1e-3)


def test_the_interval_of_mnists_test_images() -> None:
    low, high = wilson(9_951, 10_000)
    assert (round(low, 4), round(high, 4)) == (0.9935, 0.9963)
    with pytest.raises(ValueError, match="of nothing"):
        wilson(0, 0)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_chance_of_a_difference_is_that_of_thrown_coins(a: int, b: int) -> None:
    tail = sum(math.comb(a + b, k) for k in range(min(a, b) + 1)) / 2 ** (a + b)
    assert mcnemar(a, b) == pytest.approx(min(1, 2 * tail))


def test_a_difference_of_thousands_is_no_chance_and_no_overflow() -> None:
    assert mcnemar(30_000, 200) == 0
    assert mcnemar(30_000, 30_000) == 1


def evaluation_of(truth: list[int], answers: list[int], confidences: list[float]) -> Evaluation:
    return Evaluation(
        np.array(truth, np.int64), np.array(answers, np.int64), np.array(confidences, np.float32), 0
    )


def test_the_wrong_ones_come_by_confidence_and_so_does_a_cell() -> None:
    evaluation = evaluation_of([1, 1, 1, 2, 1], [7, 1, 7, 2, 1], [0.6, 0.9, 0.8, 0.7, 0.5])
    assert evaluation.wrong().tolist() == [2, 0]
    assert evaluation.cell(1, 7).tolist() == [2, 0]
    assert evaluation.cell(1, 1).tolist() == [4, 1]  # the least sure first
    assert evaluation.cell(3, 3).tolist() == []


def test_what_one_network_reads_alone_comes_by_how_sure_the_other_was() -> None:
    one = evaluation_of([1, 2, 3, 4], [1, 2, 3, 0], [0.9, 0.9, 0.9, 0.9])
    other = evaluation_of([1, 2, 3, 4], [7, 2, 5, 4], [0.6, 0.9, 0.8, 0.9])
    assert one.alone(other).tolist() == [2, 0]
    assert other.alone(one).tolist() == [3]


def test_the_bins_hold_every_answer_once() -> None:
    evaluation = evaluation_of([1, 1, 2, 3], [1, 7, 2, 3], [0.5, 0.52, 1.0, 0.97])
    bins = evaluation.reliability
    assert [each.count for each in bins] == [0] * 7 + [2] + [0] * 6 + [2]
    assert bins[7].accuracy == 0.5
    assert bins[7].confidence == pytest.approx(0.51)
    assert bins[0].accuracy is None
    assert (bins[0].low, bins[-1].high) == (0, 1)
    assert evaluation.calibration_error == pytest.approx((2 * 0.01 + 2 * 0.015) / 4)


def test_what_is_stored_transposed_is_known_by_how_much_better_it_is_read() -> None:
    images, labels = MNIST.x_test[:3_000], MNIST.y_test[:3_000]
    turned = images.transpose(0, 2, 1)
    assert reads_better_transposed(NETWORK, turned, labels)
    assert reads_better_transposed(NETWORK, turned[:40] / np.float32(255), labels[:40])
    assert not reads_better_transposed(NETWORK, images, labels)
    assert not reads_better_transposed(NETWORK, images, (labels + 1) % 10)
    assert not reads_better_transposed(NETWORK, images[:0], labels[:0])
