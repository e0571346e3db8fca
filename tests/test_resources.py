"""digitpad.resources: assets are found, and nothing the user has is lost."""

import os
import re
from pathlib import Path

import pytest

from digitpad.resources import (
    asset,
    bundled_network,
    claim,
    claim_folder,
    claim_network,
    data_dir,
    dated_name,
    discard_if_empty,
    in_words,
    keep_network,
    known_networks,
    network_name,
    networks_dir,
    personal_name,
    replace_file,
    safe_name,
    temporary_network,
    user_networks,
)


def test_the_assets_are_where_the_package_is_installed() -> None:
    for name in ("digits.keras", "digits.json", "mnist.npz", "demo.ndjson", "icon.png"):
        assert asset(name).is_file(), name


def test_the_users_folder_can_be_moved(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data_dir() == data_folder
    assert networks_dir().parent == data_folder
    monkeypatch.delenv("DIGITPAD_DATA_DIR")
    assert data_dir().name == "digitpad"
    assert data_dir().is_absolute()


def test_a_claimed_name_is_taken_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    names = [claim(folder, "net", ".keras").name for _ in range(3)]
    assert names == ["net.keras", "net (2).keras", "net (3).keras"]


def test_a_name_that_was_not_used_is_given_back(tmp_path: Path) -> None:
    empty, used = claim(tmp_path, "empty", ".keras"), claim(tmp_path, "used", ".keras")
    used.write_text("weights")
    for path in (empty, used, tmp_path / "gone"):
        discard_if_empty(path)
    assert not empty.exists()
    assert used.read_text() == "weights"


def test_a_network_is_named_after_its_recipe_without_what_windows_forbids() -> None:
    path = claim_network("mnist_mlp")
    assert path.parent == networks_dir()
    assert path.name.startswith("mnist_mlp 20")
    assert not set(path.name) & set('<>:"/\\|?*')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My recipe, 2nd try", "My recipe, 2nd try"),
        ("../../a/b\\c", "a b c"),
        ("a\n<b>\0\ud800?", "a b"),
        (" ..", ""),
        ("con", "_con"),
        ("Com1.keras", "_Com1.keras"),
        ("console", "console"),
        ("e\u0301" * 200, "é" * 75),
    ],
)
def test_any_words_become_a_name_for_any_system(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    assert claim_network("../../elsewhere").parent == networks_dir()
    assert claim_network("").parent == networks_dir()
    assert temporary_network("/").name == "network.keras"
    assert claim_folder(tmp_path, "../elsewhere") == tmp_path / "elsewhere"


def test_networks_are_listed_newest_first_without_the_unfinished() -> None:
    assert user_networks() == []
    old, new = (claim(networks_dir(), name, ".keras") for name in ("old", "new"))
    for age, path in ((100, old), (0, new)):
        path.write_text("weights")
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    claim(networks_dir(), "empty", ".keras")
    (networks_dir() / ".half.1.part.keras").write_text("half")
    (networks_dir() / "notes.txt").write_text("no network")
    assert user_networks() == [new, old]


def test_networks_of_both_kinds_of_file_are_listed_and_told_apart() -> None:
    kept = [claim(networks_dir(), "net", suffix) for suffix in (".keras", ".h5", ".HDF5")]
    for path in kept:
        path.write_text("weights")
    assert sorted(user_networks()) == sorted(kept)
    assert [network_name(path) for path in kept] == ["net", "net.h5", "net.HDF5"]


def test_a_network_is_kept_under_a_name_that_was_free(tmp_path: Path) -> None:
    path = tmp_path / "mine.h5"
    path.write_text("weights")
    kept = [keep_network(path) for _ in range(2)]
    assert kept == [networks_dir() / "mine.h5", networks_dir() / "mine (2).h5"]
    assert kept[1].read_text() == "weights"
    assert keep_network(kept[1]) == kept[1]  # it is there already
    with pytest.raises(OSError):
        keep_network(tmp_path / "none.keras")
    assert sorted(networks_dir().iterdir()) == sorted(kept)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def write(part: Path) -> None:
        assert part.parent == tmp_path
        part.write_text("new")
        assert path.read_text() == "old"

    replace_file(path, write)
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def write(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_file(path, write)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_private_file_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    path.chmod(0o600)
    replace_file(path, lambda part: part.write_text("new"))
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_bundled_network_is_listed_first_and_the_others_by_their_names() -> None:
    mine = claim_network("Mine")
    mine.write_bytes(b"a network")
    assert known_networks() == [bundled_network(), mine]
    names = [network_name(path) for path in known_networks()]
    assert names == ["Digitpad's own", mine.stem]
    assert list(map(in_words, names)) == ["Digitpad's own network", mine.stem]


def test_a_run_is_named_by_its_recipe_and_the_time_whatever_the_recipe_is_called() -> None:
    assert re.fullmatch(r"My net \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d", dated_name("My/net"))
    assert re.fullmatch(r"[-\d]{10} [.\d]{8}", dated_name("???"))


@pytest.mark.parametrize(
    ("network", "name"),
    [
        ("Digitpad's own", "Digitpad's own, in my hand"),
        ("Quick 2026-11-25 13.51.01", "Quick, in my hand"),
        ("Quick 2026-11-25 13.51.01 (2)", "Quick, in my hand"),
        ("Quick, in my hand 2026-11-25 13.51.01", "Quick, in my hand"),
        ("mine", "mine, in my hand"),
    ],
)
def test_a_personalised_network_is_named_after_the_one_it_was(network: str, name: str) -> None:
    assert personal_name(network) == name
