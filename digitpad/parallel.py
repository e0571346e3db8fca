"""Work in several processes, one a processor, with the results in order."""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import IO, Generic, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

#: What a line of a process tells; an empty one, that it is through with a thing.
FOUND, FAILED, END = "found", "failed", "\n"
MOST_PROCESSES = 8  # each has a network and a picture or two in memory


def processors() -> int:
    """Return how many processes are worth their start: 1 where they cannot be split off."""
    if sys.platform != "linux":  # macOS's libraries, and so Qt, do not survive a fork
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def results_of(
    work: Callable[[Thing], Iterable[Result]], things: Sequence[Thing]
) -> Generator[Result, None, None]:
    """Yield what ``work`` yields for each of some things, in their order.

    Each process begins as a copy of this one and takes every so many-th thing; it waits where it
    is far ahead, so that memory stays flat. Results go through JSON: a tuple comes as a list.
    Raises ChildProcessError where a process cannot begin, fails or is ended.
    """
    count = min(processors(), len(things))
    if count < 2:
        yield from chain.from_iterable(map(work, things))
        return
    children: list[_Child[Thing, Result]] = []
    gc.freeze()  # what is there already is not looked at, and so not copied, in each of them
    try:
        for first in range(count):
            children.append(_Child(work, things[first::count]))
        for number in range(len(things)):
            yield from children[number % count].results_of_next()
    finally:
        for child in children:
            child.end()
        gc.unfreeze()


class _Child(Generic[Thing, Result]):
    """A process that works through some things and writes what it finds to a pipe."""

    def __init__(self, work: Callable[[Thing], Iterable[Result]], things: Sequence[Thing]) -> None:
        reading, writing = os.pipe()
        try:
            self._process = os.fork()
        except OSError as error:
            raise ChildProcessError(f"no process can be started: {error.strerror}") from None
        if self._process == 0:
            try:
                os.close(reading)
                for number in (signal.SIGINT, signal.SIGTERM):
                    if signal.getsignal(number) != signal.SIG_IGN:  # behind a shell, it goes on
                        signal.signal(number, signal.SIG_DFL)
                # Once nobody reads, the next write fails: it ends with its parent.
                with os.fdopen(writing, "w") as pipe:
                    _serve(work, things, pipe)
            finally:
                os._exit(0)  # what the copy has open is its parent's to flush and to remove
        os.close(writing)
        self._pipe = os.fdopen(reading)

    def results_of_next(self) -> Iterator[Result]:
        """Yield what it finds for its next thing."""
        for line in self._pipe:
            if line == END:
                return
            if not line.endswith("\n"):  # it was killed as it wrote
                break
            kind, value = json.loads(line)
            if kind == FAILED:
                raise ChildProcessError(value)
            yield value
        raise ChildProcessError("a process that read some of them was ended")

    def end(self) -> None:
        """End it, whatever it does."""
        self._pipe.close()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _serve(
    work: Callable[[Thing], Iterable[Result]], things: Sequence[Thing], pipe: IO[str]
) -> None:
    """Write a line for each result, one at the end of each thing, and what was raised."""
    try:
        for thing in things:
            for result in work(thing):
                print(json.dumps((FOUND, result)), file=pipe)
            print(file=pipe, flush=True)
    except BrokenPipeError:
        return
    except BaseException as error:
        print(json.dumps((FAILED, f"{type(error).__name__}: {error}")), file=pipe)
