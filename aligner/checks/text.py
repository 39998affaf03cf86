"""The whole text of a pair: empty, the same as the source, too long or short, too many sentences, repeated."""

from __future__ import annotations

import math
import re
import unicodedata
from operator import eq

from aligner.checks.pair import WORD, Hit, Hits, Pair

#: Words that English and Russian double on purpose.
_DOUBLED = frozenset(
    (
        "had",
        "that",
        "very",
        "so",
        "no",
        "ha",
        "bye",
        "now",
        "far",
        "well",
        "long",
        "years",
        "очень",
        "да",
        "нет",
        "чуть",
    )
)
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[\"»”’)]*+\s++(?=[«“\"(]?[A-ZА-ЯЁ])")
#: Characters of English for one of Russian, and the variance of the difference at a mean length of n characters:
#: 40 + 3 n + (0.12 n)². The first two terms are Gale & Church's (1993, "A program for aligning sentences in bilingual
#: corpora"); without the last, long pairs raise forty times as many alarms as short ones. Fitted on 200 000 pairs of
#: mixed open corpora, so that the scaled difference has the same spread at every length.
_RATIO, _FIXED, _EACH, _SPREAD, _BOUND = 1.05, 40.0, 3.0, 0.12, 4.0


def empty(pair: Pair) -> Hits:
    """One side has no text."""
    if not pair.target.strip():
        yield Hit({"side": "target"})
    elif not pair.source.strip():
        yield Hit({"side": "source"})


def same_as_source(pair: Pair) -> Hits:
    """The target is the source, letter for letter, though there was something to translate."""
    if pair.source_language == pair.target_language:
        return
    text = pair.source.strip().casefold()
    if text != pair.target.strip().casefold() or not text:
        return
    letters = [c for c in text if c.isalpha()]
    foreign = [c for c in letters if not unicodedata.name(c, "").startswith("LATIN")]
    if foreign or len(WORD.findall(text)) > 3:
        yield Hit(target_span=(0, len(pair.target)))


def length_ratio(pair: Pair) -> Hits:
    """The target is far too long or too short for its source."""
    source, target = len(pair.source.strip()), len(pair.target.strip())
    if not source or not target or {pair.source_language, pair.target_language} != {"ru", "en"}:
        return
    ratio = _RATIO if pair.source_language == "ru" else 1 / _RATIO
    mean = (source * ratio + target) / 2
    if abs(target - source * ratio) > _BOUND * math.sqrt(_FIXED + _EACH * mean + (_SPREAD * mean) ** 2):
        yield Hit({"ratio": f"{target / source:.2f}".replace(".00", "")})


def sentence_count(pair: Pair) -> Hits:
    """The target has at least two sentences more, or fewer, than the source."""
    # Marks before a capital are counted first; only where they differ is it worth cutting the texts by the rules.
    if len(_ENDS.findall(pair.source)) == len(_ENDS.findall(pair.target)):
        return
    from aligner.segment import sentence_spans

    source = len(sentence_spans(pair.source, 0, len(pair.source), pair.source_language))
    target = len(sentence_spans(pair.target, 0, len(pair.target), pair.target_language))
    if source and target and abs(source - target) >= 2:
        yield Hit({"source": str(source), "target": str(target)})


def repeated_words(pair: Pair) -> Hits:
    """The same word twice running in the target, and none twice running in the source."""
    words = pair.target_words
    doubles = _doubles(pair.target) if any(map(eq, words, words[1:])) else []
    if doubles and not _doubles(pair.source):
        for start, end, word in doubles:
            yield Hit({"text": word}, target_span=(start, end))


def _doubles(text: str) -> list[tuple[int, int, str]]:
    made = []
    last: re.Match[str] | None = None
    for match in WORD.finditer(text):
        if (
            last is not None
            and match[0].isalpha()
            and match[0].casefold() == last[0].casefold()
            and match[0].casefold() not in _DOUBLED
            and text[last.end() : match.start()].strip() == ""
            # A name may be doubled (Бора Бора, Duran Duran); a common word in lower case may not.
            and not match[0][0].isupper()
        ):
            made.append((last.start(), match.end(), match[0]))
        last = match
    return made


def repeated_phrases(pair: Pair) -> Hits:
    """Two words or more said again at once in the target, as a model does when it goes astray."""
    # A phrase said again is three words or more that came before.
    words = pair.target_words
    run = _stutter(pair.target) if len(words) - len(set(words)) >= 3 else None
    if run and not _stutter(pair.source):
        yield Hit({"text": pair.target[slice(*run[1])]}, target_span=run[0])


def _stutter(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The span of the first phrase of 2 to 12 words that is followed by itself, and of its first saying."""
    words = list(WORD.finditer(text))
    keys = [match[0].casefold() for match in words]
    for size in range(2, min(12, len(keys) // 2) + 1):
        run = 0
        for place in range(len(keys) - size):
            at = place
            run = run + 1 if keys[at] == keys[at + size] else 0
            needed = size if size >= 3 else size * 2  # «more and more and more» is said twice on purpose
            if run >= needed:
                first = at - run + 1
                phrase = words[first].start(), words[first + size - 1].end()
                if any(c.isalpha() for c in text[slice(*phrase)]):
                    while at + size + 1 < len(keys) and keys[at + 1] == keys[at + size + 1]:
                        at += 1
                    return (words[first].start(), words[at + size].end()), phrase
    return None
