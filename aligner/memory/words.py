"""Words as the memory indexes them, and all the forms of a word that is searched for."""

from __future__ import annotations

import re
from functools import lru_cache

from models.text.morphology import parses

_WORD = re.compile(r"\w+")
_QUERY = re.compile(r"(?<![*?])[*?]*+\w[\w*?]*(?<!\w\?)|\w+")
_STRANGE = re.compile(r"[^\x00-\x7fа-я\w]+")  # Russian first: it is found sooner


def words(text: str) -> list[str]:
    """Words and figures in order, in lower case; ``ё`` is ``е``."""
    return words_of(folded(text))


def words_of(text: str) -> list[str]:
    """Words of a text in lower case: folded or indexed."""
    return _WORD.findall(text)


def query_words(text: str) -> list[str]:
    """The same of a query, whose words may have the wildcards ``*`` and ``?`` (not as the mark that ends a word)."""
    found = _QUERY.findall(folded(text))
    return [word for word in found if any(map(str.isalnum, word))]


def folded(text: str) -> str:
    """Lower case, ``ё`` as ``е``: the text as it is indexed."""
    return text.lower().replace("ё", "е")


def indexed(text: str) -> str:
    """The text such that cutting it at ASCII marks and blanks alone gives ``words(text)``; FTS5 does that in C."""
    text = folded(text)
    return text if text.isascii() else _STRANGE.sub(" ", text)


def indexed_many(texts: list[str]) -> list[str]:
    """The same for many texts at once, none of which holds a null character."""
    return indexed("\0".join(texts)).split("\0")


@lru_cache(maxsize=4096)
def forms(word: str) -> frozenset[str]:
    """Every form of every Russian word that this form may belong to; of an English noun, both numbers.

    The index holds words as they stand in the text, so that filling it is quick; it is the query that is
    widened, by the whole paradigm (pymorphy3).
    """
    made = {word}
    if re.search("[а-я]", word):
        for parse in parses(word):
            if parse.score >= 0.01 or parse.is_known:
                made.update(folded(form.word) for form in parse.lexeme)
    elif word.isascii() and word.isalpha() and len(word) > 2:
        base = word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") else word
        made |= {base, base + "s", base[:-1] + "ies"} if base.endswith("y") else {base, base + "s", base + "es"}
    return frozenset(made)


def stand_together(text: str, query: list[frozenset[str]]) -> bool:
    """Do words of these forms follow one another somewhere in the text?"""
    found = words(text)
    return any(
        all(found[at + n] in wanted for n, wanted in enumerate(query)) for at in range(len(found) - len(query) + 1)
    )
