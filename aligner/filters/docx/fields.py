"""Fields of a paragraph: spans around their results; those in words are translated, all others kept.

Source: ECMA-376, part 1, 17.16. A field may begin in one paragraph and end in another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.core.code import CodeKind
from aligner.filters.docx.pieces import Alone, Close, FieldMark, Open, Part, Piece, Text, Wrap

_WORD = re.compile(r"[^\W\d_]{2}")
#: Fields whose results are numbers, names of variables or formulas, whatever letters are in them.
_NUMBERS = frozenset(
    (
        "PAGE", "NUMPAGES", "PAGEREF", "SEQ", "SECTION", "SECTIONPAGES", "NUMCHARS", "NUMWORDS", "NOTEREF", "AUTONUM",
        "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MERGEFIELD", "EQ", "FORMCHECKBOX", "FORMDROPDOWN", "SYMBOL",
        "INCLUDEPICTURE", "=",
    )
)  # fmt: skip
#: Fields that write a table of contents or an index.
_CONTENTS = frozenset(("TOC", "INDEX", "TOA"))
#: Marks of fields deeper in one another than in any document are kept, and no fields.
_DEEPEST = 20
_ADDRESS = re.compile(r'^\s*HYPERLINK\s+(?:"([^"]{1,2000})"|([^\s"\\]{1,2000}))', re.IGNORECASE)
_WEB = ("http://", "https://", "mailto:")


def name_of(instruction: str) -> str:
    """The first word of a field's instruction, in capitals."""
    words = instruction.split(None, 1)
    return words[0].upper() if words else ""


def web_address(address: str) -> str:
    """The address if it is one of the web or of mail; empty otherwise."""
    return address if address.lower().startswith(_WEB) else ""


def _href(instruction: str) -> str:
    found = _ADDRESS.match(instruction)
    return web_address((found.group(1) or found.group(2)).strip()) if found else ""


@dataclass(slots=True, eq=False)
class _Begun:
    """A field that began: its instruction, whether its result has begun, and where; ``whole``: all its marks are in one
    span."""

    instruction: str = ""
    shown: bool = False
    at: int = 0
    separated: int = -1
    span: int = -1
    ended: int = -1
    whole: bool = True


class Fields:
    """The fields that are open from paragraph to paragraph of one part."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        """None is open."""
        self._open: list[_Begun] = []

    @property
    def in_contents(self) -> bool:
        """Is a table of contents or an index open?"""
        return any(name_of(one.instruction) in _CONTENTS for one in self._open)

    def resolved(self, pieces: list[Piece]) -> tuple[list[Piece], bool]:
        """The pieces with spans and things that stand alone in place of marks of fields; is it in a table of contents?

        A table of contents begins and ends within paragraphs that belong to it.
        """
        contents = self.in_contents
        if any(isinstance(piece, FieldMark) for piece in pieces) or (self._open and pieces):
            pieces = self._marked(pieces)
            contents = contents or self.in_contents
        if any(isinstance(piece, Open) for piece in pieces):
            pieces = _collapsed(pieces)
        return pieces, contents

    def _marked(self, pieces: list[Piece]) -> list[Piece]:
        """Fields from mark to mark."""
        above = list(self._open)
        inner: list[_Begun] = []
        begun: dict[int, _Begun] = {}
        spans = [-1]  # where the spans that are open began
        crossing: dict[int, _Begun] = {}  # the end, here, of a field from above
        separating: int = -1  # where the result of a field from above begins
        for at, piece in enumerate(pieces):
            if isinstance(piece, Open):
                spans.append(at)
            elif isinstance(piece, Close):
                spans.pop()
            if not isinstance(piece, FieldMark):
                continue
            stack = inner or self._open
            if piece.mark == "begin":
                inner.append(_Begun(at=at, span=spans[-1]))
                if len(inner) <= _DEEPEST:
                    begun[at] = inner[-1]
            elif piece.mark == "separate" and stack:
                if not stack[-1].shown:
                    separating = at if not inner and spans[-1] == -1 else separating
                    stack[-1].shown, stack[-1].separated = True, at
                    stack[-1].whole = stack[-1].span == spans[-1]
            elif piece.mark == "end" and inner:
                field = inner.pop()
                field.ended = at
                field.whole = field.whole and field.span == spans[-1]
            elif piece.mark == "end" and self._open:
                crossing[at] = self._open.pop()
                crossing[at].ended = spans[-1]
            elif piece.instruction and stack and not stack[-1].shown:
                stack[-1].instruction += piece.instruction
        self._open += inner
        return _Rewriting(pieces, begun, crossing, above, separating).made


class _Rewriting:
    """One paragraph's pieces written again with its fields in place."""

    def __init__(
        self,
        pieces: list[Piece],
        begun: dict[int, _Begun],
        crossing: dict[int, _Begun],
        above: list[_Begun],
        separating: int,
    ) -> None:
        self.made: list[Piece] = []
        closing: dict[int, Wrap] = {}
        half: Wrap | None = None
        at = 0
        # Nothing but an instruction, which began above, up to its end or that of the paragraph.
        instructed = separating + 1 if separating >= 0 else len(pieces) if above and not above[-1].shown else 0
        if instructed:
            self.made.append(_unseen(_parts(pieces[:instructed])))
            at = instructed
        link = next((one for one in crossing.values() if name_of(one.instruction) == "HYPERLINK"), None)
        if link is not None and at == 0 and link.ended == -1:
            half = Wrap("link", href=_href(link.instruction))
            self.made.append(Open(half))
        while at < len(pieces):
            piece = pieces[at]
            if at in closing:
                wrap = closing.pop(at)
                if isinstance(piece, FieldMark):
                    wrap.closing = [piece.part]
                self.made.append(Close(wrap))
            elif at in begun:
                at = self._begin(pieces, begun[at], closing)
                continue
            elif at in crossing:
                if half is not None and crossing[at] is link:
                    half.closing = [piece.part] if isinstance(piece, FieldMark) else []
                    self.made.append(Close(half))
                    half = None
                else:
                    self.made.append(_unseen(_parts([piece])))
            elif isinstance(piece, FieldMark):
                self.made.append(_unseen([piece.part]))
            else:
                self.made.append(piece)
            at += 1
        for wrap in reversed(closing.values()):
            self.made.append(Close(wrap))
        if half is not None:
            self.made.append(Close(half))

    def _begin(self, pieces: list[Piece], field: _Begun, closing: dict[int, Wrap]) -> int:
        """Begin a field; where to go on."""
        name = name_of(field.instruction)
        start = field.at
        if not field.whole or (field.ended < 0 and field.separated < 0 and field.span != -1):
            self.made.append(_unseen(_parts(pieces[start : start + 1])))
            return start + 1
        if field.separated < 0:
            last = field.ended if field.ended >= 0 else len(pieces) - 1
            self.made.append(_unseen(_parts(pieces[start : last + 1])))
            return last + 1
        opening = _parts(pieces[start : field.separated + 1])
        if field.ended >= 0:
            said = "".join(one.text for one in pieces[field.separated : field.ended] if isinstance(one, Text))
            wrap = Wrap("link" if name == "HYPERLINK" else "field", opening=opening, href=_href(field.instruction))
            wrap.once = wrap.kind != "link"
            wrap.keep = wrap.once and not _is_in_words(name, said)
            closing[field.ended] = wrap
            self.made.append(Open(wrap))
        elif name == "HYPERLINK" and field.span == -1:
            # Up to the end of the paragraph, and on in the next.
            wrap = Wrap("link", opening=opening, href=_href(field.instruction))
            closing[len(pieces) + start] = wrap
            self.made.append(Open(wrap))
        else:
            self.made.append(_unseen(opening))
        return field.separated + 1


