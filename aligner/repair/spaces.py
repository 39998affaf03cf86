"""Spaces lost after the end of a sentence (``Мистурой.Главной``): found, and put back.

Addresses, file names, initials, decimals and abbreviations written without a space are left alone.
"""

from __future__ import annotations

import re

from aligner.repair.words import RU_JOINED, RU_NEVER_LAST, words

_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
# An end of a sentence with the beginning of another straight after it.
# It opens with the stop itself: a search then passes over all other characters at once.
_GLUED = re.compile(
    r"(?P<stop>[.!?…](?!\s)(?<=[а-яёa-z0-9»”\"')\]%А-ЯЁA-Z].)[.!?…]*)(?P<close>[»”\"')\]]*)"
    r"(?="
    r"(?:--?|—|–)\s[А-ЯЁA-Z]"
    r"|\((?:\d{1,3}|[a-zа-яё])\)\s|\([А-ЯЁ]"
    rf"|\d{{1,2}}\s(?:{_MONTHS})"
    r"|(?:[«“„(\"]|``)?(?:[А-ЯЁ][а-яё]|[ВСКОУИЯА]\s|[А-ЯЁ]{2}|[A-Z][a-z]|[AI]\s|[A-Z]{2,}[\s,])"
    r")"
)
_ADDRESS = re.compile(r"://|^www\.|@|^[\\/]|[\\/]\S*\.|_", re.IGNORECASE)
_LEFT_WORD = re.compile(r"(?<![^\W_])(?<![^\W_]-)[^\W_]++(?:-[^\W_]++)*+$")
_RIGHT_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_BLANK = re.compile(r"\S*$")
#: Names written with a full stop inside: Яндекс.Маркет.
_BRANDS = words("яндекс mail рамблер газета лента вести утро фонтанка google yandex microsoft node asp vue next")
#: Two-letter words after which a sentence may well end.
_SHORT_LAST = words(
    "он ее её их не да ей им ту та то те мы вы ты др пр гг вв же ли бы ко со во на но "
    "it us me he we so do go up in on to be is as at by my of am no if"
)
_UNITS = words("м км см мм кг г т га л ч мин сек руб коп тыс млн млрд чел")
_CLOSING = re.compile(r"(?:^|[\s(])(?:и\s)?т\.\s?[дпк]$|\d\s?гг?$|\bн\.\s?э$", re.IGNORECASE)
_OPENERS = words("в с к на он она они это по после до при но а и за из у о об так тогда здесь там потом затем")
_REACH = 60


def lost_spaces(text: str) -> list[int]:
    """Offsets at which a space is missing, in order."""
    found = []
    quotes = at = 0
    for match in _GLUED.finditer(text):
        end = match.end()
        if not _is_boundary(text, match):
            continue
        close = match["close"]
        if close == '"':
            # A straight mark belongs to what follows when no quotation is open.
            quotes += text.count('"', at, match.start())
            at = match.start()
            if quotes % 2 == 0:
                end -= 1
        found.append(end)
    return found


def put_back(text: str) -> str:
    """The text with its lost spaces."""
    places = lost_spaces(text)
    if not places:
        return text
    parts = []
    at = 0
    for place in places:
        parts.append(text[at:place])
        at = place
    parts.append(text[at:])
    return " ".join(parts)


def _is_boundary(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence ends at this match rather than a name, an address or an abbreviation."""
    start, end = match.start(), match.end()
    before = text[max(0, start - _REACH) : start]
    blank = _BLANK.search(before.replace("\u00a0", " ").rsplit(" ", 1)[-1])
    token = blank.group() if blank else ""
    if _ADDRESS.search(token):
        return False
    stop, after = match["stop"], text[end : end + _REACH]
    found = _LEFT_WORD.search(token)
    word = found.group() if found else ""
    if after[0] in "-—–":
        # A dash and a capital: someone else speaks.
        return len(word) > 1 or not stop.startswith(".")
    right = _RIGHT_WORD.search(after)
    if right is None:
        return False
    if not stop.startswith("."):
        # "Yahoo!Inc" is rarer by far than a lost space after a question.
        return bool(word) or token[-1:] in "»”\")]'"
    if stop.startswith("..") or not word:
        # An ellipsis after a word; a stop after a bracket, a quotation mark, a percent sign.
        return bool(word) or token[-1:] in "»”\")]%'"
    if len(word) == 1 and not word.isdigit():
        # Initials, т.е., г.Москва; but "и т.д.Потом", "2010 г.В", "400 м.Однако".
        return _ends_abbreviation(before, word, right.group())
    lowered = word.lower()
    if lowered in _UNITS and before[: -len(word)].rstrip()[-1:].isdigit():
        return right.group()[:1].isupper()
    if lowered in RU_NEVER_LAST or lowered in RU_JOINED or lowered in _BRANDS:
        return False
    following = after[right.end() : right.end() + 1]
    if right.group()[0].isdigit():
        return len(word) > 2 and not word.isdigit()
    if _CYRILLIC.match(right.group()):
        if word.isdigit():
            return len(right.group()) > 1 or following.isspace()
        return len(word) > 2 or word.isupper() or lowered in _SHORT_LAST
    # A Latin right side: file names and domains are common, so a blank or comma must follow the word.
    if (following and following not in " ,;:'’\u00a0\n-)") or after[right.end() : right.end() + 2].startswith("-."):
        return False
    if "." in token[: -len(word)] and not _CYRILLIC.search(token):
        return False
    if word.isdigit() or lowered in _SHORT_LAST:
        return True
    if _CYRILLIC.match(word):
        return len(word) > 2
    return len(word) > 2 if word.islower() or word[1:].islower() else word.isupper() and len(word) > 1


def _ends_abbreviation(before: str, word: str, right: str) -> bool:
    """A one-letter shortening that often ends a sentence, before a word that often begins one."""
    if word.isascii() and word.isupper():
        # "класса S.В": a Latin letter is no one's initial before a Russian word.
        return bool(_CYRILLIC.match(right)) and before[:-1].endswith(" ") and before[:-1].rstrip()[-1:].islower()
    if word in _UNITS and word != "г" and before[:-1].rstrip()[-1:].isdigit():
        return len(right) > 1
    return bool(_CLOSING.search(before)) and (right.lower() in _OPENERS or word in "дп")
