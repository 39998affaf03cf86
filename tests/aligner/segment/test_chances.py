"""What is learnt about sentence ends from lines of text, and what it says of places."""

from __future__ import annotations

from aligner.segment.chances import chances
from aligner.segment.training import Counts, common_words, table


def _score(language: str, before: str, after: str) -> float:
    *previous, token = before.split()
    follow = after.split()[0].strip("«.,")
    return chances(language).score(token, previous[-1] if previous else "", after[0], follow, after)


def test_initials_shortenings_and_words_are_told_apart() -> None:
    assert _score("ru", "подписал В", "Брындахин ушёл") < 0 < _score("ru", "гепатит В", "Найдите причину")
    assert _score("ru", "пришёл, т", "е. пришёл") < -3
    assert _score("en", "wrote J", "Smithers left") < 0 < _score("en", "said so to him", "Then he left")


def test_a_token_seen_inside_sentences_is_learnt() -> None:
    """Most lines with ``abv.`` go on with a name; the words that begin lines are learnt from the lines themselves."""
    names = ["Smith", "Jones", "Brown", "Hill"]
    lines = [f"The {name} family saw abv. {name} and left." for name in names for _ in range(10)]
    lines += [f"Then they all went to {name} by train." for name in names for _ in range(10)]
    rows = {(side, key): value for side, key, value in table(Counts(lines, common_words(lines)))}
    assert rows["<", "abv"] < 0
    assert rows[">", "Then"] > rows[">", "Smith"]
