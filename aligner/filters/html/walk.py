"""One walk over a page: its pieces in the order in which they end, and where its languages stand."""

from __future__ import annotations

from aligner.filters.html.atoms import Atom, Piece
from aligner.filters.html.lines import Lines
from aligner.filters.html.place import SPEAKING, Place
from aligner.filters.html.tags import BORDERS, CODES, ENDS_PARAGRAPH, ITEMS, Tag
from aligner.filters.html.tokens import CDATA, COMMENT, TAG, TEXT, tokens
from aligner.repair.words import words

_OF_TABLES = words("thead tbody tfoot caption colgroup tr td th")
#: A start tag ends open elements of these names, no further out than the innermost element of the others.
_IMPLIED = {
    "li": (words("li"), words("ul ol menu dir")),
    "dt": (words("dt dd"), words("dl")),
    "dd": (words("dt dd"), words("dl")),
    "option": (words("option"), words("select datalist")),
    "optgroup": (words("option optgroup"), words("select")),
    "tr": (words("tr td th"), words("table")),
    "td": (words("td th"), words("tr table")),
    "th": (words("td th"), words("tr table")),
    "tbody": (_OF_TABLES, words("table")),
    "thead": (_OF_TABLES, words("table")),
    "tfoot": (_OF_TABLES, words("table")),
    "rt": (words("rt rtc"), words("ruby")),
}
_HEADINGS = words("h1 h2 h3 h4 h5 h6")
#: Their end tags reach over the borders of cells.
_FAR = ITEMS | _OF_TABLES | words("table html body")


class NotXmlError(Exception):
    """The elements of the source do not nest as those of XML do."""


class _Open:
    """An open element; ``line`` is the line that goes on behind it where it stands in one for itself."""

    __slots__ = ("alive", "base", "block", "index", "line", "number", "place", "start", "tag")

    def __init__(self, tag: Tag, number: int, index: int, start: int, place: Place, base: int) -> None:
        self.tag, self.number, self.index, self.start, self.place, self.base = tag, number, index, start, place, base
        self.alive = True
        self.block = tag.block or (place.silent and tag.name in SPEAKING)
        self.line: list[Atom] | None = None


