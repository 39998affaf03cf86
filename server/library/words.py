"""Search words: the words of a text as written and in their dictionary form, and the test for a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from models.text.morphology import lemma
from server.library.sentences import Row, text_of

WORD = re.compile(r"\w+(?:['’-]\w+)*")
#: English inflections taken off, longest first: (ending, what comes in its place, least length of what is left).
ENDINGS = (
    ("sses", "ss", 2),
    ("ies", "y", 2),
    ("ied", "y", 2),
    ("ing", "", 3),
    ("ed", "", 3),
    ("es", "", 3),
    ("'s", "", 2),
    ("s", "", 3),
)


@lru_cache(maxsize=200_000)
def base_form(word: str, language: str) -> str:
    """A lower-case word's dictionary form (Russian), its stem (English), or the word itself."""
    if language == "ru":
        return lemma(word)
    if language == "en":
        for ending, instead, least in ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= least and not (ending == "s" and stem[-1] in "su"):
                word = stem + instead
                break
        return word[:-1] if len(word) > 4 and word[-1] == "e" else word
    return word


def words_in(text: str) -> list[str]:
    """Lower-case words, ё as е."""
    return [word.replace("’", "'") for word in WORD.findall(text.casefold().replace("ё", "е"))]


def search_words(source: Sequence[Row], source_language: str, target: Sequence[Row], target_language: str) -> str:
    """The words of a bead and their dictionary forms, each once, between spaces."""
    found: dict[str, None] = {}
    for rows, language in ((source, source_language), (target, target_language)):
        for word in words_in(text_of(rows)):
            found[word] = None
            found[base_form(word, language)] = None
    return f" {' '.join(found)} " if found else ""


def vocabulary_of(words: Iterable[str]) -> str:
    """The search words of many beads, each once."""
    found = dict.fromkeys(word for line in words for word in line.split())
    return f" {' '.join(found)} " if found else ""


def matches(column: Any, query: str, languages: Sequence[str]) -> sa.ColumnElement[bool]:
    """Does the column of search words hold every word of the query: in any form, or as the beginning of a word?"""
    tests = []
    for word in words_in(query):
        forms = [column.contains(f" {word}", autoescape=True)]
        for language in languages:
            if (base := base_form(word, language)) != word:
                forms.append(column.contains(f" {base} ", autoescape=True))
        tests.append(sa.or_(*forms))
    return sa.and_(sa.true(), *tests)
