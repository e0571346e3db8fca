"""What several sub-commands need: the network asked for, libraries that say nothing."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.network import DenseNetwork, NetworkError
from digitpad.problem import Problem
from digitpad.resources import bundled_network


def open_network(path: Path | None) -> DenseNetwork:
    """Return the network of a file, or the bundled one. Raises Problem."""
    try:
        return DenseNetwork.open(path or bundled_network())
    except NetworkError as error:
        raise Problem(error) from None


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
