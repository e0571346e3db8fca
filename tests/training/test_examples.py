"""digitpad.training.examples: what an epoch is made of, and that it is made ahead in order."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
import pytest

from digitpad.data.hands import NO_DIGIT
from digitpad.data.image_set import ImageSet
from digitpad.data.mnist import load_mnist
from digitpad.data.samples import Sample
from digitpad.training.examples import REDRAWN, TARGETS, Ahead, Chunk, Examples
from digitpad.training.recipe import Recipe
from tests.tools import demo_digit

MNIST = load_mnist()
PLAIN = Recipe(examples=50, batch_size=10)
MIXED = dataclasses.replace(PLAIN, hands=40, non_digits=20)
#: Five with strokes, of 0 to 4, and five pictures, of 5 to 9.
SAMPLES = [
    *(Sample.of(demo_digit(digit), digit, "pad") for digit in range(5)),
    *(Sample(label, picture=MNIST.x_test[label].tobytes()) for label in range(5, 10)),
]
#: More than one chunk, and all that is random.
RICH = dataclasses.replace(
    PLAIN,
    examples=1_000,
    hands=300,
    non_digits=100,
    samples=50,
    deformation=1.0,
    undeformed=0.7,
    batch_size=100,
)
#: Twenty pictures to learn from and six to validate on, none of which is in PLAIN.
DATA_SET = ImageSet(
    "mine", MNIST.x_test[:20], MNIST.y_test[:20], MNIST.x_test[20:26], MNIST.y_test[20:26]
)
ITS_OWN = dataclasses.replace(PLAIN, examples=0, data_set="mine", pictures=20)
DEADLINE = 10.0  # seconds for another thread, which needs none


def epoch(examples: Examples, number: int) -> Chunk:
    inputs, targets = zip(*examples.chunks(number), strict=True)
    return np.concatenate(inputs), np.concatenate(targets)


def sharp(images: np.ndarray) -> np.ndarray:
    """Return MNIST's own pictures as a network gets them."""
    return np.asarray(images.reshape(len(images), 784) / np.float32(255))


def places_of(inputs: np.ndarray, images: np.ndarray) -> list[int]:
    """Return which of MNIST's pictures each input is; -1 for those that are none of them."""
    numbers = {row.tobytes(): number for number, row in enumerate(sharp(images))}
    return [numbers.get(row.tobytes(), -1) for row in inputs]


def equal(a: Chunk, b: Chunk) -> bool:
    return np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1])


def test_an_epoch_is_each_of_mnists_pictures_once_with_its_label() -> None:
    inputs, targets = epoch(Examples(PLAIN, MNIST), 0)
    assert inputs.dtype == targets.dtype == np.float32
    places = places_of(inputs, MNIST.x_train[:50])
    assert sorted(places) == list(range(50))
    assert np.array_equal(targets.argmax(1), MNIST.y_train[places])
    assert set(targets.ravel().tolist()) == {0.0, 1.0}


def test_the_order_comes_from_the_seed_and_the_epoch() -> None:
    def order(seed: int, number: int) -> list[int]:
        examples = Examples(dataclasses.replace(PLAIN, seed=seed), MNIST)
        return places_of(epoch(examples, number)[0], MNIST.x_train[:50])

    assert order(1, 3) == order(1, 3)
    orders = [order(1, 3), order(1, 4), order(2, 3), list(range(50))]
    assert len({tuple(places) for places in orders}) == 4


def test_the_target_of_a_non_digit_is_no_answer() -> None:
    assert np.allclose(TARGETS.sum(1), 1)
    assert np.allclose(TARGETS[NO_DIGIT], 0.1)


def test_hands_and_non_digits_are_mixed_among_mnists() -> None:
    inputs, targets = epoch(Examples(MIXED, MNIST), 0)
    assert inputs.shape == (110, 784)
    assert inputs.min() >= 0
    assert inputs.max() <= 1
    assert (inputs.sum(1) > 1).all()
    is_mnist = np.array(places_of(inputs, MNIST.x_train[:50])) >= 0
    is_digit = targets.max(1) == 1
    assert is_mnist.sum() == 50
    assert (~is_digit).sum() == 20
    drawn = targets[is_digit & ~is_mnist].argmax(1)
    assert len(drawn) == 40
    for kind in (is_mnist, ~is_digit, is_digit & ~is_mnist):
        assert 10 < np.flatnonzero(kind).mean() < 100  # not one kind after the other


def test_each_epoch_draws_a_part_anew_until_all_are_different() -> None:
    examples, before = Examples(MIXED, MNIST), set[bytes]()
    for number in range(REDRAWN + 1):
        inputs, _ = epoch(examples, number)
        places = places_of(inputs, MNIST.x_train[:50])
        drawn = [row for row, place in zip(inputs, places, strict=True) if place < 0]
        now = {row.tobytes() for row in drawn}
        if number == 0:  # few drawings stand for all of them
            assert len(now) <= 60 // REDRAWN + 2
        else:
            assert 1 <= len(now - before) <= 60 // REDRAWN + 2
        before = now
    assert len(before) == 60


