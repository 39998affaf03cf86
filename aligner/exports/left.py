"""What a written document still says in its original's language: shown, in its script, and in no translation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from aligner.core.bitext import Bitext
from aligner.exports.options import Left
from aligner.filters.parsed import Block, Parsed
from aligner.filters.writing import Composed
from models.messages import Message

_WORD = re.compile(r"[^\W\d_]{2,}")
SAMPLE = 20_000  # characters by which a text's script is told
SHOWN = 60  # characters of a passage that are told
NAMED = 3  # passages that are named in one message


#: What a passage outside the running text is called.
_CALLED = {"note": "footnote", "header": "header or footer", "comment": "comment", "contents": "table of contents"}
_CALLED |= {"metadata": "title or description"}


def still_foreign(written: Parsed, bitext: Bitext, made: Composed, parsed: Parsed) -> list[Left]:
    """The blocks of a written document that should have been translated and were not, in order.

    Where the two languages share a script, foreign text cannot be told by its letters; then these are the blocks of
    which the bitext says nothing, and its paragraphs that are no block of the file.
    """
    source, target = script_of(bitext.source.text), script_of(bitext.target.text)
    if source == target or not source:
        texts = [(parsed.blocks[number], number) for number in made.untouched]
        left = [_of_block(block, number) for block, number in texts]
        paragraphs = [bitext.source.paragraphs[number] for number in made.missing]
        return left + [
            Left("paragraph {number}", number + 1, beginning(bitext.source.paragraph_text(paragraph)))
            for number, paragraph in zip(made.missing, paragraphs, strict=True)
        ]
    known = set(foreign_words(bitext.target.text, source))
    left = [
        _of_block(block, number)
        for number, block in enumerate(written.blocks)
        if any(word not in known for word in foreign_words(_translatable(block), source))
    ]
    return list(dict.fromkeys(left))


def _of_block(block: Block, number: int) -> Left:
    return Left(_CALLED.get(block.kind, "paragraph {number}"), number + 1, beginning(block.text))


def _translatable(block: Block) -> str:
    """The text of a block but for what its codes keep as it is."""
    text = block.text
    for code in reversed(block.codes):
        if code.keep:
            text = text[: code.start] + text[code.end :]
    return text


def foreign_words(text: str, script: str) -> Iterable[str]:
    """The words of two letters and more that are written in this script, in small letters."""
    return (word[0].casefold() for word in _WORD.finditer(text) if any(_script(c) == script for c in word[0]))


def script_of(text: str) -> str:
    """The script of most of a text's letters, as Unicode names it: ``CYRILLIC``; empty where there are no letters."""
    counts = Counter(_script(c) for c in text[:SAMPLE] if c.isalpha())
    return counts.most_common(1)[0][0] if counts else ""


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0]


def beginning(text: str) -> str:
    """The first words of a passage, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"


def left_message(name: str, left: Sequence[Left]) -> Message:
    """One line that names the first of them.

    Args:
        name: the written file.
        left: what was left; at least one.
    """
    places: Message | None = None
    for one in reversed(left[:NAMED]):
        place = Message("{where} «{text}»", where=Message(one.where, number=one.number), text=one.text)
        places = place if places is None else Message("{first}; {others}", first=place, others=places)
    if len(left) > NAMED:
        places = Message("{first}; and {more} more", first=places, more=len(left) - NAMED)
    return Message(
        "{name}: {count} passage is not translated and stays as it was: {places}",
        "{name}: {count} passages are not translated and stay as they were: {places}",
        name=name,
        count=len(left),
        places=places,
    )
