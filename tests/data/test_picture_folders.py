"""digitpad.data.picture_folders: folders of digits as people name them, any pictures."""

import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.data import picture_folders
from digitpad.data.file_tree import FileTree
from digitpad.data.picture_folders import is_new_or_empty, pictures_in, write
from digitpad.data.set_files import read_pictures, read_set, write_set
from digitpad.png import png
from tests.data.tools import content, digits, refusal

SOME = digits(20)
GRAY = QImage.Format.Format_Grayscale8


def put(folder: Path, names: list[str], train: str = "", test: str = "") -> Path:
    """Write training and test pictures, each into the folder of its digit's name."""
    for part, inside in (("train", train), ("test", test)):
        images, labels = SOME.part("train")
        for number, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
            if inside or part == "train":
                path = folder / inside / names[label] / f"{number}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(png(image))
    return folder


@pytest.mark.parametrize(
    "name", ["{}", "0{}", "digit_{}", "Digit {}", "class{}", "label-{}", "num{}"]
)
def test_folders_of_digits_have_many_names(name: str, tmp_path: Path) -> None:
    folder = put(tmp_path / "set", [name.format(digit) for digit in range(10)])
    assert content(read_set(folder)) == content(SOME)


def test_or_words(tmp_path: Path) -> None:
    words = "zero one two three four five six seven eight nine".split()
    assert content(read_set(put(tmp_path / "set", words))) == content(SOME)


@pytest.mark.parametrize(
    ("train", "test"),
    [("train", "test"), ("training", "testing"), ("Train_set", "valid"), ("train", "validation")],
)
@pytest.mark.parametrize("around", ["", "mnist_png", "data/mnist"])
def test_training_and_testing_lie_in_folders_of_their_own(
    train: str, test: str, around: str, tmp_path: Path
) -> None:
    put(tmp_path / "set" / around, list("0123456789"), train, test)
    found = read_set(tmp_path / "set")
    assert content(found) == [content(SOME)[0]] * 2


def test_validation_beside_both_is_for_training(tmp_path: Path) -> None:
    put(tmp_path / "set", list("0123456789"), "train", "test")
    shutil.copytree(tmp_path / "set" / "train", tmp_path / "set" / "valid")
    found = read_set(tmp_path / "set")
    assert (len(found.y_train), len(found.y_test)) == (40, 20)


def test_a_zip_of_folders_is_read_in_memory(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", list("0123456789"), "train", "test")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for path in folder.rglob("*.png"):
            archive.write(path, f"mnist/{path.relative_to(folder)}")
        archive.writestr("__MACOSX/mnist/train/0/._0.png", b"what a system keeps for itself")
    shutil.rmtree(folder)
    found = read_set(tmp_path / "set.zip")
    assert (content(found), found.problems) == ([content(SOME)[0]] * 2, [])
    assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]


