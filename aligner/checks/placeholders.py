"""Placeholders of programs, compared by what they mean, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.checks.pair import Check, Hits, Pair
from aligner.checks.verbatim import Found, compared

#: printf of C, Python, PHP and Apple (%s, %(name)s, %1$@, %lu); %% beside them; Qt (%1, %L1, %n); %name%; ERB, JSP and
#: PHP (<%= x %>, <?= x ?>); mustaches, shells, Ruby (#{x}, %{x}), ICU and .NET ({0:N2}); entities.
_PLACEHOLDER = re.compile(
    r"(?P<printf>%(?:\(\w{1,60}\)|\d{1,3}\$)?[-+#0]?\d{0,4}(?:\.\d{1,3})?(?:hh|h|ll|l|q|z|t|j|L)?[sdiufFeEgGxXocaAp@](?![^\W\d_]))"
    r"|(?P<percent>(?<!%)%%(?!%))"
    r"|(?P<qt>(?<![\w%])%(?:L?\d{1,2}|n)(?!\w))"
    r"|(?P<named>%[^\W\d]\w{1,63}%)"
    r"|(?P<code><[%?]=?[^<>%?]{1,200}[%?]>)"
    r"|(?P<double>\{\{[^{}]{1,200}\}\})"
    r"|(?P<brace>[$#%]?\{[\w.:,/%#'-]{0,64}\})"
    r"|(?P<entity>&(?:[a-z]{2,8}|#\d{2,6});)"
)
#: The beginning of an argument with a type: {count, plural, …}; {when, date, short}.
_TYPED = re.compile(
    r"\{\s{0,8}([\w.-]{1,60})\s{0,8},\s{0,8}"
    r"(plural|selectordinal|select|number|date|time|ordinal|spellout|duration|choice|list)\b"
)
_KEY = re.compile(r"(=\d{1,6}|[\w-]{1,40})\s{0,8}\{")
_VARIANTS = frozenset(("plural", "selectordinal", "select"))
_SPACES = re.compile(r"\s+")


def placeholders_differ(pair: Pair) -> Hits:
    """``{name}``, ``%s``, ``%1$@``, ``${x}``, ``<%= x %>``, ``&nbsp;``, arguments and variants of ICU messages."""
    yield from compared(pair, ("%", "{", "&", "<?"), lambda text: list(placeholders(text)))


#: Messages in messages are looked into so deep.
_DEEPEST = 4


def placeholders(text: str, depth: int = 0) -> Iterator[Found]:
    """The placeholders of a text.

    Of an ICU message its argument, the variants that are the same in every language (all of ``select``, ``other`` of
    ``plural``), and what is in any of its variants, once: how often depends on how many a language has.
    """
    at = 0
    for match in _TYPED.finditer(text) if "," in text and depth < _DEEPEST else ():
        if match.start() < at:
            continue
        if (end := closing(text, match.start())) is None:
            break
        yield from _simple(text, at, match.start())
        seen: set[str] = set()
        for key, said, span in _message(text, match, end, depth):
            if key not in seen:
                seen.add(key)
                yield key, said, span
        at = end
    yield from _simple(text, at, len(text))


def _message(text: str, match: re.Match[str], end: int, depth: int) -> Iterator[Found]:
    name, kind = match[1], match[2]
    yield f"{{{name}, {kind}}}", f"{{{name}, {kind}}}", match.span()
    if kind not in _VARIANTS:
        return
    at = match.end()
    while (key := _KEY.search(text, at, end)) is not None:
        last = closing(text, key.end() - 1)
        if last is None:
            return
        if kind == "select" or key[1] == "other":
            yield f"{name}:{key[1]}", f"{key[1]} {{…}}", key.span()
        start = key.end()
        for inner, said, (one, two) in placeholders(text[start : last - 1], depth + 1):
            yield inner, said, (start + one, start + two)
        at = last


def _simple(text: str, start: int, end: int) -> Iterator[Found]:
    matches = list(_PLACEHOLDER.finditer(text, start, end))
    # Only where texts are formatted does a doubled sign stand for one.
    formatted = any(match.lastgroup in ("printf", "qt") for match in matches)
    for match in matches:
        if match.lastgroup == "percent" and not formatted:
            continue
        key = _SPACES.sub("", match[0]) if match.lastgroup in ("double", "code") else match[0]
        yield key, match[0], match.span()


def closing(text: str, at: int) -> int | None:
    """Behind the brace that closes the one at ``at``; None where there is none."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place + 1
    return None


CHECK = Check(
    "placeholders-differ",
    "error",
    "Placeholders",
    {
        "target": "Placeholder is not in the translation: {text}",
        "source": "Placeholder is not in the source: {text}",
    },
    placeholders_differ,
    by="side",
)
