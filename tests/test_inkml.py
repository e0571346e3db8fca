"""digitpad.inkml: drawings as InkML, and those of other programs."""

import io
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad import inkml, inkml_reader
from digitpad.ink import BadLine, Drawing, InkError, Stroke
from digitpad.inkml import read_inkml, write_inkml
from digitpad.safe_xml import parse_xml
from tests.test_ink import strokes
from tests.test_safe_xml import HOSTILE
from tests.tools import demo_digit, drawing_of

PATH = Path("there") / "some.inkml"


def read(text: str | bytes) -> list[Drawing | BadLine]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_inkml(io.BytesIO(data), PATH))


def drawings(text: str | bytes) -> list[Drawing]:
    """Return the drawings of a file that is all good."""
    found = read(text)
    assert not [each for each in found if isinstance(each, BadLine)], found
    return [each for each in found if isinstance(each, Drawing)]


def written(*drawings: Drawing) -> str:
    return "".join(write_inkml(drawings))


def ink(inside: str) -> str:
    return f'<ink xmlns="http://www.w3.org/2003/InkML">\n{inside}\n</ink>'


# out, and back


def test_one_drawing_is_written_as_others_write_it() -> None:
    stroke = Stroke([1.0, 2.5], [3.0, 4.0], [0.0, 16.0], [0.25, 1.0])
    assert written(Drawing([stroke, Stroke([7.0], [8.0], [20.0], [1.0])], "a<b", 7)) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ink xmlns="http://www.w3.org/2003/InkML">\n'
        "<context>\n"
        "<traceFormat>\n"
        '<channel name="X" type="decimal"/>\n'
        '<channel name="Y" type="decimal"/>\n'
        '<channel name="T" type="decimal" units="ms"/>\n'
        '<channel name="F" type="decimal" min="0" max="1"/>\n'
        "</traceFormat>\n"
        "</context>\n"
        '<annotation type="truth">7</annotation>\n'
        '<annotation type="UI">a&lt;b</annotation>\n'
        "<trace>1 3 0 0.25, 2.5 4 16 1</trace>\n"
        "<trace>7 8 20 1</trace>\n"
        "</ink>\n"
    )


def test_several_are_groups_and_what_is_not_known_is_not_written() -> None:
    text = written(drawing_of([(1, 2)]), drawing_of([(3, 4), (5, 6)]))
    assert text.count("<traceGroup>") == 2
    assert text.count("<context>") == 1
    assert "annotation" not in text
    assert re.findall("<trace>(.*)</trace>", text) == ["1 2", "3 4, 5 6"]


