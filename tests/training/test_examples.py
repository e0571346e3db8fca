"""digitpad.training.examples: what an epoch is made of."""

import dataclasses

import numpy as np

from digitpad.data.hands import NO_DIGIT
from digitpad.data.mnist import load_mnist
from digitpad.training.examples import REDRAWN, TARGETS, Examples
from digitpad.training.recipe import Recipe

MNIST = load_mnist()
PLAIN = Recipe(examples=50, batch_size=10)
MIXED = dataclasses.replace(PLAIN, hands=40, non_digits=20)


def test_without_hands_an_epoch_is_mnist_divided_by_255() -> None:
    inputs, targets = Examples(PLAIN, MNIST).epoch(0)
    assert inputs.dtype == targets.dtype == np.float32
    assert np.array_equal(inputs, (MNIST.x_train[:50] / np.float32(255)).reshape(50, 784))
    assert np.array_equal(targets.argmax(1), MNIST.y_train[:50])
    assert set(targets.ravel().tolist()) == {0.0, 1.0}


def test_the_target_of_a_non_digit_is_no_answer() -> None:
    assert np.allclose(TARGETS.sum(1), 1)
    assert np.allclose(TARGETS[NO_DIGIT], 0.1)


def test_hands_and_non_digits_come_after_mnist() -> None:
    inputs, targets = Examples(MIXED, MNIST).epoch(0)
    assert inputs.shape == (110, 784)
    labelled = targets.max(1) == 1
    assert labelled.tolist() == [True] * 90 + [False] * 20
    assert inputs.min() >= 0
    assert inputs.max() <= 1
    assert (inputs.sum(1) > 1).all()


def test_each_epoch_draws_a_part_anew_until_all_are_different() -> None:
    examples = Examples(MIXED, MNIST)
    before = examples.epoch(0)[0][50:]
    # At first few drawings stand for all of them.
    assert len({row.tobytes() for row in before}) <= 60 // REDRAWN + 2
    for number in range(1, REDRAWN + 1):
        now = examples.epoch(number)[0][50:]
        changed = (now != before).any(1).sum()
        assert 1 <= changed <= 60 // REDRAWN + 2
        before = now
    assert len({row.tobytes() for row in before}) == 60


def test_the_same_seed_gives_the_same_epochs_and_another_others() -> None:
    recipe = dataclasses.replace(MIXED, deformation=1.0)

    def second_epoch(seed: int) -> np.ndarray:
        examples = Examples(dataclasses.replace(recipe, seed=seed), MNIST)
        examples.epoch(0)
        return examples.epoch(1)[0]

    assert np.array_equal(second_epoch(1), second_epoch(1))
    assert not np.array_equal(second_epoch(1), second_epoch(2))


def test_a_share_of_the_pictures_stays_as_it_is_and_another_one_the_next_time() -> None:
    recipe = dataclasses.replace(PLAIN, examples=1_000, deformation=1.0, undeformed=0.3)
    examples = Examples(recipe, MNIST)
    sharp = MNIST.x_train[:1_000].reshape(1_000, 784) / np.float32(255)
    stayed = [(examples.epoch(number)[0] == sharp).all(1) for number in (0, 1)]
    assert all(0.2 < share.mean() < 0.4 for share in stayed)
    assert (stayed[0] != stayed[1]).mean() > 0.3


def test_validation_is_what_the_recipe_says() -> None:
    on_test, _ = Examples(PLAIN, MNIST).validation
    assert len(on_test) == 10_000
    inputs, targets = Examples(dataclasses.replace(PLAIN, validation="split"), MNIST).validation
    assert np.array_equal(inputs, MNIST.x_train[55_000:].reshape(-1, 784) / np.float32(255))
    assert np.array_equal(targets.argmax(1), MNIST.y_train[55_000:])
