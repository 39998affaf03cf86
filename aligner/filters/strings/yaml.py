"""YAML string files (Rails, Symfony, Hugo's i18n …): values are read, keys, anchors, comments and layout stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aligner.errors import ReadError
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.strings import Value, edited, parsed, shown_values
from aligner.filters.textfile import Edit, TextFile, opened

if TYPE_CHECKING:
    from yaml import ScalarEvent

#: A plain string may not begin so or read as something else than a string; nor may it hold these, those in a flow.
_NOT_PLAIN = re.compile(r"$|[\s\-?:,\[\]{}#&*!|>'\"%@`\d.+]|(?:true|false|yes|no|on|off|null|~|y|n)$", re.IGNORECASE)
_NOT_WITHIN = re.compile(r":(?:\s|$)|\s#")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_FLOW = frozenset(",[]{}")
#: What stands before a string in its span.
_PROPERTIES = re.compile(r"(?:[&!]\S{0,200}+\s{1,200}+){0,2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_STRING = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class _Level:
    """A mapping or sequence that is open."""

    is_mapping: bool
    at_key: bool


def read(source: Source) -> Parsed:
    """The strings that people see."""
    file, values, languages = _walked(source)
    return parsed(file, values, language=languages[0][2] if languages else "")


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The file with these contents; a single key at the top that is a language (``ru:``) becomes the new one."""
    file, values, languages = _walked(source)
    return edited(file, source.data, values, contents, [(start, end, language) for start, end, _ in languages])


def _walked(source: Source) -> tuple[TextFile, list[Value], list[Edit]]:
    import yaml

    file = opened(source)
    try:
        values, roots = _values(file.shown(file.text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ReadError(
            "{name}: line {line}: this is no YAML ({problem}); correct the file, or save its text as .txt",
            name=source.name,
            line=mark.line + 1 if mark else 1,
            problem=getattr(error, "problem", None) or str(error).split("\n", 1)[0],
        ) from error
    except RecursionError as error:
        raise ReadError("{name}: the YAML is nested too deep", name=source.name) from error
    languages = roots if len(roots) == 1 and _LANGUAGE.fullmatch(roots[0][2]) else []
    return file, shown_values(values), languages


def _values(text: str) -> tuple[list[Value], list[Edit]]:
    """The string values, and the keys at the top."""
    import yaml

    resolver = yaml.resolver.Resolver()
    values: list[Value] = []
    roots: list[Edit] = []
    stack: list[_Level] = []
    flow = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Level(is_mapping, is_mapping))
            flow += bool(event.flow_style)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            flow -= bool(flow)
            _done(stack)
        elif isinstance(event, yaml.AliasEvent):
            _done(stack)
        elif isinstance(event, yaml.ScalarEvent):
            is_key = bool(stack) and stack[-1].is_mapping and stack[-1].at_key
            first, last = (mark.index if mark else 0 for mark in (event.start_mark, event.end_mark))
            if is_key and len(stack) == 1:
                roots.append((first, last, event.value))
            elif not is_key and _is_string(event, resolver):
                values.append(_value(text, event, first, last, in_flow=flow > 0))
            _done(stack)
    return values, roots


def _done(stack: list[_Level]) -> None:
    """A node is over: after a key comes its value, after that a key."""
    if stack and stack[-1].is_mapping:
        stack[-1].at_key = not stack[-1].at_key


def _is_string(event: ScalarEvent, resolver: Any) -> bool:
    from yaml import ScalarNode

    if event.tag not in (None, "!", _STRING):
        return False
    return bool(event.style) or resolver.resolve(ScalarNode, event.value, (True, False)) == _STRING


def _value(text: str, event: ScalarEvent, first: int, last: int, *, in_flow: bool) -> Value:
    """A string in its style. Its span has no anchor and no tag; that of a block begins behind its header."""
    if properties := _PROPERTIES.match(text, first, last):
        first = properties.end()
    raw = text[first:last]
    if event.style in ("|", ">"):
        head = raw.index("\n") + 1 if "\n" in raw else len(raw)
        body = raw[head:].rstrip()
        lines = [line for line in body.split("\n") if line.strip()]
        indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" "))] if lines else "  "
        newline = "\r\n" if "\r\n" in raw else "\n"
        return Value(first + head, first + head + len(body), event.value, _block(indent, newline, event.style == ">"))
    return Value(first, first + len(raw.rstrip()), event.value, _scalar(event.style or "", in_flow))


def _block(indent: str, newline: str, folded: bool) -> Callable[[str], str]:
    """A block scalar's lines, indented; in a folded one an empty line stands for a line end."""

    def written(text: str) -> str:
        lines = text.strip("\n").replace("\n", "\n\n" if folded else "\n").split("\n")
        return newline.join(indent + line if line.strip() else "" for line in lines)

    return written


def _scalar(style: str, in_flow: bool) -> Callable[[str], str]:
    """A string in its quotation marks; a plain one gets some where it cannot go without."""

    def written(text: str) -> str:
        if style == "'" and not _CONTROL.search(text):
            return "'" + text.replace("'", "''") + "'"
        if style or text != text.strip() or _NOT_PLAIN.match(text) or _NOT_WITHIN.search(text) or _CONTROL.search(text):
            return _quoted(text)
        return _quoted(text) if in_flow and not _FLOW.isdisjoint(text) else text

    return written


def _quoted(text: str) -> str:
    """The text between double quotation marks: JSON's form, and what YAML does not take as it is escaped too."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
