"""A Markdown file with its text translated; marks of structure, code, pictures and link targets stay."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from aligner.exports.own.inline import Anchor, Item, Text, translated
from aligner.exports.own.pieces import Pieces

_FOOTNOTE_MARK = re.compile(r"(\[\^[^\]\n]{1,60}\])")
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """Block by block; a paragraph hard-wrapped in the original comes on one line."""
    from markdown_it import MarkdownIt

    from aligner.readers.charset import decode

    text, _ = decode(data, "original", None)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    front = _front_matter(lines)
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse("\n".join([""] * front + lines[front:]))
    searched: dict[int, int] = {}
    for token in tokens:
        if token.type != "inline" or not token.map or not token.children:
            continue
        items = _items(token.children)
        found = pieces.take("".join(item.text for item in items if isinstance(item, Text)))
        if found is None:
            continue
        made = _written(translated(items, found))
        first, last = token.map
        content = token.content.split("\n")
        start = lines[first].find(content[0], searched.get(first, 0))
        if start < 0:
            start = lines[first].find(content[0])
        if start < 0:
            pieces.replaced -= 1
            continue
        end = start + len(content[0])
        if len(content) > 1:
            lines[first] = lines[first][:start] + made
            for number in range(first + 1, min(first + len(content), last)):
                lines[number] = "\0"
        else:
            lines[first] = lines[first][:start] + made + lines[first][end:]
            searched[first] = start + len(made)
    out.write("\n".join(line for line in lines if line != "\0").encode("utf-8", "replace"))


def _front_matter(lines: list[str]) -> int:
    """How many lines at the beginning are YAML."""
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:200], 1):
            if line.strip() in ("---", "..."):
                return number + 1
    return 0


def _items(tokens: list[Any]) -> list[Item]:
    """Inline tokens as text with the chain of marks around it."""
    items: list[Item] = []
    chain: list[tuple[str, str]] = []
    for token in tokens:
        if token.nesting == 1:
            name = token.type.removesuffix("_open")
            if name == "link":
                title = f' "{token.attrGet("title")}"' if token.attrGet("title") else ""
                chain.append(("[", f"]({token.attrGet('href')}{title})"))
            else:
                mark = _MARKS.get(name, "")
                chain.append((mark, mark))
        elif token.nesting == -1:
            if chain:
                chain.pop()
        elif token.type == "text":
            # A footnote's mark is no text of the sentence, but keeps its place.
            for number, part in enumerate(_FOOTNOTE_MARK.split(token.content)):
                items.append(Anchor(part) if number % 2 else Text(part, tuple(chain)))
        elif token.type == "code_inline":
            items.append(Text(token.content, (*chain, ("`", "`"))))
        elif token.type in ("softbreak", "hardbreak"):
            items.append(Text(" ", tuple(chain)))
        elif token.type == "image":
            items.append(Anchor(f"![{token.content}]({token.attrGet('src')})"))
        elif token.type == "html_inline":
            items.append(Anchor(token.content))
    return [item for item in items if isinstance(item, Anchor) or item.text]


def _written(items: list[Item]) -> str:
    """Items as Markdown; white space stays outside the marks, for inside them they do not work."""
    parts: list[str] = []
    for item in items:
        if isinstance(item, Anchor):
            parts.append(str(item.thing))
            continue
        assert isinstance(item.key, tuple)
        body = item.text.strip() if item.key else item.text
        if not body:
            parts.append(item.text)
            continue
        before = item.text[: len(item.text) - len(item.text.lstrip())] if item.key else ""
        after = item.text[len(item.text.rstrip()) :] if item.key else ""
        code = any(mark == "`" for mark, _ in item.key)
        shown = body if code else _escaped(body)
        opened = "".join(mark for mark, _ in item.key)
        closed = "".join(mark for _, mark in reversed(item.key))
        parts.append(f"{before}{opened}{shown}{closed}{after}")
    return "".join(parts)


def _escaped(text: str) -> str:
    """Text in which no character is taken for a mark."""
    return "".join(f"\\{c}" if c in "*_`[]<\\" else c for c in text)
