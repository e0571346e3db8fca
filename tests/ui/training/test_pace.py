"""digitpad.ui.training.pace: the time that is left, pauses not counted."""

import pytest

from digitpad.ui.training.pace import Pace, clock


def test_the_rest_takes_as_long_as_what_is_done_took() -> None:
    pace = Pace()
    assert pace.seconds_left(100) is None
    pace.note(10, 1_000.0)
    assert pace.seconds_left(100) is None  # one moment tells no speed
    pace.note(20, 1_005.0)
    assert pace.seconds_left(100) == pytest.approx(40.0)
    assert pace.seconds_left(120) == pytest.approx(50.0)  # with more epochs
    pace.note(100, 1_045.0)
    assert pace.seconds_left(100) == 0.0


def test_pauses_do_not_count() -> None:
    pace = Pace()
    pace.note(0, 0.0)
    pace.note(10, 10.0)
    for now in (10.0, 12.0):  # said twice
        pace.pause(now)
    pace.resume(1_010.0)
    pace.resume(1_020.0)
    pace.note(20, 1_020.0)
    assert pace.seconds_left(30) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (5.4, "0:05"),
        (59.6, "1:00"),
        (750, "12:30"),
        (3_723, "1:02:03"),
        (float("nan"), "?"),
        (float("inf"), "?"),
    ],
)
def test_a_time_is_shown_as_a_clock_shows_it(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
