"""The kept data sets that a window removed, and may bring back until it is closed.

Each window has a folder of its own for them, and holds a lock there, which the system lets go when
its process dies: what then lies there, nobody can bring back any more.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from digitpad.data.npz import SUFFIX
from digitpad.data.set_library import restore_set
from digitpad.resources import claim, data_dir, lock

LOCK = "lock"
TRIES = 10


def removed_sets_dir() -> Path:
    """Return the folder of those folders; it need not exist yet."""
    return data_dir() / "deleted data-sets"


class RemovedSets:
    """What one window removed."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self._held: IO[bytes] | None = None  # its folder's lock

    def remove(self, path: Path) -> Path:
        """Put a kept set away and return its file here. Raises OSError."""
        if self._held is None:
            self._held = _hold()
        gone = path.replace(claim(Path(self._held.name).parent, path.stem, SUFFIX))
        self.paths.append(gone)
        return gone

    def put_back(self, gone: Path) -> Path:
        """Put a set back among those that are kept, and return its file there. Raises OSError."""
        back = restore_set(gone)
        self.paths.remove(gone)
        return back

    def forget(self) -> None:
        """Delete them for good."""
        self.paths.clear()
        if self._held is not None:
            held, self._held = self._held, None
            _delete(held)


def _hold() -> IO[bytes]:
    """Return the lock of a new folder, open and held. Raises OSError."""
    removed_sets_dir().mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        # Under a name that was never another's: who deletes an old one, deletes no new one.
        path = Path(tempfile.mkdtemp(prefix="removed-", dir=removed_sets_dir())) / LOCK
        file = path.open("a+b")
        if lock(file) and path.exists():  # or somebody has tidied up just then
            return file
        file.close()
    raise OSError(f"no file can be locked in {removed_sets_dir()}")


def _delete(held: IO[bytes]) -> None:
    """Delete the folder of a lock that is held, and let that go."""
    folder = Path(held.name).parent
    with held:
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)  # Windows deletes no file that is open


def delete_what_nobody_holds() -> None:
    """Delete what windows have left that were killed."""
    with suppress(OSError):
        for folder in removed_sets_dir().iterdir():
            with suppress(OSError):  # it is gone meanwhile, or no such folder
                file = (folder / LOCK).open("r+b")
                if lock(file):
                    _delete(file)
                else:
                    file.close()
