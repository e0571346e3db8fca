"""digitpad.data.file_tree: folders and zips alike; no zip leads out of itself."""

import lzma
import os
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import file_tree
from digitpad.data.file_tree import FileTree, ZipTree, explained, read_exactly
from digitpad.data.image_set import ImageSetError
from digitpad.data.set_files import read_set, write_set
from tests.data.tools import content, damaged, digits, is_read_or_refused, refusal
from tests.tools import write_zip


def names(files: list[str]) -> list[str]:
    return sorted(files)


def test_a_folder_lists_what_is_in_it_and_in_the_folders_that_are_looked_into(
    tmp_path: Path,
) -> None:
    for name in ("a", "3/b", "3/deep/c", "other/d", ".hidden/e", "__MACOSX/f", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    tree = FileTree(tmp_path, lambda name: name == "3")
    assert names(tree.files) == ["3/b", "3/deep/c", "a"]
    assert tree.read("3/b") == b"x"
    assert tree.where("3/b") == str(tmp_path / "3" / "b")
    assert tree.beside() == tree.files


def test_a_folder_that_is_alone_is_looked_into_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "mnist" / "a"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert FileTree(tmp_path, lambda _: False).files == ["archive/mnist/a"]


def test_a_file_knows_what_is_beside_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    tree = FileTree(tmp_path / "a")
    assert tree.files == ["a"]
    assert names(tree.beside()) == ["a", "b"]
    assert tree.read("b") == b"b"


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_a_circle_of_links_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "a").write_bytes(b"x")
    assert "a" in FileTree(tmp_path).files


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("a-labels-idx1-ubyte", "set/3/a.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)
    write_set(tmp_path / "b-images-idx3-ubyte", digits(3))
    (tmp_path / "b-images-idx3-ubyte").rename(tmp_path / "a-images-idx3-ubyte")
    said = f"{tmp_path / 'a-labels-idx1-ubyte'} is not a file"
    assert refusal(tmp_path / "a-images-idx3-ubyte") == said
    assert refusal(tmp_path / "set").endswith("a.png is not a file")


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is hidden from the administrator"
)
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "3").mkdir()
    (tmp_path / "3").chmod(0)
    assert "Permission denied" in FileTree(tmp_path).problems[0]
    (tmp_path / "3").chmod(0o700)


def test_a_zip_lists_what_a_person_put_there(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a/b": b"x", "__MACOSX/a": b"", "a/.DS_Store": b""})
    tree = ZipTree(path)
    assert tree.files == ["a/b"]
    assert tree.read("a/b") == b"x"
    assert tree.where("a/b") == f"{path}, a/b"


@pytest.mark.parametrize("name", ["../out.csv", "a/../../out.csv", "/etc/out.csv", "C:\\out.csv"])
def test_a_zip_that_leads_out_of_itself_is_refused(name: str, tmp_path: Path) -> None:
    info = zipfile.ZipInfo(name)
    info.filename = name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, b"1,2")
    assert "which leads out of it" in refusal(tmp_path / "a.zip")


