"""digitpad.data.set_files: any data set in, every format out, and one sentence for all else."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitpad.data.image_set import ImageSetError, Stopped
from digitpad.data.set_files import read_pictures, read_set, write_set
from digitpad.drawing_files import write_drawings
from digitpad.ink import write_ndjson
from digitpad.raster import rasterize
from digitpad.resources import asset
from tests.data.tools import content, digits, is_same, refusal
from tests.tools import demo_digit

NAMES = [
    *("a.npz", "a.csv", "train.csv", "A.CSV"),
    *("a-images-idx3-ubyte", "train-images-idx3-ubyte.gz", "a-idx3-ubyte"),
    *("TRAIN-IMAGES-IDX3-UBYTE", "A-IDX3-UBYTE.GZ"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tested", [0, 5])
def test_what_is_written_comes_back_exactly(name: str, tested: int, tmp_path: Path) -> None:
    image_set = digits(12, tested)
    files = write_set(tmp_path / name, image_set)
    assert files[0] == tmp_path / name
    assert sorted(files) == sorted(tmp_path.iterdir())
    assert is_same(read_set(tmp_path / name), image_set)


@pytest.mark.parametrize("name", [*NAMES, "a folder"])
def test_scikit_learns_digits_go_through_every_format(name: str, tmp_path: Path) -> None:
    from sklearn.datasets import load_digits

    found = load_digits()
    np.savez(tmp_path / "sk.npz", x_train=found.images[:200], y_train=found.target[:200])
    image_set = read_set(tmp_path / "sk.npz")
    write_set(tmp_path / name, image_set)
    assert content(read_set(tmp_path / name)) == content(image_set)


def test_the_bundled_mnist_is_read_as_it_is() -> None:
    found = read_set(asset("mnist.npz"))
    assert (found.name, len(found.y_train), len(found.y_test)) == ("mnist", 60_000, 10_000)


@pytest.mark.parametrize("name", ["demo.ndjson", "demo.inkml"])
def test_ink_is_a_data_set_too(name: str, tmp_path: Path) -> None:
    drawings = [demo_digit(digit) for digit in range(10)]
    write_drawings(tmp_path / name, drawings)
    shares: list[float] = []
    found = read_set(tmp_path / name, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert (found.name, found.y_train.tolist()) == ("demo", list(range(10)))
    picture = np.rint(rasterize(demo_digit(4)) * 255).astype(np.uint8)
    assert np.array_equal(found.x_train[4], picture)


def test_lines_of_ink_that_are_no_digits_are_told_once(tmp_path: Path) -> None:
    unlabelled = demo_digit(4)
    unlabelled.label, unlabelled.key_id = None, "four"
    path = tmp_path / "ink.ndjson"
    path.write_text(write_ndjson([demo_digit(3), unlabelled]) + "[]\n{}\n")
    found = read_set(path)
    assert found.y_train.tolist() == [3]
    said = f'{path}, four: its word is not a digit "0" to "9", and 2 more were left out'
    assert found.problems == [said]


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    write_set(tmp_path / "a", digits(20, 10))
    for path in (tmp_path / "a", asset("mnist.npz")):
        shares: list[float] = []
        read_set(path, progress=shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1
        with pytest.raises(Stopped, match="was stopped"):
            read_set(path, go_on=lambda: False)


def test_a_set_may_be_turned(tmp_path: Path) -> None:
    write_set(tmp_path / "a.npz", digits(12))
    turned = digits(12).x_train.transpose(0, 2, 1)
    assert np.array_equal(read_set(tmp_path / "a.npz", transposed=True).x_train, turned)
    assert np.array_equal(read_pictures(tmp_path / "a.npz", transposed=True), turned)


def test_a_zip_or_folder_with_a_numpy_file_is_that(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    write_set(tmp_path / "set" / "mnist.npz", digits(12, 5))
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.write(tmp_path / "set" / "mnist.npz", "mnist.npz")
    for name in ("set", "archive.zip"):
        assert is_same(read_set(tmp_path / name), digits(12, 5))


# what is refused


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder_of_nothing(path: Path) -> None:
    path.mkdir()


def folder_of_notes(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("no picture")


def noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(100_000))


def picture(path: Path) -> None:
    path.write_bytes(asset("icon.png").read_bytes() if asset("icon.png").exists() else b"GIF89a")


def network(path: Path) -> None:
    path.write_bytes(asset("digits.keras").read_bytes())


def zip_of_notes(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "no picture")


@pytest.mark.parametrize("suffix", ["", ".npz", ".csv", ".zip", ".gz", ".keras"])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "does not exist"),
        (empty, "is empty"),
        (folder_of_nothing, "is no data set"),
        (folder_of_notes, "is no data set"),
        (noise, "is no picture, ink (NDJSON, InkML), network (.keras, .h5) or data set"),
        (picture, "is no data set, which would be IDX, npz, CSV"),
        (network, "is no data set"),
        (zip_of_notes, "is no data set"),
    ],
)
def test_what_is_no_data_set_is_refused_whatever_it_is_called(
    make: Callable[[Path], None], said: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    make(path)
    assert said in refusal(path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file" in refusal(tmp_path / "pipe")
    assert "is not a file" in refusal(Path("/dev/zero"))


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is hidden from the administrator"
)
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    write_set(tmp_path / "a.npz", digits(12))
    (tmp_path / "a.npz").chmod(0)
    assert "cannot be read: Permission denied" in refusal(tmp_path / "a.npz")


def test_names_that_no_file_can_have_are_refused(tmp_path: Path) -> None:
    for name in ("a\0b", "x" * 300):
        assert "cannot be read" in refusal(tmp_path / name)


# what is written


def test_what_is_there_is_replaced_only_under_its_own_name(tmp_path: Path) -> None:
    write_set(tmp_path / "a.npz", digits(3))
    write_set(tmp_path / "a.npz", digits(12))
    assert read_set(tmp_path / "a.npz").count == 12
    for name, other in (
        ("a-images-idx3-ubyte", "a-labels-idx1-ubyte"),
        ("b-images-idx3-ubyte.gz", "b-t10k-labels-idx1-ubyte.gz"),
        ("train.csv", "test.csv"),
    ):
        (tmp_path / other).write_text("somebody's")
        with pytest.raises(ImageSetError, match=f"{other} is there already"):
            write_set(tmp_path / name, digits(12, 5))
        assert (tmp_path / other).read_text() == "somebody's"
        assert not (tmp_path / name).exists()


def test_only_a_new_or_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write_set(tmp_path / "a", digits(3))
    with pytest.raises(ImageSetError, match="is not an empty folder"):
        write_set(tmp_path / "a", digits(3))


@pytest.mark.parametrize("name", ["a.png", "a.txt", "a.keras", "a.zip"])
def test_a_name_of_another_format_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImageSetError, match=r"where a data set ends in \.npz, \.csv"):
        write_set(tmp_path / name, digits(3))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [*NAMES, "a folder"])
def test_where_nothing_can_be_written_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImageSetError, match="none is not a folder, so nothing can be written"):
        write_set(tmp_path / "none" / name, digits(3, 2))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_file_is_not_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(ImageSetError, match="is not a file that could be replaced"):
        write_set(tmp_path / name, digits(3, 2))


# Of one file it is told once it is there.
@pytest.mark.parametrize("name", [*NAMES[1:], "a folder"])
def test_where_it_ends_too_soon_nothing_is_left(name: str, tmp_path: Path) -> None:
    def interrupt(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_set(tmp_path / name, digits(12, 5), interrupt)
    assert not list(tmp_path.iterdir())


def test_a_set_of_nothing_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ImageSetError, match="holds no picture, so there is nothing to write"):
        write_set(tmp_path / "a.npz", digits(0))


def test_a_folder_of_several_npz_asks_for_one(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        write_set(tmp_path / name, digits(3))
    assert "holds several data sets (a.npz, b.npz); name one" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["emnist-letters-train.csv", "EMNIST_letters.npz"])
def test_letters_are_not_taken_for_digits_by_their_labels(name: str, tmp_path: Path) -> None:
    write_set(tmp_path / name, digits(3))
    assert refusal(tmp_path / name).endswith("holds letters, as its name says, not digits")
    assert len(read_pictures(tmp_path / name)) == 3
