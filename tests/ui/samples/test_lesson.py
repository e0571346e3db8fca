"""digitpad.ui.samples.lesson: each digit so many times, in random order, forth and back."""

from collections import Counter
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.samples import Sample
from digitpad.ui.samples.lesson import Lesson, digits_to_ask

each = st.integers(1, 10)


def sample(lesson: Lesson, said: int) -> Sample:
    return Sample(lesson.digit, said=said, confidence=1.0)


@given(each, st.randoms(use_true_random=False))
def test_each_digit_is_asked_for_as_often_and_none_twice_in_a_row(
    each: int, random: Random
) -> None:
    asked = digits_to_ask(each, random)
    assert Counter(asked) == dict.fromkeys(range(10), each)
    assert all(first != second for first, second in pairwise(asked))


@given(each, st.integers(0, 100), st.randoms(use_true_random=False))
def test_who_stops_early_has_drawn_all_digits_about_as_often(
    each: int, drawn: int, random: Random
) -> None:
    counts = Counter(digits_to_ask(each, random)[:drawn])
    assert max(counts.values(), default=0) - min(counts[digit] for digit in range(10)) <= 1


def test_the_order_is_another_one_each_time() -> None:
    assert len({tuple(Lesson(2).digits) for _ in range(5)}) > 1


@given(st.lists(st.sampled_from(["keep", "skip", "back"])))
def test_going_forth_and_back_keeps_each_drawing_with_its_place(steps: list[str]) -> None:
    lesson = Lesson(1, Random(1))
    for step in steps:
        if step == "back":
            lesson.back()
        elif lesson.is_over:
            break
        elif step == "keep":
            lesson.keep(sample(lesson, 0))
        else:
            lesson.skip()
        assert 0 <= lesson.number <= 10
        assert all(number < lesson.number for number in lesson.kept)
        assert all(lesson.digits[number] == kept.label for number, kept in lesson.kept.items())


def test_what_went_before_is_what_back_takes_away() -> None:
    lesson = Lesson(1)
    assert lesson.before is None
    first = sample(lesson, 0)
    lesson.keep(first)
    assert lesson.before is first
    lesson.skip()
    assert lesson.before is None
    lesson.back()
    lesson.back()
    assert lesson.number == 0
    assert not lesson.kept


def test_the_summary_tells_what_was_misread() -> None:
    lesson = Lesson(2, Random(1))
    assert lesson.summary() == "Nothing was drawn, and nothing is kept."
    lesson.keep(sample(lesson, lesson.digit))
    assert lesson.summary() == "1 drawing is kept. The network read it right."
    lesson.keep(sample(lesson, lesson.digit))
    assert lesson.summary() == "2 drawings are kept. The network read them all right."
    while not lesson.is_over:
        lesson.keep(sample(lesson, 0 if lesson.digit == 8 else lesson.digit))
    assert lesson.summary() == (
        "20 drawings are kept. The network read 18 of them right; it misread an 8 as 0 (2 times)."
    )


def test_the_summary_of_a_hand_that_is_read_all_wrong_stays_short() -> None:
    lesson = Lesson(3, Random(1))
    while not lesson.is_over:
        lesson.keep(sample(lesson, (lesson.digit + 1 + lesson.number // 10) % 10))
    assert lesson.summary().startswith("30 drawings are kept. The network read 0 of them right;")
    assert lesson.summary().endswith(", and 24 more.")
