"""The person's own samples: each drawing they named, kept in one SQLite file in their folder.

Write-ahead log: a sample is in the file system once ``add`` returns, so that killing the program
loses none (sqlite.org/wal.html); ``settle`` lets the disk have it too, against a power cut. A
schema version (``user_version``) with migrations; whoever opens the file brings it up to date.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from digitpad.ink import Drawing
from digitpad.raster import SIDE, rasterize
from digitpad.resources import data_dir

Source = Literal["pad", "session", "file"]
T = TypeVar("T")

FILE_NAME = "samples.db"
#: Of each digit, one sample in so many is held back: it measures, and is never learnt from.
HELD_BACK = 5
PATIENCE = 2.0  # seconds that another window may write before we give up
AT_ONCE = 200  # samples a transaction: another window waits no longer than for those

#: What brings a file from each version to the next; the first makes it.
MIGRATIONS = (
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
    );
    CREATE INDEX by_label ON samples (label);
    """,
)
COLUMNS = "id, label, ink, picture, said, confidence, network, source, kept, held_back"


class SampleError(Exception):
    """Samples that cannot be kept or read; the message is one sentence for a person."""


@dataclass(frozen=True)
class Sample:
    """A drawing and the digit it is meant to be.

    ``ink``: the strokes as Quick, Draw! NDJSON has them, one object; '' where there are none and
    ``picture``, uint8 28x28 white on black as MNIST's, row by row, is all that is known.
    ``said``, ``confidence``: what the network answered then, and how surely, 0 to 1; None where
    nobody asked it. ``kept``: when, ISO 8601 in UTC. ``id``: 0 until it is kept.
    """

    label: int
    ink: str = ""
    picture: bytes | None = None
    said: int | None = None
    confidence: float | None = None
    network: str = ""
    source: Source = "file"
    kept: str = ""
    held_back: bool = False
    id: int = 0

    @classmethod
    def of(
        cls,
        drawing: Drawing,
        label: int,
        source: Source,
        *,
        said: int | None = None,
        confidence: float | None = None,
        network: str = "",
    ) -> "Sample":
        """Return a sample of a drawing, of this moment."""
        ink = replace(drawing, label=label).to_json()
        return cls(label, ink, None, said, confidence, network, source, now())

    @cached_property
    def drawing(self) -> Drawing | None:
        """Its strokes; None where only a picture is known. Raises InkError on damaged ink."""
        if not self.ink:
            return None
        drawing = Drawing.from_json(self.ink)
        drawing.label = self.label
        return drawing

    @cached_property
    def image(self) -> npt.NDArray[np.float32]:
        """The network's input, float32 (28, 28) in 0..1."""
        if self.drawing is not None:
            return rasterize(self.drawing)
        pixels = np.frombuffer(self.picture or bytes(SIDE * SIDE), np.uint8)
        return np.asarray(pixels.reshape(SIDE, SIDE) / np.float32(255), np.float32)

    @property
    def misread(self) -> bool:
        """Whether the network answered another digit."""
        return self.said is not None and self.said != self.label


class Counts(NamedTuple):
    """How many samples there are: ``of``: of each digit; ``misread`` and ``held_back`` of all."""

    of: tuple[int, ...]
    misread: int
    held_back: int

    @property
    def all(self) -> int:
        """How many there are in all."""
        return sum(self.of)


def now() -> str:
    """Return this moment as samples tell it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def is_held_back(label: int, number: int) -> bool:
    """Return whether a digit's sample number so and so, from 1, is held back.

    One in HELD_BACK, from the second on, and another one for each digit, so that a few of each
    hold some back and no digit all it has.
    """
    first = HELD_BACK - label % HELD_BACK
    return (number - first) % HELD_BACK == 0 and number > 1


def samples_path() -> Path:
    """Return the file of the user's own samples; it need not exist yet."""
    return data_dir() / FILE_NAME