def test_another_kind_of_pen_is_another_context() -> None:
    bare, timed = drawing_of([(1, 2)]), demo_digit(3)
    text = written(bare, timed, timed, bare)
    assert text.count("<context>") == 3
    assert [each.strokes for each in drawings(text)] == [
        each.strokes for each in (bare, timed, timed, bare)
    ]


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Drawing,
            st.lists(strokes(), min_size=1, max_size=3),
            st.text(min_size=1).filter(str.isprintable).map(str.strip).filter(bool),
            st.sampled_from([None, *range(10)]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_drawings_come_back_as_they_went(drawn: list[Drawing]) -> None:
    for drawing in drawn:
        for stroke in drawing.strokes:
            if not any(each.is_pressed for each in drawing.strokes):
                stroke.pressure = []  # of a mouse: it says nothing, and is not written
    assert drawings(written(*drawn)) == drawn


def test_pressure_without_times_comes_back_too() -> None:
    drawing = Drawing([Stroke([1.0, 2.0], [3.0, 4.0], [], [0.5, 0.125])], "a", 3)
    assert drawings(written(drawing)) == [drawing]


def test_a_name_that_xml_cannot_hold_comes_back_without_what_it_cannot() -> None:
    drawing = Drawing([Stroke([1.0], [2.0])], " a\0b\x0bc\ud800d\uffff\n ")
    assert drawings(written(drawing))[0].key_id == "abcd"


def test_a_drawing_without_a_name_has_its_number() -> None:
    first, second = drawings(written(drawing_of([(1, 2)]), drawing_of([(3, 4)])))
    assert (first.key_id, second.key_id) == ("some.inkml:1", "some.inkml:2")


# those of other programs

CROHME = ink(
    """<traceFormat>
<channel name="X" type="decimal"/>
<channel name="Y" type="decimal"/>
</traceFormat>
<annotation type="truth">$a < 7$</annotation>
<annotation type="UI">2011_IVC_DEPT_F01_E01</annotation>
<annotationXML type="truth" encoding="Content-MathML">
<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi xml:id="A">a</mi></mrow></math>
</annotationXML>
<trace id="1">985 3317, 986 3318</trace>
<trace id="2">
1019 3340, 1020 3341
</trace>
<trace id="3">1123 3308, 1127 3365</trace>
<traceGroup xml:id="7">
<annotation type="truth">Segmentation</annotation>
<traceGroup xml:id="8">
<annotation type="truth">a</annotation>
<annotationXML href="A"/>
<traceView traceDataRef="1"/>
<traceView traceDataRef="2"/>
</traceGroup>
<traceGroup xml:id="9">
<annotation type="truth">7</annotation>
<traceView traceDataRef="3"/>
</traceGroup>
</traceGroup>""".replace("$a < 7$", "$a &lt; 7$")
)


def test_an_expression_of_crohme_is_its_symbols() -> None:
    a, seven = drawings(CROHME)
    assert (a.label, seven.label) == (None, 7)
    assert a.strokes == [Stroke([985, 986], [3317, 3318]), Stroke([1019, 1020], [3340, 3341])]
    assert seven.strokes == [Stroke([1123, 1127], [3308, 3365])]


@pytest.mark.parametrize("truth", ["3", "$3$", r"\(3\)", " 3\n", "{3}"])
def test_a_symbol_of_crohme_is_all_its_traces(truth: str) -> None:
    (three,) = drawings(
        ink(
            f'<annotation type="writer">w1</annotation><annotation type="UI"> u_1 </annotation>'
            f'<annotation type="truth">{truth}</annotation>'
            '<trace id="0">1 2, 3 4</trace><trace id="1">5 6</trace>'
        )
    )
    assert (three.label, three.key_id) == (3, "u_1")
    assert three.strokes == [Stroke([1, 3], [2, 4]), Stroke([5], [6])]


def test_a_file_of_mathwriting_has_times_label_and_name() -> None:
    (four,) = drawings(
        ink(
            """<annotation type="label">4</annotation>
<annotation type="splitTagOriginal">train</annotation>
<annotation type="normalizedLabel">4</annotation>
<annotation type="sampleId">deadbeef</annotation>
<traceFormat>
<channel name="X" type="decimal"/>
<channel name="Y" type="decimal"/>
<channel name="T" type="decimal" units="ms"/>
</traceFormat>
<trace id="0">10.0 20.0 0.0,30.0 40.0 12.0,50.0 20.0 25.0</trace>"""
        )
    )
    assert (four.label, four.key_id) == (4, "deadbeef")
    assert four.strokes == [Stroke([10, 30, 50], [20, 40, 20], [0, 12, 25])]


def test_ink_of_office_has_its_format_by_reference() -> None:
    (ink_of_office,) = drawings(
        """<inkml:ink xmlns:inkml="http://www.w3.org/2003/InkML">
<inkml:definitions>
<inkml:context xml:id="ctx0">
<inkml:inkSource xml:id="inkSrc0">
<inkml:traceFormat>
<inkml:channel name="X" type="integer" max="32767" units="himetric"/>
<inkml:channel name="Y" type="integer" max="32767" units="himetric"/>
<inkml:channel name="F" type="integer" max="32767" units="dev"/>
</inkml:traceFormat>
</inkml:inkSource>
</inkml:context>
<inkml:brush xml:id="br0"/>
</inkml:definitions>
<inkml:trace contextRef="#ctx0" brushRef="#br0">100 200 32767, 101 201 0</inkml:trace>
<inkml:trace contextRef="#ctx0" brushRef="#br0">300 400 32767,'1'2'0,"0"0*</inkml:trace>
</inkml:ink>"""
    )
    assert ink_of_office.strokes == [
        Stroke([100, 101], [200, 201], [], [1, 0]),
        Stroke([300, 301, 302], [400, 402, 404], [], [1, 1, 1]),
    ]


@pytest.mark.parametrize(
    "definitions",
    [
        '<traceFormat xml:id="f">{}</traceFormat><context xml:id="c" traceFormatRef="#f"/>',
        '<context xml:id="c" inkSourceRef="#s"/>'
        '<inkSource xml:id="s"><traceFormat>{}</traceFormat></inkSource>',
        '<context xml:id="b"><traceFormat>{}</traceFormat></context>'
        '<context xml:id="c" contextRef="#b"/>',
    ],
)
def test_a_format_is_found_wherever_it_is_defined(definitions: str) -> None:
    channels = '<channel name="Y"/><channel name="X"/>'
    defined = f"<definitions>{definitions.format(channels)}</definitions>"
    for inside in (
        '<trace contextRef="#c">1 2</trace>',
        '<traceGroup contextRef="#c"><trace>1 2</trace></traceGroup>',
        '<context contextRef="#c"/><trace>1 2</trace>',
    ):
        (drawing,) = drawings(ink(defined + inside))
        assert drawing.strokes == [Stroke([2], [1])]
    (plain,) = drawings(ink(defined + "<trace>1 2</trace>"))
    assert plain.strokes == [Stroke([1], [2])]


def test_what_is_defined_is_shown_where_it_is_referred_to() -> None:
    text = ink(
        '<definitions><trace xml:id="a">1 2, 3 4, 5 6, 7 8</trace>'
        '<traceGroup xml:id="g"><trace>9 9</trace><trace>8 8</trace></traceGroup></definitions>'
        '<traceView><traceView traceDataRef="#a" from="2" to="3"/></traceView>'
        '<traceView traceDataRef="#g"/>'
    )
    part, group = drawings(text)
    assert part.strokes == [Stroke([3, 5], [4, 6])]
    assert group.strokes == [Stroke([9], [9]), Stroke([8], [8])]


def test_a_pen_in_the_air_draws_nothing_and_a_stroke_may_come_in_parts() -> None:
    (drawing,) = drawings(
        ink(
            '<trace id="a" continuation="begin">1 2</trace><trace type="penUp">5 5</trace>'
            '<trace continuation="end" priorRef="#a">3 4</trace><trace type="penDown">7 8</trace>'
        )
    )
    assert drawing.strokes == [Stroke([1, 3], [2, 4]), Stroke([7], [8])]


def test_a_group_that_tells_nothing_is_what_the_file_is() -> None:
    (seven,) = drawings(
        ink('<annotation type="truth">7</annotation><traceGroup><trace>1 2</trace></traceGroup>')
    )
    assert seven.label == 7


def timed(*values: float, units: str = "") -> list[float]:
    channel = f'<channel name="T" {units}/>'
    points = ",".join(f"1 1 {value}" for value in values)
    text = f'<channel name="X"/><channel name="Y"/>{channel}'
    (drawing,) = drawings(ink(f"<traceFormat>{text}</traceFormat><trace>{points}</trace>"))
    return drawing.strokes[0].t


def test_times_are_milliseconds_and_where_they_cannot_be_seconds() -> None:
    assert timed(0, 8, 16) == [0, 8, 16]
    assert timed(0, 0.5, 1, units='units="ms"') == [0, 0.5, 1]
    assert timed(0, 0.5, 1) == [0, 500, 1_000]
    assert timed(5, 5, 5) == [5, 5, 5]


def test_times_since_1970_are_counted_from_the_first_point() -> None:
    assert timed(1_700_000_000_000, 1_700_000_000_016) == [0, 16]
    assert timed(1_700_000_000, 1_700_000_000.25, units='units="s"') == [0, 250]


def test_pressure_of_a_pen_that_does_not_say_how_hard_it_can_be_pressed() -> None:
    channels = '<channel name="X"/><channel name="Y"/><channel name="F"/>'
    (drawing,) = drawings(
        ink(
            f"<traceFormat>{channels}</traceFormat>"
            "<trace>1 1 128, 2 2 512</trace><trace>1 1 1024</trace>"
        )
    )
    assert [stroke.pressure for stroke in drawing.strokes] == [[0.125, 0.5], [1]]


# what is wrong


def test_a_broken_drawing_is_told_and_hides_no_other() -> None:
    good = "<traceGroup><trace>1 2</trace></traceGroup>\n"
    bad = "<traceGroup><trace>1 2</trace><trace>1 x</trace></traceGroup>\n"
    first, second, third, fourth, fifth = read(
        ink(
            f'{good}{bad}<traceGroup/><traceGroup><traceView traceDataRef="#a"/></traceGroup>{good}'
        )
    )
    assert isinstance(first, Drawing)
    assert second == BadLine(f"{PATH}, line 3: its trace 2: 'x' is no value of a point")
    assert third == BadLine(f"{PATH}, line 4: its drawing is empty")
    assert fourth == BadLine(f"{PATH}, line 4: it refers to 'a', which it does not know")
    assert isinstance(fifth, Drawing)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        *((text, wrong) for text, wrong in HOSTILE if wrong),
        ("<svg/>", "its first element is <svg>, not <ink>"),
        (ink(""), "has no trace in it, so there is no ink"),
        (ink("<trace/><trace>\n</trace>"), "has no trace in it"),
        (ink('<definitions><trace xml:id="a">1 2</trace></definitions>'), "has no trace in it"),
    ],
)
def test_what_is_no_ink_is_told_in_one_sentence(text: str, wrong: str) -> None:
    with pytest.raises(InkError, match=wrong) as caught:
        read(text)
    assert str(caught.value).startswith(f"{PATH} ")
    assert "\n" not in str(caught.value)


