"""Java .properties: values are read; keys, comments, blanks and what the escapes of a file look like stay."""

from __future__ import annotations

import re
from collections.abc import Callable

from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.strings import Value, edited, parsed, shown_values
from aligner.filters.textfile import TextFile, opened

#: A line: blanks, a comment, or a key with its separator and value, whose line ends behind a backslash go on.
#: (java.util.Properties.load)
_LINE = re.compile(
    r"[ \t\f]*+(?:[#!][^\r\n]*+|((?:[^\\\s:=]|\\(?s:.))*+)[ \t\f]*+[:=]?[ \t\f]*+((?:[^\\\r\n]|\\(?:\r\n|(?s:.)|$))*+))"
    r"(?:\r\n|\r|\n|$)"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(?:\r\n|\r|\n)[ \t\f]*|(.)|$)", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SPECIAL = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
#: Values with arguments go through MessageFormat, where an apostrophe is written twice.
_ARGUMENT = re.compile(r"\{\d")


def read(source: Source) -> Parsed:
    """The values that people see."""
    file = opened(source)
    return parsed(file, _values(file))


def write(source: Source, contents: Contents, language: str) -> bytes:  # noqa: ARG001
    """The file with these contents; one in ASCII stays so, by its escapes."""
    file = opened(source)
    return edited(file, source.data, _values(file), contents)


def _values(file: TextFile) -> list[Value]:
    text, found, at = file.text, [], 0
    plain = text.isascii()
    while at < len(text):
        line = _LINE.match(text, at)
        if line is None:  # pragma: no cover - every text is one
            break
        if line[1] is not None and line[2]:
            said = _unescaped(line[2])
            message = _ARGUMENT.search(said) is not None
            said = said.replace("''", "'") if message else said
            found.append(Value(line.start(2), line.end(2), said, _writer(plain, message), mnemonic=True))
        at = max(line.end(), at + 1)
    return shown_values(found)


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw

    def one(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else _LETTERS.get(match[2] or "", match[2] or "")

    # Characters beyond the first plane are written as two surrogates.
    return _ESCAPE.sub(one, raw).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _writer(plain: bool, message: bool) -> Callable[[str], str]:
    def written(text: str) -> str:
        text = text.replace("'", "''") if message else text
        text = "".join(_SPECIAL.get(c, c) for c in text)
        if text[:1] == " ":
            text = "\\" + text
        if not plain:
            return text
        units = text.encode("utf-16-be", "surrogatepass")
        pairs = (units[n] * 256 + units[n + 1] for n in range(0, len(units), 2))
        return "".join(chr(unit) if unit < 0x80 else f"\\u{unit:04x}" for unit in pairs)

    return written
