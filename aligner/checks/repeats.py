"""Words and phrases said twice."""

from __future__ import annotations

import re
from operator import eq

from aligner.checks.pair import WORD, Check, Hit, Hits, Pair

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


WORDS = Check(
    "repeated-words",
    "warning",
    "Doubled words",
    "Word said twice: «{text}»",
    repeated_words,
)


PHRASES = Check(
    "repeated-phrases",
    "error",
    "Repeated phrases",
    "Phrase repeated: «{text}»",
    repeated_phrases,
)
