"""A glossary's terms: found in the source, looked for in the target."""

from __future__ import annotations

from aligner.checks.pair import Check, Hit, Hits, Pair
from models.glossary import Glossary


def glossary_terms(pair: Pair, glossary: Glossary) -> Hits:
    """A term of the source whose translation is not in the target."""
    if not pair.target.strip():
        return
    for match in glossary.find(pair.source):
        if not match.term.is_translated(pair.target):
            span = (match.start, match.end)
            yield Hit({"term": pair.source[slice(*span)], "wanted": " / ".join(match.term.targets)}, source_span=span)


CHECK = Check(
    "glossary",
    "warning",
    "Glossary",
    "Term «{term}» should be translated «{wanted}»",
    glossary_terms,
    needs="glossary",
)