def test_a_zip_that_is_encrypted_is_refused(tmp_path: Path) -> None:
    data = bytearray(write_zip(tmp_path / "a.zip", {"a.csv": b"1,2"}).read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert "is encrypted; unpack it first" in refusal(tmp_path / "a.zip")


def test_a_zip_that_unpacks_to_far_more_than_it_weighs_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train.csv", bytes(60_000_000))
    assert "would unpack to 60 MB" in refusal(tmp_path / "a.zip")


def test_a_zip_whose_list_of_files_is_a_bomb_is_refused(tmp_path: Path) -> None:
    data = bytearray(write_zip(tmp_path / "a.zip", {"a.csv": b"1,2"}).read_bytes())
    end = data.index(b"PK\5\6")
    data[end + 12 : end + 16] = b"\xff\xff\xff\x7f"
    (tmp_path / "a.zip").write_bytes(data)
    assert "lists more files than a data set has" in refusal(tmp_path / "a.zip")


def test_a_zip_of_thousands_of_files_with_nothing_in_them_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    for inside in (b"", b"x"):
        write_zip(path, {f"{n % 10}/{n:05}.png": inside for n in range(20_000)})
        begun = time.process_time()
        assert refusal(path) == f"{path} is no data set: most files in it hold nothing"
        assert time.process_time() - begun < 1
    monkeypatch.setattr(file_tree, "MAX_LISTED", 19_999)
    said = f"{path} lists 20,000 files; a data set of at most 19,999 is read"
    assert refusal(path) == said


def test_a_list_that_is_told_in_longer_numbers_is_bounded_by_those(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    write_zip(path, {f"{n}.csv": b"" for n in range(70_000)})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\6\6")
    data[at + 40 : at + 48] = (1 << 40).to_bytes(8, "little")
    path.write_bytes(data)
    assert "lists more files than a data set has" in refusal(path)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(write_zip(tmp_path / "a.zip", {"a.csv": b"1,2,3,4,5"}).read_bytes())
    entry = data.index(b"PK\1\2")
    data[entry + 20 : entry + 24] = data[entry + 24 : entry + 28] = b"\xff\0\0\0"
    (tmp_path / "a.zip").write_bytes(data)
    assert "a.csv" in refusal(tmp_path / "a.zip")


def zipped(folder: Path, path: Path) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path.read_bytes()


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Zips of pictures in folders, of IDX, and of a table."""
    folder = tmp_path_factory.mktemp("sets")
    write_set(folder / "pictures", digits(3, 2))
    for name in ("a-images-idx3-ubyte.gz", "train.csv"):
        (folder / name[:1]).mkdir()
        write_set(folder / name[:1] / name, digits(3, 2))
    return [zipped(folder / name, folder / "a.zip") for name in ("pictures", "a", "t")]


@pytest.mark.parametrize("number", range(3))
def test_a_zip_is_read_whole_and_refused_in_part(
    number: int, archives: list[bytes], tmp_path: Path
) -> None:
    path, data = tmp_path / "a.zip", archives[number]
    path.write_bytes(data)
    assert content(read_set(path)) == content(digits(3, 2))
    for tenth in range(10):
        path.write_bytes(data[: len(data) * tenth // 10])
        refusal(path)


def test_a_member_without_a_name_is_no_trouble(archives: list[bytes], tmp_path: Path) -> None:
    data = bytearray(archives[2])
    entry = data.index(b"PK\1\2")
    data[entry + 28 : entry + 30] = b"\0\0"
    (tmp_path / "a.zip").write_bytes(data)
    refusal(tmp_path / "a.zip")


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 2),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 4)), min_size=1),
)
def test_nothing_that_is_damaged_does_more_than_be_refused(
    archives: list[bytes],
    tmp_path_factory: pytest.TempPathFactory,
    number: int,
    changes: list[tuple[float, bytes, int]],
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(damaged(archives[number], changes))
    is_read_or_refused(path)


def test_a_file_too_large_to_be_read_whole_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_tree, "MAX_FILE", 3)
    (tmp_path / "a").write_bytes(b"four")
    with pytest.raises(ImageSetError, match="is larger than 0 MB"):
        FileTree(tmp_path).read("a")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file"), "a does not exist"),
        (zlib.error("x"), "a is damaged, or only a part of a file"),
        (lzma.LZMAError("x"), "a is damaged, or only a part of a file"),
        (OSError(22, "Invalid argument"), "a is damaged, or only a part of a file"),
        (OSError(5, "Input/output error"), "a cannot be read: Input/output error"),
        (NotImplementedError("compression type 99"), "a cannot be read: compression type 99"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(error: Exception, said: str) -> None:
    with pytest.raises(ImageSetError) as caught, explained("a"):
        raise error
    assert str(caught.value) == said


def test_a_file_that_ends_too_soon_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"four")
    with FileTree(tmp_path).open("a") as file:
        assert read_exactly(file, 3, "a") == b"fou"
        with pytest.raises(ImageSetError, match="a ends too soon"):
            read_exactly(file, 3, "a")
