"""What is not language: a table of spans that come through a translation untouched, or in the target's form.

Each rule is a pattern and the form that its spans take in the target. Rules are tried in their order where a span may
begin; every pattern is linear. What is left out on purpose is numbers of up to four digits in running text, which have
to agree with words: they are shown to the model, verified, and put right afterwards (``models.verbatim.numbers``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.text.romanise import romanised


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of span: its name, its pattern, how it is written in an English text, and what else must hold."""

    name: str
    pattern: str
    form: Callable[[str], str] = str
    holds: Callable[[str], bool] = bool
    #: Only where source and target are written in different alphabets.
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A protected span of a text, half-open, with its rule and what stands for it in the target."""

    start: int
    end: int
    rule: str
    form: str


def with_points(text: str) -> str:
    """Decimal commas as points: ``0,05`` → ``0.05``."""
    return _DECIMAL.sub(".", text)


def _law(text: str) -> str:
    return _NUMERO.sub("No. ", romanised(text).upper())


def _label(text: str) -> str:
    return chr(ord("a") + _ALPHABET.index(text[0])) + ")" if text[0] in _ALPHABET[:26] else text


def is_label(text: str) -> bool:
    """Is a span the letter of a list's item?"""
    return len(text) == 2 and text[1] == ")" and text[0] in _ALPHABET


def is_blank(text: str) -> bool:
    """Is a span a blank of a form, to be filled in by hand?"""
    return "__" in text and not any(map(str.isalnum, text))


def _latin_symbol(text: str) -> str:
    """A document symbol whose letters were typed in Cyrillic."""
    return text.translate(_LOOKALIKES)


def _straight(text: str) -> str:
    return re.sub("[«»“”]", '"', text)


def _no_year(text: str) -> bool:
    """A number of volts or amperes, not a year, or a paragraph's number, before the preposition «в»."""
    return not re.fullmatch(r"(?:(?:1\d|20)\d\d|\d+\.\d+)\s?[ВА]", text)


def _in_units(text: str) -> str:
    """A number with its unit, perhaps behind a sign of comparison."""
    return _WITH_UNIT.sub(lambda match: f" {UNITS[match[1]]}", with_points(text))


def _cyrillic_code(text: str) -> str:
    """А4 and М12х50 look the same in Latin letters; Ту-154 and С-300 are romanised."""
    text = _TIMES.sub("x", text)
    letters = re.sub("[^А-яЁё]", "", text)
    alike = "-" not in text and not letters.translate(_LOOKALIKES).strip("ABCEHKMOPTX")
    return text.translate(_LOOKALIKES) if alike else romanised(text)


def _labelled(text: str) -> str:
    """A number with English labels."""
    said = _ONE_LABEL.sub(lambda match: _said(match[0]), text)
    return _NUMERO.sub("No. ", said)


def _said(label: str) -> str:
    english = LABELS.get(label) or LABELS[label.lower()]
    return english if label[0].islower() or label.isupper() else english[0].upper() + english[1:]


def grouped(text: str) -> str:
    """A number as English groups it: ``1 234 567,89`` → ``1,234,567.89``."""
    whole, _, part = re.sub(r"[ \u00a0\u202f]", "", text).partition(",")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def _sum(text: str) -> str:
    """A sum with its thousands apart: ``$12 500`` → ``$12,500``."""
    return _GROUPED.sub(lambda match: grouped(match[0]), text)


def _standard(text: str) -> str:
    for russian, english in _BODIES:
        text = text.replace(russian, english)
    return romanised(text)


def _provision(text: str) -> str:
    """Parts of a law from the smallest up: ``п. 5 ст. 290`` → ``paragraph 5 of Article 290``."""
    parts = [f"{PARTS[part[1].lower()]} {part[2]}" for part in _ONE_PART.finditer(text)]
    return " of ".join(parts)


