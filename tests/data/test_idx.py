"""digitpad.data.idx: MNIST's and EMNIST's files, which find one another, and none is believed."""

import gzip
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import idx, set_files
from digitpad.data.image_set import ImageSet, ImageSetError
from digitpad.data.set_files import read_pictures, read_set
from tests.data.tools import damaged, digits, is_read_or_refused, is_same, refusal

SOME = digits(12, 5)


def write_set(folder: Path, *names: str, some: ImageSet = SOME) -> Path:
    """Write training images and labels, then those for testing, under these names."""
    folder.mkdir(exist_ok=True)
    arrays = (some.x_train, some.y_train, some.x_test, some.y_test)
    for name, array in zip(names, arrays, strict=False):
        idx.write(folder / name, array)
    return folder


MNISTS = ("images-idx3-ubyte", "labels-idx1-ubyte")
NAMES = [
    [f"{part}-{name}" for part in ("train", "t10k") for name in MNISTS],
    [f"{part}-{name}.gz" for part in ("train", "t10k") for name in MNISTS],
    [f"{part}-{name.replace('-idx', '.idx')}" for part in ("train", "t10k") for name in MNISTS],
    [f"emnist-digits-{part}-{name}.gz" for part in ("train", "test") for name in MNISTS],
    [
        *("mine-images-idx3-ubyte", "mine-labels-idx1-ubyte.gz"),
        *("mine-t10k-images-idx3-ubyte.gz", "mine-t10k-labels-idx1-ubyte"),
    ],
]


