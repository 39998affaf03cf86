"""Segmentation: paragraphs into sentences, each a span of the document's plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.core.document import Document, with_sentences
from aligner.segment import engines, english, russian
from aligner.segment.lists import item_starts
from aligner.segment.placerules import Rules
from aligner.segment.quotes import Quotation, is_passage, quotations
from aligner.segment.site import Rule, Site, sites, smileys_of
from aligner.segment.userrules import load_rules, parse_rules

__all__ = ["Rules", "load_rules", "parse_rules", "segment", "sentence_spans"]

Engine = Callable[[str, int, int, int], bool]


@dataclass(frozen=True, slots=True)
class Language:
    """A language with rules of its own: the rules, the engine asked when they are silent, its shortenings."""

    rules: Sequence[Rule]
    engine: Engine
    shortenings: Callable[[], frozenset[str]]
    #: Names in lower case with which sentences begin.
    lower_names: re.Pattern[str]


LANGUAGES: dict[str, Language] = {
    "ru": Language(russian.RULES, engines.razdel_splits, russian.shortenings, russian.LOWER_NAME),
    "en": Language(english.RULES, engines.nupunkt_splits, english.shortenings, english.LOWER_NAME),
}
#: Letters that a paragraph in a language has, and the language it is in when it has none of them.
_LETTERS = {"ru": re.compile("[А-яЁё]"), "en": re.compile("[A-Za-z]")}
_OTHER = {"ru": "en", "en": "ru"}
#: sentencex takes time with the square of a paragraph's length: long ones go to it in pieces.
_CHUNK = 2_500
#: No long text of sentences has a full stop every so many characters.
_DENSE = 6
_MAY_END = re.compile(r"[.!?…‽。．！？|।۔؟:;=()^xXхХ\u2600-\U0001faff]")


def segment(document: Document, *, rules: Rules | None = None) -> Document:
    """The document with its paragraphs cut into sentences by the rules of ``document.language``.

    Russian and English have rules of their own (over razdel and nupunkt); other languages go to sentencex. A paragraph
    without one Russian letter in a Russian text is cut by the English rules, one without a Latin letter in an English
    text by the Russian ones: quotations, abstracts and tables of contents are often in the other language.
    A sentence never crosses a line end (of verse) or a code with ``breaks``.
    ``rules`` are the user's own; they come before all others.
    """
    text = document.text
    smileys = smileys_of(text)
    language, expected = document.language, _LETTERS.get(document.language)
    breaks = [code.end if code.alone else code.start for code in document.codes if code.breaks]
    at_break = 0
    cut = []
    for paragraph in document.paragraphs:
        start, end = paragraph.start, paragraph.end
        if expected is not None:
            other = _OTHER[document.language]
            foreign = not expected.search(text, start, end) and _LETTERS[other].search(text, start, end)
            language = other if foreign else document.language
        places: list[int] = []
        while at_break < len(breaks) and breaks[at_break] <= end:
            places.append(breaks[at_break])
            at_break += 1
        if not places and text.find("\n", start, end) < 0:
            cut.append(sentence_spans(text, start, end, language, rules, smileys))
        else:
            edges = sorted({start, end, *(place for place in places if start < place < end)})
            lines = [line for a, b in pairwise(edges) for line in _lines(text, a, b)]
            cut.append([span for a, b in lines for span in sentence_spans(text, a, b, language, rules, smileys)])
    return with_sentences(document, cut)


def sentence_spans(
    text: str, start: int, end: int, language: str, own: Rules | None = None, smileys: tuple[str, ...] = ("",)
) -> list[tuple[int, int]]:
    """The sentences of one line of text, as spans of ``text``, without the white space around them."""
    if own is None and not _MAY_END.search(text, start, end):
        return [_trim(text, start, end)] if text[start:end].strip() else []
    decided = own.decisions(text, start, end, language) if own else {}
    starts = item_starts(text, start, end)
    if starts:
        # A list in one line: each item is cut by itself, so that its mark is the head of its sentence.
        edges = [start, *starts, end]
        spans = [one for a, b in pairwise(edges) for one in _spans(text, a, b, language, decided, smileys)]
    else:
        spans = _spans(text, start, end, language, decided, smileys)
    return [trimmed for a, b in spans if (trimmed := _trim(text, a, b))[0] < trimmed[1]]


def _spans(
    text: str, start: int, end: int, language: str, decided: Mapping[int, bool], smileys: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Spans of the sentences, white space still on them."""
    if decided:
        decided = {place: does for place, does in decided.items() if start <= place <= end}
    if language in LANGUAGES:
        return _by_rules(text, start, end, language, decided, smileys)
    spans = _by_sentencex(text, start, end, language)
    return _apply(spans, decided) if decided else spans


