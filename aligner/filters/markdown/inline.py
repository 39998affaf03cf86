"""The inline markup of one block of Markdown: its text and codes, and how to write a translation of it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from aligner.core.code import Code, Content
from aligner.core.document import Kind
from aligner.filters.markdown.nodes import Node
from aligner.filters.markdown.scanning import Scan

_ENDED = (".", "!", "?", "…", ":", ";")
_SHORTEST = 30
#: A hard line break until it is written: what begins the next line is known there.
HARD = "\x01"
#: A blank inside markup, where no line is broken; and one at the end of a line, which is kept.
FIXED = "\x02"


@dataclass(slots=True)
class Inline:
    """A stretch of Markdown: its content, and the markup of its codes.

    ``inner`` are texts inside the markup of codes (``Part``), which are blocks of their own.
    """

    source: str
    kind: Kind
    text: str = ""
    codes: list[Code] = field(default_factory=list)
    natives: dict[int, Native] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    inner: list[Part] = field(default_factory=list)
    cell: bool = False

    @property
    def content(self) -> Content:
        """Its text and codes."""
        return Content(self.text, tuple(self.codes))


@dataclass(slots=True)
class Native:
    """A code's markup. ``emphasis`` is one of the delimiters of Markdown, which do not work everywhere; ``raw`` text
    inside is written as it is (code, addresses)."""

    before: str
    after: str = ""
    emphasis: bool = False
    raw: bool = False
    source: str = ""


@dataclass(slots=True)
class Part:
    """A text inside a code's markup: the code, the place in its markup (``side`` 0 before, 1 after), what it is."""

    code: int
    side: int
    first: int
    last: int
    inline: Inline


def parsed(
    source: str, kind: Kind, references: Container[str], ids: Iterator[int], *, cell: bool = False, depth: int = 0
) -> Inline:
    """The content of a stretch of Markdown; its lines joined by line feeds."""
    made = Inline(source, kind, cell=cell)
    nodes = Scan(source, references, cell=cell).nodes
    _Emission(made, nodes, references, ids, depth).run()
    return made


