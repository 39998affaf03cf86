"""Sentences through the model, so that one it cannot take does not spoil the others of its lot."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import ModelError
from models.translation import Decoding, Translation, Translator


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
