"""Names that got lost, whatever their romanisation."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from aligner.checks.pair import LATIN_LANGUAGES, Check, Hit, Hits, Pair
from models.text.morphology import parses
from models.text.romanise import romanised

#: Texts longer than this are no sentences.
LONG = 10_000
_LATIN_WORD = re.compile(r"(?<![\w@./-])[A-Z][A-Za-z]{2,}(?![\w@/]|\.\w)")
_NAME = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?")
#: Spellings that differ by custom only, brought to one.
_CUSTOM = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("tsch", "c"), ("zh", "j"), ("kh", "h"), ("sh", "s"), ("ch", "c"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("dzh", "j"), ("dj", "j"), ("q", "k"), ("w", "v"), ("ts", "c"),
    ("tz", "c"), ("z", "s"), ("g", "h"), ("k", "c"), ("j", "s"),
)  # fmt: skip


def names_lost(pair: Pair) -> Hits:
    """A person's name, or a name in Latin letters, that the translation does not seem to have."""
    target = pair.target.casefold()
    for match in _LATIN_WORD.finditer(pair.source):
        if match[0].casefold() not in target and not re.fullmatch("[IVXLC]+", match[0]):
            yield Hit({"name": match[0]}, source_span=match.span())
    # Every name is compared with every word: in a text as long as a chapter that says nothing and takes minutes.
    if pair.source_language != "ru" or pair.target_language not in LATIN_LANGUAGES or len(pair.source) > LONG:
        return
    words: set[str] | None = None
    for match in _NAME.finditer(pair.source):
        lemma = person(match[0])
        if lemma is None or (match.start() == 0 and " " in pair.source and not sure(match[0])):
            continue
        if words is None:
            words = {skeleton(word) for word in re.findall(r"[^\W\d_]{2,40}", target[: 2 * LONG])}
        wanted = {skeleton(romanised(form)) for form in (lemma, match[0].lower())}
        if not wanted & words and not any(alike(one, word) for one in wanted for word in words):
            yield Hit({"name": match[0]}, source_span=match.span())


@lru_cache(maxsize=50_000)
def person(word: str) -> str | None:
    """The lemma of a surname, or None if the word is not surely one."""
    known = [p for p in parses(word) if p.is_known]
    best = known[0] if known else None
    if best is None or "Surn" not in best.tag or any("Geox" in p.tag or "Orgn" in p.tag for p in known):
        return None
    return str(best.normal_form)


def sure(word: str) -> bool:
    """Is a word at the beginning, where any word has a capital, a surname and nothing else?"""
    return all("Surn" in parse.tag for parse in parses(word) if parse.is_known)


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, with customs of spelling levelled."""
    for one, two in _CUSTOM:
        word = word.replace(one, two)
    word = re.sub(r"[aeiouyё'’-]+", "", word)
    return re.sub(r"(.)\1+", r"\1", word)


def alike(one: str, two: str) -> bool:
    """Could two skeletons be the same name?"""
    if not one or not two:
        return one == two
    if one == two or (min(len(one), len(two)) >= 3 and (one.startswith(two) or two.startswith(one))):
        return True
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= 0.66


CHECK = Check(
    "names-lost",
    "warning",
    "Names",
    "Name «{name}» is not in the translation",
    names_lost,
)
