"""digitpad.data.npz: Keras' keys in whatever shape, nothing unpickled, nothing without a look."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data.image_set import ImageSet
from digitpad.data.npz import read_as_it_is, write
from digitpad.data.set_files import read_set
from tests.data.tools import MNIST, damaged, digits, is_read_or_refused, is_same, refusal, save_npz

IMAGES, LABELS = MNIST.x_test[:30], MNIST.y_test[:30]


def parts(image_set: ImageSet) -> dict[str, np.ndarray]:
    return {key: getattr(image_set, key) for key in ("x_train", "y_train", "x_test", "y_test")}


def test_keras_own_file_is_read_with_both_parts(tmp_path: Path) -> None:
    save_npz(tmp_path / "mnist.npz", **parts(digits(30, 10)))
    assert is_same(read_set(tmp_path / "mnist.npz"), digits(30, 10))


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (IMAGES.reshape(30, 784), LABELS),
        (IMAGES[..., None], LABELS[:, None]),
        (IMAGES[:, None], LABELS.astype(np.int64)),
        (IMAGES / 255, LABELS.astype(np.float64)),
        ((IMAGES / 255).astype(np.float32), np.eye(10)[LABELS]),
        (IMAGES.astype(np.float16), np.eye(10, dtype=bool)[LABELS]),
        (IMAGES.astype(">i4"), LABELS.astype(">i2")),
        (IMAGES.astype(np.uint16) * 257, LABELS),
        (np.asfortranarray(IMAGES), LABELS),
        (255 - IMAGES, LABELS),
    ],
)
def test_whatever_shape_and_type_it_is_the_same_set(
    images: np.ndarray, labels: np.ndarray, tmp_path: Path
) -> None:
    save_npz(tmp_path / "a.npz", x_train=images, y_train=labels)
    assert is_same(read_set(tmp_path / "a.npz"), digits(30))


def test_what_is_written_comes_back_and_numpy_reads_it(tmp_path: Path) -> None:
    for image_set, keys in ((digits(7, 3), 4), (digits(7), 2)):
        write(tmp_path / "a.npz", image_set)
        assert is_same(read_as_it_is(tmp_path / "a.npz"), image_set)
        with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
            assert len(arrays.files) == keys
            assert np.array_equal(arrays["x_train"], image_set.x_train)


def test_what_is_kept_is_never_placed_anew(tmp_path: Path) -> None:
    odd_ones = np.full((5, 28, 28), np.arange(28, dtype=np.uint8) * 9)
    odd = ImageSet("odd", *digits(5).part("train"), odd_ones, digits(5).y_train)
    write(tmp_path / "a.npz", odd)
    assert is_same(read_as_it_is(tmp_path / "a.npz"), odd)


def test_what_is_not_kept_by_us_is_refused(tmp_path: Path) -> None:
    save_npz(tmp_path / "a.npz", x_train=IMAGES / 255, y_train=LABELS)
    with pytest.raises(ValueError, match="is not a data set as they are kept"):
        read_as_it_is(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="does not exist"):
        read_as_it_is(tmp_path / "none.npz")


class Trap:
    """What a pickle may do to who opens it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("trapped"),)


@pytest.mark.parametrize("key", ["x_train", "y_train"])
def test_pickles_are_never_opened(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arrays = {"x_train": IMAGES, "y_train": LABELS, key: np.array([Trap()] * 30, object)}
    save_npz(tmp_path / "a.npz", **arrays)
    assert f"{key} holds Python objects, which are never opened" in refusal(tmp_path / "a.npz")
    assert not Path("trapped").exists()


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"x": IMAGES, "y": LABELS}, "holds x, y, where a data set has x_train and y_train"),
        ({"x_train": IMAGES, "y_train": LABELS[:9]}, "y_train has 9 labels for 30 pictures"),
        ({"x_train": IMAGES, "y_train": np.ones((30, 3))}, "y_train is 30 x 3, not a label for"),
        ({"x_train": IMAGES, "y_train": np.ones((30, 10))}, "that are not one 1 among 0s"),
        ({"x_train": IMAGES[0], "y_train": LABELS[:28]}, "x_train is 28 x 28, where count x"),
        ({"x_train": IMAGES[:, :5], "y_train": LABELS}, "28 x 5 pixels, where 8 x 8 to 512 x 512"),
        ({"x_train": np.zeros((1, 9, 600)), "y_train": LABELS[:1]}, "600 x 9 pixels, where"),
        ({"x_train": np.array("a"), "y_train": LABELS}, "numbers of a kind that pictures have"),
        ({"x_train": IMAGES - 0.5, "y_train": LABELS}, "a pixel is -0.5, where 0 to 255"),
        ({"x_train": IMAGES * np.nan, "y_train": LABELS}, "a pixel is nan, where"),
        ({"x_train": IMAGES * 2.0, "y_train": LABELS}, "a pixel is 510, where 0 to 1, 16, 255"),
        ({"x_train": IMAGES[:0], "y_train": LABELS[:0]}, "holds no picture of a digit"),
    ],
)
def test_what_is_wrong_is_said(
    arrays: dict[str, np.ndarray], sentence: str, tmp_path: Path
) -> None:
    save_npz(tmp_path / "a.npz", **arrays)
    assert sentence in refusal(tmp_path / "a.npz")


def member(shape: str, data: bytes = b"", dtype: str = "|u1") -> bytes:
    """Return an array that tells what it likes."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + data


@pytest.mark.parametrize(
    "x_train",
    [
        member("(2, 28, 28)", bytes(784)),
        member("(1000000, 512, 512)", bytes(784)),
        member("(-1, 28, 28)"),
        member("(1" + "0" * 4_000 + ", 28, 28)"),
        member("(" * 300 + ")" * 300),
        member("(2, 28, 28)", dtype="|O"),
        member("(True, 28, 28)", bytes(784)),
        member("((2,), 28, 28)", bytes(784)),
        member("(1, 28, 28)", bytes(3136), "(4,)|u1"),
        b"\x93NUMPY\1\0" + b"\xff\xff" + b"x" * 70_000,
        b"",
    ],
)
def test_no_header_is_believed(x_train: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x_train.npy", x_train)
        archive.writestr("y_train.npy", member("(2,)", bytes(2)))
    assert "x_train" in refusal(tmp_path / "a.npz")


def valid() -> bytes:
    data = io.BytesIO()
    np.savez_compressed(data, **parts(digits(3, 1)))  # type: ignore[arg-type]
    return data.getvalue()


VALID = valid()


@pytest.mark.parametrize("tenth", range(10))
def test_a_part_of_a_file_is_refused(tenth: int, tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(VALID[: len(VALID) * tenth // 10])
    refusal(tmp_path / "a.npz")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 4)), min_size=1))
def test_nothing_that_is_damaged_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, bytes, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(damaged(VALID, changes))
    is_read_or_refused(path)


@pytest.mark.parametrize("count", [20, 2_000])
def test_shares_for_testing_beside_bytes_for_training_are_no_black_pictures(
    count: int, tmp_path: Path
) -> None:
    data = digits(count, 20)
    arrays = {"x_train": data.x_train, "y_train": data.y_train, "y_test": data.y_test}
    path = save_npz(tmp_path / "a.npz", x_test=data.x_test / 255, **arrays)
    assert "some of its pixels go up to 1, others to 255, where the same" in refusal(path)
