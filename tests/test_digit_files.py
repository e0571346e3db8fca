"""digitpad.digit_files: every digit in files and folders, whatever they are, in order."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.mnist import load_mnist
from digitpad.digit_files import AT_ONCE, FileDigit, files_in, read_digits
from digitpad.ink import write_ndjson
from digitpad.input_files import CSV_HEADER
from digitpad.png import png
from digitpad.resources import bundled_network
from tests.pictures.tools import as_image, encoded, scaled
from tests.tools import demo_digit, write_zip

IMAGES = load_mnist().x_test


def all_of(*paths: Path) -> list[FileDigit]:
    return [digit for batch in read_digits(files_in(paths)) for digit in batch]


def test_pictures_of_28x28_come_in_order_as_they_are(tmp_path: Path) -> None:
    for number in range(AT_ONCE + 20):
        (tmp_path / f"{number:03}.png").write_bytes(png(IMAGES[number]))
    (tmp_path / "005.png").write_bytes(png(255 - IMAGES[5]))
    batches = list(read_digits(files_in([tmp_path])))
    assert [len(batch) for batch in batches] == [AT_ONCE, 20]
    digits = [digit for batch in batches for digit in batch]
    for number, digit in enumerate(digits):
        assert digit.file == str(tmp_path / f"{number:03}.png")
        assert digit.input is not None
        if number != 5:
            assert np.array_equal(digit.input, IMAGES[number] / np.float32(255))


def test_a_folder_gives_what_can_be_read_in_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.png").write_bytes(png(IMAGES[0]))
    (tmp_path / "b" / "ink.ndjson").write_text(write_ndjson([demo_digit(3), demo_digit(4)]))
    (tmp_path / "notes.txt").write_text("not to be read")
    (tmp_path / ".hidden.png").write_bytes(png(IMAGES[0]))
    assert [digit.name for digit in all_of(tmp_path)] == [
        str(tmp_path / "a.png"),
        "demo-3",
        "demo-4",
    ]


def test_a_page_and_a_set_tell_which_digit_it_is(tmp_path: Path) -> None:
    page, numbers = tmp_path / "page.png", tmp_path / "set.npz"
    paper = np.full((200, 400), 255, np.uint8)
    for number in range(2):
        paper[40:160, 40 + 180 * number : 160 + 180 * number] = 255 - scaled(
            IMAGES[number], 120, 120
        )
    page.write_bytes(encoded(as_image(paper)))
    np.savez(numbers, x_train=IMAGES[:2], y_train=np.array([7, 2], np.uint8))
    names = [digit.name for digit in all_of(page, numbers)]
    assert names == [
        f"{page}, digit 1",
        f"{page}, digit 2",
        f"{numbers}, picture 1",
        f"{numbers}, picture 2",
    ]


def test_what_of_a_set_cannot_be_read_is_told_after_the_rest(tmp_path: Path) -> None:
    zipped = write_zip(tmp_path / "a.zip", {"7/a.png": png(IMAGES[0]), "2/b.png": b"no picture"})
    good, bad = all_of(zipped)
    assert good.name == f"{zipped}, picture 1"
    assert bad.problem.startswith(f"{zipped}, 2/b.png is not a picture")


def test_a_set_of_no_pictures_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV_HEADER)
    (digit,) = all_of(tmp_path / "a.csv")
    assert digit.problem == f"{tmp_path / 'a.csv'} holds no picture"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is hidden from the administrator"
)
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(IMAGES[0]))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert [digit.problem for digit in all_of(tmp_path)] == [
        "",
        f"{closed} cannot be read: Permission denied",
    ]
    closed.chmod(0o700)


@pytest.mark.parametrize("name", ["none.png", "empty.png", "text.png", "folder", "cut.png"])
def test_what_cannot_be_read_is_one_sentence_in_its_place(name: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / name
    good.write_bytes(png(IMAGES[0]))
    if name == "folder":
        bad.mkdir()
        (bad / "notes.txt").write_text("nothing")
    elif name != "none.png":
        text = {"empty.png": b"", "text.png": b"words", "cut.png": png(IMAGES[0])[:80]}[name]
        bad.write_bytes(text)
    digits = all_of(good, bad, good)
    assert [bool(digit.problem) for digit in digits] == [False, True, False]
    assert str(bad) in digits[1].problem
    assert "\n" not in digits[1].problem


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_labels_in_a_folder_are_passed_over(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    numbers = np.array([7, 2], np.uint8)
    for name, kind, array in (
        ("images-idx3", b"\0\0\x08\3", IMAGES[:2]),
        ("labels-idx1", b"\0\0\x08\1", numbers),
    ):
        sizes = np.array(array.shape, ">u4").tobytes()
        (tmp_path / f"train-{name}-ubyte").write_bytes(pack(kind + sizes + array.tobytes()))
    digits = all_of(tmp_path)
    assert [digit.problem for digit in digits] == ["", ""]
    (alone,) = all_of(tmp_path / "train-labels-idx1-ubyte")
    assert "holds labels" in alone.problem


def test_a_network_is_no_picture() -> None:
    (digit,) = all_of(bundled_network())
    assert "is a network" in digit.problem
