"""From the atoms of a line to blocks: text as it is shown, codes, and where lines and menus break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.entities import html5
from itertools import pairwise

from aligner.filters.html.atoms import Atom, Piece
from aligner.filters.html.making import BLANK, Making, edges
from aligner.filters.html.place import Place
from aligner.filters.html.separators import separators
from aligner.filters.program_code import looks_like_code
from aligner.repair.verse import is_verse

_RUN = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r]")
#: Characters that may part the items of a menu.
_MAY_PART = re.compile(r"[|¦›·•∙]|&(?!(?:nbsp|mdash|ndash|quot|amp|lt|shy|thinsp|[lr]aquo);)")
#: What every separator has in it, and every reference.
_MARKED = re.compile(r"[|¦›·•∙&/>»→⟩▸►‣⁄:]")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[a-zа-яё]|[ivxlc]{1,6})[\])]?", re.IGNORECASE)
_BARE_MARK = re.compile(r"\[\d{1,3}\]|[*†‡]{1,3}")
_NAMED = re.compile(r"&([A-Za-z_][\w.:-]{0,60});")
_IN_PRE = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
#: After these a line has come to its end.
_ENDS = (".", "!", "?", "…", ":", ";")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Lines:
    """Makes blocks of the lines of one source; codes are numbered through it."""

    def __init__(self, text: str, xml: bool, first_id: int) -> None:
        """``first_id`` is the first code's number."""
        self._source = text
        self._xml = xml
        self.next_id = first_id
        #: Elements of lines that are open, by number, for a block may begin or end in the middle of one.
        self.opened: dict[int, Atom] = {}
        self._lone = not text.isascii() and bool(_SURROGATE.search(text))

    def attribute(self, start: int, end: int, quote: str) -> Piece | None:
        """An attribute's value."""
        for piece in self._blocks([Atom("text", start, end)], Place()):
            piece.start, piece.end = start, end
            piece.quote = quote
            return piece
        return None

    def blocks(self, line: Sequence[Atom], place: Place) -> Iterator[Piece]:
        """The blocks of a line: one, or several where it holds empty lines; none where there is nothing to read."""
        if len(line) == 1 and not place.pre and line[0].what == "text":
            start, end = line[0].start, line[0].end
            raw = self._source[start:end]
            if _MAY_PART.search(raw) is None:
                left, right = edges(raw)
                if left == right:
                    return
                text = self._shown(raw[left:right])
                piece = Piece(place.kind, text, start + left, start + right, level=place.level)
                if place.verse and place.kind in ("body", "quote"):
                    piece.kind, piece.level = "verse", 0
                yield piece
                return
        yield from self._blocks(line, place)

    def _shown(self, raw: str) -> str:
        """Text of a source as it is read: references are characters, runs of white space one space."""
        if "&" in raw:
            raw = unescape(raw)
        if self._lone:
            raw = _SURROGATE.sub("\ufffd", raw)
        return raw if raw.isprintable() and "  " not in raw else _RUN.sub(" ", raw)

    def mark(self, line: Sequence[Atom]) -> str | None:
        """A note's mark, if the line is nothing more."""
        text = self._plain(line)
        return text if len(text) <= 8 and (not text or _MARK.fullmatch(text)) else None

    def _plain(self, atoms: Sequence[Atom]) -> str:
        return "".join(self._shown(self._source[a.start : a.end]) for a in atoms if a.what == "text").strip()

    def note_mark(self, line: list[Atom], owner: int) -> None:
        """Make one code of an element that has just closed, if it is a note's mark: a link, raised or in brackets."""
        at = len(line) - 1
        while at >= 0 and not (line[at].what == "open" and line[at].owner == owner):
            if len(line) - at > 8:
                return
            at -= 1
        if at < 0:
            return
        inside = line[at:]
        if not any(a.what == "open" and a.kind == "link" and "#" in self._source[a.start : a.end] for a in inside):
            return
        text = self._plain(inside)
        pattern = _MARK if inside[0].kind == "sup" else _BARE_MARK
        if pattern.fullmatch(text):
            line[at:] = [Atom("alone", inside[0].start, inside[-1].end, kind="note", equiv=text)]

    # The parts of a line

    def _blocks(self, line: Sequence[Atom], place: Place) -> Iterator[Piece]:
        if place.pre:
            raw = "".join(self._source[a.start : a.end] for a in line if a.what in ("text", "cdata"))
            if place.program or looks_like_code(raw):
                return
        parts = list(self._parts(line, place.pre))
        for group in _groups(parts):
            made = self._block(group, place)
            if made is not None:
                yield made

    def _parts(self, line: Sequence[Atom], pre: bool) -> Iterator[tuple[Atom, str]]:
        """The atoms with their texts, cut at separators and, in preformatted text, at line ends and columns."""
        menu = _is_menu(line, self._source)
        most = 2 if self._begins_with_link(line) else 1
        for number, atom in enumerate(line):
            if atom.what == "cdata":
                inner = self._source[atom.start + 9 : atom.end - 3]
                yield Atom("text", atom.start, atom.end), inner if pre else _RUN.sub(" ", inner)
            elif atom.what == "nothing":
                continue
            elif atom.what != "text":
                if menu and atom.what == "open" and atom.kind == "link" and number and line[number - 1].what == "close":
                    yield Atom("alone", atom.start, atom.start, kind="break", equiv=" "), ""
                yield atom, ""
            elif menu and not self._source[atom.start : atom.end].strip(BLANK) and 0 < number < len(line) - 1:
                yield Atom("alone", atom.start, atom.end, kind="break", equiv=" "), ""
            elif pre:
                yield from self._preformatted(atom)
            else:
                yield from self._text(atom, line, number, most)

    def _begins_with_link(self, line: Sequence[Atom]) -> bool:
        """Is its first text a link's? In a sentence "/" between links is a slash; in a trail of links it is none."""
        for atom in line:
            if atom.what == "open" and atom.kind == "link":
                return True
            if atom.what == "text" and any(map(str.isalpha, self._source[atom.start : atom.end])):
                return False
        return False

    def _preformatted(self, atom: Atom) -> Iterator[tuple[Atom, str]]:
        raw, at = self._source[atom.start : atom.end], 0
        for found in _IN_PRE.finditer(raw):
            begin, end = atom.start + found.start(), atom.start + found.end()
            if at < found.start():
                yield Atom("text", atom.start + at, begin), self._shown(raw[at : found.start()])
            ends = len(found[0].splitlines()) - found[0].endswith((" ", "\t"))
            if not ends:
                yield Atom("alone", begin, end, kind="tab", equiv="\t"), ""
            else:
                yield Atom("alone", begin, end, kind="break", equiv="\n"), ""
                if ends > 1:
                    yield Atom("alone", end, end, kind="break", equiv="\n"), ""
            at = found.end()
        if at < len(raw):
            yield Atom("text", atom.start + at, atom.end), self._shown(raw[at:])

    def _text(self, atom: Atom, line: Sequence[Atom], number: int, most: int) -> Iterator[tuple[Atom, str]]:
        raw = self._source[atom.start : atom.end]
        if _MARKED.search(raw) is None:
            yield atom, self._shown(raw)
            return
        behind = min(most, _beside(line[number - 1], "close")) if number else 0
        before = min(most, _beside(line[number + 1], "open")) if number + 1 < len(line) else 0
        at = 0
        for start, end, equiv in separators(raw, behind, before):
            if at < start:
                yield from self._references(atom.start + at, atom.start + start)
            yield Atom("alone", atom.start + start, atom.start + end, kind="break", equiv=equiv), ""
            at = end
        if at < len(raw):
            yield from self._references(atom.start + at, atom.end)

    def _references(self, start: int, end: int) -> Iterator[tuple[Atom, str]]:
        """Entities that only the document's own declaration explains stand alone."""
        raw, at = self._source[start:end], 0
        if self._xml and "&" in raw:
            for found in _NAMED.finditer(raw):
                if f"{found[1]};" in html5:
                    continue
                if at < found.start():
                    yield Atom("text", start + at, start + found.start()), self._shown(raw[at : found.start()])
                yield Atom("alone", start + found.start(), start + found.end(), kind="field"), ""
                at = found.end()
        if at < len(raw):
            yield Atom("text", start + at, end), self._shown(raw[at:])

    # Blocks

    def _block(self, group: Sequence[tuple[Atom, str]], place: Place) -> Piece | None:
        kind, level = place.kind, place.level
        texts: list[str] = [""]
        for atom, text in group:
            if atom.kind in ("break", "tab") and atom.what == "alone":
                texts.append("")
            else:
                texts[-1] += text
        texts = [" ".join(text.split(" ")).strip() for text in texts]
        ends = len(texts) > 1
        if kind in ("body", "quote") and (place.verse or (ends and is_verse(texts))):
            kind, level = "verse", 0
        shortest = 20 if place.pre else 30
        goes_on = [kind != "verse" and _goes_on(a, b, shortest) for a, b in pairwise(texts)]
        making = Making(self._source, self.next_id, goes_on, self.opened)
        piece = making.piece(group, kind, level)
        self.next_id = making.next_id
        return piece


