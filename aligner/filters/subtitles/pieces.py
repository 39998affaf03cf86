"""What is said in a caption: one piece for each speaker, remark and line of a song, with its inline markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Literal, NamedTuple

from aligner.core.code import Code, CodeKind
from aligner.filters.native import Native
from aligner.filters.textfile import TextFile

Type = Literal["text", "line", "open", "close", "alone"]

_MARKUP = re.compile(
    r"(?P<line>[ \t]{0,200}(?:\\N|\r\n|\n|\r)[ \t\r\n]*)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z]{1,20})(?P<rest>[^<>\r\n]{0,300})>"
    r"|(?P<alone><\d[\d:.]{0,20}>|\{\\[^{}\r\n]{0,300}\}|</>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\\h)"
)
_SPECIAL = re.compile(r"[<{&\\\r\n]")
_KINDS: dict[str, CodeKind] = {"i": "italic", "b": "bold", "u": "underline"}
_DASH = re.compile(r"[-–—‒](?:[ \t\u00a0]{1,20}(?=\S)|(?=[^\s\d-])|[ \t\u00a0]{0,20}$)")
#: The name of who speaks, in capitals, before the words.
_LABEL = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ0-9 .'’-]{0,40}(?:\([^()\r\n]{1,40}\))?:(?=\s|$)")
_SONG = "♪♫"
_REMARK = re.compile(r"\([^()\r\n]{1,200}\)|\[[^\[\]\r\n]{1,200}\]")
_REMARK_AT_END = re.compile(r"(?<=[.!?…])[ \t]+(\([^()\r\n]{1,200}\)|\[[^\[\]\r\n]{1,200}\])$")
_ENDED = re.compile(r"[.!?…♪][\"»”’')\]]*$")
_TAIL = 40
_STOPPED = re.compile(r"[.!?…,;:–—♪-][\"»”’')\]]*$")


class Token(NamedTuple):
    """A stretch of a caption; ``said`` is what it reads as, ``name`` that of a tag in small letters."""

    type: Type
    first: int
    last: int
    said: str = ""
    name: str = ""

    @property
    def as_it_reads(self) -> bool:
        """Is it text that stands in the file as it reads, so that it can be cut?"""
        return self.type == "text" and len(self.said) == self.last - self.first


class Turn(NamedTuple):
    """What one speaker says, in the tokens ``[first, last)``: does it go on nothing, does nothing go on it?"""

    first: int
    last: int
    opens: bool
    closed: bool


@dataclass(slots=True)
class Piece:
    """What one speaker says in one caption, at ``[first, last)`` of the file.

    ``opens``: it goes on nothing; ``closed``: nothing goes on it. ``rubies`` are the annotations inside: a code's id
    and the span of its text.
    """

    first: int
    last: int
    text: str
    opens: bool = False
    closed: bool = False
    codes: list[Code] = field(default_factory=list)
    natives: dict[int, Native] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    rubies: list[tuple[int, int, int]] = field(default_factory=list)


def pieces(file: TextFile, first: int, last: int, ids: Iterator[int], language: str = "") -> list[Piece]:
    """The pieces of the caption whose text is at ``[first, last)``.

    Args:
        file: the file.
        first: where the caption's text begins.
        last: where it ends.
        ids: the numbers of the document's codes.
        language: what the file says it is in; text marked as being in another language is not translated.
    """
    tokens = _tokens(file, first, last)
    pairs = _pairs(tokens)
    made: list[Piece] = []
    for turn in _turns(tokens):
        made += _pieces_of(file, tokens, pairs, turn, ids, language)
    return made


def _tokens(file: TextFile, first: int, last: int) -> list[Token]:
    text = file.text
    if not _SPECIAL.search(text, first, last):
        return [Token("text", first, last, file.shown(text[first:last]))] if first < last else []
    made: list[Token] = []
    at = first
    for match in _MARKUP.finditer(text, first, last):
        start, end = match.span()
        if at < start:
            made.append(Token("text", at, start, file.shown(text[at:start])))
        at = end
        if match["line"]:
            made.append(Token("line", start, end))
        elif match["name"]:
            made.append(Token("close" if match["close"] else "open", start, end, name=match["name"].lower()))
        elif match["alone"]:
            made.append(Token("alone", start, end))
        else:
            said = "\u00a0" if match[0] == "\\h" else unescape(match[0])
            made.append(Token("text", start, end, file.shown(said)))
    if at < last:
        made.append(Token("text", at, last, file.shown(text[at:last])))
    return made


def _pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """The number of each opening tag's closing one and the other way round; ``rt`` may end with its ``ruby``."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    counts: Counter[str] = Counter()
    for number, token in enumerate(tokens):
        if token.type == "open":
            stack.append(number)
            counts[token.name] += 1
        elif token.type == "close" and counts[token.name]:
            while tokens[stack[-1]].name != token.name:
                left = stack.pop()
                counts[tokens[left].name] -= 1
                if tokens[left].name == "rt" and token.name == "ruby":
                    pairs[left] = number
            counts[token.name] -= 1
            at = stack.pop()
            pairs[at], pairs[number] = number, at
    return pairs


