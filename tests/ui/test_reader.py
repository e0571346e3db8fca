"""digitpad.ui.reader: which network reads, while one learns, back in its past, and afterwards."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.resources import bundled_network
from digitpad.ui.reader import Reader
from tests.legacy import write_keras_2


@pytest.fixture
def networks(tmp_path: Path) -> dict[str, Path]:
    """Return files of networks: they all read alike, what counts is which file is read."""
    files = {name: tmp_path / f"{name}.keras" for name in ("mine", "one", "two", "last")}
    for path in files.values():
        shutil.copy(bundled_network(), path)
    return files


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    reader = Reader()
    reader.choose(bundled_network())
    return reader


def wait(reader: Reader, qtbot: QtBot) -> None:
    """Wait until the network is opened that it is to read with."""
    qtbot.waitUntil(lambda: not reader.is_busy)


def test_a_chosen_network_is_told_and_remembered(reader: Reader, networks: dict[str, Path]) -> None:
    told: list[object] = []
    reader.told.connect(told.append)
    reader.chosen.connect(told.append)
    assert reader.choose(networks["mine"])
    assert networks["mine"] in told
    assert any("Read by mine" in str(sentence) for sentence in told)


def test_what_cannot_be_read_is_refused_and_the_old_one_stays(
    reader: Reader, tmp_path: Path
) -> None:
    refused: list[str] = []
    reader.refused.connect(refused.append)
    assert not reader.choose(tmp_path / "gone.keras")
    assert "gone.keras" in refused[0]
    assert reader.path == bundled_network()


def test_a_network_that_learns_is_followed_to_its_end(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.following = True
    reader.follow(networks["one"], "Quick", 1, 2)
    wait(reader, qtbot)
    assert reader.path == networks["one"]
    reader.end(networks["last"])
    assert reader.path == networks["last"]
    assert not reader.following


def test_one_chosen_meanwhile_stays(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.following = True
    reader.follow(networks["two"], "Quick", 1, 3)  # which is still being opened
    reader.choose(networks["mine"])
    assert not reader.is_busy
    reader.follow(networks["one"], "Quick", 2, 3)
    assert not reader.is_busy
    qtbot.wait(50)
    reader.end(networks["last"])
    assert reader.path == networks["mine"]


def test_looking_back_lasts_until_the_person_is_back(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.following = True
    reader.follow(networks["two"], "Quick", 2, 3)
    wait(reader, qtbot)
    reader.look_back(networks["one"], "Quick", 1)
    wait(reader, qtbot)
    assert reader.looks_back
    reader.follow(networks["last"], "Quick", 3, 3)  # the next epoch is over meanwhile
    wait(reader, qtbot)
    assert reader.path == networks["one"]
    assert reader.look_up() is None  # and the window follows what is newest
    reader.follow(networks["last"], "Quick", 3, 3)
    wait(reader, qtbot)
    assert reader.path == networks["last"]


def test_of_several_epochs_the_last_one_reads(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    before = reader.path
    for number, name in enumerate(("one", "two", "last"), start=1):
        reader.look_back(networks[name], "Quick", number)
    assert reader.path == before  # drawing goes on with that until they are opened
    wait(reader, qtbot)
    assert (reader.path, reader.name) == (networks["last"], "Quick after epoch 3")


def test_who_is_back_before_it_was_opened_reads_as_before(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.choose(networks["mine"])
    reader.look_back(networks["one"], "Quick", 1)
    reader.look_up()
    qtbot.wait(50)
    assert reader.path == networks["mine"]


def test_a_run_that_ends_while_the_person_looks_back_is_read_with_afterwards(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.following = True
    reader.look_back(networks["one"], "Quick", 1)
    wait(reader, qtbot)
    reader.end(networks["last"])
    reader.following = False  # the run is over
    assert reader.path == networks["one"]
    assert reader.look_up() == networks["last"]
    assert reader.path == networks["last"]


def test_looking_into_an_old_run_returns_to_what_was_chosen(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.choose(networks["mine"])
    reader.look_back(networks["one"], "Quick", 1)
    wait(reader, qtbot)
    reader.look_back(networks["two"], "Quick", 2)
    wait(reader, qtbot)
    assert reader.path == networks["two"]
    assert reader.look_up() == networks["mine"]
    assert reader.path == networks["mine"]


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_a_run_that_failed_leaves_its_checkpoint_or_the_bundled_network(
    kept: bool, opened: bool, reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    reader.following = True
    reader.follow(networks["one"], "Quick", 1, 2)
    if opened:
        wait(reader, qtbot)
    if not kept:
        networks["one"].unlink()
    reader.give_up()
    assert reader.path == (networks["one"] if kept else bundled_network())


def test_it_is_named_after_what_really_reads(
    reader: Reader, networks: dict[str, Path], qtbot: QtBot
) -> None:
    assert reader.name == "Digitpad's own"
    reader.choose(networks["mine"])
    assert reader.name == "mine"
    reader.look_back(networks["one"], "Quick", 1)
    wait(reader, qtbot)
    assert reader.name == "Quick after epoch 1"
    assert reader.chosen_path == networks["mine"]
    reader.look_up()
    assert reader.name == "mine"
    reader.following = True
    reader.follow(networks["two"], "Quick", 2, 3)
    wait(reader, qtbot)
    assert reader.name == "Quick after epoch 2"
    assert reader.chosen_path is None
    reader.end(networks["last"])
    assert reader.name == "last"
    assert reader.chosen_path == networks["last"]


def test_an_h5_file_is_read_and_named_as_one(reader: Reader, tmp_path: Path) -> None:
    told: list[str] = []
    reader.told.connect(told.append)
    assert reader.choose(write_keras_2(tmp_path / "old.h5", reader.network))
    assert told == ["Read by old.h5"]
    assert reader.name == "old.h5"