def test_each_own_sample_is_seen_as_often_and_never_twice_the_same() -> None:
    recipe = dataclasses.replace(PLAIN, examples=0, samples=40)
    examples, before = Examples(recipe, MNIST, SAMPLES), set[bytes]()
    for number in range(REDRAWN + 1):
        inputs, targets = epoch(examples, number)
        now = {row.tobytes() for row in inputs}
        assert len(now) == 40
        assert targets.argmax(1).tolist().count(7) in range(2, 7)
        if number == 0:
            assert targets.sum(0).tolist() == [4] * 10
        else:
            assert 1 <= len(now - before) <= 40 // REDRAWN + 1
        before = now


def test_more_own_samples_than_pictures_take_turns() -> None:
    recipe = dataclasses.replace(PLAIN, examples=0, samples=2, batch_size=1)
    examples, seen = Examples(recipe, MNIST, SAMPLES), set[int]()
    for number in range(0, 5 * REDRAWN, REDRAWN // 2):
        seen |= set(epoch(examples, number)[1].argmax(1).tolist())
    assert seen == set(range(10))


def of_data_set(pictures: int, numbers: range) -> list[list[int]]:
    """Return which of the data set's pictures each epoch shows, after a look at the labels."""
    examples = Examples(dataclasses.replace(ITS_OWN, pictures=pictures), MNIST, (), DATA_SET)
    shown = []
    for number in numbers:
        inputs, targets = epoch(examples, number)
        places = places_of(inputs, DATA_SET.x_train)
        assert np.array_equal(targets.argmax(1), DATA_SET.y_train[places])
        shown.append(places)
    return shown


def test_a_data_sets_pictures_are_each_shown_once_where_there_are_as_many_places() -> None:
    first, second = of_data_set(20, range(2))
    assert sorted(first) == sorted(second) == list(range(20))
    assert first != second


def test_another_part_of_a_data_set_is_shown_in_each_epoch_until_all_of_it_was() -> None:
    shown = of_data_set(10, range(4))
    assert all(len(set(places)) == 10 for places in shown)
    assert set(shown[0]) | set(shown[1]) == set(shown[2]) | set(shown[3]) == set(range(20))
    assert set(shown[0]) not in (set(shown[2]), set(shown[3]))


def test_where_a_data_set_has_few_pictures_each_is_shown_as_often_as_the_others() -> None:
    for pictures in (30, 47, 60, 1_000):
        for places in of_data_set(pictures, range(3)):
            counts = np.bincount(places, minlength=20)
            assert counts.sum() == pictures
            assert counts.max() - counts.min() <= 2
    whole = np.bincount(np.concatenate(of_data_set(30, range(4))), minlength=20)
    assert set(whole) == {6}  # in four epochs of one and a half rounds


def test_what_begins_anywhere_shows_the_same_part_of_a_data_set() -> None:
    assert of_data_set(13, range(5, 8)) == of_data_set(13, range(8))[5:]


def test_a_data_set_is_mixed_among_the_others_and_changes_none_of_them() -> None:
    both = dataclasses.replace(RICH, deformation=0.0, data_set="mine", pictures=40)
    inputs, targets = epoch(Examples(both, MNIST, SAMPLES, DATA_SET), 2)
    alone, _ = epoch(Examples(dataclasses.replace(both, pictures=0), MNIST, SAMPLES), 2)
    rows, others = ({row.tobytes() for row in each} for each in (inputs, alone))
    assert others < rows
    assert len(inputs) == len(alone) + 40
    mine = np.array(places_of(inputs, DATA_SET.x_train))
    assert np.array_equal(targets[mine >= 0].argmax(1), DATA_SET.y_train[mine[mine >= 0]])
    assert 400 < np.flatnonzero(mine >= 0).mean() < 1_100  # not at one end


def test_validation_may_be_a_data_sets_own_test_part() -> None:
    recipe = dataclasses.replace(PLAIN, data_set="mine", validation="data_set")
    inputs, targets = Examples(recipe, MNIST, (), DATA_SET).validation
    assert np.array_equal(inputs, sharp(DATA_SET.x_test))
    assert np.array_equal(targets.argmax(1), DATA_SET.y_test)


@pytest.mark.parametrize("first", [1, 2, REDRAWN, REDRAWN + 2])
def test_a_run_that_begins_at_an_epoch_sees_what_one_that_came_there_sees(first: int) -> None:
    came = Examples(RICH, MNIST, SAMPLES)
    for number in range(first):
        epoch(came, number)
    begun = Examples(RICH, MNIST, SAMPLES)
    for number in (first, first + 1):
        assert equal(epoch(begun, number), epoch(came, number))


def test_the_same_seed_gives_the_same_pictures_and_another_others() -> None:
    one, same, other = (
        epoch(Examples(dataclasses.replace(RICH, seed=seed), MNIST, SAMPLES), 1)
        for seed in (1, 1, 2)
    )
    assert equal(one, same)
    drawn, others = (
        {row.tobytes() for row in inputs[targets.max(1) < 1]} for inputs, targets in (one, other)
    )
    assert not drawn & others


def test_a_share_of_the_pictures_stays_as_it_is_and_another_one_the_next_time() -> None:
    recipe = dataclasses.replace(PLAIN, examples=1_000, deformation=1.0, undeformed=0.3)
    examples = Examples(recipe, MNIST)
    stayed = [
        set(places_of(epoch(examples, number)[0], MNIST.x_train[:1_000])) - {-1}
        for number in (0, 1)
    ]
    assert all(200 < len(places) < 400 for places in stayed)
    assert len(stayed[0] ^ stayed[1]) > 300


def test_mnist_itself_stays_as_it_is() -> None:
    before = MNIST.x_train[:1_000].copy()
    epoch(Examples(RICH, MNIST, SAMPLES), 0)
    assert np.array_equal(MNIST.x_train[:1_000], before)


def test_validation_is_what_the_recipe_says() -> None:
    on_test, _ = Examples(PLAIN, MNIST).validation
    assert np.array_equal(on_test, sharp(MNIST.x_test))
    split = dataclasses.replace(PLAIN, validation="split", held_back=700)
    inputs, targets = Examples(split, MNIST).validation
    assert np.array_equal(inputs, sharp(MNIST.x_train[59_300:]))
    assert np.array_equal(targets.argmax(1), MNIST.y_train[59_300:])


def test_the_batches_are_the_epochs_in_pieces_whoever_makes_them() -> None:
    others = makers()
    recipe = dataclasses.replace(RICH, batch_size=400)  # 1,450 pictures: the last batch is small
    examples = Examples(recipe, MNIST, SAMPLES)
    epochs = Examples(recipe, MNIST, SAMPLES).batches(5)
    for number in (5, 6):
        ahead, asked = list(next(epochs)), list(examples.batches_of(number))
        assert [len(inputs) for inputs, _ in ahead] == [400, 400, 400, 250]
        assert len(ahead) == recipe.batches
        assert all(equal(a, b) for a, b in zip(ahead, asked, strict=True))
        whole = tuple(np.concatenate(arrays) for arrays in zip(*ahead, strict=True))
        assert equal((whole[0], whole[1]), epoch(Examples(recipe, MNIST, SAMPLES), number))
    epochs.close()
    assert comes_true(lambda: makers() <= others)


def makers() -> set[threading.Thread]:
    """Return the threads that make pictures ahead."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("pictures")}


def comes_true(holds: Callable[[], bool]) -> bool:
    """Wait until something holds, and return whether it ever did."""
    until = time.monotonic() + DEADLINE
    while not holds() and time.monotonic() < until:
        time.sleep(0.001)
    return holds()


def test_what_is_made_ahead_keeps_its_order_and_ends() -> None:
    for count in (0, 1, 100):
        with closing(Ahead(iter(range(count)))) as ahead:
            assert list(ahead) == list(range(count))


def test_so_many_are_made_ahead_and_no_more() -> None:
    made, others = list[int](), makers()

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    ahead = Ahead(items(), depth=3)
    assert comes_true(lambda: len(made) == 3)
    assert next(ahead) == 0
    assert comes_true(lambda: len(made) == 4)
    time.sleep(0.05)
    assert made == [0, 1, 2, 3]
    ahead.close()
    assert list(ahead) == []
    assert comes_true(lambda: makers() <= others)
    assert len(made) == 4


def test_what_goes_wrong_while_they_are_made_reaches_the_reader_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise MemoryError("no room for a third")

    with closing(Ahead(items())) as ahead:
        assert [next(ahead), next(ahead)] == [1, 2]
        with pytest.raises(MemoryError, match="no room for a third"):
            next(ahead)
        assert list(ahead) == []


def test_it_may_be_closed_while_another_thread_waits() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 0
        begun.set()
        go_on.wait(DEADLINE)
        yield from range(1, 100)

    ahead, got = Ahead(items()), list[int]()
    reader = threading.Thread(target=lambda: got.extend(ahead))
    reader.start()
    assert begun.wait(DEADLINE)
    threading.Timer(0.2, go_on.set).start()
    ahead.close()
    reader.join(DEADLINE)
    assert not reader.is_alive()
    assert got in ([0], [0, 1])  # the one that was being made may still come


def test_what_was_begun_and_is_not_asked_for_is_given_up() -> None:
    examples = Examples(MIXED, MNIST)
    examples.begin(3)
    with closing(examples.batches(5)) as epochs:
        inputs, _ = next(next(epochs))
    expected, _ = next(Examples(MIXED, MNIST).batches_of(5))
    assert np.array_equal(inputs, expected)
    examples.begin(0)
    examples.close()
    with closing(examples.batches(0)) as epochs:  # and it can be begun again
        inputs, _ = next(next(epochs))
    assert np.array_equal(inputs, next(Examples(MIXED, MNIST).batches_of(0))[0])
