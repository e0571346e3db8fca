"""Where the bundled assets and the user's own files are, and how a file is written safely."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import IO

NETWORK_SUFFIX = ".keras"
NETWORK_SUFFIXES = (NETWORK_SUFFIX, ".h5", ".hdf5")  # that are read; the first is written
OWN, IN_MY_HAND = "Digitpad's own", ", in my hand"
DATA_DIR_VARIABLE = "DIGITPAD_DATA_DIR"
MAX_NAME_BYTES = 150  # of the 255 that a file's name may have: a time and a number come behind
#: What Windows takes for a device, whatever the case and whatever comes after a dot.
DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³]|con(in|out)\$)\s*(\.|$)", re.IGNORECASE)


def asset(name: str) -> Path:
    """Return the path of a bundled file, the same way installed or editable."""
    return Path(str(files("digitpad.assets") / name))


def data_dir() -> Path:
    """Return the user's own folder; ``DIGITPAD_DATA_DIR`` moves it (a portable stick, a test).

    The folder need not exist yet.
    """
    if moved := os.environ.get(DATA_DIR_VARIABLE):
        return Path(moved)
    import platformdirs

    return Path(platformdirs.user_data_dir("digitpad", appauthor=False))


def bundled_network() -> Path:
    """Return the path of the trained network that ships with the program."""
    return asset("digits.keras")


def networks_dir() -> Path:
    """Return the folder of the user's networks, one file each: trained, or kept from elsewhere."""
    return data_dir() / "networks"


def safe_name(text: str) -> str:
    """Return a person's words as the name of a file on any system; '' when nothing is left."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else " " for c in text)
    text = " ".join(text.split()).encode()[:MAX_NAME_BYTES].decode(errors="ignore").strip(" .")
    return f"_{text}" if DEVICES.match(text) else text


def _claim(folder: Path, stem: str, suffix: str, make: Callable[[Path], object]) -> Path:
    """Make something under a name that was free, so that nobody else takes it.

    Returns ``folder/stem.suffix``, or ``folder/stem (2).suffix`` and so on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem} ({number}){suffix}")
        try:
            make(path)
        except FileExistsError:
            number += 1
        else:
            return path


def claim(folder: Path, stem: str, suffix: str) -> Path:
    """Create an empty file under a name that was free, and return it.

    Raises OSError when the folder cannot be made or written.
    """
    return _claim(folder, stem, suffix, lambda path: path.touch(exist_ok=False))


def claim_folder(parent: Path, name: str) -> Path:
    """Make a folder under a name that was free, like ``claim``. Raises OSError."""
    return _claim(parent, safe_name(name) or "run", "", Path.mkdir)


def dated_name(recipe_name: str) -> str:
    """Return what a run and its network are called: by the recipe and the time."""
    when = datetime.now().strftime("%Y-%m-%d %H.%M.%S")  # no colons: Windows allows none
    return f"{safe_name(recipe_name)} {when}".strip()


def personal_name(network: str) -> str:
    """Return what a network is called, but for the time, once it has learnt its user's hand."""
    without_time = re.sub(r" \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \(\d+\))?$", "", network)
    return f"{without_time.removesuffix(IN_MY_HAND)}{IN_MY_HAND}"


def claim_network(recipe_name: str) -> Path:
    """Claim a new file among the user's networks, named after the recipe and the time.

    Raises OSError when the folder cannot be made or written.
    """
    return claim(networks_dir(), dated_name(recipe_name), NETWORK_SUFFIX)


def keep_network(path: Path) -> Path:
    """Copy a network among the user's own, under a name that was free; return where it is.

    One that is there already stays as it is. Raises OSError.
    """
    if path.absolute().parent == networks_dir().absolute():
        return path
    kept = claim(networks_dir(), safe_name(path.stem) or "network", path.suffix)
    try:
        replace_file(kept, lambda part: shutil.copyfile(path, part))
    except OSError:
        discard_if_empty(kept)
        raise
    return kept


def temporary_network(recipe_name: str) -> Path:
    """Claim a network in a new folder of the system's temporary one. Raises OSError."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="digitpad-"))
    return claim(folder, safe_name(recipe_name) or "network", NETWORK_SUFFIX)


def user_networks() -> list[Path]:
    """Return the user's networks, the newest first; an empty list where there are none."""
    found = []
    with suppress(OSError):
        for path in networks_dir().iterdir():
            if path.suffix.lower() not in NETWORK_SUFFIXES:
                continue
            with suppress(OSError):  # gone since
                status = path.stat()
                # A hidden file is being written; an empty one has not been written yet.
                if S_ISREG(status.st_mode) and path.name[0] != "." and status.st_size > 0:
                    found.append((status.st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def network_name(path: Path) -> str:
    """Return what a network is called where several are listed."""
    if path == bundled_network():
        return OWN
    return path.stem if path.suffix == NETWORK_SUFFIX else path.name


def in_words(network: str) -> str:
    """Return a network's name as it stands in a sentence, or alone."""
    return f"{network} network" if network == OWN else network


def known_networks() -> list[Path]:
    """Return the bundled network and then the user's, the newest first."""
    return [bundled_network(), *user_networks()]


def discard_if_empty(path: Path) -> None:
    """Give a claimed name back if nothing was ever written there."""
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, flush it to disk, then put it there.

    A reader sees the old file or the new one, never a half; a failure leaves the old one as it
    was. Who may read it stays. Raises OSError when the disk is full or the folder read-only.
    """
    # Short, since the file's own name may be as long as a name can be.
    part = path.with_name(f".{os.getpid()}.part{path.suffix}")
    try:
        write(part)
        with suppress(FileNotFoundError):
            part.chmod(S_IMODE(path.stat().st_mode))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def lock(file: IO[bytes]) -> bool:
    """Lock an open file, until it is closed, against every other opening of it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
