"""Which documents of two heaps are translations of each other: by what they say, whatever their names.

Mean sentence vectors and figures name a few candidates for each document; the aligner decides between them, on the
first ``WINDOW`` sentences of both: the share that finds a partner. (As in Thompson & Koehn 2020, "Exploiting Sentence
Order in Document Alignment", candidates by vectors come first, and the order of sentences decides.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aligner.align.aligning import BothVectors, align_sentences
from aligner.align.prepare import run_vectors

if TYPE_CHECKING:
    from aligner.core.document import Document
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

Vectors = NDArray[np.float32]

#: Sentences at the beginning of a document that are aligned.
WINDOW = 40
#: Sentences from all over a document that its mean vector is made of, besides.
SPREAD = 40
#: Documents of the other heap that are looked at for each document, the nearest first.
CANDIDATES = 5
#: Documents whose run vectors are kept.
KEPT = 400
#: A pair of this share is right, unless a candidate that is nearer by vectors and figures says otherwise.
SURE, NEARER = 0.8, 0.05
#: Least share of the sentences that must have a partner, by default.
LEAST = 0.4
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is compared of a document: its first sentences, a mean vector, its figures, its length."""

    language: str
    sentences: tuple[str, ...]
    mean: Vectors
    figures: Counter[str]
    characters: int


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two documents by their numbers. ``share`` of the sentences looked at found a partner, in the text where more did;
    ``likeness`` is the cosine of the centred mean vectors."""

    source: int
    target: int
    share: float
    likeness: float


def sketch(document: Document, encoder: SentenceEncoder) -> Sketch:
    """What is needed of a segmented document to find its partner: a few kilobytes, whatever its size."""
    texts = [sentence.text for sentence in document.sentences]
    first, rest = texts[:WINDOW], texts[WINDOW:]
    spread = rest[:: max(1, len(rest) // SPREAD)][:SPREAD]
    mean = encoder.encode([*first, *spread]).mean(axis=0) if texts else np.zeros(encoder.dimensions, np.float32)
    return Sketch(document.language, tuple(first), mean, Counter(_FIGURE.findall(document.text)), len(document.text))


def pair_documents(
    sources: Sequence[Sketch],
    targets: Sequence[Sketch],
    encoder: SentenceEncoder,
    *,
    least: float = LEAST,
    progress: Progress | None = None,
) -> list[DocumentPair]:
    """The documents that are translations of each other, each in one pair at most, in the order of the sources.

    ``least`` is the share of sentences that must find a partner. ``progress`` is called with (candidates looked at, in
    all).
    """
    if not sources or not targets:
        return []
    likeness = _centred(sources) @ _centred(targets).T
    nearness = likeness + 0.5 * _same_figures(sources, targets)
    wanted = _candidates(nearness)
    found: dict[tuple[int, int], DocumentPair] = {}
    # The vectors of runs take a quarter of a megabyte a document; those wanted last are kept.
    vectors = lru_cache(KEPT)(lambda one: run_vectors(one.sentences, encoder))
    sure_source: dict[int, float] = {}
    sure_target: dict[int, float] = {}
    for done, (i, j) in enumerate(wanted, 1):
        near = float(nearness[i, j])
        if near >= max(sure_source.get(i, -9.0), sure_target.get(j, -9.0)) - NEARER or not (
            i in sure_source and j in sure_target
        ):
            share = _share(sources[i], targets[j], (vectors(sources[i]), vectors(targets[j])), encoder)
            if share >= least:
                found[i, j] = DocumentPair(i, j, share, float(likeness[i, j]))
            if share >= SURE:
                sure_source.setdefault(i, near)
                sure_target.setdefault(j, near)
        if progress is not None:
            progress(done, len(wanted))
    return _one_to_one(found, nearness, sources, targets)


def _candidates(nearness: Vectors) -> list[tuple[int, int]]:
    """Pairs worth looking at: the nearest of each document of both heaps, the nearest pair first."""
    count = min(CANDIDATES, *nearness.shape)
    rows = np.argsort(-nearness, axis=1, kind="stable")[:, :count]
    columns = np.argsort(-nearness, axis=0, kind="stable")[:count]
    wanted = {(i, int(j)) for i, near in enumerate(rows) for j in near}
    wanted |= {(int(i), j) for j, near in enumerate(columns.T) for i in near}
    return sorted(wanted, key=lambda pair: (-nearness[pair], pair))


def _one_to_one(
    found: dict[tuple[int, int], DocumentPair], nearness: Vectors, sources: Sequence[Sketch], targets: Sequence[Sketch]
) -> list[DocumentPair]:
    """The best pairs first, each document once."""

    def worth(pair: DocumentPair) -> float:
        lengths = sorted((sources[pair.source].characters, targets[pair.target].characters))
        return pair.share * min(1.0, 0.5 + lengths[0] / max(1, lengths[1])) + 0.3 * float(
            nearness[pair.source, pair.target]
        )

    taken: tuple[set[int], set[int]] = (set(), set())
    made: list[DocumentPair] = []
    for pair in sorted(found.values(), key=lambda one: (-worth(one), one.source, one.target)):
        if pair.source not in taken[0] and pair.target not in taken[1]:
            taken[0].add(pair.source)
            taken[1].add(pair.target)
            made.append(pair)
    return sorted(made, key=lambda pair: pair.source)


def _share(source: Sketch, target: Sketch, vectors: BothVectors, encoder: SentenceEncoder) -> float:
    """Of the first sentences of both, the share that is aligned with something, in the text where it is larger."""
    beads = align_sentences(
        source.sentences,
        target.sentences,
        languages=(source.language, target.language),
        encoder=encoder,
        vectors=vectors,
    )
    paired = [bead for bead in beads if not bead.is_null]
    return max(
        sum(len(bead.source) * bead.confidence for bead in paired) / max(1, len(source.sentences)),
        sum(len(bead.target) * bead.confidence for bead in paired) / max(1, len(target.sentences)),
    )


def _centred(sketches: Sequence[Sketch]) -> Vectors:
    """Mean vectors without what all documents of a heap have in common, of length 1."""
    means = np.stack([one.mean for one in sketches])
    if len(sketches) > 2:
        means = means - means.mean(axis=0)
    unit: Vectors = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return unit


def _same_figures(sources: Sequence[Sketch], targets: Sequence[Sketch]) -> Vectors:
    """Of the figures in two documents the share that both have, each weighed by how seldom documents have it."""
    everywhere = Counter(figure for one in (*sources, *targets) for figure in one.figures)
    weights = {figure: 1.0 / count for figure, count in everywhere.items()}
    totals = [[sum(weights[f] * n for f, n in one.figures.items()) for one in heap] for heap in (sources, targets)]
    holders: dict[str, list[int]] = {}
    for j, one in enumerate(targets):
        for figure in one.figures:
            holders.setdefault(figure, []).append(j)
    same = np.zeros((len(sources), len(targets)), np.float32)
    for i, one in enumerate(sources):
        for figure, count in one.figures.items():
            for j in holders.get(figure, ()):
                same[i, j] += weights[figure] * min(count, targets[j].figures[figure])
    both = np.asarray(totals[0])[:, None] + np.asarray(totals[1])[None, :] - same
    return np.where(both > 0, same / np.maximum(both, 1e-9), 0.0).astype(np.float32)
