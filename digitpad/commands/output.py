"""The files that a person names for output: checked before the work, written in one step."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from digitpad.problem import Problem
from digitpad.resources import NETWORK_SUFFIX, claim, claim_network, replace_file

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
REPORT_SUFFIXES = (".html", ".htm", ".json")


def file_to_write(path: Path) -> Path:
    """Return the file that the person named, a link's target for a link. Raises Problem."""
    try:
        resolved = path.resolve()
        if not resolved.parent.is_dir():
            raise Problem(f"{resolved.parent} is not a folder, so nothing can be written there")
        if resolved.exists() and not resolved.is_file():
            raise Problem(f"{resolved} is not a file that could be replaced")
        return resolved
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, or no path at all
        why = getattr(error, "strerror", None) or error
        raise Problem(f"{path} cannot be written: {why}") from None


def is_same(path: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    with suppress(OSError, ValueError):  # there is none yet
        return path.samefile(other)
    return False


def picture_to_write(path: Path) -> Path:
    """Return the picture that the person named, like ``file_to_write``. Raises Problem."""
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        raise Problem(f"{path} must end in .png, .jpg or .webp, the name of a picture")
    return file_to_write(path)


def report_to_write(path: Path) -> Path:
    """Return the report that the person named, like ``file_to_write``. Raises Problem."""
    if path.suffix.lower() not in REPORT_SUFFIXES:
        raise Problem(f"{path} must end in .html, for a page, or in .json, for its figures")
    return file_to_write(path)


def network_to_write(path: Path | None, name: str) -> Path:
    """Return the file that a network is to have in the end, claimed if there was none.

    One that is there is replaced when the new network is whole, so that what is interrupted never
    costs the old one. ``name``: of the user's new network where they named no file. Raises Problem.
    """
    try:
        if path is None:
            return claim_network(name)
        path = file_to_write(path)
        if path.suffix != NETWORK_SUFFIX:
            raise Problem(f"{path} must end in {NETWORK_SUFFIX}, the format it is written in")
        return path if path.exists() else claim(path.parent, path.stem, NETWORK_SUFFIX)
    except OSError as error:
        where = error.filename or path
        raise Problem(f"{where} cannot be written: {error.strerror or error}") from None


def write_file(path: Path, write: Callable[[Path], object], *, quiet: bool = False) -> None:
    """Write a file in one step and print its name, unless ``quiet``. Raises Problem."""
    try:
        replace_file(path, write)
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror or error}") from None
    if not quiet:
        print(path)
