"""digitpad.training.events: what a worker says is what the window hears."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.training.events import (
    Batch,
    Epoch,
    Event,
    Failed,
    Finished,
    Started,
    decode,
    encode,
)

EVENTS: list[Event] = [
    Started(669_706, 20, 469, 60_000, 10_000, {"keras": "3"}, ["CPU"]),
    Batch(1, 1, 2.3, 0.1),
    Epoch(1, 0.5, 0.8, 0.4, 0.9, 3.2, "net.keras", None),
    Finished("net.keras", True, 3, 0.1, 0.97, 12.5),
    Failed("something, and 'something else'"),
]


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


@pytest.mark.parametrize("line", ["", "x", "[]", "{}", '{"event": "other"}', '{"event": "batch"}'])
def test_what_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a training event"):
        decode(line)
