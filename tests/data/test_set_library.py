"""digitpad.data.set_library: what a person keeps stays as it was kept, under a name of its own."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitpad.data import npz
from digitpad.data.image_set import ImageSet, ImageSetError
from digitpad.data.set_library import (
    TESTED,
    keep_set,
    kept_path,
    known_sets,
    open_kept,
    rename_set,
    sets_dir,
    with_test_part,
)
from tests.data.tools import content, digits, is_same


def test_a_set_is_kept_pixel_by_pixel(data_folder: Path) -> None:
    assert known_sets() == []
    path = keep_set(digits(12, 5), "mine")
    assert path == data_folder / "data-sets" / "mine.npz"
    assert is_same(open_kept("mine"), digits(12, 5))
    assert open_kept("mine").name == "mine"
    with np.load(path, allow_pickle=False) as arrays:
        assert sorted(arrays.files) == ["x_test", "x_train", "y_test", "y_train"]


def test_names_are_safe_and_never_taken_twice() -> None:
    names = [keep_set(digits(12, 5), name).stem for name in ("a/b: c?", "a/b: c?", "", "..")]
    assert names == ["a b c", "a b c (2)", "data set", "data set (2)"]
    assert all(is_same(open_kept(name), digits(12, 5)) for name in names)


def test_the_newest_comes_first() -> None:
    for number, name in enumerate(("b", "a", "c")):
        path = keep_set(digits(12, 5), name)
        os.utime(path, (number, number))
    assert [path.stem for path in known_sets()] == ["c", "a", "b"]


def test_one_in_six_of_each_digit_tests_where_there_is_no_test_part() -> None:
    image_set = digits(600)
    first, again = with_test_part(image_set), with_test_part(image_set)
    assert is_same(first, again)
    whole = first.x_train, first.y_train, first.x_test, first.y_test
    both = ImageSet("", np.concatenate(whole[::2]), np.concatenate(whole[1::2]), *whole[2:])
    assert content(both)[0] == content(image_set)[0]
    of_each = np.bincount(image_set.y_train, minlength=10)
    tested = np.bincount(first.y_test, minlength=10)
    assert (np.abs(tested - of_each / TESTED) < 1).all()
    keep_set(image_set, "mine")
    assert is_same(open_kept("mine"), first)


def test_a_set_with_a_test_part_keeps_it() -> None:
    assert is_same(with_test_part(digits(12, 5)), digits(12, 5))


def test_of_one_picture_a_digit_none_tests() -> None:
    image_set = digits(4)  # 7, 2, 1, 0
    assert is_same(with_test_part(image_set), image_set)
    keep_set(image_set, "few")
    assert is_same(open_kept("few"), image_set)


def test_a_renamed_set_is_found_by_either_name() -> None:
    path = keep_set(digits(12, 5), "mine")
    assert rename_set(path, " my  hand? ") == sets_dir() / "my hand.npz"
    assert [each.stem for each in known_sets()] == ["my hand"]
    assert is_same(open_kept("my hand"), digits(12, 5))
    assert is_same(open_kept("mine"), digits(12, 5))
    last = rename_set(sets_dir() / "my hand.npz", "last")
    assert kept_path("mine") == kept_path("my hand") == kept_path("last") == last
    assert rename_set(last, "mine") == kept_path("last") == sets_dir() / "mine.npz"


def test_a_name_means_the_set_that_has_it_now() -> None:
    rename_set(keep_set(digits(12, 5), "mine"), "old")
    again = keep_set(digits(3, 1), "mine")
    assert again.stem == "mine"
    assert is_same(open_kept("mine"), digits(3, 1))
    again.unlink()
    assert kept_path("mine") is None  # rather than the one that was called so before


def test_a_name_that_is_taken_or_empty_is_refused() -> None:
    path, other = keep_set(digits(12, 5), "mine"), keep_set(digits(3, 1), "other")
    with pytest.raises(ImageSetError, match="there is a data set called other already"):
        rename_set(path, "other")
    with pytest.raises(ImageSetError, match="needs a name of at least one letter"):
        rename_set(path, " ?. ")
    assert rename_set(path, "mine") == path
    other.unlink()
    with pytest.raises(FileNotFoundError):
        rename_set(other, "new")
    assert known_sets() == [path]
    assert not (sets_dir() / "new.npz").exists()


def test_what_cannot_be_read_of_other_names_is_passed_over(data_folder: Path) -> None:
    path = keep_set(digits(12, 5), "mine")
    for text in ("[1]", "{", '{"mine": "x", "y": ["../../other"], "z": "mine"}', "[" * 9_999):
        (data_folder / "renamed data-sets.json").write_text(text)
        assert kept_path("mine") == path
        assert kept_path("y") is None
    assert rename_set(path, "new") == kept_path("mine")


def test_a_name_leads_nowhere_else(tmp_path: Path, data_folder: Path) -> None:
    keep_set(digits(12, 5), "mine")
    npz.write(data_folder / "other.npz", digits(12, 5))
    for name in ("../other", str(data_folder / "other"), "", ".", "mine.npz", "a\0b"):
        assert kept_path(name) is None


def test_what_is_being_written_or_damaged_is_no_set_yet(data_folder: Path) -> None:
    keep_set(digits(12, 5), "mine")
    (sets_dir() / "claimed.npz").touch()
    (sets_dir() / ".1.part.npz").write_bytes(b"half")
    (sets_dir() / "folder.npz").mkdir()
    assert [path.stem for path in known_sets()] == ["mine"]
    (sets_dir() / "mine.npz").write_bytes(b"damaged")
    with pytest.raises(ImageSetError, match=r"mine\.npz is damaged"):
        open_kept("mine")


def test_what_cannot_be_kept_leaves_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, image_set: ImageSet) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(npz, "write", full)
    with pytest.raises(OSError, match="No space left"):
        keep_set(digits(12, 5), "mine")
    assert list(sets_dir().iterdir()) == []
    with pytest.raises(ImageSetError, match="holds no picture, so there is nothing to keep"):
        keep_set(digits(0), "none")


KEEP = """
import sys
from digitpad.data.set_library import keep_set
from tests.data.tools import digits
for size in range(4, 12):
    keep_set(digits(size, int(sys.argv[1])), "mine")
"""


def test_several_windows_keep_at_once() -> None:
    windows = [subprocess.Popen([sys.executable, "-c", KEEP, str(size)]) for size in (5, 6)]
    while any(window.poll() is None for window in windows):
        for path in known_sets():  # never a half
            open_kept(path.stem)
    assert [window.returncode for window in windows] == [0, 0]
    kept = [open_kept(path.stem) for path in known_sets()]
    sizes = sorted((len(each.y_train), len(each.y_test)) for each in kept)
    assert sizes == [(size, test) for size in range(4, 12) for test in (5, 6)]
