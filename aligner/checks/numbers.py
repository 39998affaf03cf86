"""Numbers as values: 1 234,5 and 1,234.5, 15:00 and 3 p.m., XX and 20th, 1,5 млн and 1,500,000, два and two."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.checks.pair import Check, Hit, Hits, Pair, Span
from models.text.numberwords import SCALES, month_of, word_values

#: Digits in groups of three parted by spaces, or digits with points and commas among them.
_TOKEN = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_ROMAN = re.compile(r"\b[IVXLCІVХСМ]+\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "M": 1000}
_LOOKALIKES = str.maketrans("ІХСМ", "IXCM")
#: The number of a paragraph or of a list item at the very beginning; any figure or bracket there.
_ITEM = re.compile(r"[\s(\[]*(\d{1,3})[.)\]](?!\d)\s*(?=\S)")
_LEADING = re.compile(r"[\s(\[]*\d")
_AFTER = re.compile(r"[ \u00a0\u202f-]*([^\W\d_]+)\.?")
_PM = re.compile(r"(?:[:.]\d\d)?[ \u00a0\u202f]*p\.?\s?m\b", re.IGNORECASE)
_DECADE = re.compile(r"-?(?:[ех]|ые|ых)\b|['’]?s\b")


@dataclass(frozen=True, slots=True)
class Number:
    """One token of digits: any of ``values``, or all of ``parts`` (19.05 is a number or a nineteen and a five)."""

    text: str
    span: Span
    values: frozenset[float]
    parts: tuple[float, ...]


def numbers_differ(pair: Pair) -> Hits:
    """A number of one side that the other says neither in digits nor in words."""
    left, right = numbers(pair.source), numbers(pair.target)
    if not left and not right:
        return
    for mine, other, text, there in ((left, right, pair.source, pair.target), (right, left, pair.target, pair.source)):
        # Most pairs have the very same tokens; words are looked at only when digits are not enough.
        available = {value for number in other for value in (*number.values, *number.parts)}
        missing = [n for n in mine if not found(n, available)]
        item = _ITEM.match(text) if missing else None
        if item and not _LEADING.match(there):
            # One side alone bears the number of a paragraph or list item: the layout's, not the sentence's.
            missing = [n for n in missing if n.span != item.span(1)]
        if missing:
            available |= said_in_words(there)
            missing = [n for n in missing if not found(n, available)]
        for number in missing:
            if text is pair.source:
                yield Hit({"number": number.text, "side": "target"}, source_span=number.span)
            else:
                yield Hit({"number": number.text, "side": "source"}, target_span=number.span)


def found(number: Number, available: set[float]) -> bool:
    """Is the number, whole or in its parts, among the other side's values?"""
    return bool(number.values & available) or (bool(number.parts) and all(p in available for p in number.parts))


def numbers(text: str) -> list[Number]:
    """The digits of a text as numbers."""
    made: list[Number] = []
    if not _DIGIT.search(text):
        return made
    for match in _TOKEN.finditer(text):
        token, (start, end) = match[0], match.span()
        if token == "00":
            continue  # the minutes of a full hour
        values, parts = readings(token)
        after = _AFTER.match(text, end)
        scale = SCALES.get(after[1].lower(), 0) if after else 0
        if scale:
            values |= {value * scale for value in values}
        if _PM.match(text, end):
            values |= {value + 12 for value in values if value < 12}
        if _DECADE.match(text, end) and all(value < 100 and value % 10 == 0 for value in values):
            values |= {value + century for value in values for century in (1800, 1900, 2000)}
        elif len(token) == 4 and token.isdigit() and token.endswith("0") and _DECADE.match(text, end):
            values |= {int(token) % 100}
        made.append(Number(token, (start, end), frozenset(values), parts))
    return made


def readings(token: str) -> tuple[set[float], tuple[float, ...]]:
    """What a token may mean: the values of it as one number, and its parts if it may be several."""
    groups = re.split(r"[ \u00a0\u2009\u202f]", token)
    if len(groups) > 1:
        whole = float("".join(groups).replace(",", "."))
        return {whole}, tuple(value for group in groups for value in readings(group)[0])
    separators = [c for c in token if c in ".,"]
    if not separators:
        return {float(token)}, ()
    pieces = re.split(r"[.,]", token)
    parts = tuple(float(piece) for piece in pieces)
    values: set[float] = set()
    if len(set(separators)) == 2:
        last = max(token.rfind("."), token.rfind(","))
        if separators.count(token[last]) == 1:
            values.add(float(re.sub(r"[.,]", "", token[:last]) + "." + token[last + 1 :]))
    else:
        if all(len(piece) == 3 for piece in pieces[1:]) and len(pieces[0]) <= 3:
            values.add(float("".join(pieces)))
        if len(pieces) == 2:
            values.add(float(".".join(pieces)))
    return values, parts


def said_in_words(text: str) -> set[float]:
    """Values that a text has in number words, months, Roman figures, and the scaled neighbours of its digits."""
    values = word_values(text)
    for word in re.findall(r"[^\W\d_]+", text):
        month = month_of(word)
        if month:
            values.add(float(month))
    for match in _ROMAN.finditer(text):
        value = roman(match[0].translate(_LOOKALIKES))
        if value:
            values.add(float(value))
    return values


def roman(text: str) -> int:
    """The value of a Roman numeral, 0 if it is none."""
    values = [_ROMAN_VALUES.get(c, 0) for c in text]
    if not all(values):
        return 0
    return sum(-v if v < max(values[n + 1 :], default=0) else v for n, v in enumerate(values))


CHECK = Check(
    "numbers-differ",
    "error",
    "Numbers",
    {
        "target": "Number {number} is not in the translation",
        "source": "Number {number} is not in the source",
    },
    numbers_differ,
    by="side",
)
