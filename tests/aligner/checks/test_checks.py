"""Each check: real pairs on which it must speak, and real pairs on which it must be silent."""

from __future__ import annotations

import re
from pathlib import Path

import figures_and_placeholders as figures
import pytest

from aligner.checks import CHECKS, MOST, Checker, check_bitext, consistency, said
from aligner.checks.numbers import numbers, readings, roman
from aligner.checks.pair import Limits, Pair
from aligner.core.finding import Finding
from aligner.core.unit import Unit
from aligner.errors import TolmachError
from aligner.glossaries import read_glossary
from aligner.memory import open_memory
from growth import grows_linearly
from models.catalogue import read
from models.text.numberwords import word_values

#: code, source, target, what the finding points at (in the target, else in the source)
FAULTS = [
    ("empty", "Да.", "", None),
    ("empty", "", "Yes.", None),
    ("same-as-source", "Дом на углу", "Дом на углу", "Дом на углу"),
    ("foreign-language", "Він прийшов.", "Він прийшов.", "Він прийшов."),
    ("foreign-language", "Діти давно чекали на нові книжки.", "Children waited.", "Діти давно чекали на нові книжки."),
    ("dates-differ", "12 марта", "May 12", "May"),
    ("dates-differ", "в июле прошлого года", "in June last year", "June"),
    ("dates-differ", "в четверг", "on Tuesday", "Tuesday"),
    ("symbols-differ", "резолюция A/RES/70/1", "resolution 70/1", "A/RES/70/1"),
    ("number-sign", "№ 5", "№ 5", "№"),
    ("names-lost", "Он встретил Лаврова в Москве.", "He met the minister in Moscow.", "Лаврова"),
    ("names-lost", "Компания Microsoft сообщила", "The company said", "Microsoft"),
    ("cyrillic-left", "Он живёт в посёлке", "He lives in посёлке", "посёлке"),
    ("repeated-words", "Он пришёл в дом", "He came to the the house", "the the"),
    ("repeated-phrases", "Он пришёл домой.", "He came home he came home.", "He came home he came home"),
    ("repeated-phrases", "Список", "a list of a list of a list of things", "a list of a list of a list of"),
    (
        "length-ratio",
        "Он пришёл домой поздно вечером и сразу лёг спать, не поужинав и не раздеваясь.",
        "He came.",
        None,
    ),
    ("sentence-count", "Он пришёл.", "He came. The house was dark. Nobody was there.", None),
    ("length-ratio", "Стороны обсудили вопросы торговли. " * 12, "The parties discussed trade. " * 4, None),
    ("sentence-count", "Это было в 1999 г. Он ушёл.", "It was in 1999. He left. It rained in 2000. He stayed.", None),
    ("end-punctuation", "Кто там?", "Who is there.", "."),
    ("end-punctuation", "Он пришёл.", "He came", "e"),
    ("brackets", "Он (и она) пришёл", "He (and she came", "("),
    ("quotes", "Газета «Правда»", "The newspaper «Pravda»", "«"),
    ("quotes", "Он сказал: «Да».", 'He said, "Yes.', None),
    ("quotes", "Он сказал: да, и ушёл.", 'He said "yes and left.', None),
    ("spaces", "Он пришёл", "He  came", "  "),
    ("spaces", "Он пришёл.", "He came .", " "),
    ("spaces", "Он пришёл", " He came", " "),
    ("urls-differ", "См. https://example.org/a", "See https://example.org/b", "https://example.org/b"),
    ("emails-differ", "Пишите a@example.org", "Write", "a@example.org"),
]
#: A check that must be silent, on a pair that might mislead it.
SOUND = [
    ("dates-differ", "12 марта", "on the 12th of March"),
    ("dates-differ", "он может", "he may march"),
    ("dates-differ", "в мае", "in May"),
    ("dates-differ", "окружающая среда", "the environment on Monday"),
    ("symbols-differ", "ракета С-300", "S-300 missile"),
    ("names-lost", "Он встретил Лаврова.", "He met Lavrov."),
    ("names-lost", "Владимир Жириновский сказал", "Vladimir Zhirinovsky said"),
    ("names-lost", "Щербаков и Хрущёв", "Shcherbakov and Khrushchev"),
    ("names-lost", "Шульц прибыл", "Schultz arrived"),
    ("names-lost", "Россия и Германия", "The two countries"),
    ("cyrillic-left", "Он", "He naïvely said"),
    ("same-as-source", "BMW X5", "BMW X5"),
    ("same-as-source", "2007", "2007"),
    ("same-as-source", "Він прийшов.", "Він прийшов."),
    ("foreign-language", "Она читала «Українську правду» вслух.", "She read Ukrainska Pravda aloud."),
    ("foreign-language", "BMW X5", "BMW X5"),
    ("repeated-words", "да, да", "what he had had"),
    ("repeated-words", "Бора-Бора", "Bora Bora"),
    ("repeated-phrases", "всё больше", "more and more and more"),
    ("length-ratio", "Да.", "Yes, I do."),
    ("length-ratio", "Стороны обсудили вопросы торговли. " * 12, "The parties discussed trade. " * 9),
    (
        "sentence-count",
        "Сумма в 2 млн долл. США (см. гл. I, разд. В), т. е. половина.",
        "A sum of $2 million, one half.",
    ),
    ("sentence-count", "На заседании см. главу I.", "At the meeting (see chap. I, sect. B). It was adopted."),
    ("end-punctuation", "«Да».", '"Yes."'),
    ("end-punctuation", "Он ушёл…", "He left..."),
    ("end-punctuation", "торговля;", "trade,"),
    ("end-punctuation", "Всего, млн руб.", "Total, million roubles"),
    ("end-punctuation", "3 июня 1998 г.", "3 June 1998"),
    ("end-punctuation", "Кол.", "Qty"),
    ("end-punctuation", "Компания «Ромашка»", "Romashka Ltd."),
    ("brackets", "а) первое", "a) the first"),
    ("brackets", "ладно :)", "okay"),
    ("quotes", "«Да»", "“Yes”"),
    ("quotes", "Мы должны сражаться.", '"It is our duty to fight.'),
    ("quotes", "Тогда вы теряете всё.", 'And then you lose everything."'),
    ("quotes", "Он", "It's the boys' house"),
    ("spaces", "Он пришёл", "He came … late"),
    ("urls-differ", "https://example.org/ru/a.", "https://example.org/en/a"),
    (
        "placeholders-differ",
        "{n, plural, one {# день} few {# дня} other {# дней}}",
        "{n, plural, one {#} other {# days}}",
    ),
]


