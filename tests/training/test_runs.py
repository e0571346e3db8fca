"""digitpad.training.runs: runs are kept, found again, named, deleted and restored."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from digitpad.network import DenseNetwork
from digitpad.resources import bundled_network, lock
from digitpad.training import runs
from digitpad.training.events import Epoch
from digitpad.training.recipe import Recipe
from digitpad.training.runs import RunError

HISTORY = [Epoch(epoch, 1 / epoch, 0.8, 0.5 / epoch, 0.9, 2.0 * epoch, 0.01) for epoch in (1, 2, 3)]


def a_record(**more: Any) -> dict[str, Any]:
    return {
        "recipe": dataclasses.asdict(Recipe(name="Trial", epochs=5, seed=7)),
        "created": "2026-11-25T10:00:00+00:00",
        "status": "stopped",
        "epochs": 5,
        "history": [epoch._asdict() for epoch in HISTORY],
        "seconds": 6.5,
        "versions": {"keras": "3.12"},
        "test": {"count": 10_000, "loss": 0.07, "accuracy": 0.98},
        "network": str(bundled_network()),
        **more,
    }


def make(name: str = "Trial", **more: Any) -> Path:
    folder = runs.claim_run(name)
    runs.write_record(folder, a_record(**more))
    return folder


@contextmanager
def holding(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Let another process hold a run."""
    code = (
        "import sys, time; from pathlib import Path; from digitpad.training import runs\n"
        "with runs.hold(Path(sys.argv[1])):\n"
        "    print(flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_a_run_comes_back_as_it_was_written() -> None:
    folder = make()
    run = runs.read_run(folder)
    assert (run.folder, run.name, run.status, run.epochs) == (folder, "Trial", "stopped", 5)
    assert run.recipe == Recipe(name="Trial", epochs=5, seed=7)
    assert run.history == tuple(HISTORY)
    assert (run.seconds, run.versions) == (6.5, {"keras": "3.12"})
    assert run.test == {"count": 10_000, "loss": 0.07, "accuracy": 0.98}
    assert run.network == bundled_network()
    assert run.problem is None


def test_runs_are_listed_the_newest_first_and_what_is_damaged_is_left_out() -> None:
    assert runs.list_runs() == []  # there is no folder yet
    older = make(created="2026-11-24T10:00:00+00:00")
    newer = make(created="2026-11-25T10:00:00+00:00")
    make(status="confused")
    (runs.runs_dir() / "a file.txt").write_text("a person's own")
    assert newer.name == "Trial (2)"
    assert [run.folder for run in runs.list_runs()] == [newer, older]


def test_a_list_is_never_out_of_date() -> None:
    folder = make()
    (before,) = runs.list_runs()
    assert runs.list_runs()[0] is before  # hundreds are not read each time
    runs.rename_run(folder, "Mine")
    assert runs.list_runs()[0].name == "Mine"
    runs.write_record(folder, a_record(status="running"))
    assert runs.list_runs()[0].status == "interrupted"
    with runs.hold(folder):
        assert runs.list_runs()[0].status == "running"
    runs.write_record(folder, a_record(status="finished"))
    assert runs.list_runs()[0].status == "finished"
    (folder / runs.RECORD).write_text("damaged")
    assert runs.list_runs() == []


@pytest.mark.parametrize(
    "damage",
    [
        {"status": "confused"},
        {"status": ["stopped"]},
        {"recipe": {"hidden_units": "many"}},
        {"recipe": 3},
        {"history": [{"epoch": 1}]},
        {"history": [{**HISTORY[0]._asdict(), "val_loss": "low"}]},
        {"history": [{**HISTORY[0]._asdict(), "surprise": 1}]},
        {"history": 3},
        {"epochs": "all"},
        {"epochs": float("inf")},
        {"seconds": None},
        {"versions": ["3.12"]},
        {"test": "good"},
        {"test": {"accuracy": "high"}},
        {"network": 3},
    ],
    ids=str,
)
def test_a_damaged_record_is_refused_in_one_sentence(damage: dict[str, Any]) -> None:
    with pytest.raises(RunError, match="is not a run: "):
        runs.read_run(make(**damage))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"status": "stopped"}', "[" * 100_000])
