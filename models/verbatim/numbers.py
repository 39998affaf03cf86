"""Numbers that the model was shown: verified against the source, and put right where it is plain which one is wrong.

Only into English. A number of the source that the output has neither in figures nor in words, and one of the output
that is in no relation to the source, are taken for each other, where there is one of each or they are alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.text.numberwords import month_of, word_values

#: A number as Russian writes it: groups of three apart, a decimal comma. Codes (F1) are none.
_SOURCE = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?![\w])|(?<![A-Za-z\d.,])\d+(?:[.,]\d+)*")
#: A number of an output, in either way.
_OUTPUT = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\w)"
    r"|(?<![A-Za-z\d.,])\d+(?:[.,]\d+)*(?P<rank>(?:st|nd|rd|th)\b)?"
)
#: Digits, however they are written.
_ANY = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}[ \u00a0\u202f]\d{3}")
#: The comma of one decimal number, none of a list.
_ONE_DECIMAL = re.compile(r"(?<![,.]\d)(?<![,.]\d\d)(?<![,.]\d\d\d)(?<=\d),(?=\d++(?![.,]\d))")
_RUN_IN = re.compile(r"(?<=\b(?:to|of|in|at|by))(?=\d)|(?<=\b(?:and|for))(?=\d)|(?<=\b(?:from|with))(?=\d)")
_UNIT_TWICE = re.compile(r"(?<=\d)(\s?)(kg|g|mm|cm|m|km|t|L|ml|mL|kW|W|V|A|%|°C) \2(?!\w)")
_RANGE = re.compile(r"(?<![\d.,–-])(\d{1,4})[–-](\d{1,4})(?![\d–-])")
#: Two numbers with less in common are not the same one garbled.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: where, and every value that it may have."""

    start: int
    end: int
    text: str
    values: frozenset[str]
    rank: str = ""


def figures(text: str) -> list[str]:
    """Numbers of a text in one form: digits only, without separators or leading and trailing zeros."""
    return [plain(match[0]) for match in _ANY.finditer(text)]


def plain(number: str) -> str:
    """``2 000`` → ``2``, ``1,50`` → ``15``: what is left however separators and units are written."""
    return re.sub(r"\D", "", number).strip("0") or "0"


def missing(source: str, output: str) -> list[str]:
    """Numbers of the source, as written there, that the output has neither in figures nor in words."""
    have = set(figures(output))
    loose = {plain(part) for part in re.findall(r"\d+", output)} | set(re.findall(r"\d+", output))
    words: set[float] | None = None
    gone = []
    for match in _ANY.finditer(source):
        digits = re.sub(r"\D", "", match[0])
        parts = {plain(part) for part in re.findall(r"\d+", match[0])}
        if (len(digits) > 1 and not digits.strip("0")) or f"19{digits}" in loose:
            continue  # "15 ч. 00 м." is "3 p.m."; "80-е" is "the 1980s"
        if plain(match[0]) in have | loose or parts <= loose or _hour(digits) in have | loose:
            continue
        if len(digits) <= 4:
            words = word_values(output) if words is None else words
            if int(digits) in words:
                continue
        gone.append(match[0])
    return gone


def _hour(digits: str) -> str:
    """13 to 23 as the hour of an afternoon, so that 15.00 and 3 p.m. agree."""
    hour = int(digits[:2] or 0)
    return plain(str(hour - 12) + digits[2:]) if 13 <= hour <= 23 and len(digits) <= 4 else digits


