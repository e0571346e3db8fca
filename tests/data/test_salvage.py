"""digitpad.data.salvage: rows are found on every page that is whole, and nothing else is."""

import os
import random
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data.salvage import PAGE, Row, log_of, salvage

COLUMNS = 3
TEXT = "abcdefgh"


def fits(row: Row) -> bool:
    """Whether a row may be one of ``filled``: its text says its id and its length."""
    _, number, text = row.values
    if not isinstance(text, str) or not isinstance(number, float | int):
        return False
    head, _, rest = text.partition(":")
    return head == f"{row.id}" and rest == TEXT * (len(rest) // len(TEXT))


def filled(path: Path, count: int = 300) -> sqlite3.Connection:
    """Return a file of rows short and long, some of them on pages of their own."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, number REAL, text TEXT)")
    db.execute("BEGIN")
    lengths = random.Random(1)
    for number in range(1, count + 1):
        text = f"{number}:" + TEXT * lengths.choice((0, 1, 60, 120, 600, 3_000))
        db.execute("INSERT INTO t VALUES (?, ?, ?)", (number, number / 2, text))
    db.execute("COMMIT")
    return db


def by_sqlite(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute("SELECT * FROM t ORDER BY id").fetchall()


def told(rows: list[Row]) -> list[tuple[object, ...]]:
    return [(row.id, *row.values[1:]) for row in rows]


@cache
def whole() -> tuple[bytes, list[Row]]:
    """Return a file's bytes, and its rows with their pages."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.db"
        filled(path).close()
        return path.read_bytes(), salvage(path, COLUMNS, fits)


def salvaged(data: bytes, log: bytes = b"") -> list[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.db"
        path.write_bytes(data)
        if log:
            log_of(path).write_bytes(log)
        return salvage(path, COLUMNS, fits)


@pytest.mark.parametrize("open_still", [False, True])
@pytest.mark.parametrize("size", [512, 4096, 65536])
def test_of_a_whole_file_each_row_is_found(tmp_path: Path, open_still: bool, size: int) -> None:
    path = tmp_path / "t.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA page_size = {size}")
        db.execute("VACUUM")
    with closing(filled(path)) as db:
        expected = by_sqlite(db)
        if open_still:
            assert log_of(path).stat().st_size > 100_000
            assert told(salvage(path, COLUMNS, fits)) == expected
    assert told(salvage(path, COLUMNS, fits)) == expected
    assert len(expected) == 300


def test_numbers_of_every_length_are_read(tmp_path: Path) -> None:
    numbers = [sign * 2**power - 1 for power in range(63) for sign in (1, -1)]
    with closing(sqlite3.connect(tmp_path / "t.db")) as db, db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, number, text)")
        values = [(number, number, None) for number in numbers] + [(2**62, 0.1, b"\0\1")]
        db.executemany("INSERT OR REPLACE INTO t VALUES (?, ?, ?)", values)
    with closing(sqlite3.connect(tmp_path / "t.db")) as db:
        expected = by_sqlite(db)
    assert told(salvage(tmp_path / "t.db", COLUMNS, lambda row: row.values[0] is None)) == expected


pieces = st.tuples(
    st.integers(0, 400 * PAGE), st.integers(1, 30_000), st.sampled_from(["zeros", "noise"])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(pieces, max_size=12), st.integers(0, 2**32), st.booleans())
