"""Rules for Russian, over razdel."""

from __future__ import annotations

import re
from functools import lru_cache

from aligner.repair.words import RU_MAYBE_LAST, RU_NEVER_LAST, words
from aligner.segment.chances import chances, learnt
from aligner.segment.common import (
    bracketed_sentences,
    closed_quotation,
    dash_and_small_letter,
    inside_quotation,
    list_head,
    no_capitals,
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
    r"(?:\d\s?(?:гг?|вв?|стр|руб|коп|долл|чел|[км]?кг|к?м|га|[дснм]м|мкм|млн|млрд|трлн|тыс|мин|час|ч|сек|сут|дн|нед|мес"
    r"|лет|экз|шт|ед|уп|пог|к?кал|м?л|мг|тн?|ц|р|тг|с|к?[мг]?Вт|к?В|м?А|[км]?Гц|[км]?Дж|[км]?Па|Кл|Ом|Тл|лк|лм|об|[КМГТ]б"
    r"|бит|байт|уч|п|б)"
    r"|[IVXLC]\s?вв?|рт\. ?ст|н\. ?э|(?:и )?т\. ?[дп]|и др|и пр|тыс|млн|млрд|руб|коп|долл|чел|экз)$"
)
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]")
_ETC = re.compile(r"(?:(?:и )?т\. ?[дп]|и др|и пр)$")
# After these no name goes on with the sentence.
_MEASURE = re.compile(
    r"\d\s?(?:ч|мин|сек|сут|дн|нед|мес|[км]?кг|мг|[кдсм]м|мл|га|руб|коп|шт|экз|ед|уп|к?Вт|к?В|Гц|Дж|Па|м|л|т)$"
)
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


def lower_case_name(site: Site) -> bool | None:
    """``…запросы. nginx использует``: after a word that is no shortening a sentence may begin with a foreign name."""
    if site.stop == "." and not site.close and LOWER_NAME.match(site.right) and _whole_word(site.word):
        return True
    return None


LOWER_NAME = re.compile("[a-z]")


def _whole_word(word: str) -> bool:
    """A word of Russian that is no shortening, or a longer one in Latin letters."""
    if word.lower() in shortenings():
        return False
    return len(word) > 3 if word.isascii() else len(word) > 2 and is_known(word)


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
    if _ETC.search(tail) or site.follow.lower() in _OPENERS or _MEASURE.search(tail):
        return True
    common = _begins_sentence(site.follow)
    return _LEARNT(site) if common is None else common


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


_FIGURE = re.compile(r"[\s(](?:рис|табл|стр|прил|доб|вн|каб|кв)\.\s?\d{1,4}$")


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
    """``А. Гутерриш``, ``Л. Н. Толстой``: a capital letter belongs to a surname; one that is the label of what stands
    before (``точки А и Б. Найдите``) or a unit (``220 В. Прибор``) does not."""
    word = site.word
    if site.stop != "." or site.close or len(word) != 1 or not word.isupper() or not site.first.isupper():
        return None
    left = site.left
    second = left[:-1].rstrip(" \u00a0-").endswith(".")
    if site.follow.lower() in _OPENERS and len(site.follow) > 1 and not second:
        return True
    if not _CYRILLIC.match(word) or left[-2:-1] not in ("", " ", "\u00a0", ".", "(", "«", '"', "-"):
        return None
    labelled = _LABELLED.search(left[-60:])
    if second and not labelled:
        return False
    least = _LABEL_ODDS if labelled else 0.0 if left[-3:-2].isdigit() else _INITIAL_ODDS
    return chances("ru").of(site) > least


_LABELLED = re.compile(
    r"(?<![А-яЁё])(?i:точ(?:к[аиеу]|кой|кам|ками|ках|ек)|(?:пункт|сектор|гепатит|витамин|корпус|блок|вариант|подъезд"
    r"|терминал|класс|столбц|столбец|ряд|отсек|квадрат|участ|этап|тип|букв|групп|категори|лини|приложени|част|секци"
    r"|платформ|трибун|сери|колонк|вершин|плоскост|прям|площадк|зон|команд|палат|строк|граф|форм|модел|верси|задани"
    r"|план|вирус|грипп|лиг|дом|строени|литер|зал|останов(?:к|ок)|улиц|город|вход|ворот|кабинет|причал|сторон|прил|лит|корп)[а-яё]{0,3}\.?)"
    r"\s«?(?:[А-ЯЁ]»?(?:,|\s(?:и|или|до|в|на|из|по)(?:\s[а-яё]{4,9})?)\s){0,4}(?:\d{1,3}\s?)?[А-ЯЁ]$"
)
#: Log odds that are asked of a letter to be no initial: less after a word that takes a label than after any other.
_LABEL_ODDS, _INITIAL_ODDS = -3.0, 4.5


def shortening_before_number(site: Site) -> bool | None:
    """``рис. 5``, ``в янв. 2024 г.``, ``макс. 2-3``, ``прил. № 2``, ``прил. А``: it belongs to its number or letter."""
    if site.stop != "." or site.close:
        return None
    word = site.word.lower()
    if word in _BEFORE_NUMBER and (site.first.isdigit() or _NUMERAL.match(site.right)):
        return False
    if word in _BEFORE_LABEL and _LABEL.match(site.right):
        return False
    if site.first == "№" and len(word) <= 5 and site.word.islower() and site.right[1:].lstrip()[:1].isdigit():
        return False
    return None


