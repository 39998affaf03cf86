"""Verse: told from prose by its lines."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST = 4


def is_verse(lines: Sequence[str], longest: float = 65) -> bool:
    """Four lines or more, none long, each with a capital, few ending in a full stop, many at a mark."""
    if len(lines) < _SHORTEST or max(map(len, lines)) > longest:
        return False
    capitals = sum(line.lstrip(" «„“\"'—–-(")[:1].isupper() for line in lines)
    stopped = sum(line.rstrip().endswith(".") for line in lines[:-1])
    marked = sum(line.rstrip()[-1:] in ',;:—–!?….»"' for line in lines)
    return capitals >= len(lines) * 0.85 and stopped <= len(lines) * 0.5 and marked >= len(lines) * 0.4
