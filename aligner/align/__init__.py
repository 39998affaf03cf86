"""Sentence alignment: which sentences of two documents are translations of each other, and which have no partner."""

from __future__ import annotations

from aligner.align.aligning import Alignment, align, realign

__all__ = ["Alignment", "align", "realign"]
