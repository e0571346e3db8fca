"""A damaged file of samples: set aside under a new name, and what can be read of it kept."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from digitpad.data.salvage import Row, log_of, salvage
from digitpad.data.sample_database import (
    COLUMNS,
    INSERT,
    LOOK_AGAIN,
    PATIENCE,
    SampleError,
    connect,
    identity,
    is_sample,
    transaction,
)
from digitpad.ink import Drawing, InkError
from digitpad.resources import dated_name, lock, replace_file


def recover(path: Path, seen: tuple[int, int] | None) -> str | None:
    """Put a whole file in the place of a damaged one, and return the sentence that says so.

    ``seen``: which file was found damaged; where another window has replaced it by now, nothing
    is done, and None returned. Raises OSError, sqlite3.Error and SampleError, and then all is as
    it was.
    """
    with _alone(path), _nobody_writes(path):
        if identity(path) != seen:
            return None
        for stray in path.parent.glob(f".*.part{path.suffix}*"):  # of one that was killed
            with suppress(OSError):
                stray.unlink()
        rows = salvage(path, COLUMNS.count(",") + 1, _is_whole)
        aside = _free_name(path)
        copies = {each: _beside(each, path, aside) for each in (path, log_of(path))}

        def write(part: Path) -> None:
            _make(part, rows)
            try:
                for each, copy in copies.items():
                    if each.exists() and (each == path or each.stat().st_size > 0):
                        _copy(each, copy)
            except BaseException:
                for copy in copies.values():
                    copy.unlink(missing_ok=True)
                raise
            # A log that is left would be taken for the new file's.
            for each in (log_of(path), path.with_name(path.name + "-shm")):
                each.unlink(missing_ok=True)

        replace_file(path, write)
    kept = f"{len(rows):,} sample" + ("" if len(rows) == 1 else "s")
    name = next(copy.name for copy in copies.values() if copy.exists())
    return f"{path.name} was damaged: it was set aside as {name}, and {kept} recovered from it"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other process recover the same file meanwhile. Raises SampleError."""
    name, until = path.with_name(f".{path.name}.lock"), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with name.open("a+b") as file:
            if lock(file) and identity(name) == _identity_of(file.fileno()):
                try:
                    yield
                finally:
                    with suppress(OSError):  # Windows deletes no open file; the next one uses it
                        name.unlink()
                return
        time.sleep(LOOK_AGAIN)
    raise SampleError(f"{path} is damaged, and another window is recovering it; try again later")


def _identity_of(number: int) -> tuple[int, int]:
    status = os.fstat(number)
    return status.st_dev, status.st_ino


@contextmanager
def _nobody_writes(path: Path) -> Iterator[None]:
    """Let no other window add to the file what would not be read any more, if it can be helped."""
    # Windows deletes no file that is open; and an empty one SQLite takes as a reason to delete
    # the log.
    if sys.platform == "win32" or not path.exists() or path.stat().st_size == 0:
        yield
        return
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
        with suppress(sqlite3.DatabaseError):  # too damaged for that
            db.execute("BEGIN IMMEDIATE")
        yield
        with suppress(sqlite3.DatabaseError):
            db.execute("ROLLBACK")


def _is_whole(row: Row) -> bool:
    """Return whether a row is a sample, its ink too."""
    if not is_sample((row.id, *row.values[1:])):
        return False
    ink = row.values[2]
    try:
        return not ink or bool(Drawing.from_json(str(ink)))
    except InkError:
        return False


def _make(path: Path, rows: Iterable[Row]) -> None:
    """Make a file of samples."""
    with closing(connect(path)) as db, transaction(db):
        db.executemany(INSERT, ((row.id, *row.values[1:]) for row in rows))


def _free_name(path: Path) -> Path:
    """Return a name beside a file's, with today's date, that nothing has; nor its log's."""
    stem = dated_name(f"{path.stem} damaged")
    for number in count(1):
        name = path.with_name(f"{stem}{'' if number == 1 else f' ({number})'}{path.suffix}")
        if not name.exists() and not log_of(name).exists():
            return name
    raise AssertionError


def _beside(each: Path, path: Path, aside: Path) -> Path:
    """Return what the file, or its log, is called when it is set aside."""
    return aside.with_name(aside.name + each.name[len(path.name) :])


def _copy(source: Path, copy: Path) -> None:
    """Copy a file onto a name that was free, and let the disk have it."""
    with source.open("rb") as old, copy.open("xb") as new:
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(new.fileno())
    shutil.copymode(source, copy)
