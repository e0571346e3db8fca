"""Reads the little of HDF5 that Keras writes, in plain Python with every offset checked.

h5py would do, but its import alone takes a third of the window's whole start, and a damaged or
hostile file would be parsed by a C library inside the window's process, which also follows links
and external storage to other files. Keras has written the same layout in every version: superblock
0, groups as version 1 B-trees, contiguous arrays. Anything else is refused.

Source: HDF5 File Format Specification Version 3.0 (The HDF Group), sections II.A, III.A.1, III.B,
III.D, IV.A.1.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIGNATURE = b"\x89HDF\r\n\x1a\n"
NOWHERE = 2**64 - 1
MAX_NODES = 50_000  # far beyond any dense network; ends a file whose groups point in a circle
MAX_NAME = 256  # bytes

_DATASPACE, _DATATYPE, _LAYOUT, _CONTINUATION, _SYMBOL_TABLE = 0x01, 0x03, 0x08, 0x10, 0x11
#: (size, exponent location, exponent size, mantissa size) of the IEEE 754 formats.
_FLOATS = {(2, 10, 5, 10): "f2", (4, 23, 8, 23): "f4", (8, 52, 11, 52): "f8"}


class Hdf5Error(ValueError):
    """The bytes are not HDF5 as Keras writes it; the message says what is wrong."""


@dataclass(frozen=True)
class Dataset:
    """An array in the file: its shape, and on ``read`` its values."""

    shape: tuple[int, ...]
    _type: bytes
    _raw: memoryview | None

    def read(self) -> npt.NDArray[np.float32]:
        """Return the values as float32, not to be written to. Raises Hdf5Error for no floats."""
        if len(self._type) < 20 or self._type[0] & 0x0F != 1:
            raise Hdf5Error("its weights are not floating-point numbers")
        size, _, _, exponent_at, exponent, mantissa_at, mantissa = struct.unpack_from(
            "<IHHBBBB", self._type, 4
        )
        code = _FLOATS.get((size, exponent_at, exponent, mantissa))
        if code is None or mantissa_at != 0:
            raise Hdf5Error("its weights are in a number format that is not IEEE 754")
        dtype = np.dtype((">" if self._type[1] & 1 else "<") + code)
        if self._raw is None:
            raise Hdf5Error("it claims an array without its numbers")
        count = 1
        for length in self.shape:
            count *= length
        if count * size != len(self._raw):
            raise Hdf5Error("an array's size and its bytes do not agree")
        with np.errstate(over="ignore"):  # what does not fit becomes ∞, which nobody accepts
            # What is float32 already stays where it is: a copy would take as long as reading it.
            values = np.require(np.frombuffer(self._raw, dtype), np.float32, "A")
        return values.reshape(self.shape)


class Group:
    """A group: named groups and datasets, read when asked for."""

    def __init__(self, file: "_File", tree: int, heap: int) -> None:
        self._file = file
        self._headers = dict(file.links(tree, heap))

    def __contains__(self, name: str) -> bool:
        return name in self._headers

    def __len__(self) -> int:
        return len(self._headers)

    def group(self, path: str) -> "Group":
        """Return the group at ``a/b/c``. Raises Hdf5Error when there is none."""
        found = self
        for name in path.split("/"):
            node = found._node(name)
            if not isinstance(node, Group):
                raise Hdf5Error(f"{path!r} is not a group")
            found = node
        return found

    def dataset(self, name: str) -> Dataset:
        """Return the dataset of that name. Raises Hdf5Error when there is none."""
        node = self._node(name)
        if not isinstance(node, Dataset):
            raise Hdf5Error(f"{name!r} is not an array")
        return node

    def _node(self, name: str) -> "Group | Dataset":
        if name not in self._headers:
            raise Hdf5Error(f"it has no {name!r}")
        return self._file.node(self._headers[name])


def read_hdf5(data: bytes) -> Group:
    """Return the root group of an HDF5 file's bytes. Raises Hdf5Error."""
    return _File(data).root()


