"""A set of words, written in the source as they would be on paper."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, apart at white space."""
    return frozenset(text.split())
