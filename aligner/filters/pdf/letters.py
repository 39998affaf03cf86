"""Letters of a PDF that are not what they say: Cyrillic under Western codes is put right, a broken text is refused."""

from __future__ import annotations

import re
from dataclasses import replace

from aligner.errors import ScannedError
from aligner.filters.pdf.layout import Line, Page

#: Letters that a text must have before its letters are judged.
_ENOUGH = 60
#: The letters that a font's Western encoding has where windows-1251 has Cyrillic ones.
_WESTERN = re.compile("[À-ÿ¸¨]")
_CODES = {**{chr(c): bytes([c]).decode("cp1251") for c in (*range(0xC0, 0x100), 0xA8, 0xB8, 0xB9)}}
_TABLE = str.maketrans(_CODES)
_WORD = re.compile(r"[^\W\d_]{4,}")
_VOWELS = frozenset("аеёиоуыэюяіїєaeiouyàáâãäåèéêëìíîïòóôõöùúûüýæøœ")


def with_readable_letters(pages: list[Page], name: str) -> list[Page]:
    """The pages, with Cyrillic that the file calls Western letters put right; characters without a name left out.

    Raises:
        ScannedError: most characters have no name, or most words have no vowel: the text layer is broken.
    """
    text = "\n".join(line.text for page in pages for line in page.lines)
    letters = sum(c.isalpha() for c in text)
    unnamed = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in text if c != "\n")
    if unnamed > letters:
        raise ScannedError("{name}: the fonts of this PDF name no characters", name=name)
    # No language has so many of them among its letters.
    if letters >= _ENOUGH and len(_WESTERN.findall(text)) > 0.7 * letters:
        pages = [replace(page, lines=[_cyrillic(line) for line in page.lines]) for page in pages]
        text = text.translate(_TABLE)
    words = [word.casefold() for word in _WORD.findall(text) if not word.isupper()]
    words = [word for word in words if word[0] < "\u0530"]
    if len(words) >= 20 and sum(_VOWELS.isdisjoint(word) for word in words) > 0.4 * len(words):
        raise ScannedError("{name}: the text layer of this PDF is broken: its letters make no words", name=name)
    return pages


def _cyrillic(line: Line) -> Line:
    """The line with the letters that windows-1251 has for its codes."""
    return replace(line, text=line.text.translate(_TABLE), cells=tuple(c.translate(_TABLE) for c in line.cells))
