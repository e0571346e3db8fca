"""digitpad.ui.samples.samples_model: which samples are shown, in what order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from digitpad.data.samples import Sample
from digitpad.ui.samples.samples_model import (
    ALL,
    FILTERS,
    MISREAD,
    ORDERS,
    Filter,
    Order,
    SamplesModel,
    caption,
    told,
)

DIGITS = st.integers(0, 9)
A_SAMPLE = st.builds(
    Sample,
    label=DIGITS,
    said=st.none() | DIGITS,
    kept=st.sampled_from(["2026-11-20T10:00:00.000+00:00", "2026-11-21T10:00:00.000+00:00"]),
)


@st.composite
def some_samples(draw: st.DrawFn) -> list[Sample]:
    drawn = draw(st.lists(A_SAMPLE, max_size=20))
    return [replace(sample, id=number) for number, sample in enumerate(drawn, 1)]


def model_of(samples: list[Sample]) -> SamplesModel:
    model = SamplesModel()
    model.set_samples(samples)
    return model


@given(some_samples())
def test_all_are_shown_the_misread_ones_first_and_then_the_newest(samples: list[Sample]) -> None:
    shown = model_of(samples).shown
    assert sorted(s.id for s in shown) == [s.id for s in samples]
    misread = [s.misread for s in shown]
    assert misread == sorted(misread, reverse=True)
    for alike in (True, False):
        newest = [(s.kept, s.id) for s in shown if s.misread == alike]
        assert newest == sorted(newest, reverse=True)


@given(some_samples(), st.sampled_from(FILTERS), st.sampled_from(ORDERS))
def test_a_filter_shows_as_many_as_its_count_says(
    samples: list[Sample], shown_by: Filter, order: Order
) -> None:
    model = model_of(samples)
    model.arrange(shown_by, order)
    assert model.rowCount() == model.counts()[FILTERS.index(shown_by)]
    assert all(map(shown_by.holds, model.shown))


def test_by_digit_they_go_from_0_to_9() -> None:
    model = model_of([Sample(label, id=label + 1) for label in (3, 9, 0, 7)])
    model.arrange(ALL, ORDERS[2])
    assert [sample.label for sample in model.shown] == [0, 3, 7, 9]


def test_what_is_relabelled_stays_where_it_stands_until_another_filter_is_chosen() -> None:
    samples = [Sample(7, said=1, id=1), Sample(5, said=6, id=2)]
    model = model_of(samples)
    model.arrange(MISREAD, ORDERS[0])
    model.set_samples([samples[0], replace(samples[1], label=6)])
    assert [(s.id, s.label) for s in model.shown] == [(2, 6), (1, 7)]
    model.arrange(MISREAD, ORDERS[0])
    assert [s.id for s in model.shown] == [1]


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (Sample(7), "7"),
        (Sample(7, said=7), "7"),
        (Sample(7, said=1), "7, read as 1"),
    ],
)
def test_a_caption_is_the_digit_and_what_it_was_taken_for(sample: Sample, words: str) -> None:
    assert caption(sample) == words


def test_the_tooltip_tells_all_that_is_known_of_a_sample() -> None:
    sample = Sample(
        7,
        said=1,
        confidence=0.834,
        network="mine <b>",
        source="pad",
        kept="2026-11-20T10:00:00.000+00:00",
        held_back=True,
        id=1,
    )
    first, second, third = told(sample).splitlines()
    assert first.startswith("Drawn on the pad, 2026-11-20 ")
    assert second == "mine <b> said 1, 83% sure"
    assert "Held back" in third
    model = model_of([sample])
    assert "mine &lt;b&gt;" in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "7, read as 1, held back"
