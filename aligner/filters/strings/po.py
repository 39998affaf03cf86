"""gettext PO: each message's text is read, its translation written; keys, comments and the rest stay.

Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from aligner.errors import ReadError
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.strings import Value, edited, is_beyond_latin, parsed
from aligner.filters.textfile import Edit, TextFile, opened

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|$)")
_FIELD = re.compile(r"[ \t]*+(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)[ \t]++(?=\")|[ \t]*+(?=\")")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"[ \t]*+')
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f"}
_CHARSET = re.compile(rb"charset=([A-Za-z][\w.:-]{1,30})")
_LANGUAGE = re.compile(r'"(Language:[ \t]{0,8})([A-Za-z_@-]{0,20})\\n"')
_FUZZY = re.compile(r",[ \t]*fuzzy\b")
_WIDTH = 79


@dataclass(slots=True)
class _Part:
    """One field of an entry: its text, and the span of its strings."""

    text: str = ""
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class _Entry:
    """A message: its fields by name, the forms of its translation by number, and what flags and former texts it has."""

    fields: dict[str, _Part] = field(default_factory=dict)
    forms: dict[int, _Part] = field(default_factory=dict)
    fuzzy: list[Edit] = field(default_factory=list)

    @property
    def is_header(self) -> bool:
        return "msgid" in self.fields and not self.fields["msgid"].text and "msgctxt" not in self.fields


@dataclass(frozen=True, slots=True)
class _Catalogue:
    file: TextFile
    values: list[Value]
    #: What changes with any translation, by the value that it belongs to; -1 for the file.
    more: dict[int, list[Edit]]
    language: str
    header: Edit | None


def read(source: Source) -> Parsed:
    """The texts that need a translation.

    Where messages are in another script than Latin, or no translation has one, a message without a translation (or with
    a ``fuzzy`` one, which no program shows) is read, and what is translated already is left alone. Where the messages
    are keys or in a language of Latin letters and the translations are not, these are the text.
    """
    made = _walked(source)
    return parsed(made.file, made.values, language=made.language)


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The catalogue with these contents as translations, and its language in the header."""
    made = _walked(source)
    own = parsed(made.file, made.values).blocks
    changed = [n for n in made.more if n in contents and contents[n].text != own[n].text]
    more = [edit for number in changed for edit in made.more[number]]
    if made.header is not None:
        start, end, written = made.header
        more.append((start, end, written.replace("\0", language)))
    return edited(made.file, source.data, made.values, contents, more)


def _walked(source: Source) -> _Catalogue:
    named = _CHARSET.search(source.data[:8192])
    if source.encoding is None and named and named[1].upper() != b"CHARSET":
        try:
            "".encode(named[1].decode())
            source.data.decode(named[1].decode())
            source = replace(source, encoding=named[1].decode())
        except (LookupError, UnicodeError):
            pass  # what the header says is wrong: the bytes decide
    file = opened(source)
    entries = list(_entries(file.text, source.name))
    header = next((entry for entry in entries if entry.is_header), None)
    messages = [entry for entry in entries if not entry.is_header and "msgid" in entry.fields]
    by_message = any(is_beyond_latin(entry.fields["msgid"].text) for entry in messages) or not any(
        is_beyond_latin(form.text) for entry in messages for form in entry.forms.values()
    )
    values: list[Value] = []
    more: dict[int, list[Edit]] = {}
    for entry in messages:
        for value in _by_message(entry, file.newline) if by_message else _by_form(entry, file.newline):
            if entry.fuzzy:
                more[len(values)] = entry.fuzzy
                entry.fuzzy = []
            values.append(value)
    said, edit = _said(file, header)
    return _Catalogue(file, values, more, "" if by_message else said, edit)


def _by_message(entry: _Entry, newline: str) -> Iterator[Value]:
    """What is not translated: the message, and its plural; the first goes into form 0, the second into all others."""
    if not entry.forms or (any(form.text for form in entry.forms.values()) and not entry.fuzzy):
        return
    message, plural = entry.fields["msgid"], entry.fields.get("msgid_plural")
    forms = sorted(entry.forms)
    if message.text.strip():
        first = entry.forms[forms[0]]
        others = [] if plural else [entry.forms[n] for n in forms[1:]]
        yield _value(message.text, first, others, newline)
    if plural and plural.text.strip() and forms[1:]:
        first, *others = (entry.forms[n] for n in forms[1:])
        yield _value(plural.text, first, others, newline)