def found(code: str, source: str, target: str):
    return Checker(only=(code,)).findings(0, Unit(source, target, "ru", "en"))


FAULTS += figures.FAULTS
SOUND += figures.SOUND


@pytest.mark.parametrize(("code", "source", "target", "text"), FAULTS)
def test_a_fault_is_found_and_pointed_at(code, source, target, text):
    findings = found(code, source, target)
    assert {f.code for f in findings} == {code}
    assert all(f.severity == CHECKS[code].severity and f.message for f in findings)
    assert all(said(f, "en") == f.message != said(f, "ru") for f in findings)
    pointed = [source[slice(*f.source_span)] for f in findings if f.source_span]
    pointed += [target[slice(*f.target_span)] for f in findings if f.target_span]
    assert text in pointed if text else not pointed


@pytest.mark.parametrize(("code", "source", "target"), SOUND)
def test_a_sound_pair_is_left_alone(code, source, target):
    assert found(code, source, target) == []


NAMES = [
    ("said Mr Brackley, leaving.", "сказал он, уходя.", ["Brackley"]),
    ("said Mr Brackley, leaving.", "сказал мистер Брэкли, уходя.", []),
    ("Yesterday the Council of Ministers met in Vienna.", "Вчера в Вене заседал Совет министров.", []),
    ("Nothing was left. Everybody knew that.", "Ничего не осталось. Это знали все.", []),
    ("He met Anna Whitcombe there.", "Там он встретил Анну.", ["Whitcombe"]),
]


@pytest.mark.parametrize(("source", "target", "names"), NAMES)
def test_english_surnames_are_looked_for_in_russian(source, target, names):
    findings = Checker(only=("names-lost",)).findings(0, Unit(source, target, "en", "ru"))
    assert [source[slice(*f.source_span)] for f in findings] == names


