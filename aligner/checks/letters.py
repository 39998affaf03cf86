"""Alphabets and names: Cyrillic left in English, the number sign, names that got lost."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from aligner.checks.pair import Hit, Hits, Pair
from models.text.morphology import parses
from models.text.romanise import romanised
from models.text.scripts import CYRILLIC

#: Texts longer than this are no sentences.
LONG = 10_000
_CYRILLIC = re.compile(rf"[{CYRILLIC}]+(?:[\s-]+[{CYRILLIC}]+)*")
_LATIN_LANGUAGES = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs"))
_LATIN_WORD = re.compile(r"(?<![\w@./-])[A-Z][A-Za-z]{2,}(?![\w@/]|\.\w)")
_SYMBOL = re.compile(r"\b(?:[A-Z]{1,6}[/-])(?:[A-Z0-9]{1,12}[/.-]){0,8}[A-Z0-9]{0,12}\d[\w()./-]{0,24}\b")
_NAME = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?")
#: Spellings that differ by custom only, brought to one.
_CUSTOM = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("tsch", "c"), ("zh", "j"), ("kh", "h"), ("sh", "s"), ("ch", "c"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("dzh", "j"), ("dj", "j"), ("q", "k"), ("w", "v"), ("ts", "c"),
    ("tz", "c"), ("z", "s"), ("g", "h"), ("k", "c"), ("j", "s"),
)  # fmt: skip


def cyrillic_left(pair: Pair) -> Hits:
    """Cyrillic letters in a language that is not written in them."""
    if pair.target_language in _LATIN_LANGUAGES:
        for match in _CYRILLIC.finditer(pair.target):
            yield Hit({"text": match[0]}, target_span=match.span())


def number_sign(pair: Pair) -> Hits:
    """№ left in English, where one writes No."""
    if pair.target_language == "en":
        for match in re.finditer("№", pair.target):
            yield Hit(target_span=match.span())


def symbols_differ(pair: Pair) -> Hits:
    """A document's symbol (A/RES/70/1, ISO-9001) of one side that the other does not have."""
    if not any(mark in text for text in (pair.source, pair.target) for mark in "/-"):
        return
    left = {m[0].rstrip(".").upper(): m.span() for m in _SYMBOL.finditer(pair.source)}
    right = {m[0].rstrip(".").upper(): m.span() for m in _SYMBOL.finditer(pair.target)}
    target, source = pair.target.upper(), pair.source.upper()
    for symbol, span in left.items():
        if symbol not in target:
            yield Hit({"symbol": symbol, "side": "target"}, source_span=span)
    for symbol, span in right.items():
        # Symbols written in Cyrillic in the source (С-300) have no twin to compare.
        if "/" in symbol and symbol not in source:
            yield Hit({"symbol": symbol, "side": "source"}, target_span=span)


def names_lost(pair: Pair) -> Hits:
    """A person's name, or a name in Latin letters, that the translation does not seem to have."""
    target = pair.target.casefold()
    for match in _LATIN_WORD.finditer(pair.source):
        if match[0].casefold() not in target and not re.fullmatch("[IVXLC]+", match[0]):
            yield Hit({"name": match[0]}, source_span=match.span())
    # Every name is compared with every word: in a text as long as a chapter that says nothing and takes minutes.
    if pair.source_language != "ru" or pair.target_language not in _LATIN_LANGUAGES or len(pair.source) > LONG:
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
