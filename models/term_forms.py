"""The form in which a glossary's translation is written: number, capitals of its place, the article before it."""

from __future__ import annotations

import re

from models.glossary import WORD, Match, places
from models.text.morphology import lemmas, parses

_NUMBER_BEFORE = re.compile(r"(?<![\d.,])(\d{1,9}(?:[.,]\d{1,9})?)\s?$")
_UNCOUNTED = re.compile(
    "information|equipment|advice|news|software|hardware|police|staff|furniture|knowledge|research|money|water|percent|"
    "fish|sheep|deer|series|species|aircraft|people|child|person|foot|tooth|mouse|goose|ox|criterion|phenomenon|datum|"
    "medium|bacterium|die"
)
_IRREGULAR = re.compile(r"(?:man|lf|fe|af|[^aeiou]o|us|is|[^s]s|ics)$")
_ARTICLE = re.compile(r"\b(the|an?)(\s+)$", re.IGNORECASE)
_BARE = re.compile(r"(?:^|[,;:]|\b(?:of|in|on|at|by|for|with|from|to|and|or))\s*$", re.IGNORECASE)
#: First letters before which English writes "an"; a few words sound otherwise.
_VOWEL = re.compile(r"[aeio]|u(?!ni|se|su|ti|ro)|hour|honest|honou?r|heir", re.IGNORECASE)
_LETTER_BY_LETTER = re.compile(r"[AEFHILMNORSX][A-Z0-9]*s?\b")


def is_plural(match: Match, source: str) -> bool:
    """Does a term that the glossary has in the singular stand in the plural, or after a number other than 1?"""
    was, found = WORD.findall(match.term.source), WORD.findall(source[match.start : match.end])
    numbers: set[str] = set()
    for one, form in zip(was, found, strict=False):
        nouns = [p for p in parses(one) if p.tag.POS == "NOUN"]
        if nouns and all(p.tag.number == "plur" for p in nouns):
            return False
        here = [p for p in parses(form) if str(p.normal_form).replace("ё", "е") in lemmas(one)]
        if nouns:
            numbers = {str(p.tag.number) for p in here if p.tag.POS == "NOUN"}
            break
        if here and all(p.tag.number == "plur" for p in here):
            return True
    before = source[max(0, match.start - 40) : match.start]
    counted, adjective = _NUMBER_BEFORE.search(before), re.search(r"(\w+)\s$", before)
    if "plur" in numbers and adjective:
        readings = [p for p in parses(adjective[1]) if p.tag.POS in ("ADJF", "PRTF")]
        if readings and all(p.tag.number == "plur" for p in readings):
            return True
    return numbers == {"plur"} or bool(numbers and counted and counted[1] != "1")


def plural(phrase: str) -> str:
    """An English phrase in the plural where its head forms it by rule; else the phrase itself."""
    head, of, rest = phrase.partition(" of ")
    before, space, last = head.rpartition(" ")
    low, acronym = last.lower(), in_capitals(last)
    irregular = not acronym and (_UNCOUNTED.fullmatch(low) or _IRREGULAR.search(low))
    if irregular or not re.fullmatch("[A-Za-z]+(?:-[A-Za-z]+)*", last):
        return phrase
    if re.search("(?:s|x|z|ch|sh)$", low) and not acronym:
        last += "es"
    elif re.search("[^aeiou]y$", low) and not acronym:
        last = last[:-1] + "ies"
    else:
        last += "s"
    return before + space + last + of + rest


def form_of(match: Match, source: str) -> str:
    """The translation of a term as this source has it: plural, in capitals where the term stands in capitals."""
    found, term = source[match.start : match.end], match.term
    form = plural(term.target) if is_plural(match, source) else term.target
    return form.upper() if in_capitals(found) and not in_capitals(term.source) else form


def in_capitals(text: str) -> bool:
    """Are all letters of a text capitals, and more than one?"""
    return text.isupper() and sum(map(str.isalpha, text)) > 1


def begun(before: str, form: str, whole: str) -> str:
    """``form`` with a capital where it begins a sentence, as ``whole``, another text of it, begins with one."""
    first = next(filter(str.isalpha, whole), "")
    return form[0].upper() + form[1:] if first.isupper() and not WORD.search(before) else form


def joined(before: str, form: str, after: str, source: str) -> str:
    """A form between what stands before and after it, with the article that it takes."""
    article = _ARTICLE.search(before)
    if article:
        said = article[1].lower()
        name = form[0].isupper() and not form.isupper() and " " not in form
        if form.lower().startswith("the ") or (name and said == "the") or (said != "the" and _is_many(form)):
            before = before[: article.start()]
            form = begun(before, form, article[1] if not WORD.search(before) else source)
        elif said != "the":
            sounds = _LETTER_BY_LETTER.match(form) if form[:2].isupper() else _VOWEL.match(form)
            right = ("An" if sounds else "A") if article[1][0].isupper() else ("an" if sounds else "a")
            before = before[: article.start()] + right + article[2]
    return before + begun(before, form, source) + after


def _is_many(form: str) -> bool:
    return form.endswith("s") and not form.endswith("ss")


def with_capitals(text: str, match: Match, source: str) -> str:
    """An output in which the translation of a term has the glossary's capitals, or those of its place."""
    form = form_of(match, source)
    for start, end in reversed([span for target in match.term.targets for span in places(target, text)]):
        have = text[start:end]
        if in_capitals(form) and not in_capitals(match.term.target):
            have = have.upper()
        elif not in_capitals(have):
            wanted = (match.term.target, plural(match.term.target), *match.term.targets)
            have = next((one for one in wanted if one.lower() == have.lower() and not one.islower()), have)
        text = text[:start] + begun(text[:start], have, source) + text[end:]
    return text


def with_article(text: str, match: Match, other: str) -> str:
    """An output whose bare term gets the article that it has in ``other``, the same sentence translated otherwise."""
    target = match.term.target
    places_here, places_there = places(target, text), places(target, other)
    if not target.islower() or len(places_here) != 1 or not places_there:
        return text
    start, end = places_here[0]
    article = _ARTICLE.search(other[: places_there[0][0]])
    if article is None or not _BARE.search(text[:start]) or text[start:end].lower() != target:
        return text
    said = article[1].lower()
    first = text[start].isupper()
    word = said.capitalize() if first else said
    return f"{text[:start]}{word} {target}{text[end:]}"
