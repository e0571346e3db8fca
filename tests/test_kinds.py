"""digitpad.kinds: what a file is, by what is in it; what is nothing of ours is one sentence."""

import codecs
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.set_files import write_set
from digitpad.kinds import KindError, digit_named, kind_of, kind_of_bytes, part_named
from digitpad.png import png
from digitpad.resources import asset, bundled_network
from tests.data.tools import digits
from tests.tools import DEMO

IDX = b"\0\0\x08\x03\0\0\0\0\0\0\0\0\0\0\0\0"
TABLE = b"label," + b",".join(b"pixel%d" % number for number in range(784)) + b"\n"
INKML = b'<ink xmlns="http://www.w3.org/2003/InkML"/>'
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize("suffix", ["", ".png", ".ndjson", ".keras.txt", ".csv"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(np.zeros((9, 9), np.uint8)), "picture"),
        (b"\xff\xd8\xff\xe0 JPEG", "picture"),
        (b"GIF89a", "picture"),
        (b"BM\0\0", "picture"),
        (b"II*\0", "picture"),
        (b"RIFF\0\0\0\0WEBP", "picture"),
        (b"P5 28 28 255\n", "picture"),
        (SVG, "picture"),
        (b"\xef\xbb\xbf  " + SVG, "picture"),
        (b'{"drawing": []}', "ink"),
        (INKML, "ink"),
        *((INKML.decode().encode(code), "ink") for code in ("utf-8-sig", "utf-16")),
        (codecs.BOM_UTF16_BE + INKML.decode().encode("utf-16-be"), "ink"),
        (SVG.decode().encode("utf-16"), "picture"),
        (b"\x89HDF\r\n\x1a\n", "network"),
        (IDX, "data set"),
        (gzip.compress(IDX, mtime=0), "data set"),
        (TABLE, "data set"),
        (gzip.compress(TABLE, mtime=0), "data set"),
        (TABLE.replace(b",", b";"), "data set"),
        (b"PK\3\4" + bytes(26) + b"x_train.npy", "data set"),
        (b"PK\3\4" + bytes(26) + b"metadata.json", "network"),
    ],
)
def test_a_file_is_what_is_in_it_whatever_it_is_called(
    data: bytes, kind: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    assert kind_of(path) == kind


def test_the_bundled_files_are_what_they_are() -> None:
    assert kind_of(DEMO) == "ink"
    assert kind_of(bundled_network()) == "network"
    assert kind_of(asset("mnist.npz")) == "data set"
    assert kind_of(asset("icon.png")) == "picture"


@pytest.mark.parametrize("name", ["a.npz", "a.csv", "a-images-idx3-ubyte.gz", "a folder"])
def test_every_data_set_that_is_written_is_one(name: str, tmp_path: Path) -> None:
    write_set(tmp_path / name, digits(5, 3))
    assert kind_of(tmp_path / name) == "data set"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (["3/a.png"], "data set"),
        (["training/digit_3/a.png", "testing/digit_3/a.png"], "data set"),
        (["mnist/train/3/a.png"], "data set"),
        (["train-images-idx3-ubyte"], "data set"),
        (["gzip/emnist-digits-train-images-idx3-ubyte.gz"], "data set"),
        (["mnist_train.csv", "mnist_test.csv"], "data set"),
        (["mnist.npz", "README"], "data set"),
        (["a.png", "b.png"], "picture"),
        (["a.png", "b.png", "results.csv"], "picture"),
        (["holiday/a.png", "home/b.png"], "picture"),
        ([".git/3/a.png", "a.png"], "picture"),
        ([], "picture"),
    ],
)
def test_a_folder_is_a_data_set_by_the_names_in_it(
    files: list[str], kind: str, tmp_path: Path
) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert kind_of(folder) == kind


@pytest.mark.parametrize(
    ("name", "digit"),
    [
        *(("3", 3), ("03", 3), ("digit_3", 3), ("Digit 3", 3), ("class3", 3), ("Three", 3)),
        *(("13", None), ("v3", None), ("3a", None), ("", None), ("Sample001", None)),
    ],
)
def test_folders_of_digits_by_their_names(name: str, digit: int | None) -> None:
    assert digit_named(name) == digit


def test_folders_of_parts_by_their_names() -> None:
    for name in ("train", "Training", "train_set", "training set"):
        assert part_named(name) == "train"
    for name in ("test", "testing", "t10k"):
        assert part_named(name) == "test"
    for name in ("val", "valid", "validation"):
        assert part_named(name) == "valid"
    for name in ("trains", "latest", "3", ""):
        assert part_named(name) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"words, and more words", "is no picture, ink (NDJSON, InkML), network (.keras, .h5) or"),
        (b"<html></html>", "is no picture, ink"),
        ('{"drawing": []}'.encode("utf-16"), "is no picture, ink"),
        ("<html></html>".encode("utf-32"), "is no picture, ink"),
        (gzip.compress(b"words", mtime=0), "is no picture, ink"),
        (gzip.compress(gzip.compress(IDX, mtime=0), mtime=0), "is no picture, ink"),
        (b"\x1f\x8b broken", "is no picture, ink"),
    ],
)
def test_what_is_nothing_of_ours_is_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(KindError) as caught:
        kind_of(tmp_path / "a")
    assert str(caught.value).startswith(f"{tmp_path / 'a'} {said}")


def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    for name, said in (
        ("none", "does not exist"),
        ("a\0b", "cannot be read: embedded null byte"),
        ("x" * 300, "cannot be read: File name too long"),
    ):
        with pytest.raises(KindError) as caught:
            kind_of(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name} {said}"


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(KindError, match="is not a file"):
        kind_of(tmp_path / "pipe")


@given(st.binary(max_size=60), st.sampled_from(["", ".svgz", ".keras", ".csv"]))
def test_any_bytes_are_of_a_kind_or_of_none(head: bytes, suffix: str) -> None:
    for data in (head, b"\x1f\x8b" + head, gzip.compress(head), b"PK\3\4" + head):
        assert kind_of_bytes(data, suffix) in (None, "picture", "ink", "network", "data set")
