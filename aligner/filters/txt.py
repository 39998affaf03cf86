"""Plain text: paragraphs put together from the lines that they were broken into, and broken again when written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise

from aligner.core.code import Code, Content
from aligner.core.document import Kind
from aligner.filters.native import Native, completed, rendered
from aligner.filters.parsed import Block, Contents, Parsed, Source
from aligner.filters.plain_kinds import kind_of
from aligner.filters.textfile import Edit, TextFile, opened
from aligner.filters.wrapping import filled, side_by_side
from aligner.repair import unwrap
from aligner.repair.hyphens import Joiner
from aligner.repair.lines import Line

#: What lies between two cells: tabs, or so many blanks in a line that is no part of running text.
_GAP = re.compile(r"(?<![ \t\u00a0])[ \u00a0]*+\t[ \t\u00a0]*+|(?<=\S) {4,}+(?=\S)")
#: A blank to be filled in, with a word somewhere on both sides of it.
_BLANK = re.compile(r"(?<!\s)\s++_{4,}+\s++")
_BLANKS_BEFORE = re.compile(r"(?:_{4,}+\s++)++(?=\S)")
_BLANKS_AFTER = re.compile(r"(?<=[^\s_])(?:\s++_{4,}+)++$")
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(r"(?:\r\n|[\n\r\f\x85\u2028\u2029])?[^\S\n\r\f\x85\u2028\u2029]*+")
#: A code whose place is a column, until the text around it is known.
_COLUMN = "\x00"


@dataclass(slots=True)
class Paragraph:
    """A block with its place in the file: the stretches of lines that it is made of, and its markup."""

    kind: Kind
    level: int
    text: str
    stretches: list[tuple[int, int]]
    codes: list[Code] = field(default_factory=list)
    natives: dict[int, Native] = field(default_factory=dict)
    #: Where the second line begins, if it goes on the first; white space before its first character.
    indent: str | None = None
    #: The lines are broken at this width; 0 where they are not.
    width: int = 0
    #: In two columns side by side where the right one begins, negative in the left one.
    column: int = 0
    #: For each gap of blanks, in order, the column that the next cell begins at.
    stops: list[int] = field(default_factory=list)

    @property
    def content(self) -> Content:
        """Its text and codes."""
        return Content(self.text, tuple(self.codes))


def read(source: Source) -> Parsed:
    """A plain text's paragraphs; cells between tabs are apart, verse has a code at each line end."""
    file = opened(source)
    paragraphs = list(_walked(file))
    blocks = tuple(Block(p.kind, p.text, tuple(p.codes), p.level) for p in paragraphs)
    title = blocks[0].text if blocks and blocks[0].kind == "heading" else ""
    return Parsed(blocks, title=title, encoding=file.encoding)


def write(source: Source, contents: Contents, language: str) -> bytes:  # noqa: ARG001
    """The text with these paragraphs, broken at the width of the original's lines."""
    file = opened(source)
    edits: list[Edit] = []
    paragraphs = enumerate(_walked(file))
    for in_columns, group in groupby(paragraphs, lambda pair: pair[1].column != 0):
        found = [(paragraph, contents.get(number, paragraph.content)) for number, paragraph in group]
        if all(content == paragraph.content for paragraph, content in found):
            continue
        if in_columns:
            edits.append(_columns(file, found))
        else:
            edits += [_edit(file, *pair) for pair in found if pair[1] != pair[0].content]
    return file.edited(source.data, edits)


def _walked(file: TextFile) -> Iterator[Paragraph]:
    ids = count(1)
    blocks, width = unwrap.unwrapped(file.shown(file.text))
    joiner = Joiner("")
    for number, block in enumerate(blocks):
        kind = kind_of(block, number, len(blocks))
        made = Paragraph(kind, 1 if kind in ("heading", "list-item") else 0, "", [], column=block.lines[0].column)
        if width and kind != "heading" and not made.column:
            made.width = max(width, *map(len, block.lines))
        _fill(file, made, block, joiner, ids)
        yield made


def _fill(file: TextFile, made: Paragraph, block: unwrap.Block, joiner: Joiner, ids: Iterator[int]) -> None:
    """The text, codes and place of a paragraph."""
    lines = block.lines
    if block.verse:
        made.text = "".join(lines)
        at = 0
        for before, line in pairwise(lines):
            at += len(before)
            _add(made, Code(at, at, next(ids), "break", breaks=True), file.text[before.last : line.first])
        made.stretches = [(lines[0].first, lines[-1].last)]
    elif len(lines) == 1:
        _one_line(file, made, lines[0], ids)
    else:
        made.text = block.text
        made.stretches = [(group[0].first, group[-1].last) for group in _stretches(file.text, lines)]
        made.indent = _indent(file.text, lines[1])
        whole = 0
        for group in list(_stretches(file.text, lines))[:-1]:
            # What stands in the middle of a sentence on paper (a page number) stays between its halves.
            whole += len(group)
            said = joiner.join(lines[:whole])
            at = len(said) if block.text.startswith(said) else max(0, len(said) - 1)
            _add(made, Code(at, at, next(ids), "break"), file.text[lines[whole - 1].last : lines[whole].first])


