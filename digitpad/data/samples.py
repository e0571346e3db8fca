"""The person's own samples: each drawing they named, kept in one SQLite file in their folder.

Write-ahead log: a sample is in the file system once ``add`` returns, so that killing the program
loses none (sqlite.org/wal.html); ``settle`` lets the disk have it too, against a power cut. Only
when the last window lets go is the log gone, and the one file all there is.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from digitpad.data.sample import Counts as Counts
from digitpad.data.sample import Sample as Sample
from digitpad.data.sample import now
from digitpad.data.sample_database import (
    COLUMNS,
    INSERT,
    PATIENCE,
    Damaged,
    connect,
    explained,
    identity,
    is_sample,
    make_folder,
    transaction,
)
from digitpad.data.sample_database import SampleError as SampleError  # for all who keep samples
from digitpad.data.sample_recovery import recover
from digitpad.resources import data_dir

T = TypeVar("T")

FILE_NAME = "samples.db"
#: Of each digit, one sample in so many is held back: it measures, and is never learnt from.
HELD_BACK = 5
AT_ONCE = 200  # samples a transaction: another window waits no longer than for those
ATTEMPTS = 3  # at a file that is replaced, or damaged, each time


def is_held_back(label: int, number: int) -> bool:
    """Return whether a digit's sample number so and so, from 1, is held back.

    One in HELD_BACK, from the second on, and another one for each digit, so that a few of each
    hold some back and no digit all it has.
    """
    return _to_hold_back(label, number) > _to_hold_back(label, number - 1)


def _to_hold_back(label: int, count: int) -> int:
    """Return how many of so many samples of a digit are held back."""
    first = 2 + (3 - label) % HELD_BACK
    return max(0, (count - first) // HELD_BACK + 1)


def samples_path() -> Path:
    """Return the file of the user's own samples; it need not exist yet."""
    return data_dir() / FILE_NAME


