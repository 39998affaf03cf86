"""Translating texts while the caller waits: lines and blanks stay as they are, sentences are translated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.language import detect_language, language_to_translate
from models.translation import Decoding, Translation
from server.service import Service

LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")

#: The code of the check that says so of documents.
FOREIGN = "foreign-language"


@dataclass(frozen=True)
class Sentence:
    """A sentence's half-open span in its text, and its translation.

    ``language`` is that of a sentence that stays as it is, since its line is in another language than the model reads.
    """

    start: int
    end: int
    output: Translation
    language: str = ""


@dataclass(frozen=True)
class Translated:
    """A text, its sentences, and the whole in translation."""

    source: str
    sentences: tuple[Sentence, ...]

    @property
    def languages(self) -> list[str]:
        """The languages of the sentences that stay as they are, one a sentence."""
        return [sentence.language for sentence in self.sentences if sentence.language]

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


def sentences_of(text: str, language: str, home: Sequence[str]) -> list[tuple[int, int, str]]:
    """The sentences of each line: their spans, and the line's language where that is clearly none of ``home``."""
    from aligner.foreign import foreign_language
    from aligner.segment import sentence_spans

    found: list[tuple[int, int, str]] = []
    for line in LINE.finditer(text):
        foreign = foreign_language(line[0], home)
        found += [(*span, foreign) for span in sentence_spans(text, *line.span(), foreign or language)]
    return found


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

    A line that is clearly in another language stays as it is, with the flag ``foreign-language``.

    Raises:
        BusyError: it took too long.
        ModelError: there is no such model.
    """
    width = max(beam or here.settings.interactive_beam, min(alternatives + 1, 64))
    # Exact, so that the answer is the command line's, whatever other requests share the batch.
    decoding = Decoding(beam=width, alternatives=alternatives, links=links)
    reads = here.models.translator(model).source_languages
    # Who names a language has texts translated all the same; one among several in another language is still foreign.
    most = Counter(detect_language(text, reads) for text in texts).most_common(1) if language else []
    home = [*reads, *(one for one, _ in most)]
    cut = [sentences_of(text, language or language_to_translate(text, reads), home) for text in texts]
    flat = [text[a:b] for text, parts in zip(texts, cut, strict=True) for a, b, foreign in parts if not foreign]
    outputs = iter(here.batcher.translate(flat, model, decoding, here.settings.translate_seconds))
    return [
        Translated(
            text,
            tuple(
                Sentence(a, b, Translation(text[a:b], text[a:b], flags=(FOREIGN,)), foreign)
                if foreign
                else Sentence(a, b, next(outputs))
                for a, b, foreign in parts
            ),
        )
        for text, parts in zip(texts, cut, strict=True)
    ]
