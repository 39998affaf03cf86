"""Markup: tags in the texts, and inline codes beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from aligner.checks.pair import Check, Hit, Hits, Pair, Span
from aligner.checks.verbatim import Found, address, compared
from aligner.core.code import Code

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,60})((?:\s[^<>]{0,200})?)>|<(/?)([A-Za-z][A-Za-z0-9:-]{0,60})/>")
_ATTRIBUTE = re.compile(r"([\w:@.-]{1,60})(?:\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
#: So many codes of a pair are compared with each other.
_COMPARED = 100
#: Elements of HTML without content: a stroke at their end says nothing.
_VOID = frozenset(("br", "hr", "img", "input", "wbr", "meta", "link", "area", "col", "source", "embed", "track"))
#: Attributes whose values are translated.
_TRANSLATED = frozenset(("title", "alt", "placeholder", "aria-label", "content", "summary", "label", "lang", "value"))


def tags_differ(pair: Pair) -> Hits:
    """Markup: the same tags and inline codes as often on both sides, and with the same content."""
    yield from compared(pair, ("<",), lambda text: list(_tags(text)))
    yield from _codes_differ(*codes(pair), (pair.source, pair.target))


def tags_misplaced(pair: Pair) -> Hits:
    """A tag or code whose place in the markup is another than in the source: around nothing, across another."""
    if "</" in pair.target and not crossed(pair.source) and (span := crossed(pair.target)):
        yield Hit({"text": pair.target[slice(*span)], "kind": "crossed"}, target_span=span)
    source, target = codes(pair)
    if not source or not target:
        return
    ours, theirs = first(source), first(target)
    known = [key for key in ours if key in theirs]
    for key in known:
        one, two = ours[key], theirs[key]
        name = {"text": named(two, pair.target)}
        if _said(one, pair.source) and not _said(two, pair.target):
            yield Hit(name | {"kind": "empty"}, _span(one), _span(two))
        elif _said(two, pair.target) and not _said(one, pair.source):
            yield Hit(name | {"kind": "full"}, _span(one), _span(two))
        elif two.alone and _inside_word(pair.target, two.start) and not _inside_word(pair.source, one.start):
            yield Hit(name | {"kind": "word"}, _span(one), _span(two))
    for a, b in combinations(known[:_COMPARED], 2):
        before, after = _relation(ours[a], ours[b]), _relation(theirs[a], theirs[b])
        if after == "across" != before:
            yield Hit({"text": named(theirs[b], pair.target), "kind": "crossed"}, _span(ours[b]), _span(theirs[b]))
        elif before in ("in", "around") and after in ("apart", "in", "around") and before != after:
            inner = a if before == "in" else b
            span = _span(theirs[inner])
            yield Hit({"text": named(theirs[inner], pair.target), "kind": "outside"}, _span(ours[inner]), span)


def codes(pair: Pair) -> tuple[Sequence[Code], Sequence[Code]]:
    """The codes of both sides; none where two documents were aligned, each of which has its own."""
    unit = pair.unit
    return ((), ()) if unit.origin == "aligner" else (unit.source_codes, unit.target_codes)


def first(codes: Sequence[Code]) -> dict[int, Code]:
    """The first piece of every code."""
    made: dict[int, Code] = {}
    for code in codes:
        made.setdefault(code.id, code)
    return made


def named(code: Code, text: str) -> str:
    """A code as a message names it: its markup, what it reads as, or its kind and text."""
    said = text[code.start : code.end].strip()
    mark = code.data[0].strip() or code.equiv.strip() or ("" if said and code.kind == "other" else code.kind)
    return f"{mark} «{said}»".strip() if said and said != mark else mark


def _codes_differ(source: Sequence[Code], target: Sequence[Code], texts: tuple[str, str]) -> Hits:
    if not source and not target:
        return
    for mine, other, text, side in ((source, target, texts[0], "target"), (target, source, texts[1], "source")):
        ours, theirs = _counts(mine), _counts(other)
        for key, code in first(mine).items():
            for _ in range(ours[key] - theirs[key]):
                values = {"text": named(code, text), "side": side}
                yield Hit(values, _span(code)) if side == "target" else Hit(values, None, _span(code))
    there = first(target)
    for key, code in first(source).items():
        if key in there and _changed(code, there[key]):
            values = {"text": named(code, texts[0]), "now": named(there[key], texts[1]), "side": "changed"}
            yield Hit(values, _span(code), _span(there[key]))


def _counts(codes: Sequence[Code]) -> Counter[int]:
    """How often each code begins; once where a text has only further pieces of it."""
    counts = Counter(code.id for code in codes if code.opens)
    return counts | Counter({code.id: 1 for code in codes})


def _changed(one: Code, two: Code) -> bool:
    """Is a code of the target another thing than the source's?"""
    if one.kind != two.kind and "other" not in (one.kind, two.kind):
        return True
    pairs = ((one.data[0], two.data[0]), (one.data[1], two.data[1]), (one.equiv, two.equiv))
    return any(a and b and _markup(a) != _markup(b) for a, b in pairs)


