"""What each sentence shows besides its meaning: length, numbers, names and words, how it ends and begins.

Words are compared without a dictionary by what two languages share: numbers, Latin tokens, and names, which are
brought to one alphabet and cut to their consonants (Мистура and Mistura both give ``mstr``). Where a lexicon of the
language pair is at hand, source words also stand for their translations. A sentence's words are one short vector of
signed hashes (a count sketch, Charikar et al. 2002), so that runs of sentences add up and compare by a product.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from models.text.romanise import romanised

Floats = NDArray[np.float32]

SKETCH = 256
NUMBERS = 64

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_FOLD = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿšžčřěůōū", "aaaaaaceeeeiiiinoooooouuuuyyszcreuou")
_SOUNDS = (("ph", "f"), ("th", "t"), ("sch", "sh"), ("ck", "k"), ("x", "ks"), ("w", "v"), ("kh", "h"), ("tch", "ch"),
           ("tz", "ts"), ("c", "k"), ("q", "k"), ("j", "zh"))  # fmt: skip
_VOWELS = re.compile(r"[aeiouy']")
_DOUBLED = re.compile(r"(.)\1+")
_CLOSING = "\"'»”’)]}*"
_OPENING = "\"'«“„‘([{—–-… "

#: Gives the stems by which a lower-case word is compared, each with its probability.
Lexicon = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Evidence:
    """One side's sentences, number by number.

    ``ending``: 1 ``?``, 2 ``!``, 3 ``:`` or ``;`` or a comma, 4 no mark, 0 full stop or similar.
    ``weak[i]``: the boundary after sentence ``i`` may be no sentence boundary at all (an abbreviation or no mark
    before it, a small letter behind it).
    """

    lengths: NDArray[np.float64]
    words: Floats
    numbers: Floats
    ending: NDArray[np.int64]
    weak: NDArray[np.float64]


def gather(sentences: Sequence[str], *, keys: Sequence[Sequence[tuple[str, float]]]) -> Evidence:
    """Evidence of one side; ``keys`` are its sentences' ``keys_of``."""
    count = len(sentences)
    words = np.zeros((count, SKETCH), np.float32)
    places: dict[str, tuple[int, float]] = {}
    frequency: Counter[str] = Counter()
    for row in keys:
        frequency.update({key for key, _ in row})
    for number, row in enumerate(keys):
        for key, weight in row:
            place = places.get(key)
            if place is None:
                code = crc32(key.encode())
                rarity = math.log(1.0 + count / frequency[key])
                place = places[key] = (code % SKETCH, rarity if code >> 16 & 1 else -rarity)
            words[number, place[0]] += place[1] * weight
    numbers = np.zeros((count, NUMBERS), np.float32)
    for number, text in enumerate(sentences):
        for digits in _NUMBER.findall(text):
            numbers[number, crc32(digits.encode()) % NUMBERS] += 1
    ending = np.fromiter((_ending(text) for text in sentences), np.int64, count)
    weak = np.zeros(count)
    for number in range(count - 1):
        weak[number] = _weak(sentences[number], sentences[number + 1])
    lengths = np.fromiter((len(text) for text in sentences), np.float64, count)
    return Evidence(lengths, words, numbers, ending, weak)


@lru_cache(maxsize=1 << 16)
def name_key(word: str) -> str:
    """A lower-case word as names are compared: Latin letters, one spelling a sound, consonants only.

    The first letter stays, vowel or not; the rest is cut to four consonants, because endings differ.
    """
    latin = romanised(word.translate(_FOLD))
    for old, new in _SOUNDS:
        latin = latin.replace(old, new)
    bare = _DOUBLED.sub(r"\1", latin[:1] + _VOWELS.sub("", latin[1:]))
    return bare[:5]


def keys_of(text: str, lexicon: Lexicon | None) -> list[tuple[str, float]]:
    """What a sentence is compared by: names, numbers, and, with a lexicon, its words as stems of the target side."""
    keys = _shared_keys(text)
    if lexicon is not None:
        for word in _WORD.findall(text.lower()):
            keys += [("=" + other, share) for other, share in lexicon(word)]
    return keys


def _shared_keys(text: str) -> list[tuple[str, float]]:
    keys = [("#" + digits, 1.0) for digits in _NUMBER.findall(text)]
    for word in _WORD.findall(text):
        if len(word) > 2:
            key = name_key(word.lower())
            if len(key) > 2:
                keys.append((key, 1.0 if word[0].isupper() else 0.4))
    return keys


def _ending(text: str) -> int:
    bare = text.rstrip(_CLOSING + " ")
    last = bare[-1:]
    if last in "?!":
        return 1 if "?" in bare[-3:] else 2
    if last in ":;,":
        return 3
    return 0 if last in ".…。" and last else 4


def _weak(text: str, following: str) -> float:
    bare = text.rstrip(_CLOSING + " ")
    first = following.lstrip(_OPENING)[:1]
    if first and first.islower():
        return 1.0
    if _ending(text) >= 3:
        return 0.7
    words = bare.split()
    last = words[-1].rstrip(".") if words else ""
    if bare.endswith(".") and not bare.endswith("..") and len(last.lstrip(_OPENING)) <= 3:
        return 0.4
    return 0.0
