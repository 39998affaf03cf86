"""A glossary: terms that must be translated so and not otherwise, matched by lemma on the Russian side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aligner.checks.letters import morphology
from aligner.checks.pair import Hit, Hits, Pair
from aligner.errors import ReadError

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A source term and the translations that are allowed for it."""

    source: str
    targets: tuple[str, ...]


class Glossary:
    """Terms, found in a text whatever their endings."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Terms are looked up by their lemmas; of terms that begin alike, the longest that fits is taken."""
        self.by_first: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        for term in terms:
            key = tuple(lemma(word) for word in _WORD.findall(term.source))
            if key:
                self.by_first.setdefault(key[0], []).append((key, term))
        for entries in self.by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> list[tuple[Term, tuple[int, int]]]:
        """The terms in a text with their spans, from left to right, none inside another."""
        words = list(_WORD.finditer(text))
        lemmas = [lemma(match[0]) for match in words]
        made = []
        at = 0
        while at < len(words):
            for key, term in self.by_first.get(lemmas[at], ()):
                if tuple(lemmas[at : at + len(key)]) == key:
                    made.append((term, (words[at].start(), words[at + len(key) - 1].end())))
                    at += len(key) - 1
                    break
            at += 1
        return made


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form: by morphology for Cyrillic words, without the plural's ending for others."""
    word = word.lower()
    if re.search("[а-яё]", word):
        return str(morphology().parse(word)[0].normal_form).replace("ё", "е")
    return re.sub(r"(?<=\w{3})(?:ies$)", "y", word) if word.endswith("ies") else re.sub(r"(?<=\w{3})s$", "", word)


def read_glossary(path: Path) -> Glossary:
    """A glossary from a table: a term, a tab (or comma or semicolon), its translations parted by ``|``.

    Raises:
        ReadError: the file cannot be read, or a line has no translation.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: the glossary cannot be read as UTF-8 text: {error}") from error
    terms = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in re.split(r"\t|;|,", line)]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise ReadError(f"{path.name}: line {number}: a term and its translation are needed, parted by a tab")
        terms.append(Term(cells[0], tuple(t.strip() for t in cells[1].split("|") if t.strip())))
    return Glossary(terms)


def glossary_terms(pair: Pair, glossary: Glossary) -> Hits:
    """A term of the source whose translation is not in the target."""
    if not pair.target.strip():
        return
    target = [lemma(word) for word in _WORD.findall(pair.target)]
    joined = " " + " ".join(target) + " "
    for term, span in glossary.find(pair.source):
        wanted = (" ".join(lemma(word) for word in _WORD.findall(one)) for one in term.targets)
        if not any(f" {one} " in joined for one in wanted):
            yield Hit({"term": pair.source[slice(*span)], "wanted": " / ".join(term.targets)}, source_span=span)
