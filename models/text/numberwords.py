"""Numbers, scales and months in words, Russian and English, in all their forms."""

from __future__ import annotations

import re

#: Words of scale beside figures, in any case form and with their usual slips; a letter alone may be a unit (5 m).
_SCALES = (
    (1e3, "тыс(?:яч[а-я]{0,4})?|thousands?", "k"),
    (1e6, "млн|м{1,2}ил{1,2}ион(?!ер)[а-я]{0,5}|millions?|mln|mn", "m"),
    (1e9, "млрд|м{1,2}ил{1,2}иард(?!ер)[а-я]{0,5}|billions?|bln|bn", "b"),
    (1e12, "трлн|триллион[а-я]{0,5}|trillions?|trn", "tn"),
)
_SCALE = re.compile("|".join(f"(?P<s{n}>{sure})|(?P<l{n}>{letter})" for n, (_, sure, letter) in enumerate(_SCALES)))


def scale_of(word: str) -> tuple[float, bool]:
    """What a word after figures multiplies them by (0 for none), and whether it can mean nothing else."""
    match = _SCALE.fullmatch(word.lower())
    if match is None:
        return 0.0, False
    group = match.lastgroup or "s0"
    return _SCALES[int(group[1:])][0], group[0] == "s"


MONTHS: tuple[tuple[str, str], ...] = (
    ("january|jan", "январ[ьяюеём]+"),
    ("february|feb", "феврал[ьяюеём]+"),
    ("march|mar", "март(?:а|е|у|ом)?"),
    ("april|apr", "апрел[ьяюеём]+"),
    ("may", "ма[йяюе]|маем"),
    ("june|jun", "июн[ьяюеём]+"),
    ("july|jul", "июл[ьяюеём]+"),
    ("august|aug", "август(?:а|е|у|ом)?"),
    ("september|sept|sep", "сентябр[ьяюеём]+"),
    ("october|oct", "октябр[ьяюеём]+"),
    ("november|nov", "ноябр[ьяюеём]+"),
    ("december|dec", "декабр[ьяюеём]+"),
)
_MONTH = re.compile("|".join(f"(?P<m{n}>{en}|{ru})" for n, (en, ru) in enumerate(MONTHS, 1)))
#: The first three letters of every form above.
_BEGINNINGS = frozenset({
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "янв", "фев", "мар", "апр", "май", "мая", "маю", "мае", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
})  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")


def may_name_month(text: str) -> bool:
    """Is there a word that begins like a month's name? Quick, so that most texts need no closer look."""
    return any(word[:3] in _BEGINNINGS for word in _LETTERS.findall(text.lower()))


def month_of(word: str) -> int:
    """1 to 12 for a month's name in any case form, else 0."""
    match = _MONTH.fullmatch(word.lower())
    return int((match.lastgroup or "m0")[1:]) if match else 0