def test_a_drawing_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inkml_reader, "MAX_POINTS", 100)
    monkeypatch.setattr(inkml_reader, "MAX_STROKES", 10)
    many = "<traceGroup>" + "<trace>1 2</trace>" * 11 + "</traceGroup>"
    long = "<traceGroup>" + f"<trace>{'1 2,' * 60}</trace>" * 2 + "</traceGroup>"
    assert read(ink(f"{many}\n{long}")) == [
        BadLine(f"{PATH}, line 2: its drawing has more than 10 strokes"),
        BadLine(f"{PATH}, line 3: its drawing has more than 100 points"),
    ]
    loose = f"<trace>{'1 2,' * 60}</trace>"
    with pytest.raises(InkError, match="or 100 points outside of groups"):
        read(ink(loose * 2))
    monkeypatch.setattr(inkml_reader, "MAX_LOOSE_TRACES", 10)
    with pytest.raises(InkError, match="more than 10 traces or 100 points outside of groups"):
        read(ink("<trace>1 2</trace>" * 11))
    monkeypatch.setattr(inkml_reader, "MAX_IDLE", 10)
    for nothing in ("<trace/>", "<annotation/>", "<definitions/>", "<any><any/></any>"):
        with pytest.raises(InkError, match="more than 10 elements without ink"):
            read(ink(nothing * 11))


