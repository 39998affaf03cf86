"""A translation taken from a sentence that differs in numbers alone: its numbers are put right.

The one place where the memory changes a translation. It does so only where every number that differs stands once in
the old translation, and no word has to change with it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aligner.core.unit import Unit
from aligner.memory.match import Sought

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\w])|(?<![^\W\d_])\d+(?:[.,]\d+)*")
_RANK = re.compile(r"(?:st|nd|rd|th)\b")
_WORD_AFTER = re.compile(r"[ \u00a0\u202f-]?[^\W\d_]")
_GROUP = re.compile(r"[ \u00a0\u202f]")


def put_right(unit: Unit, source: str) -> Unit | None:
    """The unit with this source and the numbers of its target put right; None where that cannot be done for sure."""
    if not Sought(source).differs_in_figures(unit.source):
        return None
    old, new = list(_NUMBER.finditer(unit.source)), list(_NUMBER.finditer(source))
    if len(old) != len(new):
        return None
    target = list(_NUMBER.finditer(unit.target))
    languages = unit.source_language.split("-")[0].lower(), unit.target_language.split("-")[0].lower()
    edits: dict[int, str] = {}
    for before, after in zip(old, new, strict=True):
        if before[0] == after[0]:
            continue
        there = [
            n for n, match in enumerate(target) if _value(match[0], languages[1]) == _value(before[0], languages[0])
        ]
        if len(there) != 1 or sum(match[0] == before[0] for match in old) != 1 or there[0] in edits:
            return None
        match = target[there[0]]
        said = _written(after[0], match[0], languages)
        other_form = _plural(before[0], languages[1]) != _plural(after[0], languages[1])
        if said is None or (other_form and _WORD_AFTER.match(unit.target, match.end())):
            return None
        rank = _RANK.match(unit.target, match.end()) if languages[1] == "en" else None
        if rank is not None and _rank(after[0]) != rank[0]:
            return None
        edits[there[0]] = said
    made, at = [], 0
    for n, match in enumerate(target):
        if n in edits:
            made += [unit.target[at : match.start()], edits[n]]
            at = match.end()
    text = "".join([*made, unit.target[at:]])
    return replace(unit, source=source, target=text, source_codes=(), target_codes=())


def _value(token: str, language: str) -> float | None:
    """What a number means in a language that writes 1 234,5 (Russian), or 1,234.5 (English)."""
    plain = _GROUP.sub("", token)
    point, group = (",", ".") if language != "en" else (".", ",")
    parts = plain.replace(group, "" if _grouped(plain, group) else group).split(point)
    if len(parts) > 2 or not all(part.isdecimal() for part in parts):
        return None
    return float(".".join(parts))


def _grouped(token: str, group: str) -> bool:
    first, *others = token.split(group)
    return bool(others) and len(first) <= 3 and all(len(part.split(".")[0].split(",")[0]) == 3 for part in others)


def _written(token: str, like: str, languages: tuple[str, str]) -> str | None:
    """A number of the source as the target writes numbers, with groups if the one it replaces has them."""
    value = _value(token, languages[0])
    if value is None:
        return None
    plain = _GROUP.sub("", token)
    if languages[0] == "en":
        plain = plain.replace(",", "")
    whole, _, part = plain.replace(",", ".").partition(".")
    point, group = (".", ",") if languages[1] == "en" else (",", "\u00a0")
    groups = bool(_GROUP.search(token) or (languages[0] == "en" and "," in token))
    if groups or (len(whole) > 3 and (_GROUP.search(like) or (languages[1] == "en" and "," in like))):
        whole = f"{int(whole):,}".replace(",", group)
    return whole + (point + part if part else "")


def _plural(token: str, language: str) -> int:
    """Which form of a noun a number asks for."""
    plain = _GROUP.sub("", token)
    if not plain.isdecimal():
        return 2
    value = int(plain)
    if language != "ru":
        return int(value != 1)
    if value % 10 == 1 and value % 100 != 11:
        return 0
    return 1 if value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14) else 2


def _rank(token: str) -> str:
    value = int(re.sub(r"\D", "", token))
    return "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
