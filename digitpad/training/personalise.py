"""Personalising: a network learns its user's hand from a few samples, and forgets nothing.

It is fine-tuned on the samples, each multiplied by variations of its strokes, mixed with a replay
of what it knew: MNIST's training images, synthetic hands, what is no digit. Of the replay it is to
say, half, what it said before (Li and Hoiem, "Learning without Forgetting", 2016), and of what is
no digit that alone: its doubts stay as they are. Layers that are convolutions written out stay as
they are too: they see strokes, whoever draws them, and what comes after them learns in seconds.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from digitpad.data.hands import NO_DIGIT, picture_hand
from digitpad.data.mnist import Mnist
from digitpad.data.samples import Sample
from digitpad.data.variations import picture_sample
from digitpad.evaluation import evaluate, probabilities
from digitpad.network import DenseNetwork
from digitpad.resources import network_name, replace_file
from digitpad.training.checkpoint import save_network, versions
from digitpad.training.controls import Controls
from digitpad.training.events import Event, Tuned, Tuning
from digitpad.training.examples import TARGETS
from digitpad.training.models import rebuilt
from digitpad.training.reporter import Stop
from digitpad.training.taught import divided

#: Each sample stands for so many pictures, and all of them for no more than the second figure,
#: or than one each.
VARIATIONS, MOST_VARIED = 200, 5_000
#: What is replayed. Fewer of all where more weights are to learn than AFFORDABLE: it is to take
#: seconds; but no fewer than LEAST of it.
MNIST_REPLAYED, HANDS_REPLAYED, NON_DIGITS_REPLAYED = 20_000, 4_000, 500
AFFORDABLE, LEAST = 1_500_000, 0.25
EPOCHS, BATCH_SIZE, LEARNING_RATE = 3, 128, 3e-4
STEPS_AT_ONCE = 8
READ_AT_ONCE = 1_000
#: How much of the whole is done once the pictures are made, and once they are learnt.
MADE, LEARNT = 0.35, 0.85

Floats = npt.NDArray[np.float32]


def personalise(
    network: Path,
    samples: Sequence[Sample],
    mnist: Mnist,
    out: Path,
    report: Callable[[Event], object],
    controls: Controls | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Fine-tune a network on somebody's samples into ``out``; return what the file tells.

    ``report`` gets Tuning as it goes and Tuned at the end. Held-back samples and MNIST's test
    images are only read, before and after. Raises PersonaliseError, NetworkError, Stop when the
    controls say so, OSError, FloatingPointError, MemoryError.
    """
    started = time.monotonic()
    told = _Told(report, controls or Controls())
    base = DenseNetwork.open(network)
    learnt, held_back = divided(samples)
    keras.utils.set_random_seed(seed)
    fixed = _fixed(base)
    model = rebuilt(base, fixed)
    share = min(1.0, max(LEAST, AFFORDABLE / max(1, model.count_params())))
    images, targets = _pictures(base, learnt, mnist, share, seed, told)
    inputs = np.concatenate([base.forward(base.in_its_range(p), fixed) for p in _pieces(images)])
    del images
    _learn(model, base, inputs, targets, told)
    new = base.with_weights(_weights(model, base, fixed))
    told.say(LEARNT, "Measures it on MNIST's test images")
    before, after = (evaluate(each, mnist.x_test, mnist.y_test) for each in (base, new))
    tuned = Tuned(
        str(out),
        *_read_right(base, new, held_back),
        *_read_right(base, new, learnt),
        before.count,
        int(before.right.sum()),
        int(after.right.sum()),
        0.0,
    )
    info = {
        **base.info,
        "created": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "versions": versions(),
        "test": {"count": after.count, "loss": after.loss, "accuracy": after.accuracy},
        "personalised": {
            "network": network_name(network),
            "samples": len(learnt),
            "held_back": len(held_back),
            "seed": seed,
            "own": [tuned.own_count, tuned.own_before, tuned.own_after],
            "mnist": [tuned.mnist_count, tuned.mnist_before, tuned.mnist_after],
        },
    }
    told.say(0.98, "Writes it")
    out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(out, lambda part: save_network(rebuilt(new), part, info))
    report(tuned._replace(seconds=round(time.monotonic() - started, 3)))
    return info


class _Told:
    """Says how far it is, and ends it where that is asked for."""

    def __init__(self, report: Callable[[Event], object], controls: Controls) -> None:
        self.report, self.controls = report, controls
        self.percent = -1

    def say(self, share: float, doing: str) -> None:
        """Say it, once a percent. Raises Stop."""
        if self.controls.stopping:
            raise Stop
        if int(share * 100) > self.percent:
            self.percent = int(share * 100)
            self.report(Tuning(self.percent / 100, doing))


