"""Numbers as values: 1 234,5 and 1,234.5, 15:00 and 3 p.m., XX and 20th, 1,5 млн and 1,500,000, два and two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aligner.checks.pair import Check, Hit, Hits, Pair, Span
from models.text.numberwords import month_of, scale_of, word_values

_FRACTIONS = "¼½¾⅐-⅞"
#: Digits in groups of three separated by spaces, or digits with points and commas; fractions in one character.
_TOKEN = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"
    rf"|\d+(?:[.,]\d+)*[{_FRACTIONS}]?|[{_FRACTIONS}]"
)
_DIGIT = re.compile(rf"[\d{_FRACTIONS}]")
_ROMAN = re.compile(r"\b[IVXLCІVХСМ]+\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "M": 1000}
_LOOKALIKES = str.maketrans("ІХСМ", "IXCM")
#: The number of a paragraph or of a list item at the very beginning; any figure or bracket there.
_ITEM = re.compile(r"[\s(\[]*(\d{1,3})[.)\]](?!\d)\s*(?=\S)")
_LEADING = re.compile(r"[\s(\[]*\d")
_SPACE = "[ \u00a0\u2009\u202f]"
#: The word behind a number, perhaps after the half that belongs to the number, or after "and more".
_AFTER = re.compile(
    rf"(?:-(?:ти|и|х|ю|ми)\b)?{_SPACE}?(?:(?P<half>с{_SPACE}половиной|and{_SPACE}a{_SPACE}half){_SPACE}"
    rf"|с{_SPACE}(?:лишним|небольшим){_SPACE}|-)?(?P<word>[^\W\d_]+)"
)
_PM = re.compile(r"(?:[:.]\d\d)?[ \u00a0\u202f]*p\.?\s?m\b", re.IGNORECASE)
_DECADE = re.compile(r"-?(?:[ех]|ые|ых)\b|['’]?s\b")
#: Between two numbers of which the second says the scale of both: 5–10 million, from 5 to $10 million.
_LINK = re.compile(rf"{_SPACE}?(?:[-–—−/,…]|\.\.\.?|до|и|или|либо|to|and|or){_SPACE}?(?:US\$|[$€£¥₽]|от|до)?{_SPACE}?")
#: A 2 or 3 behind these is an exponent: м2 is m².
_POWER = re.compile(r"(?<![^\W\d_])(?:[мдск]?м|[mck]?m|ft|in|yd)$")
_SMALL = re.compile("[⁰¹²³⁴-⁹₀-₉]+")
#: What makes a number negative or positive, before it and behind it.
_SIGN = re.compile(rf"(?:(?<![^\s(\[:=/<>~«\"“])([-−–+])|\b(минус|minus|плюс|plus){_SPACE})$", re.IGNORECASE)
_ZERO = re.compile(
    r"[^.,;!?]{0,30}?(?:(ниже нуля|мороза|below (?:zero|freezing)|of frost)|(выше нуля|тепла|above (?:zero|freezing)))"
)
#: So near to a number, in characters, stands what says its direction.
_NEAR = 60
#: So many numbers of one value are looked at.
_COMPARED = 20
#: Words that say what a minus says: a fall, a loss, cold.
_LESS = re.compile(
    r"\b(?:минус|ниже|мороз|отрицательн|сни[жз]|пад|упа|сокра|уменьш|убы[тл]|дефицит|потер|меньш|спад|вниз|недо|отста|долг"
    r"|minus|negativ|below|sub-?zero|fell|fall|declin|decreas|drop|down|loss|lost|los[et]|reduc|deficit|lower|less|cut|slip"
    r"|shrink|shrank|shrunk|contract|frost|freez|under|behind|debt|owe|BC\b|B\.C)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One token of digits: any of ``values``, or all of ``parts`` (19.05 is a number or a nineteen and a five).

    ``text`` is as it is written, with its word of scale; ``sign`` is ``-``, ``+`` or empty.
    """

    text: str
    span: Span
    values: frozenset[float]
    parts: tuple[float, ...]
    sign: str = ""


def numbers_differ(pair: Pair) -> Hits:
    """A number of one side that the other says neither in digits nor in words, or with another scale or sign."""
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
    yield from _signs(left, right, pair)


def _signs(left: Sequence[Number], right: Sequence[Number], pair: Pair) -> Hits:
    """Negative numbers that the other side has without their sign, and without a word that would say it."""
    for mine, other, there in ((left, right, pair.target), (right, left, pair.source)):
        negative = [number for number in mine if number.sign == "-"]
        by_value: dict[float, list[Number]] = {}
        for number in other if negative else ():
            for value in number.values:
                by_value.setdefault(value, []).append(number)
        for number in negative:
            same = next((by_value[value] for value in number.values if value in by_value), None)
            if same and not any(_negative(one, there) for one in same[:_COMPARED]):
                one, two = (number, same[0]) if mine is left else (same[0], number)
                yield Hit({"number": number.text, "side": "sign"}, one.span, two.span)


def _negative(number: Number, text: str) -> bool:
    """Has a number a minus, words near it that say so, or brackets, as accountants write it?"""
    start, end = number.span
    if number.sign == "-" or (text[start - 1 : start] == "(" and text[end : end + 1] == ")"):
        return True
    return _LESS.search(text[max(0, start - _NEAR) : end + _NEAR]) is not None


