"""What the findings say, in English and Russian: one template a check, filled from the hit's values."""

from __future__ import annotations

from collections.abc import Mapping

from aligner.core.finding import Finding

SIDES = {"en": {"target": "translation", "source": "source"}, "ru": {"target": "переводе", "source": "оригинале"}}
SPACES = {
    "en": {
        "double": "double space",
        "before-mark": "space before a mark",
        "leading": "space at the beginning",
        "trailing": "space at the end",
    },
    "ru": {
        "double": "двойной пробел",
        "before-mark": "пробел перед знаком",
        "leading": "пробел в начале",
        "trailing": "пробел в конце",
    },
}
MESSAGES: dict[str, dict[str, str]] = {
    "en": {
        "empty": "The {side} is empty",
        "same-as-source": "The translation is the same as the source",
        "numbers-differ": "Number {number} is not in the {side}",
        "dates-differ": "Date differs: «{source}» became «{target}»",
        "symbols-differ": "Document symbol {symbol} is not in the {side}",
        "number-sign": "№ left in English; write No.",
        "names-lost": "Name «{name}» is not in the translation",
        "cyrillic-left": "Cyrillic left in the translation: «{text}»",
        "repeated-words": "Word said twice: «{text}»",
        "repeated-phrases": "Phrase repeated: «{text}»",
        "length-ratio": "Length is suspicious: the translation is {ratio} times the source",
        "sentence-count": "Sentences: {source} in the source, {target} in the translation",
        "end-punctuation": "Ends differ: {source} in the source, {target} in the translation",
        "brackets": "Bracket without its partner or its twin in the source: {bracket}",
        "quotes": "Quotation mark {mark} is foreign or not closed",
        "spaces": "{kind}",
        "urls-differ": "Address is not in the {side}: {text}",
        "emails-differ": "E-mail is not in the {side}: {text}",
        "tags-differ": "Tag is not in the {side}: {text}",
        "placeholders-differ": "Placeholder is not in the {side}: {text}",
        "glossary": "Term «{term}» should be translated «{wanted}»",
        "inconsistent": "Translated otherwise in {where}: «{other}»",
        "low-score": "The model was unsure of this translation (score {score})",
        "low-confidence": "The aligner was unsure of this pair (confidence {confidence})",
    },
    "ru": {
        "empty": "Пусто в {side}",
        "same-as-source": "Перевод совпадает с оригиналом",
        "numbers-differ": "Числа {number} нет в {side}",
        "dates-differ": "Дата не та: «{source}» стало «{target}»",
        "symbols-differ": "Обозначения {symbol} нет в {side}",
        "number-sign": "В английском остался знак №; нужно No.",
        "names-lost": "Имени «{name}» нет в переводе",
        "cyrillic-left": "В переводе осталась кириллица: «{text}»",
        "repeated-words": "Слово повторено: «{text}»",
        "repeated-phrases": "Фраза повторена: «{text}»",
        "length-ratio": "Подозрительная длина: перевод составляет {ratio} оригинала",
        "sentence-count": "Предложений: {source} в оригинале, {target} в переводе",
        "end-punctuation": "Концы различаются: {source} в оригинале, {target} в переводе",
        "brackets": "Скобка без пары или без соответствия в оригинале: {bracket}",
        "quotes": "Кавычка {mark} чужая или не закрыта",
        "spaces": "{kind}",
        "urls-differ": "Адреса нет в {side}: {text}",
        "emails-differ": "Почтового адреса нет в {side}: {text}",
        "tags-differ": "Тега нет в {side}: {text}",
        "placeholders-differ": "Подстановки нет в {side}: {text}",
        "glossary": "Термин «{term}» следует переводить «{wanted}»",
        "inconsistent": "Переведено иначе в {where}: «{other}»",
        "low-score": "Модель не уверена в этом переводе (оценка {score})",
        "low-confidence": "Сопоставление ненадёжно (уверенность {confidence})",
    },
}  # fmt: skip
WHERE = {"en": ("pair ", "the memory"), "ru": ("паре ", "памяти переводов")}


def said(finding: Finding, language: str) -> str:
    """A finding's message in a language; as it stands where its code or values are not those of this table."""
    try:
        return message(finding.code, dict(finding.values), language)
    except KeyError:
        return finding.message


def message(code: str, values: Mapping[str, str], language: str) -> str:
    """The finding's message; English where the language has no messages."""
    language = language.split("-")[0] if language.split("-")[0] in MESSAGES else "en"
    filled = dict(values)
    if "side" in filled:
        filled["side"] = SIDES[language][filled["side"]]
    if "kind" in filled:
        filled["kind"] = SPACES[language][filled["kind"]].capitalize()
    if "where" in filled:
        pair, memory = WHERE[language]
        filled["where"] = pair + filled["where"] if filled["where"] else memory
    return MESSAGES[language][code].format(**filled)
