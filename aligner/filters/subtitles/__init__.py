"""Subtitles (SubRip, WebVTT): all but what is said stays as it is, a sentence over several captions is one block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from aligner.core.code import Code, Content
from aligner.filters.native import Native, completed, rendered
from aligner.filters.parsed import Block, Contents, Parsed, Source
from aligner.filters.subtitles.cues import Cue, cues
from aligner.filters.subtitles.layout import cuts, in_lines
from aligner.filters.subtitles.pieces import Piece, pieces
from aligner.filters.textfile import Edit, TextFile, opened

__all__ = ["bilingual", "read", "write"]

#: Captions further apart than this (milliseconds) are not one sentence, nor are those that stop with these marks.
_PAUSE = 4_000
_ENDED = re.compile(r"[.!?…♪][\"»”’')\]]*$")
_DOTS = re.compile(r"(?:\.{2,3}|…)$")
_TAIL = 40
#: Characters of a sentence that is still waited for to end: captions made by a machine have no stops.
_LONGEST = 400
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3})\b", re.MULTILINE)
_HEADER = 2_000
_LEADING = re.compile(r"(?:\{\\[^{}\r\n]{0,300}\}|\s)*")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_TAG = re.compile(r"<(?=/?[A-Za-z][^<>\r\n]{0,330}>|/?>|\d)")
#: A line end in a translation would end its caption.
_ONE_LINE = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), " ")


@dataclass(slots=True)
class Said:
    """A block with its place in the file: the pieces that it is made of, each in its caption, and its markup."""

    pieces: list[tuple[Cue, int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    natives: dict[int, Native] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    rubies: list[tuple[int, int, int]] = field(default_factory=list)
    #: The codes at the ends of all pieces but the last.
    borders: list[int] = field(default_factory=list)
    length: int = 0
    ended: bool = False
    dots: bool = False

    @property
    def content(self) -> Content:
        """Its text and codes."""
        return Content(" ".join(self.texts), tuple(self.codes))

    def add(self, cue: Cue, piece: Piece, ids: Iterator[int]) -> None:
        """One more piece; the border before it is a code, for what is there stays in the file."""
        first, last, text = piece.first, piece.last, piece.text
        if self.pieces:
            border = next(ids)
            self.codes.append(Code(self.length, self.length, border, "break"))
            self.natives[border] = "", ""
            self.borders.append(border)
            self.length += 1
        self.codes += [code.moved(self.length) for code in piece.codes] if self.length else piece.codes
        self.natives |= piece.natives
        self.parents |= piece.parents
        self.rubies += piece.rubies
        self.pieces.append((cue, first, last))
        self.texts.append(text)
        self.length += len(text)
        self.dots = _DOTS.search(text) is not None
        self.ended = piece.closed or (_ENDED.search(text[-_TAIL:]) is not None and not self.dots)


@dataclass(frozen=True, slots=True)
class Walk:
    """The file, its blocks in order of time, and the annotations (ruby) that are blocks of their own behind them."""

    file: TextFile
    vtt: bool
    said: list[Said]
    rubies: list[tuple[int, int]]


def read(source: Source) -> Parsed:
    """The captions' text: one block a speaker and sentence, or several sentences of one caption."""
    walk = _walked(source)
    blocks = [Block("body", content.text, content.codes) for content in (said.content for said in walk.said)]
    text = walk.file.text
    blocks += [Block("note", walk.file.shown(text[a:b]).strip()) for a, b in walk.rubies]
    return Parsed(tuple(blocks), encoding=walk.file.encoding, language=_language(walk.file) if walk.vtt else "")


def write(source: Source, contents: Contents, language: str) -> bytes:  # noqa: ARG001
    """The captions with these contents; numbers, times, positions, notes and styles stay to the byte."""
    walk = _walked(source)
    return walk.file.edited(source.data, _edits(walk, contents, bilingual=False))


def bilingual(source: Source, contents: Contents) -> bytes:
    """Each caption with its own text and, below, the translation."""
    walk = _walked(source)
    return walk.file.edited(source.data, _edits(walk, contents, bilingual=True))


def _walked(source: Source) -> Walk:
    file = opened(source)
    vtt = file.text.startswith("WEBVTT")
    language = _language(file) if vtt else ""
    ids = count(1)
    made: list[Said] = []
    before: Cue | None = None
    for cue in sorted(cues(file.text, vtt), key=lambda cue: (cue.begins, cue.ends)):
        for number, piece in enumerate(pieces(file, cue.first, cue.last, ids, language)):
            last = made[-1] if made else None
            if last is None or number or piece.opens or before is None or not _goes_on(last, piece, before, cue):
                made.append(Said())
                last = made[-1]
            elif last.dots:
                _drop_dots(file.text, last, piece)
            last.add(cue, piece, ids)
        before = cue
    rubies = [(a, b) for said in made for _, a, b in said.rubies]
    return Walk(file, vtt, made, rubies)