def settle(path: Path) -> None:
    """Let the disk have all that was kept in a file; it takes a while, so from another thread.

    Whether it could is for the next one who writes there to say.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=PATIENCE)) as db:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


class SampleStore:
    """The samples of one file. Every method raises SampleError, with a sentence.

    For one thread; another opens its own, and so does another window: all see the same samples.
    ``tell``: is told, in a sentence, when the file was found damaged and set aside.
    """

    def __init__(
        self, path: Path | None = None, tell: Callable[[str], object] = lambda _: None
    ) -> None:
        self.path = samples_path() if path is None else path
        self._tell = tell
        self._seen = 0
        with self._explained():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        self.has_changed()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON")  # what was deleted is gone
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            db.close()
            raise SampleError(
                f"{self.path} was written by a newer Digitpad (version {version} of its samples); "
                "this one leaves it as it is"
            )
        for number, migration in enumerate(MIGRATIONS[version:], version + 1):
            db.executescript(f"BEGIN IMMEDIATE;{migration};PRAGMA user_version = {number};COMMIT;")
        return db

    def close(self) -> None:
        """Let the file go; the last one to do so leaves all in the one file."""
        self._db.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SampleError(f"{self.path} cannot be used: {error}") from None
        except OSError as error:
            why = error.strerror or error
            raise SampleError(f"{self.path} cannot be used: {why}") from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # writing

    def add(self, sample: Sample) -> Sample:
        """Keep a sample and return it as it is kept, with its id."""
        return self.add_all([sample])[0]

    def add_all(self, samples: Iterable[Sample]) -> list[Sample]:
        """Keep samples, some at a time, and return them as they are kept."""
        kept: list[Sample] = []
        waiting = list(samples)
        for first in range(0, len(waiting), AT_ONCE):
            with self._transaction() as db:
                kept += [self._insert(db, each) for each in waiting[first : first + AT_ONCE]]
        return kept

    def _insert(self, db: sqlite3.Connection, sample: Sample) -> Sample:
        if not sample.id:
            count = "SELECT count(*) FROM samples WHERE label = ?"
            (number,) = db.execute(count, (sample.label,)).fetchone()
            sample = replace(sample, held_back=is_held_back(sample.label, number + 1))
        row = db.execute(
            f"INSERT INTO samples ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sample.id or None,
                sample.label,
                sample.ink,
                sample.picture,
                sample.said,
                sample.confidence,
                sample.network,
                sample.source,
                sample.kept or now(),
                sample.held_back,
            ),
        )
        return replace(sample, id=int(row.lastrowid or 0))

    def remove(self, ids: Iterable[int]) -> list[Sample]:
        """Delete samples and return them; ``restore`` brings them back. Unknown ids are none."""
        gone: list[Sample] = []
        with self._transaction() as db:
            for number in ids:
                select = f"SELECT {COLUMNS} FROM samples WHERE id = ?"
                gone += map(_sample, db.execute(select, (number,)))
                db.execute("DELETE FROM samples WHERE id = ?", (number,))
        return gone

    def restore(self, samples: Sequence[Sample]) -> None:
        """Bring deleted samples back as they were."""
        with self._transaction() as db:
            for sample in samples:
                db.execute("DELETE FROM samples WHERE id = ?", (sample.id,))
                self._insert(db, sample)

    def relabel(self, labels: Mapping[int, int]) -> dict[int, int]:
        """Give samples, by id, other labels; return those they had before."""
        before: dict[int, int] = {}
        with self._transaction() as db:
            for number, label in labels.items():
                row = db.execute("SELECT label FROM samples WHERE id = ?", (number,)).fetchone()
                if row is not None:
                    before[number] = int(row[0])
                    db.execute("UPDATE samples SET label = ? WHERE id = ?", (label, number))
        return before

    # reading

    def samples(self) -> list[Sample]:
        """Return all samples, in the order they were kept."""
        with self._explained():
            rows = self._db.execute(f"SELECT {COLUMNS} FROM samples ORDER BY id")
            return [_sample(row) for row in rows]

    def counts(self) -> Counts:
        """Return how many there are."""
        with self._explained():
            rows = self._db.execute("SELECT label, count(*) FROM samples GROUP BY label")
            of = dict(rows.fetchall())
            misread, held_back = self._db.execute(
                "SELECT sum(said IS NOT NULL AND said != label), sum(held_back) FROM samples"
            ).fetchone()
        return Counts(tuple(of.get(label, 0) for label in range(10)), misread or 0, held_back or 0)

    def has_changed(self) -> bool:
        """Return whether another window has changed the samples since this was last asked."""
        with self._explained():
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
        changed, self._seen = bool(version != self._seen), int(version)
        return changed


def _sample(row: tuple[object, ...]) -> Sample:
    """Return a row, COLUMNS in their order, as a sample."""
    number, label, ink, picture, said, confidence, network, source, kept, held_back = row
    return Sample(
        label=int(str(label)),
        ink=str(ink),
        picture=picture if isinstance(picture, bytes) and len(picture) == SIDE * SIDE else None,
        said=said if isinstance(said, int) else None,
        confidence=confidence if isinstance(confidence, float) else None,
        network=str(network),
        source=next((each for each in get_args(Source) if each == source), "file"),
        kept=str(kept),
        held_back=bool(held_back),
        id=int(str(number)),
    )
