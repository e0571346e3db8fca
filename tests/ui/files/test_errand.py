"""digitpad.ui.files.errand: work is done in a thread, and only the newest is heard of."""

import threading
from collections.abc import Iterator

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from digitpad.ui.files.errand import Errand


def test_results_come_in_order_and_in_the_windows_thread(qtbot: QtBot) -> None:
    errand = Errand()
    came: list[object] = []
    threads = set()

    def work() -> Iterator[object]:
        threads.add(threading.get_ident())
        yield from "abc"

    errand.came.connect(came.append)
    errand.came.connect(lambda _: came.append(QThread.currentThread() is errand.thread()))
    with qtbot.waitSignal(errand.ended):
        errand.begin(work)
        assert errand.is_busy
    assert came == ["a", True, "b", True, "c", True]
    assert threads.isdisjoint({threading.get_ident()})
    assert not errand.is_busy


def test_of_an_older_errand_nothing_is_heard(qtbot: QtBot) -> None:
    errand, go_on = Errand(), threading.Event()
    came: list[object] = []

    def slow() -> Iterator[object]:
        go_on.wait(10)
        yield "old"

    errand.came.connect(came.append)
    errand.begin(slow)
    with qtbot.waitSignal(errand.ended):
        errand.begin(lambda: ["new"])
    go_on.set()
    errand.leave()
    qtbot.wait(20)
    assert came == ["new"]


def test_a_mistake_ends_it_too(qtbot: QtBot) -> None:
    errand = Errand()

    def wrong() -> Iterator[object]:
        raise RuntimeError("a mistake of ours")

    with qtbot.captureExceptions() as caught:
        with qtbot.waitSignal(errand.ended):
            errand.begin(wrong)
        errand.leave()
    assert not errand.is_busy
    assert [str(value) for _, value, _ in caught] == ["a mistake of ours"]


def test_leaving_ends_what_has_no_end(qtbot: QtBot) -> None:
    errand = Errand()
    begun = threading.Event()

    def endless() -> Iterator[object]:
        while True:
            begun.set()
            yield None

    errand.begin(endless)
    begun.wait(10)
    errand.leave()
    assert not errand.is_busy
