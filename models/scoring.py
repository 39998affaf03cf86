"""BLEU and chrF2 of translations with the signatures that let a stranger repeat them (sacreBLEU, Post 2018)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.errors import ModelError
from models.translation import Decoding, Translation, Translator


@dataclass(frozen=True, slots=True)
class Scores:
    """Corpus scores, 0 to 100, and their signatures."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of a translator on a test set, and what it took: wall and processor seconds, words put out."""

    scores: Scores
    outputs: tuple[Translation, ...]
    seconds: float
    cpu_seconds: float

    @property
    def words(self) -> int:
        """Words of output, by spaces."""
        return sum(len(output.text.split()) for output in self.outputs)


def score(outputs: Sequence[str], references: Sequence[str]) -> Scores:
    """Score outputs against one reference each.

    Raises:
        ModelError: the counts differ or there is nothing to score.
    """
    if len(outputs) != len(references):
        raise ModelError(
            "{count} outputs but {references} references; both need one line a sentence",
            count=len(outputs),
            references=len(references),
        )
    if not outputs:
        raise ModelError("nothing to score: the test set has no lines")
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    bleu, chrf = BLEU(), CHRF()
    hypotheses, reference = list(outputs), [list(references)]
    return Scores(
        bleu.corpus_score(hypotheses, reference).score,
        chrf.corpus_score(hypotheses, reference).score,
        str(bleu.get_signature()),
        str(chrf.get_signature()),
    )


def evaluate(
    translator: Translator,
    sources: Sequence[str],
    references: Sequence[str],
    decoding: Decoding | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Translate a test set and score it.

    Raises:
        ModelError: the two sides differ in their number of lines, or are empty.
    """
    if len(sources) != len(references):
        raise ModelError(
            "{count} source lines but {references} references; both need one line a sentence",
            count=len(sources),
            references=len(references),
        )
    start, cpu = time.perf_counter(), time.process_time()
    outputs = []
    for output in translator.stream(sources, decoding):
        outputs.append(output)
        if progress is not None:
            progress(len(outputs), len(sources))
    taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Evaluation(score([output.text for output in outputs], references), tuple(outputs), taken, cpu)
