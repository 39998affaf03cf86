"""HTML of any kind, however broken: it comes back, its tags and its text are all there; in time in proportion to it."""

from __future__ import annotations

import pytest
from html_pages import own, pseudo_page, start_tags, texts
from hypothesis import given
from hypothesis import strategies as st

from aligner.filters.html import read_fragment, write_fragment
from growth import grows_linearly

PARTS = st.sampled_from(
    [
        "<p>", "</p>", "<b id='1'>", "</b>", "<i>", "</i>", "<br>", " ", "\n", "текст", "Слово. ", "&nbsp;", "&amp;",
        "<", "&", "<!--х-->",
        "<table>", "<tr>", "<td>", "</td>", "</table>", "<a href='#х'>", "</a>", " | ", "<img src=а>",
        "<select>", "<option>", "</select>", "<title>", "</title>", "<script>", "</script>", "<svg>", "<text>",
        "</text>", "</svg>", "<pre>", "</pre>", "<sup>", "</sup>", "1", "<span translate=no>", "</span>", "<textarea>",
        "</textarea>", "<![CDATA[", "]]>", "<?а?>", "<button>", "</button>", "<label>", "</label>", "<ruby>", "<rt>",
        "</ruby>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<wbr>", "<h1>", "</h1>", "<div class=footnotes>",
        "<span class=footnote>", "<form>", "</form>", "<nav>", "</nav>", "<div translate=no>",
        "<code>", "</code>", "</br>",
    ]
)  # fmt: skip


@given(st.lists(PARTS, max_size=30).map("".join))
def test_tag_soup(page: str) -> None:
    parsed = read_fragment(page)
    assert write_fragment(page, own(parsed), "en") == page
    ids = [code.id for block in parsed.blocks for code in block.codes]
    assert len(ids) == len(set(ids))
    for block in parsed.blocks:
        assert block.text == block.text.strip() != ""
        assert "  " not in block.text
    made = pseudo_page(page)
    # What is kept is written as it stands, but not with another text in it, which only the pseudo-translation has.
    if not any(kept in page for kept in ("<code>", "translate=no")):
        assert {*start_tags(page)} - {"<wbr>"} <= {*start_tags(made)}
    for text in (*texts(made), *texts(made, outside=True)):
        assert not any("Ѐ" <= c <= "ӿ" for c in text)


@given(st.text(st.sampled_from("<>/!?-='\"& \nабa[]#;"), max_size=60))
def test_any_string_comes_back(page: str) -> None:
    parsed = read_fragment(page)
    assert write_fragment(page, own(parsed), "en") == page
    pseudo_page(page)


UNITS = [
    "<div>", "<b>x", "<p><b>x", "<a href='", "<!--", "</", "<a ", "<table><tr><td>x", "<ul><li>x", "</b>", "<title>x",
    "<button>x", "<select><option>x", "& | ", "x<br>", "<br> ", "<svg><text>x", "<sup><a href=#>1</a>", "&nbsp;",
    "<span translate=no>x", "x<i></i>", "<img>x ", "<i></i>", "<b title=я>1 <i>2</b>", "<ruby><rt>x", "<b>x<br><br>",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_any_markup_takes_time_in_proportion_to_its_length(unit: str) -> None:
    def work(count: int) -> None:
        page = unit * count + "</b></div></i>" * (count // 4)
        pseudo_page(page)

    assert grows_linearly(work, 300)
