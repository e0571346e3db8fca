"""digitpad.drawing_files: ink by what is in the file, and into a file by its name."""

import codecs
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from digitpad.drawing_files import INK_SUFFIXES, read_drawings, write_drawings
from digitpad.ink import BadLine, Drawing, InkError
from digitpad.inkml import write_inkml
from digitpad.kinds import kind_of
from digitpad.pictures.decode import SUFFIXES, decode, gray
from digitpad.pictures.paint import picture_of
from digitpad.smooth_ink import PAD
from tests.tools import demo_digit, drawing_of

DIGITS = [demo_digit(digit) for digit in range(10)]


@pytest.mark.parametrize("suffix", [*INK_SUFFIXES, ".INKML"])
def test_what_is_written_is_read_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    file, told = tmp_path / f"ink{suffix}", list[float]()
    write_drawings(file, DIGITS)
    assert kind_of(file) == "ink"
    assert list(read_drawings(file, told.append)) == DIGITS
    assert told == sorted(told)
    assert told[-1] == 1


def test_what_a_file_is_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    for first, second in ((".ndjson", ".inkml"), (".inkml", ".ndjson")):
        file = tmp_path / f"ink{first}"
        write_drawings(file, DIGITS)
        file = file.rename(tmp_path / f"renamed{second}")
        assert list(read_drawings(file)) == DIGITS
    marked = tmp_path / "marked.inkml"
    marked.write_bytes(b"\xef\xbb\xbf\n\n<ink><trace>1 2</trace></ink>".replace(b"\n", b""))
    assert list(read_drawings(marked)) == [Drawing(drawing_of([(1, 2)]).strokes, "marked.inkml:1")]


@pytest.mark.parametrize("code", ["utf-16", "utf-16-be"])
def test_inkml_may_be_in_utf_16(tmp_path: Path, code: str) -> None:
    text = "".join(write_inkml(DIGITS)).replace("UTF-8", "UTF-16")
    file = tmp_path / "wide.inkml"
    file.write_bytes((codecs.BOM_UTF16_BE if code == "utf-16-be" else b"") + text.encode(code))
    assert kind_of(file) == "ink"
    assert list(read_drawings(file)) == DIGITS


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_one_drawing_is_a_picture(tmp_path: Path, suffix: str) -> None:
    assert suffix in SUFFIXES
    file = tmp_path / f"3{suffix}"
    write_drawings(file, [DIGITS[3]])
    assert kind_of(file) == "picture"
    fitted = file.read_bytes()
    write_drawings(file, [DIGITS[3]], background=False, frame=PAD)
    assert file.read_bytes() != fitted
    if suffix == ".png":
        read = decode(file.read_bytes(), "it")
        assert (gray(read) == gray(picture_of(DIGITS[3], frame=PAD))).all()
        assert read.hasAlphaChannel()


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_picture_of_several_is_refused_and_what_was_there_stays(
    tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"all{suffix}"
    file.write_text("before")
    with pytest.raises(InkError, match=r"several; a file that ends in \.ndjson or \.inkml"):
        write_drawings(file, DIGITS)
    assert file.read_text() == "before"


def test_nothing_is_written_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(InkError, match="no drawing to write"):
        write_drawings(tmp_path / "a.ndjson", [])
    assert not list(tmp_path.iterdir())


def test_what_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    def failing() -> Iterator[Drawing]:
        yield from DIGITS
        raise InkError("the end")

    for suffix in (".ndjson", ".inkml"):
        file = tmp_path / f"a{suffix}"
        file.write_text("before")
        with pytest.raises(InkError, match="the end"):
            write_drawings(file, failing())
        assert file.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("suffix", [".ndjson", ".inkml"])
def test_more_than_memory_would_hold_goes_through(tmp_path: Path, suffix: str) -> None:
    file, small = tmp_path / f"many{suffix}", drawing_of([(1, 2), (3, 4)])
    write_drawings(file, repeat(small, 30_000))
    assert sum(not isinstance(each, BadLine) for each in read_drawings(file)) == 30_000


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    empty, picture = tmp_path / "empty.inkml", tmp_path / "picture.inkml"
    empty.touch()
    write_drawings(tmp_path / "a.svg", [DIGITS[1]])
    (tmp_path / "a.svg").rename(picture)
    for path, wrong in (
        (tmp_path / "none.inkml", "does not exist"),
        (tmp_path, "is not a file"),
        (Path("a\0b"), "cannot be read"),
        (picture, "its first element is <svg>, not <ink>"),
    ):
        with pytest.raises(InkError, match=wrong) as caught:
            list(read_drawings(path))
        assert "\n" not in str(caught.value)
    assert list(read_drawings(empty)) == []


def test_bad_ones_are_in_their_place(tmp_path: Path) -> None:
    for suffix, bad in ((".ndjson", "{}\n"), (".inkml", "<traceGroup/>")):
        file = tmp_path / f"a{suffix}"
        write_drawings(file, chain(DIGITS[:2]))
        text = file.read_text()
        at = (
            text.index("<traceGroup>", text.index("</traceGroup>"))
            if suffix == ".inkml"
            else (text.index("\n") + 1)
        )
        file.write_text(text[:at] + bad + text[at:])
        first, second, third = read_drawings(file)
        assert (first, third) == (DIGITS[0], DIGITS[1])
        assert isinstance(second, BadLine)
        assert second.message.startswith(f"{file}, line ")