class _Emission:
    """From nodes to text and codes."""

    def __init__(
        self, made: Inline, nodes: Sequence[Node], references: Container[str], ids: Iterator[int], depth: int
    ) -> None:
        self.made, self.nodes, self.references, self.ids, self.depth = made, nodes, references, ids, depth
        self.parts: list[str] = []
        self.length = 0
        self.places: dict[int, int] = {}  # an opening node's code in the list
        self.emphasis: list[int] = []
        self.stack: list[int] = []

    def run(self) -> None:
        semantic = self._semantic()
        hard = sum(node.type == "hard" for node in self.nodes)
        verse = self.made.kind in ("body", "quote") and hard >= 2
        if verse:
            self.made.kind = "verse"
        for number, node in enumerate(self.nodes):
            if node.type == "text":
                self._say(node.said)
            elif node.type == "keep":
                self._keep(node)
            elif node.type == "run":
                for width in node.closes:
                    self._close(self.emphasis.pop(), node.said[0] * width)
                self._say(node.said[0] * node.length)
                for width in reversed(node.opens):
                    self.emphasis.append(self._open(node.said[0] * width))
            elif node.type == "soft":
                if semantic:
                    self._alone(Node("alone", kind="break"), native=HARD + "\n")
                self._space()
            elif node.type == "hard":
                self._hard(number, node, verse)
            elif node.type == "open":
                self.places[number] = self._open(node.raw, node)
            elif node.type == "close":
                place = self.places.pop(node.partner, -1)
                if place >= 0:
                    self._close(place, node.raw, node)
            else:
                self._alone(node, native=node.raw)
        self._finish()

    def _semantic(self) -> bool:
        """Are the lines sentences? Then they are lines of their own in the translation, too."""
        ends = []
        for number, node in enumerate(self.nodes):
            if node.type == "soft":
                before = self.nodes[number - 1] if number else None
                said = before.said if before is not None and before.type in ("text", "keep") else ""
                ends.append(said.rstrip('*_"»”)').endswith((".", "!", "?", "…", ":")))
        return bool(ends) and all(ends)

    def _say(self, said: str) -> None:
        self.parts.append(said)
        self.length += len(said)

    def _space(self) -> None:
        if self.length and not (self.parts and self.parts[-1].endswith(" ")):
            self._say(" ")

    def _hard(self, number: int, node: Node, verse: bool) -> None:
        text = "".join(self.parts)
        line = text[max((c.start for c in self.made.codes if c.kind == "break"), default=0) :]
        following = self.nodes[number + 1] if number + 1 < len(self.nodes) else None
        begins = following.said.lstrip("«“„\"'(")[:1] if following is not None else ""
        goes_on = not verse and len(line) >= _SHORTEST and begins.islower() and not line.endswith(_ENDED)
        code = Node("alone", kind="break")
        self._alone(code, native=node.raw.replace(" ", FIXED).replace("\n", HARD), breaks=not goes_on)
        if goes_on:
            self._space()

    def _keep(self, node: Node) -> None:
        """Code and addresses: text that is not translated, and written without escapes."""
        place = self._open(node.raw, node)
        self.made.natives[self.made.codes[place].id].raw = True
        self._say(node.said)
        self._close(place, node.name)
        native = self.made.natives[self.made.codes[place].id]
        native.source = node.said
        self.made.codes[place] = replace(self.made.codes[place], keep=True)

    def _code(self, kind_of: Node, native: Native, *, breaks: bool = False) -> int:
        number = next(self.ids)
        if self.stack:
            self.made.parents[number] = self.stack[-1]
        equiv = kind_of.said if kind_of.type == "alone" else ""
        self.made.codes.append(
            Code(self.length, self.length, number, kind_of.kind, equiv=equiv, href=kind_of.href, breaks=breaks)
        )
        self.made.natives[number] = native
        return len(self.made.codes) - 1

    def _alone(self, node: Node, native: str, *, breaks: bool = False) -> None:
        breaks = breaks or (node.name == "br")
        place = self._code(node, Native(native), breaks=breaks)
        self._inner(place, 0, node)

    def _open(self, raw: str, node: Node | None = None) -> int:
        kinds = {"**": "bold", "__": "bold", "*": "italic", "_": "italic"}
        if node is None:
            node = Node("open", kind=kinds.get(raw, "other"))  # type: ignore[arg-type]
            place = self._code(node, Native(raw, raw, emphasis=True))
        else:
            place = self._code(node, Native(raw))
        self.stack.append(self.made.codes[place].id)
        return place

    def _close(self, place: int, raw: str, node: Node | None = None) -> None:
        code = self.made.codes[place]
        keep = self.nodes[node.partner].keep if node is not None else False
        self.made.codes[place] = replace(code, end=self.length, keep=keep and code.start < self.length)
        self.made.natives[code.id].after = raw
        if self.stack and self.stack[-1] == code.id:
            self.stack.pop()
        elif code.id in self.stack:
            self.stack.remove(code.id)
        if node is not None:
            self._inner(place, 1, node)

    def _inner(self, place: int, side: int, node: Node) -> None:
        for kind, first, last in node.inner:
            source = node.raw[first:last]
            if self.depth < 2 and any(c.isalpha() for c in source):
                inline = parsed(source, kind, self.references, self.ids, depth=self.depth + 1)  # type: ignore[arg-type]
                self.made.inner.append(Part(self.made.codes[place].id, side, first, last, inline))

    def _finish(self) -> None:
        """Without white space at the ends and around breaks; what is still open stands alone."""
        made = self.made
        made.text = "".join(self.parts)
        blanks: list[tuple[int, int]] = []
        left = len(made.text) - len(made.text.lstrip())
        right = len(made.text.rstrip())
        for start, end in ((0, left), (right, len(made.text))):
            if start < end:
                blanks.append((start, end))
        for code in made.codes:
            if code.breaks:
                start = end = code.start
                while start and made.text[start - 1] == " ":
                    start -= 1
                while end < len(made.text) and made.text[end] == " ":
                    end += 1
                if start < end:
                    blanks.append((start, end))
                native = made.natives[code.id]
                if HARD not in native.before:
                    native.before = " " * (code.start - start) + native.before + " " * (end - code.start)
        if blanks:
            _cut(made, sorted(set(blanks)))


def _cut(made: Inline, spans: Sequence[tuple[int, int]]) -> None:
    """Take these spans out of the text."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    moved: dict[int, int] = {}
    places = sorted({p for code in made.codes for p in (code.start, code.end)})
    gone, number = 0, 0
    for place in places:
        while number < len(merged) and merged[number][1] <= place:
            gone += merged[number][1] - merged[number][0]
            number += 1
        inside = place - merged[number][0] if number < len(merged) and merged[number][0] < place else 0
        moved[place] = place - gone - inside
    made.codes = [replace(code, start=moved[code.start], end=moved[code.end]) for code in made.codes]
    kept, at = [], 0
    for start, end in merged:
        kept.append(made.text[at:start])
        at = end
    made.text = "".join([*kept, made.text[at:]])
