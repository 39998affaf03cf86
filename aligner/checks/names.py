"""Names that got lost, whatever their romanisation."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from aligner.checks.pair import LATIN_LANGUAGES, Check, Hit, Hits, Pair
from aligner.repair.words import words
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


#: A surname in English: behind a title, an initial or a first name, or beside "said"; not the first of several names.
_ENGLISH = re.compile(
    r"(?:\b(?:M[rs]s?|Dr|Sir|Lord|Lady|Prof|Gen|Col|Capt|President|Minister|Senator|Judge|Director|Secretary|Chairman"
    r"|Editor|[A-Z])\.? |(?<=[a-z,;:] )[A-Z][a-z]{2,20} |\b(?:said|says|told|added|by) )"
    r"([A-Z][a-z]{3,30})(?![\w’-]|'(?!s)|\.\w| [A-Z])"
)
#: Endings of words that are capitals for another reason: peoples, adjectives, offices.
_NO_NAME = re.compile(r"(?:ish|ians?|ans?|ern|ese|ers|al|ous|ment|tion|day)$")
_WORDS = re.compile(r"[^\W\d_]{2,40}")
#: What names of bodies, places and works end with; these are translated.
_BODIES = words(
    "academy agency army assembly association authority bank bay board bridge building bureau cabinet castle center "
    "centre chamber championship championships church city club coast code college commandant commissariat "
    "commission commissioner committee company conference congress constitution convention corps council county "
    "court cup department directorate district east embassy empire england federation fleet force forces forum "
    "foundation fund game games garden group guard hall hill home hospital hotel house inspectorate institute "
    "ireland island islands kingdom lake law league library love marathon market ministry museum nations navy north "
    "office olympics open opera palace park parliament party peninsula plan police post prize province region "
    "republic revolution river road school scotland sea senate service services society south square staff state "
    "states station street team theater theatre times tower town treaty tribunal union university valley village "
    "wales war week west world zone"
)


def names_lost(pair: Pair) -> Hits:
    """A person's name, or a name in Latin letters, that the translation does not seem to have."""
    # Every name is compared with every word: in a text as long as a chapter that says nothing and takes minutes.
    short = len(pair.source) <= LONG
    if pair.source_language == "ru":
        yield from _latin(pair)
        if short and pair.target_language in LATIN_LANGUAGES:
            yield from _romanised(pair)
    elif short and pair.source_language == "en" and pair.target_language == "ru":
        yield from _russified(pair)


def _latin(pair: Pair) -> Hits:
    """Names in Latin letters in a Russian text, which stay as they are."""
    target = pair.target.casefold()
    for match in _LATIN_WORD.finditer(pair.source):
        if match[0].casefold() not in target and not re.fullmatch("[IVXLC]+", match[0]):
            yield Hit({"name": match[0]}, source_span=match.span())


def _romanised(pair: Pair) -> Hits:
    """Russian surnames."""
    there: set[str] | None = None
    for match in _NAME.finditer(pair.source):
        lemma = person(match[0])
        if lemma is None or (match.start() == 0 and " " in pair.source and not sure(match[0])):
            continue
        there = there or _skeletons(pair.target)
        wanted = {skeleton(romanised(form)) for form in (lemma, match[0].lower())}
        if not _among(wanted, there):
            yield Hit({"name": match[0]}, source_span=match.span())


def _russified(pair: Pair) -> Hits:
    """English surnames that are no words of the language."""
    there: set[str] | None = None
    for match in _ENGLISH.finditer(pair.source):
        name = match[1].lower()
        if name in pair.target.casefold() or _is_word(name):
            continue
        there = there or _skeletons(pair.target)
        if not _among({skeleton(name)}, there) and not _translated(name, pair.target):
            yield Hit({"name": match[1]}, source_span=match.span(1))


def _skeletons(text: str) -> set[str]:
    return {skeleton(romanised(word)) for word in _WORDS.findall(text[: 2 * LONG].casefold())}


def _among(wanted: set[str], words: set[str]) -> bool:
    return bool(wanted & words) or any(alike(one, word) for one in wanted for word in words)


@lru_cache(maxsize=20_000)
def _is_word(word: str) -> bool:
    """Is an English word common, or formed like a people's name, an adjective or an office?"""
    from aligner.segment.chances import chances

    return word in _BODIES or word in chances("en").common or _NO_NAME.search(word) is not None


def _translated(word: str, target: str) -> bool:
    """Does the lexicon know a word of the Russian text as a translation of the English one?"""
    from aligner.align.lexicon import word_keys

    keys = word_keys("en", "ru")
    assert keys is not None
    stems = {stem for stem, _ in keys[0](word)}
    return any(stem in stems for one in _WORDS.findall(target.lower()) for stem, _ in keys[1](one))


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