class Walk:
    """The walk over a source; ``xml`` says how it is read.

    ``pieces`` are in the order in which they end, the inner before the outer one. ``languages`` are spans of the
    values of ``lang`` (start, end, quotation mark) that say the document's language. ``embedded`` are pages within
    attributes, which stay as they are.

    Raises:
        NotXmlError: read as XML, and it is none.
    """

    def __init__(self, text: str, xml: bool, first_id: int, root: Place) -> None:
        """Walk; ``root`` is the place outside all elements."""
        self.text = text
        self.xml = xml
        self.title = ""
        self.language = ""
        self.languages: list[tuple[int, int, str]] = []
        self.embedded: list[str] = []
        self.pieces: list[Piece] = []
        self.lines = Lines(text, xml, first_id)
        self._stack: list[_Open] = []
        self._named: dict[str, list[_Open]] = {}
        self._place = root
        self._plain: dict[tuple[int, str], Place] = {}
        self._places: list[Place] = [self._place]  # keeps the keys of _plain alive
        self._base = -1
        self._line: list[Atom] = []
        self._number = 0
        self._keeper: _Open | None = None
        self._keeper_line: list[Atom] | None = None
        self._go()

    def _go(self) -> None:
        text = self.text
        for kind, start, end, tag in tokens(text, self.xml):
            if kind in (TEXT, CDATA):
                place = self._place
                if place.kept or place.silent or (self._keeper is not None and self._keeper_line is not self._line):
                    continue
                if kind == CDATA:
                    self._line.append(Atom("cdata", start, end))
                elif self._line or not text[start:end].isspace():
                    self._line.append(Atom("text", start, end))
            elif kind == TAG and tag is not None:
                if tag.closing:
                    self._end_tag(tag, start, end)
                else:
                    self._start_tag(tag, start, end)
            elif kind == COMMENT and self._line and not self._place.silent and self._keeper is None:
                self._line.append(Atom("comment", start, end))
        if self.xml and self._stack:
            raise NotXmlError
        self._pop_to(0, len(text))
        self._flush()

    # Tags

    def _start_tag(self, tag: Tag, start: int, end: int) -> None:
        name = tag.name
        if not self.xml and (tag.block or name in _IMPLIED):
            self._implied(name, start)
        if tag.attributes:
            self._attributes(tag, start)
        if tag.block or (self._place.silent and name in SPEAKING):
            self._flush()
            if not tag.alone:
                self._push(tag, start)
            return
        if name == "br" or tag.alone:
            if not self._place.silent and self._keeper is None:
                kind = "break" if name == "br" else CODES.get(name, "other")
                if name == "wbr":
                    self._line.append(Atom("nothing", start, end))
                else:
                    equiv = "\n" if name == "br" else "[image]" if kind == "image" else ""
                    self._line.append(Atom("alone", start, end, kind=kind, equiv=equiv))
            return
        if name == "a" and not self.xml and (open_one := self._find("a")) is not None:
            self._close_inline(open_one, Atom("close", start, start, open_one.number, "link", written="</a>"))
        opened = self._push(tag, start)
        if opened.line is not None:
            return
        if self._keeper is None and not self._place.silent and not self._place.kept:
            kind = CODES.get(name, "other")
            href = tag.href if kind == "link" else ""
            self._line.append(Atom("open", start, end, opened.number, kind, href=href, keep=tag.keep))
            if tag.keep:
                self._keeper, self._keeper_line = opened, self._line

    def _end_tag(self, tag: Tag, start: int, end: int) -> None:
        opened = self._find(tag.full)
        if self.xml and (opened is None or opened is not self._stack[-1]):
            raise NotXmlError
        if opened is None:
            if tag.full == "br":
                self._line.append(Atom("alone", start, end, kind="break", equiv="\n"))
            elif tag.block:
                self._flush()
            elif self._line and not self._place.silent and self._keeper is None:
                self._line.append(Atom("alone", start, end))
            return
        if opened.block or opened.line is not None:
            self._pop_to(opened.index, start, end)
        else:
            kind = CODES.get(opened.tag.name, "other")
            self._close_inline(opened, Atom("close", start, end, opened.number, kind))

    def _close_inline(self, opened: _Open, atom: Atom) -> None:
        """An element in a line ends; those that it overlaps stay open."""
        self._named[opened.tag.full].pop()
        opened.alive = False
        while self._stack and not self._stack[-1].alive:
            self._stack.pop()
        if self._keeper is opened:
            self._keeper = None
            if self._keeper_line is not self._line:
                return
        elif self._keeper is not None:
            return
        if self._place.silent or self._place.kept:
            return
        self._line.append(atom)
        if opened.tag.name in ("sup", "a"):
            self.lines.note_mark(self._line, opened.number)

    def _attributes(self, tag: Tag, start: int) -> None:
        for begin, end, quote in tag.languages:
            value = self.text[start + begin : start + end]
            if tag.name == "html" or (not self.language and tag.name in ("body", "package", "ncx")):
                self.language = self.language or value
            if self.language and value == self.language:
                self.languages.append((start + begin, start + end, quote))
        if self._place.kept or tag.keep or self._keeper is not None:
            return
        for begin, end, quote in tag.texts:
            self._add(self.lines.attribute(start + begin, start + end, quote), "metadata")
        if "srcdoc" in tag.attributes:
            self.embedded.append(tag.attributes["srcdoc"])

    # Open elements

    def _find(self, name: str) -> _Open | None:
        """The innermost open element of a name within the nearest border."""
        named = self._named.get(name)
        if not named:
            return None
        found = named[-1]
        return found if found.index >= self._base or name in _FAR else None

    def _push(self, tag: Tag, start: int) -> _Open:
        self._number += 1
        opened = _Open(tag, self._number, len(self._stack), start, self._place, self._base)
        self._stack.append(opened)
        self._named.setdefault(tag.full, []).append(opened)
        if tag.name in BORDERS or tag.item:
            self._base = opened.index
        if tag.item:
            opened.line, self._line = self._line, []
        if opened.block or tag.item:
            self._place = self._inner(tag)
        return opened

    def _inner(self, tag: Tag) -> Place:
        place = self._place
        if tag.attributes:
            return place.inside(tag)
        key = (id(place), tag.name)
        made = self._plain.get(key)
        if made is None:
            made = self._plain[key] = place.inside(tag)
            self._places.append(made)
            self._places.append(place)
        return made

    def _pop_to(self, index: int, at: int, end: int | None = None) -> None:
        """End all open elements from this one on; the outermost with an end tag up to ``end``."""
        stack = self._stack
        while len(stack) > index:
            opened = stack.pop()
            if not opened.alive:
                continue
            self._named[opened.tag.full].pop()
            if self._keeper is opened:
                self._keeper = None
            if opened.block:
                self._flush()
                if opened.tag.name == "title" and not self.title and not opened.place.silent:
                    self.title = " ".join(p.text for p in self.pieces[-1:] if p.start > opened.start)
            if opened.line is not None:
                self._ended(opened, end if end is not None and len(stack) == index else at)
            self._place, self._base = opened.place, opened.base

    def _ended(self, opened: _Open, end: int) -> None:
        """What stood in a line for itself has ended: its text is a block, and the line has a code there."""
        mark = self.lines.mark(self._line) if opened.tag.outside == "note" else None
        if mark is None:
            self._flush()
        name = opened.tag.name
        self._line = opened.line if opened.line is not None else []
        if opened.place.silent or opened.place.kept or self._keeper is not None:
            return
        kind = "note" if mark is not None else CODES.get(name, "other")
        equiv = mark or ("[image]" if kind == "image" else "")
        self._line.append(Atom("alone", opened.start, end, kind=kind, equiv=equiv))

    def _implied(self, name: str, at: int) -> None:
        """End what a start tag of this name ends without an end tag."""
        if name in ENDS_PARAGRAPH:
            if (paragraph := self._find("p")) is not None:
                self._pop_to(paragraph.index, at)
            if name in _HEADINGS and self._stack and self._stack[-1].tag.name in _HEADINGS:
                self._pop_to(self._stack[-1].index, at)
        ends = _IMPLIED.get(name)
        if ends is None:
            return
        named = self._named
        found = [named[one][-1].index for one in ends[0] if named.get(one)]
        if not found:
            return
        border = max([named[one][-1].index for one in ends[1] if named.get(one)], default=-1)
        if (first := min([index for index in found if index > border], default=-1)) >= 0:
            self._pop_to(first, at)

    # Blocks

    def _flush(self) -> None:
        """What has gathered is a block or several."""
        line = self._line
        if not line:
            return
        place = self._place
        if len(line) > 1 or line[0].what in ("text", "cdata"):
            for piece in self.lines.blocks(line, place):
                self._add(piece, place.outside)
        elif line[0].what == "open":
            self.lines.opened[line[0].owner] = line[0]
        # A new one: what goes on in a kept element is another line than that in which it began.
        self._line = []

    def _add(self, piece: Piece | None, outside: str | None) -> None:
        if piece is None:
            return
        if outside is not None:
            piece.kind = outside  # type: ignore[assignment]
        elif self._place.form:
            piece.inner = piece.kind, piece.level
            piece.kind = "metadata"
        self.pieces.append(piece)
