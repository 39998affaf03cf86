"""Apple .strings: the values of ``"key" = "value";`` are read; keys and comments stay."""

from __future__ import annotations

import re

from aligner.errors import ReadError
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.strings import Value, edited, parsed, shown_values
from aligner.filters.textfile import TextFile, opened

_TOKEN = re.compile(
    r'/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|//[^\r\n]*+|"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\w.$/:-]++|[=;]|\s++|(?P<fault>.)',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:[Uu]([0-9A-Fa-f]{4})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def read(source: Source) -> Parsed:
    """The values that people see."""
    file, values = _walked(source)
    return parsed(file, values)


def write(source: Source, contents: Contents, language: str) -> bytes:  # noqa: ARG001
    """The file with these contents."""
    file, values = _walked(source)
    return edited(file, source.data, values, contents)


def _walked(source: Source) -> tuple[TextFile, list[Value]]:
    file = opened(source)
    found: list[Value] = []
    is_value = False
    for token in _TOKEN.finditer(file.text):
        raw = token.group()
        if token["fault"] or (raw[0] == '"' and (len(raw) == 1 or raw[-1] != '"')):
            raise ReadError(
                "{name}: line {line}: this is no Apple strings file; correct it, or save its text as .txt",
                name=source.name,
                line=file.text.count("\n", 0, token.start()) + 1,
            )
        if raw == "=":
            is_value = True
        elif raw == ";":
            is_value = False
        elif is_value and raw[0] == '"':
            found.append(Value(token.start(), token.end(), _unescaped(raw[1:-1]), _written))
    return file, shown_values(found)


def _unescaped(raw: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return chr(int(match[2], 8)) if match[2] else _LETTERS.get(match[3], match[3])

    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(one, raw).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _written(text: str) -> str:
    return '"' + "".join(_SPECIAL.get(c, c) for c in text) + '"'
