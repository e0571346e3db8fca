"""digitpad.training.events: what a worker says is what the window hears."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.events import (
    Batch,
    Epoch,
    Event,
    Failed,
    Finished,
    Knobs,
    Look,
    Paused,
    Ready,
    Resumed,
    Started,
    Summary,
    Tuned,
    Tuning,
    decode,
    encode,
)

EVENTS: list[Event] = [
    Ready(),
    Summary("two\nlines of 'boxes' ┃"),
    Started("run", 669_706, 1, 20, 469, 60_000, 10_000, ["output"], {"keras": "3"}, ["CPU"]),
    Batch(1, 1, 2.3, 0.1, 0.001, 12_345.6),
    Look(1, 7, [0.25, 3.0], [0.5], "gICA"),
    Epoch(1, 0.5, 0.8, 0.4, 0.9, 3.2, 0.001, "net.keras"),
    Epoch(1, 0.5, 0.8, 0.4, 0.9, 3.2, problem="the disk is full"),
    Knobs(21, 0.01, 0.5),
    Paused(),
    Paused("the disk is full"),
    Resumed(),
    Finished("net.keras", True, 3, 0.1, 0.97, 12.5, 2),
    Tuning(0.25, "Learns"),
    Tuned("net.keras", 10, 8, 10, 40, 30, 40, 10_000, 9_846, 9_854, 5.5),
    Failed("something, and 'something else'"),
]


def test_every_kind_is_among_them() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_one_line_and_comes_back(event: Event) -> None:
    line = encode(event)
    assert "\n" not in line
    assert json.loads(line)["event"] == type(event).__name__.lower()
    back = decode(line)
    assert (type(back), back) == (type(event), event)


@given(st.text())
def test_any_message_fits_on_a_line(message: str) -> None:
    assert decode(encode(Failed(message)).encode()) == Failed(message)


def test_a_finite_figure_comes_back_to_the_last_bit() -> None:
    loss = 0.1 + 0.2
    assert decode(encode(Batch(1, 1, loss, 1 / 3))) == Batch(1, 1, loss, 1 / 3)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"event": "other"}',
        '{"event": ["ready"]}',
        '{"event": "batch"}',
        '{"event": "ready", "more": 1}',
        "[" * 100_000,
        b"\xff",
    ],
    ids=lambda line: str(line[:20]),
)
def test_what_is_no_event_is_refused(line: str | bytes) -> None:
    with pytest.raises(ValueError, match="not a training event"):
        decode(line)