class _File:
    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.visited = 0

    def unpack(self, form: str, offset: int) -> tuple[int, ...]:
        size = struct.calcsize("<" + form)
        if offset + size > len(self.data):
            raise Hdf5Error("it ends too early")
        return struct.unpack_from("<" + form, self.data, offset)

    def block(self, offset: int, size: int) -> memoryview:
        if offset + size > len(self.data):
            raise Hdf5Error("it ends too early")
        return self.data[offset : offset + size]

    def visit(self) -> None:
        self.visited += 1
        if self.visited > MAX_NODES:
            raise Hdf5Error("its groups point in a circle")

    def root(self) -> Group:
        if self.data[:8] != SIGNATURE:
            raise Hdf5Error("it does not begin as HDF5 does")
        version, offsets, lengths = (
            self.data[at] if at < len(self.data) else -1 for at in (8, 13, 14)
        )
        (base,) = self.unpack("Q", 24)
        if (version, offsets, lengths, base) != (0, 8, 8, 0):
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        (header,) = self.unpack("Q", 64)
        root = self.node(header)
        if not isinstance(root, Group):
            raise Hdf5Error("it has no root group")
        return root

    def node(self, header: int) -> Group | Dataset:
        messages = dict(self.messages(header))
        if _SYMBOL_TABLE in messages and len(messages[_SYMBOL_TABLE]) >= 16:
            tree, heap = struct.unpack_from("<QQ", messages[_SYMBOL_TABLE])
            return Group(self, tree, heap)
        if not {_DATASPACE, _DATATYPE, _LAYOUT} <= messages.keys():
            raise Hdf5Error("it holds something that is neither a group nor an array")
        return Dataset(
            self.shape(messages[_DATASPACE]),
            bytes(messages[_DATATYPE]),
            self.contents(messages[_LAYOUT]),
        )

    def messages(self, header: int) -> Iterator[tuple[int, memoryview]]:
        """Yield (type, body) of an object header of version 1 and its continuations."""
        version, _, count, _, size = self.unpack("BBHII", header)
        if version != 1:
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        blocks = [(header + 16, size)]
        while blocks:
            self.visit()
            at, size = blocks.pop(0)
            end = at + size
            while at + 8 <= end and count > 0:
                kind, length, flags = self.unpack("HHB", at)
                body = self.block(at + 8, length)
                if kind == _CONTINUATION and length >= 16:
                    blocks.append(struct.unpack_from("<QQ", body))
                elif flags & 2:
                    raise Hdf5Error("it shares headers, which Keras never does")
                else:
                    yield kind, body
                at += 8 + length
                count -= 1

    def shape(self, message: memoryview) -> tuple[int, ...]:
        if len(message) < 4 or message[0] not in (1, 2):
            raise Hdf5Error("an array has no proper shape")
        rank, at = message[1], 8 if message[0] == 1 else 4
        if len(message) < at + 8 * rank:
            raise Hdf5Error("an array has no proper shape")
        return struct.unpack_from(f"<{rank}Q", message, at)

    def contents(self, message: memoryview) -> memoryview | None:
        """Return the bytes of an array; None when it was never given any."""
        if len(message) < 4 or message[0] != 3:
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        if message[1] == 1 and len(message) >= 18:  # contiguous
            at, size = struct.unpack_from("<QQ", message, 2)
            return None if at == NOWHERE else self.block(at, size)
        if message[1] == 0:  # compact: in the message itself
            (size,) = struct.unpack_from("<H", message, 2)
            return message[4 : 4 + size]
        raise Hdf5Error("its arrays are in pieces, which Keras never writes")

    def links(self, tree: int, heap: int) -> Iterator[tuple[str, int]]:
        """Yield (name, object header) of a group's hard links."""
        if bytes(self.block(heap, 4)) != b"HEAP":
            raise Hdf5Error("a group has no names")
        size, _, names = self.unpack("QQQ", heap + 8)
        texts = self.block(names, size)
        nodes = [tree]
        while nodes:
            node = nodes.pop()
            signature = bytes(self.block(node, 4))
            if signature == b"TREE":
                kind, _, used = self.unpack("BBH", node + 4)
                if kind != 0:
                    raise Hdf5Error("a group is not a group")
                for entry in range(used):
                    self.visit()
                    nodes += self.unpack("Q", node + 32 + 16 * entry)
            elif signature == b"SNOD":
                (used,) = self.unpack("H", node + 6)
                for entry in range(used):
                    self.visit()
                    name_at, header, cache = self.unpack("QQI", node + 8 + 40 * entry)
                    if cache == 2:
                        raise Hdf5Error("it links to other places, which Keras never does")
                    name, end, _ = bytes(texts[name_at : name_at + MAX_NAME]).partition(b"\0")
                    if not end:
                        raise Hdf5Error("a name in it has no end")
                    yield name.decode("utf-8", "replace"), header
            else:
                raise Hdf5Error("a group is damaged")
