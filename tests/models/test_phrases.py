"""Common phrases: right with and without capital and closing mark, and nothing else is touched."""

from __future__ import annotations

import shutil

import pytest

from models.glossary import Glossary, Term
from models.load import load_translator
from models.store.registry import PHRASES, embedded
from models.translation import Decoding, Translator

ROWS = [line.split("\t") for line in PHRASES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@pytest.fixture(scope="module")
def translator() -> Translator:
    """The embedded model."""
    return load_translator("embedded", threads=1)


def test_the_table_is_well_formed() -> None:
    assert len(ROWS) >= 300
    assert all(len(row) == 2 and row[0] and row[1] for row in ROWS)
    phrases = [phrase.casefold().replace("ё", "е") for phrase, _ in ROWS]
    assert len(set(phrases)) == len(phrases)
    assert all(phrase == phrase.strip() and phrase[0].islower() for phrase, _ in ROWS)


def test_every_phrase_comes_out_right_in_every_dress(translator: Translator) -> None:
    wanted = {}
    for phrase, english in ROWS:
        bare = phrase.rstrip("?")
        for mark in ("?",) if phrase.endswith("?") else ("", ".", "!"):
            wanted[f"{bare}{mark}"] = f"{english}{mark}"
            wanted[f"{bare[0].upper()}{bare[1:]}{mark}"] = f"{english[0].upper()}{english[1:]}{mark}"
    made = translator.translate(list(wanted))
    assert [output.text for output in made] == list(wanted.values())
    assert all(output.score is None and output.confidence == 1 for output in made)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Привет", "Hello"),
        ("Как дела?", "How are you?"),
        ("Как дела?!", "How are you?!"),
        ("Привет, мир!", "Hello, world!"),
        ("Я тебя люблю", "I love you"),
        ("Я тебя люблю…", "I love you…"),
        ("СПАСИБО!!!", "THANK YOU!!!"),
        ("Да", "Yes"),
        ("ДА", "YES"),
        ("понедельник", "Monday"),
        ("  Добрый\u00a0 день , ", "Good afternoon,"),
        ("Все хорошо.", "Everything is fine."),
        ("Всё хорошо?", "Is everything all right?"),
        ("Понятно.", "I see."),
        ("Понятно?", "Is that clear?"),
        ("Вы говорите по-русски?", "Do you speak Russian?"),
    ],
)
def test_capitals_and_marks_are_the_sources(source: str, text: str, translator: Translator) -> None:
    (made,) = translator.translate([source])
    assert (made.source, made.text) == (source, text)


@pytest.mark.parametrize(
    "source",
    ["Привет, кошка!", "«Привет»", "— Да.", "Да, я тебя люблю.", "Вы говорите по-русски.", "Спасибо 5", "а", "?", ""],
)
def test_anything_more_goes_to_the_model(source: str, translator: Translator, plain: Translator) -> None:
    assert translator.translate([source]) == plain.translate([source])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    """The same weights as somebody's own model."""
    folder = tmp_path_factory.mktemp("own") / "own"
    shutil.copytree(embedded().path, folder)
    return load_translator(folder, threads=1)


def test_only_the_embedded_model_has_the_table(translator: Translator, plain: Translator) -> None:
    assert plain.translate(["Спасибо."])[0].score is not None
    assert translator.translate(["Спасибо."])[0].score is None
    assert translator.fingerprint.split("-")[-1] not in plain.fingerprint
    bare = translator.translate(["Спасибо."], Decoding(beam=1, guards=False))[0]
    assert bare.score is not None


def test_phrases_among_other_sentences_keep_the_order(translator: Translator, samples: tuple[str, ...]) -> None:
    mixed = [text for sample in samples for text in ("Спасибо.", sample)]
    made = translator.translate(mixed, Decoding(beam=1))
    assert [output.source for output in made] == mixed
    assert [output.text for output in made[::2]] == ["Thank you."] * len(samples)
    assert made[1::2] == translator.translate(samples, Decoding(beam=1))


def test_alternatives_and_links(translator: Translator) -> None:
    made = translator.translate(["Спасибо.", "Я тебя люблю."], Decoding(alternatives=2, links=True))
    assert [output.text for output in made] == ["Thank you.", "I love you."]
    for output in made:
        assert 1 <= len(output.alternatives) <= 2
        assert output.text not in output.alternatives
    assert made[0].links == ((0, 7, 0, 9),)
    assert made[1].links == ()


@pytest.mark.parametrize("flags", [(), ("case",), ("exact",)])
def test_a_term_of_the_glossary_goes_before_the_table(flags: tuple[str, ...]) -> None:
    terms = Glossary([Term("Спасибо", ("Cheers",), frozenset(flags))])
    made = load_translator("embedded", threads=1, glossary=terms).translate(["Спасибо!", "Привет!"])
    assert [output.text for output in made] == ["Cheers!", "Hello!"]
