"""Cut a long sentence where it breathes, and join the translated parts again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

#: Places to cut after, best first: ends of sentences, semicolons, dashes and colons, commas, then any space.
_CUTS = (
    re.compile(r"(?<![.!?…])[.!?…]++[»\"”)]*+\s++"),
    re.compile(r";\s+"),
    re.compile(r"(?:\s[—–-]|:)\s+"),
    re.compile(r",\s+"),
    re.compile(r"\s+"),
)


#: «(Смеётся) Кто там?» and «Кто там? (Смеётся.)»: a remark of three letters and more, apart from whole sentences.
_FIRST_REMARK = re.compile(
    r"\s{0,9}[(\[](?=[^()\[\]\n]{0,200}[^\W\d_]{3})[^()\[\]\n]{3,200}[)\]]\s{1,9}(?=[«\"—–-]?\s?[A-ZА-ЯЁ])"
)
_LAST_REMARK = re.compile(r"[.!?…]\s{1,9}([(\[][A-ZА-ЯЁ][^()\[\]\n]{3,200}[)\]])\s{0,9}$")


def clauses(text: str, most: int, measure: Callable[[str], int]) -> list[str]:
    """Cut a text into parts of at most ``most`` pieces where its marks and spaces allow; joined they are the text.

    The cut taken is the best mark there is, and of those the one nearest the middle.
    """
    if measure(text) <= most:
        return [text]
    for pattern in _CUTS:
        # A part of less than a tenth is no clause; cutting it off would only cost context.
        places = [m.end() for m in pattern.finditer(text) if len(text) / 10 < m.end() < len(text) * 9 / 10]
        if places:
            at = min(places, key=lambda place: abs(place - len(text) / 2))
            return clauses(text[:at], most, measure) + clauses(text[at:], most, measure)
    if len(text) < 2:
        return [text]
    at = len(text) // 2
    return clauses(text[:at], most, measure) + clauses(text[at:], most, measure)


def cuts(text: str, labels: Sequence[str], blanks: Sequence[str] = ()) -> list[int]:
    """Where a line holds several utterances: at letters of a list, around a remark in brackets, at blanks of a form.

    ``labels`` are the texts that begin an item («а)» or what stands for it), ``blanks`` those to be filled in (____). A
    line that ends as a sentence does is not cut at blanks.
    """
    found: set[int] = set()
    if len(labels) > 1:
        for label in labels:
            at = text.find(label)
            if at == 0 or (at > 0 and text[:at].rstrip()[-1:] in (":", ";", ",", ".")):
                # The model sees the item without its letter, which would take the place of a word.
                found |= {at, at + len(label)}
    if text.rstrip()[-1:] not in (".", "!", "?", "…"):
        for blank in blanks:
            at = text.find(blank)
            found |= {at, at + len(blank)}
    found -= {0, len(text)}
    if first := _FIRST_REMARK.match(text):
        found.add(first.end())
    if last := _LAST_REMARK.search(text):
        found.add(last.start(1))
    return sorted(found)


def join(sources: list[str], outputs: list[str]) -> str:
    """One text from translated clauses: no full stop or capital where the source has none."""
    joined = ""
    for number, (source, output) in enumerate(zip(sources, outputs, strict=True)):
        part = output.strip()
        if not part:
            continue
        if number and _starts_small(source) and not re.match(r"I\b|[A-Z]\w*[A-Z]|[A-Z]\.", part):
            part = part[0].lower() + part[1:]
        if number + 1 < len(sources):
            part = _closed_like(source, part)
        joined += part if not joined else f" {part}"
    return joined


def _starts_small(source: str) -> bool:
    """Whether the first letter of a clause is a small one."""
    first = next((c for c in source if c.isalpha()), "")
    return first.islower()


def _closed_like(source: str, part: str) -> str:
    """A clause's translation with the mark at its end that the source clause has."""
    mark = re.search(r"([.!?…,;:]|\s[—–-])[»\"”)]*\s*$", source)
    bare = part.rstrip(" .,;:—–-") if not re.search(r"[.!?…][»\"”)]*\s*$", source) else part
    if mark is None:
        return bare
    sign = mark[1].strip()
    if part.endswith(sign):
        return part
    return f"{bare} {sign}" if sign in "—–-" else f"{bare}{sign}"
