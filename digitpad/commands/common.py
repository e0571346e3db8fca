"""What several sub-commands need: the network asked for, ink as pictures, quiet libraries."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.network import DenseNetwork, NetworkError
from digitpad.problem import Problem
from digitpad.resources import bundled_network, replace_file


def open_network(path: Path | None) -> DenseNetwork:
    """Return the network of a file, or the bundled one. Raises Problem."""
    try:
        return DenseNetwork.open(path or bundled_network())
    except NetworkError as error:
        raise Problem(error) from None


def write_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file that the person named, in one step, and print its name. Raises Problem."""
    try:
        replace_file(path, write)
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror or error}") from None
    print(path)


@contextmanager
def native_messages_hidden() -> Iterator[None]:
    """Keep off the screen what C and C++ libraries say of their own accord."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