def with_right_numbers(source: str, output: str) -> str:
    """The output with its numbers in English form and those of the source in place of garbled ones."""
    if not any(c.isdigit() for c in source) and not _ROMAN.search(source):
        return output
    # "3 to5 kg", "12.5 kg kg".
    output = _UNIT_TWICE.sub(r"\1\2", _RUN_IN.sub(" ", output))
    ours = [_russian(match) for match in _SOURCE.finditer(source)]
    for one in ours:
        if len(groups := re.split(r"[ \u00a0\u202f]", one.text)) > 1 and "," not in one.text:
            # "604, 248" is one number.
            output = re.sub(rf"(?<!\d){'[ ,.]{1,2}'.join(groups)}(?!\d)", _english(one.text), output)
    for pair in _RANGE.finditer(source):
        # "76–77" may come out as "7677".
        output = re.sub(rf"(?<![\d.,]){pair[1]}{pair[2]}(?![\d.,]\d|\d)", f"{pair[1]}–{pair[2]}", output)
    theirs, taken, extra = _compared(ours, source, output)
    found = set(taken.values())
    lost = missing(source, output)
    # "340" for "3400" is not missed by the guard, which heeds no zeros at the end.
    shapes = {plain(one.text) for one in extra}
    rest = [one for number, one in enumerate(ours) if number not in found]
    gone = [one for one in rest if one.text in lost or plain(one.text) in shapes]
    words = word_values(output) if gone else set()
    gone = [one for one in gone if not any(_whole(value) in words for value in one.values)]
    edits = [
        (theirs[at].start, theirs[at].end, _english(ours[n].text) + theirs[at].rank)
        for at, n in taken.items()
        if not _is_english(theirs[at].text, ours[n].text)
    ]
    for right, wrong in _paired(gone + _romans_gone(source, output, theirs), extra):
        edits.append((wrong.start, wrong.end, _english(right.text) + _ordinal(right.text, wrong.rank)))
    for start, end, text in sorted(edits, reverse=True):
        output = output[:start] + text + output[end:]
    return output


def figures_alone(text: str) -> str:
    """A line of figures, such as a cell of a table, as English writes it; one with letters as it is."""
    if any(map(str.isalpha, text)):
        return text
    if _THOUSANDS.fullmatch(text.strip()):
        return text.replace(text.strip(), _english(text.strip()))
    return _ONE_DECIMAL.sub(".", text)


def unrelated(source: str, output: str) -> list[str]:
    """Numbers of the output, as written there, that come from nothing in the source."""
    ours = [_russian(match) for match in _SOURCE.finditer(source)]
    extra = _compared(ours, source, output)[2]
    return [one.text for one in extra if not _of_a_scale(one, source)] if extra else []


def _compared(ours: Sequence[Number], source: str, output: str) -> tuple[list[Number], dict[int, int], list[Number]]:
    """The output's numbers; which of them, by place, is which of the source; those that come from nothing in it."""
    theirs = [_either(match) for match in _OUTPUT.finditer(output)]
    taken: dict[int, int] = {}
    for number, one in enumerate(ours):
        free = (at for at, other in enumerate(theirs) if at not in taken and one.values & other.values)
        if (at := next(free, None)) is not None:
            taken[at] = number
    loose = {part for one in ours for part in re.findall(r"\d+", re.sub(r"[ \u00a0\u202f]", "", one.text))}
    return theirs, taken, [one for at, one in enumerate(theirs) if at not in taken and not _derived(one, loose, source)]


def _of_a_scale(number: Number, source: str) -> bool:
    """May a number be one of the source with its thousand or million written out, or a part of it, or a month's?"""
    digits = plain(number.text)
    if any(plain(match[0]) == digits for match in _ANY.finditer(source)):
        return True
    return any(month_of(word) == _whole(number.text) for word in _WORD.findall(source))


def _romans_gone(source: str, output: str, theirs: Sequence[Number]) -> list[Number]:
    """Roman figures of a source, as numbers, that an output has in no form: XIX, 19th, nineteenth."""
    have = {value for one in theirs for value in one.values}
    found = []
    for match in _ROMAN.finditer(source):
        value = str(_roman(match[0]))
        if (
            len(match[0]) > 1
            and value not in have
            and match[0] not in output
            and float(value) not in word_values(output)
        ):
            found.append(Number(match.start(), match.end(), value, frozenset((value,))))
    return found


