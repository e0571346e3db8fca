"""digitpad.data.samples: what was kept stays, whatever becomes of the program or the file."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.sample_database import MIGRATIONS
from digitpad.data.samples import (
    HELD_BACK,
    Sample,
    SampleError,
    SampleStore,
    is_held_back,
    samples_path,
    settle,
)
from digitpad.ink import Drawing, Stroke
from tests.data.killed import ink_of
from tests.tools import demo_digit, keep_samples

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store() -> Iterator[SampleStore]:
    with closing(SampleStore()) as store:
        yield store


def a_sample(label: int = 7, said: int | None = None) -> Sample:
    return Sample.of(demo_digit(label), label, "pad", said=said, confidence=0.5, network="n")


def python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start another process that has a store of the user's samples, and runs code."""
    start = "import sys; from digitpad.data.samples import *; store = SampleStore()\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


# what is kept


def test_a_sample_is_kept_as_it_was(store: SampleStore) -> None:
    drawing = Drawing([Stroke([1.0, 2.0], [3.0, 4.0], [0.0, 8.0], [0.25, 1.0])])
    kept = store.add(Sample.of(drawing, 3, "session", said=8, confidence=0.6, network="mine"))
    (again,) = store.samples()
    assert again == kept
    assert again.drawing is not None
    assert again.drawing.strokes == drawing.strokes
    assert again.drawing.label == 3
    assert (again.said, again.confidence, again.network) == (8, 0.6, "mine")
    assert again.misread
    assert again.kept.endswith("+00:00")
    assert store.counts().of == (0, 0, 0, 1, 0, 0, 0, 0, 0, 0)


def test_what_numpy_counts_with_is_kept_as_a_number(store: SampleStore) -> None:
    import numpy as np

    odd = replace(a_sample(), label=np.int64(7), said=np.uint8(1), confidence=np.float32(0.5))
    store.add(odd)
    assert store.samples()[0].said == 1
    assert store.samples()[0].confidence == 0.5


def test_when_the_first_and_the_last_were_kept_is_told(store: SampleStore) -> None:
    assert store.span() is None
    store.add_all(replace(a_sample(), kept=kept) for kept in ("2026-02", "2026-01", "2026-03"))
    assert store.span() == ("2026-01", "2026-03")


def test_samples_are_deleted_and_brought_back_as_they_were(store: SampleStore) -> None:
    kept = keep_samples(20, store)
    gone = store.remove([kept[3].id, kept[4].id, 999])
    assert gone == kept[3:5]
    assert store.samples() == kept[:3] + kept[5:]
    store.restore(gone)
    store.restore(gone)  # once more makes no second ones
    assert store.samples() == kept


def test_what_is_brought_back_takes_nobody_elses_place(store: SampleStore) -> None:
    gone = store.remove([store.add(a_sample(1)).id])
    store.close()
    samples_path().unlink()
    other = store.add(a_sample(2))
    assert other.id == gone[0].id
    store.restore(gone)
    assert sorted(each.label for each in store.samples()) == [1, 2]


def test_a_sample_is_found_until_it_is_deleted(store: SampleStore) -> None:
    first, second = keep_samples(2, store)
    store.remove([first.id])
    assert store.find(first.id) is None
    assert store.find(second.id) == second


def test_samples_are_given_another_digit_and_theirs_again(store: SampleStore) -> None:
    kept = keep_samples(5, store)
    before = store.relabel({kept[0].id: 9, kept[1].id: 9, 999: 1})
    assert before == {kept[0].id: 0, kept[1].id: 1}
    first = store.samples()[0]
    assert first.label == 9
    assert first.drawing is not None
    assert first.drawing.label == 9
    store.relabel(before)
    assert store.samples() == kept


def test_damaged_ink_is_no_drawing_and_an_empty_picture() -> None:
    sample = Sample(3, '{"drawing": [[[1')
    assert sample.drawing is None
    assert not sample.image.any()


