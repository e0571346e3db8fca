"""digitpad.parallel: several processes give what one would give, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad.parallel import processors, results_of

several = pytest.mark.skipif(processors() < 2, reason="this machine gives one process alone")


def halves(number: int) -> Iterator[tuple[int, int]]:
    """Yield how often ``number`` can be halved, and where: several results, or none."""
    while number > 1:
        number //= 2
        yield number, os.getpid()


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100])
def test_results_come_in_the_order_of_the_things(count: int) -> None:
    found = [number for number, _ in results_of(halves, range(count))]
    assert found == [number for thing in range(count) for number, _ in halves(thing)]


@several
def test_each_processor_has_a_process_and_none_is_left() -> None:
    processes = {process for _, process in results_of(halves, range(100))}
    assert len(processes) == processors()
    assert os.getpid() not in processes
    assert not any(map(is_alive, processes))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@several
def test_what_is_raised_there_is_told_here_after_what_came_before() -> None:
    def work(number: int) -> Iterator[int]:
        yield number
        if number == 3:
            raise ValueError("three")

    results, found = results_of(work, range(10)), []
    with pytest.raises(ChildProcessError, match="ValueError: three"):
        for result in results:
            found.append(result)
    assert found == [0, 1, 2, 3]


@several
def test_a_process_that_is_killed_is_told() -> None:
    def work(number: int) -> Iterator[int]:
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        yield number

    with pytest.raises(ChildProcessError, match="was ended"):
        list(results_of(work, range(10)))


@several
def test_nobody_works_on_once_nobody_listens(tmp_path: Path) -> None:
    def work(number: int) -> Iterator[str]:
        (tmp_path / str(number)).touch()
        yield "long" * 10_000

    results = results_of(work, range(1_000))
    next(results)
    time.sleep(0.5)
    ahead = len(list(tmp_path.iterdir()))
    assert ahead < 100  # each waits where it is far ahead
    results.close()
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) <= ahead + processors()


@several
def test_processes_end_after_one_who_was_killed() -> None:
    code = (
        "import os, time\n"
        "from digitpad.parallel import results_of\n"
        "def work(n):\n"
        "    yield os.getpid()\n"
        "    yield 'long' * 100_000\n"
        "for result in results_of(work, range(1000)):\n"
        "    if isinstance(result, int):\n"
        "        print(result, flush=True)\n"
        "    time.sleep(0.1)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        processes = {int(parent.stdout.readline()) for _ in range(processors())}
        parent.kill()
    deadline = time.monotonic() + 10
    while any(map(is_running, processes)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Whether it still works; who has ended and is asked for by nobody stays in the table."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@several
def test_who_goes_on_at_ctrl_c_has_processes_that_do() -> None:
    code = (
        "import os, signal\n"
        "from digitpad.parallel import results_of\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "def work(n):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    yield n\n"
        "print(list(results_of(work, range(9))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{list(range(9))}\n", "")
