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
from aligner.memory.fill import add_file
from aligner.memory.match import similarity
from aligner.memory.sqlite import Memory
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
def filled_memory(tmp_path):
    with open_memory(tmp_path / "tm" / "memory.sqlite3") as memory:
        added = memory.add(PAIRS)
        assert (added.added, added.known, added.skipped) == (len(PAIRS), 0, 0)
        yield memory


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
        ("Он пришёл.", "Он пришёл", 66),
        ("Он пришёл.", "он пришёл.", 99),
        ("a b c d", "a b x d", 75),
        ("a b c d", "a b c d e", 80),
        ("a b", "c d", 0),
        ("", "a", 0),
        ("...", "…", 0),
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
    assert memory.add([again, again, unit("Новое.", "New."), unit("", "x"), unit("x", " ")]) == memory_added(1, 2, 2)
    match = memory.exact(PAIRS[0].source, "ru", "en", before="Итоги.")[0]
    assert (match.kind, match.unit.status) == ("context", "confirmed")
    memory.add([PAIRS[0]])
    assert memory.confirmed(PAIRS[0].source, "ru", "en") == PAIRS[0].target
    assert memory.stats().units == len(PAIRS) + 1


def memory_added(added: int, known: int, skipped: int):
    from aligner.memory.sqlite import Added

    return Added(added, known, skipped)


def test_units_come_out_as_they_went_in(bitext, tmp_path):
    units = [u for _, u in units_of(bitext) if u.source and u.target]
    plain = [replace(u, source_places=(), target_places=()) for u in units]
    with open_memory(f"sqlite:///{tmp_path}/m.sqlite3") as memory:
        memory.add(units)
        assert list(memory.units()) == plain


def test_hostile_text(hostile, tmp_path):
    with Memory(tmp_path / "m.sqlite3") as memory:
        memory.add(u for _, u in units_of(hostile))
        for _, u in units_of(hostile):
            if "\ud83d" not in u.source:
                assert memory.exact(u.source, "ru", "en")[0].unit.target == u.target
            memory.concordance(u.source[:2000])


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
    with pytest.raises(TolmachError, match="version 99; this program knows 1: upgrade it"):
        open_memory(tmp_path / "newer.db")
    with pytest.raises(TolmachError, match="no such translation memory; 'tolmach memory add' makes one"):
        open_memory(tmp_path / "none.db", must_exist=True)
    with pytest.raises(TolmachError, match="mysql: translation memories are SQLite files"):
        open_memory("mysql://x")


def test_writers_at_once_lose_nothing(tmp_path):
    path = tmp_path / "m.sqlite3"
    open_memory(path).close()

    def fill(name: int) -> None:
        with open_memory(path) as memory:
            for n in range(20):
                memory.add([unit(f"Предложение {name} {n}", f"Sentence {name} {n}")])

    threads = [threading.Thread(target=fill, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_memory(path) as memory:
        assert memory.stats().units == 80
        assert len(memory.concordance("sentence", limit=100)) == 80


def test_forms():
    assert {"музей", "музеи", "музеям", "музеев"} <= forms("музеями")
    assert {"country", "countries"} <= forms("countries")
    assert forms("2026") == {"2026"}
    assert words("Ёлка, ещё 2!") == ["елка", "еще", "2"]


def test_the_commands(tmp_path):
    table, base, out = tmp_path / "a.tsv", tmp_path / "m.sqlite3", tmp_path / "o.tmx"
    table.write_text("Стороны обсудили торговлю\tThe parties discussed trade\nодно\n")

    def run(*arguments):
        return CliRunner().invoke(cli, ["memory", "-m", str(base), *map(str, arguments)])

    done = run("stats")
    assert done.exit_code == 1
    assert not base.exists()
    done = run("add", table, "--confirmed")
    assert done.exit_code == 0
    assert f"{table}: 1 new, 0 known, 1 refused" in done.output
    assert "The parties discussed trade\n    100% confirmed" in run("search", "Стороны обсудили торговлю").output
    assert "75" not in run("search", "Другое").output
    assert "The parties discussed trade" in run("search", "-c", "торговля").output
    assert "1 pairs of 1 sources, 1 confirmed" in run("stats").output
    assert run("export", out).exit_code == 0
    assert "<seg>The parties discussed trade</seg>" in out.read_text()