def _no_thousands(text: str) -> bool:
    """Groups of digits that are no number with its thousands apart: an account, a passport, a card."""
    groups = re.findall(r"\d+", text)
    thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return not thousands and (len(groups) > 2 or sum(map(len, groups)) >= 10)


_ALPHABET = "абвгдежзиклмнопрстуфхцчшщэюя"
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
_ENDS = "docx?|xlsx?|pptx?|pdf|txt|csv|zip|rar|7z|jpe?g|png|gif|svg|mp[34]|exe|dll|py|js|json|xml|ya?ml|html?|md|od[ts]"
_ENDS += "|rtf|ini|conf|cfg|log|sql|bat|sh|apk|iso|dwg"
_DOMAINS = "com|org|net|int|ru|su|info|gov|edu|io|eu|ua|by|kz|uk|рф"
_NUMBER = r"\d++(?:[.,]\d++)?"
_LAWS = "ФКЗ|ФЗ|ГД|ОЗ|ПП|РП|СФ"

#: The name of the rule for marks of notes, which stay at the word before them.
NOTE_MARK = "mark of a note"
#: Units that a model takes for letters, and how English writes them.
UNITS = {
    "В": "V", "кВ": "kV", "мВ": "mV", "А": "A", "мА": "mA", "Вт": "W", "кВт": "kW", "МВт": "MW", "ГВт": "GW",
    "кВт·ч": "kWh", "кВт*ч": "kWh", "Гц": "Hz", "кГц": "kHz", "МГц": "MHz", "ГГц": "GHz", "Ом": "Ω", "кОм": "kΩ",
    "Па": "Pa", "кПа": "kPa", "МПа": "MPa", "л/мин": "L/min", "л/с": "L/s", "л/ч": "L/h", "м³/ч": "m³/h",
    "м/с": "m/s", "м/мин": "m/min", "км/ч": "km/h", "об/мин": "rpm", "мг/л": "mg/L", "г/л": "g/L", "мг/кг": "mg/kg",
    "мкг/м³": "µg/m³", "мг/м³": "mg/m³", "кг/м³": "kg/m³", "г/см³": "g/cm³", "дБ": "dB", "мкм": "µm", "нм": "nm",
    "ГБ": "GB", "МБ": "MB", "КБ": "KB", "ТБ": "TB", "Гб": "GB", "Мб": "MB", "Кб": "KB", "Тб": "TB", "мАч": "mAh",
    "мА·ч": "mAh", "атм": "atm", "бар": "bar", "ккал": "kcal", "кДж": "kJ", "Дж": "J", "кН": "kN", "Нм": "N·m",
    "Н·м": "N·m", "мкс": "µs", "мс": "ms", "Мбит/с": "Mbit/s", "Гбит/с": "Gbit/s",
}  # fmt: skip
#: Parts of laws and contracts, and their English names.
PARTS = {
    "подп": "subparagraph", "пп": "subparagraphs", "п": "paragraph", "ст": "Article", "ч": "part", "гл": "chapter",
    "абз": "indent", "разд": "section",
}  # fmt: skip
_PART_NUMBER = r"\d{1,4}(?:\.\d{1,3}){0,3}(?:(?:,\s|-|–)\d{1,4}(?:\.\d{1,3}){0,3}){0,4}"
_PART = rf"(?:{'|'.join(PARTS)})\.\s?{_PART_NUMBER}"
_ONE_PART = re.compile(rf"({'|'.join(PARTS)})\.\s?({_PART_NUMBER})")
_STANDARDS = "ГОСТ|СНиП|СанПиН|ОСТ|РД|СП|ТУ"
_BODIES = (("ИСО", "ISO"), ("МЭК", "IEC"), ("ЕН", "EN"))
_GROUPS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d{1,4})?"
_GROUPED = re.compile(_GROUPS)
#: What stands before a number that identifies something, and what an English text has there.
LABELS = {
    "ИНН": "INN", "КПП": "KPP", "БИК": "BIC", "ОГРНИП": "OGRNIP", "ОГРН": "OGRN", "ОКПО": "OKPO", "ОКВЭД2": "OKVED2",
    "ОКВЭД": "OKVED", "ОКПД2": "OKPD2", "ISBN": "ISBN", "ISSN": "ISSN", "ОКТМО": "OKTMO", "ОКАТО": "OKATO",
    "СНИЛС": "SNILS", "КБК": "KBK", "УИН": "UIN", "УНП": "UNP", "БИН": "BIN", "ИИН": "IIN", "ЕДРПОУ": "EDRPOU",
    "р/с": "account", "р/сч": "account", "к/с": "correspondent account", "к/сч": "correspondent account",
    "л/с": "personal account", "тел.": "tel.", "моб.": "mobile", "доб.": "ext.",
}  # fmt: skip
_LABELS = "|".join(
    f"[{label[0].upper()}{label[0]}]{re.escape(label[1:])}" if label[0].islower() else label
    for label in sorted(LABELS, key=len, reverse=True)
)
_ONE_LABEL = re.compile(rf"(?<!\w)(?:{_LABELS})(?!\w)")
_NUMERO = re.compile(r"№\s?")
_TIMES = re.compile(r"(?<=\d)[хХ](?=\d)")
_UNITS = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_UNIT = rf"(?:\s?(?:[€£¥₽$%‰]|°\s?[CСF]?|(?:{_UNITS})(?![\w/²³·])))?"
_WITH_UNIT = re.compile(rf"(?<=\d)\s?({_UNITS})$")
#: Letters that are neither Latin nor Cyrillic, with the signs that belong to them: Greek, then Armenian to Vedic, then
#: the rest of Greek, then Glagolitic to Ethiopic, the scripts of East Asia, and the forms of Hebrew and Arabic.
_OTHER = "\u0370-\u03ff\u0530-\u1c7f\u1c90-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\u2ddf\u2e80-\ua63f\ua6a0-\ua6ff"
_OTHER += "\ua800-\uab2f\uabc0-\ufaff\ufb13-\ufdff\ufe70-\ufefc\U00020000-\U0003ffff"
#: Signs: of money but $ and £, of arithmetic, sections, rights, notes, fractions, arrows, shapes, pictures. Not №, °
#: and the raised 2 of m², which models know or which do no harm.
_SIGN = (
    "\u00a2\u00a4-\u00a9\u00ac\u00ae\u00b1\u00b5\u00b6\u00bc-\u00be\u00d7\u00f7\u2020\u2021\u2030-\u2033\u203b\u2044"
)
_SIGN += "\u20a0-\u20cf\u2100-\u2115\u2117-\u215f\u2190-\u23ff\u2460-\u2bff\U0001f000-\U0001faff"
#: Figures at a sign go with it: a code may not run into them. Entered at their beginning only, so the time is linear.
_BEFORE, _AFTER = r"(?:(?<![\d.,])\d++(?:[.,]\d++)*+)?", r"\d*+(?:[.,]\d++)*+"

