"""A text as its words' dictionary forms, the way the memory indexes and searches it."""

from __future__ import annotations

import re

from aligner.checks.glossary import lemma

_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile("[а-яё]")
#: A memory's vocabulary is finite; what exceeds this is worked out again.
_KEPT = 1_000_000
_cache: dict[str, str] = {}


def lemmas(text: str) -> list[str]:
    """Lemmas in order, in lower case; ``ё`` is ``е``."""
    made = []
    for word in _WORD.findall(text.lower()):
        form = _cache.get(word)
        if form is None:
            form = lemma(word) if not word[0].isdigit() else word
            form = form.replace("ё", "е")
            if len(_cache) < _KEPT:
                _cache[word] = form
        made.append(form)
    return made
