"""Reads the little of HDF5 that Keras writes, in plain Python with every offset checked.

h5py would do, but its import alone takes a third of the window's whole start, and a damaged or
hostile file would be parsed by a C library inside the window's process, which also follows links
and external storage to other files. Keras has written the same layout in every version: superblock
0, groups as version 1 B-trees, contiguous arrays, texts as attributes of groups. Anything else is
refused.

Source: HDF5 File Format Specification Version 3.0 (The HDF Group), sections II.A, III.A.1, III.B,
III.D, III.E, IV.A.1, IV.A.2.m.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from digitpad.hdf5_source import Hdf5Error, Source

SIGNATURE = b"\x89HDF\r\n\x1a\n"
NOWHERE = 2**64 - 1
MAX_NAME = 256  # bytes
MAX_TEXT = 4_000_000  # bytes of an attribute: a model's whole description is one

_DATASPACE, _DATATYPE, _LAYOUT, _ATTRIBUTE = 0x01, 0x03, 0x08, 0x0C
_CONTINUATION, _SYMBOL_TABLE = 0x10, 0x11
_STRING, _VARIABLE_LENGTH = 3, 9  # classes of a datatype
#: (size, exponent location, exponent size, mantissa size) of the IEEE 754 formats.
_FLOATS = {(2, 10, 5, 10): "f2", (4, 23, 8, 23): "f4", (8, 52, 11, 52): "f8"}


@dataclass(frozen=True)
class Dataset:
    """An array in the file: its shape, and on ``read`` its values."""

    shape: tuple[int, ...]
    _type: bytes
    _size: int  # bytes
    _bytes: Callable[[], memoryview] | None

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
        if self._bytes is None:
            raise Hdf5Error("it claims an array without its numbers")
        count = 1
        for length in self.shape:
            count *= length
        if count * size != self._size:
            raise Hdf5Error("an array's size and its bytes do not agree")
        with np.errstate(over="ignore"):  # what does not fit becomes ∞, which nobody accepts
            # What is float32 already stays where it is: a copy would take as long as reading it.
            values = np.require(np.frombuffer(self._bytes(), dtype), np.float32, "A")
        return values.reshape(self.shape)


class Group:
    """A group: named groups and datasets, read when asked for, and texts that belong to it."""

    def __init__(self, file: "_File", tree: int, heap: int, attributes: list[memoryview]) -> None:
        self._file, self._attributes = file, attributes
        self._headers = dict(file.links(tree, heap))

    def __contains__(self, name: str) -> bool:
        return name in self._headers

    def __len__(self) -> int:
        return len(self._headers)

    def group(self, path: str) -> "Group":
        """Return the group at ``a/b/c``. Raises Hdf5Error when there is none."""
        found = self._find(path)
        if not isinstance(found, Group):
            raise Hdf5Error(f"{path!r} is not a group")
        return found

    def dataset(self, path: str) -> Dataset:
        """Return the dataset at ``a/b/c``. Raises Hdf5Error when there is none."""
        found = self._find(path)
        if not isinstance(found, Dataset):
            raise Hdf5Error(f"{path!r} is not an array")
        return found

    def texts(self, name: str) -> list[bytes]:
        """Return the text of an attribute, or its several texts; [] when there is none.

        Raises Hdf5Error when it is something else.
        """
        for body in self._attributes:
            attribute = _Attribute.of(body)
            if attribute.name == name.encode():
                return self._file.texts(attribute)
        return []

    def _find(self, path: str) -> "Group | Dataset":
        found: Group | Dataset = self
        for name in path.split("/"):
            if not isinstance(found, Group):
                raise Hdf5Error(f"{path!r} is not a group")
            if name not in found._headers:
                raise Hdf5Error(f"it has no {name!r}")
            found = self._file.node(found._headers[name])
        return found


class _Attribute(NamedTuple):
    """An attribute message, taken apart."""

    name: bytes
    type: memoryview
    space: memoryview
    data: memoryview

    @classmethod
    def of(cls, body: memoryview) -> "_Attribute":
        if len(body) < 9 or body[0] not in (1, 2, 3) or (body[0] > 1 and body[1]):
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        at = 9 if body[0] == 3 else 8  # the third tells how the name is encoded
        parts = []
        for size in struct.unpack_from("<HHH", body, 2):
            parts.append(body[at : at + size])
            at += -(-size // 8) * 8 if body[0] == 1 else size  # the first fills up to 8 bytes
        name, kind, space = parts
        return cls(bytes(name).partition(b"\0")[0], kind, space, body[at:])


def read_hdf5(source: bytes | BinaryIO) -> Group:
    """Return the root group of HDF5, of its bytes or of a file that stays open. Raises Hdf5Error.

    Of a file only what is asked for is read.
    """
    return _File(source).root()


class _File(Source):
    def __init__(self, source: bytes | BinaryIO) -> None:
        super().__init__(source)
        self._heaps: dict[int, dict[int, tuple[int, int]]] = {}

    def root(self) -> Group:
        if self.size < len(SIGNATURE) or self.block(0, len(SIGNATURE)) != SIGNATURE:
            raise Hdf5Error("it does not begin as HDF5 does")
        version, offsets, lengths, base = self.unpack("B4xBB9xQ", 8)
        if (version, offsets, lengths, base) != (0, 8, 8, 0):
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        (header,) = self.unpack("Q", 64)
        root = self.node(header)
        if not isinstance(root, Group):
            raise Hdf5Error("it has no root group")
        return root

    def node(self, header: int) -> Group | Dataset:
        messages, attributes = dict[int, memoryview](), list[memoryview]()
        for kind, body in self.messages(header):
            if kind == _ATTRIBUTE:
                attributes.append(body)
            else:
                messages[kind] = body
        if _SYMBOL_TABLE in messages and len(messages[_SYMBOL_TABLE]) >= 16:
            tree, heap = struct.unpack_from("<QQ", messages[_SYMBOL_TABLE])
            return Group(self, tree, heap, attributes)
        if not {_DATASPACE, _DATATYPE, _LAYOUT} <= messages.keys():
            raise Hdf5Error("it holds something that is neither a group nor an array")
        return Dataset(
            self.shape(messages[_DATASPACE]),
            bytes(messages[_DATATYPE]),
            *self.contents(messages[_LAYOUT]),
        )

    def messages(self, header: int) -> Iterator[tuple[int, memoryview]]:
        """Yield (type, body) of an object header of version 1 and its continuations."""
        version, _, count, _, size = self.unpack("BBHII", header)
        if version != 1:
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        blocks = [(header + 16, size)]
        while blocks:
            at, size = blocks.pop(0)
            end = at + size
            while at + 8 <= end and count > 0:
                kind, length, flags = self.unpack("HHB", at)
                self.visit(length)
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

    def contents(self, message: memoryview) -> tuple[int, Callable[[], memoryview] | None]:
        """Return how many bytes an array has, and what reads them; None when it was given none."""
        if len(message) < 4 or message[0] != 3:
            raise Hdf5Error("its HDF5 layout is not the one that Keras writes")
        if message[1] == 1 and len(message) >= 18:  # contiguous
            at, size = struct.unpack_from("<QQ", message, 2)
            if at == NOWHERE:
                return 0, None
            self.check(at, size)
            return size, partial(self.block, at, size)
        if message[1] == 0:  # compact: in the message itself
            (size,) = struct.unpack_from("<H", message, 2)
            return len(message[4 : 4 + size]), lambda: message[4 : 4 + size]
        raise Hdf5Error("its arrays are in pieces, which Keras never writes")

    def texts(self, attribute: _Attribute) -> list[bytes]:
        """Return the texts of an attribute: of a fixed length each, or in a heap of the file."""
        shape, kind, data = self.shape(attribute.space), attribute.type, attribute.data
        count = 1
        for length in shape:
            count *= length
        if count == 0:
            return []
        if len(kind) < 8:
            raise Hdf5Error("an attribute of it is damaged")
        (size,) = struct.unpack_from("<I", kind, 4)
        if size == 0 or count * size > len(data):
            raise Hdf5Error("an attribute's size and its bytes do not agree")
        starts = range(0, count * size, size)
        if kind[0] & 0x0F == _STRING:
            return [bytes(data[at : at + size]).rstrip(b"\0") for at in starts]
        if kind[0] & 0x0F != _VARIABLE_LENGTH or kind[1] & 0x0F != 1 or size != 16:
            raise Hdf5Error("an attribute of it is not a text")
        return [self.heap_text(*struct.unpack_from("<IQI", data, at)) for at in starts]

    def heap_text(self, length: int, heap: int, number: int) -> bytes:
        """Return a text of a variable length: an object of one of the file's global heaps."""
        if length == 0:
            return b""
        if heap not in self._heaps:
            self._heaps[heap] = dict(self.heap_objects(heap))
        at, size = self._heaps[heap].get(number, (0, -1))
        if not length <= size or length > MAX_TEXT:
            raise Hdf5Error("a text in it is damaged")
        self.visit(length)
        return bytes(self.block(at, length)).rstrip(b"\0")

    def heap_objects(self, heap: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield (number, (offset, size)) of the objects in a global heap."""
        if bytes(self.block(heap, 5)) != b"GCOL\x01":
            raise Hdf5Error("a text in it is damaged")
        (size,) = self.unpack("Q", heap + 8)
        at, end = heap + 16, heap + size
        while at + 16 <= end:
            self.visit()
            number, size = self.unpack("H6xQ", at)
            if number == 0:  # the rest is free
                return
            yield number, (at + 16, size)
            at += 16 + -(-size // 8) * 8

    def links(self, tree: int, heap: int) -> Iterator[tuple[str, int]]:
        """Yield (name, object header) of a group's hard links."""
        if bytes(self.block(heap, 4)) != b"HEAP":
            raise Hdf5Error("a group has no names")
        size, _, names = self.unpack("QQQ", heap + 8)
        self.visit(size)
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
