"""Rows of a damaged SQLite file, read page by page without SQLite (sqlite.org/fileformat2.html).

SQLite gives up where it meets the first damaged page. Here each leaf of a table stands for itself:
a row is found if its own pages are whole, whatever became of the file's header and of the pages
that lead to the leaf. What the log beside the file (``-wal``) has of a page is newer.
"""

import io
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

Value = int | float | str | bytes | None

LEAF = 13  # the kind of page that holds a table's rows
PAGE = 4_096  # bytes of a page, where nothing tells
SIZES = tuple(2**power for power in range(9, 17))
FILE_HEADER, PAGE_HEADER = 100, 8
LOG_HEADER, FRAME_HEADER = 32, 24
LOG_MAGIC = 0x377F0682  # one more where checksums are of big-endian words
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes by serial type
FLOAT = 7


class Row(NamedTuple):
    """A row: its id, its columns' values, and the numbers of the pages that it lies on."""

    id: int
    values: tuple[Value, ...]
    pages: tuple[int, ...]


class _NoRow(Exception):
    """What looked like a row is none."""


def log_of(path: Path) -> Path:
    """Return the log that SQLite keeps beside a file."""
    return path.with_name(path.name + "-wal")


def salvage(path: Path, columns: int, fits: Callable[[Row], bool]) -> list[Row]:
    """Return the rows with so many columns, and that fit, in the order of their ids.

    Of rows with one id, the newest. Raises OSError.
    """
    best: dict[int, Row] = {}
    with _opened(path) as file, _opened(log_of(path)) as log:
        for size in _page_sizes(file, log):
            found = _rows(_Pages(file, log, size), columns, fits)
            if len(found) > len(best):
                best = found
    return [best[number] for number in sorted(best)]


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return io.BytesIO()


def _page_sizes(file: IO[bytes], log: IO[bytes]) -> list[int]:
    """Return what a page's size may be: as the file says, as its log says, as is usual."""
    told = [int.from_bytes(_read(file, 16, 2), "big"), int.from_bytes(_read(log, 8, 4), "big")]
    sizes = [65_536 if size == 1 else size for size in told]
    return list(dict.fromkeys([size for size in sizes if size in SIZES] + [PAGE]))


def _read(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


class _Pages:
    """The pages of a file and its log, the newest of each number."""

    def __init__(self, file: IO[bytes], log: IO[bytes], size: int) -> None:
        self.file, self.log, self.size = file, log, size
        self.count = file.seek(0, io.SEEK_END) // size
        #: Of each page in the log: the number of its frame, and where it begins.
        self.newer = _committed(log, size)

    def numbers(self) -> list[int]:
        """Return the pages' numbers, those of the newest pages last."""
        old = [number for number in range(1, self.count + 1) if number not in self.newer]
        return old + sorted(self.newer, key=lambda number: self.newer[number])

    def read(self, number: int) -> bytes:
        """Return a page."""
        if number in self.newer:
            return _read(self.log, self.newer[number][1], self.size)
        if not 1 <= number <= self.count:
            raise _NoRow
        return _read(self.file, (number - 1) * self.size, self.size)


def _committed(log: IO[bytes], size: int) -> dict[int, tuple[int, int]]:
    """Return, by page, the number of its last committed frame in a log and where its page begins.

    A frame's checksum goes on from that of the frame before, as it stands there: after a damaged
    frame the next ones are still told from those that an earlier round of the log left behind.
    """
    header = _read(log, 0, LOG_HEADER)
    here = "<" if sys.byteorder == "little" else ">"
    order = {LOG_MAGIC: "<", LOG_MAGIC + 1: ">"}.get(int.from_bytes(header[:4], "big"))
    salts = before = None
    if order and len(header) == LOG_HEADER and header[24:] == _checksum(order, header[:24]):
        salts, before = header[16:24], header[24:]
    order = order or here
    committed: dict[int, tuple[int, int]] = {}
    waiting: dict[int, tuple[int, int]] = {}
    last = b""
    for number in range(1, sys.maxsize):
        frame = log.read(FRAME_HEADER + size)
        if len(frame) < FRAME_HEADER + size:
            return committed
        head, page = frame[:FRAME_HEADER], frame[FRAME_HEADER:]
        begins = LOG_HEADER + number * FRAME_HEADER + (number - 1) * size
        whole = before is not None and head[16:] == _checksum(order, head[:8] + page, before)
        if salts is None and whole:  # the log's own header is damaged; its first frames tell
            salts = head[8:16]
            if last[8:16] == salts:
                before_it = (number - 1, begins - size - FRAME_HEADER)
                waiting[int.from_bytes(last[:4], "big")] = before_it
                if any(last[4:8]):
                    committed, waiting = waiting, {}
        before, last = head[16:], head
        if head[8:16] == salts:
            if whole:
                waiting[int.from_bytes(head[:4], "big")] = number, begins
            if any(head[4:8]):  # the last of a transaction says how large the file is after it
                committed.update(waiting)
                waiting.clear()
    return committed


def _checksum(order: str, data: bytes, before: bytes = bytes(8)) -> bytes:
    first, second = struct.unpack(">II", before)
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)


