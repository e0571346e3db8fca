"""What is in a file of Keras: the model's description, its weights, and what it tells of itself.

A ``.keras`` file is a zip of config.json, metadata.json and model.weights.h5. An ``.h5`` file, as
Keras wrote it before and still does, is HDF5 as a whole, the description a text in it.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from digitpad.hdf5 import SIGNATURE, Dataset, Group, read_hdf5
from digitpad.layers import MAX_PARAMETERS, LayerError
from digitpad.model_config import json_object

#: The member of the zip that holds recipe, seed, history and figures; Keras ignores it.
INFO_MEMBER = "digitpad.json"

MAX_JSON_BYTES = 4_000_000
#: The weights four times over: an optimiser keeps up to three more numbers for each.
MAX_WEIGHT_BYTES = 4 * 4 * MAX_PARAMETERS
#: Weights hardly pack at all, and tenfold where most are 0; what unpacks to more than so many times
#: its size is a bomb.
MOST_PACKED = 50
#: What the standard library raises at a damaged or hostile zip, or at a name that is no path.
UNREADABLE = (
    ValueError,
    KeyError,
    OverflowError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True)
class Arrays:
    """The weights of one layer in a group of a file, by their names, in Keras' order."""

    group: Group
    names: list[str]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> Dataset:
        return self.group.dataset(self.names[index])


@dataclass(frozen=True)
class Stored:
    """A file of Keras while it is open.

    ``arrays``: the weights of a layer, by its kind, its number among those of that kind, and its
    name; None where it has none.
    """

    config: dict[str, Any]
    arrays: Callable[[str, int, str], Arrays | None]
    info: dict[str, Any]


@contextmanager
def open_stored(path: Path) -> Iterator[Stored]:
    """Open a ``.keras`` or an ``.h5`` file, told apart by what is in them.

    Raises LayerError, Hdf5Error, OSError and what UNREADABLE has.
    """
    if path.exists() and not path.is_file():
        raise LayerError("it is not a file")
    if path.stat().st_size > MAX_WEIGHT_BYTES:
        raise LayerError(f"it is larger than {MAX_WEIGHT_BYTES // 10**6} MB")
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) == SIGNATURE:
            yield _legacy(file)
        else:
            with zipfile.ZipFile(file) as archive:
                stored = _archived(archive, path.stat().st_size)
            yield stored


def is_archive(path: Path) -> bool:
    """Return whether a file is a ``.keras`` one, not an ``.h5``. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) != SIGNATURE


def read_info(path: Path) -> dict[str, Any]:
    """Return what a training run wrote beside the weights, without reading these; {} for none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _info(archive)
    except (OSError, MemoryError, *UNREADABLE):
        return {}


def _archived(archive: zipfile.ZipFile, size: int) -> Stored:
    config = json_object(_member(archive, "config.json", MAX_JSON_BYTES), "config.json")
    if "model.weights.h5" not in archive.namelist():
        raise LayerError("it holds no model.weights.h5")
    limit = min(MAX_WEIGHT_BYTES, MOST_PACKED * size)
    root = read_hdf5(_member(archive, "model.weights.h5", limit))
    groups = root.group("layers") if "layers" in root else None

    def arrays(kind: str, number: int, name: str) -> Arrays | None:
        # Keras names a layer's weights by its kind and its number among those of that kind.
        stored = _snake_case(kind) + (f"_{number}" if number else "")
        if groups is None or stored not in groups:
            return None
        layer = groups.group(stored)
        if "vars" not in layer:
            return None
        group = layer.group("vars")
        return Arrays(group, [str(index) for index in range(len(group))])

    return Stored(config, arrays, _info(archive))


def _legacy(file: BinaryIO) -> Stored:
    root = read_hdf5(file)
    described = root.texts("model_config")
    if len(described) != 1:
        raise LayerError(
            "it is HDF5 without a model_config, so it does not say its layers; "
            "save the whole model, not its weights alone"
        )
    config = json_object(described[0], "model_config")
    groups = root.group("model_weights") if "model_weights" in root else None

    def arrays(kind: str, number: int, name: str) -> Arrays | None:
        if groups is None or name.partition("/")[0] not in groups:
            return None
        group = groups.group(name)
        # They are called anything, as "dense/kernel:0" or "model/dense/kernel": their order counts.
        names = [text.decode("utf-8", "replace") for text in group.texts("weight_names")]
        return Arrays(group, names)

    return Stored(config, arrays, {})


def _info(archive: zipfile.ZipFile) -> dict[str, Any]:
    if INFO_MEMBER not in archive.namelist():
        return {}
    try:
        return json_object(_member(archive, INFO_MEMBER, MAX_JSON_BYTES), INFO_MEMBER)
    except LayerError:
        return {}


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as file:
        data = file.read(limit + 1)  # what the zip claims to unpack to is not to be trusted
    if len(data) > limit:
        raise LayerError(f"its {name} is larger than {limit / 1e6:,.3g} MB")
    return data


def _snake_case(kind: str) -> str:
    """Return a class name as Keras' ``to_snake_case`` writes it."""
    name = re.sub(r"\W+", "", kind)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
