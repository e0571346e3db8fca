"""digitpad.ui.data_sets.look: counts, examples, averages; written and opened again."""

from pathlib import Path

import numpy as np

from digitpad.ui.data_sets.look import EXAMPLES, Look, Part, ReadBy, look_at

GRAY = np.arange(1, 41, dtype=np.uint8)


def part(labels: list[int]) -> Part:
    """Return a picture for each label, the first all of 1, the second of 2, and so on."""
    images = np.broadcast_to(GRAY[: len(labels), None, None], (len(labels), 28, 28))
    return Part(images.copy(), np.array(labels, np.uint8))


def test_both_parts_are_counted_and_averaged() -> None:
    look = look_at("some", part([3, 3, 7]), part([3]))
    assert (look.all, look.train, look.test) == (4, 3, 1)
    assert look.counts == (0, 0, 0, 3, 0, 0, 0, 1, 0, 0)
    assert set(look.averages[3].flat) == {1}  # of 1, 2 and 1
    assert set(look.averages[7].flat) == {3}
    assert not look.averages[0].any()


def test_examples_are_the_digits_own_and_the_same_each_time() -> None:
    looks = [look_at("many", part([3] * 40), part([])) for _ in range(2)]
    assert np.array_equal(looks[0].examples, looks[1].examples)
    shown = looks[0].examples[3, :, 0, 0]
    assert len(set(shown.tolist())) == EXAMPLES
    assert not looks[0].examples[4].any()


def test_it_is_opened_as_it_was_kept(tmp_path: Path) -> None:
    look = look_at("some", part([3]), part([4]), ("one is blank",), ReadBy("mine", 2, 1, 0, True))
    look.keep(tmp_path)
    opened = Look.open(tmp_path)
    assert np.array_equal(opened.examples, look.examples)
    assert np.array_equal(opened.averages, look.averages)
    assert (opened.counts, opened.problems, opened.read_by) == (
        *(look.counts, look.problems, look.read_by),
    )