def _fixed(network: DenseNetwork) -> int:
    """Return how many first layers stay as they are: up to the last convolution written out."""
    convolutions = [n for n, layer in enumerate(network.layers, 1) if layer.is_convolution]
    fixed = max(convolutions, default=0)
    if not any(layer.kind == "Dense" for layer in network.layers[fixed:]):
        return 0  # nothing would be left to learn
    return fixed


def _pieces(images: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    for first in range(0, len(images), READ_AT_ONCE):
        yield images[first : first + READ_AT_ONCE]


def _pictures(
    base: DenseNetwork,
    samples: Sequence[Sample],
    mnist: Mnist,
    share: float,
    seed: int,
    told: _Told,
) -> tuple[Floats, Floats]:
    """Return what is learnt from: float32 (n, 28, 28) in 0..1, and targets (n, 10)."""
    random = np.random.default_rng(seed)
    varied = max(len(samples), min(MOST_VARIED, VARIATIONS * len(samples)))
    varied = max(1, round(share * varied))
    hands, none, known = (
        round(share * count) for count in (HANDS_REPLAYED, NON_DIGITS_REPLAYED, MNIST_REPLAYED)
    )
    images = np.empty((varied + hands + none + known, 28, 28), np.uint8)
    labels = np.empty(len(images), np.uint8)
    order = random.permutation(len(samples))
    for number in range(varied):
        sample = samples[order[number % len(samples)]]
        images[number], labels[number] = picture_sample(random, sample), sample.label
        if number % 100 == 0:
            told.say(MADE * number / (varied + hands + none), "Varies your samples")
    for number in range(varied, varied + hands + none):
        digit = number % 10 if number < varied + hands else None
        images[number], labels[number] = (
            picture_hand(random, digit),
            NO_DIGIT if digit is None else digit,
        )
        if number % 100 == 0:
            told.say(MADE * number / (varied + hands + none), "Remembers other hands")
    chosen = np.sort(random.choice(len(mnist.x_train), known, replace=False))
    images[-known:], labels[-known:] = mnist.x_train[chosen], mnist.y_train[chosen]
    targets = TARGETS[labels]
    replayed = images[varied + hands :]
    said = probabilities(base, replayed)
    targets[varied + hands : -known] = said[:none]
    targets[-known:] = (targets[-known:] + said[none:]) / 2
    return np.asarray(images / np.float32(255), np.float32), targets


def _learn(
    model: keras.Model, base: DenseNetwork, inputs: Floats, targets: Floats, told: _Told
) -> None:
    """Let the layers that are free learn. Raises Stop, FloatingPointError."""
    for layer in model.layers:
        if "Normalization" in type(layer).__name__:
            layer.trainable = False  # a few thousand pictures say less of the usual than it knows
    last = next((layer.activation for layer in reversed(base.layers) if layer.activation), "")
    loss: keras.losses.Loss = (
        keras.losses.BinaryCrossentropy()
        if last == "sigmoid"
        else keras.losses.CategoricalCrossentropy(from_logits=last != "softmax")
    )
    batches = -(-len(inputs) // BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, batches * EPOCHS)
    model.compile(
        keras.optimizers.Adam(rate),
        loss,
        steps_per_execution=STEPS_AT_ONCE,
        jit_compile=False,  # no faster on CPUs, and seconds to compile
    )

    model.fit(
        inputs,
        targets,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        verbose=0,
        callbacks=[_Watch(batches, told)],
    )


class _Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Says how far the learning is."""

    def __init__(self, batches: int, told: _Told) -> None:
        super().__init__()
        self.batches, self.told, self.epoch = batches, told, 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Remember which one it is, from 0."""
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Say it. Raises Stop, FloatingPointError."""
        if not np.isfinite((logs or {})["loss"]):
            raise FloatingPointError("this network cannot be fine-tuned: its loss is no number")
        # Keras counts a call's batches to the end, also where the epoch ends before.
        done = (self.epoch + min(1.0, (batch + 1) / self.batches)) / EPOCHS
        self.told.say(MADE + (LEARNT - MADE) * done, "Learns")


def _weights(
    model: keras.Model, base: DenseNetwork, fixed: int
) -> dict[int, list[npt.NDArray[np.float32]]]:
    """Return the weights of the layers that learnt, by the layers' numbers in the whole network."""
    learnt = (layer.get_weights() for layer in model.layers if layer.weights)
    numbers = (n for n, layer in enumerate(base.layers) if n >= fixed and layer.weights)
    return dict(zip(numbers, learnt, strict=True))


def _read_right(
    base: DenseNetwork, new: DenseNetwork, samples: Sequence[Sample]
) -> tuple[int, int, int]:
    """Return how many samples there are, and how many each network reads right."""
    if not samples:
        return 0, 0, 0
    images = np.array([sample.image for sample in samples])
    labels = [sample.label for sample in samples]
    before, after = (evaluate(each, images, labels).right.sum() for each in (base, new))
    return len(samples), int(before), int(after)
