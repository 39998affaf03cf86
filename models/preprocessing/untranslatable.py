"""Lines with nothing to translate: rules, bare numbers, addresses, data, and for Cyrillic sources Latin-only text."""

from __future__ import annotations

import re

from models.text.scripts import has_cyrillic, is_cyrillic
from models.verbatim.placeholders import CODES

#: Longer than any word or address: encoded data, or text whose spaces are all lost. A model would go on about it for
#: minutes and say nothing.
_DATA = re.compile(r"[^\W_]{300}|\S{2000}")


def nothing_to_translate(text: str, languages: tuple[str, str]) -> bool:
    """Whether a line comes through as it is: blank, no letters, no letters of the source's alphabet, or data."""
    if is_data(text):
        return True
    if not any(c.isalpha() for c in CODES.sub("", text)):
        return True
    source, target = languages
    return is_cyrillic(source) and not is_cyrillic(target) and not has_cyrillic(text)


def is_data(text: str) -> bool:
    """Whether a line holds a run of characters that is no word of any language."""
    return _DATA.search(text) is not None
