"""A user's glossary: terms and the translations they must have, both found in any inflected form.

Translating and checking ask the same two questions: which terms does a source text have, and
does the target have a translation of one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from models.text.morphology import lemmas

#: A word, with hyphens and apostrophes inside.
WORD = re.compile(r"\w+(?:[-'’]\w+)*")
#: What may be said of a term.
FLAGS = {
    "exact": "only this form of the source, not its inflected forms",
    "case": "capitals of the source matter",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term: any of ``targets`` is accepted, the first is the one to write."""

    source: str
    targets: tuple[str, ...]
    flags: frozenset[str] = frozenset()

    @property
    def target(self) -> str:
        """The translation to write."""
        return self.targets[0]

    def is_translated(self, text: str) -> bool:
        """Whether a target text has one of the translations, in any form, capitals aside."""
        return any(places(target, text) for target in self.targets)


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text, as a half-open span of characters."""

    term: Term
    start: int
    end: int


class Glossary:
    """Terms, and where they stand in a text. Safe to share between threads."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by the lemmas of their first word; terms without a word are never found."""
        self.terms = tuple(terms)
        self._index: dict[str, list[tuple[Term, list[frozenset[str]]]]] = {}
        for term in self.terms:
            words = [_forms(m[0], term.flags) for m in WORD.finditer(term.source)]
            for form in words[0] if words else ():
                self._index.setdefault(form, []).append((term, words))

    def __eq__(self, other: object) -> bool:
        """The same terms in the same order."""
        return isinstance(other, Glossary) and self.terms == other.terms

    def __hash__(self) -> int:
        """Of the terms."""
        return hash(self.terms)

    @property
    def fingerprint(self) -> str:
        """Hex digest of the terms."""
        lines = sorted(f"{t.source}\t{'|'.join(t.targets)}\t{','.join(sorted(t.flags))}" for t in self.terms)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def find(self, text: str) -> list[Match]:
        """Terms in a text, left to right, the longest where two begin at one word; they do not overlap."""
        found: list[Match] = []
        words = list(WORD.finditer(text))
        at = 0
        while at < len(words):
            best = max(self._starting(words, at), key=lambda pair: pair[0], default=None)
            if best is None:
                at += 1
                continue
            count, term = best
            found.append(Match(term, words[at].start(), words[at + count - 1].end()))
            at += count
        return found

    def _starting(self, words: list[re.Match[str]], at: int) -> Iterator[tuple[int, Term]]:
        """Terms that begin at a word, with their length in words."""
        for term, wanted in {
            id(t): (t, w) for key in _keys(words[at][0]) for t, w in self._index.get(key, ())
        }.values():
            here = words[at : at + len(wanted)]
            if len(here) == len(wanted) and all(
                _forms(word[0], term.flags) & forms for word, forms in zip(here, wanted, strict=True)
            ):
                yield len(wanted), term


def _keys(word: str) -> frozenset[str]:
    """Everything a word may be found by in the index."""
    return frozenset(form for flags in _KINDS for form in _forms(word, flags))


def _forms(word: str, flags: frozenset[str]) -> frozenset[str]:
    """What a word of a term is compared by: its lemmas, or the word itself, with its capitals where they matter."""
    forms = frozenset({f"={word.casefold()}"}) if "exact" in flags else _lemmas(word.casefold())
    if "case" not in flags:
        return forms
    capitals = "U" if len(word) > 1 and word.isupper() else "T" if word[0].isupper() else "l"
    return frozenset(f"{form}|{capitals}" for form in forms)


#: Every combination of flags.
_KINDS = tuple(frozenset(kind) for kind in ((), ("exact",), ("case",), ("exact", "case")))
#: Endings of English plurals and possessives, and what stands there without them.
_ENDINGS = (("'s", ""), ("’s", ""), ("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))


@lru_cache(maxsize=50_000)
def _lemmas(word: str) -> frozenset[str]:
    """The lemmas of a lower-case word by any reading of it: Russian by dictionary, other words with and without the
    ending of an English plural or possessive."""
    bare = {
        word.removesuffix(ending) + instead
        for ending, instead in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) > 1 and not word.endswith("ss")
    }
    return lemmas(word) | bare


#: What may stand between two words of a phrase, beside the signs that it has itself.
_BETWEEN = " \t\n\u00a0\u202f-‑–«»\"“”'’"


def places(phrase: str, text: str) -> list[tuple[int, int]]:
    """Where the words of a phrase, in any of their forms, stand together in a text; the spans do not overlap."""
    words = [word.casefold() for word in WORD.findall(phrase)]
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    # An English word before the head has one form: "balls valve" is no "ball valve".
    wanted = [frozenset({word}) if at < head and word.isascii() else _lemmas(word) for at, word in enumerate(words)]
    if not wanted:
        at = text.find(phrase)  # a sign: %, №
        return [(at, at + len(phrase))] if at >= 0 else []
    between = _BETWEEN + "".join(c for c in phrase if not c.isalnum())
    found: list[tuple[int, int]] = []
    there = list(WORD.finditer(text))
    forms = [_lemmas(word[0].casefold()) for word in there]
    at = 0
    while at + len(wanted) <= len(there):
        last = at + len(wanted) - 1
        if all(forms[at + n] & one for n, one in enumerate(wanted)) and all(
            not text[one.end() : two.start()].strip(between) for one, two in pairwise(there[at : last + 1])
        ):
            found.append((there[at].start(), there[last].end()))
            at += len(wanted)
        else:
            at += 1
    return found