def test_what_lies_on_undamaged_pages_is_found_whatever_the_damage(
    damage: list[tuple[int, int, str]], seed: int, cut: bool
) -> None:
    data, rows = whole()
    damaged, touched, noise = bytearray(data), set(), random.Random(seed)
    for at, count, kind in damage:
        at %= len(data)
        count = min(count, len(data) - at)
        damaged[at : at + count] = bytes(count) if kind == "zeros" else noise.randbytes(count)
        touched |= set(range(at // PAGE + 1, (at + count - 1) // PAGE + 2))
    if cut:
        end = noise.randrange(len(data))
        del damaged[end:]
        touched |= set(range(end // PAGE + 1, len(data) // PAGE + 1))
    found = salvaged(bytes(damaged))
    expected = [row for row in rows if not touched & set(row.pages)]
    assert set(expected) <= set(found) <= set(rows)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=5_000), st.binary(max_size=5_000))
def test_what_is_no_such_file_has_no_rows(data: bytes, log: bytes) -> None:
    assert salvaged(data, log) == []
    header = b"SQLite format 3\0\x10\0"
    assert salvaged(header + data, b"\x37\x7f\x06\x82" + log) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_pages_that_lie_about_each_other_are_no_trap(seed: int) -> None:
    """Each byte that leads to somewhere else may be wrong: no loop, no error."""
    data, rows = whole()
    damaged, noise = bytearray(data), random.Random(seed)
    for page in range(len(data) // PAGE):
        for _ in range(3):
            damaged[page * PAGE + noise.randrange(24)] = noise.randrange(256)
    assert {row.values[2] for row in salvaged(bytes(damaged))} <= {row.values[2] for row in rows}


# the log


@pytest.fixture
def logged(tmp_path: Path) -> tuple[bytes, bytes, list[tuple[object, ...]]]:
    """A file and the log of what was done to it since: rows changed, deleted and added."""
    path = tmp_path / "t.db"
    with closing(filled(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("DELETE FROM t WHERE id % 10 = 3")
        db.execute("UPDATE t SET number = -1 WHERE id % 10 = 4")
        for number in range(301, 320):
            text = f"{number}:" + TEXT * 100
            db.execute("INSERT INTO t VALUES (?, ?, ?)", (number, 1.5, text))
        return path.read_bytes(), log_of(path).read_bytes(), by_sqlite(db)


Logged = tuple[bytes, bytes, list[tuple[object, ...]]]


def test_what_the_log_says_is_newer(logged: Logged) -> None:
    data, log, expected = logged
    assert told(salvaged(data, log)) == expected


def test_the_log_tells_without_its_header(logged: Logged) -> None:
    data, log, expected = logged
    assert told(salvaged(data, bytes(32) + log[32:])) == expected


def test_a_log_alone_has_the_pages_it_has(logged: Logged) -> None:
    _, log, expected = logged
    found = told(salvaged(b"", log))
    assert set(found) <= set(expected)
    assert {row[0] for row in found} >= set(range(301, 320))


def test_a_transaction_that_was_not_ended_does_not_count(logged: Logged) -> None:
    data, log, expected = logged
    last = log[-(24 + PAGE) :]
    assert told(salvaged(data, log[: -len(last)])) == expected[:-1]


def test_a_damaged_frame_hides_no_other(logged: Logged) -> None:
    data, log, expected = logged
    frame = 24 + PAGE
    middle = 32 + (len(log) - 32) // frame // 2 * frame
    found = told(salvaged(data, log[: middle + 100] + os.urandom(500) + log[middle + 600 :]))
    assert found[-1] == expected[-1]
    assert len(set(expected) - set(found)) < 30


def test_what_an_earlier_round_of_the_log_left_behind_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with closing(filled(path)) as db:
        db.execute("DELETE FROM t WHERE id > 5")
        db.execute("PRAGMA wal_checkpoint")
        db.execute("UPDATE t SET number = 9 WHERE id = 1")  # begins the log anew, over the old
        assert len(salvage(path, COLUMNS, fits)) == 5
        assert told(salvage(path, COLUMNS, fits)) == by_sqlite(db)


# what was deleted


@pytest.mark.parametrize("open_still", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_what_was_deleted_does_not_come_back(tmp_path: Path, seed: int, open_still: bool) -> None:
    path, order = tmp_path / "t.db", random.Random(seed)
    with closing(filled(path, 600)) as db:
        numbers = list(range(1, 601))
        if seed % 2:
            order.shuffle(numbers)
        for number in numbers[: order.randrange(200, 599)]:  # trees are balanced on the way
            db.execute("DELETE FROM t WHERE id = ?", (number,))
            if order.random() < 0.02:
                db.execute("PRAGMA wal_checkpoint")
        expected = by_sqlite(db)
        if open_still:
            assert told(salvage(path, COLUMNS, fits)) == expected
    assert told(salvage(path, COLUMNS, fits)) == expected
