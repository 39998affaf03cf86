"""The form of a term's translation: whole words, number, capitals of its place, article; nothing left beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.glossary import WORD, Glossary, Match, Term
from models.load import load_translator
from models.term_forms import form_of, joined, plural, with_article, with_capitals, with_number
from models.terminology import (
    GlossaryTranslator,
    _is_lone,
    replaced,
    substituted,
    with_codes,
    without_codes,
    without_leftover,
)
from models.translation import Translation

TERMS = [
    Term("главный инженер", ("CTO",)),
    Term("редуктор", ("gearbox", "reducer")),
    Term("Главный штаб", ("General Staff",)),
    Term("штаб", ("staff",)),
    Term("ножницы", ("scissors",)),
    Term("станция", ("station",)),
    Term("НДС", ("VAT",)),
    Term("протокол разногласий", ("protocol of disagreement",)),
]


def one(text: str, terms: Sequence[Term] = TERMS) -> Match:
    return Glossary(terms).find(text)[0]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Редуктор сломан.", "gearbox"),
        ("Редукторы сломаны.", "gearboxes"),
        ("Нет редукторов.", "gearboxes"),
        ("Купили 3 редуктора.", "gearboxes"),
        ("Купили 1 редуктор.", "gearbox"),
        ("РЕДУКТОРЫ", "GEARBOXES"),
        ("Начальник станции ушёл.", "station"),
        ("Новые станции открыты.", "stations"),
        ("Главные инженеры спорят.", "CTOs"),
        ("Протоколы разногласий подписаны.", "protocols of disagreement"),
        ("Ножницы лежат.", "scissors"),
        ("НДС уплачен.", "VAT"),
        ("В Главном штабе тихо.", "General Staff"),
        ("Станции закрыты.", "stations"),
        ("Вчера станции молчали.", "stations"),
        ("Жители станции молчали.", "station"),
        ("Завод строит станции.", "stations"),
        ("Завод не строит станции.", "station"),
        ("УСТАВ СТАНЦИИ", "STATION"),
        ("На станции ждут люди.", "station"),
    ],
)
def test_a_form_has_the_number_and_the_capitals_of_the_term(text: str, form: str) -> None:
    assert form_of(one(text), text) == form


@pytest.mark.parametrize(
    ("phrase", "many"),
    [
        ("bearing", "bearings"), ("party", "parties"), ("key", "keys"), ("bus bar", "bus bars"), ("box", "boxes"),
        ("branch", "branches"), ("glass", "glasses"), ("equipment", "equipment"), ("businessman", "businessman"),
        ("analysis", "analysis"), ("MoU", "MoUs"), ("act of parliament", "acts of parliament"), ("shelf", "shelf"),
    ],
)  # fmt: skip
def test_plurals_by_rule_only(phrase: str, many: str) -> None:
    assert plural(phrase) == many


def test_the_longest_term_wins() -> None:
    text = "Главный штаб и штаб полка"
    assert [m.term.target for m in Glossary(TERMS).find(text)] == ["General Staff", "staff"]


def test_what_goes_into_the_source_has_its_place() -> None:
    text = "Редуктор и 2 редуктора."
    assert substituted(text, Glossary(TERMS).find(text)) == "Gearbox и 2 gearboxes."


def linked(source: str, text: str, *pairs: tuple[str, str]) -> Translation:
    """A translation with these words linked, each at its first place; a target may be a piece of a word."""
    links = [(source.index(s), source.index(s) + len(s), text.index(t), text.index(t) + len(t)) for s, t in pairs]
    return Translation(source, text, -0.5, links=tuple(links))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (linked("Редуктор стар.", "The reductorling is old.", ("Редуктор", "The"), ("Редуктор", "reductor"),
                ("стар", "old")), "The gearbox is old."),
        (linked("Редуктор стар.", "Reductorling is old.", ("Редуктор", "ling"), ("стар", "old")),
         "Gearbox is old."),
        (linked("Вот главный инженер.", "Here is a chief engineer.", ("главный", "chief"), ("инженер", "engineer"),
                ("Вот", "Here")), "Here is a CTO."),
        (linked("Вот главный инженер.", "Engineer here is the chief.", ("главный", "chief"), ("инженер", "Engineer"),
                ("Вот", "here")), "CTO here is the."),
        (linked("Купили 3 редуктора.", "They bought an item.", ("редуктора", "item")), "They bought gearboxes."),
        (linked("РЕДУКТОР СТАР", "OLD ITEM", ("РЕДУКТОР", "ITEM"), ("СТАР", "OLD")), "OLD GEARBOX"),
    ],
)  # fmt: skip
def test_linked_words_are_replaced_whole(output: Translation, expected: str) -> None:
    assert replaced(output, Glossary(TERMS).find(output.source)) == expected


def test_an_article_fits_the_sound() -> None:
    source = "Это датчик."
    match = one(source, [Term("датчик", ("encoder",))])
    assert replaced(linked(source, "This is a sensor.", ("датчик", "sensor")), [match]) == "This is an encoder."


def test_the_rest_of_a_term_does_not_stay_beside_it() -> None:
    source = "Его подписал главный инженер."
    first = linked(source, "The chief engineer signed it.", ("главный", "chief"), ("инженер", "engineer"))
    assert without_leftover("The CTO engineer signed it.", one(source), first) == "The CTO signed it."
    assert without_leftover("The CTO signed it.", one(source), first) == "The CTO signed it."


def test_capitals_of_the_glossary_and_of_the_beginning() -> None:
    source = "Главный штаб молчит."
    assert with_capitals("The general staff is silent.", one(source), source) == "The General Staff is silent."
    assert with_capitals("GENERAL STAFF", one(source), source) == "GENERAL STAFF"
    source = "Редуктор стар."
    assert with_capitals("gearbox is old.", one(source), source) == "Gearbox is old."
    assert with_capitals("The gearbox is old.", one(source), source) == "The gearbox is old."


def test_a_bare_term_gets_its_article_back() -> None:
    match = one("Редуктор стар.")
    source = "Редуктор стар."
    assert with_article("Gearbox is old.", match, source, "The gearbox is aged.") == "The gearbox is old."
    assert with_article("A new gearbox is old.", match, source, "The gearbox is aged.") == "A new gearbox is old."


@pytest.mark.parametrize(
    ("before", "form", "after", "whole"),
    [
        ("A ", "encoder", " is here.", "An encoder is here."),
        ("The ", "bearings", " was late.", "The bearings were late."),
        ("A delivery of ", "bearings", " was late.", "A delivery of bearings was late."),
        ("The ", "bearing", " were late.", "The bearing was late."),
        ("The water ", "water meter", " is old.", "The water meter is old."),
        ("", "bearing", " is old.", "Bearing is old."),
    ],
)
def test_a_form_agrees_with_what_stands_around_it(before: str, form: str, after: str, whole: str) -> None:
    assert joined(before, form, after, "Слово.") == whole


def test_a_term_is_plural_in_the_output_where_it_is_in_the_source() -> None:
    source = "Редукторы стары."
    assert with_number("A gearbox is old.", one(source), source) == "Gearboxes are old."
    assert with_number("The gearboxes are old.", one(source), source) == "The gearboxes are old."
    assert with_number("The gearbox is old.", one("Редуктор стар."), "Редуктор стар.") == "The gearbox is old."


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The fitter replaced gearbox.", "The fitter replaced the gearbox."),
        ("He works without gearbox.", "He works without the gearbox."),
        ("He sits in damaged gearbox.", "He sits in damaged gearbox."),
        ("He has an gearbox.", "He has a gearbox."),
        ("Their gearbox is old.", "Their gearbox is old."),
    ],
)
def test_an_article_is_put_where_english_needs_it(text: str, whole: str) -> None:
    source = "Он сменил редуктор."
    assert with_article(text, one(source), source) == whole


def test_a_code_stands_for_a_term_and_a_lost_noun_is_noticed() -> None:
    source = "Права 2 редукторов F71"
    matches = Glossary(TERMS).find(source)
    text, codes = with_codes(source, matches)
    assert text == "Права 2 F72 F71"
    assert without_codes("Rights of F72", codes, source) == "Rights of gearboxes"
    assert _is_lone("The gearboxes", source, matches)
    assert not _is_lone("The rights of gearboxes", source, matches)


def test_the_model_writes_terms_as_whole_words() -> None:
    terms = Glossary(
        [Term("редуктор", ("gearbox",)), Term("главный инженер", ("CTO",)), Term("Высший совет", ("High Council",))]
    )
    translator = GlossaryTranslator(load_translator(), terms)
    sources = [
        "РЕДУКТОР СЛОМАН",
        "Редуктор сломан.",
        "Письмо подписал главный инженер.",
        "Высший совет принял решение.",
    ]
    texts = [made.text for made in translator.translate(sources)]
    assert "GEARBOX" in WORD.findall(texts[0])
    assert texts[0].isupper()
    assert {"gearbox", "Gearbox"} & set(WORD.findall(texts[1]))
    assert texts[1][0].isupper()
    assert "CTO" in WORD.findall(texts[2])
    assert "engineer" not in texts[2]
    assert "High Council" in texts[3]