@given(st.integers(0, 9))
def test_of_each_digit_one_in_five_is_held_back_but_not_the_first(label: int) -> None:
    held = [number for number in range(1, 41) if is_held_back(label, number)]
    assert held[0] > 1
    assert len(held) == pytest.approx(40 / HELD_BACK, abs=1)
    assert all(b - a == HELD_BACK for a, b in pairwise(held))


def test_as_many_are_held_back_after_some_were_deleted(store: SampleStore) -> None:
    kept = store.add_all([a_sample(0)] * 20)
    store.remove([each.id for each in kept if not each.held_back][:8])
    store.add_all([a_sample(0)] * 8)
    assert store.counts().held_back == 4
    store.remove([each.id for each in store.samples() if each.held_back])
    store.add_all([a_sample(0)] * 4)
    assert store.counts().held_back == 4


# one file


def test_nothing_but_the_one_file_is_left(data_folder: Path) -> None:
    keep_samples(30)
    assert [path.name for path in data_folder.iterdir()] == ["samples.db"]


def test_a_copy_of_the_file_holds_all_once_it_is_settled(
    store: SampleStore, tmp_path: Path
) -> None:
    kept = keep_samples(30, store)
    settle(store.path)
    copy = tmp_path / "copy.db"
    copy.write_bytes(store.path.read_bytes())
    with closing(SampleStore(copy)) as other:
        assert other.samples() == kept


def test_settling_makes_no_file(tmp_path: Path) -> None:
    settle(tmp_path / "samples.db")
    assert not list(tmp_path.iterdir())


# several windows


def test_two_windows_see_what_both_add(store: SampleStore) -> None:
    code = (
        "for n in range(200): store.add(Sample(1, '{}'))\n"
        "print(len(store.samples())); sys.stdin.read(); print(len(store.samples()))\n"
    )
    other = python(code)
    for _ in range(200):
        store.add(Sample(2, "{}"))
    assert other.stdout is not None
    other.stdout.readline()  # it has added all of its own
    assert store.counts().of[1:3] == (200, 200)
    told, _ = other.communicate("", timeout=30)
    assert told.split() == ["400"]


def test_only_what_another_window_does_counts_as_a_change(store: SampleStore) -> None:
    with closing(SampleStore()) as other:
        assert not store.has_changed()
        (kept,) = [store.add(a_sample())]
        settle(store.path)
        assert not store.has_changed()
        assert other.has_changed()
        assert not other.has_changed()
        other.relabel({kept.id: 1})
        store.add(a_sample())  # what oneself does after it hides nothing
        assert store.has_changed()
        assert not store.has_changed()


@pytest.mark.skipif(os.name != "posix", reason="Windows lets nobody move a file that is open")
def test_no_sample_goes_into_a_file_that_was_moved_away(store: SampleStore, tmp_path: Path) -> None:
    store.add(a_sample(1))
    settle(store.path)
    store.path.rename(tmp_path / "moved.db")
    kept = store.add(a_sample(2))
    assert store.has_changed()
    with closing(SampleStore()) as other:
        assert other.samples() == [kept] == store.samples()


@pytest.mark.skipif(os.name != "posix", reason="Windows lets nobody replace a file that is open")
def test_a_file_that_was_replaced_is_read_anew(store: SampleStore, tmp_path: Path) -> None:
    store.add(a_sample(1))
    with closing(SampleStore(tmp_path / "other.db")) as other:
        kept = keep_samples(12, other)
    (tmp_path / "other.db").replace(store.path)
    for suffix in ("-wal", "-shm"):
        Path(f"{store.path}{suffix}").unlink(missing_ok=True)
    assert store.samples() == kept


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")
def test_killed_a_hundred_times_it_loses_no_confirmed_sample(tmp_path: Path) -> None:
    path = tmp_path / "samples.db"
    command = [sys.executable, "-W", "ignore", "-m", "tests.data.killed"]
    command += [str(path), "100", "1"]
    printed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    confirmed = [tuple(map(int, line.split())) for line in printed.stdout.splitlines()]
    assert len({child for _, child, _ in confirmed}) > 30
    told: list[str] = []
    with closing(SampleStore(path, told.append)) as store:
        kept = {each.id: each for each in store.samples()}
        for id_, child, number in confirmed:
            assert kept[id_].ink == ink_of(child, number)
            assert kept[id_].label == number % 10
    assert not told
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# versions