def _turns(tokens: Sequence[Token]) -> list[Turn]:
    """The caption's tokens by speaker, remark and line of a song."""
    lines: list[tuple[int, int]] = []
    start, filled = 0, False
    for number, token in enumerate(tokens):
        if filled and (token.type == "line" or (token.name == "v" and token.type == "open")):
            lines.append((start, number))
            start, filled = number, False
        filled = filled or not (not token.said or token.said.isspace())
    if filled:
        lines.append((start, len(tokens)))
    said = ["".join(t.said for t in tokens[a:b]).strip() for a, b in lines]
    entries = len(said) > 1 and all(one[:1].isupper() and not _STOPPED.search(one[-_TAIL:]) for one in said)
    turns: list[Turn] = []
    for number, ((a, b), line) in enumerate(zip(lines, said, strict=True)):
        voice = any(t.name == "v" and t.type == "open" for t in tokens[a:b])
        remark = _REMARK.fullmatch(line) is not None
        aside = number > 0 and _ENDED.search(said[number - 1][-_TAIL:]) is not None and _REMARK.match(line) is not None
        named = _DASH.match(line) is not None or _LABEL.match(line) is not None
        begins = voice or remark or entries or aside or named or line[0] in _SONG
        ends = remark or entries or line[-1] in _SONG
        if turns and not begins and not turns[-1].closed:
            turns[-1] = turns[-1]._replace(last=b, closed=ends)
        else:
            turns.append(Turn(a, b, begins or number > 0, ends))
    return turns


def _pieces_of(
    file: TextFile, tokens: list[Token], pairs: dict[int, int], turn: Turn, ids: Iterator[int], language: str
) -> list[Piece]:
    """One turn, its remarks at the beginning and the end apart; what encloses it is no part of it."""
    low, high = _trimmed(tokens, turn.first, turn.last, pairs)
    opens, closed = turn.opens, turn.closed
    made: list[Piece] = []
    while low < high and (end := _leading_remark(tokens, low, high)):
        first = tokens[low]
        made.append(Piece(first.first, first.first + end, first.said[:end], opens=True, closed=True))
        tokens[low] = Token("text", first.first + end, first.last, first.said[end:])
        low, high = _trimmed(tokens, low, high, pairs)
        opens = True
    tail: Piece | None = None
    if low < high:
        last = tokens[high - 1]
        if last.as_it_reads and (found := _REMARK_AT_END.search(last.said)):
            tail = Piece(last.first + found.start(1), last.last, found[1], opens=True, closed=True)
            tokens[high - 1] = Token("text", last.first, last.first + found.start(), last.said[: found.start()])
        made.append(_piece(file, tokens, low, high, pairs, ids, language))
        made[-1].opens, made[-1].closed = opens, closed or tail is not None
    return [*made, tail] if tail else made