def _paired(gone: list[Number], extra: list[Number]) -> list[tuple[Number, Number]]:
    """Which lost number was garbled into which: one and one, as many of both in their order, else the likest."""
    if len(gone) == len(extra):
        return list(zip(gone, extra, strict=True))
    scored = sorted(
        ((SequenceMatcher(None, _digits(a.text), _digits(b.text), autojunk=False).ratio(), i, j)
         for i, a in enumerate(gone[:20]) for j, b in enumerate(extra[:20])),
        reverse=True,
    )  # fmt: skip
    pairs, left, right = [], set(range(len(gone))), set(range(len(extra)))
    for ratio, i, j in scored:
        if ratio >= _ALIKE and i in left and j in right:
            pairs.append((gone[i], extra[j]))
            left.discard(i)
            right.discard(j)
    return pairs


def _derived(number: Number, loose: set[str], source: str) -> bool:
    """May a number of the output come from the source in another way: a part of a number, words, a Roman figure?"""
    parts = re.findall(r"\d+", number.text)
    if all(part in loose or part.lstrip("0") in loose for part in parts):
        return True
    words = word_values(re.sub(r"\d+", " ", source))
    if any(_whole(value) in words for value in number.values):
        return True
    # "90-е" is "1990s", "15 ч" is "3 p.m.", "XX век" the "20th century".
    if any(part[2:] in loose or str(int(part) + 12) in loose for part in parts if len(part) <= 4):
        return True
    return any(number.text == str(_roman(figure)) for figure in _ROMAN.findall(source))


_ROMAN = re.compile(r"\b[IVXLC]{1,7}\b")
_FIGURES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman(text: str) -> int:
    """The value of a Roman figure."""
    values = [_FIGURES[c] for c in text]
    return sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))


def _russian(match: re.Match[str]) -> Number:
    return Number(match.start(), match.end(), match[0], frozenset((_plain(match[0], ","),)))


def _either(match: re.Match[str]) -> Number:
    """An output's number with a decimal point, or with a decimal comma."""
    rank = match["rank"] or ""
    text = match[0].removesuffix(rank)
    return Number(match.start(), match.end(), text, frozenset((_plain(text, "."), _plain(text, ","))), rank)


def _plain(text: str, decimal: str) -> str:
    """One form of a number: ``1 234,50`` → ``1234.5``; what has two decimal marks is a number in parts and stays."""
    text = re.sub(r"[ \u00a0\u202f]", "", text)
    other = "." if decimal == "," else ","
    if text.count(decimal) > 1 or (decimal in text and other in text.split(decimal)[1]):
        return text
    whole, _, part = text.partition(decimal)
    if other in whole:
        if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", whole):
            return text
        whole = whole.replace(other, "")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _is_english(text: str, source: str) -> bool:
    """Is a number written as English does, with a decimal point, and groups by commas where the source has groups?"""
    if re.search(r"\d[ \u00a0\u202f]\d", source) and "," not in text and len(text.split(".")[0]) > 3:
        return False
    return re.fullmatch(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?", text) is not None


def _english(text: str) -> str:
    """A source's number as an English text has it."""
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    if bare != text and re.fullmatch(r"\d+(?:,\d+)?", bare):
        whole, _, part = bare.partition(",")
        return f"{int(whole):,}" + (f".{part}" if part else "")
    return re.sub(r"(?<=\d),(?=\d)", ".", text) if text.count(",") == 1 and "." not in text else text


def _ordinal(text: str, rank: str) -> str:
    """The ending of an ordinal number."""
    if not rank or not text.isdigit():
        return ""
    if text[-2:] in ("11", "12", "13"):
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _whole(value: str) -> float:
    return float(value) if re.fullmatch(r"\d+(?:\.\d+)?", value) else -1.0
