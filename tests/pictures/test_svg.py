"""digitpad.pictures.svg: the shapes of an SVG are read, and nothing else in it does anything."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.drawing_svg import svg_of
from digitpad.network import DenseNetwork
from digitpad.pictures.decode import PictureError, decode, gray
from digitpad.pictures.page import page_of
from digitpad.resources import bundled_network
from tests.tools import demo_digit

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"'
LINE = '<path d="M45 10V80" stroke="black" stroke-width="9"/>'
#: What a renderer would be kept busy by, or would fetch, besides a line that is read all the same.
HARMLESS = {
    "dashes": LINE.replace("/>", ' stroke-dasharray="0.0000001"/>'),
    "a picture of another file": '<image href="file:///etc/passwd" width="9" height="9"/>' + LINE,
    "a script": "<script>while(true);</script>" + LINE,
    "a style sheet from elsewhere": '<style>@import url("http://a.b/c.css");</style>' + LINE,
    "a filter": '<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter>'
    + LINE.replace("/>", ' filter="url(#f)"/>'),
    "copies of copies": '<g id="a"><use href="#b"/><use href="#b"/></g>'
    '<g id="b"><use href="#a"/></g>' + LINE,
    "animation": '<animate attributeName="x" dur="1s" repeatCount="indefinite"/>' + LINE,
}
REFUSED = {
    "nothing": ("<svg/>", "no shape"),
    "text alone": (f"{HEAD}><text>7</text></svg>", "text, pictures and copies"),
    "no svg": ("<html><svg/></html>", "not SVG"),
    "cut": (f"{HEAD}><path", "line 1"),
    "entities": (
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;</svg>',
        "entities",
    ),
    "too deep": ("<svg>" + "<g>" * 200 + "</g>" * 200 + "</svg>", "deep"),
    "no size": (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1e30" height="2">{LINE}</svg>',
        "size",
    ),
    "far away": (
        f'{HEAD}><path d="M1e30 1L-1e30 8" stroke="#000" stroke-width="1e20"/></svg>',
        "colour",
    ),
    "too many shapes": (f"{HEAD}>{'<rect/>' * 6_000}</svg>", "more shapes"),
    "too long a path": (f'{HEAD}><path d="M0 0{"L1 1 " * 250_000}"/></svg>', "more shapes"),
}


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_saved_as_svg_is_read(digit: int) -> None:
    network = DenseNetwork.open(bundled_network())
    for background in (True, False):
        data = svg_of(demo_digit(digit), background=background).encode()
        (found,) = page_of(decode(data, "it"), "it").digits
        assert network.read(found.input).digit == digit


def test_a_packed_svg_is_read() -> None:
    data = gzip.compress(svg_of(demo_digit(3)).encode())
    assert page_of(decode(data, "it"), "it").digits


def test_classes_and_styles_are_followed() -> None:
    sheet = "<style>.pen{stroke:#000;stroke-width:9}</style>"
    styled = f'{HEAD}>{sheet}<path class="pen" d="M45 10V80"/></svg>'
    inline = f'{HEAD}><path style="stroke:#000;stroke-width:9;foo:url(x)" d="M45 10V80"/></svg>'
    plain = gray(decode(f"{HEAD}>{LINE}</svg>".encode(), "it"))
    for text in (styled, inline):
        assert (gray(decode(text.encode(), "it")) == plain).all()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_would_be_endless_or_fetched_is_left_out(name: str) -> None:
    plain = gray(decode(f"{HEAD}>{LINE}</svg>".encode(), "it"))
    assert (gray(decode(f"{HEAD}>{HARMLESS[name]}</svg>".encode(), "it")) == plain).all()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_drawing_is_told_in_one_sentence(name: str) -> None:
    text, wrong = REFUSED[name]
    with pytest.raises(PictureError, match=wrong) as caught:
        page_of(decode(text.encode(), "it.svg"), "it.svg")
    assert str(caught.value).startswith("it.svg ")
    assert "\n" not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 0.999), st.text("<>&\"'/=-.0123456789eE aMLCzsvg:;{}", max_size=6)),
        min_size=1,
        max_size=6,
    )
)
def test_a_damaged_svg_is_read_or_refused(changes: list[tuple[float, str]]) -> None:
    text = svg_of(demo_digit(8))
    for place, new in changes:
        at = int(place * len(text))
        text = text[:at] + new + text[at + len(new) :]
    try:
        page_of(decode(text.encode(), "it.svg"), "it.svg")
    except PictureError as error:
        assert str(error).startswith("it.svg ")


def test_an_svg_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    data = svg_of(demo_digit(8)).encode()
    for end in range(0, len(data), max(10, len(data) // 60)):
        with pytest.raises(PictureError, match=r"^it\.svg "):
            page_of(decode(data[:end], "it.svg"), "it.svg")
