"""The translation memory: what goes in comes out, matches are graded as CAT tools grade them, words are found."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.cli import cli
from aligner.core.unit import Unit, units_of
from aligner.errors import ReadError, TolmachError
from aligner.memory import open_memory
from aligner.memory.base import Added
from aligner.memory.feed import add_file
from aligner.memory.match import similarity
from aligner.memory.rows import storable
from aligner.memory.words import forms, words


def unit(source: str, target: str, **values) -> Unit:
    return Unit(source, target, "ru", "en", **values)


PAIRS = [
    unit("Стороны обсудили вопросы торговли.", "The parties discussed trade."),
    unit("Стороны обсудили вопросы культуры.", "The parties discussed culture."),
    unit("Министр посетил новые музеи Москвы.", "The minister visited new museums in Moscow.", status="confirmed"),
    unit("Да.", "Yes.", before="Он придёт?", after="Хорошо."),
    unit("Да.", "Indeed.", before="Это правда?", after="Увы."),
    unit("Да.", "Right.", status="confirmed"),
    unit("Нет.", "Wrong.", status="rejected"),
]


@pytest.fixture(name="memory")
def filled_memory(where):
    with open_memory(where) as memory:
        added = memory.add(PAIRS)
        assert (added.added, added.known, added.skipped) == (len(PAIRS), 0, 0)
        yield memory


def test_what_is_withdrawn_is_a_draft_again_and_nothing_else_is(memory):
    taken_back = [unit("Да.", "Right."), unit("Да.", "Yes."), unit("Да.", "Never there."), unit("", "")]
    assert memory.confirmed("Да.", "ru", "en") == "Right."
    assert memory.withdraw(taken_back) == 1
    assert memory.confirmed("Да.", "ru", "en") is None
    assert memory.withdraw(taken_back) == memory.withdraw([]) == 0
    assert memory.stats().confirmed == 1
    memory.add([unit("Да.", "Right.", status="confirmed")])
    assert memory.confirmed("Да.", "ru", "en") == "Right."


def test_context_beats_confirmed_beats_the_rest(memory):
    def told(**context):
        return [(m.unit.target, m.percent, m.kind) for m in memory.exact("Да.", "ru", "en-GB", **context)]

    assert told()[0] == ("Right.", 100, "exact")
    assert told(before="Это правда?", after="Увы.")[:2] == [("Indeed.", 101, "context"), ("Right.", 100, "exact")]
    assert memory.confirmed("Да.", "ru", "en") == "Right."
    assert memory.exact("Нет.", "ru", "en") == []
    assert memory.exact("Да.", "ru", "de") == []
    assert memory.confirmed("Стороны обсудили вопросы торговли.", "ru", "en") is None


@pytest.mark.parametrize(
    ("one", "two", "percent"),
    [
        ("Он пришёл.", "Он пришёл.", 100),
        ("Он пришёл.", "Он пришёл", 98),
        ("Он пришёл.", "он пришёл.", 99),
        ("a b c d", "a b x d", 75),
        ("a b c d", "a b c d e", 80),
        ("a b", "c d", 0),
        ("", "a", 0),
        ("...", "…", 99),
    ],
)
def test_percentages(one, two, percent):
    assert similarity(one, two) == similarity(two, one) == percent
    assert similarity(one, two, 80) == (percent if percent >= 80 else 0)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_percentages_are_bounded_and_symmetrical(one, two):
    assert 0 <= similarity(one, two) <= 100
    assert similarity(one, two) == similarity(two, one)
    assert (similarity(one, two) == 100) == (one == two)


def test_fuzzy_matches(memory):
    matches = memory.fuzzy("Стороны обсудили вопросы энергетики.", "ru", "en", 70)
    assert [(m.unit.target, m.percent) for m in matches] == [
        ("The parties discussed trade.", 80),
        ("The parties discussed culture.", 80),
    ] or {m.percent for m in matches} == {80}
    assert memory.fuzzy("Стороны обсудили вопросы энергетики.", "ru", "en", 90) == []
    assert memory.fuzzy("Совсем другое предложение", "ru", "en", 50) == []
    assert [m.kind for m in memory.lookup("Стороны обсудили вопросы торговли.", "ru", "en")] == ["exact", "fuzzy"]
    assert memory.fuzzy('"; DROP TABLE unit; --', "ru", "en") == []
    assert memory.fuzzy("", "ru", "en") == []


def test_concordance_finds_any_form_on_either_side(memory):
    def sources(query, side=""):
        return [u.source for u in memory.concordance(query, side)]

    assert sources("музей") == ["Министр посетил новые музеи Москвы."]
    assert sources("новый музей") == ["Министр посетил новые музеи Москвы."]
    assert sources("museum", "target") == ["Министр посетил новые музеи Москвы."]
    assert sources("museum", "source") == []
    assert sources("москва министр") == ["Министр посетил новые музеи Москвы."]
    assert sources("обсудить") == [PAIRS[1].source, PAIRS[0].source]
    assert sources("слон") == sources("") == sources('"*(') == []


def test_adding_again_doubles_nothing_and_strengthens(memory):
    again = replace(PAIRS[0], status="confirmed", before="Итоги.")
    assert memory.add([again, again, unit("Новое.", "New."), unit("", "x"), unit("x", " ")]) == Added(1, 2, 2)
    match = memory.exact(PAIRS[0].source, "ru", "en", before="Итоги.")[0]
    assert (match.kind, match.unit.status) == ("context", "confirmed")
    memory.add([PAIRS[0]])
    assert memory.confirmed(PAIRS[0].source, "ru", "en") == PAIRS[0].target
    assert memory.stats().units == len(PAIRS) + 1


def test_units_come_out_as_they_went_in(bitext, where, tmp_path):
    units = [u for _, u in units_of(bitext) if u.source and u.target]
    plain = [replace(u, source_places=(), target_places=()) for u in units]
    for name in (where, f"sqlite:///{tmp_path}/m.sqlite3"):
        with open_memory(name) as memory:
            memory.add(units)
            assert list(memory.units()) == plain


def test_hostile_text(hostile, where):
    with open_memory(where) as memory:
        memory.add(u for _, u in units_of(hostile))
        for _, u in units_of(hostile):
            assert memory.exact(u.source, "ru", "en")[0].unit.target == storable(u.target)
            memory.fuzzy(u.source[:2000], "ru", "en")
            memory.concordance(u.source[:2000])
        long = unit("ы" * 5000 + " слово_с_чертой и 5² за\u0301мок", "x" * 5000 + " under_score")
        memory.add([long])
        for query in ("слово_с_чертой", "5²", "мок", "under_score", "x" * 5000, "ы" * 5000):
            assert [found.target for found in memory.concordance(query)] == [long.target], query


def test_a_failed_import_leaves_the_memory_as_it_was(memory, tmp_path):
    path = tmp_path / "bad.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>Э</seg></tuv>'
        '<tuv xml:lang="en"><seg>E</seg></tuv></tu>\n<tu></body></tmx>'
    )
    with pytest.raises(ReadError, match="line 2"):
        add_file(memory, path)
    assert memory.stats().units == len(PAIRS)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "text").write_text("not a database at all, but long enough to have a header of its own" * 20)
    with pytest.raises(TolmachError, match="cannot be opened as a translation memory"):
        open_memory(tmp_path / "text")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE x (y)")
    other.close()
    with pytest.raises(TolmachError, match="a database, but not a translation memory"):
        open_memory(tmp_path / "other.db")
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("PRAGMA user_version=99")
    newer.close()
    with pytest.raises(TolmachError, match="version 99; this program knows 3: upgrade it"):
        open_memory(tmp_path / "newer.db")
    with pytest.raises(TolmachError, match="no such translation memory; 'tolmach memory add' makes one"):
        open_memory(tmp_path / "none.db", must_exist=True)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(TolmachError, match="an empty file, no translation memory"):
        open_memory(tmp_path / "empty.txt", must_exist=True)
    assert not (tmp_path / "empty.txt").stat().st_size
    with pytest.raises(TolmachError, match="mysql: translation memories are SQLite files or in PostgreSQL"):
        open_memory("mysql://x")


def test_writers_at_once_lose_nothing(where):
    def fill(name: int) -> None:
        with open_memory(where) as memory:
            for n in range(20):
                memory.add([unit(f"Предложение {name} {n}", f"Sentence {name} {n}"), unit("Общее.", "Common.")])

    threads = [threading.Thread(target=fill, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_memory(where) as memory:
        assert memory.stats().units == 81
        assert len(memory.concordance("sentence", limit=100)) == 80


def test_forms():
    assert {"музей", "музеи", "музеям", "музеев"} <= forms("музеями")
    assert {"country", "countries"} <= forms("countries")
    assert forms("2026") == {"2026"}
    assert words("Ёлка, ещё 2!") == ["елка", "еще", "2"]


def test_the_commands(tmp_path, where):
    table, base, out = tmp_path / "a.tsv", where, tmp_path / "o.tmx"
    table.write_text("Стороны обсудили торговлю\tThe parties discussed trade\nодно\n")

    def run(*arguments):
        return CliRunner().invoke(cli, ["memory", "-m", str(base), *map(str, arguments)])

    done = run("stats")
    assert done.exit_code == 1
    assert "'tolmach memory add' makes one" in done.output or "'tolmach memory add' makes one" in str(done.exception)
    done = run("add", table, "--confirmed")
    assert done.exit_code == 0
    assert f"{table}: 1 new, 0 known, 1 refused" in done.output
    assert "The parties discussed trade\n    100% confirmed" in run("search", "Стороны обсудили торговлю").output
    assert "75" not in run("search", "Другое").output
    assert "The parties discussed trade" in run("search", "-c", "торговля").output
    assert "1 pair of 1 source, 1 confirmed" in run("stats").output
    assert run("export", out).exit_code == 0
    assert "<seg>The parties discussed trade</seg>" in out.read_text()


def test_common_words_do_not_hide_the_match(where):
    units = [unit(f"и в на с по {n % 50} слово{n} за от", f"word {n}") for n in range(600)]
    with open_memory(where) as memory:
        memory.add(units)
        matches = memory.fuzzy("и в на с по 7 слово307 за до", "ru", "en", 70)
        assert (matches[0].unit.target, matches[0].percent) == ("word 307", 88)
        assert [m.percent for m in memory.fuzzy("и в на с по 7 слово за от", "ru", "en", 70, 3)] == [88] * 3


def test_a_file_is_added_whole_or_not_at_all(where, tmp_path):
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tmx"
    good.write_text("".join(f"Предложение {n}\tSentence {n}\n" for n in range(2500)) + "одно\n\tEmpty side\n")
    bad.write_text('<tmx version="1.4">\n<tu></body></tmx>')
    with open_memory(where) as memory:
        report, added = add_file(memory, good, confirmed=True)
        assert (report.read, report.format, [str(r) for r in report.refusals]) == (
            2501,
            "tsv",
            ["line 2501: 1 cell, too few for a pair"],
        )
        assert added == Added(2500, 0, 1)
        assert memory.confirmed("Предложение 17", "ru", "en") == "Sentence 17"
        with pytest.raises(ReadError, match="line 2"):
            add_file(memory, bad)
        assert memory.stats().units == 2500


def test_a_memory_of_the_first_version_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.sqlite3"
    old = sqlite3.connect(path)
    old.executescript(
        "CREATE TABLE unit (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, pair INTEGER NOT NULL UNIQUE,"
        " length INTEGER NOT NULL, source TEXT, target TEXT, source_language TEXT, target_language TEXT, before TEXT,"
        " after TEXT, status TEXT, origin TEXT, confidence REAL, score REAL, kind TEXT, tuid TEXT, document TEXT,"
        " note TEXT, creator TEXT, created TEXT, changed TEXT, properties TEXT);"
        "CREATE INDEX unit_key ON unit (key); CREATE TABLE frequent (term TEXT PRIMARY KEY, count INTEGER);"
        "CREATE VIRTUAL TABLE words USING fts5 (source, target, content='');"
        "INSERT INTO unit VALUES (1, 5, 6, 1, 'Музеи.', 'Museums.', 'ru', 'en', '', '', 'confirmed', 'human', 0.5,"
        " NULL, '1-1', 'id', 'doc', '', '', '2026-01-02T03:04:05Z', NULL, ''); PRAGMA user_version=1;"
    )
    old.close()
    for _ in range(2):
        with open_memory(path) as memory:
            assert memory.confirmed("Музеи.", "ru", "en") == "Museums."
            assert [u.id for u in memory.concordance("музей")] == ["id"]


def test_what_postgresql_says_is_told_in_a_line(database, tmp_path):
    import psycopg

    with pytest.raises(TolmachError, match="no translation memory in it; 'tolmach memory add' makes one"):
        open_memory(database, must_exist=True)
    secret = "postgresql://someone:secret@127.0.0.1:1/x?password=secret"
    with pytest.raises(TolmachError, match=r"postgresql://someone@127\.0\.0\.1:1/x: cannot be opened") as told:
        open_memory(secret)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
    open_memory(database.replace("postgresql://", "postgresql+psycopg://")).close()
    with psycopg.connect(database) as base:
        base.execute("UPDATE memory_version SET version = 9")
    with pytest.raises(TolmachError, match="a memory of version 9; this program knows 2: upgrade it"):
        open_memory(database)
    done = CliRunner().invoke(cli, ["translate", str(tmp_path / "x.txt"), "--memory", database])
    assert done.exit_code != 0
    assert "version 9" in done.output or "version 9" in str(done.exception)


def test_one_bad_file_keeps_no_other_from_being_added(tmp_path):
    (tmp_path / "bad.tmx").write_text("<tmx><header/><body><tu></body></tmx>")
    (tmp_path / "good.tsv").write_bytes("да\tyes\n".encode())
    names = [str(tmp_path / name) for name in ("m", "bad.tmx", "good.tsv", "missing.tmx")]
    done = CliRunner().invoke(cli, ["memory", "-m", names[0], "add", *names[1:]])
    assert done.exit_code == 1
    assert "good.tsv: 1 new, 0 known" in done.output
    assert done.output.count("tolmach: ") == 2
