"""Contents as nested events: balanced whatever the spans, and every code there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.core.code import Code, Content
from aligner.filters.nesting import events


def _shown(content: Content, parents: dict[int, int] | None = None) -> str:
    parts = []
    for kind, what in events(content, parents):
        if isinstance(what, str):
            parts.append(what)
        else:
            parts.append({"open": f"<{what.id}>", "close": f"</{what.id}>", "alone": f"<{what.id}/>"}[kind])
    return "".join(parts)


def test_spans_nest_and_lone_codes_stand_where_their_parents_are() -> None:
    bold, link, image = Code(0, 4, 1, "bold"), Code(0, 4, 2, "link"), Code(4, 4, 3, "image")
    content = Content("text more", (bold, link, image))
    assert _shown(content, {2: 1, 3: 2}) == "<1><2>text<3/></2></1> more"
    assert _shown(content, {1: 2}) == "<2><1>text</1></2><3/> more"
    assert _shown(Content("ab", (Code(0, 0, 1), Code(0, 2, 2)))) == "<1/><2>ab</2>"
    assert _shown(Content("ab", (Code(0, 2, 2), Code(0, 0, 1))), {1: 2}) == "<2><1/>ab</2>"
    assert _shown(Content("", (Code(0, 0, 1),))) == "<1/>"


def test_a_span_that_crosses_another_is_cut() -> None:
    assert _shown(Content("abc", (Code(0, 2, 1), Code(1, 3, 2)))) == "<1>a<2>b</2></1><2>c</2>"


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Any text with any codes, crossing ones too."""
    text = draw(st.text("abc ", max_size=12))
    codes = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        codes.append(Code(start, draw(st.integers(start, len(text))), number + 1))
    return Content(text, tuple(sorted(codes, key=lambda code: code.start)))


@given(contents(), st.dictionaries(st.integers(1, 6), st.integers(1, 6), max_size=4))
def test_events_are_balanced_and_lose_nothing(content: Content, parents: dict[int, int]) -> None:
    stack, text, seen = [], "", set()
    at: dict[int, str] = {}
    for kind, what in events(content, parents):
        if isinstance(what, str):
            text += what
            for code in stack:
                at[code] = at.get(code, "") + what
        elif kind == "open":
            stack.append(what.id)
            seen.add(what.id)
        elif kind == "close":
            assert stack.pop() == what.id
        else:
            seen.add(what.id)
            assert len(text) == what.start
    assert not stack
    assert text == content.text
    assert seen == {code.id for code in content.codes}
    assert at == {code.id: text[code.start : code.end] for code in content.codes if not code.alone}
