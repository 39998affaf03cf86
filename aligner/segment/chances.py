"""Chances: how likely a full stop ends its sentence, by what stands before and after, learnt from running text.

Naive Bayes over two independent witnesses, in the spirit of Punkt (Kiss and Strunk 2006): how often the token before
the stop was the last of its sentence, and how much oftener the word after it begins sentences than stands inside
them with a capital. Where a token or word was seldom seen, its kind (an initial, a number, a name by the dictionary)
speaks for it. ``python -m aligner.segment.training`` makes the tables.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aligner.segment.site import OPENERS, Rule, Site
from models.text.morphology import is_known, parses

_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad"))
_FUNCTION = frozenset(("PREP", "CONJ", "NPRO", "PRCL", "ADVB", "INTJ", "PRED"))
_VERBS = frozenset(("VERB", "GRND", "INFN"))


class Chances(NamedTuple):
    """Log odds of tokens and their kinds to end a sentence; log likelihood ratios of what follows; for a language
    without a dictionary here, the words that are common in lower case."""

    before: dict[str, float]
    after: dict[str, float]
    common: frozenset[str]

    def of(self, site: Site) -> float:
        """Log odds that a full stop at this place ends the sentence."""
        left = site.left
        token, previous = token_before(left)
        return self.score(token, previous, site.first, site.follow, site.right)

    def score(self, token: str, previous: str, first: str, follow: str, right: str) -> float:
        """The same from the parts: both tokens before the stop, the first character, word and text after it."""
        kind = token_kind(token)
        before = self.before
        prior = 0.0
        for key in keys_before(token, previous, kind):
            if key in before:
                prior = before[key]
                break
        after = kind_after(first, follow, right, self.common)
        return prior + self.after.get(kind + after, self.after.get(after, 0.0)) + self.after.get(follow, 0.0)


def token_before(left: str) -> tuple[str, str]:
    """The token before a stop and the one before that, without marks that open; empty where nothing stands."""
    pieces = left[-60:].split()
    if not pieces or left[-1:].isspace():
        return "", ""
    return pieces[-1].lstrip(_OPENING), pieces[-2] if len(pieces) > 1 else ""


_OPENING = OPENERS + "#*_"


def token_kind(token: str) -> str:
    """``I`` a capital letter, ``l`` a small one, ``n`` a number, ``r`` a Roman one, ``u`` with stops inside, ``c`` and
    ``w`` short words with and without a capital, ``x`` all others."""
    if len(token) == 1 and token.isalpha():
        return "I" if token.isupper() else "l"
    if token.isdigit():
        return "n"
    if "." in token:
        return "u"
    if not token.isalpha():
        return "x"
    if token.isupper():
        return "r" if not token.strip("IVXLC") else "c"
    return "x" if len(token) > 5 else "c" if token[0].isupper() else "w"


def keys_before(token: str, previous: str, kind: str) -> tuple[str, str, str]:
    """Keys of the table, the most exact first: the token in its company, the token, its kind in its company."""
    company = (
        "^" if not previous
        else "d" if previous[-1].isdigit()
        else "." if previous[-1] == "."
        else "," if not previous[-1].isalpha()
        else "C" if previous[0].isupper()
        else "w"
    )  # fmt: skip
    word = token if kind in "Ilru" else "0" if kind == "n" else token.lower()
    return f"{word}|{company}", word, f"{kind}|{company}"


def _word_kind(word: str, common: frozenset[str]) -> str:
    """The kind of a word with a capital: ``N`` a name by the dictionary, ``F`` a function word, ``V`` a verb, ``K``
    another known one, ``X`` unknown, ``L`` in Latin letters in a Russian text."""
    if word[0] < "\u0370":
        return "L" if not common else "K" if word.lower() in common else "X"
    return _russian_kind(word)


@lru_cache(maxsize=20_000)
def _russian_kind(word: str) -> str:
    if not is_known(word):
        return "X"
    tags = [parse.tag for parse in parses(word)]
    if any(_NAMES & set(tag.grammemes) for tag in tags):
        return "N"
    if any(tag.POS in _FUNCTION for tag in tags):
        return "F"
    return "V" if any(tag.POS in _VERBS for tag in tags) else "K"


def kind_after(first: str, follow: str, right: str, common: frozenset[str]) -> str:
    """The kind of what follows: ``d`` a digit, ``i`` an initial, ``l`` a small letter, ``q`` a quotation, ``o`` a sign,
    or a word with a capital."""
    if first.isdigit():
        return ">d"
    if first in _OPENING:
        return ">q"
    if not first.isalpha() or not follow:
        return ">o"
    if first.islower():
        return ">l"
    if len(follow) == 1 and right[1:2] == ".":
        return ">i"
    return ">" + _word_kind(follow, common)


@lru_cache(maxsize=4)
def chances(language: str) -> Chances:
    """The tables of a language (``ru``, ``en``)."""
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    common: frozenset[str] = frozenset()
    path = Path(__file__).with_name(f"chances.{language}.tsv.xz")
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").splitlines():
        side, key, odds = line.split("\t")
        if side == "=":
            common = frozenset(key.split())
        else:
            (before if side == "<" else after)[key] = float(odds)
    return Chances(before, after, common)


#: Log odds beyond which a place is decided by what was learnt.
_END, _END_INITIAL, _NO_END = 1.5, 3.5, -1.0


def learnt(language: str) -> Rule:
    """A rule for the places of which all others are silent: what the tables say, where they say it plainly."""

    def rule(site: Site) -> bool | None:
        if site.stop != "." or site.close or not (site.first.isalnum() or site.first in '«“„"'):
            return None
        table = chances(language)
        kind, odds = token_kind(site.token), table.of(site)
        if odds > (_END_INITIAL if kind == "I" else _END):
            # A small letter may be short for what the next word names: a town, a river (р. Или), a street.
            named = kind == "l" and (site.word >= "а" or table.after.get(site.follow, 0.0) < 1)
            return None if kind in "xn" or named else True
        if odds < _NO_END:
            # Words and numbers end sentences but for those that were seen not to.
            return None if kind in "xnr" or (kind in "wc" and table.before.get(site.word.lower(), 1) >= 0) else False
        return None

    return rule
