"""Translating texts while the caller waits: lines and blanks stay as they are, sentences are translated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.language import language_to_translate
from models.translation import Decoding, Translation
from server.service import Service

LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Sentence:
    """A sentence's half-open span in its text, and its translation."""

    start: int
    end: int
    output: Translation


@dataclass(frozen=True)
class Translated:
    """A text, its sentences, and the whole in translation."""

    source: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The translation, with the source's blanks between the sentences."""
        return self.joined(lambda sentence: sentence.output.text)

    def joined(self, choose: object) -> str:
        """The text with each sentence replaced by what ``choose`` makes of it."""
        assert callable(choose)
        parts: list[str] = []
        at = 0
        for sentence in self.sentences:
            parts += (self.source[at : sentence.start], choose(sentence))
            at = sentence.end
        return "".join((*parts, self.source[at:]))

    def alternatives(self, most: int) -> list[str]:
        """Other translations of the whole: the n-th has each sentence's n-th alternative, or else its best."""
        found: dict[str, None] = {}
        for number in range(max((len(s.output.alternatives) for s in self.sentences), default=0)):

            def choose(sentence: Sentence, number: int = number) -> str:
                others = sentence.output.alternatives
                return others[number] if number < len(others) else sentence.output.text

            found[self.joined(choose)] = None
        found.pop(self.text, None)
        return list(found)[:most]


def sentence_spans_of(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of each line."""
    from aligner.segment import sentence_spans

    return [span for line in LINE.finditer(text) for span in sentence_spans(text, *line.span(), language)]


def translate_texts(
    here: Service,
    texts: Sequence[str],
    *,
    model: str = "",
    language: str = "",
    beam: int | None = None,
    alternatives: int = 0,
    links: bool = False,
) -> list[Translated]:
    """Translate texts through the batcher; each is in ``language``, by default in one that the model reads.

    Raises:
        BusyError: it took too long.
        ModelError: there is no such model.
    """
    width = max(beam or here.settings.interactive_beam, min(alternatives + 1, 64))
    # Exact, so that the answer is the command line's, whatever other requests share the batch.
    decoding = Decoding(beam=width, alternatives=alternatives, links=links)
    reads = here.models.translator(model).source_languages
    spans = [sentence_spans_of(text, language or language_to_translate(text, reads)) for text in texts]
    flat = [text[a:b] for text, cut in zip(texts, spans, strict=True) for a, b in cut]
    outputs = iter(here.batcher.translate(flat, model, decoding, here.settings.translate_seconds))
    return [
        Translated(text, tuple(Sentence(a, b, next(outputs)) for a, b in cut))
        for text, cut in zip(texts, spans, strict=True)
    ]