_ENGLISH = {
    "zero": 0, "nil": 0, "one": 1, "once": 1, "first": 1, "single": 1, "a": 1, "an": 1, "firstly": 1,
    "two": 2, "twice": 2, "second": 2, "both": 2, "pair": 2, "couple": 2, "double": 2, "doubled": 2, "bilateral": 2,
    "secondly": 2, "twin": 2, "half": 2, "three": 3, "third": 3, "thirds": 3, "triple": 3, "thrice": 3, "tripled": 3,
    "four": 4, "fourth": 4, "quarter": 4, "quarters": 4, "quadruple": 4, "five": 5, "fifth": 5, "six": 6, "sixth": 6,
    "seven": 7, "seventh": 7, "eight": 8, "eighth": 8, "nine": 9, "ninth": 9, "ten": 10, "tenth": 10, "decade": 10,
    "eleven": 11, "eleventh": 11, "twelve": 12, "twelfth": 12, "dozen": 12, "noon": 12, "midnight": 0,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twenty": 20, "twentieth": 20, "twenties": 20, "thirty": 30, "thirtieth": 30, "thirties": 30,
    "forty": 40, "fortieth": 40, "forties": 40, "fifty": 50, "fiftieth": 50, "fifties": 50, "sixty": 60,
    "sixtieth": 60, "sixties": 60, "seventy": 70, "seventieth": 70, "seventies": 70, "eighty": 80, "eightieth": 80,
    "eighties": 80, "ninety": 90, "ninetieth": 90, "nineties": 90, "century": 100, "centuries": 100,
}  # fmt: skip
#: Half of a whole, and of a hundred per cent.
_HALF = ("half", "половина", "половины", "половину", "половине", "половиной")
_MULTIPLIERS = {
    "hundred": 100, "hundreds": 100, "hundredth": 100, "thousand": 1000, "thousandth": 1000, "million": 10**6,
    "billion": 10**9, "тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "тысячу": 1000, "миллион": 10**6,
    "миллиона": 10**6, "миллионов": 10**6, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9,
}  # fmt: skip
#: Russian stems, longest first where one begins another; a stem is followed by an ending of at most four letters.
_RUSSIAN: tuple[tuple[str, float], ...] = (
    ("ноль", 0), ("нол[яю]", 0), ("перв(?!обыт|ичн)", 1), ("од(?:ин|на|но|ни|ной|ном|ного|ному|ну|ним|них)$", 1),
    ("однажды", 1),
    ("двенадцат", 12), ("двадцат", 20), ("двест", 200), ("двухсот", 200),
    ("дв(?:а|е|ух|ум|умя|ое|оих|ойн\\w+|ажды)$", 2),
    ("двух", 2), ("двусторон", 2), ("втор", 2), ("об(?:а|е|оих|еих|оим|еим)$", 2), ("пар(?:а|ы|у|ой)$", 2),
    ("вдвое", 2),
    ("тринадцат", 13), ("тридцат", 30), ("трист", 300), ("тр(?:и|ех|ёх|ем|ём|емя|ое|оих|ойн\\w+|ижды)$", 3),
    ("трет", 3),
    ("втрое", 3), ("тр[её]х", 3), ("четырнадцат", 14), ("четырест", 400), ("четыр", 4), ("четв[её]рт", 4),
    ("четвер[оы]", 4),
    ("пятнадцат", 15), ("пятьдесят", 50), ("пятидесят", 50), ("пятьсот", 500), ("пятисот", 500), ("пят", 5),
    ("шестнадцат", 16), ("шестьдесят", 60), ("шестидесят", 60), ("шестьсот", 600), ("шест", 6), ("семнадцат", 17),
    ("семьдесят", 70), ("семидесят", 70), ("семьсот", 700), ("сем(?:ь|и|ью|еро)$", 7), ("седьм", 7),
    ("восемнадцат", 18),
    ("восемьдесят", 80), ("восьмидесят", 80), ("восемьсот", 800), ("восемь", 8), ("восьм", 8), ("девятнадцат", 19),
    ("девяност", 90), ("девятьсот", 900), ("девят", 9), ("одиннадцат", 11), ("десят", 10), ("дюжин", 12),
    ("сорок", 40),
    ("ст(?:о|а)$", 100), ("сотн", 100), ("сот(?:ый|ая|ое|ого|ой|ом)?$", 100), ("полтора$|полторы$|полутора$", 1.5),
    ("нулев", 2000),
    ("половин", 2), ("полугод", 6), ("полдень$|полудн", 12), ("столети", 100), ("век(?:а|е|у|ов|ом)?$", 100),
    ("десятилети", 10),
)  # fmt: skip
_STEM = re.compile("|".join(f"(?P<s{n}>{stem})" for n, (stem, _) in enumerate(_RUSSIAN)))
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|(?<=\+)½")
_AND_A_HALF = re.compile(r"\s(?:and\s+a\s+half|с\s+половин(?:ой|ою))\b")


def word_values(text: str) -> set[float]:
    """Every value that number words in a text may stand for, alone and as compounds (``twenty-five``: 20, 5, 25)."""
    values: set[float] = set()
    total = current = 0.0
    running = False
    for match in _WORD.finditer(_AND_A_HALF.sub(" +½", text.lower())):
        word = match[0]
        if word == "½":
            current += 0.5
            values |= {current, total + current, 6.0, 30.0}  # of a year in months, of an hour in minutes
            continue
        compound = compound_value(word) if word[0] in "дтспшвочн" else None
        if compound is not None:
            values.add(compound)
        value = word_value(word)
        factor = _MULTIPLIERS.get(word, 0)
        if factor:
            current = (current or 1) * factor
            values |= {float(factor), current, total + current}
            if factor >= 1000:
                total, current = total + current, 0.0
            running = True
        elif value is not None:
            values.add(value)
            if word in _HALF:
                values |= {0.5, 50.0}
            current += value
            values |= {current, total + current}
            running = True
        elif word not in ("and", "и") or not running:
            total = current = 0.0
            running = False
    return values


#: «Двадцативосьмилетний», «полуторачасовой»: tens and units in the genitive, run together.
_COMPOUND = re.compile(
    r"(?P<tens>двадцати|тридцати|сорока|пятидесяти|шестидесяти|семидесяти|восьмидесяти|девяносто|сто)?"
    r"(?P<unit>одно|двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти|полутора)?(?=[а-яё]{4})"
)
_TENS = (
    "двадцати",
    "тридцати",
    "сорока",
    "пятидесяти",
    "шестидесяти",
    "семидесяти",
    "восьмидесяти",
    "девяносто",
    "сто",
)
_UNITS = ("одно", "двух", "трех", "четырех", "пяти", "шести", "семи", "восьми", "девяти", "десяти")


def compound_value(word: str) -> float | None:
    """The value of the number that a compound adjective begins with, or None."""
    match = _COMPOUND.match(word.replace("ё", "е"))
    if match is None or not match[0]:
        return None
    tens = (_TENS.index(match["tens"]) + 2) * 10 if match["tens"] else 0
    if match["unit"] == "полутора":
        return tens + 1.5
    return float(tens + (_UNITS.index(match["unit"]) + 1 if match["unit"] else 0))


def word_value(word: str) -> float | None:
    """The value of one number word, or of digits beside a scale word; else None."""
    if word[0].isdecimal():
        return float(word.replace(",", "."))
    if word in _ENGLISH:
        return float(_ENGLISH[word])
    match = _STEM.match(word) if word[0] in "вдновпрстчшо" else None
    return float(_RUSSIAN[int((match.lastgroup or "s0")[1:])][1]) if match else None
