"""How a process that works in the background lets the window go first, and ends with it."""

import os
import sys
import threading
from collections.abc import Callable

LOWEST_NICENESS = 19
BELOW_NORMAL_PRIORITY_CLASS = 0x00004000
#: Set for the window's process only (see ui/app.py); others are to use every core.
WINDOW_ONLY = ("OPENBLAS_NUM_THREADS",)


def when_input_ends(act: Callable[[], object]) -> None:
    """Act, in a thread of its own, when nobody writes to standard input any more."""

    def wait() -> None:
        sys.stdin.read()
        act()

    threading.Thread(target=wait, daemon=True).start()


def end_with_the_window() -> None:
    """End at once when the window, which holds our input, is gone."""
    when_input_ends(lambda: os._exit(1))


def lower_priority() -> None:
    """Let every other process go first, so that the pen never waits for this one."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(LOWEST_NICENESS)
