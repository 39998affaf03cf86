"""Rules for Russian, over razdel."""

from __future__ import annotations

import re
from functools import lru_cache

from aligner.repair.words import RU_MAYBE_LAST, RU_NEVER_LAST, words
from aligner.segment.common import (
    closed_quotation,
    dash_and_small_letter,
    inside_quotation,
    list_head,
    punctuation_follows,
    reference_mark,
    signs_only,
    smiley,
)
from aligner.segment.site import DASHES, Rule, Site
from models.text.morphology import is_known, parses

#: Short words that begin sentences and are no one's surname.
_OPENERS = words("в с к на он она оно они это после до при но а и за из у о об так тогда здесь там потом затем")
_SHORTENINGS = RU_MAYBE_LAST | RU_NEVER_LAST
_SHORT_WORDS = words("их не да же он её ее ей мы вы ты то ту та те но на за до бы ли я ни уж нё уа")
_VOWEL = re.compile("[аеёиоуыэюя]")
_CYRILLIC = re.compile("[А-ЯЁа-яё]")
# A year or century, a "before our era", a "and so on": sentences end here often, and as often go on.
_CLOSING = re.compile(
    r"(?:\d\s?(?:гг?|вв?|стр|руб|коп|долл|чел|км|кг|га|м|см|мм|млн|млрд|тыс|мин|час|сек|экз|шт|ед|л|р|тг|с)"
    r"|[IVXLC]\s?вв?|рт\. ?ст|н\. ?э|(?:и )?т\. ?[дп]|и др|и пр|тыс|млн|млрд|руб|коп|долл|чел|экз)$"
)
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]")
_ETC = re.compile(r"(?:(?:и )?т\. ?[дп]|и др|и пр)$")
_ROMAN = re.compile(r"[IVXLC]+$")


def plain_end(site: Site) -> bool | None:
    """A word that is no shortening, a full stop, a capital: by far the most common end."""
    word = site.word
    if site.stop == "." and len(word) > 1 and site.capital:
        lowered = word.lower()
        if len(word) == 2:
            return True if lowered in _SHORT_WORDS else None
        if lowered not in shortenings() and _VOWEL.search(lowered):
            return True
    return None


def exclamation(site: Site) -> bool | None:
    """A question, an exclamation, an ellipsis after a word, then a capital."""
    return True if site.stop and site.stop != "." and not site.close and site.word and site.capital else None


def after_closing_mark(site: Site) -> bool | None:
    """``…», — сказал он.`` is elsewhere; here the full stop follows the mark itself: ``«Труд». Он``."""
    if (
        site.stop == "."
        and not site.close
        and site.capital
        and site.text[site.start - 1] in '»”")'
        and site.start > site.begin
    ):
        return True
    return None


def small_letter(site: Site) -> bool | None:
    """No sentence of edited text begins with a small letter."""
    if site.follow[:1].islower() and site.first not in DASHES and not site.smile:
        return False
    return None


def closing_shortening(site: Site) -> bool | None:
    """``2010 г. Население``, ``и т. д. Потом``: over when a common word follows, not when a name does (``1912 г.
    Николай II``)."""
    if site.stop != "." or site.close or not site.first.isupper():
        return None
    tail = site.left[-14:]
    if not _CLOSING.search(tail):
        return None
    if _INITIALS.match(site.right):
        return False
    if _ETC.search(tail) or site.follow.lower() in _OPENERS:
        return True
    return _begins_sentence(site.follow)


def date_alone(site: Site) -> bool | None:
    """``В 1998 г. Чехову``, ``в 20-х гг. XX в.``: a date is no sentence, and a decade belongs to its century."""
    if site.stop != "." or site.close or site.word not in _DATED:
        return None
    if site.word == "гг" and _CENTURY.match(site.right):
        return False
    return False if _DATE.fullmatch(site.head) and site.follow.lower() not in _OPENERS else None


_DATED = words("г гг в вв")
_CENTURY = re.compile(r"[IVX]+\s?вв?\b")
_DATE = re.compile(
    r"(?:В|К|С|До|После|На|За|Около|Весной|Летом|Осенью|Зимой|(?:В|С) (?:начале|середине|конце|начала|середины|конца))"
    r"\s[\dIVX–—-]+(?:-[а-я]{1,2})?\s?(?:гг?|вв?)\."
)


