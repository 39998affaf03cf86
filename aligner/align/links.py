"""Word links inside a bead, for highlighting: which words of a human translation stand for which of the source.

Where Tolmach made the translation itself, the model's cross-attention gives better links; these are for the rest.
Each pair of words is weighed by the lexicon's probability, by spelling (numbers, names in one alphabet), by the
likeness of their vectors, and by how far they lie from the diagonal; then the best free pair is taken again and again
(competitive linking, Melamed 2000).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aligner.align.evidence import name_key
from aligner.align.lexicon import word_keys
from aligner.core.bitext import Link

if TYPE_CHECKING:
    from models.encoder import SentenceEncoder

Floats = NDArray[np.float64]

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
LEAST = 0.35  # weight of a link
MOST_WORDS = 200  # a side; the rest of a longer text gets no links
OFF_DIAGONAL = 0.6  # what lying at the other end of the sentence costs


def link_words(
    source: str, target: str, languages: tuple[str, str], encoder: SentenceEncoder | None = None
) -> tuple[Link, ...]:
    """Links as character spans (source start, source end, target start, target end), in source order.

    Without an encoder only the lexicon and spelling are used.
    """
    ours, theirs = words_of(source), words_of(target)
    if not ours or not theirs:
        return ()
    a, b = ([text[x:y].lower() for x, y in spans] for text, spans in ((source, ours), (target, theirs)))
    weights = _alike(a, b, languages)
    if encoder is not None:
        weights = np.maximum(weights, _near(a, b, encoder))
    weights -= OFF_DIAGONAL * diagonal_distance(len(a), len(b)) ** 2
    return tuple((*ours[i], *theirs[j]) for i, j in competitive(weights, LEAST))


def words_of(text: str) -> list[tuple[int, int]]:
    """Spans of a text's words and numbers."""
    return [match.span() for match in _WORD.finditer(text)][:MOST_WORDS]


def diagonal_distance(rows: int, columns: int) -> Floats:
    """How far each pair of places lies from the diagonal, 0 to 1."""
    i, j = (np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns
    return np.abs(i[:, None] - j[None, :])


def competitive(weights: Floats, least: float) -> list[tuple[int, int]]:
    """Pairs in falling order of weight, each row and column once, as long as they weigh ``least``; sorted by row."""
    order = np.argsort(-weights, axis=None, kind="stable")
    rows: set[int] = set()
    columns: set[int] = set()
    found: list[tuple[int, int]] = []
    for place in order.tolist():
        i, j = divmod(place, weights.shape[1])
        if weights[i, j] < least:
            break
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            found.append((i, j))
    return sorted(found)


def _alike(a: list[str], b: list[str], languages: tuple[str, str]) -> Floats:
    """Weights by lexicon and spelling."""
    weights = np.zeros((len(a), len(b)))
    keys = word_keys(*languages)
    stems = [dict(keys[side](word)) for side, words in ((0, a), (1, b)) for word in words] if keys else []
    names = [name_key(word) for word in (*a, *b)]
    for i, word in enumerate(a):
        for j, other in enumerate(b):
            if word == other:
                weights[i, j] = 1.0
            elif len(names[i]) > 2 and names[i] == names[len(a) + j]:
                weights[i, j] = 0.8
            elif keys:
                first, second = stems[i], stems[len(a) + j]
                shared = sum(p * second[stem] for stem, p in first.items() if stem in second)
                weights[i, j] = min(0.9, 0.4 + shared) if shared > 0 else 0.0
    return weights


def _near(a: list[str], b: list[str], encoder: SentenceEncoder) -> Floats:
    """Weights by vectors: how much nearer two words are than either is to the sentence's other words."""
    vectors = encoder.encode([*a, *b]).astype(np.float64)
    table = vectors[: len(a)] @ vectors[len(a) :].T
    rest = 0.5 * (_second_best(table, 1) + _second_best(table, 0))
    return np.clip(table - 0.25 * rest - 0.15, 0.0, 0.85)


def _second_best(table: Floats, axis: int) -> Floats:
    """For each cell, the greatest value of its row (axis 1) or column (axis 0) but its own."""
    if table.shape[axis] < 2:
        return np.zeros_like(table)
    top = np.partition(table, -2, axis=axis)
    best, second = np.take(top, [-1], axis=axis), np.take(top, [-2], axis=axis)
    return np.where(table == best, second, best)
