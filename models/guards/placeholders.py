"""Fires where a code that stands for a protected span is not in the output, or is there twice."""

from __future__ import annotations

import re

#: As ``models.shaping.placeholders`` writes them.
CODES = re.compile(r"(?<![A-Za-z0-9])F[ -]?(\d{1,3})(?!\d)|⟦ ?(\d) ?⟧", re.IGNORECASE)


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the codes of both are not the same."""
    return sorted(CODES.findall(source)) != sorted(CODES.findall(output)) if CODES.search(source) else False
