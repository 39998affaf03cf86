"""Months and days of the week."""

from __future__ import annotations

import re
from collections.abc import Callable

from aligner.checks.pair import Check, Hit, Hits, Pair, Span
from models.text.numberwords import may_name_month, month_of


def dates_differ(pair: Pair) -> Hits:
    """A month or a day of the week that became another one."""
    for names in (months_in, weekdays_in):
        left = names(pair.source, pair.source_language)
        if not left:
            continue
        right = names(pair.target, pair.target_language)
        everywhere = {month_of(word) for word in re.findall(r"\b(?:May|March)\b", pair.target)}
        lost = [item for item in left if item[0] not in {other[0] for other in right} | everywhere]
        new = [item for item in right if item[0] not in {other[0] for other in left}]
        for one, two in zip(lost, new, strict=False):
            yield Hit({"source": pair.source[slice(*one[1])], "target": pair.target[slice(*two[1])]}, one[1], two[1])


def months_in(text: str, language: str) -> list[tuple[int, Span]]:
    """Months named in a text; English ones only when capitalised, and May and March only beside a number."""
    made: list[tuple[int, Span]] = []
    if not may_name_month(text):
        return made
    for match in re.finditer(r"[^\W\d_]+", text):
        month = month_of(match[0])
        if not month:
            continue
        if language == "en" and match[0].lower() in ("may", "march", "mar"):
            beside = text[max(0, match.start() - 4) : match.start()] + text[match.end() : match.end() + 5]
            if not match[0][0].isupper() or not re.search(r"\d", beside):
                continue
        made.append((month, match.span()))
    return made


def weekdays_in(text: str, language: str) -> list[tuple[int, Span]]:
    """Days of the week named in a text."""
    table = _WEEKDAYS.get(language)
    if not table or not any(stem in text.casefold() for stem in table[2]):
        return []
    return [(day, match.span()) for match in table[0].finditer(text) for day in [table[1](match[0])]]


_EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RU_DAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_WEEKDAYS: dict[str, tuple[re.Pattern[str], Callable[[str], int], tuple[str, ...]]] = {
    "en": (
        re.compile(rf"\b(?:{'|'.join(_EN_DAYS)})s?\b", re.IGNORECASE),
        lambda word: _EN_DAYS.index(word.lower().rstrip("s")),
        _EN_DAYS,
    ),
    # «среда» is an environment too, so only «в среду» is taken for a Wednesday.
    "ru": (
        re.compile(
            r"\b(?:понедельник\w{0,2}|вторник\w{0,2}|в сред[уы]|четверг\w{0,2}|пятниц\w{1,2}|"
            r"суббот\w{1,2}|воскресень[ея]\w?)\b",
            re.IGNORECASE,
        ),
        lambda word: next(n for n, stem in enumerate(_RU_DAYS) if word.lower().removeprefix("в ").startswith(stem)),
        _RU_DAYS,
    ),
}

CHECK = Check(
    "dates-differ",
    "error",
    "Dates",
    "Date differs: «{source}» became «{target}»",
    dates_differ,
)
