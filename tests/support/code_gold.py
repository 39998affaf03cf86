"""The 300 pairs with inline codes of tests/data/codes.ru-en.txt, and how a result is compared with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aligner.carry.words import ARTICLES, words_of
from aligner.core.bitext import Link
from aligner.core.code import Code, CodeKind, Content

FILE = Path(__file__).parents[1] / "data" / "codes.ru-en.txt"
KINDS: dict[str, CodeKind] = {
    "b": "bold", "i": "italic", "u": "underline", "l": "link", "_": "sub", "^": "sup", "c": "code", "m": "image",
    "n": "note", "r": "break", "t": "tab", "f": "field", "p": "placeholder", "o": "other",
}  # fmt: skip
_MARK = re.compile(r"\{(\d)([a-z_^]?)(!?)(?:=((?:[^{}]|\{\w*\})*))?(/?)(:|\})|\}")


@dataclass(frozen=True)
class Pair:
    """A source with codes, the target that is given, and the target with codes that is right."""

    domain: str
    source: Content
    given: str
    right: Content


def pairs() -> list[Pair]:
    """All pairs of the file, in its order."""
    made: list[Pair] = []
    domain = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            domain = line[3:]
        elif line and not line.startswith("# "):
            ours, theirs = line.split(" || ")
            source = content(ours)
            known = {code.id: code for code in source.codes}
            right = content(re.sub(r"~[^{}]*\}", "}", theirs), known)
            given = content(re.sub(r"(\{\d:)[^{}~]*~", r"\1", theirs), known)
            made.append(Pair(domain, source, " ".join(given.text.split()), right))
    return made


def content(text: str, known: dict[int, Code] | None = None) -> Content:
    """A line of the file as text and codes; ``known`` are the source's, where a target leaves out what they are."""
    plain = ""
    codes: list[Code] = []
    stack: list[Code] = []
    at = 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[0] == "}":
            code = stack.pop()
            codes[codes.index(code)] = replace(code, end=len(plain))
            continue
        number = int(mark[1])
        place = len(plain)
        if known is not None:
            code = replace(known[number], start=place, end=place)
        else:
            code = Code(place, place, number, KINDS[mark[2]], mark[4] or "", keep=bool(mark[3]), breaks=bool(mark[5]))
        codes.append(code)
        if mark[6] == ":":
            stack.append(code)
    plain += text[at:]
    bare = plain.strip()
    lead = len(plain) - len(plain.lstrip())
    size = len(bare)
    codes = [replace(c, start=min(max(c.start - lead, 0), size), end=min(max(c.end - lead, 0), size)) for c in codes]
    return Content(bare, tuple(codes))


@dataclass
class Figures:
    """Counts over some pairs."""

    codes: int = 0
    exact: int = 0
    near: int = 0  # exact but for an article at the edge
    lost: int = 0
    doubled: int = 0
    function: int = 0  # spans of a content word that lie on function words alone, and should not
    spans: int = 0
    texts: int = 0  # pairs whose text is not as it should be, spaces included
    wrong: list[str] = field(default_factory=list)


def compare(pair: Pair, made: Content, figures: Figures, languages: tuple[str, str]) -> Counter[str]:
    """Add a result to the figures; returns the wrong codes by their kind."""
    wrong: Counter[str] = Counter()
    count = Counter(code.id for code in made.codes)
    figures.texts += made.text != pair.right.text
    for code in pair.right.codes:
        figures.codes += 1
        figures.lost += count[code.id] == 0
        figures.doubled += count[code.id] > 1
        found = next((one for one in made.codes if one.id == code.id), None)
        exact = found is not None and _span(made.text, found) == _span(pair.right.text, code)
        near = found is not None and _span(made.text, _bare(made.text, found)) == _span(
            pair.right.text, _bare(pair.right.text, code)
        )
        figures.exact += exact
        figures.near += exact or near
        if not (exact or near):
            wrong[code.kind] += 1
            figures.wrong.append(f"{shown(pair.source)} || {shown(made)} || {shown(pair.right)} [{code.id}]")
        source = next(one for one in pair.source.codes if one.id == code.id)
        if not source.alone:
            figures.spans += 1
            if found is not None and _functions(pair.source.text, source, languages[0]) is False:
                lone = _functions(made.text, found, languages[1])
                figures.function += bool(lone and not _functions(pair.right.text, code, languages[1]))
    return wrong


def _span(text: str, code: Code) -> tuple[int, int]:
    """A place as letters and marks before it, so that one space more or less does not move it."""
    return len("".join(text[: code.start].split())), len("".join(text[: code.end].split()))


def _bare(text: str, code: Code) -> Code:
    """A span without an article at its beginning."""
    said = text[code.start : code.end]
    word = said.split(" ")[0]
    if word.lower() in ARTICLES and " " in said:
        return replace(code, start=code.start + len(word) + 1)
    return code


def _functions(text: str, code: Code, language: str) -> bool | None:
    words = words_of(text, language)
    inside = words.within(code.start, code.end) if not code.alone else range(0)
    return all(words.function[at] for at in inside) if inside else None


def shown(content: Content) -> str:
    """A content as the file writes it, without kinds."""
    from aligner.filters.nesting import events

    made = ""
    for event in events(content):
        if event[0] == "text":
            made += event[1]
        else:
            made += {"open": f"{{{event[1].id}:", "close": "}", "alone": f"{{{event[1].id}}}"}[event[0]]
    return made


def halves(all_pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """For tuning, for the score: every other pair."""
    return list(all_pairs[0::2]), list(all_pairs[1::2])


Linker = Callable[[Sequence[tuple[str, str]]], list[tuple[Link, ...]]]
