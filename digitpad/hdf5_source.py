"""The bytes that HDF5 is read from: each offset is checked, and how much is walked through."""

import io
import struct
from collections.abc import Callable
from typing import BinaryIO

#: Far beyond any dense network; ends a file whose parts point in a circle, or at one another.
MAX_VISITS = 50_000
BYTES_A_VISIT = 400


class Hdf5Error(ValueError):
    """The bytes are not HDF5 as Keras writes it; the message says what is wrong."""


class Source:
    """Bytes, or a file that stays open."""

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._visited = 0
        if isinstance(source, bytes):
            view = memoryview(source)
            self.size = len(view)
            self._read: Callable[[int, int], memoryview] = lambda at, size: view[at : at + size]
        else:
            file, self.size = source, source.seek(0, io.SEEK_END)

            def read(at: int, size: int) -> memoryview:
                file.seek(at)
                return memoryview(file.read(size))

            self._read = read

    def check(self, offset: int, size: int) -> None:
        """Raise Hdf5Error unless so many bytes are there."""
        if offset + size > self.size:
            raise Hdf5Error("it ends too early")

    def block(self, offset: int, size: int) -> memoryview:
        """Return so many bytes. Raises Hdf5Error."""
        self.check(offset, size)
        found = self._read(offset, size)
        if len(found) < size:  # the file was made shorter since
            raise Hdf5Error("it ends too early")
        return found

    def unpack(self, form: str, offset: int) -> tuple[int, ...]:
        """Return little-endian numbers, as ``struct`` has them. Raises Hdf5Error."""
        return struct.unpack("<" + form, self.block(offset, struct.calcsize("<" + form)))

    def visit(self, size: int = 0) -> None:
        """Count one more thing that is looked at, so many bytes long. Raises Hdf5Error."""
        self._visited += 1 + size // BYTES_A_VISIT
        if self._visited > MAX_VISITS:
            raise Hdf5Error("its groups point in a circle")