def test_what_is_shown_again_and_again_comes_to_an_end() -> None:
    text = ink(
        f'<definitions><trace xml:id="a">{"1 2," * 50_000}</trace></definitions>'
        + '<traceView traceDataRef="#a"/>' * 10_000
    )
    found = list[Drawing | BadLine]()
    with pytest.raises(InkError, match="refers to more than 1,000,000 points"):
        found.extend(read_inkml(io.BytesIO(text.encode()), PATH))
    assert len(found) == 20


def test_millions_of_bad_drawings_are_not_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inkml, "MAX_BAD_LINES_IN_ALL", 10)
    with pytest.raises(InkError, match="has 10 drawings that cannot be read"):
        read(ink("<traceGroup/>" * 1_000))


FILES = [
    CROHME,
    written(demo_digit(3), demo_digit(7)),
    ink(
        '<definitions><context xml:id="c"><traceFormat><channel name="X"/><channel name="Y"/>'
        '<channel name="T" units="s"/><intermittentChannels><channel name="F" max="9"/>'
        "</intermittentChannels></traceFormat></context></definitions>"
        "<trace contextRef=\"#c\">1 2 0 5,'1'1'1,\"2-2*9,!#F ? 4</trace>"
    ),
]


@pytest.mark.parametrize("text", FILES)
def test_a_file_cut_off_anywhere_is_told_in_one_sentence(text: str) -> None:
    data = text.encode()
    whole = [json.dumps(each.to_dict()) for each in drawings(data)]
    for end in range(0, len(data) - 2, 10):
        found = list[Drawing | BadLine]()
        with pytest.raises(InkError) as caught:
            found.extend(read_inkml(io.BytesIO(data[:end]), PATH))
        assert "\n" not in str(caught.value)
        good = [json.dumps(each.to_dict()) for each in found if isinstance(each, Drawing)]
        assert good == whole[: len(found)]  # what came before is good


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """Return a file with a few of its bytes gone, others put in, parts told twice."""
    data = draw(st.sampled_from(FILES)).encode()
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        new = draw(
            st.sampled_from([b"", b"<trace>", b"</trace>", b"<traceGroup>", b" ", b",", b"1e400"])
            | st.sampled_from(
                [b"'", b'"', b"*", b"?", b"-", b"#", b"&#0;", b"&lt;", b"\xff", b"nan"]
            )
            | st.just(data[at : at + length])
            | st.binary(max_size=4)
        )
        data = data[:at] + new + data[at + draw(st.sampled_from([0, length])) :]
    return data


