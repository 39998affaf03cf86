"""Word translations from aligned sentences: IBM Model 1 (Brown et al. 1993) over stems, kept as a small table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from aligner.align.lexicon import english_stem, russian_stem

_WORD = re.compile(r"[^\W\d_]+")
MOST_COMMON = 0.04  # share of sentences above which a stem says nothing
LEAST_SEEN = 4
LEAST_PROBABILITY = 0.08
BEST = 4
LONGEST = 40  # words a sentence
ROUNDS = 6


def learn(pairs: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, float]]]:
    """For each Russian stem, its likeliest English stems with their probabilities."""
    rows = [
        (
            sorted({russian_stem(w) for w in _WORD.findall(ru.lower())}),
            sorted({english_stem(w) for w in _WORD.findall(en.lower())}),
        )
        for ru, en in pairs
    ]
    rows = [(ru, en) for ru, en in rows if len(ru) <= LONGEST and len(en) <= LONGEST]
    russian, english = (_useful([row[side] for row in rows]) for side in (0, 1))
    f_list, e_list, sentence = [], [], []
    for number, (ru, en) in enumerate(rows):
        fs = [russian[w] for w in ru if w in russian]
        es = [english[w] for w in en if w in english]
        f_list += [f for f in fs for _ in es]
        e_list += es * len(fs)
        sentence += [number] * (len(fs) * len(es))
    f, e, s = (np.array(x, np.int64) for x in (f_list, e_list, sentence))
    del f_list, e_list, sentence
    pair, place = np.unique(f * len(english) + e, return_inverse=True)
    # Expected counts: each target word of a sentence shares itself out among the sentence's source words.
    target = np.unique(s * len(english) + e, return_inverse=True)[1]
    probability = np.ones(len(pair))
    source_of = pair // len(english)
    for _ in range(ROUNDS):
        share = probability[place]
        # A word may also come from nowhere; this keeps rare source words from collecting rare target words.
        share = share / (np.bincount(target, share)[target] + 0.02)
        counts = np.bincount(place, share)
        probability = counts / (np.bincount(source_of, counts)[source_of] + 0.5)
    names_f, names_e = list(russian), list(english)
    table: dict[str, list[tuple[str, float]]] = {}
    for at in np.flatnonzero((probability >= LEAST_PROBABILITY) & (counts >= 1.5)).tolist():
        word = names_f[int(source_of[at])]
        table.setdefault(word, []).append((names_e[int(pair[at] % len(english))], float(probability[at])))
    return {word: sorted(found, key=lambda x: -x[1])[:BEST] for word, found in sorted(table.items())}


def save(table: dict[str, list[tuple[str, float]]], path: Path) -> None:
    """One compressed text: a line a source stem, then target stems and probabilities in hundredths."""
    lines = ["\t".join([word, *(f"{e} {round(100 * p)}" for e, p in found)]) for word, found in table.items()]
    text = np.frombuffer("\n".join(lines).encode(), np.uint8)
    np.savez_compressed(path, text=text)


def _useful(rows: list[list[str]]) -> dict[str, int]:
    """Stems that are neither rare nor everywhere, numbered."""
    counts = Counter(word for row in rows for word in row)
    kept = [word for word, n in sorted(counts.items()) if LEAST_SEEN <= n <= MOST_COMMON * len(rows)]
    return {word: number for number, word in enumerate(kept)}
