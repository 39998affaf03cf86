"""Fires where a number of the source is nowhere in the output, in figures or in words."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")
_WORDS = {
    0: "zero no nil",
    1: "one a an first single once",
    2: "two second twice both half couple pair",
    3: "three third",
    4: "four fourth quarter",
    5: "five fifth",
    6: "six sixth",
    7: "seven seventh",
    8: "eight eighth",
    9: "nine ninth",
    10: "ten tenth decade",
    11: "eleven eleventh",
    12: "twelve twelfth dozen noon",
    13: "thirteen",
    14: "fourteen",
    15: "fifteen",
    16: "sixteen",
    17: "seventeen",
    18: "eighteen",
    19: "nineteen",
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty half",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
    100: "hundred century",
    1000: "thousand",
}


def figures(text: str) -> list[str]:
    """Numbers of a text in one form: digits only, without separators or leading and trailing zeros."""
    return [plain(match[0]) for match in _NUMBER.finditer(text)]


def plain(number: str) -> str:
    """``2 000`` → ``2``, ``1,50`` → ``15``: what is left however separators and units are written."""
    return re.sub(r"\D", "", number).strip("0") or "0"


def missing(source: str, output: str) -> list[str]:
    """Numbers of the source, as written there, that the output has neither in figures nor in words."""
    have = set(figures(output))
    loose = {plain(part) for part in re.findall(r"\d+", output)} | set(re.findall(r"\d+", output))
    words = set(re.findall(r"[a-z]+", output.lower()))
    gone = []
    for match in _NUMBER.finditer(source):
        digits = re.sub(r"\D", "", match[0])
        parts = {plain(part) for part in re.findall(r"\d+", match[0])}
        if (len(digits) > 1 and not digits.strip("0")) or f"19{digits}" in loose:
            continue  # "15 ч. 00 м." is "3 p.m."; "80-е" is "the 1980s"
        if plain(match[0]) in have | loose or parts <= loose or _hour(digits) in have | loose:
            continue
        if len(digits) <= 4 and words & set(_WORDS.get(int(digits), "").split()):
            continue
        gone.append(match[0])
    return gone


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:
    """Whether a number is missing (English output only: words for numbers are known for no other language)."""
    return languages[1] in ("en", "eng") and bool(output.strip()) and bool(missing(source, output))


def _hour(digits: str) -> str:
    """13 to 23 as the hour of an afternoon, so that 15.00 and 3 p.m. agree."""
    hour = int(digits[:2] or 0)
    return plain(str(hour - 12) + digits[2:]) if 13 <= hour <= 23 and len(digits) <= 4 else digits
