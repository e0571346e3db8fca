"""The files that a person names for output: checked before the work, written in one step."""

from collections.abc import Callable
from pathlib import Path

from digitpad.problem import Problem
from digitpad.resources import replace_file

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
        raise Problem(f"{path} cannot be written: {error}") from None


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


def write_file(path: Path, write: Callable[[Path], object], *, quiet: bool = False) -> None:
    """Write a file in one step and print its name, unless ``quiet``. Raises Problem."""
    try:
        replace_file(path, write)
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror or error}") from None
    if not quiet:
        print(path)
