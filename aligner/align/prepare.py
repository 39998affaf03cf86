"""From two lists of sentences to all that the scorer needs: vectors, anchors, band, table, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aligner.align.anchors import Chain, draw_band, find_chain
from aligner.align.evidence import gather, keys_of
from aligner.align.features import Field, Overall, Side, make_side, null_features, word_runs
from aligner.align.lattice import Band
from aligner.align.lexicon import word_keys
from aligner.align.marks import Marks
from aligner.align.progress import ignore, parts
from aligner.align.table import MOST, build_table
from models.encoder import SentenceEncoder
from models.vector_cache import kept

if TYPE_CHECKING:
    from aligner.align.evidence import Lexicon
    from aligner.core.progress import Progress

Vectors = NDArray[Any]
Doubles = NDArray[np.float64]

TOGETHER = 256  # texts encoded, and sentences looked at, between two calls of a progress callback


@dataclass(frozen=True)
class Prepared:
    """A pair of texts, ready to be scored; ``lexical`` if a lexicon of the two languages took part.

    ``marks`` says of each sentence of both sides what begins with it, where that is known.
    """

    field: Field
    source_null: NDArray[np.float32]
    target_null: NDArray[np.float32]
    lexical: bool
    marks: tuple[Marks, Marks] | None = None

    @property
    def band(self) -> Band:
        """The nodes to search."""
        return self.field.table.band


def run_vectors(sentences: Sequence[str], encoder: SentenceEncoder, progress: Progress = ignore) -> Vectors:
    """Vectors of runs of 1 to ``MOST`` sentences, shape (MOST, sentences, dimensions), as half floats."""
    spans = getattr(encoder, "spans", None)
    count = len(sentences)
    if spans is not None:
        found = kept(lambda: spans(sentences, MOST, np.float16, progress), sentences, encoder.name, MOST, "float16")
        progress(count, count)
        return found
    out = np.zeros((MOST, count, encoder.dimensions), np.float16)
    for k in range(min(MOST, count)):
        for at in range(k, count, TOGETHER):
            ends = range(at, min(count, at + TOGETHER))
            out[k, at : ends.stop] = encoder.encode([" ".join(sentences[i - k : i + 1]) for i in ends])
            progress(k * count + ends.stop, MOST * count)
    return out


def prepare(
    source: Sequence[str],
    target: Sequence[str],
    source_vectors: Vectors,
    target_vectors: Vectors,
    languages: tuple[str, str] = ("und", "und"),
    fixed: Sequence[tuple[int, int]] = (),
    marks: tuple[Marks, Marks] | None = None,
    progress: Progress = ignore,
) -> Prepared:
    """Find the anchors, draw the band, and gather the evidence. Neither side may be empty.

    ``fixed`` are nodes that every alignment must pass, in order.
    """
    told = parts(progress, len(source), (1, 2, 3, 3, 2, 1))
    chain = find_chain(source_vectors[0], target_vectors[0])
    told[0](1, 1)
    band = draw_band(chain, len(source), len(target), fixed)
    table = build_table(source_vectors, target_vectors, band, told[1])
    source_words, target_words = word_keys(*languages) or (None, None)
    source_side = gather(source, keys=_keys(source, source_words, told[2]))
    target_side = gather(target, keys=_keys(target, target_words, told[3]))
    words = build_table(word_runs(source_side), word_runs(target_side), band, told[4])
    overall, local_source, local_target = _how_parallel(chain, len(source), len(target))
    if len(chain.source) >= 10:
        ratios = (target_side.lengths[chain.target] + 5) / (source_side.lengths[chain.source] + 5)
        scale = float(np.median(ratios))
    else:
        scale = float(target_side.lengths.sum() / max(1.0, source_side.lengths.sum()))
    s: Side = make_side(source_side, source_vectors, target_vectors, scale, local_source)
    t: Side = make_side(target_side, target_vectors, source_vectors, 1.0, local_target)
    told[5](1, 1)
    field = Field(table, words, s, t, chain, overall)
    return Prepared(
        field,
        null_features(s, chain.of_source.best, chain.of_source.mean, overall),
        null_features(t, chain.of_target.best, chain.of_target.mean, overall),
        source_words is not None,
        marks,
    )


def _keys(sentences: Sequence[str], words: Lexicon | None, progress: Progress) -> list[list[tuple[str, float]]]:
    """What each sentence of one side is compared by."""
    made: list[list[tuple[str, float]]] = []
    for number, text in enumerate(sentences):
        if number % TOGETHER == 0:
            progress(number, len(sentences))
        made.append(keys_of(text, words))
    return made


def _how_parallel(chain: Chain, sources: int, targets: int) -> tuple[Overall, Doubles, Doubles]:
    """Share and typical similarity of sure links, as a whole and around each sentence of both sides."""
    i, j = chain.source[chain.sure], chain.target[chain.sure]
    similarity = chain.similarity[chain.sure].astype(np.float64)
    cover = len(i) / max(1, min(sources, targets))
    typical = float(np.median(similarity)) if len(i) >= 5 else 0.5
    around = np.full(sources, typical)
    if len(i) >= 5:
        at = np.searchsorted(i, np.arange(sources))
        first, last = np.maximum(at - 8, 0), np.minimum(at + 8, len(i))
        sums = np.concatenate([[0.0], np.cumsum(similarity)])
        around = (sums[last] - sums[first] + 4 * typical) / (last - first + 4)
    return Overall(cover, typical, around), _density(i, sources), _density(j, targets)


def _density(links: NDArray[np.int64], count: int) -> Doubles:
    """For each sentence, the share of the twelve before and after it that have a sure link."""
    marks = np.zeros(count)
    marks[links] = 1.0
    sums = np.concatenate([[0.0], np.cumsum(marks)])
    here = np.arange(count)
    first, last = np.maximum(here - 12, 0), np.minimum(here + 13, count)
    return np.asarray((sums[last] - sums[first]) / np.maximum(last - first, 1))
