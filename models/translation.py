"""What a translator is and what it returns: ``Translation``, ``Decoding``, ``Translator``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from models.errors import ModelError

#: A word link from cross-attention: (source start, source end, target start, target end), in characters.
Link = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence's output.

    ``score`` is the mean log-probability (nats) of the output tokens, ``None`` where no model ran (empty
    lines, rules, bare numbers). ``alternatives`` are further hypotheses, best first, without the text
    itself. ``flags`` are the codes of guards that fired and could not be cured (see ``models.fallback.guards``).
    ``expected`` is the chrF2 to expect against a person's translation, 0..1, where the model is calibrated
    (see ``models.confidence``).
    """

    source: str
    text: str
    score: float | None = None
    alternatives: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    flags: tuple[str, ...] = ()
    expected: float | None = None

    @property
    def confidence(self) -> float:
        """0..1: ``expected``, else the geometric mean of the token probabilities; 1 where no model ran.

        Halved when flagged.
        """
        if self.score is None:
            return 1.0
        sure = math.exp(min(0.0, self.score)) if self.expected is None else self.expected
        return sure * 0.5 if self.flags else sure


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search for a translation; ``None`` leaves a setting to the checkpoint's generation config.

    ``beam`` 1 is greedy search. ``length_penalty`` divides a hypothesis's log-probability by
    length**penalty, so larger favours longer output. ``alternatives`` asks for that many further hypotheses
    (at most ``beam - 1`` where the beam is given). ``links`` asks for word links. ``guards`` off gives the
    bare model output. ``exact`` pads every sentence to a width that follows from its own length, so that text and
    score are the same to the bit in any company. Without it, padding now and then changes a score, rarely a word;
    sentences of many lengths then share a batch, which a short document translated greedily gains most by.
    """

    beam: int | None = None
    length_penalty: float | None = None
    alternatives: int = 0
    links: bool = False
    guards: bool = True
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0
    exact: bool = True

    def __post_init__(self) -> None:
        """Refuse settings that no search can honour.

        Raises:
            ModelError: naming the setting, the value and the range.
        """
        if self.beam is not None and not 1 <= self.beam <= 64:
            raise ModelError("beam {beam}: out of range; use 1 (greedy) to 64, 4 is usual", beam=self.beam)
        if self.length_penalty is not None and not 0.0 <= self.length_penalty <= 10.0:
            raise ModelError(
                "length penalty {penalty}: out of range; use 0 to 10, 1 is usual",
                penalty=self.length_penalty,
            )
        if not 0 <= self.alternatives <= 63:
            raise ModelError("alternatives {alternatives}: out of range; use 0 to 63", alternatives=self.alternatives)
        if self.no_repeat_ngram < 0 or self.repetition_penalty <= 0:
            raise ModelError("no_repeat_ngram must be 0 or more and repetition_penalty above 0")


@runtime_checkable
class Translator(Protocol):
    """Translates sentences; safe to share between threads.

    Output count equals input count and keeps the order, always; an empty or blank sentence comes back as it
    is. With ``exact`` decoding a sentence gives the same text whatever it is batched with.
    """

    @property
    def name(self) -> str:
        """How a person would name the model: a registry name, a hub id or a directory's name."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hex digest of the weights, vocabulary and settings; changes when output may change."""
        ...

    @property
    def source_languages(self) -> tuple[str, ...]:
        """Two-letter codes of the languages that the model reads, one at least; the first is the likeliest."""
        ...

    @property
    def target_language(self) -> str:
        """Two-letter code of the language that it writes."""
        ...

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """Translate a list at once."""
        ...

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """Translate lazily: reads ahead a bounded window, yields in order, holds no more than the window."""
        ...