def _is_in_words(name: str, said: str) -> bool:
    """Is a field's result to be translated? Numbers, names of variables and formulas are not."""
    return name not in _NUMBERS and _WORD.search(said) is not None


def _unseen(parts: list[Part]) -> Alone:
    return Alone("field", "", parts, seen=False)


def _parts(pieces: Sequence[Piece]) -> list[Part]:
    """Everything that these pieces stand for in the file; of a span the element or field itself."""
    parts: list[Part] = []
    depth = 0
    for piece in pieces:
        if isinstance(piece, Open):
            if depth == 0 and piece.wrap.element is not None:
                parts.append((piece.wrap.element, piece.wrap.run))
            depth += 1
        elif isinstance(piece, Close):
            depth -= 1
        elif depth == 0:
            parts += piece.parts if isinstance(piece, Alone) else [piece.part]
    return parts


def _collapsed(pieces: list[Piece]) -> list[Piece]:
    """The pieces with spans around no text as things that stand alone."""
    made: list[Piece] = []
    opened: list[int] = []
    for piece in pieces:
        if isinstance(piece, Open):
            opened.append(len(made))
            made.append(piece)
            continue
        if not isinstance(piece, Close):
            made.append(piece)
            continue
        at = opened.pop()
        wrap = piece.wrap
        inside = made[at + 1 :]
        if wrap.instruction is not None:
            name = name_of(wrap.instruction)
            wrap.kind = "link" if name == "HYPERLINK" else "field"
            wrap.href = _href(wrap.instruction)
            said = "".join(one.text for one in inside if isinstance(one, Text))
            wrap.keep = wrap.kind == "field" and not _is_in_words(name, said)
        if any(isinstance(one, Text) and one.text.strip() for one in inside):
            made.append(piece)
            continue
        shown = [one for one in inside if isinstance(one, Alone)]
        if wrap.element is None and not any(one.seen for one in shown) and not wrap.opening:
            del made[at]  # half a link, around nothing
            if wrap.closing:
                made.append(_unseen(wrap.closing))
            continue
        kind: CodeKind = next((one.kind for one in shown if one.kind in ("image", "note")), "field")
        equiv = "".join(one.equiv for one in shown if not one.separates).strip()
        if wrap.element is not None:
            parts: list[Part] = [(wrap.element, wrap.run)]
        else:
            parts = [*wrap.opening, *_parts(inside), *wrap.closing]
        made[at:] = [Alone(kind, equiv, parts, seen=bool(equiv) or any(one.seen for one in shown))]
    return made
