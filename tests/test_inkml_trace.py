"""digitpad.inkml_trace: the points of a trace, in all the ways in which InkML writes numbers."""

import math
import time
import tracemalloc
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad import inkml_trace
from digitpad.ink import InkError
from digitpad.inkml_trace import PLAIN, Format, Trace, format_of, read_trace


def format(*channels: str, intermittent: tuple[str, ...] = ()) -> Format:
    """Return the format of channels given as their attributes."""
    regular, others = (
        "".join(f"<channel {each}/>" for each in part) for part in (channels, intermittent)
    )
    more = f"<intermittentChannels>{others}</intermittentChannels>" if others else ""
    return format_of(fromstring(f"<traceFormat>{regular}{more}</traceFormat>"))


XYT = format('name="X"', 'name="Y"', 'name="T" units="ms"')


@pytest.mark.parametrize(
    "text",
    [
        "10 0, 9 14, -8 28.5",
        "10 0,9 14,-8 28.5",
        "  10   0 ,\n9\t14,\n-8 28.5\n",
        "10 0, 9 14, - 8 28.5, ",
        "10 0, 9 14, -8 +28.5",
        "1e1 .0, 9. 14.00, -8E0 2.85e+1",
        "#A #0, #9 #e, -#8 28.5",
        "!10 !0, !9 !14, !-8 !28.5",
        "10 0, '-1 '14, -17 14.5",
        "10 0, '-1'14, -17 14.5",
        "10 0, '-1 '14,\"-16 \"0.5",
        "10-0,9 14,-8 28.5",
    ],
)
def test_the_same_points_are_read_however_they_are_written(text: str) -> None:
    assert read_trace(text, PLAIN) == Trace([10, 9, -8], [0, 14, 28.5])


def test_the_recommendation_s_own_example_is_read_as_its_table_has_it() -> None:
    format_ = format(
        'name="X"',
        'name="Y"',
        intermittent=('name="B1" type="boolean"', 'name="B2" type="boolean"'),
    )
    text = "1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,6 8,3 6 T,2 4*T,3 6 T,3-6 F F"
    trace = read_trace(text, format_)
    assert trace.x == [1125, 1148, 1178, 1211, 1251, 1297, 1349, 1404, 1461, 1521, 1584]
    assert trace.y == [
        *[18432, 18475, 18510, 18540, 18567, 18596, 18633],
        *[18676, 18723, 18776, 18823],
    ]


def test_a_star_is_the_same_again_and_a_question_mark_is_unknown() -> None:
    trace = read_trace("1 1 0, 2 * 5, * 3 ?, ? 9 20, 4 '1 25, 5 * *", XYT)
    assert trace.x == [1, 2, 2, 4, 5]
    assert trace.y == [1, 1, 3, 10, 11]
    assert trace.t == [0, 5, 5, 25, 25]


def test_channels_come_in_any_order_and_others_are_passed_over() -> None:
    mixed = format('name="T" units="ms"', 'name="OA"', 'name="Y"', 'name="F" max="255"', 'name="X"')
    trace = read_trace("0 90 2 0 1, 8 91 4 255 3, 16 92 6 51 5", mixed)
    assert trace == Trace([1, 3, 5], [2, 4, 6], [0, 8, 16], [0, 1, 0.2], in_ms=True)


def test_what_may_be_left_out_has_its_default_or_is_what_it_was() -> None:
    rare = ('name="F" min="0" max="1" default="0.5"', 'name="T" units="s"')
    trace = read_trace("1 1, 2 2 1 3, 3 3", format('name="X"', 'name="Y"', intermittent=rare))
    assert trace.pressure == [0.5, 1, 0.5]
    assert trace.t == [3_000, 3_000, 3_000]


def test_more_values_than_were_told_of_are_passed_over() -> None:
    assert read_trace("1 2 99, 3 4 99", PLAIN) == Trace([1, 3], [2, 4])


def test_an_axis_may_point_the_other_way() -> None:
    up = format('name="X"', 'name="Y" orientation="-ve"')
    assert read_trace("1 2, 3 4", up) == Trace([1, 3], [-2, -4])