def _one_line(file: TextFile, made: Paragraph, line: Line, ids: Iterator[int]) -> None:
    """A line of its own: cells between tabs or wide gaps, and blanks to be filled in, end a sentence."""
    first, last = line.first, line.last
    text = str(line)
    same = len(text) == last - first
    if same and "____" in text:
        if blanks := _BLANKS_BEFORE.match(text):
            text, first = text[blanks.end() :], first + blanks.end()
        if blanks := _BLANKS_AFTER.search(text):
            text, last = text[: blanks.start()], first + blanks.start()
    made.text, made.stretches = text, [(first, last)]
    if not same or not ("\t" in line or "    " in line or "____" in line):
        return
    parts: list[str] = []
    at = length = 0
    letters = [match.start() for match in _LETTER.finditer(text)]
    gaps = sorted([*_GAP.finditer(text), *_BLANK.finditer(text)], key=lambda match: match.start())
    for match in gaps:
        start, end = match.span()
        blank = "_" in match[0]
        if start < at or not start or end == len(text):
            continue
        if blank:
            # Only between words is it the end of anything.
            before = bisect_left(letters, at)
            if before == len(letters) or letters[before] > start or letters[-1] < end:
                continue
        parts.append(text[at:start])
        length += start - at
        native = text[start:end]
        wide = not blank and "\t" not in native
        mark = Code(length, length, next(ids), "field" if blank else "tab", equiv=native, breaks=True)
        _add(made, mark, _COLUMN if wide else native)
        if wide:
            made.stops.append(_column(file.text, first) + end)
        at = end
    made.text = "".join([*parts, text[at:]])


def _add(made: Paragraph, code: Code, native: str) -> None:
    made.codes.append(code)
    made.natives[code.id] = native, ""


def _stretches(text: str, lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in groups between which there is nothing but a line end."""
    group = [lines[0]]
    for before, line in pairwise(lines):
        if not line.column and not _BETWEEN.fullmatch(text, before.last, line.first):
            yield group
            group = []
        group.append(line)
    yield group


def _column(text: str, at: int) -> int:
    """How many characters stand before this place in its line."""
    return at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) - 1


def _indent(text: str, line: Line) -> str:
    """What stands before a line's first character."""
    return text[line.first - _column(text, line.first) : line.first]


def _edit(file: TextFile, made: Paragraph, content: Content) -> Edit:
    first, last = made.stretches[0][0], made.stretches[-1][1]
    text = rendered(completed(content, made.codes), made.natives, {}, _one_line_of)
    if _COLUMN in text:
        cells, stops = text.split(_COLUMN), iter(made.stops)
        text = cells[0]
        for cell in cells[1:]:
            here = next(stops, 0) - _column(file.text, first)
            text += " " * max(2, here - len(text)) + cell
    if made.kind == "verse" or not made.width or "\t" in text:
        return first, last, text
    indent = made.indent
    if indent is None:
        # A line that had no second one: hung under the mark of its list, or where its first character is.
        mark = unwrap.BULLET.match(text)
        indent = _indent(file.text, Line("", first, last)) + " " * (mark.end() if mark else 0)
    return first, last, filled(text, made.width, _column(file.text, first), indent, file.newline)


def _one_line_of(text: str) -> str:
    return text if text.isprintable() else re.sub(r"[\n\r\f\v\x00\x85\u2028\u2029]", " ", text)


def _columns(file: TextFile, found: Sequence[tuple[Paragraph, Content]]) -> Edit:
    """Text in two columns is set again page by page."""
    first = min(made.stretches[0][0] for made, _ in found)
    last = max(end for made, _ in found for _, end in made.stretches)
    widest = max(map(len, re.split(r"[\r\n]", file.text[first:last])))
    pages: list[str] = []
    texts: tuple[list[str], list[str]] = [], []
    for number, (made, content) in enumerate(found):
        texts[made.column > 0].append(content.text)
        following = found[number + 1][0].column if number + 1 < len(found) else -1
        if made.column > 0 > following or abs(made.column) != abs(following):
            gutter = abs(made.column)
            pages.append(side_by_side(texts, gutter, widest - gutter, file.newline))
            texts = [], []
    return first, last, (file.newline * 2).join(pages)
