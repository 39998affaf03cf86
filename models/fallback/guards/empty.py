"""Fires where the source has words and the output has none."""

from __future__ import annotations


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the output lacks any letter or digit although the source has letters."""
    return any(c.isalpha() for c in source) and not any(c.isalnum() for c in output)
