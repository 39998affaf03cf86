"""Fires where a code that stands for a protected span is not in the output, or is there twice."""

from __future__ import annotations

from models.verbatim.placeholders import NEAR


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the codes of both are not the same."""
    return sorted(NEAR.findall(source)) != sorted(NEAR.findall(output)) if NEAR.search(source) else False