def test_what_is_no_record_is_refused(text: str) -> None:
    folder = runs.claim_run("Trial")
    (folder / runs.RECORD).write_text(text)
    with pytest.raises(RunError, match="is not a run: "):
        runs.read_run(folder)


def test_a_record_that_is_not_text_or_not_there_is_refused() -> None:
    folder = runs.claim_run("Trial")
    with pytest.raises(RunError, match="No such file"):
        runs.read_run(folder)
    (folder / runs.RECORD).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RunError, match="damaged"):
        runs.read_run(folder)


def test_a_huge_record_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make()
    monkeypatch.setattr(runs, "MAX_RECORD_BYTES", 100)
    with pytest.raises(RunError, match="too large"):
        runs.read_run(folder)


def test_a_failed_write_leaves_the_record_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        runs.write_record(folder, a_record(status="finished"))
    assert runs.read_run(folder).status == "stopped"
    assert sorted(path.name for path in folder.iterdir()) == [runs.EPOCHS, runs.RECORD]


# held by a process


def test_a_run_is_going_on_as_long_as_its_process_lives() -> None:
    folder = make(status="running")
    (folder / runs.STATE).write_bytes(b"")
    assert runs.read_run(folder).status == "interrupted"  # nobody ever held it
    with holding(folder) as process:
        assert runs.is_running(folder)
        run = runs.read_run(folder)
        assert run.status == "running"
        assert not run.can_go_on
        with pytest.raises(RunError, match="going on in another process"), runs.hold(folder):
            pass
        process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        process.wait()
        assert not runs.is_running(folder)
        run = runs.read_run(folder)
        assert run.status == "interrupted"
        assert run.can_go_on
    with runs.hold(folder):  # and it can be taken up
        assert runs.read_run(folder).status == "running"


def test_a_run_without_a_state_cannot_go_on() -> None:
    assert not runs.read_run(make(status="failed", problem="it diverged")).can_go_on


def test_a_run_cannot_go_on_until_the_process_that_ended_it_is_gone() -> None:
    folder = make(status="stopped")
    (folder / runs.STATE).write_bytes(b"")
    with runs.hold(folder):
        run = runs.read_run(folder)
        assert (run.status, run.can_go_on) == ("stopped", False)
    assert run.can_go_on


def test_looking_whether_it_goes_on_keeps_nobody_from_taking_it_up() -> None:
    folder = make()
    with (folder / runs.LOCK).open("a+b") as glance:
        assert lock(glance)
        threading.Timer(0.1, glance.close).start()
        with runs.hold(folder):
            assert runs.is_running(folder)


# epochs


def test_each_epoch_is_kept_and_takes_no_room_of_its_own(tmp_path: Path) -> None:
    folder, network = make(), tmp_path / "net.keras"
    for epoch in (1, 2):
        network.unlink(missing_ok=True)
        network.write_bytes(bundled_network().read_bytes())
        runs.keep_epoch(folder, epoch, network)
    run = runs.read_run(folder)
    assert list(run.epoch_networks) == [1, 2]
    assert network.stat().st_nlink == 2
    assert isinstance(run.network_after(1), DenseNetwork)
    with pytest.raises(RunError, match="epoch 3 of Trial is not kept"):
        run.network_after(3)
    run.epoch_networks[2].write_bytes(b"broken")
    with pytest.raises(RunError, match="damaged"):
        run.network_after(2)


def test_where_files_cannot_be_linked_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    folder, network = make(), tmp_path / "net.keras"
    network.write_bytes(b"one")
    runs.keep_epoch(folder, 1, network)
    network.write_bytes(b"two")
    assert runs.epoch_networks(folder)[1].read_bytes() == b"one"
    assert len(list((folder / runs.EPOCHS).iterdir())) == 1


def thinned(epochs: int, tmp_path: Path) -> list[int]:
    folder, network = make(), tmp_path / "net.keras"
    network.write_bytes(b"12345")
    for epoch in range(1, epochs + 1):
        runs.keep_epoch(folder, epoch, network)
        assert epoch in runs.epoch_networks(folder)
    return list(runs.epoch_networks(folder))


