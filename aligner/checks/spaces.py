"""Spaces too many."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair


def spaces(pair: Pair) -> Hits:
    """Double spaces, a space before a mark, spaces at the ends that the source does not have."""
    text = pair.target
    if not text.strip():
        return
    for match in re.finditer(r"(?<=\S)[ \u00a0]{2,}(?=\S)", text):
        yield Hit({"kind": "double"}, target_span=match.span())
    if pair.target_language in ("en", "ru"):
        for match in re.finditer(r"(?<=\w)[ \u00a0]+(?=[,;:!?](?:\s|$)|\.(?:\s|$))", text):
            yield Hit({"kind": "before-mark"}, target_span=match.span())
    if text[0].isspace() and not pair.source[:1].isspace():
        yield Hit({"kind": "leading"}, target_span=(0, len(text) - len(text.lstrip())))
    if text[-1].isspace() and not pair.source[-1:].isspace():
        yield Hit({"kind": "trailing"}, target_span=(len(text.rstrip()), len(text)))


CHECK = Check(
    "spaces",
    "warning",
    "Spaces",
    {
        "double": "Double space",
        "before-mark": "Space before a mark",
        "leading": "Space at the beginning",
        "trailing": "Space at the end",
    },
    spaces,
    by="kind",
)
