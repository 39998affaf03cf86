"""Inline codes carried to a translation: source text with codes, target text and word links in, target codes out."""

from __future__ import annotations

from aligner.carry.bitext import carry_bitext
from aligner.carry.carrying import carry

__all__ = ["carry", "carry_bitext"]