def _trimmed(tokens: list[Token], low: int, high: int, pairs: dict[int, int]) -> tuple[int, int]:
    """The tokens without what is no part of the words: blanks, dashes, notes of a song, tags around all of it."""
    while low < high:
        first, last = tokens[low], tokens[high - 1]
        if first.type == "text":
            kept = first.said.lstrip()
            kept = kept.lstrip(_SONG).lstrip()
            if dash := _DASH.match(kept):
                kept = kept[dash.end() :]
            if len(kept) < len(first.said):
                tokens[low] = Token("text", first.last - len(kept), first.last, kept)
                low += not kept
                continue
        else:
            partner = pairs.get(low, -1) if first.type == "open" else -1
            if not low < partner < high - 1:
                low += 1
                high -= partner == high - 1
                continue
        if last.type == "text":
            kept = last.said.rstrip()
            kept = kept.rstrip(_SONG).rstrip()
            if len(kept) == len(last.said):
                break
            tokens[high - 1] = Token("text", last.first, last.first + len(kept), kept)
            high -= not kept
        elif last.type == "close" and low <= pairs.get(high - 1, -1):
            break
        else:
            high -= 1
    return low, high


def _leading_remark(tokens: Sequence[Token], low: int, high: int) -> int:
    """The length of a remark in brackets before other words; 0 where there is none."""
    first = tokens[low]
    found = _REMARK.match(first.said) if first.as_it_reads else None
    if found is None or not (first.said[found.end() :].strip() or any(t.said.strip() for t in tokens[low + 1 : high])):
        return 0
    rest = first.said[found.end() : found.end() + 1]
    return 0 if rest and not rest.isspace() else found.end()


def _piece(
    file: TextFile,
    tokens: Sequence[Token],
    low: int,
    high: int,
    pairs: dict[int, int],
    ids: Iterator[int],
    language: str,
) -> Piece:
    """The text and codes of the tokens ``[low, high)``."""
    made = Piece(tokens[low].first, tokens[high - 1].last, "")
    if high - low == 1:
        made.text = tokens[low].said
        return made
    text = file.text
    parts: list[str] = []
    length = 0
    open_ones: dict[int, tuple[int, int]] = {}  # an opening tag's token: its code's id and place
    stack: list[int] = []
    number = low - 1
    while (number := number + 1) < high:
        token = tokens[number]
        if token.type == "text":
            parts.append(token.said)
            length += len(token.said)
            continue
        native = text[token.first : token.last]
        partner = pairs.get(number, -1)
        if token.type == "close" and partner in open_ones:
            mine, place = open_ones.pop(partner)
            begun = made.codes[place]
            made.codes[place] = replace(begun, end=length, keep=begun.keep and begun.start < length)
            made.natives[mine] = made.natives[mine][0], native
            stack.pop()
            continue
        mine = next(ids)
        if stack:
            made.parents[mine] = stack[-1]
        kind: CodeKind = "other"
        keep = False
        if token.type == "line":
            kind, native = "break", ""
            parts.append(" ")
        elif token.type == "open" and low < partner < high:
            if token.name == "rt":
                kind, closing = "note", tokens[partner]
                native = text[token.first : closing.last if closing.name == "rt" else closing.first]
                made.rubies.append((mine, token.last, closing.first))
                number = partner - (closing.name != "rt")
            else:
                kind = _KINDS.get(token.name, "other")
                keep = token.name == "lang" and _tag(native) not in ("", language)
                open_ones[number] = mine, len(made.codes)
                stack.append(mine)
        made.codes.append(Code(length, length, mine, kind, keep=keep))
        made.natives[mine] = native, ""
        length += token.type == "line"
    made.text = "".join(parts)
    return made


def _tag(native: str) -> str:
    """The language that ``<lang en-GB>`` names, without its region."""
    return native[5:-1].strip().split("-")[0].lower()
