"""Where the bundled assets and the user's own files are, and how a file is written safely."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path

NETWORK_SUFFIX = ".keras"
DATA_DIR_VARIABLE = "DIGITPAD_DATA_DIR"


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
    """Return the folder of the user's trained networks, one ``.keras`` file each."""
    return data_dir() / "networks"


def claim(folder: Path, stem: str, suffix: str) -> Path:
    """Create an empty file under a name that was free, so that nobody else takes it.

    Returns ``folder/stem.suffix``, or ``folder/stem (2).suffix`` and so on.
    Raises OSError when the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem} ({number}){suffix}")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path


def claim_network(recipe_name: str) -> Path:
    """Claim a new file among the user's networks, named after the recipe and the time.

    Raises OSError when the folder cannot be made or written.
    """
    when = datetime.now().strftime("%Y-%m-%d %H.%M.%S")  # no colons: Windows allows none
    return claim(networks_dir(), f"{recipe_name} {when}", NETWORK_SUFFIX)


def temporary_network(recipe_name: str) -> Path:
    """Claim a network in a new folder of the system's temporary one. Raises OSError."""
    import tempfile

    return claim(Path(tempfile.mkdtemp(prefix="digitpad-")), recipe_name, NETWORK_SUFFIX)


def user_networks() -> list[Path]:
    """Return the user's networks, the newest first; an empty list where there are none."""
    found = []
    with suppress(OSError):
        for path in networks_dir().glob(f"*{NETWORK_SUFFIX}"):
            with suppress(OSError):  # gone since
                status = path.stat()
                # A hidden file is being written; an empty one has not been written yet.
                if not path.name.startswith(".") and status.st_size > 0:
                    found.append((status.st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def discard_if_empty(path: Path) -> None:
    """Give a claimed name back if nothing was ever written there."""
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, flush it to disk, then put it there.

    A reader sees the old file or the new one, never a half; a failure leaves the old one as it
    was. Raises OSError when the disk is full or the folder read-only.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


#: Debian's and Ubuntu's packages of the system libraries that Qt needs and small systems lack.
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def missing_library(error: BaseException) -> str:
    """Return, as one sentence, what to install when loading Qt failed with ``error``."""
    library = str(error).split(":", 1)[0].strip()
    package = _PACKAGES.get(library)
    if package:
        return (
            f"Qt needs the system library {library}; install its package: "
            f"sudo apt-get install {package} (the name on Debian and Ubuntu)"
        )
    if ".so" in library:
        return f"Qt needs the system library {library}; install the package that has it"
    return (
        f"Qt cannot be loaded ({error}); reinstall it: "
        "pip install --force-reinstall PySide6-Essentials"
    )
