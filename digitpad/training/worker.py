"""The process that trains: a job on standard input, Events on standard output, a line each.

The first line in is ``{"recipe": {...}, "out": "FILE.keras"}``. A later line ``stop``, or the end
of the input (the window is gone), ends the run after the batch at hand; what it has learnt is
kept.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from digitpad.problem import missing_library
from digitpad.resources import discard_if_empty
from digitpad.training.events import Event, Failed, encode
from digitpad.training.recipe import Recipe, RecipeError

LOWEST_NICENESS = 19
BELOW_NORMAL_PRIORITY_CLASS = 0x00004000


def lower_priority() -> None:
    """Let every other process go first, so that the pen never waits for the training."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(LOWEST_NICENESS)


def _private_stdout() -> TextIO:
    """Return standard output for ourselves and send what libraries print there to stderr."""
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return private


def main() -> int:
    """Run one job; return the exit code, 0 when its network was kept."""
    # Ctrl+C in the window's terminal reaches us too: the window ends, and so does our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lower_priority()
    output = _private_stdout()
    line_lock = threading.Lock()

    def report(event: Event) -> None:
        with line_lock:
            try:
                print(encode(event), file=output, flush=True)
            except OSError:  # nobody reads any more
                stop.set()

    stop = threading.Event()
    try:
        job: dict[str, Any] = json.loads(sys.stdin.readline())
        recipe = Recipe.from_dict(job["recipe"])
        out = Path(job["out"])
    except (ValueError, KeyError, TypeError) as error:
        why = str(error) if isinstance(error, RecipeError) else "the worker was given no job"
        report(Failed(why))
        return 2

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                break
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        from digitpad.data.mnist import load_mnist
        from digitpad.training import fit
    except ImportError as error:
        report(Failed(missing_library(error)))
        return 1
    try:
        if not stop.is_set():  # or nobody waits for it any more
            fit.train(recipe, load_mnist(), out, report, stop.is_set)
    except Exception as error:
        report(fit.failure(error))
        return 1
    finally:
        discard_if_empty(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
