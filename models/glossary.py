"""A user's glossary: terms that must be translated in one way, found in a text in any inflected form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
#: What the third column of a glossary may hold, separated by commas.
FLAGS = {
    "exact": "only this form of the source, not its inflected forms",
    "case": "capitals of the source matter",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a glossary."""

    source: str
    target: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text, as a half-open span of characters."""

    term: Term
    start: int
    end: int


class Glossary:
    """Terms, and where they stand in a text. Safe to share between threads."""

    def __init__(self, terms: list[Term], language: str = "ru") -> None:
        """Index the terms by the lemmas of their first word; ``language`` is the source's."""
        self.terms = tuple(terms)
        self._lemmas = _lemmatiser(language)
        self._index: dict[str, list[tuple[Term, list[frozenset[str]]]]] = {}
        for term in self.terms:
            words = [self._forms(m[0], term) for m in _WORD.finditer(term.source)]
            for form in words[0] if words else ():
                self._index.setdefault(form, []).append((term, words))

    @classmethod
    def read(cls, path: Path, language: str = "ru") -> Glossary:
        """Read a glossary: UTF-8, one term a line, ``source TAB target [TAB flags]``; ``#`` begins a comment.

        Raises:
            ModelError: unreadable, or a line without two columns or with an unknown flag (the line is named).
        """
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            raise ModelError(f"{path}: glossary cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise ModelError(f"{path}: glossary is not UTF-8; save it as UTF-8, one term a line") from error
        terms = []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            columns = [column.strip() for column in line.split("\t")]
            if len(columns) < 2 or not columns[1] or not _WORD.search(columns[0]):
                raise ModelError(f"{path}, line {number}: a term needs a source and a target with a tab between")
            flags = frozenset(flag.strip() for flag in (columns[2] if len(columns) > 2 else "").split(",")) - {""}
            if unknown := flags - FLAGS.keys():
                raise ModelError(f"{path}, line {number}: unknown flag {min(unknown)}; known are {', '.join(FLAGS)}")
            terms.append(Term(columns[0], columns[1], flags))
        return cls(terms, language)

    @property
    def fingerprint(self) -> str:
        """Hex digest of the terms."""
        lines = sorted(f"{t.source}\t{t.target}\t{','.join(sorted(t.flags))}" for t in self.terms)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def find(self, text: str) -> list[Match]:
        """Terms in a text, left to right, the longest where two begin at one word; they do not overlap."""
        found: list[Match] = []
        words = list(_WORD.finditer(text))
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
            id(t): (t, w) for key in self._keys(words[at][0]) for t, w in self._index.get(key, ())
        }.values():
            here = words[at : at + len(wanted)]
            if len(here) == len(wanted) and all(
                self._forms(word[0], term) & forms for word, forms in zip(here, wanted, strict=True)
            ):
                yield len(wanted), term

    def _keys(self, word: str) -> frozenset[str]:
        """Everything a word may be found by in the index."""
        return frozenset(form for flags in _KINDS for form in self._forms(word, Term("", "", flags)))

    def _forms(self, word: str, term: Term) -> frozenset[str]:
        """What a word of a term is compared by: its lemmas, or the word itself, with its capitals where they matter."""
        forms = frozenset({f"={word.casefold()}"}) if "exact" in term.flags else self._lemmas(word.casefold())
        if "case" not in term.flags:
            return forms
        capitals = "U" if len(word) > 1 and word.isupper() else "T" if word[0].isupper() else "l"
        return frozenset(f"{form}|{capitals}" for form in forms)


#: Every combination of flags.
_KINDS = tuple(frozenset(kind) for kind in ((), ("exact",), ("case",), ("exact", "case")))


def _lemmatiser(language: str) -> Callable[[str], frozenset[str]]:
    """Lemmas of a lower-case word: pymorphy3 for Russian, the word itself for other languages."""
    if language != "ru":
        return lambda word: frozenset({word})
    analyser = _analyser()

    @lru_cache(maxsize=50_000)
    def lemmas(word: str) -> frozenset[str]:
        # All readings count: a term is found if any reading of the word is a reading of the term's.
        return frozenset(reading.normal_form.replace("ё", "е") for reading in analyser.parse(word))

    return lemmas


@lru_cache(maxsize=1)
def _analyser() -> Any:
    """pymorphy3's analyser, loaded once (about 15 MB)."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()
