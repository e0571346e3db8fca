"""digitpad.data.removed_sets: what can be brought back, and what nobody can any more."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digitpad.data.removed_sets import RemovedSets, delete_what_nobody_holds, removed_sets_dir
from digitpad.data.set_library import keep_set, kept_path, known_sets, open_kept
from tests.data.tools import digits, is_same


def left() -> list[Path]:
    """Return all that lies among what was removed."""
    return list(removed_sets_dir().rglob("*"))


def test_what_is_removed_can_be_put_back(data_folder: Path) -> None:
    removed = RemovedSets()
    gone = removed.remove(keep_set(digits(12, 5), "mine"))
    assert data_folder / "deleted data-sets" in gone.parents
    assert known_sets() == []
    assert kept_path("mine") is None
    keep_set(digits(3, 1), "mine")  # meanwhile another one has the name
    assert removed.put_back(gone).stem == "mine (2)"
    assert is_same(open_kept("mine (2)"), digits(12, 5))
    assert is_same(open_kept("mine"), digits(3, 1))
    assert removed.paths == []
    removed.forget()
    assert left() == []
    assert len(known_sets()) == 2


def test_two_of_one_name_are_both_held_until_they_are_forgotten() -> None:
    removed = RemovedSets()
    for size in (12, 3):
        removed.remove(keep_set(digits(size), "mine"))
    assert [path.stem for path in removed.paths] == ["mine", "mine (2)"]
    delete_what_nobody_holds()
    assert all(path.exists() for path in removed.paths)
    removed.forget()
    assert left() == []
    delete_what_nobody_holds()
    removed.remove(keep_set(digits(3), "again"))  # the window is opened again
    assert len(removed.paths) == 1


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    removed = RemovedSets()
    with pytest.raises(FileNotFoundError):
        removed.remove(tmp_path / "gone.npz")
    assert removed.paths == []


REMOVE = """
import sys
from digitpad.data.removed_sets import RemovedSets
from digitpad.data.set_library import keep_set
from tests.data.tools import digits
removed = RemovedSets()
removed.remove(keep_set(digits(12), sys.argv[1]))
print("removed", flush=True)
sys.stdin.read()
"""


def test_another_windows_stay_until_it_is_gone() -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", REMOVE, "theirs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "removed\n"
    removed = RemovedSets()
    ours = removed.remove(keep_set(digits(3), "ours"))
    delete_what_nobody_holds()
    assert sorted(path.stem for path in left() if path.suffix == ".npz") == ["ours", "theirs"]
    window.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    window.communicate()
    delete_what_nobody_holds()
    assert [path for path in left() if path.suffix == ".npz"] == [ours]
    removed.forget()
    assert left() == []


TIDY = """
import sys, time
from digitpad.data.removed_sets import delete_what_nobody_holds
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    delete_what_nobody_holds()
"""


def test_nothing_is_lost_while_another_window_tidies_up() -> None:
    keep_set(digits(3), "mine")
    tidying = subprocess.Popen([sys.executable, "-c", TIDY, "3"])
    until, times = time.monotonic() + 2.5, 0
    while time.monotonic() < until:
        removed = RemovedSets()
        gone = removed.remove(known_sets()[0])
        removed.put_back(gone)
        removed.forget()
        times += 1
    assert tidying.wait() == 0
    assert [path.stem for path in known_sets()] == ["mine"]
    assert times > 50