def test_a_file_of_version_0_is_brought_up_to_date(data_folder: Path) -> None:
    data_folder.mkdir()
    with closing(sqlite3.connect(samples_path())) as db:
        db.execute("PRAGMA journal_mode = WAL")
    kept = keep_samples(3)
    with closing(sqlite3.connect(samples_path())) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    with closing(SampleStore()) as store:
        assert store.samples() == kept


def test_a_file_of_the_future_is_left_as_it_is(data_folder: Path) -> None:
    keep_samples(3)
    with closing(sqlite3.connect(samples_path())) as db:
        db.execute("PRAGMA user_version = 99")
    before = samples_path().read_bytes()
    with pytest.raises(SampleError, match="written by a newer Digitpad \\(version 99"):
        SampleStore()
    assert samples_path().read_bytes() == before
    assert [path.name for path in data_folder.iterdir()] == ["samples.db"]


def test_windows_that_open_a_new_file_at_once_make_one() -> None:
    others = [python("store.add(Sample(1, '{}')); print('kept')") for _ in range(4)]
    assert [other.communicate(timeout=30)[0].strip() for other in others] == ["kept"] * 4
    with closing(SampleStore()) as store:
        assert store.counts().all == 4


# what cannot be kept


def refusal(path: Path) -> str:
    with pytest.raises(SampleError) as caught, closing(SampleStore(path)) as store:
        store.add(a_sample())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_full_disk_is_said(store: SampleStore) -> None:
    kept = keep_samples(30, store)
    assert store._db is not None
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(SampleError, match=r"samples\.db cannot be written: the disk is full$"):
        for _ in range(100):
            kept.append(store.add(a_sample()))
    assert store.samples() == kept
    store._db.execute(f"PRAGMA max_page_count = {2 * pages}")
    store.add(a_sample())


def test_a_folder_in_the_files_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "samples.db").mkdir()
    assert "samples.db is not a file" in refusal(tmp_path / "samples.db")
    assert not list((tmp_path / "samples.db").iterdir())


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "data is not a folder" in refusal(tmp_path / "data" / "samples.db")
    assert "cannot be made" in refusal(tmp_path / "data" / "more" / "samples.db")


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")
def test_a_pipe_in_the_files_place_is_said_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "samples.db")
    assert "is not a file" in refusal(tmp_path / "samples.db")


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for the administrator"
)
def test_what_is_read_only_is_said(store: SampleStore, data_folder: Path) -> None:
    keep_samples(3, store)
    store.close()
    samples_path().chmod(0o400)
    assert "is read-only" in refusal(samples_path())
    samples_path().chmod(0o600)
    data_folder.chmod(0o500)
    try:
        assert "is read-only" in refusal(samples_path())
        assert "cannot be made" in refusal(data_folder / "more" / "samples.db")
    finally:
        data_folder.chmod(0o700)


def test_another_program_that_writes_for_long_is_said(
    store: SampleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep_samples(3, store)
    assert store._db is not None
    store._db.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SampleError, match="being written by another program; try again"):
            store.add(a_sample())
        assert store.samples() == kept
    store.add(a_sample())


# damage


