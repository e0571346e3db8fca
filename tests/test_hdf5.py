"""digitpad.hdf5: reads what h5py writes for Keras, and nothing else."""

import io
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.hdf5 import MAX_TEXT, SIGNATURE, read_hdf5
from digitpad.hdf5_source import Hdf5Error


def written(fill: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", **options) as file:
        fill(file)
    return buffer.getvalue()


@given(
    st.lists(st.integers(0, 5), max_size=3),
    st.sampled_from(["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]),
)
def test_arrays_of_any_shape_and_float_come_back(shape: list[int], dtype: str) -> None:
    values = np.random.default_rng(len(shape)).normal(size=shape).astype(dtype)
    data = written(lambda file: file.create_dataset("a/b/0", data=values))
    dataset = read_hdf5(data).group("a/b").dataset("0")
    assert dataset.shape == tuple(shape)
    if values.size:
        read = dataset.read()
        assert read.dtype == np.float32
        assert np.array_equal(read, values.astype(np.float32))


def test_a_group_of_hundreds_of_names_is_found_whole() -> None:
    def fill(file: Any) -> None:
        for number in range(300):
            file.create_dataset(f"layers/dense_{number}/vars/0", data=np.array([number], "f4"))

    layers = read_hdf5(written(fill)).group("layers")
    assert len(layers) == 300
    for number in range(300):
        assert layers.group(f"dense_{number}/vars").dataset("0").read() == [number]


def test_attributes_are_passed_over() -> None:
    def fill(file: Any) -> None:
        group = file.create_group("layers")
        for number in range(20):
            group.attrs[f"note {number}"] = "text " * 20
        group.create_dataset("0", data=np.array([1, 2], "f4"))

    assert read_hdf5(written(fill)).group("layers").dataset("0").read().tolist() == [1, 2]


def test_what_is_not_there_is_said() -> None:
    root = read_hdf5(written(lambda file: file.create_dataset("a/0", data=np.array([1], "f4"))))
    assert "a" in root
    assert "b" not in root
    with pytest.raises(Hdf5Error, match="no 'b'"):
        root.group("b")
    with pytest.raises(Hdf5Error, match="not an array"):
        root.dataset("a")
    with pytest.raises(Hdf5Error, match="not a group"):
        root.group("a/0")


def test_layouts_that_keras_never_writes_are_refused() -> None:
    newest = written(
        lambda file: file.create_dataset("a", data=np.array([1], "f4")), libver="latest"
    )
    with pytest.raises(Hdf5Error, match="not the one that Keras writes"):
        read_hdf5(newest)
    with pytest.raises(Hdf5Error, match="does not begin"):
        read_hdf5(b"\0" * 500)
    with pytest.raises(Hdf5Error):
        read_hdf5(SIGNATURE)


def test_groups_in_a_circle_end() -> None:
    def fill(file: Any) -> None:
        file.create_group("a")
        file["a/a"] = file["a"]  # a hard link to itself

    root = read_hdf5(written(fill))
    with pytest.raises(Hdf5Error, match="circle"):
        root.group("/".join("a" * 20_000))


def bomb(kind: bytes) -> bytes:
    """Return a small file whose group lists tens of thousands of things, again and again."""
    data = bytearray(written(lambda file: file.create_group("a")))
    tree = data.find(b"TREE")
    node = len(data)
    struct.pack_into("<H", data, tree + 6, 1)  # one child: the node that follows
    struct.pack_into("<Q", data, tree + 32, node)
    if kind == b"TREE":
        data += b"TREE" + struct.pack("<BBHQQ", 0, 0, 65_535, 0, 0)
        data += struct.pack("<QQ", 0, node) * 65_535
    else:
        data += b"SNOD" + struct.pack("<BBH", 1, 0, 65_535) + bytes(40 * 65_535)
    return bytes(data)


@pytest.mark.parametrize("kind", [b"TREE", b"SNOD"])
def test_endless_lists_end(kind: bytes) -> None:
    with pytest.raises(Hdf5Error):
        read_hdf5(bomb(kind))


@given(st.data())
def test_damage_is_an_error_and_never_a_crash(data: st.DataObject) -> None:
    good = written(lambda file: file.create_dataset("a/b/0", data=np.array([[1, 2], [3, 4]], "f4")))
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    with suppress(Hdf5Error):
        read_hdf5(bytes(changed[:cut])).group("a/b").dataset("0").read()


def test_texts_of_groups_are_read_however_they_are_kept() -> None:
    names = [f"dense_{number}/kernel:0" for number in range(30)]

    def fill(file: Any) -> None:
        file.attrs["one"] = "α" * 300
        file.attrs["bytes"] = b"abc"
        file.attrs["fixed"] = np.bytes_(b"abc")
        file.attrs["several"] = names
        file.attrs["several fixed"] = np.array([name.encode() for name in names])
        file.attrs["empty"] = ""
        file.attrs["none"] = np.array([], "f8")
        file.attrs["number"] = 3
        file.attrs["numbers"] = h5py.Empty("f4")

    root = read_hdf5(written(fill))
    assert root.texts("one") == [("α" * 300).encode()]
    assert root.texts("bytes") == root.texts("fixed") == [b"abc"]
    assert root.texts("several") == [name.encode() for name in names]
    assert root.texts("several fixed") == root.texts("several")
    assert root.texts("empty") == [b""]
    assert root.texts("none") == root.texts("not there") == []
    for name in ("number", "numbers"):
        with pytest.raises(Hdf5Error):
            root.texts(name)


def test_a_text_of_megabytes_is_read_and_one_beyond_reason_is_not() -> None:
    long = "x" * 1_000_000
    assert read_hdf5(written(lambda file: file.attrs.update(a=long))).texts("a") == [long.encode()]
    longer = "x" * (MAX_TEXT + 1)
    with pytest.raises(Hdf5Error, match="a text in it"):
        read_hdf5(written(lambda file: file.attrs.update(a=longer))).texts("a")


def test_a_file_gives_the_same_as_its_bytes_and_is_read_only_where_it_is_asked(
    tmp_path: Path,
) -> None:
    def fill(file: Any) -> None:
        file.attrs["text"] = "abc"
        file.create_dataset("a/0", data=np.array([1, 2], "f4"))
        file.create_dataset("large", data=np.zeros(1_000_000, "f4"))

    path = tmp_path / "file.h5"
    path.write_bytes(written(fill))
    with path.open("rb") as file:
        root = read_hdf5(file)
        assert root.texts("text") == [b"abc"]
        assert root.dataset("a/0").read().tolist() == [1, 2]
        large = root.dataset("large")
        path.write_bytes(path.read_bytes()[:10_000])  # somebody makes it shorter meanwhile
        with pytest.raises(Hdf5Error, match="ends too early"):
            large.read()


@given(st.data())
def test_damaged_texts_are_an_error_and_never_a_crash(data: st.DataObject) -> None:
    def fill(file: Any) -> None:
        file.attrs["one"] = "abc"
        file.attrs["several"] = ["a", "bc"]
        file.attrs["fixed"] = np.array([b"a", b"bc"])

    good = written(fill)
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    with suppress(Hdf5Error):
        root = read_hdf5(bytes(changed[:cut]))
        for name in ("one", "several", "fixed"):
            root.texts(name)