def _by_form(entry: _Entry, newline: str) -> Iterator[Value]:
    """The translations as the text."""
    for number in sorted(entry.forms):
        if entry.forms[number].text.strip():
            yield _value(entry.forms[number].text, entry.forms[number], [], newline)


def _value(text: str, place: _Part, others: Sequence[_Part], newline: str) -> Value:
    written = partial(_written, newline=newline)
    more = tuple((other.start, other.end, written) for other in others)
    return Value(place.start, place.end, text, written, mnemonic=True, others=more)


def _entries(text: str, name: str) -> Iterator[_Entry]:
    """The messages in order; obsolete ones (``#~``) are comments.

    Raises:
        ReadError: a line is neither comment, nor keyword with a string, nor string.
    """
    entry, part = _Entry(), _Part()
    for number, line in enumerate(_LINE.finditer(text), 1):
        raw = line.group().strip()
        if not raw or raw[0] == "#":
            if entry.forms:
                yield entry
                entry, part = _Entry(), _Part()
            if raw.startswith("#,") and (flag := _FUZZY.search(text, line.start(), line.end())):
                alone = raw.replace(" ", "") == "#,fuzzy"
                entry.fuzzy.append((line.start(), line.end(), "") if alone else (flag.start(), flag.end(), ""))
            elif raw.startswith("#|"):
                entry.fuzzy.append((line.start(), line.end(), ""))
            continue
        found = _FIELD.match(text, line.start())
        string = (
            _STRING.fullmatch(text, found.end(), line.start() + len(line.group().rstrip("\r\n"))) if found else None
        )
        if found is None or string is None or (found[1] is None and part.start < 0):
            raise ReadError(
                "{name}: line {line}: this is no gettext PO; correct it (msgfmt --check), or save its text as .txt",
                name=name,
                line=number,
            )
        if found[1]:
            if found[1] in ("msgctxt", "msgid") and entry.forms:
                yield entry
                entry = _Entry()
            part = _Part(start=found.end())
            if found[1].startswith("msgstr"):
                entry.forms[int(found[2] or 0)] = part
            else:
                entry.fields[found[1]] = part
        part.text += _unescaped(string[1])
        part.end = string.start() + len(string.group().rstrip())
    if entry.forms:
        yield entry


def _said(file: TextFile, header: _Entry | None) -> tuple[str, Edit | None]:
    """The language that the header names, and the edit that names another one, NUL."""
    if header is None or 0 not in header.forms:
        return "", None
    part = header.forms[0]
    raw = file.text[part.start : part.end]
    found = _LANGUAGE.search(raw)
    if found is None:
        return "", None
    return found[2], (part.start + found.start(2), part.start + found.end(2), "\0" if found[1][-1] == " " else " \0")


def _unescaped(raw: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 16) if match[1] else int(match[2], 8))
        return _LETTERS.get(match[3], match[3])

    return _ESCAPE.sub(one, raw) if "\\" in raw else raw


def _written(text: str, *, newline: str) -> str:
    """A string as gettext's programs write it: a line a line of the text, and lines of 79 characters at most."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True) or [""]:
        escaped = "".join(_SPECIAL.get(c, c) for c in line)
        lines += _wrapped(escaped)
    if len(lines) == 1 and len(lines[0]) + len('msgstr ""') <= _WIDTH:
        return f'"{lines[0]}"'
    return newline.join(['""', *(f'"{line}"' for line in lines)])


def _wrapped(text: str) -> list[str]:
    """The text in lines that end behind a space."""
    made = [""]
    for word in re.findall(r"[^ ]*+ *+", text):
        if made[-1] and len(made[-1]) + len(word.rstrip()) > _WIDTH - 2:
            made.append("")
        made[-1] += word
    return made