def test_of_a_long_run_every_other_epoch_is_kept_and_always_the_last(tmp_path: Path) -> None:
    assert thinned(runs.MAX_EPOCHS, tmp_path) == list(range(1, runs.MAX_EPOCHS + 1))
    longer = runs.MAX_EPOCHS + 5
    assert thinned(longer, tmp_path) == [*range(2, longer, 2), longer]


def test_of_a_large_network_fewer_epochs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MAX_EPOCHS_BYTES", 50)  # ten of them
    assert len(thinned(40, tmp_path)) <= 11
    monkeypatch.setattr(runs, "MAX_EPOCHS_BYTES", 1)
    assert thinned(9, tmp_path) == [2, 4, 6, 8, 9]  # a few in any case


def test_a_run_that_goes_on_from_an_epoch_forgets_the_later_ones(tmp_path: Path) -> None:
    folder, network = make(), tmp_path / "net.keras"
    network.write_bytes(b"1")
    for epoch in range(1, 6):
        runs.keep_epoch(folder, epoch, network)
    (folder / runs.EPOCHS / "notes.keras").write_bytes(b"a person's own")
    runs.forget_epochs_after(folder, 3)
    assert list(runs.epoch_networks(folder)) == [1, 2, 3]


# names, the deleted


def test_a_run_is_renamed_whatever_the_name() -> None:
    folder = make()
    runs.rename_run(folder, "  Mine: the  best/ever \n 😀 ")
    assert runs.read_run(folder).name == "Mine: the best/ever 😀"
    assert runs.read_run(folder).folder == folder  # the folder stays where it was
    runs.rename_run(folder, "x" * 500)
    assert len(runs.read_run(folder).name) == runs.MAX_NAME
    with pytest.raises(RunError, match="needs a name"):
        runs.rename_run(folder, " \n ")
    (folder / runs.NAME).write_bytes(b"\xff\xfe")
    assert runs.read_run(folder).name == "Trial"


def test_a_deleted_run_is_restored_whole() -> None:
    folder = make()
    runs.rename_run(folder, "Mine")
    runs.keep_epoch(folder, 1, bundled_network())
    deleted = runs.delete_run(folder)
    assert not folder.exists()
    assert runs.list_runs() == []
    assert [run.name for run in runs.list_runs(deleted=True)] == ["Mine"]
    back = runs.restore_run(deleted)
    assert back == folder
    assert list(runs.read_run(back).epoch_networks) == [1]
    assert runs.list_runs(deleted=True) == []


def test_runs_of_one_name_are_deleted_and_restored_beside_each_other() -> None:
    deleted = [runs.delete_run(make()) for _ in range(2)]
    assert [folder.name for folder in deleted] == ["Trial", "Trial (2)"]
    make()
    assert [runs.restore_run(folder).name for folder in deleted] == ["Trial (2)", "Trial (2) (2)"]
    assert len(runs.list_runs()) == 3


def test_a_run_that_goes_on_is_not_deleted() -> None:
    folder = make(status="running")
    with runs.hold(folder), pytest.raises(RunError, match="stop it first"):
        runs.delete_run(folder)
    assert folder.exists()
    runs.delete_run(folder)


def test_what_is_deleted_for_good_is_gone() -> None:
    deleted = runs.delete_run(make())
    runs.discard_run(deleted)
    assert not deleted.exists()
    with pytest.raises(OSError, match="No such file"):
        runs.restore_run(deleted)
    assert list(runs.runs_dir().iterdir()) == []  # not even an empty folder is left


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may do anything")
@pytest.mark.parametrize("do", [runs.delete_run, lambda folder: runs.rename_run(folder, "New")])
def test_a_folder_that_cannot_be_written_says_so(do: Callable[[Path], object]) -> None:
    folder = make()
    for path in (folder, folder.parent):
        path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="Permission denied"):
            do(folder)
        assert json.loads((folder / runs.RECORD).read_text())["status"] == "stopped"
    finally:
        for path in (folder, folder.parent):
            path.chmod(0o700)