@pytest.mark.parametrize(("units", "ms"), [("s", 2_000), ("ms", 2), ("us", 0.002)])
def test_time_is_brought_to_milliseconds(units: str, ms: float) -> None:
    timed = format('name="X"', 'name="Y"', f'name="T" units="{units}"')
    assert read_trace("0 0 0, 1 1 2", timed).t == [0, ms]


def test_a_format_without_x_and_y_is_none() -> None:
    assert format('name="Q"') == PLAIN
    assert format() == PLAIN


def test_nothing_is_no_points() -> None:
    assert read_trace(" \n", PLAIN) == Trace()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("1 2, 3", "point 2 has 1 values, not 2"),
        ("1 2, abc", "'abc' is no value"),
        ("1 2, 3 nan", "'nan' is no value"),
        ("1 2, 3 inf", "'inf' is no value"),
        ("1 1_0", "'_0' is no value"),
        ("1 2, 3 1e300", "Y is not below 1e9"),
        ("1 2, 3 1e999", "number that is too large"),
        ("1 2, 3 " + "9" * 5_000, "number that is too large"),
        ("1 2, 3 #" + "F" * 9_000, "is no number"),
        ('"1e8 2,' + "1e8 2," * 20, "X is not below 1e9"),
        ("1 2," * 1_000_001, "more than 1,000,000 points"),
    ],
)
def test_what_is_no_trace_is_told_in_one_sentence(text: str, wrong: str) -> None:
    with pytest.raises(InkError, match=wrong) as caught:
        read_trace(text, PLAIN)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("extra", ["", " 7", " 7 8 9"])
def test_a_long_trace_is_taken_in_pieces_and_comes_to_the_same(
    extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed = format('name="X"', 'name="Y"', intermittent=('name="F" default="3"',))
    text = ",".join(f"{number} {-number}.5{extra}" for number in range(60)) + ",'1'-1, 3 \"2,* *,"
    whole = read_trace(text, pressed)
    assert whole.x[57:] == [57, 58, 59, 60, 63, 66]
    assert whole.y[58:] == [-58.5, -59.5, -60.5, -59.5, -56.5]
    for size in (1, 7, 100):
        monkeypatch.setattr(inkml_trace, "_PIECE", size)
        assert read_trace(text, pressed) == whole


def test_a_million_points_take_little_time_and_memory() -> None:
    text = ", ".join(["12.25 7"] * 1_000_000)
    tracemalloc.start()
    begun = time.process_time()
    assert len(read_trace(text, PLAIN).x) == 1_000_000
    taken, memory = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 3  # with tracemalloc; 0.3 without
    assert memory < 150_000_000
    with pytest.raises(InkError, match="point 1000000 has 1 values"):
        read_trace(text[:-2], PLAIN)
    with pytest.raises(InkError, match="more than 250,000 points that are no plain numbers"):
        read_trace("'1'1," * 250_001, PLAIN)


@given(st.text(alphabet="0123456789.,-+ eE#aFT*?!'\"\n", max_size=60))
def test_any_text_is_points_or_one_sentence(text: str) -> None:
    try:
        trace = read_trace(text, XYT)
    except InkError as error:
        assert "\n" not in str(error)
    else:
        assert len(trace.x) == len(trace.y)
        assert all(abs(value) < 1e9 for value in (*trace.x, *trace.y))
        assert len(trace.t) in (0, len(trace.x))
        assert all(map(math.isfinite, trace.t))


def test_points_without_commas_between_them_are_not_one() -> None:
    with pytest.raises(InkError, match="point 1 has 400 values, not 2"):
        read_trace("1 2 " * 200, PLAIN)


def test_two_units_of_length_are_brought_to_one() -> None:
    for name in ("Y", "y"):
        mixed = format('name="X" units="mm"', f'name="{name}" units="cm"')
        assert read_trace("1 2, 3 4", mixed) == Trace([1, 3], [20, 40])
    unknown = format('name="X" units="mm"', 'name="Y" units="dev"')
    assert read_trace("1 2, 3 4", unknown) == Trace([1, 3], [2, 4])
