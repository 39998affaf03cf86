"""The mark that a sentence ends with."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair

_CLOSING = "\"'»”’“)]} \u00a0*_"
_ENDS = {".": ".", "!": "!", "?": "?", "…": "…", ":": ":", ";": ";", ",": ","}


def end_punctuation(pair: Pair) -> Hits:
    """The last marks say different things: a question became a statement, a full stop is missing."""
    source, target = end_mark(pair.source), end_mark(pair.target)
    if source == target or not pair.source.strip() or not pair.target.strip():
        return
    questions = "?" in (source, target)
    bare = "" in (source, target) and ({source, target} & set(".!?"))
    if (
        bare
        and not questions
        and (shortened(pair.source, pair.source_language) or shortened(pair.target, pair.target_language))
    ):
        return
    if questions or bare:
        at = len(pair.target.rstrip())
        yield Hit({"source": source or "∅", "target": target or "∅"}, target_span=(max(0, at - 1), at))


def end_mark(text: str) -> str:
    """The mark that ends a text, quotation marks and brackets set aside; empty if a letter or figure does."""
    text = text.rstrip(_CLOSING)
    if text.endswith(("...", "…")):
        return "…"
    if text.endswith(("?!", "!?")):
        return "?"
    if not text or text[-1] in "。！？":
        return {"。": ".", "！": "!", "？": "?"}.get(text[-1:], "")
    return _ENDS.get(text[-1], "")


_NO_LETTER = re.compile(r"[\W\d_]")


def shortened(text: str, language: str) -> bool:
    """Does a text end with the full stop of an abbreviation, which need not have one in the other language?"""
    text = text.rstrip(_CLOSING)
    word = _NO_LETTER.split(text[-12:-1])[-1].lower()
    if not text.endswith(".") or not word:
        return False
    from aligner.segment import english, russian

    known = {"ru": russian, "en": english}.get(language)
    # A short word alone is one, too: «Стр.», «Кол.»
    alone = text[:-1].isalpha() and len(word) <= 4
    return alone or len(word) == 1 or (known is not None and word in known.shortenings())


CHECK = Check(
    "end-punctuation",
    "warning",
    "Mark at the end",
    "Ends differ: {source} in the source, {target} in the translation",
    end_punctuation,
)
