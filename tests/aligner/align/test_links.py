"""Word links by lexicon, spelling and word vectors."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.align.evidence import name_key
from aligner.align.lexicon import word_keys
from aligner.align.links import competitive, link_bitext, link_pairs, link_words
from aligner.core.bitext import Bead, Bitext
from models.encoder import SentenceEncoder

from .conftest import ENGLISH, RUSSIAN, document


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("мистура", "mistura"),
        ("толстой", "tolstoy"),
        ("новосибирск", "novosibirsk"),
        ("женева", "zheneva"),
        ("щербаков", "shcherbakov"),
    ],
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


def test_an_aligned_bitext_gets_links_where_it_has_none(encoder: SentenceEncoder) -> None:
    russian, english = (
        ("Мистура подписал договор.", "Он улыбался.", "Пора."),
        ("Mistura signed a treaty.", "He smiled."),
    )
    beads = (
        Bead(range(1), range(1), 1.0, "aligner"),
        Bead(range(1, 2), range(1, 2), 1.0, "mt"),
        Bead(range(2, 3), range(2, 2), 1.0, "aligner"),
    )
    linked = link_bitext(Bitext(document(russian, "ru"), document(english, "en"), beads), encoder)
    words = {(russian[0][a:b], english[0][c:d]) for a, b, c, d in linked.beads[0].links}
    assert {("Мистура", "Mistura"), ("договор", "treaty")} <= words
    assert linked.beads[1:] == beads[1:], "the model's own pairs have its own links, null beads none"
    assert link_bitext(linked, encoder) == linked


def test_many_pairs_get_the_links_that_each_gets_alone(encoder: SentenceEncoder) -> None:
    pairs = list(zip(RUSSIAN[:3], ENGLISH[:3], strict=True))
    together = link_pairs(pairs, ("ru", "en"), encoder)
    assert together == [link_words(*pair, ("ru", "en"), encoder) for pair in pairs]
    assert sum(map(len, together)) > sum(map(len, link_pairs(pairs, ("ru", "en"))))


def test_the_best_free_pair_is_taken_first() -> None:
    assert competitive(np.array([[0.9, 0.8], [0.85, 0.1]]), 0.05) == [(0, 0), (1, 1)]
    assert competitive(np.array([[0.9, 0.8], [0.85, 0.1]]), 0.5) == [(0, 0)]


def test_languages_without_a_lexicon_have_none() -> None:
    assert word_keys("de", "fr") is None
