"""Word links inside a bead, for highlighting: which words of a human translation stand for which of the source.

Where Tolmach made the translation itself, the model's cross-attention gives better links; these are for the rest.
Each pair of words is weighed by the lexicon's probability, by spelling (numbers, names in one alphabet), by the
likeness of their vectors, and by how far they lie from the diagonal; then the best free pair is taken again and again
(competitive linking, Melamed 2000).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aligner.align.evidence import name_key
from aligner.align.lexicon import word_keys
from aligner.align.progress import ignore
from aligner.core.bitext import Bitext, Link

if TYPE_CHECKING:
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

Floats = NDArray[np.float64]

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
LEAST = 0.35  # weight of a link
CLEAR = 0.55  # weight by lexicon or spelling at which a word's vector is not asked
TOGETHER = 500  # pairs whose words are encoded at once
MOST_WORDS = 200  # a side; the rest of a longer text gets no links
OFF_DIAGONAL = 0.6  # what lying at the other end of the sentence costs


def link_words(
    source: str, target: str, languages: tuple[str, str], encoder: SentenceEncoder | None = None
) -> tuple[Link, ...]:
    """Links as character spans (source start, source end, target start, target end), in source order.

    Without an encoder only the lexicon and spelling are used.
    """
    return link_pairs([(source, target)], languages, encoder)[0]


def link_pairs(
    pairs: Sequence[tuple[str, str]],
    languages: tuple[str, str],
    encoder: SentenceEncoder | None = None,
    progress: Progress = ignore,
) -> list[tuple[Link, ...]]:
    """``link_words`` of many pairs; a word's vector is made once, and only where the lexicon leaves it without link."""
    found: list[tuple[Link, ...]] = []
    for at in range(0, len(pairs), TOGETHER):
        found += _link_some([_Pair(*pair, languages) for pair in pairs[at : at + TOGETHER]], encoder)
        progress(len(found), len(pairs))
    return found


def link_bitext(bitext: Bitext, encoder: SentenceEncoder | None = None, progress: Progress = ignore) -> Bitext:
    """The bitext with word links in the aligner's beads; beads that have links or were made by a model stay.

    ``progress`` is called with (beads done, in all); what it raises goes through.
    """
    wanted = [
        number
        for number, bead in enumerate(bitext.beads)
        if not (bead.is_null or bead.links or bead.origin in ("mt", "memory"))
    ]
    texts = [(bitext.source_text(bitext.beads[n]), bitext.target_text(bitext.beads[n])) for n in wanted]
    beads = list(bitext.beads)
    languages = (bitext.source.language, bitext.target.language)
    for number, links in zip(wanted, link_pairs(texts, languages, encoder, progress), strict=True):
        beads[number] = replace(beads[number], links=links)
    return replace(bitext, beads=tuple(beads))


class _Pair:
    """Two texts' words, the weights of linking them, and the words that lexicon and spelling leave alone."""

    def __init__(self, source: str, target: str, languages: tuple[str, str]) -> None:
        self.spans = words_of(source), words_of(target)
        ours, theirs = ([text[x:y].lower() for x, y in s] for text, s in zip((source, target), self.spans, strict=True))
        self.words = ours, theirs
        rows, columns = map(len, self.spans)
        self.far = (
            OFF_DIAGONAL * diagonal_distance(rows, columns) ** 2 if rows and columns else np.zeros((rows, columns))
        )
        self.weights = _alike(ours, theirs, languages)
        good = competitive(self.weights - self.far, CLEAR) if rows and columns else []
        taken = {i for i, _ in good}, {j for _, j in good}
        left = [x for x in range(rows) if x not in taken[0]], [x for x in range(columns) if x not in taken[1]]
        self.left = left if all(left) else ([], [])

    def links(self) -> tuple[Link, ...]:
        if not all(self.spans):
            return ()
        ours, theirs = self.spans
        return tuple((*ours[i], *theirs[j]) for i, j in competitive(self.weights - self.far, LEAST))


def _link_some(pairs: list[_Pair], encoder: SentenceEncoder | None) -> list[tuple[Link, ...]]:
    if encoder is not None:
        needed = sorted({p.words[side][x] for p in pairs for side in (0, 1) for x in p.left[side]})
        place = {word: number for number, word in enumerate(needed)}
        vectors = encoder.encode(needed).astype(np.float64) if needed else np.zeros((0, encoder.dimensions))
        for pair in pairs:
            if pair.left[0]:
                a, b = (vectors[[place[pair.words[side][x]] for x in pair.left[side]]] for side in (0, 1))
                cells = np.ix_(*pair.left)
                pair.weights[cells] = np.maximum(pair.weights[cells], _near(a @ b.T))
    return [pair.links() for pair in pairs]


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
    theirs = [_looks(word, languages, 1) for word in b]
    for i, word in enumerate(a):
        name, stems = _looks(word, languages, 0)
        for j, (other_name, other_stems) in enumerate(theirs):
            if word == b[j]:
                weights[i, j] = 1.0
            elif name and name == other_name:
                weights[i, j] = 0.8
            elif not stems.keys().isdisjoint(other_stems):
                shared = sum(p * other_stems[stem] for stem, p in stems.items() if stem in other_stems)
                weights[i, j] = min(0.9, 0.4 + shared) if shared > 0 else 0.0
    return weights


@lru_cache(maxsize=1 << 16)
def _looks(word: str, languages: tuple[str, str], side: int) -> tuple[str, dict[str, float]]:
    """What a word is compared by: its key as a name, empty if too short to say anything, and its stems."""
    name, keys = name_key(word), word_keys(*languages)
    return name if len(name) > 2 else "", dict(keys[side](word)) if keys else {}


def _near(table: Floats) -> Floats:
    """Weights by cosines of word vectors: how much nearer two words are than either is to the others left."""
    rest = 0.5 * (_second_best(table, 1) + _second_best(table, 0))
    return np.clip(table - 0.25 * rest - 0.15, 0.0, 0.85)


def _second_best(table: Floats, axis: int) -> Floats:
    """For each cell, the greatest value of its row (axis 1) or column (axis 0) but its own."""
    if table.shape[axis] < 2:
        return np.zeros_like(table)
    top = np.partition(table, -2, axis=axis)
    best, second = np.take(top, [-1], axis=axis), np.take(top, [-2], axis=axis)
    return np.where(table == best, second, best)
