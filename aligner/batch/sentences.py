"""Sentences of many documents on their way through one model: each different one once, batched by length."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aligner.batch.cache import Cache
from aligner.batch.work import Prepared
from models.errors import ModelError
from models.translation import Decoding, Translation, Translator


@dataclass(slots=True)
class PendingDocument:
    """A document and the translations it has so far."""

    prepared: Prepared
    outputs: list[Translation | None]
    missing: int
    seconds: float = 0.0
    failed: str = ""


@dataclass(slots=True)
class SentenceQueue:
    """Hands sentences out in chunks of like length, and translations back to the documents that wait for them.

    ``gather`` sentences are sorted by length at a time, ``chunk`` of them go to the model in one call.
    ``translated`` and ``repeated`` count sentences that went to the model, and ones that did not because their
    translation was known or under way.
    """

    cache: Cache
    gather: int
    chunk: int
    translated: int = 0
    repeated: int = 0
    waiting: dict[int, PendingDocument] = field(default_factory=dict)
    held: int = 0
    _wanted: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _pending: list[str] = field(default_factory=list)
    _chunks: deque[list[str]] = field(default_factory=deque)

    def add(self, prepared: Prepared) -> PendingDocument | None:
        """Take in a document; returned at once if it already has all its translations."""
        sentences = [text for text in prepared.to_translate if text is not None]
        number = prepared.item.number
        entry = PendingDocument(prepared, [None] * len(sentences), len(sentences))
        unknown = list(dict.fromkeys(s for s in sentences if s not in self._wanted))
        known = self.cache.get(unknown)
        new = 0
        for at, sentence in enumerate(sentences):
            if sentence in known:
                entry.outputs[at] = known[sentence]
                entry.missing -= 1
            elif sentence in self._wanted:
                self._wanted[sentence].append((number, at))
            else:
                self._wanted[sentence] = [(number, at)]
                self._pending.append(sentence)
                new += 1
        self.repeated += len(sentences) - new
        if not entry.missing:
            return entry
        self.waiting[number] = entry
        self.held += len(sentences)
        return None

    def next_chunk(self, *, last: bool) -> list[str] | None:
        """Sentences for one call of the model; None while more should be gathered first (unless ``last``)."""
        if not self._chunks and self._pending and (last or len(self._pending) >= self.gather):
            ordered = sorted(self._pending, key=lambda s: (-len(s), s))
            self._pending = []
            self._chunks.extend(ordered[i : i + self.chunk] for i in range(0, len(ordered), self.chunk))
        return self._chunks.popleft() if self._chunks else None

    def take(self, sentences: Sequence[str], outputs: Sequence[Translation | None]) -> Iterator[PendingDocument]:
        """Translations for a chunk (None: the model failed on it); yields the documents that are now complete."""
        good = [made for made in outputs if made is not None]
        self.cache.put(good)
        self.translated += len(good)
        for sentence, made in zip(sentences, outputs, strict=True):
            for number, at in self._wanted.pop(sentence):
                entry = self.waiting[number]
                entry.outputs[at] = made
                entry.missing -= 1
                if made is None:
                    entry.failed = sentence
                if not entry.missing:
                    del self.waiting[number]
                    self.held -= len(entry.outputs)
                    yield entry

    @property
    def pending(self) -> int:
        """Sentences gathered and not yet handed out."""
        return len(self._pending) + sum(map(len, self._chunks))


def translate(translator: Translator, sentences: Sequence[str], decoding: Decoding) -> list[Translation | None]:
    """One translation a sentence; where the model fails on the lot, each is tried alone and may be None."""
    try:
        return list(translator.translate(sentences, decoding))
    except (ModelError, MemoryError):
        alone: list[Translation | None] = []
        for sentence in sentences:
            try:
                alone += translator.translate([sentence], decoding)
            except (ModelError, MemoryError):
                alone.append(None)
        return alone
