"""Quotation marks that are foreign or not closed."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair

_QUOTES = re.compile('["«»„“”]')


def quotes(pair: Pair) -> Hits:
    """Russian quotation marks left in English, or a quotation that is not closed though the source's is."""
    if pair.target_language == "en":
        for match in re.finditer("[«»„]", pair.target):
            yield Hit({"mark": match[0]}, target_span=match.span())
            return
    if balanced(pair.source) and not balanced(pair.target):
        # English quotations run over several sentences where Russian has dashes or none: the mark that opens or
        # closes such a passage stands at an end of the pair, and no mark at all in the source.
        inner = pair.target.strip()[1:-1].rstrip(".,!?…")
        if _QUOTES.search(pair.source) or _QUOTES.search(inner):
            yield Hit({"mark": '"'})


def balanced(text: str) -> bool:
    """Are the quotation marks all closed? The straight ones by their even number; inches are not told apart."""
    return text.count("«") == text.count("»") and text.count('"') % 2 == 0 and _curly(text)


def _curly(text: str) -> bool:
    opened, closed = text.count("“") + text.count("„"), text.count("”")
    return opened == closed or (closed == 0 and text.count("„") * 2 == opened)


CHECK = Check(
    "quotes",
    "warning",
    "Quotation marks",
    "Quotation mark {mark} is foreign or not closed",
    quotes,
)