def _by_rules(
    text: str, start: int, end: int, language: str, decided: Mapping[int, bool], smileys: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Every possible end is put to the user's rules, then the language's, then its engine."""
    rules, engine = LANGUAGES[language].rules, LANGUAGES[language].engine
    shortenings, lower_names = LANGUAGES[language].shortenings(), LANGUAGES[language].lower_names
    spans: list[tuple[int, int]] = []
    begin = start
    possible = list(sites(text, start, end, smileys))
    quoted = quotations(text, start, end) if possible else []
    at_quote, inside = 0, None
    passage: bool | None = None
    lower_case = bool(possible) and text[start].isalpha() and text[start:end].islower()
    for match in possible:
        if quoted:
            place = match.start()
            while at_quote < len(quoted) and quoted[at_quote].close < place:
                at_quote, passage = at_quote + 1, None
            inside = quoted[at_quote] if at_quote < len(quoted) else None
            if inside is not None:
                if inside.open >= place or match.end() > inside.close:
                    inside = None
                else:
                    passage = is_passage(text, inside) if passage is None else passage
                    inside = None if passage else inside
        if not decided and not lower_case:
            known = _at_once(text, match, begin, inside, shortenings, lower_names)
            if known:
                begin_next = match.end()
                spans.append((begin, begin_next - 1))
                begin = begin_next
            if known is not None:
                continue
        site = Site(text, match, begin, end, inside, lower_case)
        said = [decided[at] for at in range(site.end, site.next + 1) if at in decided] if decided else []
        if said[0] if said else _splits(site, rules, engine):
            spans.append((begin, site.end))
            begin = site.next
    if begin < end:
        spans.append((begin, end))
    return _apply(spans, {place: True for place, breaks in decided.items() if breaks}) if decided else spans


def _at_once(
    text: str,
    match: re.Match[str],
    begin: int,
    inside: Quotation | None,
    shortenings: frozenset[str],
    lower_names: re.Pattern[str],
) -> bool | None:
    """The commonest answers by far, known without asking the rules, which would say the same; none of all others.

    No: a small letter follows, or the place is inside a quotation that the sentence holds. Yes: a word that is no
    shortening, one stop, perhaps a closing mark, a space, a capital, perhaps behind an opening mark.
    """
    place, following = match.span()
    after = text[following]
    if after.islower():
        if not after.isalpha() or text[place] not in _STOPS or match["smiles"]:
            return None
        return None if after.isascii() and lower_names.match(text, following) else False
    if inside is not None:
        return False if inside.open > begin else None
    if not after.isupper() and not (after in "“«" and text[following + 1 : following + 2].isupper()):
        return None
    if text[place] not in ".?!" or text[following - 1] != " ":
        return None
    if following != place + 2 and (following != place + 3 or text[place + 1] not in "”»"):
        return None
    tail = text[max(begin, place - _WORD_REACH) : place]
    word = tail[tail.rfind(" ") + 1 :]
    if not word.isalpha():
        return None
    if word.islower():
        surely = len(word) > 3 or (len(word) == 3 and not _VOWELS.isdisjoint(word))
        return True if surely and word not in shortenings else None
    return True if len(word) > 5 and word[1:].islower() and word.lower() not in shortenings else None


_STOPS = frozenset(".!?…‽。．！？")
_VOWELS = frozenset("aeiouyаеёиоуыэюя")
_WORD_REACH = 24


def _splits(site: Site, rules: Sequence[Rule], engine: Engine) -> bool:
    """The first rule with an answer, or else the engine."""
    for rule in rules:
        answer = rule(site)
        if answer is not None:
            return answer
    return engine(site.text, site.begin, site.end, site.next)


def _apply(spans: list[tuple[int, int]], decided: Mapping[int, bool]) -> list[tuple[int, int]]:
    """Cut spans where the user's rules break, join them where they do not."""
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and any(decided.get(at) is False for at in range(joined[-1][1], a + 1)):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    breaks = sorted(place for place, does in decided.items() if does)
    out: list[tuple[int, int]] = []
    number = 0
    for a, b in joined:
        while number < len(breaks) and breaks[number] <= a:
            number += 1
        while number < len(breaks) and breaks[number] < b:
            out.append((a, breaks[number]))
            a = breaks[number]
            number += 1
        out.append((a, b))
    return out


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a span."""
    found = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            found.append((start, stop))
        start = stop + 1
    return found


def _by_sentencex(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Sentences of another language; a very long paragraph goes in pieces, each from the last sentence's beginning."""
    spans: list[tuple[int, int]] = []
    while start < end:
        stop = min(end, start + _CHUNK)
        if stop < end:
            blank = text.rfind(" ", start + _CHUNK // 2, stop)
            stop = blank + 1 if blank > 0 else stop
        if text.count(".", start, stop) * _DENSE > stop - start > _CHUNK // 2:
            # No prose of any language, and the engine is slow where every word may be a shortening: left whole.
            spans.append((start, stop))
            start = stop
            continue
        at = start
        found_here: list[tuple[int, int]] = []
        for piece in engines.sentencex_spans(text[start:stop], language):
            bare = piece.strip()
            found = text.find(bare, at, stop) if bare else -1
            if found >= 0:
                at = found + len(bare)
                found_here.append((found, at))
        if stop < end and len(found_here) > 1:
            # Where the piece ends the last sentence may not.
            stop = found_here.pop()[0]
        spans.extend(found_here)
        start = stop
    return spans