_NUMERAL = re.compile(r"[IVXLC]+\b")
_BEFORE_NUMBER = words(
    "рис ил илл табл п пп подп ст стр с гл разд ч т вып кн абз прим прил пар макс мин ок прибл тел факс моб доб вн д "
    "кв корп стр оф каб ауд комн пом под эт пгт изд лит сер ном инв рег № no янв фев февр мар апр июн июл авг сен сент "
    "окт ноя нояб дек пн пон вт ср чт пт сб суб вс воскр род ум сконч см"
)
_BEFORE_LABEL = words("прил рис табл илл разд гл лит корп стр секц подп пп вар")
_LABEL = re.compile(r"[А-ЯЁA-Z](?:[\s,;:)]|\.(?:\s|$)|\.?\d)")


def named_in_quotes(site: Site) -> bool | None:
    """``в маг. «Весна»``, ``со ст. м. «Речная»``: the name of a shop, a paper, a station follows."""
    if site.stop == "." and not site.close and site.first in '«„“"' and site.word in _NAMED_IN_QUOTES:
        return None if site.word == "м" and not _METRO.search(site.left[-12:]) else False
    return None


_NAMED_IN_QUOTES = words("маг газ журн общ з-д з-да з-де к-т к-р г-ца рест гост изд-во ст м ж-л оз пос дер кат")
_METRO = re.compile(r"(?:ст\.|у|на|от|до|к|возле|около)\s?м$")


def headed_by_title(site: Site) -> bool | None:
    """``Худ. Серов``, ``Комп. Глинка``: a shortened trade at the beginning belongs to its name."""
    if site.stop == "." and not site.close and site.first.isupper() and site.start - site.begin == len(site.word):
        return False if site.word.lower() in _TRADES and site.follow.lower() not in _OPENERS else None
    return None


_TRADES = words("худ комп опер муз сцен реж дир арх скульп фот авт сост мл ст рядов мичм орд корр обозр")


def named_after(site: Site) -> bool | None:
    """``МГТУ им. Баумана``, but ``…помог им. Потом``: a name follows, or a common word does."""
    if site.stop == "." and not site.close and site.word == "им" and site.first.isupper():
        return (len(site.follow) == 1 and site.right[1:2] == " ") or _begins_sentence(site.follow) is True
    return None


def settlement(site: Site) -> bool | None:
    """``пгт. Брагиновка``, ``Проф. Иванов``: a shortening that is never last belongs to the name; so do some letters
    of a first name (``Дж. Филлипс``), and some are never said alone (``Т. е.``, ``P.S.``)."""
    if site.stop != "." or site.close or site.first in DASHES:
        return None
    word = site.word if len(site.word) == 1 or site.word.isupper() else site.word.lower()
    if (word in RU_NEVER_LAST and word not in RU_MAYBE_LAST) or site.word in _FIRST_NAMES:
        return False
    if word == "см" and not site.left[-4:-2].strip()[-1:].isdigit():
        return False
    if site.word in ("пр", "ш") and site.first.isupper() and _AVENUE.search(site.left[-12:]):
        return False
    return False if site.token.lower() in _NEVER_ALONE or _POSTSCRIPT.search(site.left[-5:]) else None


_FIRST_NAMES = words("Дж Дз Вс Вл Ал Ив Ник Алекс Конст Григ Евг Серг Фр Вас Мих Влад Ст Дм Бор")
_AVENUE = re.compile(r"\b(?:на|по|у|с|от|до|вдоль) (?:пр|ш)$")
_POSTSCRIPT = re.compile(r"(?:^|\s)[PР]\. ?S$")
_NEVER_ALONE = words("т.е т.н чл.-корр p.s p.p.s з.ы")


@lru_cache(maxsize=1)
def shortenings() -> frozenset[str]:
    """Ours and razdel's."""
    from razdel.segmenters import sokr  # type: ignore[import-untyped]

    ours = _SHORTENINGS | _BEFORE_NUMBER | _BEFORE_LABEL | _NAMED_IN_QUOTES | _TRADES
    return ours | frozenset(sokr.SOKRS) | frozenset(sokr.HEAD_SOKRS)


_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad"))


@lru_cache(maxsize=20_000)
def _begins_sentence(word: str) -> bool | None:
    """True of a common word, false of a name, nothing of what the dictionary does not know."""
    if not is_known(word):
        return None
    return not any(_NAMES & set(parse.tag.grammemes) for parse in parses(word))


#: What was learnt, where it is plain.
_LEARNT = learnt("ru")

RULES: list[Rule] = [
    inside_quotation,
    bracketed_sentences,
    plain_end,
    list_head,
    punctuation_follows,
    signs_only,
    dash_and_small_letter,
    no_capitals(_whole_word),
    lower_case_name,
    small_letter,
    reference_mark,
    smiley,
    closed_quotation,
    exclamation,
    after_closing_mark,
    date_alone,
    unit,
    number_of_figure,
    shortening_before_number,
    closing_shortening,
    named_after,
    named_in_quotes,
    headed_by_title,
    settlement,
    not_initial,
    initial,
    _LEARNT,
]