def _goes_on(last: Said, piece: Piece, before: Cue, cue: Cue) -> bool:
    """Does a caption go on with the sentence of the one before?"""
    if last.ended or last.length > _LONGEST or cue.begins - before.ends >= _PAUSE:
        return False
    if 2 * (before.ends - cue.begins) > max(1, before.ends - before.begins):
        return False  # they are shown together, in two places
    if last.dots:
        return piece.text.startswith(("..", "…")) or piece.text[:1].islower()
    return not (last.texts[-1].isupper() and not piece.text.isupper())


def _drop_dots(text: str, last: Said, piece: Piece) -> None:
    """Dots on both sides of a border only say that the sentence goes on: they stay in the file and out of the text."""
    cue, first, end = last.pieces[-1]
    kept, rest = last.texts[-1].rstrip(".…"), piece.text.lstrip(".…")
    before, after = len(last.texts[-1]) - len(kept), len(piece.text) - len(rest)
    rest = rest.lstrip()
    blanks = len(piece.text) - len(rest)
    if not (after and kept and rest) or any(code.end > last.length - before for code in last.codes) or piece.codes:
        return
    if text[end - before : end] == last.texts[-1][len(kept) :] and text.startswith(piece.text[:blanks], piece.first):
        last.texts[-1], last.pieces[-1] = kept, (cue, first, end - before)
        last.length -= before
        piece.text, piece.first = rest, piece.first + blanks


def _edits(walk: Walk, contents: Contents, *, bilingual: bool) -> list[Edit]:
    """The captions that change."""
    escaped = _escaped_vtt if walk.vtt else _escaped_srt
    ruby = len(walk.said)
    changes: dict[Cue, list[Edit]] = {}
    for number, said in enumerate(walk.said):
        own = said.content
        content = contents.get(number, own)
        natives = said.natives
        changed = content != own
        for mark, first, last in said.rubies:
            text = walk.file.text[first:last]
            note = contents.get(ruby)
            if note is not None and note.text != walk.file.shown(text).strip():
                whole = natives[mark][0]
                put = text.replace(text.strip(), escaped(note.text)) if text.strip() else text
                start = whole.index(">") + 1
                natives[mark] = whole[:start] + put + whole[start + len(text) :], ""
                changed = True
            ruby += 1
        if not changed:
            continue
        for (cue, first, last), put in zip(said.pieces, _shared_out(said, content, escaped), strict=True):
            changes.setdefault(cue, []).append((first, last, put))
    made: list[Edit] = []
    for cue, edits in changes.items():
        caption = in_lines(_applied(walk.file.text, cue, edits), walk.file.newline)
        if bilingual:
            whole, leading = walk.file.text[cue.first : cue.last], _LEADING.match(caption)
            below = caption[leading.end() if leading else 0 :]
            caption = whole + walk.file.newline + below if below else whole
        made.append((cue.first, cue.last, caption))
    return made


def _shared_out(said: Said, content: Content, escaped: Callable[[str], str]) -> list[str]:
    """The content's part for each piece, as markup."""
    borders = {border: number for number, border in enumerate(said.borders)}
    whole = completed(content, said.codes)
    hints = sorted((borders[code.id], code.start) for code in whole.codes if code.id in borders)
    codes = [code for code in whole.codes if code.id not in borders]
    text = whole.text.translate(_ONE_LINE)
    ends = [*cuts(text, [len(one) for one in said.texts], [at for _, at in hints]), len(text)]
    parts: list[str] = []
    start = 0
    for end in ends:
        # What stands alone at a cut belongs to the part before.
        here = [
            replace(code, start=max(code.start, start) - start, end=min(code.end, end) - start)
            for code in codes
            if (code.start < end and code.end > start)
            or (code.alone and start <= code.start <= end and (not start or code.start > start))
        ]
        parts.append(rendered(Content(text[start:end], tuple(here)), said.natives, said.parents, escaped))
        start = min(end + 1, len(text))
    return parts


def _escaped_vtt(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")


def _escaped_srt(text: str) -> str:
    """SubRip has no escapes: only what looks like a tag or an entity is written as the entity that players know."""
    if "&" not in text and "<" not in text:
        return text
    return _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))


def _language(file: TextFile) -> str:
    """What the header says."""
    end = file.text.find(file.newline * 2, 0, _HEADER)
    found = _LANGUAGE.search(file.text, 0, end if end >= 0 else _HEADER)
    return found[1].lower() if found else ""


def _applied(text: str, cue: Cue, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    at = cue.first
    for start, end, put in sorted(edits):
        parts += (text[at:start], put)
        at = end
    return "".join([*parts, text[at : cue.last]])