RULES: tuple[Rule, ...] = (
    # A formula of TeX: its signs mean nothing to a model.
    Rule("formula", r"\$\$(?=[^$\n]{0,300}[\\^_{}=])[^$\n]{1,300}\$\$(?!\d)"),
    Rule("formula", r"\$(?!\{)(?=[^$\n]{0,300}[\\^_{}=])[^\s$](?:[^$\n]{0,300}[^\s$])?\$(?!\d)"),
    Rule("address", r"(?:https?://|ftp://|www\.)[^\s<>«»\"“”]{1,2000}(?<![.,;:!?)\]'])"),
    Rule("e-mail", r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,6}"),
    # Placeholders of programs: Mustache and Hugo, Liquid, ERB, shell, ICU, .NET and Python, printf.
    Rule("placeholder", r"\{\{[^{}\n]{1,120}\}\}|\{%[^{}\n]{1,200}%\}|<%[^<>\n]{1,200}%>|\$\{[^{}\n]{1,80}\}"),
    Rule("placeholder", r"\{\w{1,40},\s{0,3}(?:plural|select|selectordinal),(?:[^{}\n]|\{[^{}\n]{0,200}\}){1,400}\}"),
    Rule("placeholder", r"\{[\w.$-]{0,40}(?:[:,!][^{}\n]{0,80})?\}"),
    Rule("placeholder", r"%\(\w{1,40}\)[-+0-9.]{0,6}[sdifr]"),
    Rule("placeholder", r"(?<![\d%])%(?:\d{1,2}\$)?[-+0-9.]{0,6}(?:l{0,2}[sdifuxXc]|@)(?!\w)"),
    Rule("placeholder", r"(?<![\w@])@[A-Za-z_]\w{0,30}@|(?<![\w:]):[a-z][a-z_]{1,30}(?![\w:])|\\[nrt](?![A-Za-z])"),
    Rule("tag", r"</?[A-Za-z][A-Za-z0-9:-]{0,20}(?:\s[^<>\n]{0,200})?/?>"),
    Rule("path", r"(?<!\w)(?:[A-Za-z]:\\|\\\\[\w.-]{1,60}\\)[^\s<>\"|?*«»]{0,200}(?<![.,;:!?)\]])"),
    Rule("path", r"(?<![\w/.])~?/(?:[\w.@+-]{1,60}/){1,20}(?:[\w.@+-]{1,60}(?<!\.))?"),
    Rule("file", rf"(?<![\w/.-])\w[\w-]{{0,60}}(?:\.[\w-]{{1,20}}){{0,3}}\.(?:{_ENDS})(?!\w|\.\w)"),
    Rule("handle", r"(?<![\w@.])@\w{2,40}|(?<![\w#&])#[^\W\d_]\w{1,60}"),
    Rule(
        "domain",
        rf"(?<![\w.@/-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:{_DOMAINS})(?:/[\w./-]{{0,200}}\w)?(?!\w)",
    ),
    # United Nations and kindred document symbols: A/RES/71/256, S/2018/845, E/CN.4/Sub.2/2003/12/Rev.2.
    Rule(
        "symbol",
        r"(?<![\w/])[A-ZАЕС][A-Z.]{0,9}(?:/[A-Za-z0-9.()-]{0,20}[A-Za-z0-9)]){1,7}(?<=[\d)A-Z])",
        _latin_symbol,
    ),
    # Letters of a list, as English counts: the third is c.
    Rule("label", r"(?:(?<=[\s(])|^)[а-ик-я]\)(?=[\s,;]|$)", _label),
    Rule(
        "labelled number",
        rf"(?<![\w/])(?:{_LABELS})(?:\s?/\s?КПП)?\s?(?::|№)?\s?"
        r"(?:[+(]?\d[\d\s()/-]{5,40}\d|\d[\d/.-]{1,40}\d|\d{1,6})(?![\w-])",
        _labelled,
    ),
    Rule(
        "standard",
        rf"(?<!\w)(?:{_STANDARDS})(?:\s(?:Р|ИСО|МЭК|ЕН)){{0,3}}\s?(?=[\d.-]{{0,20}}[.-])\d[\d.-]{{1,20}}(?<=\d)(?!\w)",
        _standard,
    ),
    # Two parts of a law at least: п. 5 ст. 290. One alone ("статья 5", "п. 3") is shown to the model.
    Rule("provision", rf"(?<!\w)(?:{_PART}\s){{1,4}}{_PART}(?!\w)", _provision),
    Rule("law", rf"(?:№\s?|(?<![\w.,-]))\d{{1,4}}-(?:{_LAWS})(?!\w)", _law),
    Rule("sum", rf"[$€£¥₽]\s?{_GROUPS}(?![.,]?\d|\w)|(?<![\w.,]){_GROUPS}\s?[$€£¥₽]", _sum),
    Rule("phone", r"(?<![\w+])(?:\+\d{1,3}|8)[\s-]?\(?\d{3,5}\)?[\s-]?\d{1,3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"),
    Rule("phone", r"(?<!\w)(?:\(\d{3,5}\)[\s\u00a0]?)?\d{1,3}-\d{2}-\d{2}(?![\d-])"),
    Rule("time", r"(?<![\d:.])\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,3})?)?(?![\d:])"),
    Rule("number in parts", r"(?<![\w.,])\d{1,5}(?:\.\d{1,5}){2,5}(?:-\d{1,4}|:\d{1,5})?(?![\w]|[.,]\d)"),
    Rule("number in parts", r"(?<![\w.,-])\d{1,6}(?:\.\d{1,4})?-\d{1,6}(?:-\d{1,6}){1,5}(?![\w-])"),
    # A day and a month, by the preposition before it; other such numbers begin paragraphs.
    Rule(
        "number in parts",
        r"(?:(?<=\sс\s)|(?<=^с\s)|(?<=^С\s)|(?<=\s(?:по|до|от|на|за)\s))(?:[0-2]\d|3[01])\.(?:0\d|1[0-2])(?![\w-]|[.,]\d)",
    ),
    Rule("number in parts", r"(?<![\w.,-])\d{1,6}\.\d{1,4}-(?:19|20)?\d\d(?![\w-])"),
    Rule("groups of digits", r"(?<![\w.,])\d{2,6}(?:[ \u00a0]\d{2,6}){1,6}(?![\d.,]\d|\w)", holds=_no_thousands),
    Rule("digits", r"(?<![\w.,/-])\d{5,40}(?![\w]|[.,/-]\d)"),
    # Latin letters and digits in one word: ISO-9001, Mi-8, F-16, COVID-19, v2.0.
    Rule(
        "code",
        r"(?<![\w/.,-])(?=[A-Za-z0-9.-]{0,40}\d)(?=[A-Za-z0-9-]{0,40}[A-Za-z])[A-Za-z0-9]{1,40}"
        r"(?:[-.][A-Za-z0-9]{1,40}){0,6}(?![\w/])",
    ),
    Rule(
        "cyrillic code",
        r"(?<![\w/.,-])(?:[А-ЯЁ][А-ЯЁа-яё]{1,2}-\d{1,3}|[А-ЯЁ]-\d{2,3}|[А-ЯЁ]{1,2}\d{1,4})(?:[хХ]\d{1,4}){0,2}[А-ЯЁ]{0,2}(?![\w-])",
        _cyrillic_code,
    ),
    # The number of a contract or an order: 17/24-П, 125-К.
    Rule("number with letters", r"(?<![\w/.,-])\d{1,6}(?:[/-]\d{1,6}){1,4}-[А-ЯЁ]{1,4}(?![\w-])", romanised),
    # The mark of a note, typed as a raised figure: в 2016 году¹ as году1.
    Rule(NOTE_MARK, r"(?<=[а-яё]{4})\d{1,2}(?!\w)"),
    Rule("unit", rf"(?<![\w.,–-]){_NUMBER}\s?(?:{_UNITS})(?![\w/²³·]|\s[А-ЯЁ])", _in_units, _no_year),
    Rule("size", rf"(?<![\w.,]){_NUMBER}(?:\s?[×xх*]\s?{_NUMBER}){{1,3}}(?!\w)", with_points),
    Rule("comparison", rf"(?:{_NUMBER}\s?)?[<>≤≥≈=±÷]=?\s?[-−–+]?{_NUMBER}{_UNIT}", _in_units),
    Rule("comparison", r"(?<=\s)[<>](?=\s)"),
    Rule("signed", rf"(?<![^\s(«\"])[-−+]{_NUMBER}(?:\s?%)?", with_points),
    Rule("large number", r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,5}(?:,\d{1,4})?(?![\d.,]\d|\w)", grouped),
    Rule("large number", r"(?<![\w.,])\d{1,3}[ \u00a0\u202f]\d{3},\d{1,4}(?![\d.,]\d|\w)", grouped),
    Rule("sum", rf"[$€£¥₽]\s?{_NUMBER}|{_NUMBER}\s?[€£¥₽]", with_points),
    Rule("blank", r"[«\"“]_{1,60}[»\"”](?:\s{0,3}_{2,200})?|_{2,200}(?:\s_{2,200}){0,20}|\.{4,200}|…{2,50}", _straight),
    # A name between strokes under a form: /И. И. Петров/.
    Rule("signature", r"(?<!\w)/\s?[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]{1,30}\s?/(?!\w)", romanised),
    # A line that is a name with initials, as under a letter.
    Rule("signature", r"^(?:[А-ЯЁ]\.\s?){1,2}[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?$", romanised, foreign=True),
    Rule("signature", r"^[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?(?:\s?[А-ЯЁ]\.){2}$", romanised, foreign=True),
    # Encoded data: longer than any word, of letters and marks of codes.
    Rule(
        "data",
        r"(?<![A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-])(?=[A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-]{0,40}[A-Za-z0-9]{3})"
        r"[A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-]{40,}(?<![.,;:!?'])(?![^\W\d_])",
    ),
    # Words in other alphabets, and signs: a model between two has no pieces for them, and would leave them out.
    Rule(
        "sign",
        rf"(?:[{_OTHER}]++(?:[\s\u200c-\u200f]++[{_OTHER}]++)*+|{_BEFORE}[{_SIGN}][{_SIGN}\ufe0f\u200d\u20e3]*+){_AFTER}"
        r"|(?<!\d)\d++[⁰¹²³⁴-⁹⁻]++",
        with_points,
        foreign=True,
    ),
)  # fmt: skip
#: A text without any of these has no protected span; one with none of the second kind none but of digits and signs.
_SOME = re.compile(rf"[\d@#{{}}<>%\\/_$=.…A-Z){_OTHER}{_SIGN}]")
_MORE = re.compile(
    r"[@#{}<>%\\/_$=]|[\w.-]\.\w|\.{4}|…{2}|:[a-z]|[A-Za-zАЕС]\d|[A-Za-zА-ЯЁа-яё]-?\d|\d-?[A-Za-z]|[\w+/=]{40}|[а-я]\)"
)


