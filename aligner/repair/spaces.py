"""Spaces lost after the end of a sentence (``Мистурой.Главной``): found, and put back.

Addresses, file names, initials, decimals and abbreviations written without a space are left alone.
"""

from __future__ import annotations

import re

from aligner.repair.words import words
from aligner.segment.abbreviations import RU_JOINED, RU_NEVER_LAST

# An end of a sentence with a capitalised word (or a one-letter Russian word and a blank) straight after it.
_GLUED = re.compile(
    r"(?<=[а-яёa-z0-9»”\")\]%А-ЯЁA-Z])"
    r"(?:[.!?…]+[»”\")\]]*)"
    r"(?=[«“„(\"]?(?:[А-ЯЁ][а-яё]|[ВСКОУИЯА]\s|[А-ЯЁ]{2}|[A-Z][a-z]|[AI]\s|[A-Z]{2,}\s))"
)
_ADDRESS = re.compile(r"://|^www\.|@|^[\\/]|[\\/]\S*\.|_", re.IGNORECASE)
_LEFT_WORD = re.compile(r"[^\W_]+$")
_RIGHT_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
#: Names written with a full stop inside: Яндекс.Маркет.
_BRANDS = words("яндекс mail рамблер газета лента вести утро фонтанка google yandex node asp vue next")
_REACH = 60


def lost_spaces(text: str) -> list[int]:
    """Offsets at which a space is missing, in order."""
    found = []
    for match in _GLUED.finditer(text):
        if _is_boundary(text, match):
            found.append(match.end())
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
    token = before[max(before.rfind(" "), before.rfind("\n"), before.rfind("\u00a0")) + 1 :]
    if _ADDRESS.search(token):
        return False
    stop = match.group()
    after = text[end : end + _REACH]
    right = _RIGHT_WORD.search(after)
    if right is None:
        return False
    following = after[right.end() : right.end() + 1]
    word_match = _LEFT_WORD.search(token)
    word = word_match.group() if word_match else ""
    if not stop.startswith("."):
        # "Yahoo!Inc" is rarer by far than a lost space after a question.
        return bool(word) or token[-1:] in '»”")]'
    if stop.startswith(("..", "…")):
        return bool(word)
    if not word:
        # After a bracket, a quotation mark, a percent sign.
        return token[-1:] in '»”")]%'
    if len(word) == 1 and not word.isdigit():
        # Initials, т.е., г.Москва; but "и т.д.Потом", "2010 г.В".
        return _ends_abbreviation(token, before, right.group())
    lowered = word.lower()
    if lowered in RU_NEVER_LAST or lowered in RU_JOINED or lowered in _BRANDS:
        return False
    if _CYRILLIC.match(right.group()):
        if word.isdigit():
            return len(right.group()) > 1 or following.isspace()
        return len(word) > 2 or word.isupper() or lowered in _SHORT_LAST
    # A Latin right side: file names and domains are common, so a blank or comma must follow the word.
    if (following and following not in " ,;:'’\u00a0\n-)") or after[right.end() : right.end() + 2].startswith("-."):
        return False
    if "." in token[: -len(word)] and not _CYRILLIC.search(token):
        return False
    if word.isdigit():
        return True
    if _CYRILLIC.match(word):
        return len(word) > 2
    return len(word) > 2 if word.islower() or word[1:].islower() else word.isupper() and len(word) > 1


#: Two-letter Russian words and shortenings after which a sentence may well end.
_SHORT_LAST = words("он ее её их не да их ей им ту та то та те мы вы ты их др пр гг вв нэ же ли бы ко со во на но")
_CLOSING = re.compile(r"(?:^|[\s(])(?:и\s)?т\.\s?[дпк]$|\d\s?г$|\d\s?гг$|\bн\.\s?э$", re.IGNORECASE)
_OPENERS = words("в с к на он она они это по после до при но а и за из у о об так тогда здесь там потом затем")


def _ends_abbreviation(token: str, before: str, right: str) -> bool:
    """A one-letter shortening that often ends a sentence, before a word that often begins one."""
    return bool(_CLOSING.search(before)) and (right.lower() in _OPENERS or token.endswith(("д", "п")))
