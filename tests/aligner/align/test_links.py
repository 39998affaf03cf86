"""Word links by lexicon and spelling."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.align.evidence import name_key
from aligner.align.lexicon import word_keys
from aligner.align.links import competitive, link_words


@pytest.mark.parametrize(
    ("russian", "english"),
    [("мистура", "mistura"), ("толстой", "tolstoy"), ("новосибирск", "novosibirsk"), ("женева", "zheneva")],
)
def test_names_of_both_alphabets_meet(russian: str, english: str) -> None:
    assert name_key(russian) == name_key(english)


def test_words_numbers_and_names_are_linked() -> None:
    source, target = "Мистура подписал договор 2254 в сентябре.", "In September Mistura signed treaty 2254."
    links = {(source[a:b], target[c:d]) for a, b, c, d in link_words(source, target, ("ru", "en"))}
    assert {("Мистура", "Mistura"), ("2254", "2254"), ("договор", "treaty"), ("сентябре", "September")} <= links


@pytest.mark.parametrize(("source", "target"), [("", "word"), ("слово", ""), ("…", "—")])
def test_nothing_to_link(source: str, target: str) -> None:
    assert link_words(source, target, ("ru", "en")) == ()


def test_the_best_free_pair_is_taken_first() -> None:
    assert competitive(np.array([[0.9, 0.8], [0.85, 0.1]]), 0.05) == [(0, 0), (1, 1)]
    assert competitive(np.array([[0.9, 0.8], [0.85, 0.1]]), 0.5) == [(0, 0)]


def test_languages_without_a_lexicon_have_none() -> None:
    assert word_keys("de", "fr") is None