@pytest.mark.parametrize("opened", range(5))
@pytest.mark.parametrize("names", NAMES)
def test_each_file_finds_the_others(names: list[str], opened: int, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", *names)
    path = folder / names[opened] if opened < 4 else folder
    assert is_same(read_set(path), SOME)


def test_a_set_is_called_by_its_own_words_or_its_folder(tmp_path: Path) -> None:
    for names, called in ((NAMES[0], "set"), (NAMES[3], "emnist-digits"), (NAMES[4], "mine")):
        assert read_set(write_set(tmp_path / "set", *names) / names[0]).name == called


def test_of_emnists_many_sets_a_folder_gives_the_digits(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "gzip", *NAMES[3])
    others = [name.replace("digits", "balanced") for name in NAMES[3]]
    write_set(folder, *others, some=digits(3, 2))
    assert is_same(read_set(folder), SOME)
    assert is_same(read_set(folder / others[0]), digits(3, 2))
    letters = [name.replace("digits", "letters") for name in NAMES[3]]
    write_set(folder, *letters)
    assert "holds letters, not digits" in refusal(folder / letters[0])
    for name in (*NAMES[3], *letters):
        (folder / name).unlink()
    write_set(folder, *(name.replace("digits", "mnist") for name in NAMES[3]))
    assert "holds several data sets (emnist-balanced, emnist-mnist); name" in refusal(folder)


def test_a_zip_of_them_is_read_without_unpacking(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "gzip", *NAMES[3])
    with zipfile.ZipFile(tmp_path / "gzip.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"gzip/{file.name}")
    before = sorted(tmp_path.rglob("*"))
    assert is_same(read_set(tmp_path / "gzip.zip"), SOME)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_stored_transposed_is_turned(tmp_path: Path) -> None:
    turned = ImageSet("emnist", SOME.x_train.transpose(0, 2, 1), SOME.y_train, *SOME.part("test"))
    folder = write_set(tmp_path / "set", *NAMES[3][:2], some=turned)
    assert np.array_equal(read_set(folder, transposed=True).x_train, SOME.x_train)
    assert not np.array_equal(read_set(folder).x_train, SOME.x_train)


def test_pictures_without_labels_can_be_predicted_but_not_learnt_from(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", NAMES[0][0])
    for path in (folder, folder / NAMES[0][0]):
        assert "has no file of labels beside it" in refusal(path)
        assert np.array_equal(read_pictures(path), SOME.x_train)


def test_to_predict_a_file_is_read_alone(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", *NAMES[0])
    assert np.array_equal(read_pictures(folder / NAMES[0][2]), SOME.x_test)
    with pytest.raises(ImageSetError, match="holds labels, and no pictures"):
        read_pictures(folder / NAMES[0][1])


def test_labels_without_pictures_are_refused(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", *NAMES[0])
    (folder / NAMES[0][0]).unlink()
    assert "holds labels, and the file of their pictures" in refusal(folder / NAMES[0][1])
    (folder / NAMES[0][2]).unlink()
    assert "holds no pictures, only labels" in refusal(folder)


def test_a_name_does_not_make_pictures_labels(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", "train-labels-idx1-ubyte", "train-images-idx3-ubyte")
    assert np.array_equal(read_pictures(folder / "train-labels-idx1-ubyte"), SOME.x_train)
    idx.write(folder / "whatever.bin", SOME.x_train)
    assert np.array_equal(read_pictures(folder / "whatever.bin"), SOME.x_train)


def test_letters_are_left_out_and_told_in_one_sentence(tmp_path: Path) -> None:
    labels = SOME.y_train.copy()
    labels[:3] = (10, 46, 10)
    some = ImageSet("letters", SOME.x_train, labels, *SOME.part("test"))
    found = read_set(write_set(tmp_path / "set", *NAMES[0], some=some))
    assert np.array_equal(found.x_train, SOME.x_train[3:])
    assert found.problems == ["3 pictures are labelled 10, 46, which is no digit, and left out"]


@pytest.mark.parametrize("kind", [9, 11, 12, 13, 14])
def test_every_type_of_number_is_read(kind: int, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", *NAMES[0][:2], some=SOME)
    values = SOME.x_train // 16 if kind == 9 else SOME.x_train
    header = struct.pack(">HBB3I", 0, kind, 3, *values.shape)
    data = header + values.astype(idx.TYPES[kind]).tobytes()
    (folder / NAMES[0][0]).write_bytes(data)
    found = read_set(folder).x_train
    assert np.abs(found.astype(int) - SOME.x_train).max() <= (17 if kind == 9 else 0)


def test_qmnists_labels_are_the_first_of_eight(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", "qmnist-train-images-idx3-ubyte")
    labels = np.zeros((12, 8), ">i4")
    labels[:, 0] = SOME.y_train
    header = struct.pack(">HBB2I", 0, 12, 2, 12, 8)
    (folder / "qmnist-train-labels-idx2-int").write_bytes(header + labels.tobytes())
    assert np.array_equal(read_set(folder / "qmnist-train-labels-idx2-int").y_train, SOME.y_train)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("shape", "wrong"),
    [
        ((2**31, 28, 28), "too few"),
        ((2**32 - 1, 2**32 - 1, 2**32 - 1), "too few"),
        ((1, 60_000, 60_000), "too few"),
        ((3, 28, 28), "too many"),
        ((0, 28, 28), "too many"),
        ((12 * 784,), "labels"),
    ],
)
def test_no_size_is_believed(
    shape: tuple[int, ...], wrong: str, packed: bool, tmp_path: Path
) -> None:
    folder = write_set(tmp_path / "set", *NAMES[0])
    header = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
    data = header + SOME.x_train.tobytes()
    (folder / NAMES[0][0]).write_bytes(gzip.compress(data) if packed else data)
    said = refusal(folder / NAMES[0][0])
    assert wrong in said or (packed and wrong == "too many")


def test_a_small_file_of_a_huge_picture_takes_no_memory(tmp_path: Path) -> None:
    header = struct.pack(">HBB3I", 0, 8, 3, 1, 10_000, 10_000)
    with gzip.open(tmp_path / "a-images-idx3-ubyte.gz", "wb", 1) as file:
        file.write(header + bytes(100_000_000))
    assert "10000 x 10000 pixels, where" in refusal(tmp_path / "a-images-idx3-ubyte.gz")


def test_a_file_of_endless_nothing_is_not_read_to_its_end(tmp_path: Path) -> None:
    count = 300_000
    with gzip.open(tmp_path / "a-images-idx3-ubyte.gz", "wb", 1) as file:
        file.write(struct.pack(">HBB3I", 0, 8, 3, count, 28, 28))
        for _ in range(10):
            file.write(bytes(count * 784 // 10))
    idx.write(tmp_path / "a-labels-idx1-ubyte", np.zeros(count, np.uint8))
    said = refusal(tmp_path / "a-images-idx3-ubyte.gz")
    assert "nothing but pictures that show nothing" in said


def test_different_counts_are_refused(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", *NAMES[0])
    idx.write(folder / NAMES[0][1], SOME.y_train[:5])
    assert "has 12 pictures, but 5 labels" in refusal(folder)


def test_the_files_that_belong_to_a_name() -> None:
    for name, others in (
        ("train-images-idx3-ubyte", NAMES[0]),
        ("mine-images-idx3-ubyte", [*NAMES[4][:1], "mine-labels-idx1-ubyte"]),
        ("mine-idx3-ubyte.gz", ["mine-idx3-ubyte.gz", "mine-idx1-ubyte.gz"]),
    ):
        path = Path(name)
        files = [
            idx.file_of(path, part, labels=labels).name
            for part in ("train", "test")
            for labels in (False, True)
        ]
        assert files[: len(others)] == others
        assert len(set(files)) == 4


@pytest.mark.parametrize("number", range(4))
def test_a_part_of_a_file_is_refused(number: int, tmp_path: Path) -> None:
    for packed in (0, 1):
        folder = write_set(tmp_path / str(packed), *NAMES[packed], some=digits(3, 2))
        path = folder / NAMES[packed][number]
        data = path.read_bytes()
        for tenth in range(10):
            path.write_bytes(data[: len(data) * tenth // 10])
            refusal(path)
            refusal(folder)


@settings(max_examples=80, deadline=None)
@given(
    st.booleans(),
    st.integers(0, 3),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 4)), min_size=1),
)
def test_nothing_that_is_damaged_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory,
    packed: bool,
    number: int,
    changes: list[tuple[float, bytes, int]],
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"idx {packed}"
    write_set(folder, *NAMES[packed], some=digits(3, 2))
    path = folder / NAMES[packed][number]
    path.write_bytes(damaged(path.read_bytes(), changes))
    is_read_or_refused(path)
    is_read_or_refused(folder)


def test_files_of_nothing_are_one_sentence(tmp_path: Path) -> None:
    for name, shape in (("images-idx3", (0, 28, 28)), ("labels-idx1", (0,))):
        idx.write(tmp_path / f"train-{name}-ubyte", np.zeros(shape, np.uint8))
    for path in (tmp_path, tmp_path / "train-images-idx3-ubyte"):
        assert refusal(path).endswith("holds no picture of a digit")


def test_a_packed_file_belongs_with_packed_labels(tmp_path: Path) -> None:
    plain, packed = digits(4), digits(9)
    path = tmp_path / "train-images-idx3-ubyte"
    set_files.write_set(path, plain)
    set_files.write_set(path.with_name(f"{path.name}.gz"), packed)
    assert is_same(read_set(path), plain)
    assert is_same(read_set(path.with_name(f"{path.name}.gz")), packed)
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    assert "has 9 pictures, but 4 labels" in refusal(path.with_name(f"{path.name}.gz"))
