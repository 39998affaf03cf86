"""What a person does not see, or reads over, and a model does not know: taken out before the model sees the text.

Stress marks, soft hyphens and invisible characters, Latin look-alikes in Cyrillic words and the reverse, words with
their letters apart, letters doubled for bold, spelling before 1918, numbers that run into
their unit. The text that is shown and exported stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from models.translation import Link, Translation

#: Whether there may be anything to do: combining marks and invisible characters, both scripts in a word, single letters
#: in a row, the letters of the old spelling.
_INVISIBLE = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u2060-\u2064\ufeff]")
_MIXED = re.compile(r"[А-яЁё][A-Za-z]|[A-Za-z][А-яЁё]")
_SPACED = re.compile(r"(?<![^\W_])(?:[А-ЯЁа-яё] ){2,40}[А-ЯЁа-яё](?![^\W_])")
_SPACED_CAPITALS = re.compile(r"(?<![^\W_])(?:[А-ЯЁ] ){3,40}[А-ЯЁ](?![^\W_])")
_OLD = re.compile("[ѣѲѳѴѵѢ]|[а-яё]ъ(?![а-яё])")
_DOUBLED = re.compile(r"(?<![^\W_])(?:([А-Яа-яЁё])\1){3,20}(?![^\W_])")
_WORD = re.compile(r"[^\W\d_]{2,40}")
#: A number with a word or unit right behind it, but for the endings of ordinals (5го, «на 344м заседании») and a
#: house's letter.
_GLUED = re.compile(
    r"(?<![\w.,–-])\d{1,9}(?:[.,]\d{1,9})?()"
    r"(?:(?!(?:го|му|ми|ти|й|я|е|х|ю|[оыиая][йемхя]|ого|ому|ыми|ими)(?!\w))[а-яё]{2,20}|[глтчс]|м(?=[23²³]?\s{0,3}(?:[^\w\s]|$))|[кмМГТ][А-Я][а-яё]{0,3})"
    r"[23²³]?(?![\w-])"
)
_LOOK_LATIN, _LOOK_CYRILLIC = "ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук"
_TO_CYRILLIC = str.maketrans(_LOOK_LATIN, _LOOK_CYRILLIC)
_TO_LATIN = str.maketrans(_LOOK_CYRILLIC, _LOOK_LATIN)
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_MODERN = str.maketrans("ѣѢѲѳѴѵіІ", "еЕФфИииИ")

#: A change: from, to, and what stands there instead.
Edit = tuple[int, int, str]


def normalised(text: str) -> tuple[str, list[int] | None]:
    """The text for the model, and the place in the source of each of its characters; None where nothing changed."""
    if text.isascii():
        return text, None
    made, places = text, None
    for step in (_unmarked, _one_script, _together, _undoubled, _modern, _apart):
        edits = step(made)
        if edits:
            made, places = _changed(made, places, edits)
    return made, places


def back(found: Translation, source: str, places: Sequence[int] | None) -> Translation:
    """The translation of the normalised text as one of the source."""
    if places is None:
        return found
    last = len(source)
    links: list[Link] = []
    for a, b, c, d in found.links:
        if a < b <= len(places):
            links.append((places[a], min(last, places[b - 1] + 1), c, d))
    return replace(found, source=source, links=tuple(links))


def _changed(text: str, places: list[int] | None, edits: Sequence[Edit]) -> tuple[str, list[int]]:
    """The text with edits made, and where its characters come from."""
    before = places if places is not None else list(range(len(text)))
    parts: list[str] = []
    where: list[int] = []
    at = 0
    for start, end, put in edits:
        parts += (text[at:start], put)
        where += before[at:start]
        where += [before[min(start + n, end - 1)] for n in range(len(put))]
        at = end
    parts.append(text[at:])
    where += before[at:]
    return "".join(parts), where


def _unmarked(text: str) -> list[Edit]:
    """Marks of stress and invisible characters."""
    if unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text):
        return []
    edits: list[Edit] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[at:end])
        plain = _INVISIBLE.sub("", composed)
        # A letter that is one with its mark (й, ё, é) stays; a Cyrillic vowel with a stress mark is that vowel.
        if plain != text[at:end]:
            edits.append((at, end, plain))
        at = end
    return edits


def _one_script(text: str) -> list[Edit]:
    """Words of both scripts, where the letters of one of them all have doubles in the other."""
    if not _MIXED.search(text):
        return []
    edits: list[Edit] = []
    for match in _WORD.finditer(text):
        word = match[0]
        latin = [c for c in word if c in _LATIN]
        cyrillic = [c for c in word if "Ѐ" <= c <= "ӿ"]
        if not latin or not cyrillic:
            continue
        if all(c in _LOOK_LATIN for c in latin) and (
            len(cyrillic) > len(latin) or not all(c in _LOOK_CYRILLIC for c in cyrillic)
        ):
            edits.append((match.start(), match.end(), word.translate(_TO_CYRILLIC)))
        elif all(c in _LOOK_CYRILLIC for c in cyrillic):
            edits.append((match.start(), match.end(), word.translate(_TO_LATIN)))
    return edits


def _together(text: str) -> list[Edit]:
    """Words with their letters apart: four capitals or more in a row, or such a run that is a whole line."""
    pattern = _SPACED if _SPACED.fullmatch(text.strip()) else _SPACED_CAPITALS
    return [(m.start(), m.end(), m[0].replace(" ", "")) for m in pattern.finditer(text)]


def _undoubled(text: str) -> list[Edit]:
    """Words whose every letter is there twice, as fake bold comes out of a PDF."""
    return [(m.start(), m.end(), m[0][::2]) for m in _DOUBLED.finditer(text)]


def _apart(text: str) -> list[Edit]:
    """«7мм», «5лет»: a space between the number and what is counted."""
    return [(m.end(1), m.end(1) + 1, f" {text[m.end(1)]}") for m in _GLUED.finditer(text)]


def _modern(text: str) -> list[Edit]:
    """Words in the spelling before 1918, where the text has a letter that only that has."""
    if not _OLD.search(text) or not re.search("[ѣѢѲѳѴѵ]", text):
        return []
    edits: list[Edit] = []
    for match in _WORD.finditer(text):
        word = match[0].translate(_MODERN)
        word = re.sub("ъ$", "", word)
        if word != match[0]:
            edits.append((match.start(), match.end(), word))
    return edits
