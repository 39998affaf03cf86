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
#: Behind these words, and behind a verb, a term in the singular lacks an article.
_LEADING = re.compile(
    "of|in|on|at|by|for|with|without|from|to|into|through|about|against|under|over|and|or|that|if|when|said|says|is|are|"
    "was|were|has|have|than"
)
_DETERMINER = re.compile("the|an?|its?|his|her|their|our|my|your|this|every|each|no|any|be|been|being")
_VERB = re.compile(r"sent|made|took|got|found|saw|met|put|set|\w{3,20}ed")
#: Names with one of these words have an article in a sentence.
_BODY = re.compile(
    r"\b(?:of|bank|ministry|council|court|board|committee|assembly|commission|office|agency|department|service|duma|fund|"
    r"meeting|parliament|union|federation|institute|academy|centre|center|authority|association|administration)\b",
    re.IGNORECASE,
)
_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SINGULAR = {many: one for one, many in _PLURAL.items()}
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
        if here and len(kinds := {str(p.tag.number) for p in here}) == 1:
            return kinds == {"plur"}
    before = source[max(0, match.start - 40) : match.start]
    counted, adjective = _NUMBER_BEFORE.search(before), re.search(r"(\w+)\s$", before)
    if "plur" in numbers and adjective:
        readings = [p for p in parses(adjective[1]) if p.tag.POS in ("ADJF", "PRTF")]
        if readings and all(p.tag.number == "plur" for p in readings):
            return True
    if numbers == {"sing", "plur"} and _said_of_many(found[-1], before, source[match.end :]):
        return True
    return numbers == {"plur"} or bool(numbers and counted and counted[1] != "1")


def _said_of_many(noun: str, before: str, after: str) -> bool:
    """Is a form such as «муфты» (of the coupling, couplings) plural by the words beside it?

    It is at the beginning, before a verb in the plural, or right behind a verb without «не».
    """
    cases = {str(p.tag.case) for p in parses(noun) if p.tag.number == "plur"}
    words = WORD.findall(before)
    last = {str(p.tag.POS) for p in parses(words[-1])} if words else set()
    if "nomn" in cases and not last & {"NOUN", "PREP", "ADJF", "PRTF", "NUMR"}:
        following = next(iter(WORD.findall(after[:40])), "")
        if not words or any(p.tag.POS == "VERB" and p.tag.number == "plur" for p in parses(following)):
            return True
    return "accs" in cases and bool(last & {"VERB", "INFN"}) and "NOUN" not in last and "не" not in words[-2:-1]


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
    """A form between what stands before and after it, with the article and the verb's number that it takes."""
    first = WORD.match(form)
    last = re.search(r"(\w+)\s+$", before[-60:])
    if first and last and last[1].lower() == first[0].lower():
        before = before[: len(before) - len(last[0])]
    many = _is_many(form)
    after = _agreeing(before, after, many=many)
    article = _ARTICLE.search(before)
    if article:
        said = article[1].lower()
        name = form[0].isupper() and not form.isupper() and " " not in form
        if form.lower().startswith("the ") or (name and said == "the") or (said != "the" and many):
            before = before[: article.start()]
            form = begun(before, form, article[1] if not WORD.search(before) else source)
        elif said != "the":
            letters = form[:2].isupper() and not in_capitals(source)
            sounds = _LETTER_BY_LETTER.match(form) if letters else _VOWEL.match(form)
            right = ("An" if sounds else "A") if article[1][0].isupper() else ("an" if sounds else "a")
            before = (
                before[: article.start()]
                + (right.upper() if article[1].isupper() and len(article[1]) > 1 else right)
                + article[2]
            )
    return before + begun(before, form, source) + after


