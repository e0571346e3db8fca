"""digitpad.data.csv_pictures: Kaggle's tables and scikit-learn's; what is wrong has its place."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import csv_pictures
from digitpad.data.set_files import read_pictures, read_set
from digitpad.input_files import input_csv
from tests.data.tools import damaged, digits, is_read_or_refused, is_same, refusal

SOME = digits(12)
ROWS = np.column_stack([SOME.y_train, SOME.x_train.reshape(12, 784)])
NAMES = ",".join(["label", *(f"pixel{number}" for number in range(784))])


def table(path: Path, rows: np.ndarray, names: str = "", **format: str) -> Path:
    np.savetxt(path, rows, **{"fmt": "%d", "delimiter": ",", **format}, header=names, comments="")
    return path


def test_kaggles_table_is_read_and_written(tmp_path: Path) -> None:
    written, theirs = tmp_path / "mine.csv", tmp_path / "theirs.csv"
    csv_pictures.write(written, *SOME.part("train"))
    assert written.read_bytes() == table(theirs, ROWS, NAMES).read_bytes()
    assert is_same(read_set(written), SOME)


@pytest.mark.parametrize(
    "format",
    [
        *({}, {"fmt": "%.1f"}, {"fmt": "%.18e"}, {"newline": "\r\n"}, {"newline": "\r"}),
        *({"delimiter": ";"}, {"delimiter": "\t"}, {"delimiter": ", "}),
    ],
)
def test_with_names_or_without_and_however_numbers_are_written(
    format: dict[str, str], tmp_path: Path
) -> None:
    for names in ("", NAMES.replace(",", format.get("delimiter", ","))):
        assert is_same(read_set(table(tmp_path / "a.csv", ROWS, names, **format)), SOME)


def test_a_label_behind_the_pixels_is_found(tmp_path: Path) -> None:
    last = np.roll(ROWS, -1, axis=1)
    names = NAMES.removeprefix("label,")
    for path in (
        table(tmp_path / "a.csv", last),
        table(tmp_path / "b.csv", last, f"{names},target"),
    ):
        assert is_same(read_set(path), SOME)


def test_scikit_learns_digits_come_in_with_their_range(tmp_path: Path) -> None:
    from sklearn.datasets import load_digits

    found = load_digits()
    last = np.c_[found.data, found.target]
    as_csv = [
        read_set(table(tmp_path / "last.csv", last)),
        read_set(table(tmp_path / "first.csv", np.roll(last, 1, axis=1), fmt="%.18e")),
    ]
    for image_set in as_csv:
        assert np.array_equal(image_set.y_train, found.target)
        assert image_set.x_train.max(axis=(1, 2)).min() > 150
    assert is_same(*as_csv)


def test_pandas_row_numbers_and_quotes_are_passed_over(tmp_path: Path) -> None:
    numbered = np.column_stack([np.arange(12), ROWS])
    quoted = ",".join(f'"{name}"' for name in NAMES.split(","))
    for path in (
        table(tmp_path / "a.csv", numbered, f",{NAMES}"),
        table(tmp_path / "b.csv", ROWS, quoted, fmt='"%d"'),
    ):
        assert is_same(read_set(path), SOME)


def test_emnists_labels_before_the_pixels_may_go_beyond_9(tmp_path: Path) -> None:
    rows = ROWS.copy()
    rows[:2, 0] = (46, 10)
    found = read_set(table(tmp_path / "a.csv", rows))
    assert found.problems == ["2 pictures are labelled 10, 46, which is no digit, and left out"]
    assert found.count == 10


def test_a_table_without_labels_can_be_predicted_but_not_learnt_from(tmp_path: Path) -> None:
    names = NAMES.removeprefix("label,")
    path = table(tmp_path / "test.csv", ROWS[:, 1:], names)
    assert "has no labels: digitpad predict reads its pictures" in refusal(path)
    assert np.array_equal(read_pictures(path), SOME.x_train)


@pytest.mark.parametrize("names", ["label,{}", "{},label", "id,label,{}"])
def test_a_column_that_is_missing_beside_that_of_the_label_is_told(
    names: str, tmp_path: Path
) -> None:
    pixels = ",".join(f"pixel{number}" for number in range(783))
    named = names.format(pixels)
    rows = np.zeros((3, named.count(",") + 1), np.uint8)
    said = "has 783 columns of pixels beside that of the label, where 784 would be right"
    assert said in refusal(table(tmp_path / "a.csv", rows, named))


def test_a_blank_picture_keeps_its_place_where_there_are_no_labels(tmp_path: Path) -> None:
    rows = ROWS[:, 1:].copy()
    rows[3] = 0
    found = read_pictures(table(tmp_path / "test.csv", rows))
    assert [number for number in range(12) if not found[number].any()] == [3]


def test_what_the_pad_writes_is_read_named_or_not(tmp_path: Path) -> None:
    image = (SOME.x_train[0] / 255).astype(np.float32)
    path = tmp_path / "mine.csv"
    path.write_text(input_csv(image, 7))
    assert read_set(path).y_train.tolist() == [7]
    path.write_text(input_csv(image))
    assert np.array_equal(read_pictures(path)[0], SOME.x_train[0])
    assert "has no labels: digitpad predict reads its pictures" in refusal(path)
    row = input_csv(image, 7).splitlines()[1]
    path.write_text(f"{input_csv(image)}{row}\n")
    assert read_set(path).problems == ["1 picture is without a label, and left out"]


def test_the_table_for_testing_is_found_beside_the_one_for_training(tmp_path: Path) -> None:
    both = digits(12, 5)
    tested = np.column_stack([both.y_test, both.x_test.reshape(5, 784)])
    for train, test in (("mnist_train.csv", "mnist_test.csv"), ("mine.csv", "mine-test.csv")):
        path = table(tmp_path / train, ROWS, NAMES)
        table(tmp_path / test, tested)
        assert is_same(read_set(path), both)
        assert read_set(tmp_path / test).count == 5
        table(tmp_path / test, tested[:, 1:])  # as Kaggle's, without labels
        assert is_same(read_set(path), SOME)


def test_a_zip_of_tables_and_a_packed_one_are_read(tmp_path: Path) -> None:
    path = table(tmp_path / "train.csv", ROWS, NAMES)
    with zipfile.ZipFile(tmp_path / "kaggle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "train.csv")
        archive.write(table(tmp_path / "test.csv", ROWS[:, 1:]), "test.csv")
        archive.writestr("sample_submission.csv", "ImageId,Label\n1,0\n")
    (tmp_path / "train.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    (tmp_path / "test.csv").unlink()
    for name in ("kaggle.zip", "train.csv.gz"):
        assert is_same(read_set(tmp_path / name), SOME)


def test_several_tables_of_which_none_is_for_training_must_be_named(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        table(folder / name, ROWS)
    assert "holds several tables (a.csv, b.csv); name one of them" in refusal(folder)


CELLS = [NAMES, *(",".join(map(str, row)) for row in ROWS.tolist())]


def changed(line: int, change: str) -> str:
    """Return the table with one line cut, lengthened, or one of its cells replaced."""
    lines = [each.split(",") for each in CELLS]
    cells = lines[line - 1]
    if change == "cut":
        cells.pop()
    elif change == "lengthened":
        cells.append("0")
    else:
        cells[16] = change
    return "\n".join(map(",".join, lines))


@pytest.mark.parametrize("line", [2, 3, 13])
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("abc", "line {}, column 17: 'abc' is no number"),
        ("", "line {}, column 17: there is no number"),
        ("0x10", "line {}, column 17: '0x10' is no number"),
        ("1_0", "line {}, column 17: '1_0' is no number"),
        ("-1", "line {}, column 17: a pixel is -1, where 0 to 255 would be right"),
        ("300", "line {}, column 17: a pixel is 300, where 0 to 255 would be right"),
        ("nan", "line {}, column 17: a pixel is nan, where 0 to 255 would be right"),
        ("1e999", "line {}, column 17: a pixel is inf, where 0 to 255 would be right"),
        ("cut", "line {} has 784 columns, where 785 as in the first line would be right"),
        ("lengthened", "line {} has 786 columns, where 785 as in the first line would be right"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    line: int, change: str, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(changed(line, change))
    assert refusal(path) == f"{path}, {wrong.format(line)}"


@pytest.mark.parametrize("cell", ["abc", "", "0x10"])
def test_a_wrong_cell_in_the_first_line_makes_it_no_line_of_names(
    cell: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(changed(2, cell).partition("\n")[2])
    told = f"{cell!r} is no number" if cell else "there is no number"
    assert refusal(path) == f"{path}, line 1, column 17: {told}"


def test_names_may_be_numbers_as_those_of_pandas_are(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ROWS, f"label,{','.join(map(str, range(784)))}")
    assert is_same(read_set(path), read_set(table(tmp_path / "b.csv", ROWS, NAMES)))


def test_a_wrong_cell_far_down_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [NAMES, *CELLS[1:] * 500, "", CELLS[1].replace(",0", ",x", 1)]
    path.write_text("\n".join(lines))
    assert "line 6,003, column 2: 'x' is no number" in refusal(path)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "is empty"),
        ("a,b,c,d,e,f\n", "has 6 columns, where a label and the pixels of a square"),
        (f"{NAMES}\n", "holds no picture of a digit"),
        ("1,2,3,4,5,6\n1,2,3,4,5,6\n", "has 6 columns"),
        (",".join("0" * 50) + "\n", "has 50 columns"),
        ("0," * 300_000 + "0", "has 300,001 columns"),
        ("0," * 5_000_000 + "0", "has a line of more than"),
    ],
)
def test_what_is_no_table_of_pictures_is_refused(text: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert wrong in refusal(path)


@pytest.mark.parametrize("side", [8, 16, 64, 512])
def test_from_8x8_to_512x512(side: int, tmp_path: Path) -> None:
    picture = np.zeros((side, side), int)
    picture[side // 4 : -(side // 4), side // 2 - 1 : side // 2 + 1] = 255
    path = table(tmp_path / "a.csv", np.array([[1, *picture.ravel()]]))
    (found,) = read_set(path).x_train
    rows = np.flatnonzero((found > 100).any(1))
    assert 18 <= len(rows) <= 21
    assert abs(rows.mean() - 14) <= 0.5


def test_lines_without_an_end_and_empty_ones_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufeff" + "\n\n".join(CELLS), encoding="utf-8")
    assert is_same(read_set(path), SOME)


VALID = "\n".join(CELLS[:4]).encode()


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_part_of_a_table_is_refused(tenth: int, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(VALID[: len(VALID) * tenth // 10])
    refusal(tmp_path / "a.csv")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 4)), min_size=1))
def test_nothing_that_is_damaged_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, bytes, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(damaged(VALID, changes))
    is_read_or_refused(path)


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from('0123456789,;\t\n\r.e-+"nainf \0'), min_size=5))
def test_no_text_of_a_tables_letters_does_more(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "text.csv"
    path.write_text(f"0,1,2,3,4\n{text}")
    is_read_or_refused(path)


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        (sorted(range(784), key=str), "column 15 is 'pixel11' and comes after 'pixel109'"),
        (range(783, -1, -1), "column 3 is 'pixel782' and comes after 'pixel783'"),
    ],
)
def test_pixels_whose_names_are_in_another_order_are_no_rows_of_a_picture(
    order: list[int], wrong: str, tmp_path: Path
) -> None:
    names = ",".join(["label", *(f"pixel{number}" for number in order)])
    path = table(tmp_path / "a.csv", ROWS, names)
    assert wrong in refusal(path)


def test_a_label_between_pixels_is_not_taken_for_one(tmp_path: Path) -> None:
    names = NAMES.removeprefix("label,").replace("pixel9,", "pixel9,label,")
    assert "column 11 is 'label', between those" in refusal(table(tmp_path / "a.csv", ROWS, names))


def test_a_name_with_a_number_of_thousands_of_digits_says_nothing_of_an_order(
    tmp_path: Path,
) -> None:
    names = NAMES.replace("pixel783", f"pixel{'9' * 5_000}")
    assert is_same(read_set(table(tmp_path / "a.csv", ROWS, names)), SOME)
