"""Glossaries: found in every inflected form, kept to in the output or flagged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest

from models.glossary import Glossary, Term
from models.load import load_translator
from models.terminology import GlossaryTranslator, missing, replaced, substituted
from models.translation import Decoding, Translation

TERMS = [
    Term("Совет Безопасности", ("Security Council",)),
    Term("Совет", ("Council",)),
    Term("Сирия", ("the Syrian Arab Republic",)),
    Term("ёлка", ("fir",)),
    Term("МИД", ("Foreign Ministry",), frozenset({"case"})),
    Term("Заря", ("Zarya",), frozenset({"exact", "case"})),
]
FORMS = [
    (
        "Заседание Совета Безопасности о Сирии.",
        [("Security Council", "Совета Безопасности"), ("the Syrian Arab Republic", "Сирии")],
    ),
    ("советам безопасности и совету", [("Security Council", "советам безопасности"), ("Council", "совету")]),
    ("У елки и под ёлками", [("fir", "елки"), ("fir", "ёлками")]),
    ("МИД и мид", [("Foreign Ministry", "МИД")]),
    ("«Заря», заря, Зари", [("Zarya", "Заря")]),
    ("Безопасность Совета", [("Council", "Совета")]),
    ("Ничего такого", []),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_terms_are_found_in_every_form(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.term.target, text[m.start : m.end]) for m in Glossary(TERMS).find(text)] == expected


def test_languages_without_lemmas_match_as_written() -> None:
    found = Glossary([Term("Haus", ("house",))]).find("Das Haus, die Häuser, haus")
    assert [m.start for m in found] == [4, 22]


class Table:
    """A translator that answers from a table; what it does not know it returns as it is."""

    name, fingerprint, source_languages, target_language = "table", "0", ("ru",), "en"

    def __init__(self, table: dict[str, Translation]) -> None:
        self.table = table

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:  # noqa: ARG002
        return [self.table.get(s, Translation(s, "?", -9.0, flags=("empty",))) for s in sentences]

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        yield from self.translate(list(sentences), decoding)


SOURCE = "Он в Сирии."
LINKS = ((0, 2, 0, 2), (5, 10, 9, 13))


def glossed(table: dict[str, Translation]) -> Translation:
    return GlossaryTranslator(Table(table), Glossary([Term("Сирия", ("Syria",))])).translate([SOURCE])[0]


def test_an_output_with_the_term_is_left_alone() -> None:
    good = Translation(SOURCE, "He is in Syria.", -0.1)
    assert glossed({SOURCE: good}) == good


def test_the_term_is_put_into_the_source() -> None:
    first = Translation(SOURCE, "He is in Siria.", -0.5)
    found = glossed({SOURCE: first, "Он в Syria.": Translation("Он в Syria.", "He is in Syria.", -0.6)})
    assert (found.source, found.text, found.flags) == (SOURCE, "He is in Syria.", ())


def test_linked_words_are_replaced_where_the_model_will_not_copy() -> None:
    found = glossed({SOURCE: Translation(SOURCE, "He is in Serb.", -0.5, links=((0, 2, 0, 2), (5, 10, 9, 13)))})
    assert (found.text, found.flags) == ("He is in Syria.", ())


def test_what_cannot_be_placed_is_flagged() -> None:
    found = glossed({SOURCE: Translation(SOURCE, "He is.", -0.5)})
    assert (found.text, found.flags) == ("He is.", ("term",))


def test_replacing_minds_articles_and_capitals() -> None:
    glossary = Glossary([Term("Сирия", ("the Syrian Republic",))])
    [match] = glossary.find("Сирия")
    output = Translation("Сирия", "The Siria won.", -1, links=((0, 5, 4, 9),))
    assert replaced(output, [match]) == "The Syrian Republic won."
    output = Translation("Сирия", "Siria won.", -1, links=((0, 5, 0, 5),))
    assert replaced(output, [match]) == "The Syrian Republic won."
    assert replaced(Translation("Сирия", "Nothing.", -1), [match]) is None


def test_substitution_takes_every_place() -> None:
    text = "Сирия и Сирия"
    matches = Glossary([Term("Сирия", ("Syria",))]).find(text)
    assert substituted(text, matches) == "Syria и Syria"
    assert missing("SYRIA too", matches) == []
    assert len(missing("Assyria", matches)) == 2
    assert len(missing("the Syrian army", matches)) == 2


@pytest.mark.parametrize(
    ("targets", "text", "there"),
    [
        (("memorandum of understanding", "MoU"), "Two memorandums of understanding were signed.", True),
        (("memorandum of understanding", "MoU"), "The MoUs were signed.", True),
        (("party",), "The parties' lawyers", True),
        (("Ministry of Foreign Affairs",), "the foreign affairs ministry", False),
        (("act",), "an action", False),
        (("percent", "%"), "5 % of them", True),
        (("percent", "%"), "five of them", False),
        (("glass",), "two glasses of tea in the glass", True),
        (("Совет Безопасности",), "на заседании Совета Безопасности", True),
    ],
)
def test_a_translation_counts_in_any_form(targets: tuple[str, ...], text: str, there: bool) -> None:
    assert Term("x", targets).is_translated(text) == there


def test_characters_that_unicode_has_not_named_are_no_trouble() -> None:
    assert [m.start for m in Glossary([Term("а\u0378б", ("x",))]).find("Слово а\u0378б")] == [6]


def test_the_real_model_keeps_more_terms_with_a_glossary(samples: tuple[str, ...]) -> None:
    terms = {
        "Казахстан": "Kazakhstan",
        "Астана": "Astana",
        "Совет Безопасности": "Security Council",
        "министр": "Minister",
    }
    translator = load_translator(glossary=Glossary(Term(source, (target,)) for source, target in terms.items()))
    assert isinstance(translator, GlossaryTranslator)
    found = translator.translate(samples)
    assert [t.source for t in found] == list(samples)
    bare = translator.inner.translate(samples)
    found_terms = [translator.glossary.find(sample) for sample in samples]
    assert sum(map(len, found_terms)) == 5
    before, after = ([missing(t.text, m) for t, m in zip(side, found_terms, strict=True)] for side in (bare, found))
    assert sum(map(len, after)) <= sum(map(len, before))
    assert all("term" in t.flags for t, left in zip(found, after, strict=True) if left)
    assert translator.fingerprint != translator.inner.fingerprint