def _markup(text: str) -> str:
    """Native markup as it is compared."""
    match = _TAG.fullmatch(text.strip())
    return _key(match) if match else " ".join(text.split())


def _tags(text: str) -> Iterator[Found]:
    for match in _TAG.finditer(text):
        yield _key(match), " ".join(match[0].split()), match.span()


def _key(match: re.Match[str]) -> str:
    """A tag as it is compared: however it is spaced and quoted, and whatever the order of its attributes."""
    name = (match[2] or match[5]).lower()
    rest = (match[3] or "").rstrip()
    empty = match[5] is not None or rest.endswith("/")
    made = []
    for attribute in _ATTRIBUTE.finditer(rest):
        key, value = attribute[1].lower(), attribute[2] or attribute[3] or (attribute[4] or "").rstrip("/")
        made.append(f" {key}" if key in _TRANSLATED else f" {key}={address(value) if key == 'href' else value}")
    slash = "/" if empty and name not in _VOID else ""
    return f"<{match[1] or match[4] or ''}{name}{''.join(sorted(made))}{slash}>"


def crossed(text: str) -> Span | None:
    """The first end tag in a text that closes another element than the last one opened; None where all nests."""
    opened: list[str] = []
    for match in _TAG.finditer(text):
        name = (match[2] or match[5]).lower()
        if match[5] is not None or (match[3] or "").rstrip().endswith("/") or name in _VOID:
            continue
        if not match[1]:
            opened.append(name)
        elif name in opened:
            if opened.pop() != name:
                return match.span()
        else:
            return match.span()
    return None


def _span(code: Code) -> Span:
    return code.start, code.end


def _said(code: Code, text: str) -> bool:
    return any(map(str.isalnum, text[code.start : code.end]))


def _inside_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalpha() and text[at : at + 1].isalpha()


def _relation(one: Code, two: Code) -> str:
    """How a code lies to another: ``in`` it, ``around`` it, ``across`` its border, ``apart``, or ``same``."""
    if (one.start, one.end) == (two.start, two.end):
        return "same"
    if one.alone or two.alone:
        inner, outer = (one, two) if one.alone else (two, one)
        if outer.start < inner.start < outer.end:
            return "in" if inner is one else "around"
        return "same" if inner.start in (outer.start, outer.end) else "apart"
    if one.end <= two.start or two.end <= one.start:
        return "apart"
    if two.start <= one.start and one.end <= two.end:
        return "in"
    return "around" if one.start <= two.start and two.end <= one.end else "across"


TAGS = Check(
    "tags-differ",
    "error",
    "Tags",
    {
        "target": "Tag is not in the translation: {text}",
        "source": "Tag is not in the source: {text}",
        "changed": "Tag {text} became {now}",
    },
    tags_differ,
    by="side",
)
MISPLACED = Check(
    "tags-misplaced",
    "warning",
    "Places of tags",
    {
        "empty": "Tag {text} is around nothing in the translation",
        "full": "Tag {text} is around text only in the translation",
        "word": "Tag {text} is inside a word",
        "crossed": "Tag {text} crosses another one",
        "outside": "Tag {text} has left the tag that it is in",
    },
    tags_misplaced,
    by="kind",
)
