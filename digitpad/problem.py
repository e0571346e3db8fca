"""What is wrong with what a person gave, in one sentence, and the exit code that goes with it."""

import sys

# Exit codes.
BAD_INPUT = 2
INTERRUPTED = 130  # as a shell says it: 128 and the number of Ctrl+C's signal


class Problem(Exception):
    """What is wrong, in one sentence for a person."""


def printable(text: str) -> str:
    """Return a text on one line: a file's own words may hold what a terminal takes for commands."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def capital(text: str) -> str:
    """Return a text as a sentence begins, whatever its other letters are.

    The name of a file that it begins with stays as it is.
    """
    first = text.partition(" ")[0].rstrip(".:,")
    return text if "." in first or "/" in first else text[:1].upper() + text[1:]


def complain(problem: object) -> int:
    """Say a problem on standard error and return the exit code for it."""
    print(f"digitpad: {printable(str(problem))}", file=sys.stderr, flush=True)  # noqa: T201
    return BAD_INPUT


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
    """Return, as one sentence, what to install when an import failed with ``error``."""
    module = str(getattr(error, "name", None) or "").split(".")[0]
    if module and module not in ("PySide6", "shiboken6"):
        again = f"pip install --force-reinstall {module}"
        return f"{module} cannot be loaded ({error}); reinstall it: {again}"
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