def _rows(pages: _Pages, columns: int, fits: Callable[[Row], bool]) -> dict[int, Row]:
    rows = {}
    for number in pages.numbers():
        page = pages.read(number)
        for at in _cells(page, FILE_HEADER if number == 1 else 0):
            with suppress(_NoRow, IndexError, struct.error, UnicodeDecodeError):
                row = _row(pages, number, page, at, columns)
                if fits(row):
                    rows[row.id] = row
    return rows


def _cells(page: bytes, header: int) -> Iterator[int]:
    """Yield where the rows of a page begin; of any page but a table's leaf, nothing."""
    if page[header : header + 1] == bytes([LEAF]):
        count = int.from_bytes(page[header + 3 : header + 5], "big")
        first = header + PAGE_HEADER
        for at in range(first, min(first + 2 * count, len(page) - 1), 2):
            yield int.from_bytes(page[at : at + 2], "big")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins there, and where it ends."""
    value = 0
    for last in range(at, at + 8):
        value = value << 7 | data[last] & 0x7F
        if data[last] < 0x80:
            return value, last + 1
    return value << 8 | data[at + 8], at + 9


def _row(pages: _Pages, number: int, page: bytes, at: int, columns: int) -> Row:
    """Return the row of a page's cell. Raises what ``_rows`` suppresses where there is none."""
    length, at = _varint(page, at)
    row_id, at = _varint(page, at)
    most = pages.size - 35
    if length > most:  # the rest is on pages of its own
        least = (pages.size - 12) * 32 // 255 - 23
        here = least + (length - least) % (pages.size - 4)
        here = here if here <= most else least
    else:
        here = length
    record = page[at : at + here]
    end, begins = _varint(record, 0)
    types = []
    while begins < end:
        kind, begins = _varint(record, begins)
        types.append(kind)
    sizes = [_size(kind) for kind in types]
    # Before any other page is read: what is no row of the table shows here.
    if len(types) != columns or begins != end or end + sum(sizes) != length or len(record) < here:
        raise _NoRow
    used = [number]
    if length > here:
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        parts, missing = [record], length - here
        while missing > 0:
            if following in used:
                raise _NoRow
            used.append(following)
            data = pages.read(following)
            parts.append(data[4 : 4 + missing])
            missing -= len(data) - 4
            following = int.from_bytes(data[:4], "big")
        record = b"".join(parts)
    values = []
    for kind, size in zip(types, sizes, strict=True):
        values.append(_value(kind, record[end : end + size]))
        end += size
    return Row(row_id - 2**64 if row_id >= 2**63 else row_id, tuple(values), tuple(used))


def _size(kind: int) -> int:
    """Return how many bytes a value of a serial type takes."""
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11):
        raise _NoRow
    return 8 if kind == FLOAT else INTEGERS.get(kind, 0)


def _value(kind: int, data: bytes) -> Value:
    if kind >= 12:
        return data.decode() if kind % 2 else data
    if kind == FLOAT:
        return float(struct.unpack(">d", data)[0])
    if kind in INTEGERS:
        return int.from_bytes(data, "big", signed=True)
    return {0: None, 8: 0, 9: 1}[kind]
