"""``MarianTranslator``: a tokenizer, an engine, and the order of work around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from models.confidence import Calibration
from models.fallback.translating import translate_bare, translate_guarded
from models.marian.engine import Engine, GenerationDefaults, Hypothesis
from models.marian.links import word_links
from models.marian.tokenizer import MarianTokenizer
from models.phrases import Phrases
from models.text.scripts import is_cyrillic
from models.translation import Decoding, Link, Translation

#: Sentences read ahead: enough for full batches of one length, few enough to keep memory flat.
WINDOW = 4096
#: Source pieces in one batch, padding included: from here on greedy search gains no more speed.
BATCH_PIECES = 1536
#: A batch is not made smaller than this to give every worker something.
LEAST_PIECES = 192
#: Source lengths up to the first number may give output up to the second. One batch holds one class, so that the
#: limit, and with it the output, does not depend on what else is in the batch.
CLASSES = ((47, 112), (95, 208), (175, 368), (10**6, 10**6))
#: Widths of exact decoding: one for each class, 32 besides for plain sentences, further ones at every 64. Padding costs
#: only in the attention products (CTranslate2 takes it out before all others), while each width makes batches of its
#: own: so there are few.
WIDTHS = (32, 48, 96, 176)


@dataclass(frozen=True, slots=True)
class Job:
    """One sentence on its way through the model."""

    at: int
    pieces: list[str]


class MarianTranslator:
    """A ``Translator`` over any engine; see the protocol for what it promises."""

    def __init__(
        self,
        engine: Engine,
        tokenizer: MarianTokenizer,
        defaults: GenerationDefaults,
        *,
        name: str,
        fingerprint: str,
        languages: tuple[tuple[str, ...], str] = (("ru",), "en"),
        threads: int = 1,
        positions: int = 512,
        calibration: Calibration | None = None,
        phrases: Phrases | None = None,
        placeholders: Sequence[str] = (),
    ) -> None:
        """Put the parts together.

        ``threads`` batches are given to the engine at a time; ``positions`` is the longest input the model can
        take, its ``</s>`` included; ``languages`` are those it reads and the one it writes;
        ``calibration`` tells from a score what to expect; ``phrases`` are looked up first; ``placeholders`` are
        pieces that the model was trained to copy.
        """
        self._engine = engine
        self._tokenizer = tokenizer
        self._defaults = defaults
        self._threads = max(1, threads)
        self._positions = positions - 1
        self._calibration = calibration
        self._phrases = phrases
        self._placeholders = tuple(placeholders)
        self.name = name
        self.fingerprint = f"{fingerprint}-{phrases.fingerprint[:8]}" if phrases else fingerprint
        self.source_languages, self.target_language = languages

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """Translate a list; see ``Translator.translate``."""
        return list(self.stream(sentences, decoding))

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """Translate lazily, a window of sentences at a time; see ``Translator.stream``."""
        settings = decoding or Decoding()
        source = iter(sentences)
        while window := list(islice(source, WINDOW)):
            for made in self._window(window, settings):
                yield self._calibrated(made)

    def _calibrated(self, made: Translation) -> Translation:
        """Add what to expect of a translation."""
        if self._calibration is None or made.score is None:
            return made
        return replace(made, expected=self._calibration.of(made.source, made.score))

    def _window(self, sentences: Sequence[str], decoding: Decoding) -> list[Translation]:
        """Translate one window, guarded or bare."""
        if not decoding.guards:
            return translate_bare(sentences, decoding, self._bare, self._size, self._positions)
        # What Latin letters say of a Russian sentence, they do not say where the model reads Polish as well.
        source = next((one for one in self.source_languages if not is_cyrillic(one)), self.source_languages[0])
        languages = (source, self.target_language)
        known = self._known(sentences)
        # Alternatives to a known phrase come from the model.
        asked = [at for at in range(len(sentences)) if at not in known or decoding.alternatives]
        texts = [sentences[at] for at in asked]
        made = translate_guarded(texts, decoding, self._bare, self._size, languages, self._placeholders)
        found = dict(zip(asked, made, strict=True))
        for at, phrase in known.items():
            others = dict.fromkeys((found[at].text, *found[at].alternatives)) if at in found else {}
            others.pop(phrase.text, None)
            links = phrase.links if decoding.links else ()
            found[at] = replace(phrase, alternatives=tuple(others)[: decoding.alternatives], links=links)
        return [found[at] for at in range(len(sentences))]

    def _known(self, sentences: Sequence[str]) -> dict[int, Translation]:
        """By place: the sentences that are known phrases."""
        if self._phrases is None:
            return {}
        return {at: found for at, text in enumerate(sentences) if (found := self._phrases.find(text))}

    def _size(self, text: str) -> int:
        """Source pieces of a text."""
        return len(self._tokenizer.encode(text))

    def _bare(self, sentences: Sequence[str], decoding: Decoding) -> list[Translation]:
        """Translate sentences as they are: sort by length, batch, run, put back in order."""
        done: dict[int, Translation] = {}
        jobs: list[Job] = []
        for at, sentence in enumerate(sentences):
            pieces = self._tokenizer.encode(sentence) if sentence.strip() else []
            if pieces:
                jobs.append(Job(at, pieces))
            else:
                done[at] = Translation(sentence, sentence)
        for job, hypotheses in self._run(jobs, decoding):
            done[job.at] = self._finish(sentences[job.at], job.pieces, hypotheses)
        return [done[at] for at in range(len(sentences))]

    def _run(self, jobs: Sequence[Job], decoding: Decoding) -> Iterator[tuple[Job, list[Hypothesis]]]:
        """Hypotheses of every job, in no particular order."""

        def generate(batch: list[Job]) -> list[list[Hypothesis]]:
            length = len(batch[0].pieces)
            # A model of few positions cannot take a row of the full width.
            wide = min(width(length), self._positions + 1) if decoding.exact else 0
            search = self._defaults.settle(decoding, limit(length), wide)
            return self._engine.generate([job.pieces for job in batch], search)

        work = batches(jobs, BATCH_PIECES, self._threads, exact=decoding.exact)
        if self._threads == 1 or len(work) < 2:
            for batch in work:
                yield from zip(batch, generate(batch), strict=True)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for batch, results in zip(work, pool.map(generate, work), strict=True):
                yield from zip(batch, results, strict=True)

    def _finish(self, sentence: str, pieces: Sequence[str], hypotheses: Sequence[Hypothesis]) -> Translation:
        """Turn hypotheses into a ``Translation``."""
        texts = [self._tokenizer.decode(hypothesis.pieces) for hypothesis in hypotheses]
        others = tuple(dict.fromkeys(text for text in texts[1:] if text != texts[0]))
        best = hypotheses[0]
        links: tuple[Link, ...] = ()
        if best.attention is not None and best.pieces:
            links = word_links(sentence, pieces, texts[0], best.pieces, best.attention)
        return Translation(sentence, texts[0], best.score, alternatives=others, links=links)


def limit(length: int) -> int:
    """The most pieces of output for a source of this many pieces: the same for all of its class."""
    return next(most for top, most in CLASSES if length <= top)


def width(length: int) -> int:
    """What a source of this many pieces is padded to, its ``</s>`` included, where decoding is exact."""
    return next((width for width in WIDTHS if length < width), -(-(length + 1) // 64) * 64)


def batches(jobs: Sequence[Job], budget: int, parts: int, *, exact: bool = False) -> list[list[Job]]:
    """Cut jobs into batches of one class each, longest first, of at most ``budget`` padded pieces.

    With few jobs the batches are made smaller, so that ``parts`` workers all get some. ``exact`` batches hold one
    ``width`` each: the amount of padding changes the last bits of the attention sums, and int8 rounding makes whole
    steps of them. Which amounts are alike depends on the processor, on its matrix library and on the beam (multiples
    of 16 are, but for beam search, and on processors without AVX-512), so the width is fixed.
    """
    total = sum(len(job.pieces) for job in jobs)
    budget = min(budget, max(LEAST_PIECES, total // max(1, parts))) if parts > 1 else budget
    found: list[list[Job]] = []
    for job in sorted(jobs, key=lambda job: (-len(job.pieces), job.at)):
        here = found[-1] if found else []
        if (
            here
            and (not exact or width(len(here[0].pieces)) == width(len(job.pieces)))
            and limit(len(here[0].pieces)) == limit(len(job.pieces))
            and (len(here) + 1) * len(here[0].pieces) <= budget
        ):
            here.append(job)
        else:
            found.append([job])
    return found