def _alternatives(rules: Sequence[int]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{number}>{RULES[number].pattern})" for number in rules))


@lru_cache(maxsize=4)
def _pattern(foreign: bool, more: bool) -> re.Pattern[str]:
    """All rules that can hold for a text."""
    figures = ("law", "standard", "provision", "labelled number", "phone", "time", "number in parts", "sign", "unit",
               "groups of digits", "digits", "size", "comparison", "signed", "sum", "large number", "signature",
               NOTE_MARK)  # fmt: skip
    wanted = [n for n, rule in enumerate(RULES) if (foreign or not rule.foreign) and (more or rule.name in figures)]
    return _alternatives(wanted)


def protected(text: str, *, foreign: bool = True) -> list[Span]:
    """The protected spans of a text, in order and apart.

    With ``foreign``, words in letters that are neither Latin nor Cyrillic, and signs, are among them.
    """
    if not _SOME.search(text):
        return []
    pattern = _pattern(foreign, _MORE.search(text) is not None)
    found = []
    at = 0
    while match := pattern.search(text, at):
        rule = RULES[int((match.lastgroup or "r0")[1:])]
        if rule.holds(match[0]):
            found.append(Span(match.start(), match.end(), rule.name, rule.form(match[0])))
            at = match.end()
        else:
            at = match.start() + 1
            while at < len(text) and text[at].isdigit():
                at += 1
    return found
