"""digitpad.training.personalise: a network learns a hand, keeps what it knew, and says so."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from digitpad.data.hands import draw_digit
from digitpad.data.mnist import load_mnist
from digitpad.data.samples import Sample, is_held_back
from digitpad.ink import Drawing, Stroke
from digitpad.network import DenseNetwork, NetworkError
from digitpad.resources import bundled_network
from digitpad.training import personalise as module
from digitpad.training.controls import Controls
from digitpad.training.events import Event, Tuned, Tuning
from digitpad.training.personalise import personalise
from digitpad.training.reporter import Stop
from digitpad.training.taught import PersonaliseError
from tests.tools import demo_digit

WHOLE = load_mnist()
#: With fewer pictures to be measured by.
MNIST = dataclasses.replace(WHOLE, x_test=WHOLE.x_test[:2_000], y_test=WHOLE.y_test[:2_000])
L = keras.layers


def own_sign(random: np.random.Generator) -> Drawing:
    """Return the 7 of a person who writes it as nobody else does: a 3 in a mirror."""
    drawing = draw_digit(random, 3)
    return Drawing([Stroke([-x for x in s.x], s.y) for s in drawing.strokes], label=7)


def sample(drawing: Drawing, number: int = 1) -> Sample:
    label = drawing.label or 0
    return Sample(label, drawing.to_json(), held_back=is_held_back(label, number))


def in_a_hand(count: int = 20) -> list[Sample]:
    """Return the samples of somebody with a 7 of their own."""
    random = np.random.default_rng(0)
    made = [
        sample(own_sign(random) if digit == 7 else draw_digit(random, digit), number)
        for number in range(1, count // 10 + 1)
        for digit in range(10)
    ]
    assert any(each.held_back for each in made)
    return made


@pytest.fixture(autouse=True)
def _less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay a third: what is shown here needs no more."""
    for name in ("MNIST_REPLAYED", "HANDS_REPLAYED"):
        monkeypatch.setattr(module, name, getattr(module, name) // 4)


def run(network: Path, samples: list[Sample], out: Path) -> list[Event]:
    events: list[Event] = []
    personalise(network, samples, MNIST, out, events.append)
    return events


def read_right(network: Path, drawings: list[Drawing], digit: int) -> float:
    images = np.array([sample(drawing).image for drawing in drawings])
    answers = DenseNetwork.open(network).probabilities(images).argmax(axis=1)
    return float((answers == digit).mean())


def test_a_sign_of_ones_own_is_learnt_and_nothing_is_forgotten(tmp_path: Path) -> None:
    out = tmp_path / "mine.keras"
    events = run(bundled_network(), in_a_hand(), out)
    random = np.random.default_rng(1)
    others = [own_sign(random) for _ in range(50)]
    assert read_right(bundled_network(), others, 7) < 0.2
    assert read_right(out, others, 7) > 0.9
    tuned = events[-1]
    assert isinstance(tuned, Tuned)
    assert tuned.mnist_after > tuned.mnist_before - 4
    assert tuned.taught_before < tuned.taught_after == tuned.taught_count


def test_one_correction_is_enough_for_drawings_like_it(tmp_path: Path) -> None:
    out, random = tmp_path / "mine.keras", np.random.default_rng(4)
    drawing = own_sign(random)
    run(bundled_network(), [sample(drawing)], out)
    assert read_right(bundled_network(), [drawing], 7) == 0
    assert read_right(out, [drawing], 7) == 1


def test_it_says_how_far_it_is_and_what_it_came_to(tmp_path: Path) -> None:
    out, samples = tmp_path / "mine.keras", in_a_hand()
    *tuning, tuned = run(bundled_network(), samples, out)
    shares = [event.share for event in tuning if isinstance(event, Tuning)]
    assert len(shares) == len(tuning) > 20
    assert shares == sorted(set(shares))
    assert 0 <= shares[0] < 0.05
    assert 0.95 < shares[-1] < 1
    assert isinstance(tuned, Tuned)
    held_back = [each for each in samples if each.held_back]
    assert tuned.own_count == len(held_back)
    assert tuned.taught_count == len(samples) - len(held_back)
    assert (tuned.path, tuned.mnist_count) == (str(out), 2_000)
    # What it tells is what the file reads.
    network = DenseNetwork.open(out)
    images = np.array([each.image for each in held_back])
    answers = network.probabilities(images).argmax(axis=1)
    assert tuned.own_after == sum(answers == [each.label for each in held_back])
    assert network.info["test"]["accuracy"] == tuned.mnist_after / 2_000
    assert network.info["personalised"]["samples"] == tuned.taught_count
    assert network.info["recipe"] == DenseNetwork.open(bundled_network()).info["recipe"]


def test_what_is_held_back_is_not_learnt_from(tmp_path: Path) -> None:
    samples = in_a_hand()
    one, two = tmp_path / "one.keras", tmp_path / "two.keras"
    run(bundled_network(), samples, one)
    run(bundled_network(), [each for each in samples if not each.held_back], two)
    assert kernels(one) == kernels(two)


def kernels(path: Path) -> list[bytes]:
    return [array.tobytes() for layer in DenseNetwork.open(path).layers for array in layer.weights]


def test_convolutions_written_out_stay_as_they_are(tmp_path: Path) -> None:
    out = tmp_path / "mine.keras"
    run(bundled_network(), in_a_hand(), out)
    before, after = DenseNetwork.open(bundled_network()), DenseNetwork.open(out)
    fixed = [layer.is_convolution for layer in after.layers]
    assert fixed == [True, True, True, False, False]
    for is_fixed, old, new in zip(fixed, before.layers, after.layers, strict=True):
        assert np.array_equal(old.weights[0], new.weights[0]) == is_fixed


MODELS = {
    "dense": [L.Dense(64, activation="relu"), L.Dropout(0.2), L.Dense(10, activation="softmax")],
    "a perceptron": [L.Dense(10, activation="softmax")],
    "logits": [L.Dense(32, activation="relu"), L.Dense(10)],
    "sigmoids": [L.Dense(32, activation="relu"), L.Dense(10, activation="sigmoid")],
    "bytes, normalised": [
        L.Rescaling(1 / 255),
        L.Flatten(),
        L.Dense(32, use_bias=False),
        L.BatchNormalization(),
        L.Activation("relu"),
        L.LayerNormalization(),
        L.Dense(10),
        L.Activation("softmax"),
    ],
}


@pytest.mark.parametrize("kind", MODELS)
def test_any_network_that_the_pad_reads_learns(kind: str, tmp_path: Path) -> None:
    path, out = tmp_path / "theirs.keras", tmp_path / "mine.keras"
    shape = (28, 28) if kind.startswith("bytes") else (784,)
    model = keras.Sequential([keras.Input(shape), *MODELS[kind]])
    model.save(path)
    *_, tuned = run(path, in_a_hand(), out)
    assert isinstance(tuned, Tuned)
    # It knew nothing and keeps half of that in mind, so much is not to be had of MNIST.
    assert tuned.taught_after > tuned.taught_before
    assert tuned.mnist_after > tuned.mnist_before
    assert [layer.kind for layer in DenseNetwork.open(out).layers] == [
        layer.kind for layer in DenseNetwork.open(path).layers
    ]


def test_what_normalises_keeps_its_statistics(tmp_path: Path) -> None:
    path, out = tmp_path / "theirs.keras", tmp_path / "mine.keras"
    layers = [L.Dense(16), L.BatchNormalization(), L.Dense(10, activation="softmax")]
    keras.Sequential([keras.Input((784,)), *layers]).save(path)
    run(path, in_a_hand(), out)
    before, after = (DenseNetwork.open(each).layers[1].weights for each in (path, out))
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def test_the_same_samples_come_to_the_same_network(tmp_path: Path) -> None:
    one, two = tmp_path / "one.keras", tmp_path / "two.keras"
    run(bundled_network(), in_a_hand(), one)
    run(bundled_network(), in_a_hand(), two)
    assert kernels(one) == kernels(two)


def test_a_sample_that_is_a_picture_is_learnt_from(tmp_path: Path) -> None:
    image = np.rint(sample(demo_digit(4)).image * 255).astype(np.uint8)
    *_, tuned = run(bundled_network(), [Sample(4, picture=image.tobytes())], tmp_path / "a.keras")
    assert isinstance(tuned, Tuned)
    assert (tuned.taught_count, tuned.taught_after, tuned.own_count) == (1, 1, 0)


def test_it_ends_when_it_is_told_to_and_keeps_nothing(tmp_path: Path) -> None:
    out, controls = tmp_path / "mine.keras", Controls()
    shares: list[float] = []

    def report(event: Event) -> None:
        assert isinstance(event, Tuning)
        shares.append(event.share)
        if event.share > 0.5:
            controls.stop()

    with pytest.raises(Stop):
        personalise(bundled_network(), in_a_hand(), MNIST, out, report, controls)
    assert max(shares) < 0.6
    assert list(tmp_path.iterdir()) == []


def test_without_a_sample_to_learn_from_it_says_what_to_do(tmp_path: Path) -> None:
    only = [dataclasses.replace(sample(demo_digit(3)), held_back=True)]
    with pytest.raises(PersonaliseError, match=r"no sample yet .* draw a digit"):
        run(bundled_network(), only, tmp_path / "mine.keras")


def test_a_network_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"gone\.keras"):
        run(tmp_path / "gone.keras", in_a_hand(), tmp_path / "mine.keras")


def test_where_learning_goes_astray_it_says_so_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEARNING_RATE", 1e36)
    with pytest.raises(FloatingPointError, match="cannot be fine-tuned"):
        run(bundled_network(), in_a_hand(), tmp_path / "mine.keras")
    assert list(tmp_path.iterdir()) == []
