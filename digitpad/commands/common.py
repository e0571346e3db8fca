"""What several sub-commands need: the network asked for, Ctrl+C, libraries that say nothing."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.network import DenseNetwork, NetworkError
from digitpad.problem import Problem
from digitpad.resources import bundled_network


def open_network(path: Path | None) -> DenseNetwork:
    """Return the network of a file, or the bundled one. Raises Problem."""
    try:
        return DenseNetwork.open(path or bundled_network())
    except NetworkError as error:
        raise Problem(error) from None


def end_as_by_ctrl_c() -> None:
    """Let SIGTERM and a terminal that is closed end this as Ctrl+C does: nothing half is left."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # not under nohup
            signal.signal(number, interrupt)


class Interrupts:
    """Ctrl+C and SIGTERM from now on: the first asks to stop, the second ends it at once.

    TensorFlow, while it loads, may crash on a signal: then nothing is done until ``end_if_asked``.
    """

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop, self._asked = stop, threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()
        # Not from here: a signal may come while the lock that this takes is held.
        threading.Thread(target=self._stop).start()

    def end_if_asked(self) -> None:
        """End where nothing is done yet. Raises KeyboardInterrupt."""
        if self._asked.is_set():
            raise KeyboardInterrupt


@contextmanager
def native_messages_hidden() -> Iterator[None]:
    """Keep off the screen what C and C++ libraries say of their own accord."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
