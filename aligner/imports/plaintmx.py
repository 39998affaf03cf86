"""Units of a TMX file as programs plainly write them, taken by one pattern; an XML parser reads all the rest.

The pattern takes a ``tu`` of two languages without inline codes, comments or references other than the five of XML,
and only where the parser would see the same. Everything else goes to the parser, what stands before the first unit
and after the last included, with empty lines in place of the units that were taken: what is not well-formed is
refused as ever, and lines keep their numbers. A tree of every unit takes twice the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from aligner.errors import ReadError
from aligner.imports.inline import Side
from aligner.imports.report import ImportReport
from aligner.imports.shapes import ATTRIBUTE, LESSONS, NAMED, SAID, SHAPES, Direction, Shape, shape_of
from aligner.imports.xmlstream import Element, broken, local, opened, pull_parser, release, said

#: The file is read in pieces of so many bytes; after a unit longer than LONGEST the parser reads on alone.
PIECE, LONGEST = 1 << 18, 1 << 26
END = b"</tu>"
_HEAD = rf"(?:\s*+<note{NAMED}>[^<]*+</note>|\s*+<prop{NAMED}>[^<]*+</prop>)*+"
_VARIANT = rf"\s*+<tuv({NAMED})>({_HEAD})\s*+<seg>([^<]*+)</seg>\s*+</tuv>"
_UNIT = re.compile(rf"\s*+<tu({NAMED})>({_HEAD}){_VARIANT}{_VARIANT}\s*+</tu>", re.ASCII)
_FOREIGN_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_UNDEFINED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:\x80-\xff][\w.:\x80-\xff-]*;")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_SPECIAL = re.compile(rb"<!(?:--|\[|ENTITY)|<\?(?!xml)")
_END = re.compile(rb"</tu\s*>")
# White space of XML alone: other characters that are blanks elsewhere are refused by the parser.
_BODY = re.compile(rb"<body[^<>]*>[ \t\r\n]*(?=<tu[\s>])")
_OTHER_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)


class Parts(NamedTuple):
    """What a ``tu`` holds: its line, attributes, notes, props, and the language and text of each variant."""

    line: int
    attributes: dict[str, str]
    notes: list[str]
    props: list[tuple[str, str]]
    variants: list[tuple[str, Side]]


#: A plain unit, the values of several, or an element.
Item = Parts | list[tuple[Any, ...]] | Element


class TmxReader:
    """One reading of a file: the parser, and how far it is behind."""

    def __init__(self, path: Path, report: ImportReport, direction: Direction | None = None) -> None:
        """``report`` counts the pairs for the message about a broken file.

        With a ``direction`` (``shapes.shape_of``) units of shapes that were seen before come as lists of their values.
        """
        self.path, self.report, self.direction = path, report, direction
        self.shapes: list[Shape] = []
        self.lessons = LESSONS if direction else 0
        self.parser = pull_parser(("tu", "header", "tmx"))
        #: The line reached; lines of units taken by the pattern, of which the parser is not told yet.
        self.line, self.untold = 1, 0
        #: Ends of units given to the parser that it has not taken for such: they may stand in a comment.
        self.behind = 0
        #: Has the file entities of its own, or places where a reference is none?
        self.special = False

    def items(self) -> Iterator[Item]:
        """Plain units as ``Parts`` or lists of values; other ``tu``, ``header`` and ``tmx`` when they end; in order.

        Raises:
            ReadError: not well-formed; says the line, how many pairs were read and how many seem to follow.
        """
        with opened(self.path) as file:
            head = file.read(1 << 20)
            begin = _BODY.search(head)
            at = begin.end() if begin else len(head)
            in_body = False
            for element in self.parsed(head[:at]):
                following = element.getnext() if local(element) == "header" else None
                in_body = following is not None and local(following) == "body" and not len(following)
                yield element
            if begin and in_body and not _OTHER_ENCODING.match(head) and not re.search(rb"<!(?:ENTITY|ATTLIST)", head):
                yield from self.body(file, head[at:])
            else:
                yield from self.parsed(head[at:])
            while data := file.read(1 << 15):
                yield from self.parsed(data)
            yield from self.parsed(b"", last=True)

    def body(self, file: BinaryIO, data: bytes) -> Iterator[Item]:
        """Units, piece by piece, to the end of the file or until one is too long."""
        while True:
            end = data.rfind(END) + len(END)
            if end >= len(END):
                yield from self.piece(data[:end])
                data = data[end:]
            more = file.read(PIECE)
            data += more
            if not more or len(data) > LONGEST:
                yield from self.parsed(data)
                return

    def piece(self, data: bytes) -> Iterator[Item]:
        """What stands in some bytes that end where a unit ends."""
        text = plain_text(data)
        if text is None:
            yield from self.parsed(data)
            return
        at = 0
        while at < len(text):
            if self.shapes and not self.behind:
                taken, end = self.alike(text, at)
                if taken:
                    self.pass_lines(text, at, end)
                    at = end
                    yield taken
                    continue
            match = None if self.behind else _UNIT.match(text, at)
            if match and (parts := self.parts(match)):
                self.pass_lines(text, at, match.end())
                at = match.end()
                if self.lessons:
                    self.learn(match)
                yield parts
            else:
                end = text.index("</tu>", at) + 5
                yield from self.parsed(text[at:end].encode())
                at = end

    def pass_lines(self, text: str, at: int, end: int) -> None:
        """Count the lines of units that the parser is not given."""
        lines = text.count("\n", at, end)
        self.line += lines
        self.untold += lines

    def alike(self, text: str, at: int) -> tuple[list[tuple[Any, ...]], int]:
        """The values of the units from here on that have known shapes, and where they end."""
        made: list[tuple[Any, ...]] = []
        returns = "\r" in text
        shape = self.shapes[0]
        while True:
            match = shape.match(text, at)
            if not match:
                for other in self.shapes:
                    if match := other.match(text, at):
                        shape = other
                        break
                else:
                    return made, at
            groups = match.groups()
            end = match.end()
            if text.find("&", at, end) >= 0:
                if _FOREIGN_REFERENCE.search(text, at, end):
                    return made, at
                groups = tuple([unescaped(group) if "&" in group else group for group in groups])
            if returns and "\r" in "".join(groups):
                groups = tuple(map(lines_as_parsed, groups))
            made.append(shape.values(groups))
            at = end

    def learn(self, match: re.Match[str]) -> None:
        """Keep the shape of a unit, if it can be kept."""
        self.lessons -= 1
        shape = shape_of(match.groups(), self.direction) if self.direction else None
        if shape and all(shape.pattern != known.pattern for known in self.shapes):
            self.shapes.append(shape)
            if len(self.shapes) == SHAPES:
                self.lessons = 0

    def parts(self, match: re.Match[str]) -> Parts | None:
        """The plain unit that matched; None where it is not so plain after all."""
        given, head, first, first_head, one, second, second_head, two = match.groups()
        text, start, end = match.string, match.start(), match.end()
        if text.find("&", start, end) >= 0:
            if _FOREIGN_REFERENCE.search(text, start, end):
                return None
            one, two = unescaped(one), unescaped(two)
        if text.find("\r", start, end) >= 0:
            one, two = lines_as_parsed(one), lines_as_parsed(two)
        attributes, language, other, said = _attributes(given), _language(first), _language(second), said_in(head)
        if attributes is None or said is None or not language or not other:
            return None
        if (first_head and said_in(first_head) is None) or (second_head and said_in(second_head) is None):
            return None
        line = self.line + text.count("\n", start, match.start(1))
        return Parts(line, attributes, *said, [(language, Side(one)), (other, Side(two))])

    def parsed(self, data: bytes, *, last: bool = False) -> Iterator[Element]:
        """The elements that end in some bytes, by the parser; each is let go when the next is asked for."""
        from lxml import etree

        # The parser stops at an entity that nobody defined, and lxml raises nothing, or what is wrong with a document
        # that begins there. In a comment and the like there are no references: then only the parser's log tells.
        self.special = self.special or _SPECIAL.search(data) is not None
        undefined = _UNDEFINED.search(data)
        if undefined and not self.special:
            data = data[: undefined.start()]
        error: etree.XMLSyntaxError | None = None
        try:
            if data:
                self.parser.feed(b"\n" * self.untold + data if self.untold else data)
            if last:
                self.parser.close()
        except etree.XMLSyntaxError as caught:
            if caught.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]
                raise MemoryError from caught
            error = caught
        stopped = self.parser.feed_error_log.last_error if undefined and self.special and not error else None
        self.untold = 0
        self.line += data.count(b"\n")
        self.behind += len(_END.findall(data))
        for _, element in self.parser.read_events():
            yield element
            if local(element) == "tu":
                # An empty one may have no end tag of its own, and one with a prefix has another.
                self.behind -= element.prefix is None and bool(len(element) or element.text)
                release(element)
        if error:
            raise broken(self.path, error.lineno or 0, said(error), "tu", self.report) from error
        if stopped is not None and stopped.type == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            name = stopped.message.split("'")[1]
            raise _not_defined(self.path, stopped.line, name, self.report)
        if undefined and not self.special:
            name = undefined[0][1:-1].decode(errors="replace")
            raise _not_defined(self.path, self.line, name, self.report)


def _not_defined(path: Path, line: int, name: str, report: ImportReport) -> ReadError:
    return broken(path, line, f"the entity &{name}; is not defined; write the character itself", "tu", report)


def plain_text(data: bytes) -> str | None:
    """The bytes as text; None where they hold what XML allows nowhere, or only in special places."""
    if b"]]>" in data or b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data:
        return None
    if len(data.translate(None, _CONTROLS)) != len(data):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def said_in(head: str) -> tuple[list[str], list[tuple[str, str]]] | None:
    """Notes, and types and values of props; None where an attribute is odd."""
    notes: list[str] = []
    props: list[tuple[str, str]] = []
    for name, given, text in SAID.findall(head):
        attributes = _few_attributes(given)
        if attributes is None:
            return None
        if "&" in text:
            text = unescaped(text)
        if "\r" in text:
            text = lines_as_parsed(text)
        if name == "prop":
            props.append((attributes.get("type", ""), text))
        elif text:
            notes.append(text)
    return notes, props


def _attributes(text: str) -> dict[str, str] | None:
    """Names and values; None where a name comes twice, or something is odd."""
    if "<" in text or "&" in text or "\n" in text or "\t" in text or "\r" in text or "xmlns" in text:
        return None  # white space other than a blank is changed by a parser, the others it refuses
    found = ATTRIBUTE.findall(text)
    made = dict(found)
    return made if len(made) == len(found) else None


#: The same of elements that mostly have the same few attributes.
_few_attributes = lru_cache(maxsize=512)(_attributes)


@lru_cache(maxsize=512)
def _language(text: str) -> str:
    """The language that a variant's attributes name; empty where they are odd or name none."""
    attributes = _few_attributes(text) or {}
    return attributes.get("xml:lang") or attributes.get("lang") or ""


def unescaped(text: str) -> str:
    """Text with the five references of XML resolved."""
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(name, character)
    return text


def lines_as_parsed(text: str) -> str:
    """Line ends as a parser gives them on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
