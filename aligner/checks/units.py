"""Units of measure and currencies behind and before numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.checks.numbers import Number, numbers
from aligner.checks.pair import Check, Hit, Hits, Pair

#: Each unit under one name; what is written in letters of its own case first, then words in any form.
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("nm", "нм|nm", "нанометр[а-я]*|nanomet(?:er|re)s?"),
    ("µm", "мкм|[µμ]m", "микрон[а-я]*|микрометр[а-я]*|microns?|micromet(?:er|re)s?"),
    ("mm", "мм|mm", "миллиметр[а-я]*|millimet(?:er|re)s?"),
    ("cm", "см|cm", "сантиметр[а-я]*|centimet(?:er|re)s?"),
    ("m", "м|m", "метр[а-я]{0,3}|met(?:er|re)s?"),
    ("km", "км|km", "километр[а-я]*|kilomet(?:er|re)s?"),
    ("mile", "mi", "мил[яиьею][а-я]{0,2}|миль|miles?"),
    ("foot", "ft", "фут(?:а|у|ом|ов|ам|ами|ах|ы|е)?|f(?:oo|ee)t"),
    ("inch", "in(?=[.,;)]|$)", "дюйм[а-я]{0,3}|inch(?:es)?"),
    ("mg", "мг|mg", "миллиграмм[а-я]*|milligram(?:me)?s?"),
    ("µg", "мкг|[µμ]g|mcg", "микрограмм[а-я]*|microgram(?:me)?s?"),
    ("g", "гр?(?!\\.)|g", "грамм[а-я]{0,3}|gram(?:me)?s?"),
    ("kg", "кг|kg", "килограмм[а-я]*|kilogram(?:me)?s?|kilos?"),
    ("t", "т(?!\\.)|t", "тонн[а-я]{0,3}|ton(?:ne)?s?"),
    ("pound", "lbs?|£|GBP", "фунт[а-я]{0,3}|pounds?"),
    ("ml", "мл|m[lL]", "миллилитр[а-я]*|millilit(?:er|re)s?"),
    ("l", "л|[lL]", "литр[а-я]{0,3}|lit(?:er|re)s?"),
    ("ha", "га|ha", "гектар[а-я]{0,3}|hectares?"),
    ("ms", "мс|ms", "миллисекунд[а-я]*|milliseconds?"),
    ("s", "с|s|сек|secs?", "секунд[а-я]{0,3}|seconds?"),
    ("min", "мин|mins?", "минут[а-я]{0,3}|minutes?"),
    ("h", "ч|h|hrs?", "час(?!т)[а-я]{0,3}|hours?"),
    ("day", "", "дн[яейию][а-я]{0,2}|день|сут(?:ки|ок|ками)|days?"),
    ("week", "нед", "недел[а-я]{1,3}|weeks?"),
    ("month", "мес", "месяц[а-я]{0,3}|months?"),
    ("year", "", "года?м?|году|годами|лет|years?"),
    ("°C", "°\\s?[CС]|℃", ""),
    ("°F", "°\\s?F|℉", ""),
    ("%", "%|п\\. ?п\\.", "процент[а-я]{0,4}|percent(?:age)?|per(?= cent)"),
    ("‰", "‰", "промилле"),
    ("W", "Вт|W", "ватт[а-я]{0,3}|watts?"),
    ("kW", "кВт|kW", "киловатт[а-я]{0,3}|kilowatts?"),
    ("MW", "МВт|MW", "мегаватт[а-я]{0,3}|megawatts?"),
    ("GW", "ГВт|GW", "гигаватт[а-я]{0,3}|gigawatts?"),
    ("kWh", "кВт[·*⋅-]?\\s?ч|kWh", ""),
    ("V", "В(?!\\.)|V", "вольт[а-я]{0,3}|volts?"),
    ("kV", "кВ|kV", "киловольт[а-я]{0,3}|kilovolts?"),
    ("A", "А|A", "ампер[а-я]{0,3}|amp(?:ere)?s?"),
    ("mA", "мА|mA", ""),
    ("Hz", "Гц|Hz", "герц[а-я]{0,3}|hertz"),
    ("kHz", "кГц|kHz", "килогерц[а-я]{0,3}|kilohertz"),
    ("MHz", "МГц|MHz", "мегагерц[а-я]{0,3}|megahertz"),
    ("GHz", "ГГц|GHz", "гигагерц[а-я]{0,3}|gigahertz"),
    ("Pa", "Па|Pa", ""),
    ("kPa", "кПа|kPa", ""),
    ("MPa", "МПа|MPa", ""),
    ("KB", "[Кк][Бб]|[KkК][BВ]", "килобайт[а-я]{0,3}|kilobytes?"),
    ("MB", "М[Бб]|MB", "мегабайт[а-я]{0,3}|megabytes?"),
    ("GB", "Г[Бб]|GB", "гигабайт[а-я]{0,3}|gigabytes?"),
    ("TB", "Т[Бб]|TB", "терабайт[а-я]{0,3}|terabytes?"),
    ("dollar", "\\$|долл|USD", "доллар[а-я]{0,3}|dollars?"),
    ("euro", "€|EUR", "евро|euros?"),
    ("rouble", "₽|р(?=\\.)|руб|RUB|RUR", "рубл[а-я]{1,3}|ro?ubles?"),
)
_SIGNS = {"$": "dollar", "€": "euro", "₽": "rouble", "£": "pound", "USD": "dollar", "EUR": "euro", "RUB": "rouble",
          "GBP": "pound"}  # fmt: skip
_SPACE = "[ \u00a0\u2009\u202f]"
_UNIT = re.compile(
    rf"{_SPACE}?-?\.?{_SPACE}?(?:(?:"
    + "|".join(f"(?P<a{n}>{short})" for n, (_, short, _) in enumerate(_UNITS) if short)
    + r")(?![^\W\d_²³])|(?i:"
    + "|".join(f"(?P<b{n}>{word})" for n, (_, _, word) in enumerate(_UNITS) if word)
    + r")(?![^\W\d_²³]))(?P<power>[²³23](?!\d))?(?P<per>/)?"
)
_BEFORE = re.compile(rf"(?:([$€₽£])|\b(USD|EUR|RUB|GBP)){_SPACE}?$")
_SAME_POWER = str.maketrans("²³", "23")
#: What stands before a unit without being one: square, cubic.
_KIND_OF = re.compile(rf"{_SPACE}?-?(?:кв|куб|квадратн[а-я]+|кубическ[а-я]+|square|cubic|sq|cu)\b", re.IGNORECASE)


def units_differ(pair: Pair) -> Hits:
    """A number with another unit of measure or currency: 5 km for 5 мм, €5 for 5 руб."""
    left = list(_measured(pair.source))
    if not left:
        return
    right: dict[float, list[tuple[Number, str]]] = {}
    for number, unit in _measured(pair.target):
        for value in number.values:
            right.setdefault(value, []).append((number, unit))
    for number, unit in left:
        same = next((right[value] for value in number.values if value in right), None) if unit else None
        if same and all(other and other != unit for _, other in same):
            there, other = same[0]
            values = {"source": f"{number.text} {unit}", "target": f"{there.text} {other}"}
            yield Hit(values, number.span, there.span)


def _measured(text: str) -> Iterator[tuple[Number, str]]:
    """The numbers of a text with the names of their units; no name where none is known, or it is of a ratio."""
    for number in numbers(text):
        yield number, unit_at(text, *number.span)


def unit_at(text: str, start: int, end: int) -> str:
    """The unit of the number at a place, by its one name; empty where there is none."""
    if (sign := _BEFORE.search(text, max(0, start - 5), start)) is not None:
        return _SIGNS[sign[1] or sign[2]]
    if _KIND_OF.match(text, end) or (match := _UNIT.match(text, end)) is None or match["per"]:
        return ""
    name = _UNITS[int(str(match.lastgroup)[1:])][0] if match.lastgroup not in ("power", "per") else ""
    if not name:
        name = next(_UNITS[int(key[1:])][0] for key, said in match.groupdict().items() if said and key[0] in "ab")
    return name + (match["power"] or "").translate(_SAME_POWER)


CHECK = Check(
    "units-differ",
    "warning",
    "Units",
    "Unit differs: {source} became {target}",
    units_differ,
)