def found(number: Number, available: set[float]) -> bool:
    """Is the number, whole or in its parts, among the other side's values?"""
    return bool(number.values & available) or (bool(number.parts) and all(p in available for p in number.parts))


def numbers(text: str) -> list[Number]:
    """The digits of a text as numbers."""
    if not _DIGIT.search(text):
        return []
    made: list[Number] = []
    scales: list[float] = []
    for match in _TOKEN.finditer(text):
        token, (start, end) = match[0], match.span()
        if token == "00":
            continue  # the minutes of a full hour
        if token in ("2", "3") and _POWER.search(text, max(0, start - 4), start):
            continue
        values, parts = readings(token)
        after = _AFTER.match(text, end)
        scale, sure = scale_of(after["word"]) if after else (0.0, False)
        if after and after["half"]:
            values |= {value + 0.5 for value in values}
        if scale:
            scaled = {value * scale for value in values}
            values = scaled if sure else values | scaled
        if after and sure:
            parts, end = (), after.end()
        if _PM.match(text, end):
            values |= {value + 12 for value in values if value < 12}
        if _DECADE.match(text, end) and all(value < 100 and value % 10 == 0 for value in values):
            values |= {value + century for value in values for century in (1800, 1900, 2000)}
        elif len(token) == 4 and token.isdigit() and token.endswith("0") and _DECADE.match(text, end):
            values |= {int(token) % 100}
        sign = _sign(text, start, end)
        start -= len(sign) if sign and text[start - 1] in "-−–+" else 0
        made.append(Number(text[start:end], (start, end), frozenset(values), parts, sign))
        scales.append(scale if sure else 0.0)
    return _together(text, made, scales)


def _sign(text: str, start: int, end: int) -> str:
    """``-``, ``+`` or nothing: a mark or a word before the number, a direction behind it."""
    before = text[max(0, start - 8) : start]
    match = _SIGN.search(before)
    if match and match[1]:
        # 5 -10 is a range with a space too many.
        return "" if before[: match.start()].rstrip()[-1:].isdigit() else "+" if match[1] == "+" else "-"
    if match:
        return "-" if match[2].lower() in ("минус", "minus") else "+"
    zero = _ZERO.match(text, end)
    return "" if zero is None else "-" if zero[1] else "+"


def _together(text: str, made: list[Number], scales: list[float]) -> list[Number]:
    """Numbers that mean something together: 1 млн 200 тыс., 5–10 million, 1/2, 1 1/2."""
    for at in range(len(made) - 2, -1, -1):
        between = text[made[at].span[1] : made[at + 1].span[0]]
        if scales[at + 1] and not scales[at] and _LINK.fullmatch(between):
            scales[at] = scales[at + 1]
            made[at] = _also(made[at], {value * scales[at] for value in made[at].values})
        elif between == "/":
            above, below = made[at].values, made[at + 1].values
            whole = made[at - 1] if at and text[made[at - 1].span[1] : made[at].span[0]] in (" ", "\u00a0") else None
            parts = {a / b for a in above for b in below if 0 < a < b <= 100}
            if whole and parts:
                _all(made, at - 1, at + 2, {max(whole.values) + part for part in parts})
            _all(made, at, at + 2, parts)
    for first, last in _runs(text, made, scales):
        _all(made, first, last, {sum(max(number.values) for number in made[first:last])})
    return made


def _runs(text: str, made: Sequence[Number], scales: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Where a number goes on with a smaller scale, or with a fraction: half-open."""
    first = 0
    for at in range(1, len(made) + 1):
        goes_on = (
            at < len(made)
            and text[made[at - 1].span[1] : made[at].span[0]] in (" ", "\u00a0", ". ", ".\u00a0")
            and (
                max(made[at].values) < scales[at - 1]
                or (not scales[at - 1] and not made[at].text[0].isdecimal() and max(made[at - 1].values) >= 1)
            )
        )
        if not goes_on:
            if at - first > 1:
                yield first, at
            first = at


def _also(number: Number, values: set[float]) -> Number:
    return replace(number, values=number.values | values)


def _all(made: list[Number], first: int, last: int, values: set[float]) -> None:
    for at in range(first, last):
        made[at] = _also(made[at], values)


def readings(token: str) -> tuple[set[float], tuple[float, ...]]:
    """What a token may mean: the values of it as one number, and its parts if it may be several."""
    if not token[-1].isdecimal():
        return {unicodedata.numeric(token[-1]) + (max(readings(token[:-1])[0]) if len(token) > 1 else 0)}, ()
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


_HALVES = re.compile(r"пол(миллиона|миллиарда|тысячи)|half a (thousand|million|billion)", re.IGNORECASE)


def said_in_words(text: str) -> set[float]:
    """Values that a text has in number words, months, Roman figures, and figures above and below the line."""
    values = word_values(text)
    for match in _HALVES.finditer(text):
        values.add(scale_of(match[1] or match[2])[0] / 2)
    for word in re.findall(r"[^\W\d_]+", text):
        month = month_of(word)
        if month:
            values.add(float(month))
    for match in _ROMAN.finditer(text):
        value = roman(match[0].translate(_LOOKALIKES))
        if value:
            values.add(float(value))
    for match in _SMALL.finditer(text):
        values.add(float("".join(str(unicodedata.digit(c)) for c in match[0])))
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
        "sign": "The sign of {number} is lost or another one",
    },
    numbers_differ,
    by="side",
)
