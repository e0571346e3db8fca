"""digitpad.safe_xml: elements and text, and none of what XML can do to who reads it."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad import safe_xml
from digitpad.safe_xml import XmlError, parse_xml, read_children

LAUGHS = "".join(f'<!ENTITY lol{number} "{f"&lol{number - 1};" * 10}">' for number in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE ink [<!ENTITY lol0 "lol">{LAUGHS}]><ink>&lol9;</ink>'
QUADRATIC = f'<!DOCTYPE ink [<!ENTITY a "{"a" * 100_000}">]><ink>{"&a;" * 100_000}</ink>'
PARAMETERS = '<!DOCTYPE ink [<!ENTITY % a "b"><!ENTITY % c "%a;%a;">%c;]><ink/>'
#: Something that is wrong, and what is said of it.
HOSTILE = [
    (BILLION_LAUGHS, "defines entities"),
    (QUADRATIC, "defines entities"),
    (PARAMETERS, "defines entities"),
    ("<ink>" + "<a>" * 100_000, "nested more than 100 deep"),
    ("<ink>" + "<a><b/></a>" * 60_000, None),  # many, but each is small
    ("<ink><a>" + "<b/>" * 100_001 + "</a></ink>", "more than 100,000 elements"),
    ("<ink><a" + " b=''" * 300_001 + "/></ink>", "more than 300,000 attributes"),
    ('<?xml version="1.0" encoding="klingon"?><ink/>', "not XML"),
    ('<?xml version="1.0" encoding="utf-16"?><ink/>', "not XML"),
    ('<?xml version="1.0" encoding="idna"?><ink/>', "not XML"),
    ('<?xml version="1.0" encoding="rot13"?><ink/>', "not XML"),
    ("<ink>&nbsp;</ink>", "not XML: undefined entity in line 1"),
    ("<ink a='1' a='2'/>", "not XML: duplicate attribute"),
    ("<ink>\n<a></ink>", "not XML: mismatched tag in line 2"),
    ("<ink>", "not XML"),
    ("", "not XML: no element found"),
    ("no XML", "not XML"),
    ("<ink/><ink/>", "not XML: junk after document element"),
    ("<ink>\0</ink>", "not XML"),
]


def children(data: bytes) -> list[str]:
    return [element.tag for _, element in read_children(io.BytesIO(data))]


def test_names_come_without_their_namespaces() -> None:
    root = parse_xml(
        b'<i:ink xmlns:i="http://www.w3.org/2003/InkML"><i:trace xml:id="a">1 2</i:trace></i:ink>'
    )
    assert root.tag == "ink"
    assert root[0].tag == "trace"
    assert root[0].get("id") == "a"
    assert root[0].text == "1 2"


def test_children_come_one_by_one_with_their_lines() -> None:
    text = b'<ink a="1">\n<trace>1 2</trace> text\n\n<g><trace/>tail</g>\n<!-- no --></ink>'
    (first, root), (second, trace), (fourth, group) = read_children(io.BytesIO(text))
    assert (first, second, fourth) == (1, 2, 4)
    assert (root.tag, root.attrib, len(root)) == ("ink", {"a": "1"}, 0)
    assert (trace.tag, trace.text) == ("trace", "1 2")
    assert (group.tag, group[0].tag, group[0].tail) == ("g", "trace", "tail")


def test_a_file_larger_than_memory_would_be_is_read_on_and_on() -> None:
    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            self.sent += 1
            return b"<ink>" if self.sent == 1 else b"<trace>1 2, 3 4</trace>" * 1_000

    told: list[int] = []
    elements = read_children(Endless(), told.append)  # type: ignore[arg-type]
    tracemalloc.start()
    for _ in range(100_000):
        next(elements)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert told[-1] > 2_000_000


def test_an_element_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 3_000_000)

    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            self.sent += 1
            return b"<ink>" if self.sent == 1 else b"<trace>" if self.sent == 2 else b"1" * size

    file = Endless()
    with pytest.raises(XmlError, match="an element larger than 3 MB"):
        list(read_children(file))  # type: ignore[arg-type]
    assert file.sent < 10
    with pytest.raises(XmlError, match="larger than 3 MB"):
        parse_xml(b"<ink>" + b" " * 3_000_000)


@pytest.mark.parametrize(("text", "wrong"), HOSTILE)
def test_what_is_hostile_or_broken_is_one_sentence(text: str, wrong: str | None) -> None:
    tracemalloc.start()
    if wrong is None:
        assert children(text.encode() + b"</ink>")
    else:
        for read in (parse_xml, children):
            with pytest.raises(XmlError, match=wrong) as caught:
                read(text.encode())
            assert "\n" not in str(caught.value)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for name in (secret.as_uri(), "http://127.0.0.1:1/a.dtd"):
        with pytest.raises(XmlError, match="defines entities"):
            parse_xml(f'<!DOCTYPE ink [<!ENTITY a SYSTEM "{name}">]><ink>&a;</ink>'.encode())
        # A DTD that is elsewhere is not looked at.
        root = parse_xml(f'<!DOCTYPE ink SYSTEM "{name}"><ink>1</ink>'.encode())
        assert root.text == "1"


VALID = (
    b'<?xml version="1.0"?><!DOCTYPE ink><ink a="1"><b xml:id="c">1 &lt; 2</b><![CDATA[d]]></ink>'
)


@given(
    st.binary(max_size=80)
    | st.builds(
        lambda at, new, gone: VALID[:at] + new + VALID[at + gone :],
        st.integers(0, len(VALID)),
        st.sampled_from([b"", b"<", b"&", b"]", b"\0", b"\xff", b"<!ENTITY a 'b'>", b"<b>", b'"']),
        st.integers(0, 9),
    )
)
def test_any_bytes_are_elements_or_one_sentence(data: bytes) -> None:
    for read in (parse_xml, children):
        try:
            read(data)
        except XmlError as error:
            assert "\n" not in str(error)