def drawn(side: int, ink: str, paper: str, width: int = 0) -> QImage:
    """Return a picture of a 1."""
    image = QImage(width or side, side, QImage.Format.Format_RGB32)
    image.fill(paper)
    for y in range(side // 4, 3 * side // 4):
        for x in range(side // 2 - side // 20 - 1, side // 2 + side // 20):
            image.setPixelColor(x, y, ink)
    return image


def test_pictures_of_any_kind_size_and_colour_come_in_together(tmp_path: Path) -> None:
    folder = tmp_path / "set" / "1"
    folder.mkdir(parents=True)
    for number, (side, kind, ink, paper) in enumerate(
        [
            *((8, "png", "white", "black"), (40, "bmp", "navy", "white")),
            *((300, "jpg", "black", "white"), (900, "png", "yellow", "darkgreen")),
            *((64, "ppm", "black", "silver"), (200, "png", "gray", "white")),
        ]
    ):
        drawn(side, ink, paper, side + number).save(str(folder / f"{number}.{kind}"))
    found = read_set(tmp_path / "set")
    assert (found.y_train.tolist(), found.problems) == ([1] * 6, [])
    for image in found.x_train:
        rows = np.flatnonzero((image > 100).any(1))
        assert 17 <= len(rows) <= 22
        assert (image[:, :3] < 30).all()


def test_a_large_picture_on_even_paper_comes_out_as_a_small_one(tmp_path: Path) -> None:
    for side in (60, 480):
        (tmp_path / str(side) / "1").mkdir(parents=True)
        drawn(side, "black", "white").save(str(tmp_path / str(side) / "1" / "1.png"))
    small, large = (read_set(tmp_path / side).x_train[0].astype(int) for side in ("60", "480"))
    assert np.abs(small - large).mean() < 6


def test_what_is_no_picture_is_told_once(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", list("0123456789"))
    for number in range(7):
        (folder / "3" / f"note {number}.txt").write_text("no picture")
    (folder / "3" / "whole.png").write_bytes(png(np.zeros((28, 28), np.uint8)))
    (folder / "3" / "tiny.png").write_bytes(png(np.zeros((3, 3), np.uint8)))
    (folder / "3" / ".hidden").write_text("what a system keeps for itself")
    found = read_set(folder)
    assert content(found) == content(SOME)
    blank, unread = found.problems
    assert blank == "1 picture is blank, and left out"
    assert unread.endswith(", and 7 more were left out")


def test_a_folder_of_nothing_that_is_a_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set" / "3").mkdir(parents=True)
    assert "is no data set" in refusal(tmp_path / "set")
    (tmp_path / "set" / "3" / "a.txt").write_text("no picture")
    assert "holds no picture of a digit: " in refusal(tmp_path / "set")


def test_the_digits_take_turns_so_that_the_first_pictures_are_like_all(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", list("0123456789"))
    first = [picture.digit for picture in pictures_in(FileTree(folder, lambda _: True))]
    assert first[: len(set(first))] == sorted(set(first))
    assert len(read_pictures(folder)) == 20


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    for image_set in (digits(20), digits(20, 10)):
        folder = tmp_path / str(image_set.count)
        shares: list[float] = []
        assert write_set(folder, image_set, shares.append) == [folder]
        assert shares[-1] == 1
        assert content(read_set(folder)) == content(image_set)
        assert {path.name for path in folder.iterdir()} >= (
            {"train", "test"} if len(image_set.y_test) else {"0", "1"}
        )


def test_only_a_new_or_empty_folder_is_written_into(tmp_path: Path) -> None:
    assert is_new_or_empty(tmp_path / "none")
    assert is_new_or_empty(tmp_path)
    (tmp_path / "a").write_text("somebody's")
    assert not is_new_or_empty(tmp_path)
    assert not is_new_or_empty(tmp_path / "a")


def test_where_it_ends_too_soon_nothing_is_left(tmp_path: Path) -> None:
    def pictures() -> Iterator[tuple[str, np.ndarray]]:
        yield "train/3/1.png", SOME.x_train[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "new", pictures())
    assert list(tmp_path.iterdir()) == []


def test_large_pictures_are_read_smaller_and_those_without_need_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "set", list("0123456789"))
    large = folder / "3" / "large.png"
    drawn = QImage(str(next((folder / "3").iterdir()))).scaled(3_000, 3_000)
    assert drawn.save(str(large))
    assert read_set(folder).count == len(SOME.y_train) + 1
    monkeypatch.setattr(picture_folders, "MAX_PIXELS", 8_999_999)
    begun, (problem,) = time.process_time(), read_set(folder).problems
    assert problem == (
        f"{large} has 3,000 x 3,000 pixels, where a data set's pictures have at most 8 million; "
        "1,600 a side are enough"
    )
    assert time.process_time() - begun < 1
    assert drawn.save(str(large.with_suffix(".jpg")))  # in any size, as it is read smaller
    assert read_set(folder).count == len(SOME.y_train) + 1


def test_a_set_of_many_large_pictures_that_weigh_nothing_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, blank = put(tmp_path / "set", list("0123456789")), QImage(2_500, 2_000, GRAY)
    blank.fill(255)
    for number in range(6):
        assert blank.save(str(folder / "3" / f"0{number}.png"))
    monkeypatch.setattr(picture_folders, "MOST_LARGE", 24_000_000)
    assert refusal(folder) == (
        f"{folder} has pictures of more than 24 million pixels in all, many more than digits need: "
        "1,600 a side are enough"
    )
    monkeypatch.setattr(picture_folders, "PAID", 10_000)  # as photos weigh
    assert read_set(folder).count == len(SOME.y_train)


def test_a_set_of_which_most_files_are_no_pictures_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_folders, "MOST_UNREAD", 5)
    folder = put(tmp_path / "set", list("0123456789"))
    for number in range(30):  # each is the first, the second, ... of its digit
        (folder / "3" / f"0{number:02}.png").write_bytes(b"no picture")
    said = refusal(folder)
    assert said.startswith(f"{folder} is no data set: of the first ")
    assert "files in its folders of digits" in said
    for number in range(4, 30):
        (folder / "3" / f"0{number:02}.png").unlink()
    assert content(read_set(folder)) == content(SOME)


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_that_may_be_meant_as_one_of_a_digit_is_told(packed: bool, tmp_path: Path) -> None:
    folder = put(tmp_path / "set", [*"012345678", "9 (copy)"], "train")
    for name in ("10", "letters"):
        shutil.copytree(folder / "train" / "0", folder / "train" / name)
    top: Path | str = folder
    if packed:
        top = shutil.make_archive(str(folder), "zip", folder)
    inside = f"{top}, train/10" if packed else f"{top}/train/10"
    assert read_set(Path(top)).problems == [
        f"{inside} is not called as a digit, 0 to 9, so what is in it is left out, as in 1 more "
        "folder"
    ]


def test_links_that_lead_nowhere_or_up_cost_no_more_than_themselves(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", list("0123456789"))
    for name in ("circle", "0/circle"):
        (folder / name).symlink_to("circle")
    (folder / "1" / "up").symlink_to("..")
    found = read_set(folder)
    assert content(found) == content(SOME)
    assert found.problems == [
        f"{folder}/0/circle cannot be read: Too many levels of symbolic links"
    ]


def test_a_zip_with_the_slashes_of_windows_is_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", list("0123456789"))
    for slash, before in (("\\", ""), ("/", "./")):
        with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
            for path in folder.rglob("*.png"):
                name = before + slash.join(path.relative_to(folder).parts)
                archive.writestr(name, path.read_bytes())
        assert content(read_set(tmp_path / "set.zip")) == content(SOME)
