"""String files of programs: the values among keys, as blocks; keys, comments, quotation marks stay to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aligner.core.code import Code, CodeKind, Content
from aligner.filters.native import completed, rendered
from aligner.filters.parsed import Block, Contents, Parsed
from aligner.filters.strings.icu import syntax
from aligner.filters.textfile import Edit, TextFile

#: A line end in a string, with the blanks around it.
_BREAK = re.compile(r"[ \t]{0,20}+(?:\r\n|[\n\r\v\f\x85\u2028\u2029])\s*+")
#: The letter that opens a menu entry from the keyboard is marked by one of these before it. Longer texts have none.
_MNEMONIC = re.compile(r"(?<![&_~\w])([&_~])(?=[^\W\d_])(?!\w{1,30};)|(?<=[^\W\d_A-Za-z])([&_])(?=[^\W\d_A-Za-z])")
_LONGEST = 60
_LATIN = 0x250
#: A value without a letter beyond the Latin ones is taken for text if it looks like a sentence or a name: not a path,
#: an identifier, an address, a colour.
_PROSE = re.compile(r"(?:[^\W\d_]{1,40}[,:;]?[ ]){1,200}|[A-Z][a-zà-ÿ]{2,40}[.!?…]?$")


@dataclass(frozen=True, slots=True)
class Value:
    """A string at ``[start, end)`` of the file: what it says, and how another text is written in its place.

    ``mnemonic`` is whether it may mark a letter as a menu's shortcut.
    """

    start: int
    end: int
    text: str
    written: Callable[[str], str]
    mnemonic: bool = False
    #: Where else in the file the same translation goes, with the form that it has there.
    others: tuple[tuple[int, int, Callable[[str], str]], ...] = ()


def shown_values(values: Sequence[Value]) -> list[Value]:
    """The values that people see. Where some are in another script than Latin, they are those; else what looks like
    prose: the rest are names, paths and settings of the program."""
    if any(is_beyond_latin(value.text) for value in values):
        return [value for value in values if is_beyond_latin(value.text)]
    return [value for value in values if _PROSE.match(value.text.strip())]


def is_beyond_latin(text: str) -> bool:
    """Is there a letter of another script than Latin in it?"""
    return not text.isascii() and any(c.isalpha() and ord(c) >= _LATIN for c in text)


def parsed(file: TextFile, values: Sequence[Value], *, language: str = "") -> Parsed:
    """The blocks of the file: one a value, with a code at each line end in it."""
    contents = (_content(file, value, first) for first, value in _numbered(values))
    blocks = tuple(Block("body", one.text, one.codes) for one in contents)
    return Parsed(blocks, encoding=file.encoding, language=language)


def edited(
    file: TextFile, data: bytes, values: Sequence[Value], contents: Contents, more: Sequence[Edit] = ()
) -> bytes:
    """The file with these contents in the place of its values'; ``more`` are made if any of them changes."""
    edits: list[Edit] = []
    for number, (first, value) in enumerate(_numbered(values)):
        own = _content(file, value, first)
        if (content := contents.get(number, own)) == own:
            continue
        text = _rendered(value, own, content, first)
        edits.append((value.start, value.end, value.written(text)))
        edits += ((start, end, written(text)) for start, end, written in value.others)
    return file.edited(data, [*edits, *more] if edits else [])


def _numbered(values: Sequence[Value]) -> Iterator[tuple[int, Value]]:
    """Each value with the number of its first code."""
    first = 1
    for value in values:
        yield first, value
        first += len(_breaks(value.text.strip()))


def _content(file: TextFile, value: Value, first: int) -> Content:
    """What is read of a value: without the blanks at its ends, its mnemonic and its line ends."""
    text = file.shown(value.text).strip()
    if mark := _mnemonic(value):
        text = text[: mark.start()] + text[mark.end() :]
    parts: list[str] = []
    codes: list[Code] = []
    at = length = 0
    for number, (start, end, kind) in enumerate(_breaks(text), first):
        parts.append(text[at:start])
        length += len(parts[-1])
        codes.append(Code(length, length, number, kind, "\n" if kind == "break" else text[start:end], breaks=True))
        at = end
    return Content("".join([*parts, text[at:]]), tuple(codes))


def _breaks(text: str) -> list[tuple[int, int, CodeKind]]:
    """What ends a sentence in a string: its line ends, and the syntax of ICU messages around the texts of variants."""
    marks: list[tuple[int, int, CodeKind]] = []
    for start, end in syntax(text):
        before, after = len(text[:start].rstrip()), len(text) - len(text[end:].lstrip())
        marks.append((max(before, marks[-1][1] if marks else 0), after, "placeholder"))
    lines = [match.span() for match in _BREAK.finditer(text)]
    outside = [(a, b) for a, b in lines if not any(start < b and a < end for start, end, _ in marks)]
    return sorted([*marks, *((a, b, "break") for a, b in outside)])


def _mnemonic(value: Value) -> re.Match[str] | None:
    """The mark of a shortcut in a short text that has just one."""
    text = value.text.strip()
    if not value.mnemonic or len(text) > _LONGEST:
        return None
    found = list(_MNEMONIC.finditer(text))
    return found[0] if len(found) == 1 else None


def _rendered(value: Value, own: Content, content: Content, first: int) -> str:
    """The text of a value, with what was taken out of it."""
    whole, text = value.text, value.text.strip()
    natives = {number: (text[start:end], "") for number, (start, end, _) in enumerate(_breaks(text), first)}
    made = rendered(completed(content, own.codes), natives, {}, str)
    if mark := _mnemonic(value):
        letter = next((at for at, c in enumerate(made) if c.isalnum()), len(made))
        made = made[:letter] + mark.group() + made[letter:]
    start = len(whole) - len(whole.lstrip())
    return whole[:start] + made + whole[start + len(text) :]
