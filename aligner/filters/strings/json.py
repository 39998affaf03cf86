"""JSON string files (i18next, Chrome's ``messages.json``, ARB …): values are read, keys and all else stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from aligner.core.serial import FORMAT
from aligner.errors import ReadError
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.strings import Value, edited, parsed, shown_values
from aligner.filters.textfile import Edit, TextFile, opened

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)
#: Keys by which a file says its language.
_LANGUAGE = frozenset(("@@locale", "locale", "lang", "language"))
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")


@dataclass(slots=True)
class _Level:
    """An object or list that is open: the key that is being read, and the values found, of which some may go."""

    is_object: bool
    key: str = ""
    at_key: bool = False
    keys: set[str] = field(default_factory=set)
    #: The place of the first of ``description`` among the values, and how many there are.
    remarks: list[int] = field(default_factory=list)


def read(source: Source) -> Parsed:
    """The strings that people see."""
    file, values, languages = _walked(source)
    return parsed(file, values, language=languages[0][2] if languages else "")


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The file with these contents; where it says its language, it says the new one."""
    file, values, languages = _walked(source)
    more = [(start, end, f'"{language}"') for start, end, _ in languages]
    return edited(file, source.data, values, contents, more)


def _walked(source: Source) -> tuple[TextFile, list[Value], list[Edit]]:
    """The file, its values, and where it says its language, with what it says."""
    file = opened(source)
    try:
        whole = json.loads(file.text)
    except json.JSONDecodeError as error:
        raise ReadError(
            "{name}: line {line}: this is no JSON ({problem}); correct the file, or save its text as .txt",
            name=source.name,
            line=error.lineno,
            problem=error.msg,
        ) from error
    except (RecursionError, ValueError) as error:
        raise ReadError("{name}: the JSON is nested too deep or its numbers are too long", name=source.name) from error
    if isinstance(whole, dict) and whole.get("format") == FORMAT:
        raise ReadError(
            "{name}: {pairs} holds pairs, not a document; `tolmach convert`, `check` and `memory add` read it",
            name=source.name,
            pairs="JSON",
        )
    languages: list[Edit] = []
    values = list(_values(file.text, languages))
    return file, shown_values(values), languages


def _values(text: str, languages: list[Edit]) -> Iterator[Value]:
    """Every string value, but for remarks to translators: ``description`` beside ``message``, what ``@`` begins."""
    written = _Written(text.isascii())
    stack: list[_Level] = []
    found: list[Value] = []
    hidden = 0  # how many open levels say nothing that is shown
    for match in _TOKEN.finditer(text):
        token = match.group()
        level = stack[-1] if stack else None
        if token in "{[":
            if hidden or (level is not None and (level.key == "placeholders" or _is_remark(level))):
                hidden += 1
            stack.append(_Level(token == "{", at_key=token == "{"))
        elif token in "}]":
            closed = stack.pop()
            hidden -= bool(hidden)
            if "message" in closed.keys:
                for place in reversed(closed.remarks):
                    del found[place]
        elif token == ",":
            if level is not None:
                level.at_key = level.is_object
        elif token == ":":
            if level is not None:
                level.at_key = False
        elif level is not None and level.at_key:
            level.key = json.loads(token)
            level.keys.add(level.key)
        elif token.startswith('"') and not hidden:
            said = json.loads(token, strict=False)
            key = level.key if level is not None and level.is_object else ""
            if len(stack) == 1 and key in _LANGUAGE and _TAG.fullmatch(said):
                languages.append((match.start(), match.end(), said))
            elif not key.startswith("@"):
                if key == "description" and level is not None:
                    level.remarks.append(len(found))
                found.append(Value(match.start(), match.end(), said, written.slashed if r"\/" in token else written))
    yield from found


def _is_remark(level: _Level | None) -> bool:
    return level is not None and level.is_object and level.key.startswith("@")


@dataclass(frozen=True, slots=True)
class _Written:
    """A text as a JSON string; a file without any other character than ASCII keeps to that."""

    ascii: bool

    def __call__(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=self.ascii)

    def slashed(self, text: str) -> str:
        return self(text).replace("/", r"\/")
