"""The SQLite file of samples: how it is opened and brought up to date, and what can be wrong."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import get_args

from digitpad.data.salvage import log_of
from digitpad.data.sample import Source
from digitpad.raster import SIDE

PATIENCE = 2.0  # seconds that another program may write before we give up
LOOK_AGAIN = 0.01  # seconds
LOG_PAGES = 4_000  # after so many unsettled ones, whoever writes next waits for the disk
ROOM = 1_000_000  # bytes: with less, a disk is full

#: What brings a file from each version to the next; the first makes it.
MIGRATIONS = (
    (
        """
        CREATE TABLE samples (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
            ink TEXT NOT NULL,
            picture BLOB,
            said INTEGER,
            confidence REAL,
            network TEXT NOT NULL,
            source TEXT NOT NULL,
            kept TEXT NOT NULL,
            held_back INTEGER NOT NULL
        )
        """,
        # All that is counted, so that no ink is read for it.
        "CREATE INDEX by_label ON samples (label, said, held_back)",
        # How often the samples were changed: what another window did shows in it.
        "CREATE TABLE changes (number INTEGER NOT NULL)",
        "INSERT INTO changes VALUES (0)",
    ),
)
COLUMNS = "id, label, ink, picture, said, confidence, network, source, kept, held_back"
SOURCES = get_args(Source)
INSERT = f"INSERT INTO samples ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class SampleError(Exception):
    """Samples that cannot be kept or read; the message is one sentence for a person."""


class Damaged(Exception):
    """The file is not what SQLite wrote there."""


def identity(path: Path) -> tuple[int, int] | None:
    """Return which file a path leads to, whatever its name; None if to none. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def make_folder(folder: Path) -> None:
    """Make the folder that a file of samples is to lie in. Raises SampleError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise SampleError(f"{folder} is not a folder, so no samples can be kept there") from None
    except OSError as error:
        raise SampleError(f"{folder} cannot be made: {error.strerror or error}") from None


def connect(path: Path) -> sqlite3.Connection:
    """Open a file of samples, made if there is none, of this program's version.

    Raises what ``explained`` explains.
    """
    if path.exists() and not path.is_file():
        raise SampleError(
            f"{path} is not a file, so no samples can be kept there; give it another name"
        )
    if (not path.exists() or path.stat().st_size == 0) and _size(log_of(path)) > 0:
        raise Damaged  # and SQLite would delete the log
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _connect(path)
        except sqlite3.OperationalError as error:
            # Two that make a file at once may not wait for each other, but fail at once.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(LOOK_AGAIN)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        db.execute("PRAGMA secure_delete = ON")  # what was deleted is gone
        if _version(db) < len(MIGRATIONS):
            _migrate(db)
        if _version(db) > len(MIGRATIONS):
            raise SampleError(
                f"{path} was written by a newer Digitpad (version {_version(db)} of its samples); "
                "this one leaves it as it is"
            )
        others = _schema(db) ^ _made()
        # A view or a trigger may do anything, for as long as it likes.
        if others & _made() or any(kind != "table" for kind, *_ in others):
            raise Damaged
    except BaseException:
        db.close()
        raise
    return db


def _schema(db: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """Return what there is in a file: kind, name, and the statement that made it."""
    return frozenset(db.execute("SELECT type, name, sql FROM sqlite_master"))


@cache
def _made() -> frozenset[tuple[str, ...]]:
    """Return what there is in a file that this program made."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        _migrate(db)
        return _schema(db)


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(db: sqlite3.Connection) -> None:
    with transaction(db):
        for statements in MIGRATIONS[_version(db) :]:  # another window may have been first
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {max(_version(db), len(MIGRATIONS))}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Do all that is done within, or none of it; nobody else writes meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # after some errors SQLite has rolled back itself
            db.execute("ROLLBACK")
        raise


def is_sample(row: Sequence[object]) -> bool:
    """Return whether a row, COLUMNS in their order, may be what was written; ink is not read."""
    number, label, ink, picture, said, confidence, network, source, kept, held_back = row
    return (
        isinstance(number, int)
        and isinstance(label, int)
        and 0 <= label <= 9
        and isinstance(ink, str)
        and "\0" not in ink
        and (picture is None or (isinstance(picture, bytes) and len(picture) == SIDE * SIDE))
        and (said is None or (isinstance(said, int) and 0 <= said <= 9))
        and (confidence is None or (isinstance(confidence, float | int) and 0 <= confidence <= 1))
        and isinstance(network, str)
        and source in SOURCES
        and isinstance(kept, str)
        and held_back in (0, 1)
    )


@contextmanager
def explained(path: Path, also: str = "") -> Iterator[None]:
    """Turn what SQLite and the system say into Damaged, or a SampleError with a sentence.

    ``also``: how each sentence ends.
    """
    try:
        yield
    except sqlite3.Error as error:
        if _is_damage(error, path):
            raise Damaged from error
        raise SampleError(f"{path} {_why(error, path)}{also}") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SampleError(f"{path} cannot be written: the disk is full{also}") from None
        raise SampleError(f"{path} cannot be used: {error.strerror or error}{also}") from None


def _is_damage(error: sqlite3.Error, path: Path) -> bool:
    # Of this class itself is what SQLite calls corrupt, or no database.
    if type(error) is sqlite3.DatabaseError:
        return True
    said = str(error)
    if "readonly" in said:  # so says a damaged header, too
        return path.is_file() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    signs = ("no such", "already exists", "Could not decode", "unsupported file format")
    return any(sign in said for sign in signs)


def _why(error: sqlite3.Error, path: Path) -> str:
    """Return what an error of SQLite means, as a sentence about the file goes on."""
    said = str(error)
    if "is full" in said or ("disk" in said and _is_full(path.parent)):
        return "cannot be written: the disk is full"
    if "readonly" in said:
        return "cannot be written: it, or its folder, is read-only"
    if "locked" in said:
        return "is being written by another program; try again in a moment"
    if "unable to open" in said:
        if _is_full(path.parent):
            return "cannot be opened: the disk is full"
        if not os.access(path.parent, os.W_OK):
            return f"cannot be opened: the folder {path.parent} is read-only"
        return "cannot be opened: reading or writing it is not allowed"
    if "disk I/O" in said:
        return "cannot be read or written: the disk reports an error"
    return f"cannot be used: {said}"


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError:
        return False