def unit(site: Site) -> bool | None:
    """``3–5 м/с. Давление``, ``-5 °C. Ветер``: units are written without a full stop, so it is one."""
    if site.stop == "." and not site.close and site.capital and _UNIT.search(site.left[-12:]):
        return True
    return None


_UNIT = re.compile(r"(?:[а-яё]{1,4}/(?:с|ч|л|м|км|кг|мин|сек|сут|мес|год|чел)|°\s?[CСF])$")


def number_of_figure(site: Site) -> bool | None:
    """``…далее — табл. 2. Версия``; but ``Табл. 2. Версии`` at the beginning is a caption."""
    if site.stop == "." and not site.close and site.capital and site.word.isdigit():
        return True if _FIGURE.search(site.left[-14:]) else None
    return None


_FIGURE = re.compile(r"[\s(](?:рис|табл|стр|прил)\.\s?\d{1,3}$")


def not_initial(site: Site) -> bool | None:
    """One letter before the stop is not always an initial: ``Фридрих I. Он``, ``класса S. В``, ``Objective-C. В``."""
    if site.stop != "." or site.close or not _CYRILLIC.match(site.follow):
        return None
    token = site.token
    if not token or not token.isascii() or token[0] in "([":
        return None
    if "-" in token and token[-1].isalpha():
        return True
    if len(token) > 1 and not _ROMAN.match(token):
        return None
    before = site.left[: -len(token)].rstrip()
    # After a word a Latin letter is a class or a number; after a stop or at the start it is an initial or a list head.
    if token.isalpha() and before and (before[-1].isalpha() or before[-1] == "-"):
        return True
    return None


def initial(site: Site) -> bool | None:
    """``А. Гутерриш``, ``Л. Н. Толстой``: a capital letter belongs to a surname."""
    word = site.word
    if site.stop != "." or site.close or len(word) != 1 or not word.isupper() or not site.first.isupper():
        return None
    if site.follow.lower() in _OPENERS and len(site.follow) > 1 and not site.left[:-1].rstrip().endswith("."):
        return True
    return False if _CYRILLIC.match(word) and site.left[-2:-1] in ("", " ", "\u00a0", ".", "(", "«", '"') else None


def shortening_before_number(site: Site) -> bool | None:
    """``рис. 5``, ``макс. 2-3``, ``прил. № 2``: a shortening belongs to its number."""
    if site.stop != "." or site.close:
        return None
    if site.first.isdigit() and site.word.lower() in _BEFORE_NUMBER:
        return False
    if site.first == "№" and len(site.word) <= 5 and site.word.islower() and site.right[1:].lstrip()[:1].isdigit():
        return False
    return None


_BEFORE_NUMBER = words("рис табл п пп ст стр с гл разд ч т вып кн макс мин ок прибл тел д кв корп стр оф пгт изд № no")


def named_after(site: Site) -> bool | None:
    """``МГТУ им. Баумана``, but ``…помог им. Потом``: a name follows, or a common word does."""
    if site.stop == "." and not site.close and site.word == "им" and site.first.isupper():
        return (len(site.follow) == 1 and site.right[1:2] == " ") or _begins_sentence(site.follow) is True
    return None


def settlement(site: Site) -> bool | None:
    """``пгт. Брагиновка``, ``проф. Иванов``: a shortening that is never last belongs to the name."""
    if site.stop == "." and not site.close and site.word in RU_NEVER_LAST and site.word not in RU_MAYBE_LAST:
        return False
    return None


@lru_cache(maxsize=1)
def shortenings() -> frozenset[str]:
    """Ours and razdel's."""
    from razdel.segmenters import sokr  # type: ignore[import-untyped]

    return _SHORTENINGS | frozenset(sokr.SOKRS) | frozenset(sokr.HEAD_SOKRS)


_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad"))


@lru_cache(maxsize=20_000)
def _begins_sentence(word: str) -> bool | None:
    """True of a common word, false of a name, nothing of what the dictionary does not know."""
    if not is_known(word):
        return None
    return not any(_NAMES & set(parse.tag.grammemes) for parse in parses(word))


RULES: list[Rule] = [
    inside_quotation,
    plain_end,
    list_head,
    punctuation_follows,
    signs_only,
    dash_and_small_letter,
    small_letter,
    reference_mark,
    smiley,
    closed_quotation,
    exclamation,
    after_closing_mark,
    date_alone,
    unit,
    number_of_figure,
    closing_shortening,
    named_after,
    settlement,
    shortening_before_number,
    not_initial,
    initial,
]
