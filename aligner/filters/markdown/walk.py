"""The blocks of a Markdown document with their places: the parser finds them, each line's end says where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from aligner.core.document import OUTSIDE, Kind
from aligner.filters.markdown.entries import Entry, Fragment
from aligner.filters.markdown.frontmatter import Value, front_matter
from aligner.filters.markdown.inline import HARD, Inline, parsed
from aligner.filters.markdown.masking import Masking
from aligner.filters.markdown.nodes import normalised
from aligner.filters.markdown.patterns import TEMPLATE
from aligner.filters.parsed import Block, Source, Untranslated
from aligner.filters.strings import is_beyond_latin
from aligner.filters.textfile import TextFile

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING_END = re.compile(r"(?:[ \t]*\{[#.:][^{}\n]{0,300}\})?[ \t]*$")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_DEFINITION = re.compile(
    r" {0,3}\[((?:[^\[\]\\]|\\.){1,999})\]:[ \t]*\S+[ \t]+"
    r"(\"(?:[^\"\\]|\\.)+\"|'(?:[^'\\]|\\.)+'|\((?:[^()\\]|\\.)+\))[ \t]*$"
)
_LETTERS = re.compile(r"[^\W\d_]")
_TAGS = re.compile(r"<[^<>]*>")
#: Blocks of code; code in a line; the parameters of templates that are texts; lines too long to look for those in.
_CODE = frozenset(("fence", "code_block"))
_CODE_SPAN = re.compile(r"`[^`]{0,400}`")
_PARAMETER = re.compile(r"\"([^\"]{1,400})\"")
_WIDEST = 4_000


class Walk:
    """The walk: ``blocks`` in their order, and the edits that put contents in their places."""

    def __init__(self, file: TextFile, source: Source) -> None:
        """Find all blocks."""
        self.file, self.source = file, source
        self.ids = count(1)
        self.untranslated: list[Untranslated] = []
        self.entries: list[Entry | Fragment] = []
        self._lines()
        self.values, front = front_matter(file.shown(file.text), self.lines, self.starts)
        self.title = next((value.text for value in self.values if value.name == "title"), "")
        self.masked = Masking(self.lines, self.starts, front).masked()
        self.references: dict[str, Any] = {}
        self._parse(front)
        self._definitions()
        self.entries.sort(key=lambda entry: (entry.line, entry.first))
        self._number()

    def _lines(self) -> None:
        text = self.file.shown(self.file.text)
        self.lines: list[str] = []
        self.starts: list[int] = []
        at = 0
        for match in _LINE_END.finditer(text):
            self.lines.append(text[at : match.start()])
            self.starts.append(at)
            at = match.end()
        self.lines.append(text[at:])
        self.starts.append(at)

    # Reading

    def _parse(self, front: int) -> None:
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable("inline")
        env: dict[str, Any] = {}
        tokens = parser.parse("\n".join(self.masked.lines), env)
        self.references = env.get("references", {})
        for own in self.masked.own:
            self._own(own.line, own.kind, own.spans)
        depths = {"list": 0, "quote": 0}
        heading: Token | None = None
        row = -1
        item = False
        code = {line for token in tokens if token.map and token.type in _CODE for line in range(*token.map)}
        self._templates(code.union(range(front)))
        for token in tokens:
            name = token.type
            if name.endswith(("list_open", "list_close")):
                depths["list"] += token.nesting
            elif name.startswith("blockquote"):
                depths["quote"] += token.nesting
            elif name == "heading_open":
                heading = token
            elif name == "heading_close":
                heading = None
            elif name == "tr_open" and token.map:
                row = token.map[0]
                self._row(row)
            elif name == "tr_close":
                row = -1
            elif name == "html_block" and token.map:
                self._html(token.map[0], token.map[1])
            elif name == "inline" and token.map and row < 0 and token.content.strip():
                if heading is not None:
                    self._heading(token, heading)
                else:
                    self._paragraph(token, item, depths)
            item = name == "list_item_open" or (item and name == "paragraph_open")

    def _templates(self, code: set[int]) -> None:
        """Texts among the parameters of templates stay, and that is said where they are no names of the program."""
        for number, line in enumerate(self.lines):
            if number in code or len(line) > _WIDEST or not ("{{" in line or "{%" in line):
                continue
            for template in TEMPLATE.finditer(_CODE_SPAN.sub("", line)):
                for text in _PARAMETER.findall(template.group()):
                    if is_beyond_latin(text):
                        self.untranslated.append(Untranslated("line {number}", number + 1, text))

    def _kind(self, line: int, depths: dict[str, int]) -> tuple[Kind, int]:
        if line in self.masked.notes:
            return "note", 0
        if depths["list"]:
            return "list-item", depths["list"]
        return ("quote", 0) if depths["quote"] else ("body", 0)

    def _spans(self, token: Token) -> Iterator[tuple[int, int]]:
        """The place of each line of a paragraph: it ends where the file's line does, but for blanks."""
        first = token.map[0] if token.map else 0
        for number, content in enumerate(token.content.split("\n"), first):
            line = self.lines[number]
            end = self.starts[number] + len(line.rstrip())
            yield end - len(content.strip()), end

    def _paragraph(self, token: Token, item: bool, depths: dict[str, int]) -> None:
        first = token.map[0] if token.map else 0
        kind, level = self._kind(first, depths)
        spans = list(self._spans(token))
        if first in self.masked.terms:
            for number, span in enumerate(spans, first):
                self._entry(number, kind, level, [span])
            return
        if item and (box := _TASK.match(self.file.text, spans[0][0], spans[0][1])):
            spans[0] = box.end(), spans[0][1]
        self._entry(first, kind, level, spans)

    def _own(self, line: int, kind: Kind, spans: tuple[tuple[int, int], ...]) -> None:
        if kind != "verse":
            self._entry(line, kind, 0, list(spans), starts_line=False)
            return
        self._entry(line, kind, 0, list(spans), hard=True)

    def _heading(self, token: Token, heading: Token) -> None:
        level = int(heading.tag[1:])
        first = token.map[0] if token.map else 0
        if heading.markup in "=-" and heading.map:
            spans = list(self._spans(token))
            under = heading.map[1] - 1
            line = self.lines[under]
            begin = len(line) - len(line.lstrip(" \t>")) if line.strip() else 0
            underline = self.starts[under] + begin, self.starts[under] + len(line.rstrip())
        else:
            line, underline = self.lines[first], None
            content = token.content
            at = line.rfind(content, line.find("#") + level)
            if at < 0:
                return
            spans = [(self.starts[first] + at, self.starts[first] + at + len(content))]
        end = _HEADING_END.search(self.file.text, spans[-1][0], spans[-1][1])
        if end is not None and end.start() > spans[-1][0]:
            spans[-1] = spans[-1][0], end.start()
        made = self._entry(first, "heading", level, spans, starts_line=underline is not None)
        if made is not None and underline is not None and len(spans) == 1:
            made.underline = underline
        if made is not None:
            made.trailing = underline is None

    def _entry(
        self,
        line: int,
        kind: Kind,
        level: int,
        spans: list[tuple[int, int]],
        *,
        starts_line: bool = True,
        cell: bool = False,
        hard: bool = False,
    ) -> Entry | None:
        """A block of the lines at these places, unless there is no text in it."""
        text = self.file.shown(self.file.text)
        spans = [span for span in spans if span[0] < span[1]]
        if not spans:
            return None
        lines = []
        for number, (first, last) in enumerate(spans):
            end = last
            if not hard and number + 1 < len(spans):
                # Two blanks at the end of a line break it.
                end = last + len(self._blanks(last))
            lines.append(text[first:end])
        source = ("\\\n" if hard else "\n").join(lines)
        inline = parsed(source, kind, self.references, self.ids, cell=cell)
        if not _has_words(inline):
            return None
        made = Entry(line, inline, level, spans[0][0], spans[-1][1], starts_line=starts_line)
        if len(spans) > 1:
            begin = self.starts[line + 1]
            made.prefix = text[begin : spans[1][0]]
            made.column = spans[0][0] - self.starts[line]
            made.width = max(last - self.starts[line + n] for n, (_, last) in enumerate(spans))
            if hard:
                for native in inline.natives.values():
                    if native.before == "\\" + HARD:
                        native.before = HARD
        else:
            made.prefix = self._further(line, spans[0][0])
        self.entries.append(made)
        return made

    def _blanks(self, at: int) -> str:
        match = re.compile(r"[ \t]*").match(self.file.text, at)
        return match[0] if match else ""

    def _further(self, line: int, first: int) -> str:
        """What a second line of a paragraph would begin with: quotation marks stay, the marks of lists are blanks."""
        before = self.lines[line][: max(0, first - self.starts[line])]
        return "".join(c if c in "> \t" else " " for c in before)

    def _row(self, number: int) -> None:
        """The cells of a table's row."""
        line, start = self.lines[number], self.starts[number]
        content = self.masked.lines[number].lstrip(" \t>") if number < len(self.masked.lines) else line
        at = len(line) - len(content)
        end = len(line.rstrip())
        bars = [n for n in range(at, end) if line[n] == "|" and line[n - 1 : n] != "\\"]
        edges = [at - 1 if not bars or line[at : bars[0]].strip() else -1, *bars]
        edges = [edge for edge in edges if edge >= at - 1]
        if line[at : (bars or [end])[0]].strip() == "" and bars:
            edges = bars
        if edges[-1] < end - 1:
            edges.append(end)
        for number_of, (one, two) in enumerate(pairwise(edges)):
            cell = line[one + 1 : two]
            first = one + 1 + len(cell) - len(cell.lstrip())
            last = one + 1 + len(cell.rstrip())
            made = self._entry(
                number, "table-cell", 0, [(start + first, start + last)], cell=True,
                starts_line=not number_of and edges[0] < at,
            )  # fmt: skip
            if made is not None and two < len(line):
                made.room = max(0, two - last - 1)

    def _html(self, first: int, last: int) -> None:
        """A block of HTML: its texts are the HTML filter's."""
        while last > first and not self.lines[last - 1].strip():
            last -= 1
        begin, end = self.starts[first], self.starts[last - 1] + len(self.lines[last - 1])
        text = self.file.shown(self.file.text)[begin:end]
        if not _LETTERS.search(_TAGS.sub("", text)) and "=" not in text:
            return
        if any(line.lstrip().startswith(">") for line in self.lines[first:last]):
            if _LETTERS.search(_TAGS.sub("", text)):
                self.untranslated.append(Untranslated("line {number}", first + 1, _TAGS.sub(" ", text).strip()))
            return
        from aligner.filters.html import read_fragment

        found = read_fragment(text)
        if not found.blocks:
            return
        ids = [code.id for block in found.blocks for code in block.codes]
        offset = next(self.ids) - 1
        for _ in range(max(ids, default=0)):
            next(self.ids)
        self.entries.append(Fragment(first, begin, end, text, found, offset))

    def _definitions(self) -> None:
        """Titles of link definitions."""
        if not self.references:
            return
        for number, line in enumerate(self.masked.lines):
            if "]:" in line and (found := _DEFINITION.match(line)) and normalised(found[1]) in self.references:
                cut = len(line) - found.end(2)
                end = self.starts[number] + len(self.lines[number]) - cut
                self._entry(number, "metadata", 0, [(end - len(found[2]) + 1, end - 1)], starts_line=False)

    # Numbers

    def _number(self) -> None:
        """Number the blocks: the running text, then what is outside of it."""
        found: list[tuple[Block, Entry | Fragment | Inline | Value, int]] = []
        for entry in self.entries:
            if isinstance(entry, Fragment):
                for place, block in enumerate(entry.found.blocks):
                    codes = tuple(replace(code, id=code.id + entry.offset) for code in block.codes)
                    found.append((replace(block, codes=codes), entry, place))
                continue
            inline = entry.inline
            found.append((Block(inline.kind, inline.text, tuple(inline.codes), entry.level), entry, 0))
            found += self._inner(inline)
        found += [(Block("metadata", value.text), value, 0) for value in self.values]
        found.sort(key=lambda one: _ORDER.index(one[0].kind) if one[0].kind in OUTSIDE else -1)
        self.blocks = [block for block, _, _ in found]
        self.owners = [(owner, place) for _, owner, place in found]

    def _inner(self, inline: Inline) -> Iterator[tuple[Block, Inline, int]]:
        for part in inline.inner:
            yield Block(part.inline.kind, part.inline.text, tuple(part.inline.codes)), part.inline, 0
            yield from self._inner(part.inline)


_ORDER = ("note", "header", "comment", "contents", "metadata")


def _has_words(inline: Inline) -> bool:
    """Is there anything to translate, in the text or in its markup?"""
    kept = sum(code.end - code.start for code in inline.codes if code.keep)
    if not kept:
        return any(c.isalnum() for c in inline.text) or bool(inline.inner)
    outside = list(inline.text)
    for code in inline.codes:
        if code.keep:
            outside[code.start : code.end] = " " * (code.end - code.start)
    return any(c.isalnum() for c in outside) or bool(inline.inner)
