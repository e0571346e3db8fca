"""digitpad.ink: strokes, undo, and the Quick, Draw! format."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.ink import (
    MAX_PICTURES,
    BadLine,
    Drawing,
    InkError,
    Stroke,
    read_ndjson,
    write_ndjson,
)

coordinate = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@st.composite
def strokes(draw: st.DrawFn) -> Stroke:
    n = draw(st.integers(1, 12))
    axis = st.lists(coordinate, min_size=n, max_size=n)
    times = draw(st.one_of(st.just([]), axis))
    pressure = st.lists(
        st.integers(0, 999).map(lambda value: value / 1_000), min_size=n, max_size=n
    )
    pressed = draw(st.one_of(st.just([]), pressure)) if times else []
    return Stroke(draw(axis), draw(axis), times, pressed)


@given(st.lists(strokes(), min_size=1, max_size=5), st.sampled_from([None, *range(10)]), st.text())
def test_a_drawing_survives_its_own_json(drawn: list[Stroke], label: int | None, key: str) -> None:
    drawing = Drawing(drawn, key, label)
    assert Drawing.from_json(drawing.to_json()) == drawing


def test_the_json_is_the_raw_quick_draw_format() -> None:
    drawing = Drawing([Stroke([1.0, 2.0], [3.0, 4.0], [0.0, 16.0])], "k", 7)
    assert json.loads(drawing.to_json()) == {
        "word": "7",
        "key_id": "k",
        "recognized": True,
        "drawing": [[[1.0, 2.0], [3.0, 4.0], [0.0, 16.0]]],
    }


def test_pressure_is_a_fourth_list_where_there_is_any() -> None:
    stroke = Stroke([1.0, 2.0], [3.0, 4.0], [0.0, 16.0], [1.0, 1.0])
    assert len(Drawing([stroke]).to_dict()["drawing"][0]) == 3
    stroke.pressure = [0.25, 1.0]
    assert Drawing([stroke]).to_dict()["drawing"][0][3] == [0.25, 1]
    assert Drawing.from_json(Drawing([stroke]).to_json()).strokes == [stroke]


@pytest.mark.parametrize("fourth", ["[0.5]", "[0.5, 2]", "[0.5, -1]", '"hard"', '[0.5, "hard"]'])
def test_a_fourth_list_that_is_no_pressure_is_passed_over(fourth: str) -> None:
    drawing = Drawing.from_json('{"drawing": [[[1, 2], [3, 4], [0, 5], ' + fourth + "]]}")
    assert drawing.strokes == [Stroke([1.0, 2.0], [3.0, 4.0], [0.0, 5.0])]


@given(st.lists(st.floats(0, 1), max_size=9), st.integers(-9, 8))
def test_what_is_written_is_as_exact_as_a_hand_of_any_size(x: list[float], power: int) -> None:
    x = [value * 10.0**power for value in [0.0, *x, 1.0]]
    (stroke,) = Drawing.from_json(Drawing([Stroke(x, x)]).to_json()).strokes
    assert all(abs(a - b) <= max(x) / 1_000 for a, b in zip(stroke.x, x, strict=True))


def test_a_whole_number_is_written_as_one() -> None:
    line = Drawing([Stroke([12.0, 0.123456789], [-0.0, 3.5])], "k", 7).to_json()
    assert line.endswith('"drawing":[[[12,0.123],[0,3.5]]]}')


def test_undo_and_redo_walk_over_strokes_and_clears() -> None:
    drawing = Drawing()
    drawing.begin().add(1, 1, 0)
    drawing.begin().add(2, 2, 0)
    drawing.clear()
    assert not drawing
    drawing.undo()
    assert [stroke.x for stroke in drawing.strokes] == [[1], [2]]
    drawing.undo()
    assert [stroke.x for stroke in drawing.strokes] == [[1]]
    drawing.redo()
    drawing.redo()
    assert not drawing
    assert not drawing.can_redo
    drawing.redo()  # nothing to bring back: nothing happens
    assert not drawing


def test_a_new_stroke_forgets_what_was_undone() -> None:
    drawing = Drawing()
    drawing.begin().add(1, 1, 0)
    drawing.undo()
    drawing.begin().add(2, 2, 0)
    assert not drawing.can_redo
    assert [stroke.x for stroke in drawing.strokes] == [[2]]


def test_a_picture_takes_the_place_of_the_ink_as_one_step() -> None:
    drawing, photo = Drawing(), object()
    drawing.begin().add(1, 1, 0)
    drawing.place(photo)
    assert drawing
    assert (drawing.strokes, drawing.picture) == ([], photo)
    drawing.undo()
    assert ([stroke.x for stroke in drawing.strokes], drawing.picture) == ([[1]], None)
    drawing.redo()
    assert (drawing.strokes, drawing.picture) == ([], photo)
    drawing.clear()
    assert not drawing
    drawing.undo()
    assert drawing.picture is photo


def test_the_first_stroke_on_a_picture_takes_it_away_in_the_same_step() -> None:
    drawing, photo = Drawing(), object()
    drawing.place(photo)
    drawing.begin().add(1, 1, 0)
    assert (len(drawing.strokes), drawing.picture) == (1, None)
    drawing.undo()
    assert (drawing.strokes, drawing.picture) == ([], photo)
    drawing.undo()
    assert not drawing.can_undo


def test_other_ink_takes_the_place_of_what_is_there_as_one_step() -> None:
    drawing = Drawing()
    drawing.begin().add(1, 1, 0)
    drawing.replace([Stroke([2], [2]), Stroke([3], [3])])
    assert [stroke.x for stroke in drawing.strokes] == [[2], [3]]
    drawing.undo()
    assert [stroke.x for stroke in drawing.strokes] == [[1]]


def test_of_many_pictures_the_last_few_come_back_and_all_ink_does() -> None:
    drawing = Drawing()
    drawing.begin().add(1, 1, 0)
    for number in range(MAX_PICTURES + 9):
        drawing.place(number)
    seen = []
    while drawing.can_undo:
        drawing.undo()
        seen.append(drawing.picture)
    assert seen[-2:] == [None, None]
    assert seen[:-2] == list(range(MAX_PICTURES + 7, 7, -1))[:MAX_PICTURES]
    drawing.redo()
    assert [stroke.x for stroke in drawing.strokes] == [[1]]


def test_clearing_an_empty_drawing_is_no_step() -> None:
    drawing = Drawing()
    drawing.clear()
    assert not drawing.can_undo


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "not JSON"),
        ("[" * 10_000, "not JSON"),
        ("[" * 100_000, "more than a drawing of 1,000 strokes and 1,000,000 points can be"),
        ('{"a": 1,' * 100_000, "more than a drawing of 1,000 strokes"),
        ('{"drawing": [' + "1," * 6_000_000, "more than a drawing of 1,000 strokes"),
        ("[]", "not a JSON object"),
        ('{"word": "7"}', '"drawing"'),
        ('{"drawing": []}', "empty"),
        ('{"drawing": [[[], []]]}', "empty"),
        ('{"drawing": [[[1, 2]]]}', "stroke 1"),
        ('{"drawing": [[[1, 2], [1, 2]], [[1, 2], [1]]]}', "stroke 2 has 2 x but 1 y"),
        ('{"drawing": [[[1, "a"], [1, 2]]]}', "its x is not a list of numbers"),
        ('{"drawing": [[[1, true], [1, 2]]]}', "its x is not a list of numbers"),
        ('{"drawing": [[[1, 2], [1, NaN]]]}', "its y is not a list of numbers"),
        ('{"drawing": [[[1, 2], [1, 1e300]]]}', "its y is not a list of numbers"),
        ('{"drawing": [[[1, 2], [1, 1' + "0" * 400 + "]]]}", "its y is not a list of numbers"),
        ('{"drawing": [' + "[[1], [1]]," * 1_000 + "[[1], [1]]]}", "more than 1,000 strokes"),
    ],
)
def test_a_broken_line_is_told_in_one_sentence(line: str, wrong: str) -> None:
    with pytest.raises(InkError, match=wrong.replace("[", r"\[")) as caught:
        Drawing.from_json(line)
    assert "\n" not in str(caught.value)


def test_a_file_gives_its_good_lines_around_the_bad_ones(tmp_path: Path) -> None:
    good = Drawing([Stroke([1.0], [2.0])], "first", 3)
    unnamed = Drawing([Stroke([1.0], [2.0])])
    file = tmp_path / "ink.ndjson"
    file.write_bytes(
        good.to_json().encode() + b"\nnonsense\n\n\xff\xfe\n" + unnamed.to_json().encode()
    )
    first, second, third, fourth = read_ndjson(file)
    assert first == good
    assert isinstance(second, BadLine)
    assert second.message == f"{file}, line 2: it is not JSON"
    assert isinstance(third, BadLine)
    assert "line 4" in third.message
    assert isinstance(fourth, Drawing)
    assert fourth.key_id == "ink.ndjson:5"


def test_what_is_no_ndjson_at_all_is_said_once(tmp_path: Path) -> None:
    binary = tmp_path / "binary.ndjson"
    binary.write_bytes(bytes(range(256)) * 100)
    prose = tmp_path / "prose.ndjson"
    prose.write_text("a line of prose\n" * 1_000)
    for file, most in ((binary, 3), (prose, 10)):
        lines = read_ndjson(file)
        bad = 0
        with pytest.raises(InkError, match="is not NDJSON"):
            for line in lines:
                assert isinstance(line, BadLine)
                bad += 1
        assert bad <= most


def test_a_line_without_end_is_not_read_into_memory_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.ink.MAX_LINE", 1_000)
    good = Drawing([Stroke([1.0], [2.0])], "k", 3)
    file = tmp_path / "endless.ndjson"
    file.write_bytes(b" " + b"[" * 5_000 + b"\n" + good.to_json().encode() + b"\n" + b"[" * 2_002)
    assert list(read_ndjson(file)) == [
        BadLine(f"{file}, line 1: it is longer than 1,000 bytes"),
        good,
        BadLine(f"{file}, line 3: it is longer than 1,000 bytes"),
    ]


def test_millions_of_bad_lines_are_not_told_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.ink.MAX_BAD_LINES_IN_ALL", 100)
    good = Drawing([Stroke([1.0], [2.0])], "k", 3)
    file = tmp_path / "ink.ndjson"
    file.write_text(good.to_json() + "\n" + "x\n" * 1_000)
    lines: list[Drawing | BadLine] = []
    wrong = "has 100 lines that are no drawings; what comes after line 101 was not read"
    with pytest.raises(InkError, match=wrong):
        lines.extend(read_ndjson(file))
    assert len(lines) == 101


def test_times_may_be_missing_or_empty() -> None:
    for times in ("", ", []"):
        drawing = Drawing.from_json('{"drawing": [[[1, 2], [3, 4]' + times + "]]}")
        assert drawing.strokes == [Stroke([1.0, 2.0], [3.0, 4.0])]


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    drawings = [Drawing([Stroke([float(n)], [0.0])], str(n), n) for n in range(10)]
    file = tmp_path / "ink.ndjson"
    file.write_text(write_ndjson(drawings))
    assert list(read_ndjson(file)) == drawings


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, wrong in ((tmp_path / "none.ndjson", "does not exist"), (tmp_path, "not a file")):
        with pytest.raises(InkError, match=wrong) as caught:
            list(read_ndjson(path))
        assert str(path) in str(caught.value)


VALID = (
    b'{"word":"7","key_id":"a","recognized":true,"drawing":[[[1,2.5],[3,4],[0,16],[0.5,1]]]}\n'
    b'{"word":"x","drawing":[[[1],[2]],[[-3e2],[4]]]}\n'
)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """Return a file with a few of its bytes gone and others put in."""
    data = VALID
    for _ in range(draw(st.integers(1, 4))):
        at, gone = draw(st.integers(0, len(data))), draw(st.sampled_from([0, 1, 1, 5]))
        new = draw(
            st.sampled_from([b"[", b"]", b"{", b"}", b",", b"\n", b'"', b"null", b"true", b"1e400"])
            | st.sampled_from([b"NaN", b"-Infinity", b"9" * 400, b"\\ud800", b"\xef\xbb\xbf", b"0"])
            | st.binary(max_size=4)
        )
        data = data[:at] + new + data[at + gone :]
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed() | st.binary(max_size=80))
def test_any_file_is_drawings_or_sentences(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "ink.ndjson"
    file.write_bytes(data)
    try:
        found = list(read_ndjson(file))
    except InkError as error:
        assert "\n" not in str(error)
        return
    for each in found:
        if isinstance(each, BadLine):
            assert "\n" not in each.message
        else:
            assert Drawing.from_json(each.to_json()).label == each.label


def test_a_file_cut_off_anywhere_has_its_whole_lines(tmp_path: Path) -> None:
    file = tmp_path / "ink.ndjson"
    for end in range(0, len(VALID), 10):
        file.write_bytes(VALID[:end])
        found = list(read_ndjson(file))
        assert [type(each) for each in found[: VALID.count(b"\n", 0, end)]] == [Drawing] * (
            VALID.count(b"\n", 0, end)
        )
        assert len(found) - VALID.count(b"\n", 0, end) <= 1


def test_how_much_is_read_is_told(tmp_path: Path) -> None:
    file, told = tmp_path / "ink.ndjson", list[int]()
    file.write_bytes(VALID)
    list(read_ndjson(file, told.append))
    assert told == [VALID.index(b"\n") + 1, len(VALID)]


def test_a_stroke_of_points_is_not_taken_for_one_of_coordinates() -> None:
    points = [[number, number + 10] for number in range(9)]
    with pytest.raises(InkError, match="stroke 1 lists its points"):
        Drawing.from_dict({"drawing": [points]})


def test_a_key_that_is_null_is_none() -> None:
    assert Drawing.from_dict({"drawing": [[[1], [2]]], "key_id": None}).key_id == ""


def test_a_file_that_is_something_else_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ink.ndjson"
    file.write_text(json.dumps(json.loads(VALID.splitlines()[0]), indent=1))
    with pytest.raises(InkError, match="is not NDJSON"):
        next(read_ndjson(file))
    file.write_bytes(b"{\n" * 3 + VALID.splitlines()[0] + b"\n{\n")
    kinds = [type(each) for each in read_ndjson(file)]
    assert kinds == [BadLine, BadLine, BadLine, Drawing, BadLine]