def test_every_check_has_faults_to_find_and_messages_in_both_languages():
    built = {"glossary", "inconsistent", "low-score", "low-confidence"}
    assert {fault[0] for fault in FAULTS} | built == set(CHECKS)
    russian = read("aligner", "ru").forms
    for check in CHECKS.values():
        assert set(check.templates) | {check.label} <= russian.keys(), check.code
        assert check.says.endswith("."), "--list shows it"


def test_the_page_of_checks_lists_them_all():
    page = (Path(__file__).parents[3] / "docs" / "checks.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| ([a-z][a-z-]+) \|", page, re.MULTILINE) + re.findall(r"\*\*([a-z-]+)\*\*", page)
    assert set(named) - {"check"} == set(CHECKS)


@pytest.mark.parametrize(
    ("token", "values", "parts"),
    [
        ("1,234.5", {1234.5}, (1.0, 234.0, 5.0)),
        ("1.234,5", {1234.5}, (1.0, 234.0, 5.0)),
        ("1,234", {1234.0, 1.234}, (1.0, 234.0)),
        ("3,5", {3.5}, (3.0, 5.0)),
        ("1 234,5", {1234.5}, None),
        ("007", {7.0}, ()),
    ],
)
def test_readings_of_a_token(token, values, parts):
    got = readings(token)
    assert got[0] == values
    assert parts is None or got[1] == parts


def test_an_hour_after_noon_is_read_on_both_clocks():
    assert [numbers(text)[0].values for text in ("11 a.m.", "3 p.m.", "12 p.m.", "13 p.m.")] == [
        {11.0}, {3.0, 15.0}, {12.0}, {13.0},
    ]  # fmt: skip


def test_number_words():
    assert 125.0 in word_values("one hundred and twenty-five")
    assert 2500.0 in word_values("две тысячи пятьсот")
    assert 1.5 in word_values("полтора года")
    assert 38.0 in word_values("тридцативосьмилетний")
    assert word_values("стол и дом") == set()
    assert (roman("XIX"), roman("MCMXC"), roman("ABC")) == (19, 1990, 0)


def test_messages_in_russian():
    (finding,) = Checker("ru", only=("cyrillic-left",)).findings(3, Unit("дом", "the дом", "ru", "en"))
    assert finding.message == "В переводе осталась кириллица: «дом»"
    assert said(finding, "en") == "Cyrillic left in the translation: «дом»"
    assert said(finding, "ru-RU") == finding.message
    foreign = Finding(0, "of-my-own", "info", "As it stands")
    assert said(foreign, "ru") == "As it stands"
    assert finding.bead == 3


def test_inconsistent_translations_in_a_document_and_against_a_memory():
    with open_memory(":memory:") as memory:
        rows = (("торговля", "Trade"), ("торг", "Trade"), ("торг", "haggling"))
        memory.add(Unit(s, t, "ru", "en", status="confirmed") for s, t in rows)
        memory.add([Unit("спор", "dispute", "ru", "en")])
        checker = Checker(only=("inconsistent",), memory=memory)
        texts = ["Дом.=House.", "дом=Home", "Дом=house", "торговля=commerce", "торг=Haggling", "спор=argument"]
        units = [Unit(*text.split("="), "ru", "en") for text in texts]
        messages = [[f.message for f in checker.findings(n, unit)] for n, unit in enumerate(units)]
    assert messages == [
        [],
        ["Translated otherwise in pair 1: «House.»"],
        [],
        ["Translated otherwise in the memory: «Trade»"],
        [],  # one of the two confirmed translations
        [],  # nobody has confirmed the other
    ]


def test_a_large_file_is_consistent_to_its_end(monkeypatch):
    monkeypatch.setattr(consistency, "KEPT", 2)
    checker = Checker(only=("inconsistent",))
    rows = [
        ("один", "one"),
        ("два", "two"),
        ("три", "three \ud83d"),
        ("один", "a one"),
        ("Три!", "3"),
        ("три", "Three"),
    ]
    found = [checker.findings(n, Unit(*row, "ru", "en")) for n, row in enumerate(rows)]
    assert [[f.message[:30] for f in one] for one in found] == [
        [], [], [], ["Translated otherwise in pair 1"], ["Translated otherwise in pair 3"], [],
    ]  # fmt: skip