def settle(path: Path) -> None:
    """Let the disk have all that was kept in a file; it takes a while, so from another thread.

    Whether it could is for the next one who writes there to say.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"  # or it would make a file
    with suppress(sqlite3.Error), closing(_at(address)) as db:
        busy, length, moved = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if not busy and 0 < length == moved:
            # Whoever writes next begins the log anew, and waits for the disk: so let it be us.
            with transaction(db):
                (version,) = db.execute("PRAGMA user_version").fetchone()
                db.execute(f"PRAGMA user_version = {version}")


def _at(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, timeout=PATIENCE, isolation_level=None, uri=True)


class _Replaced(Exception):
    """Another file has taken the place of the one that is open."""


class SampleStore:
    """The samples of one file. Every method raises SampleError, with a sentence.

    For one thread; another opens its own, and so does another window: all see the same samples.
    A file that was moved away or replaced meanwhile is let go, and the new one used.
    ``tell``: is told, in a sentence, when the file was found damaged and set aside.
    """

    def __init__(
        self, path: Path | None = None, tell: Callable[[str], object] = lambda _: None
    ) -> None:
        self.path = samples_path() if path is None else path
        self._tell = tell
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # which one is open
        self._missed = False  # changes by others, before one of ours
        self._seen = 0
        self.has_changed()

    def close(self) -> None:
        """Let the file go; the last one to do so leaves all in the one file."""
        if self._db is not None:
            with suppress(sqlite3.Error):  # a damaged one
                self._db.close()
        self._db = None

    def _open(self) -> sqlite3.Connection:
        """Return the file, opened again if it is another one by now."""
        if self._db is None or identity(self.path) != self._file:
            self.close()
            make_folder(self.path.parent)
            self._file, self._missed = identity(self.path), True
            self._db = connect(self.path)
            self._file = self._file or identity(self.path)
        return self._db

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the file, which is recovered first where it is damaged."""
        for _ in range(ATTEMPTS):
            with suppress(_Replaced):
                try:
                    with explained(self.path):
                        return work(self._open())
                except Damaged:
                    self._recover()
        raise SampleError(f"{self.path} is damaged again and again; the disk may be failing")

    def _recover(self) -> None:
        self.close()
        also = "; it is damaged, and what can be read is recovered once that is possible"
        try:
            with explained(self.path, also):
                told = recover(self.path, self._file)
        except Damaged:
            raise SampleError(f"{self.path} cannot be read{also}") from None
        if told:
            self._tell(told)

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in one transaction, in the file that others see, too."""

        def write(db: sqlite3.Connection) -> T:
            with transaction(db):
                # Only now: whoever puts another file in its place lets nobody write meanwhile.
                if identity(self.path) != self._file:
                    raise _Replaced
                before, done = _changes(db), work(db)
                db.execute("UPDATE changes SET number = number + 1")
            self._missed, self._seen = self._missed or before != self._seen, before + 1
            return done

        return self._read(write)

    # writing

    def add(self, sample: Sample) -> Sample:
        """Keep a sample and return it as it is kept, with its id."""
        return self.add_all([sample])[0]

    def add_all(self, samples: Iterable[Sample]) -> list[Sample]:
        """Keep samples, some at a time, and return them as they are kept."""
        kept: list[Sample] = []
        waiting = list(samples)
        for first in range(0, len(waiting), AT_ONCE):
            batch = waiting[first : first + AT_ONCE]
            kept += self._write(lambda db, batch=batch: _add(db, batch))  # type: ignore[misc]
        return kept

    def remove(self, ids: Iterable[int]) -> list[Sample]:
        """Delete samples and return them; ``restore`` brings them back. Unknown ids are none."""
        numbers = list(ids)

        def remove(db: sqlite3.Connection) -> list[Sample]:
            gone = [found for number in numbers for found in _with_id(db, number)]
            db.executemany("DELETE FROM samples WHERE id = ?", [(each.id,) for each in gone])
            return gone

        return self._write(remove)

    def restore(self, samples: Sequence[Sample]) -> None:
        """Bring deleted samples back as they were; an id that is taken by now, as a new one."""

        def restore(db: sqlite3.Connection) -> None:
            for sample in samples:
                there = _with_id(db, sample.id)
                if there != [sample]:
                    _insert(db, replace(sample, id=0) if there else sample)

        self._write(restore)

    def relabel(self, labels: Mapping[int, int]) -> dict[int, int]:
        """Give samples, by id, other labels; return those they had before."""

        def relabel(db: sqlite3.Connection) -> dict[int, int]:
            before = {each.id: each.label for number in labels for each in _with_id(db, number)}
            changed = [(int(labels[number]), number) for number in before]
            db.executemany("UPDATE samples SET label = ? WHERE id = ?", changed)
            return before

        return self._write(relabel)

    # reading

    def samples(self) -> list[Sample]:
        """Return all samples, in the order they were kept."""
        select = f"SELECT {COLUMNS} FROM samples ORDER BY id"
        return self._read(lambda db: [_sample(row) for row in db.execute(select)])

    def find(self, number: int) -> Sample | None:
        """Return the sample with an id; None where there is none, or no more."""
        return next(iter(self._read(lambda db: _with_id(db, number))), None)

    def counts(self) -> Counts:
        """Return how many there are."""
        return self._read(_count)

    def span(self) -> tuple[str, str] | None:
        """Return when the first and the last of them was kept; None where there are none."""
        return self._read(_span)

    def has_changed(self) -> bool:
        """Return whether another window has changed the samples since this was last asked."""
        number = self._read(_changes)
        changed = self._missed or number != self._seen
        self._missed, self._seen = False, number
        return changed


def _changes(db: sqlite3.Connection) -> int:
    """Return how often the samples were changed."""
    (number,) = db.execute("SELECT number FROM changes").fetchone() or (None,)
    if not isinstance(number, int):
        raise Damaged
    return number


def _count(db: sqlite3.Connection) -> Counts:
    of, misread, held_back = [0] * 10, 0, 0
    for label, *counts in db.execute(
        "SELECT label, count(*), total(said != label), total(held_back = 1) FROM samples "
        "GROUP BY label"
    ):
        if not isinstance(label, int) or not 0 <= label <= 9:
            raise Damaged
        of[label] = counts[0]
        misread, held_back = misread + int(counts[1]), held_back + int(counts[2])
    return Counts(tuple(of), misread, held_back)


def _span(db: sqlite3.Connection) -> tuple[str, str] | None:
    first, last = db.execute("SELECT min(kept), max(kept) FROM samples").fetchone()
    if first is None:
        return None
    if not isinstance(first, str) or not isinstance(last, str):
        raise Damaged
    return first, last


def _add(db: sqlite3.Connection, samples: Iterable[Sample]) -> list[Sample]:
    """Keep new samples, and hold back as many of each digit as are due."""
    select = "SELECT count(*), total(held_back) FROM samples WHERE label = ?"
    there: dict[int, tuple[int, int]] = {}
    kept = []
    for sample in samples:
        if sample.label not in there:
            there[sample.label] = db.execute(select, (int(sample.label),)).fetchone()
        count, held = there[sample.label]
        hold = held < _to_hold_back(sample.label, count + 1)
        there[sample.label] = count + 1, held + hold
        new = replace(sample, id=0, held_back=hold, kept=sample.kept or now())
        kept.append(_insert(db, new))
    return kept


def _insert(db: sqlite3.Connection, sample: Sample) -> Sample:
    """Write a sample and return it with its id, a new one if it has none."""
    row = db.execute(
        INSERT,
        (
            sample.id or None,
            int(sample.label),
            sample.ink,
            sample.picture,
            None if sample.said is None else int(sample.said),
            None if sample.confidence is None else float(sample.confidence),
            sample.network,
            sample.source,
            sample.kept,
            int(sample.held_back),
        ),
    )
    return replace(sample, id=int(row.lastrowid or 0))


def _with_id(db: sqlite3.Connection, number: int) -> list[Sample]:
    """Return the sample with an id; none if there is none."""
    rows = db.execute(f"SELECT {COLUMNS} FROM samples WHERE id = ?", (int(number),))
    return [_sample(row) for row in rows]


def _sample(row: tuple[Any, ...]) -> Sample:
    """Return a row, COLUMNS in their order, as a sample. Raises Damaged."""
    if not is_sample(row):
        raise Damaged
    number, label, ink, picture, said, confidence, network, source, kept, held_back = row
    return Sample(
        label=label,
        ink=ink,
        picture=picture,
        said=said,
        confidence=None if confidence is None else float(confidence),
        network=network,
        source=source,
        kept=kept,
        held_back=bool(held_back),
        id=number,
    )