def left_open(count: int = 40) -> tuple[Path, list[Sample]]:
    """Let a process die with samples in its log, and return the file and the samples."""
    code = (
        "from tests.tools import keep_samples; import os\n"
        f"keep_samples({count // 2}, store); settle(store.path)\n"
        f"keep_samples({count - count // 2}, store); os._exit(0)"
    )
    assert python(code).wait() == 0
    copy = samples_path().parent.parent / "copy.db"
    copy.write_bytes(samples_path().read_bytes())
    Path(f"{copy}-wal").write_bytes(Path(f"{samples_path()}-wal").read_bytes())
    with closing(SampleStore(copy)) as store:
        return samples_path(), store.samples()


Damage = Callable[[bytes], bytes]
DAMAGES: dict[str, Damage] = {
    "its first page is zeros": lambda data: bytes(4096) + data[4096:],
    "its second half is missing": lambda data: data[: len(data) // 2],
    "it is all zeros": lambda data: bytes(len(data)),
    "it is a text": lambda data: b"a text\n" * 999,
    "its header is another's": lambda data: data[:16] + os.urandom(84) + data[100:],
}
damages = pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())


@damages
def test_a_damaged_file_is_set_aside_and_what_can_be_read_is_kept(damage: Damage) -> None:
    kept = keep_samples(40)
    damaged = damage(samples_path().read_bytes())
    samples_path().write_bytes(damaged)
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        found = store.samples()
        assert set(found) <= set(kept)
        new = store.add(a_sample())
    (sentence,) = told
    (aside,) = samples_path().parent.glob("samples damaged *.db")
    assert aside.read_bytes() == damaged
    assert sentence == (
        f"samples.db was damaged: it was set aside as {aside.name}, "
        f"and {len(found)} samples recovered from it"
    )
    assert {path.name for path in aside.parent.iterdir()} == {"samples.db", aside.name}
    with closing(SampleStore(tell=told.append)) as store:
        assert store.samples() == [*found, new]
    assert len(told) == 1


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
PROGRAMS = {
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON samples BEGIN DELETE FROM samples; END"],
    "a view": ["ALTER TABLE samples RENAME TO s", f"CREATE VIEW samples AS {ENDLESS}"],
    "an endless count": ["DROP TABLE changes", f"CREATE VIEW changes AS {ENDLESS}"],
    "an index": ["CREATE INDEX i ON samples (hex(zeroblob(length(ink))))"],
    "a column": ["ALTER TABLE samples ADD COLUMN more AS (hex(zeroblob(length(ink))))"],
}