def test_a_glossary_is_matched_by_lemma(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text("# термины\nмеморандум о взаимопонимании\tmemorandum of understanding|MoU\nсаммит\tsummit\n")
    checker = Checker(only=("glossary",), glossary=read_glossary(path))
    source = "Подписаны меморандумы о взаимопонимании перед саммитом."
    assert (
        checker.findings(0, Unit(source, "Memorandums of understanding were signed before the summits.", "ru", "en"))
        == []
    )
    (finding,) = checker.findings(0, Unit(source, "A MoU was signed before the meeting.", "ru", "en"))
    assert finding.message == "Term «саммитом» should be translated «summit»"
    path.write_text("план, проект\tplan\n")
    checker = Checker(only=("glossary",), glossary=read_glossary(path))
    assert checker.findings(0, Unit("Это план.", "This is a project.", "ru", "en")) == [], "a comma divides no columns"


def test_scores():
    limits = Limits(low_score=-1.0, low_confidence=0.6)
    unit = Unit("Да.", "Yes.", "ru", "en", score=-1.2, confidence=0.55)
    codes = [f.code for f in Checker(only=("low-score", "low-confidence"), limits=limits).findings(0, unit)]
    assert codes == ["low-score", "low-confidence"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (Unit("Да.", "Yes.", "ru", "en", origin="mt", score=-0.9, confidence=0.39), {"low-score": "39%"}),
        (Unit("Да.", "Yes.", "ru", "en", origin="mt", score=-1.6, confidence=0.41), {}),
        (Unit("Да.", "Yes.", "ru", "en", origin="mt", score=-1.6), {"low-score": "-1.60"}),
        (Unit("Да.", "Yes.", "ru", "en", origin="mt", confidence=0.1, status="confirmed"), {}),
        (Unit("Да.", "Yes.", "ru", "en", origin="aligner", confidence=0.39), {"low-confidence": "39%"}),
    ],
)
def test_what_a_machine_translated_is_judged_by_what_it_expects(unit, expected):
    """A translation's confidence is the model's, a pair's the aligner's."""
    findings = Checker(only=("low-score", "low-confidence")).findings(0, unit)
    assert {f.code: next(iter(dict(f.values).values())) for f in findings} == expected


def test_a_bitext(bitext, hostile):
    findings = check_bitext(bitext)
    assert [(f.bead, f.code) for f in findings] == [(2, "tags-differ"), (2, "low-score"), (4, "empty")]
    assert check_bitext(bitext, without=("empty", "low-score", "tags-differ")) == []
    for finding in check_bitext(hostile):
        assert 0 <= finding.bead < len(hostile.beads)
    with pytest.raises(TolmachError, match="spelling: no such check; choose among empty, "):
        check_bitext(bitext, only=("spelling",))


@pytest.mark.parametrize(
    "piece", ["a", "А", "1", "A-", "1 234 ", "(", "«", "a@", "{a", "<a ", "да нет ", "Лавров ", "%a", "a. B"]
)
def test_a_segment_of_any_length_is_checked_in_linear_time(piece):
    checker = Checker()
    assert grows_linearly(lambda size: checker.findings(0, Unit(piece * size, "x" + piece * size, "ru", "en")), 2_500)


@pytest.mark.parametrize(
    ("code", "source", "target"),
    [
        ("numbers-differ", "Слово.", "Word " + " ".join(str(7 * n + 13) for n in range(10_000)) + "."),
        ("numbers-differ", "Слово " + " ".join(str(7 * n + 13) for n in range(10_000)) + ".", "Word."),
        ("spaces", "Слово.", "a  b " * 5_000 + "."),
        ("tags-differ", "Слово.", "<a1> </b> " * 5_000 + "."),
        ("repeated-words", "Слово.", "the the cat cat " * 5_000 + "."),
    ],
)
def test_a_flood_of_one_kind_is_counted_and_hides_no_other_kind(code, source, target):
    unit = Unit(source, target, source_language="ru", target_language="en")
    found = Checker().findings(0, unit)
    of_kind = [finding for finding in found if finding.code == code]
    every = sum(1 for _ in CHECKS[code].function(Pair(0, unit)))
    assert len(of_kind) == MOST + 1 < every
    assert of_kind[-1].message == f"And {every - MOST} more of this kind"
    assert said(of_kind[-1], "ru") == f"И ещё таких: {every - MOST}"
    assert "length-ratio" in {finding.code for finding in found}
    assert len(found) < 200
