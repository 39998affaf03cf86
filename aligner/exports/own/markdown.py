"""A Markdown file with its text translated; marks of structure, code, pictures and link targets stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, BinaryIO

from aligner.exports.own.inline import Anchor, Item, Text, translated
from aligner.exports.own.pieces import Pieces
from aligner.readers.markdown import _ATTRIBUTES, _LINE_BLOCK

_FOOTNOTE_MARK = re.compile(r"(\[\^[^\]\n]{1,60}\])")
#: A formula between dollars, not a price: no blank inside at its ends, and a mark of TeX in it.
_TEX = r"(?=[^$\n]{0,300}[\\^_{}=])"
_MATH = re.compile(rf"(\$\${_TEX}[^$\n]{{1,300}}\$\$|\${_TEX}[^\s$](?:[^$\n]{{0,300}}[^\s$])?\$)")
_TASK = re.compile(r"\[[ xX]\] ")
BREAK = "\n"
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """Block by block; a paragraph hard-wrapped in the original comes on one line."""
    from markdown_it import MarkdownIt

    from aligner.readers.charset import decode

    text, _ = decode(data, pieces.name, None)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    front = _front_matter(lines)
    parser = MarkdownIt("commonmark").enable("table")
    given = _LINE_BLOCK.sub(r"\1  ", "\n".join([""] * front + lines[front:]))
    references: dict[str, Any] = {}
    tokens = parser.parse(given, references)
    escaped = _escaped if references.get("references") else _escaped_links
    searched: dict[int, int] = {}
    opened = ""
    for token in tokens:
        opened = token.type if token.nesting == 1 and token.type != "paragraph_open" else opened
        if token.type != "inline" or not token.map or not token.children:
            continue
        items = _items(token.children, _MATH.findall(token.content))
        _without_marks(items, opened)
        found = pieces.take("".join(item.text if isinstance(item, Text) else item.said for item in items))
        if found is None:
            continue
        first, last = token.map
        # A line of pandoc's verse begins with a bar.
        line_end = "\n| " if _LINE_BLOCK.match(lines[first]) else "  \n"
        made = _written(translated(items, found), line_end, escaped)
        content = [line.rstrip() for line in token.content.split("\n")]
        start = lines[first].find(content[0], searched.get(first, 0))
        if start < 0:
            start = lines[first].find(content[0])
        if start < 0:
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


def _items(tokens: list[Any], formulas: list[str]) -> list[Item]:
    """Inline tokens as text with the chain of marks around it; ``formulas`` as they stand in the file."""
    items: list[Item] = []
    chain: list[tuple[str, str]] = []
    if sum(len(_MATH.findall(token.content)) for token in tokens if token.type == "text") != len(formulas):
        formulas = []  # a mark inside one took it apart
    kept = iter(formulas)
    bare = False
    for token in tokens:
        if token.markup == "autolink":
            bare = token.nesting == 1
            continue
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
        elif token.type == "text" and bare:
            items.append(Anchor(f"<{token.content}>", token.content))
        elif token.type == "text":
            # A footnote's mark is no text of the sentence, but keeps its place.
            for number, part in enumerate(_FOOTNOTE_MARK.split(token.content)):
                if number % 2:
                    items.append(Anchor(part))
                    continue
                for place, piece in enumerate(_MATH.split(part) if formulas else [part]):
                    items.append(Anchor(next(kept), piece) if place % 2 else Text(piece, tuple(chain)))
        elif token.type == "code_inline":
            items.append(Text(token.content, (*chain, ("`", "`"))))
        elif token.type == "softbreak":
            items.append(Text(" ", tuple(chain)))
        elif token.type == "hardbreak":
            items.append(Anchor(BREAK))
        elif token.type == "image":
            items.append(Anchor(f"![{token.content}]({token.attrGet('src')})"))
        elif token.type == "html_inline":
            items.append(Anchor(token.content))
    return [item for item in items if isinstance(item, Anchor) or item.text]


def _without_marks(items: list[Item], opened: str) -> None:
    """A heading's attributes (``{#name}``) and the box of a task are no text."""
    if not items:
        return
    first, last = items[0], items[-1]
    if opened == "heading_open" and isinstance(last, Text) and (found := _ATTRIBUTES.search(last.text)):
        items[-1:] = [Text(last.text[: found.start()], last.key), Anchor(found[0])]
    if opened == "list_item_open" and isinstance(first, Text) and (box := _TASK.match(first.text)):
        items[:1] = [Anchor(box[0], box[0]), Text(first.text[box.end() :], first.key)]


def _written(items: list[Item], line_end: str, escaped: Callable[[str], str]) -> str:
    """Items as Markdown; white space stays outside the marks, for inside them they do not work."""
    parts: list[str] = []
    for item in items:
        if isinstance(item, Anchor):
            if item.thing == BREAK and parts:
                parts[-1] = parts[-1].rstrip(" ")
            parts.append(line_end if item.thing == BREAK else str(item.thing))
            continue
        assert isinstance(item.key, tuple)
        key, text = item.key, item.text
        if parts and parts[-1] == line_end:
            text = text.lstrip()
        body = text.strip() if key else text
        if not body:
            parts.append(text)
            continue
        before = text[: len(text) - len(text.lstrip())] if key else ""
        after = text[len(text.rstrip()) :] if key else ""
        shown = body if any(mark == "`" for mark, _ in key) else escaped(body)
        opened = "".join(mark for mark, _ in key)
        closed = "".join(mark for _, mark in reversed(key))
        parts.append(f"{before}{opened}{shown}{closed}{after}")
    return "".join(parts)


def _escaped(text: str) -> str:
    """Text in which no character is taken for a mark."""
    return "".join(f"\\{c}" if c in "*_`[]<\\" else c for c in text)


def _escaped_links(text: str) -> str:
    """The same where no reference is defined: square brackets are marks before a parenthesis or a bracket alone."""
    text = "".join(f"\\{c}" if c in "*_`<\\" else c for c in text)
    return re.sub(r"\[(?=[^\[\]]*\][(\[:]|\^)", r"\\[", text)
