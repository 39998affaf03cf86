"""The front matter of a Markdown document (YAML, TOML): which of its strings are read, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.repair.words import words

#: Keys whose strings are shown to readers.
KEYS = words(
    "title subtitle description summary excerpt abstract lead intro headline caption alt label linktitle menutitle "
    "menu_title nav_title sidebar_label short_title shorttitle seo_title seotitle meta_description og_title "
    "og_description tagline text details"
)
_LONGEST, _WIDEST = 500, 2_000
_YAML = re.compile(r"([ \t]*(?:-[ \t]+)?)([\w-]+|\"[\w -]+\"|'[\w -]+'):[ \t]+(.*?)[ \t]*$")
_TOML = re.compile(r"([ \t]*)([\w-]+)[ \t]*=[ \t]*(.*?)[ \t]*$")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_COMMENT = re.compile(r"[ \t]+#.*$")
_BLOCK = re.compile(r"[|>][+-]?\d?$")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
#: A plain scalar of YAML may not begin with these, nor hold these.
_NOT_PLAIN = re.compile(
    r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|:(?:\s|$)|\s#|\s$|^(?:true|false|yes|no|on|off|null|~)$|^[\d.+-]", re.IGNORECASE
)


@dataclass(eq=False, slots=True)
class Value:
    """A string at ``[first, last)``, with its quotation marks; ``style`` is ``"``, ``'``, empty, ``|`` of a block."""

    name: str
    text: str
    first: int
    last: int
    style: str
    indent: str = ""
    newline: str = "\n"
    toml: bool = False

    def written(self, text: str) -> str:
        """The string in its style, or in quotation marks where it cannot go without."""
        text = " ".join(text.split())
        if self.style == "|":
            return text
        if self.style == "'" and not (self.toml and "'" in text):
            return "'" + text.replace("'", "''") + "'"
        if not self.style and not _NOT_PLAIN.search(text):
            return text
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def front_matter(text: str, lines: list[str], starts: list[int]) -> tuple[list[Value], int]:
    """The strings that are read, and how many lines the front matter has; 0 where there is none."""
    mark = lines[0].rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return [], 0
    ends = ("---", "...") if mark == "---" else ("+++",)
    for number in range(1, min(len(lines), _LONGEST)):
        if lines[number].rstrip() in ends:
            return _values(text, lines[:number], starts, mark == "+++"), number + 1
    return [], 0


def _values(text: str, lines: list[str], starts: list[int], toml: bool) -> list[Value]:
    found: list[Value] = []
    number = 0
    while (number := number + 1) < len(lines):
        line = lines[number]
        match = (_TOML if toml else _YAML).match(line) if len(line) < _WIDEST else None
        if match is None or match[2].strip("\"'").lower().replace("-", "_") not in KEYS:
            continue
        name, raw, begin = match[2].strip("\"'").lower(), match[3], match.start(3)
        first = starts[number] + begin
        if not toml and _BLOCK.fullmatch(_COMMENT.sub("", raw)):
            number = _block(text, lines, starts, number, len(match[1]), name, found)
            continue
        if not toml and raw and raw[0] not in "[{&*!|>":
            number, raw = _gone_on(text, lines, starts, number, len(match[1]), begin)
        quoted = _QUOTED.match(raw)
        if quoted is not None and raw[:3] not in ('"""', "'''"):
            said = _unescaped(quoted[1]) if quoted[1] is not None else quoted[2].replace("''", "" if toml else "'")
            found.append(Value(name, " ".join(said.split()), first, first + quoted.end(), raw[0], toml=toml))
        elif not toml and raw and not _NOT_PLAIN.search(_COMMENT.sub("", raw)):
            plain = _COMMENT.sub("", raw)
            found.append(Value(name, " ".join(plain.split()), first, first + len(plain), ""))
    return [value for value in found if any(c.isalpha() for c in value.text)]


def _goes_on(line: str, indent: int) -> bool:
    blanks = len(line) - len(line.lstrip())
    return bool(line.strip()) and blanks > indent and not _YAML.match(line) and not line.lstrip().startswith(("-", "#"))


def _gone_on(text: str, lines: list[str], starts: list[int], number: int, indent: int, begin: int) -> tuple[int, str]:
    """A string that goes on over the next lines, which are written back as one: the last line's number, all of it."""
    first = last = number
    quote = lines[number][begin]
    if quote in "\"'":
        ended = _QUOTED.match(text, starts[number] + begin, starts[len(lines) - 1] + len(lines[-1]))
        end = ended.end() if ended else 0
        while last + 1 < len(lines) and starts[last + 1] < end:
            last += 1
    else:
        while last + 1 < len(lines) and _goes_on(lines[last + 1], indent):
            last += 1
    end = starts[last] + len(_COMMENT.sub("", lines[last]).rstrip())
    return last, text[starts[first] + begin : end]


def _block(
    text: str, lines: list[str], starts: list[int], number: int, indent: int, name: str, found: list[Value]
) -> int:
    """A block scalar; it is written back on one line. The number of its last line."""
    last = number
    while last + 1 < len(lines) and (
        not lines[last + 1].strip() or len(lines[last + 1]) - len(lines[last + 1].lstrip()) > indent
    ):
        last += 1
    inside = [n for n in range(number + 1, last + 1) if lines[n].strip()]
    if inside:
        first = starts[inside[0]] + len(lines[inside[0]]) - len(lines[inside[0]].lstrip())
        end = starts[inside[-1]] + len(lines[inside[-1]].rstrip())
        found.append(Value(name, " ".join(text[first:end].split()), first, end, "|"))
    return last


def _unescaped(raw: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        return chr(int(code, 16)) if code and int(code, 16) < 0x110000 else _ESCAPES.get(match[4] or "", match[4] or "")

    return _ESCAPE.sub(one, raw)