@settings(max_examples=300)
@given(changed() | st.binary(max_size=200).map(lambda inside: b"<ink>" + inside + b"</ink>"))
def test_any_file_is_drawings_or_sentences(data: bytes) -> None:
    try:
        found = read(data)
    except InkError as error:
        assert "\n" not in str(error)
        return
    for each in found:
        if isinstance(each, BadLine):
            assert "\n" not in each.message
        else:
            assert Drawing.from_json(each.to_json()).label == each.label
            parse_xml(written(each).encode())


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ('from="2"', [[3, 4], [5]]),
        ('to="1"', [[1, 2]]),
        ('from="2" to="2"', [[3, 4]]),
        ('from="1:2" to="2:1"', [[2], [3]]),
        ('from="2:2" to="2:2"', [[4]]),
        ('from="x"', [[1, 2], [3, 4], [5]]),
        ('from="1:2:3"', [[1, 2], [3, 4], [5]]),
    ],
)
def test_a_view_may_be_of_some_traces_of_a_group(part: str, expected: list[list[int]]) -> None:
    (drawing,) = drawings(
        ink(
            '<definitions><traceGroup xml:id="g"><trace>1 1, 2 2</trace><trace>3 3, 4 4</trace>'
            f'<trace>5 5</trace></traceGroup></definitions><traceView traceDataRef="#g" {part}/>'
        )
    )
    assert [stroke.x for stroke in drawing.strokes] == expected


def test_a_stroke_goes_on_where_it_says_so_not_where_the_last_one_ended() -> None:
    (drawing,) = drawings(
        ink(
            '<trace id="a" continuation="begin">1 2</trace><trace id="b">9 9</trace>'
            '<trace id="c" continuation="middle" priorRef="#a">3 4</trace>'
            '<trace continuation="end" priorRef="#c">5 6</trace>'
        )
    )
    assert drawing.strokes == [Stroke([1, 3, 5], [2, 4, 6]), Stroke([9], [9])]


def test_a_context_may_lay_points_otherwise_onto_the_canvas() -> None:
    channels = '<channel name="X"/><channel name="Y" orientation="-ve"/>'
    mapping = '<mapping type="affine"><affine>0 2 1, -1 0 0</affine></mapping>'
    (drawing,) = drawings(
        ink(
            f'<definitions><context xml:id="c"><traceFormat>{channels}</traceFormat>'
            f"<canvasTransform>{mapping}</canvasTransform></context></definitions>"
            '<trace contextRef="#c">1 2, 3 4</trace>'
        )
    )
    assert drawing.strokes == [Stroke([5, 9], [-1, -3])]


def test_a_canvas_without_end_is_refused() -> None:
    mapping = '<mapping type="affine"><affine>1e308 -1e308 0, 1 0 0</affine></mapping>'
    (bad,) = read(
        ink(
            f"<context><canvasTransform>{mapping}</canvasTransform></context>"
            "<trace>1e8 1e8, 3 4</trace>"
        )
    )
    assert isinstance(bad, BadLine)
    assert "number that is too large" in bad.message


def test_many_strokes_that_go_on_further_up_take_no_long_time() -> None:
    first = "".join(f'<trace xml:id="t{number}">1 2</trace>' for number in range(9_000))
    more = "".join(
        f'<trace continuation="end" priorRef="#t{number % 9_000}">1 2</trace>'
        for number in range(20_000)
    )
    begun = time.process_time()
    assert len(read(ink(first + more))) == 1
    assert time.process_time() - begun < 2
