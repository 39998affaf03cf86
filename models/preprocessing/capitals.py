"""ALL-CAPS headings: models know the words in small letters, so they are lowered first and raised again after."""

from __future__ import annotations

import re

from models.text.morphology import is_known, parses

_WORD = re.compile(r"[^\W\d_]+")
#: Abbreviations that stay as they are inside a lowered heading.
ABBREVIATIONS = frozenset(
    (
        *("ООН", "ЮНЕСКО", "ЮНИСЕФ", "МАГАТЭ", "ВОЗ", "ВТО", "МВФ", "ОБСЕ", "НАТО", "ЕС", "СНГ", "ЕАЭС", "ОДКБ", "ШОС"),
        *("БРИКС", "США", "РФ", "СССР", "КНР", "КНДР", "ФРГ", "ГДР", "ОАЭ", "МИД", "ЦБ", "ВВП", "ФСБ", "РАН", "МГУ"),
        *("СМИ", "ВС", "НИИ", "ГОСТ"),
    )
)


def is_heading(text: str) -> bool:
    """Whether a text is set in capitals throughout: at least one word of five letters, or two of four."""
    words = _WORD.findall(text)
    if not words or any(c.islower() for c in text):
        return False
    plain = [word for word in words if word not in ABBREVIATIONS and word.upper() == word]
    return any(len(word) >= 5 for word in plain) or sum(len(word) >= 4 for word in plain) >= 2


def is_word_in_capitals(text: str) -> bool:
    """Whether a text is set in capitals and all its words are in the dictionary: ЧАЙ and МЕНЮ, not НДС, ООО or США."""
    words = _WORD.findall(text)
    return (
        bool(words)
        and text == text.upper()
        and any(len(word) > 2 for word in words)
        and not any(
            word in ABBREVIATIONS or not is_known(word) or any("Abbr" in parse.tag for parse in parses(word.lower()))
            for word in words
        )
    )


def lowered(text: str) -> str:
    """A heading in sentence case, known abbreviations kept: ``ДОКЛАД ООН`` → ``Доклад ООН``."""
    out = _WORD.sub(lambda m: m[0] if m[0] in ABBREVIATIONS or _is_roman(m[0]) else m[0].lower(), text)
    first = _WORD.search(out)
    return out if first is None else out[: first.start()] + out[first.start()].upper() + out[first.start() + 1 :]


def _is_roman(word: str) -> bool:
    """Whether a word is a Roman number in Latin letters."""
    return bool(re.fullmatch("[IVXLC]+", word))