def _goes_on(line: str, following: str, shortest: int) -> bool:
    """Does a sentence go on over the end of this line? It does where a long line is followed by a small letter."""
    begins = following.lstrip("«“„\"'(")[:1]
    return len(line) >= shortest and begins.islower() and not line.endswith(_ENDS)


def _beside(atom: Atom, what: str) -> int:
    """Does a link (2) or another element (1) open or close there?"""
    return 0 if atom.what != what else 2 if atom.kind == "link" else 1


def _is_menu(line: Sequence[Atom], source: str) -> bool:
    """Is it nothing but links, two at least?"""
    links: list[int] = []
    count = 0
    for atom in line:
        if atom.what == "open" and atom.kind == "link":
            links.append(atom.owner)
            count += 1
        elif atom.what == "close" and links and atom.owner == links[-1]:
            links.pop()
        elif not links and (
            atom.what == "cdata" or (atom.what == "text" and source[atom.start : atom.end].strip(BLANK))
        ):
            return False
    return count > 1


def _groups(parts: Sequence[tuple[Atom, str]]) -> Iterator[list[tuple[Atom, str]]]:
    """The parts between empty lines."""
    group: list[tuple[Atom, str]] = []
    last_end = -1  # where in the group the last line end stands, if only white space follows it
    for part in parts:
        atom, text = part
        if atom.what == "alone" and atom.kind == "break" and atom.equiv == "\n":
            if last_end >= 0:
                yield group
                group = []
                last_end = 0
                continue
            last_end = len(group)
        elif text.strip(BLANK) if atom.what == "text" else atom.what == "alone" and atom.kind not in ("break", "tab"):
            last_end = -1
        group.append(part)
    yield group
