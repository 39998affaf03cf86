"""Markdown: CommonMark with tables; code, link targets, images and footnotes are left out of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aligner.core.document import Kind
from aligner.readers.charset import decode
from aligner.readers.draft import Draft, Row, Source
from aligner.readers.html import block_rows, parse_html
from aligner.readers.txt import text_rows
from aligner.readers.xml import only_filled
from aligner.repair.characters import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: Beyond these, Markdown's parser takes longer than a document is worth; the text is then read as plain.
_LONGEST = 20_000
_MOST_BLOCKS = 50_000
_ITEM = re.compile(r"\n[-*+] ")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^[^\]\n]{1,60}\]:.*(?:\n(?:[ \t]+.*))*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\n]{1,60}\]")
# pandoc's verse: a bar at the beginning of each line, none at its end.
_LINE_BLOCK = re.compile(r"^\| +(?=\S)([^|\n]*[^|\s])[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\s*\{[#.][^}\n]{0,100}\}\s*$")


def read(source: Source) -> Draft:
    """A Markdown document."""
    text, encoding = decode(source.data, source.name, source.encoding)
    text = clean(text)
    title = ""
    if matter := _FRONT_MATTER.match(text):
        text = text[matter.end() :]
        if named := _TITLE.search(matter.group(1)):
            title = named.group(1).strip().strip("\"'")
    text = _LINE_BLOCK.sub(r"\1  ", text)
    text = _FOOTNOTE_MARK.sub("", _FOOTNOTE.sub("", text))
    rows = _rows(text, source)
    if not title:
        title = next((row[1] for row in rows if row[0] == "heading" and row[2] == 1), "")
    return Draft(rows, title=title, encoding=encoding)


def _rows(text: str, source: Source) -> list[Row]:
    """Paragraphs from the parser's tokens."""
    from markdown_it import MarkdownIt

    if text.count("\n\n") + 2 * len(_ITEM.findall(text)) > _MOST_BLOCKS:
        return text_rows(text)
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable("inline")
    references: dict[str, Any] = {}
    rows: list[Row] = []
    lists = quotes = cells = 0
    heading = 0
    for token in parser.parse(text, references):
        lists += {"bullet_list_open": 1, "ordered_list_open": 1, "bullet_list_close": -1, "ordered_list_close": -1}.get(
            token.type, 0
        )
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        cells += (token.type in ("td_open", "th_open")) - (token.type in ("td_close", "th_close"))
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "inline":
            kind: Kind = "body"
            level = 0
            if heading:
                kind, level = "heading", heading
            elif cells:
                kind = "table-cell"
            elif lists:
                kind, level = "list-item", lists
            elif quotes:
                kind = "quote"
            inline = _inline(parser, token.content, references)
            if _is_all_code(inline):
                continue
            plain = _plain(inline)
            if heading:
                plain = _ATTRIBUTES.sub("", plain)
            lines = plain.split("\n")
            if kind in ("body", "quote") and len(lines) > 2:
                rows.append(("verse", plain, 0))
            else:
                rows.append((kind, " ".join(lines), level))
        elif token.type == "html_block" and re.search(r"[^\W\d_]", re.sub(r"<[^<>]*>", "", token.content)):
            rows.extend(block_rows(parse_html(token.content, source)))
    return only_filled(rows)


def _inline(parser: MarkdownIt, content: str, references: dict[str, Any]) -> list[Token]:
    """The tokens of one paragraph's inline mark-up; one far too long for a paragraph has none looked for."""
    children: list[Token] = []
    if len(content) > _LONGEST:
        from markdown_it.token import Token

        return [Token("text", "", 0, content=content)]
    parser.inline.parse(content, parser, references, children)
    return children


def _is_all_code(tokens: list[Token]) -> bool:
    """Is there code in the paragraph, and nothing else?"""
    code = [token.type == "code_inline" for token in tokens]
    return any(code) and all(is_code or not token.content.strip() for is_code, token in zip(code, tokens, strict=True))


def _plain(tokens: list[Token]) -> str:
    """The words of inline mark-up; a hard break stays a line end."""
    parts = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)
