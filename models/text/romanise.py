"""Cyrillic in Latin letters, one letter at a time, by BGN/PCGN without its marks and its rules for the letter е."""

from __future__ import annotations

#: Lower-case letters of Russian, then those of Ukrainian and Belarusian that it does not have.
LATIN: dict[str, str] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
}  # fmt: skip
_TABLE = str.maketrans(LATIN | {letter.upper(): latin.capitalize() for letter, latin in LATIN.items()})


def romanised(text: str) -> str:
    """A text with its Cyrillic letters in Latin; all others stay."""
    return text.translate(_TABLE)
