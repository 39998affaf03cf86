"""Word documents: whatever lies in one another, every code is there once and no text is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.core.code import Code, Content
from aligner.filters.docx import read, write
from aligner.filters.parsed import Source
from tests.support.docx_files import box, docx, field, p, part, r, translated

_LOOKS = st.sampled_from(
    ["", "<w:b/>", "<w:i/>", "<w:b/><w:i/>", '<w:vertAlign w:val="superscript"/>', '<w:lang w:val="ru"/>']
)
_WORDS = st.text("абв ,.-", min_size=1, max_size=6)
_MARKS = [
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "<w:r><w:instrText>REF x</w:instrText></w:r>",
]  # fmt: skip
_LEAVES = [
    "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", "<w:r><w:footnoteReference w:id='1'/></w:r>", "<w:r/>",
    "<w:r><w:drawing/></w:r>", field("PAGE", r("4")), '<w:bookmarkStart w:id="1"/>', '<w:bookmarkEnd w:id="1"/>',
    "<w:del/>", "<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t></w:r>",
]  # fmt: skip
_AROUND = [
    "<w:hyperlink>{}</w:hyperlink>", "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:customXml>{}</w:customXml>", "<w:ins>{}</w:ins>", "<w:smartTag>{}</w:smartTag>", "<w:del>{}</w:del>",
    field("HYPERLINK x", "{}"), field("REF y", "{}"), '<w:fldSimple w:instr="REF z">{}</w:fldSimple>',
    "<w:r><w:ruby><w:rt/><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>", box(p("{}")),
]  # fmt: skip


def _pieces(leaves: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.one_of(st.builds(r, _WORDS, _LOOKS), st.sampled_from(leaves)),
        lambda inner: st.builds(
            lambda around, some: around.replace("{}", "".join(some)),
            st.sampled_from(_AROUND),
            st.lists(inner, max_size=4),
        ),
        max_leaves=8,
    )


def _paragraphs(leaves: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.lists(_pieces(leaves), max_size=6).map(lambda pieces: p(*pieces)), min_size=1, max_size=3)


#: What must be there as often as before, whatever is written.
_ONCE = (
    "<w:drawing/>",
    "<w:footnoteReference",
    "<w:br/>",
    'Type="begin"',
    'Type="separate"',
    'Type="end"',
    "instrText",
)


@settings(max_examples=150, deadline=None)
@given(_paragraphs(_LEAVES))
def test_nothing_is_lost_or_doubled(paragraphs: list[str]) -> None:
    source = docx("".join(paragraphs))
    out = translated(source)
    blocks = read(source).blocks
    if not blocks:
        return
    again = read(Source(out, "x.docx", None, source.limits)).blocks
    assert [block.text[:1] for block in again] == ["⟪"] * len(blocks)
    # A change that says what the text is by itself: all changes accepted and nothing else.
    accepted = part(write(source, {0: Content(blocks[0].text + "!", blocks[0].codes)}, "en"))
    for mark in _ONCE:
        assert part(out).count(mark) == accepted.count(mark), mark


@settings(max_examples=150, deadline=None)
@given(_paragraphs(_LEAVES + _MARKS))
def test_fields_without_ends_or_beginnings_are_kept(paragraphs: list[str]) -> None:
    source = docx("".join(paragraphs))
    out = part(translated(source))
    if "⟪" in out:
        accepted = part(write(source, {0: Content("!", ())}, "en"))
        for mark in _ONCE:
            assert out.count(mark) == accepted.count(mark), mark


@settings(max_examples=100, deadline=None)
@given(st.lists(_pieces(_LEAVES), min_size=1, max_size=5), st.data())
def test_any_places_of_codes_can_be_written(pieces: list[str], data: st.DataObject) -> None:
    source = docx(p(*pieces))
    blocks = read(source).blocks
    contents = {}
    for number, block in enumerate(blocks):
        text = "word" + data.draw(st.text("xyz ", max_size=12))  # x alone would be a number
        codes: list[Code] = []
        for code in block.codes:
            for _ in range(data.draw(st.integers(int(code.keep), 2))):
                start = 0 if code.keep else data.draw(st.integers(0, len(text)))
                end = start if code.alone or code.keep else data.draw(st.integers(start, len(text)))
                codes.append(Code(start, end, code.id, code.kind, breaks=code.breaks))
        contents[number] = Content(text, tuple(sorted(codes, key=lambda code: code.start)))
    out = write(source, contents, "en")
    said = [_letters(block.text) for block in read(Source(out, "x.docx", None, source.limits)).blocks]
    wanted = [_letters(content.text) for content in contents.values()]
    # Two boxes come in another order where their codes do.
    assert sorted(filter(None, said)) == sorted(filter(None, wanted))


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)