def _agreeing(before: str, after: str, *, many: bool) -> str:
    """What follows a noun with the verb in its number, unless the noun is behind a preposition and so no subject."""
    verb = re.match(r"\s(\w+)\b", after)
    subject = not re.search(r"\b(?:of|in|on|at|by|for|to|with|from|and|or)\s(?:(?:the|an?)\s)?$", before, re.IGNORECASE)
    if verb and subject and (other := (_PLURAL if many else _SINGULAR).get(verb[1])):
        return f" {other}{after[verb.end() :]}"
    return after


def _is_many(form: str) -> bool:
    head = form.lower().partition(" of ")[0]
    return head.endswith("s") and not head.endswith("ss")


def with_capitals(text: str, match: Match, source: str) -> str:
    """An output in which the translation of a term has the glossary's capitals, or those of its place."""
    form = form_of(match, source)
    for start, end in reversed([span for target in match.term.targets for span in places(target, text)]):
        bare = re.sub("['’](?:s|S)?$", "", text[start:end])
        have, ending = bare, text[start + len(bare) : end]
        if in_capitals(form) and not in_capitals(match.term.target):
            have = have.upper()
        elif not in_capitals(have):
            wanted = (match.term.target, plural(match.term.target), *match.term.targets)
            have = next((one for one in wanted if one.lower() == have.lower() and not one.islower()), have)
        text = text[:start] + begun(text[:start], have, source) + ending + text[end:]
    return text


def with_number(text: str, match: Match, source: str) -> str:
    """An output in which the translation of a term in the plural is plural, its verb and article likewise."""
    target = match.term.target
    many = plural(target)
    if many == target or not is_plural(match, source):
        return text
    found = places(target, text)
    if len(found) != 1 or text[slice(*found[0])].lower() != target.lower():
        return text
    start, end = found[0]
    before, after = text[:start], text[end:]
    after = _agreeing(before, after, many=True)
    article = _ARTICLE.search(before)
    if article and article[1].lower() != "the":
        before = before[: article.start()]
    capital = text[start].isupper()
    form = many.upper() if in_capitals(text[start:end]) else many[0].upper() + many[1:] if capital else many
    return before + begun(before, form, source) + after


def with_article(text: str, match: Match, source: str, other: str = "") -> str:
    """An output whose term has an article where it needs one and lacks it, and the right one of "a" and "an".

    ``other`` is the same sentence translated otherwise: the article that the term has there, else "the".
    """
    target = match.term.target
    places_here = places(target, text)
    if len(places_here) != 1:
        return text
    start, end = places_here[0]
    before = text[:start]
    if _ARTICLE.search(before):
        return joined(before, text[start:end], text[end:], source)
    if text[start:end].lower() != target.lower() or plural(target) == target or not _is_sentence(source):
        return text
    there = places(target, other)
    article = _ARTICLE.search(other[: there[0][0]]) if there else None
    common = target.islower() or _BODY.search(target) or re.match("[A-Z]-[a-z]", target)
    if not _takes_article(before) or not (common or article):
        return text
    said = article[1].lower() if article else "the"
    first = begun(before, said, source)
    form = target if text[start:end].lower() == target.lower() else text[start:end]
    return f"{before}{first} {form}{text[end:]}"


def _takes_article(before: str) -> bool:
    """Does a noun behind these words need an article, which none of them is?"""
    kept = before.rstrip()
    if not kept or kept[-1] in ",;:":
        return True
    words = WORD.findall(kept[-80:].lower())
    if not words or not kept[-1].isalnum():
        return False
    if _LEADING.fullmatch(words[-1]):
        return True
    # "The fitter replaced gearbox", but not "in damaged gearbox", "the badly damaged gearbox".
    subject = words[-2] if len(words) > 1 else "the"
    no_subject = _LEADING.fullmatch(subject) or _DETERMINER.fullmatch(subject) or subject.endswith("ly")
    return bool(_VERB.fullmatch(words[-1])) and not no_subject


def _is_sentence(source: str) -> bool:
    """Does a text end as a sentence does? Headings and labels need no article."""
    return source.rstrip(' »"”)')[-1:] in (".", "!", "?", "…")
