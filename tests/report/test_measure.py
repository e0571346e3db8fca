"""digitpad.report.measure: figures of one or two networks, checked against their own answers."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.data.perturb import PERTURBATIONS, perturbed
from digitpad.data.sets import DataSet
from digitpad.evaluation import probabilities
from digitpad.report.measure import CELL_PICTURES, Comparison, measure, network_names
from digitpad.resources import bundled_network
from tests.report.tools import NETWORK, WORSE, some_mnist

MNIST = load_mnist()


def test_a_report_holds_what_the_network_answers() -> None:
    report = measure([("own", NETWORK)], some_mnist(300), harder=False)
    (reader,) = report.readers
    said = probabilities(NETWORK, MNIST.x_test[:300])
    assert (reader.name, reader.weights) == ("own", NETWORK.parameters)
    assert reader.made.recipe == "shipped"
    assert np.array_equal(reader.evaluation.answers, said.argmax(1))
    assert reader.robustness == {}
    assert report.comparison() is None
    assert report.count == 300


def test_robustness_is_the_accuracy_on_perturbed_pictures() -> None:
    report = measure([("own", NETWORK)], some_mnist(200))
    (reader,) = report.readers
    assert report.harder_count == 200
    order = np.random.default_rng(0).permutation(200)
    images, labels = MNIST.x_test[order], MNIST.y_test[order]
    for kind, amount in (("rotation", -45), ("shift", 6), ("noise", 0.3), ("thickness", -2)):
        said = probabilities(NETWORK, perturbed(images, kind, amount)).argmax(1)
        place = PERTURBATIONS[kind].amounts.index(amount)
        assert reader.robustness[kind][place] == pytest.approx(np.mean(said == labels))
    for kind, perturbation in PERTURBATIONS.items():
        unchanged = perturbation.amounts.index(0)
        assert reader.robustness[kind][unchanged] == reader.evaluation.accuracy
        assert len(reader.robustness[kind]) == len(perturbation.amounts)


def test_progress_rises_to_1() -> None:
    told: list[float] = []
    measure([("own", NETWORK), ("worse", WORSE)], some_mnist(50), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) > 20


def test_two_networks_are_compared_picture_by_picture() -> None:
    report = measure([("own", NETWORK), ("worse", WORSE)], some_mnist(200), harder=False)
    compared = report.comparison()
    assert compared
    own, worse = (reader.evaluation.right for reader in report.readers)
    assert compared.both == np.sum(own & worse)
    assert compared.only_first == np.sum(own & ~worse)
    assert sum(compared[:4]) == 200
    assert compared.chance < 1e-6
    assert "The first is better" in str(compared)


@pytest.mark.parametrize(
    ("compared", "said"),
    [
        (Comparison(5, 2, 2, 1, 1.0), "Neither is ahead"),
        (Comparison(5, 3, 1, 1, 0.625), "mere chance: chance would part two equals so far in 62%"),
        (Comparison(5, 0, 9, 1, 0.0039), "The second is better: chance would part two equals so "),
        (Comparison(5, 99, 0, 1, 1e-9), "less than 0.01% of cases"),
    ],
)
def test_a_difference_is_told_in_words(compared: Comparison, said: str) -> None:
    assert said in str(compared)


def test_the_pictures_kept_are_those_to_show() -> None:
    report = measure([("own", NETWORK), ("worse", WORSE)], some_mnist(900), harder=False)
    assert len(report.numbers) < 900  # of the many read right, not all
    for reader in report.readers:
        evaluation = reader.evaluation
        for number in [*evaluation.wrong()[:200], *evaluation.cell(1, 1)[:CELL_PICTURES]]:
            assert np.array_equal(report.picture(number), MNIST.x_test[number])


def test_pictures_in_shares_are_kept_as_bytes() -> None:
    data = DataSet("shares", MNIST.x_test[:20] / np.float32(255), MNIST.y_test[:20], [])
    report = measure([("own", NETWORK)], data, harder=False)
    assert np.array_equal(report.pictures, MNIST.x_test[report.numbers])


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="at least one"):
        measure([("own", NETWORK)], some_mnist(0))


def test_networks_are_called_by_their_files_and_two_alike_by_their_folders() -> None:
    assert network_names([bundled_network(), Path("a/b.keras")]) == ["Digitpad's own", "b"]
    assert network_names([Path("a/b.keras"), Path("c/b.keras")]) == ["a/b.keras", "c/b.keras"]
