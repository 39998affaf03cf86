"""Segmentation: paragraphs into sentences, each a span of the document's plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from aligner.core.document import Document, with_sentences
from aligner.segment import english, engines, quotes, russian
from aligner.segment.rules import Rule
from aligner.segment.site import Site, sites

__all__ = ["segment", "sentence_spans"]

Engine = Callable[[str, int, int, int], bool]
#: Language -> its rules and the engine asked when they are silent.
LANGUAGES: dict[str, tuple[Sequence[Rule], Engine]] = {
    "ru": (russian.RULES, engines.razdel_splits),
    "en": (english.RULES, engines.nupunkt_splits),
}
_CHUNK = 20_000


def segment(document: Document, *, rules: Path | None = None) -> Document:
    """The document with its paragraphs cut into sentences by the rules of ``document.language``.

    Russian and English have rules of their own (over razdel and nupunkt); other languages go to sentencex.
    In verse every line ends. ``rules`` is a file of the user's own rules.
    """
    del rules
    text = document.text
    cut = []
    for paragraph in document.paragraphs:
        lines = [(paragraph.start, paragraph.end)]
        if "\n" in text[paragraph.start : paragraph.end]:
            lines = _lines(text, paragraph.start, paragraph.end)
        cut.append([span for start, end in lines for span in sentence_spans(text, start, end, document.language)])
    return with_sentences(document, cut)


def sentence_spans(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """The sentences of one paragraph without line ends, as spans of ``text``, without white space around them."""
    if language not in LANGUAGES:
        return _by_sentencex(text, start, end, language)
    rules, engine = LANGUAGES[language]
    spans: list[tuple[int, int]] = []
    begin = start
    quoted = quotes.spans(text, start, end)
    at_quote = 0
    for match in sites(text, start, end):
        place = match.start()
        while at_quote < len(quoted) and quoted[at_quote][1] < place:
            at_quote += 1
        inside = ""
        if at_quote < len(quoted) and quoted[at_quote][0] < place and match.end() <= quoted[at_quote][1]:
            inside = quoted[at_quote][2]
        site = Site(text, match, begin, inside)
        if _splits(site, rules, engine):
            spans.append((begin, site.end))
            begin = site.next
    if begin < end:
        spans.append((begin, end))
    return [(a, b) for a, b in (_trim(text, a, b) for a, b in spans) if a < b]


def _splits(site: Site, rules: Sequence[Rule], engine: Engine) -> bool:
    for rule in rules:
        answer = rule(site)
        if answer is not None:
            return answer
    return engine(site.text, site.begin, site.end, site.next)


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
    """Sentences of another language; very long paragraphs go in pieces cut at blanks."""
    spans: list[tuple[int, int]] = []
    while start < end:
        stop = min(end, start + _CHUNK)
        if stop < end:
            blank = text.rfind(" ", start + _CHUNK // 2, stop)
            stop = blank + 1 if blank > 0 else stop
        at = start
        for piece in engines.sentencex_spans(text[start:stop], language):
            bare = piece.strip()
            found = text.find(bare, at, stop) if bare else -1
            if found >= 0:
                spans.append((found, found + len(bare)))
                at = found + len(bare)
        start = stop
    return [(a, b) for a, b in (_trim(text, a, b) for a, b in spans) if a < b]
