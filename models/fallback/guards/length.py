"""Fires where the output is far shorter or longer than its source.

The limits are on (output letters and digits + 12) / (source's + 12): of 6000 Russian-English reference pairs
fewer than one in a thousand lies outside (docs/translation.md).
"""

from __future__ import annotations

SMOOTH = 12
LEAST, MOST = 0.45, 2.0


def ratio(source: str, output: str) -> float:
    """Length of the output over that of the source, smoothed so that short lines may differ more."""
    sizes = [sum(c.isalnum() for c in text) for text in (source, output)]
    return (sizes[1] + SMOOTH) / (sizes[0] + SMOOTH)


def short(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the output is far too short (an empty one has its own guard)."""
    return any(c.isalnum() for c in output) and ratio(source, output) < LEAST


def long(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the output is far too long."""
    return ratio(source, output) > MOST
