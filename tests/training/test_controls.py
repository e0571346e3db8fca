"""digitpad.training.controls: what is asked for in one thread is heard in another, once."""

import threading

import pytest

from digitpad.training.controls import Controls, Wishes

DEADLINE = 10.0  # seconds for another thread, which needs none


def test_at_first_nothing_is_asked_for() -> None:
    controls = Controls()
    assert not controls.stopping
    assert not controls.paused
    assert not controls.attended
    assert not controls.wishes()


def test_wishes_are_gathered_until_they_are_heard_and_then_forgotten() -> None:
    controls = Controls()
    controls.wish(more_epochs=2)
    controls.wish(learning_rate=0.1)
    controls.wish(more_epochs=3, learning_rate=0.01)  # the last rate is what is meant
    controls.wish(dropout=0.0)
    wishes = controls.wishes()
    assert wishes == Wishes(5, 0.01, 0.0)
    assert wishes
    assert not controls.wishes()


@pytest.mark.parametrize("wish", [Wishes(1, None, None), Wishes(0, 0.1, None), Wishes(0, None, 0)])
def test_any_wish_is_one_even_a_dropout_of_0(wish: Wishes) -> None:
    assert wish


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        ({"learning_rate": 0}, "learning_rate is 0, but it must be above 0, at most 10"),
        ({"learning_rate": 11}, "learning_rate is 11"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"dropout": 1}, "dropout is 1, but it must be from 0 to below 1"),
        ({"dropout": -0.1}, "dropout is -0.1"),
        ({"more_epochs": -1}, "more_epochs is -1, but it must be 0 or above"),
        ({"more_epochs": 3, "learning_rate": 0.1, "dropout": 2}, "dropout is 2"),
    ],
)
def test_what_cannot_be_is_refused_whole(wish: dict[str, float], wrong: str) -> None:
    controls = Controls()
    with pytest.raises(ValueError, match=wrong):
        controls.wish(**wish)  # type: ignore[arg-type]
    assert not controls.wishes()


def waiting(controls: Controls) -> threading.Thread:
    thread = threading.Thread(target=controls.wait_while_paused)
    thread.start()
    return thread


def test_a_run_that_is_not_paused_does_not_wait() -> None:
    thread = waiting(Controls())
    thread.join(DEADLINE)
    assert not thread.is_alive()


@pytest.mark.parametrize("end", [Controls.resume, Controls.stop])
def test_a_paused_run_waits_until_it_is_to_go_on_or_to_end(end: object) -> None:
    controls = Controls()
    controls.pause()
    assert controls.paused
    thread = waiting(controls)
    thread.join(0.1)
    assert thread.is_alive()
    assert callable(end)
    end(controls)
    thread.join(DEADLINE)
    assert not thread.is_alive()
    assert not controls.paused
    assert controls.stopping == (end is Controls.stop)


def test_what_is_wished_for_in_a_pause_is_heard_there() -> None:
    controls = Controls()
    controls.pause()
    controls.wish(learning_rate=0.01)
    assert controls.wait_while_paused()  # something is asked, and it is paused still
    assert controls.wishes().learning_rate == 0.01
    controls.wish(dropout=0.5)
    controls.resume()
    assert not controls.wait_while_paused()


def test_a_run_that_is_to_end_is_never_paused_again() -> None:
    controls = Controls()
    controls.stop()
    controls.pause()
    assert not controls.paused
    controls.resume()
    assert controls.stopping


def test_wishes_of_many_threads_are_all_heard() -> None:
    controls, heard = Controls(), 0

    def ask() -> None:
        for _ in range(200):
            controls.wish(more_epochs=1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        heard += controls.wishes().more_epochs
    assert heard + controls.wishes().more_epochs == 800
