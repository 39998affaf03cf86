"""What holds of every segmentation: spans rebuild the text, verse breaks at its lines, hostile text is quick."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.core.document import Document, document_from_paragraphs
from aligner.segment import segment

WORDS = """Он Она он г. т. д. 2015 А. С. «Да» «Нет! — … ... ! ? . , ; : ( ) [12] " “ ” ’ ' '' `` 😀 :) U.S. Mr. etc.
don't IV. 1. — Привет. The end. слово word"""
PIECES = st.lists(st.sampled_from([*WORDS.split(), "сказал\u00a0он", "\u00a0", "  ", "\u2028"]), max_size=40).map(
    " ".join
)


def _check(document: Document) -> None:
    assert "".join(piece for piece, _ in document.pieces()) == document.text
    for sentence in document.sentences:
        assert sentence.text.strip() == sentence.text != ""
    # Nothing but white space is left outside the sentences.
    assert not "".join(piece for piece, sentence in document.pieces() if sentence is None).strip()


@settings(max_examples=150, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=120)), st.sampled_from(["ru", "en", "de", "ja", "und", "xx"]))
def test_any_text_is_covered_exactly(text: str, language: str) -> None:
    _check(segment(document_from_paragraphs([("body", text), ("quote", text[::-1])], language=language)))


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_segmenting_again_changes_nothing(text: str) -> None:
    once = segment(document_from_paragraphs([("body", text)], language="ru"))
    assert segment(once) == once


def test_verse_ends_at_its_lines() -> None:
    document = segment(document_from_paragraphs([("verse", "Мой дядя самых\nчестных правил,\nКогда")], language="ru"))
    assert [one.text for one in document.sentences] == ["Мой дядя самых", "честных правил,", "Когда"]


def test_other_languages_go_to_sentencex() -> None:
    text = "Das ist z. B. ein Satz. Und noch einer."
    document = segment(document_from_paragraphs([("body", text)], language="de"))
    assert [one.text for one in document.sentences][-1] == "Und noch einer."
    _check(document)


HOSTILE = {
    "abbreviations without end": "а.б." * 20_000,
    "initials": "А. Б. В. " * 8_000,
    "unclosed quotations": "«Он сказал. " * 8_000,
    "one line": "Слово за словом идёт. " * 5_000,
    "one word": "ы" * 220_000,
    "stops": ". " * 50_000,
    "brackets": "(" * 220_000,
    "reference marks": "слово." + "[1]" * 30_000 + " Да",
    "half a reference": "a." + " [1" * 30_000,
    "closing marks": "a." + "»" * 220_000 + " Б",
    "years": "2010 г. Москва " * 6_000,
    "pictures": "😀 " * 50_000,
    "numbers": "IV. " * 24_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_hostile_text_is_quick(name: str, language: str) -> None:
    text = HOSTILE[name]
    document = document_from_paragraphs([("body", text)], language=language)
    start = time.process_time()
    _check(segment(document))
    # A tenth of a megabyte takes a tenth of five seconds; a quadratic step takes minutes. The rest is slack for
    # busy machines and coverage.
    assert time.process_time() - start < 15


def test_a_paragraph_in_the_other_language_has_its_rules() -> None:
    russian, english = "Он уехал в г. Москву. Там холодно.", "See Sen. Smith's letter of Jan. 5. It is short."
    for language in ("ru", "en"):
        made = segment(document_from_paragraphs([("body", russian), ("body", english)], language=language))
        assert [one.text for one in made.sentences] == [
            "Он уехал в г. Москву.", "Там холодно.", "See Sen. Smith's letter of Jan. 5.", "It is short.",
        ]  # fmt: skip