@pytest.mark.parametrize("statements", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_no_program_in_a_file_is_ever_run(statements: list[str]) -> None:
    kept = keep_samples(20)
    with closing(sqlite3.connect(samples_path())) as db:
        for statement in statements:
            db.execute(statement)
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        assert store.samples() == kept
        store.add(a_sample())
        assert store.counts().all == 21
    assert len(told) == 1


def test_a_table_of_somebody_elses_is_left_in_the_file() -> None:
    kept = keep_samples(20)
    with closing(sqlite3.connect(samples_path())) as db:
        db.execute("CREATE TABLE notes (text)")
        db.execute("ANALYZE")
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        assert store.samples() == kept
    assert not told


@pytest.mark.parametrize("wrong", ["label = 77", "label = 'x'", "kept = x'00'"])
@pytest.mark.parametrize("ask", [SampleStore.counts, SampleStore.samples, SampleStore.span])
def test_what_was_never_written_is_damage(wrong: str, ask: Callable[[SampleStore], object]) -> None:
    keep_samples(20)
    with closing(sqlite3.connect(samples_path(), isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(f"UPDATE samples SET {wrong} WHERE id = 3")
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        ask(store)
        assert len(store.samples()) == 19
    assert len(told) == 1


@pytest.mark.parametrize("wrong", ["said = 99", "said = 'x'", "confidence = 9e999"])
def test_an_answer_that_no_network_gives_is_damage(wrong: str) -> None:
    keep_samples(20)
    with closing(sqlite3.connect(samples_path(), isolation_level=None)) as db:
        db.execute(f"UPDATE samples SET {wrong} WHERE id = 3")
    with closing(SampleStore()) as store:
        assert len(store.samples()) == 19


def test_all_samples_outlive_their_files_first_page() -> None:
    kept = keep_samples(40)
    samples_path().write_bytes(bytes(4096) + samples_path().read_bytes()[4096:])
    with closing(SampleStore()) as store:
        assert store.samples() == kept


@damages
def test_what_the_log_has_outlives_the_file(damage: Damage) -> None:
    path, kept = left_open()
    path.write_bytes(damage(path.read_bytes()))
    with closing(SampleStore()) as store:
        assert set(kept[20:]) <= set(store.samples()) <= set(kept)


def test_an_empty_file_with_a_log_is_recovered_from_it_and_both_set_aside() -> None:
    path, kept = left_open()
    log = Path(f"{path}-wal").read_bytes()
    path.write_bytes(b"")
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        assert set(kept[20:]) <= set(store.samples())
    (aside,) = path.parent.glob("samples damaged *.db")
    assert Path(f"{aside}-wal").read_bytes() == log
    assert aside.name in told[0]


def test_a_log_without_its_file_is_not_lost() -> None:
    path, kept = left_open()
    path.unlink()
    told: list[str] = []
    with closing(SampleStore(tell=told.append)) as store:
        assert set(kept[20:]) <= set(store.samples())
    assert len(told) == 1


@pytest.mark.parametrize("reads", [True, False])
def test_damage_that_shows_later_is_recovered_then(store: SampleStore, reads: bool) -> None:
    kept = keep_samples(400, store)
    settle(store.path)
    with closing(SampleStore()) as other, suppress(SampleError):
        told: list[str] = []
        other._tell = told.append
        size = store.path.stat().st_size
        with store.path.open("r+b") as file:
            for page in range(3, size // 4096):  # all but the schema and the roots
                file.seek(page * 4096)
                file.write(bytes(4096) if page % 3 else os.urandom(4096))
        if reads:
            other.samples()
        else:
            other.relabel({each.id: 3 for each in kept})
        assert len(told) == 1
        new = other.add(a_sample())
        assert other.samples()[-1] == new
        assert store.samples() == other.samples()  # it notices that the file is another one
        assert store.has_changed()


def test_two_windows_that_find_it_damaged_recover_it_once(store: SampleStore) -> None:
    kept = keep_samples(300, store)
    store.close()
    data = samples_path().read_bytes()
    samples_path().write_bytes(bytes(4096) + data[4096:])
    code = "print(store.counts().all); store.add(Sample(1, '{}'))"
    others = [python(code) for _ in range(3)]
    for other in others:
        assert int(other.communicate(timeout=30)[0]) >= len(kept)
    assert store.counts().all == len(kept) + 3
    assert len(list(samples_path().parent.glob("samples damaged*.db"))) == 1


def test_a_recovery_leaves_nothing_of_one_that_was_killed(data_folder: Path) -> None:
    keep_samples(30)
    samples_path().write_bytes(b"a text\n" * 999)
    for name in (".7.part.db", ".7.part.db-wal", ".7.part.db-shm"):
        (data_folder / name).write_bytes(b"half of a file")
    with closing(SampleStore()):
        pass
    (aside,) = data_folder.glob("samples damaged *.db")
    assert {path.name for path in data_folder.iterdir()} == {"samples.db", aside.name}


def test_a_recovery_that_fails_leaves_all_as_it_was(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_samples(30)
    samples_path().write_bytes(b"a text\n" * 999)

    def full(source: Path, copy: Path) -> None:
        copy.write_bytes(b"")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digitpad.data.sample_recovery._copy", full)
    with pytest.raises(SampleError, match="the disk is full"):
        SampleStore()
    assert samples_path().read_bytes() == b"a text\n" * 999
    assert [path.name for path in data_folder.iterdir()] == ["samples.db"]
