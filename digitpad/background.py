"""How a process that works in the background lets the window go first."""

import os
import sys

LOWEST_NICENESS = 19
BELOW_NORMAL_PRIORITY_CLASS = 0x00004000
#: Set for the window's process only (see ui/app.py); others are to use every core.
WINDOW_ONLY = ("OPENBLAS_NUM_THREADS",)


def lower_priority() -> None:
    """Let every other process go first, so that the pen never waits for this one."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(LOWEST_NICENESS)
