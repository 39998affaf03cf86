"""Cleaning a memory, and what it has of files."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from aligner.cli import cli
from aligner.core.document import document_from_sentences
from aligner.core.unit import Unit
from aligner.errors import TolmachError
from aligner.memory import open_memory
from aligner.memory.analysis import ORDER, analyse, as_csv
from aligner.memory.cleaning import REASONS, clean, doubtful
from aligner.memory.feed import add_file


def unit(source: str, target: str, **values) -> Unit:
    return Unit(source, target, "ru", "en", **values)


GOOD = [
    unit("Совет принял новый бюджет на следующий год.", "The council adopted a new budget for the coming year."),
    unit("Погода сегодня тёплая и ясная.", "The weather is warm and clear today.", status="confirmed"),
    unit("Да.", "Yes."),
]
BAD = {
    "empty": unit("– –", "—"),
    "same": unit("Ключ лежит под ковриком у двери.", "Ключ лежит под ковриком у двери."),
    "language": unit("Поезд прибывает утром на второй путь.", "Der Zug kommt am Morgen auf dem zweiten Gleis an."),
    "duplicate": unit("Погода  сегодня теплая и ясная.", "The weather is warm and clear today."),
    "outlier": unit("Кошка спит весь день на тёплой печи.", "Shares of the bank fell by a tenth on Tuesday."),
}


def test_what_is_of_no_use_is_found_taken_out_and_brought_back(where, tmp_path):
    with open_memory(where) as memory:
        memory.add([*GOOD, *BAD.values()])
        before = sorted(memory.units(), key=repr)
        found = doubtful(memory)
        assert found.units == 8
        assert dict(found.found) == BAD
        assert sorted(memory.units(), key=repr) == before
        assert {reason for reason, _ in doubtful(memory, ["same", "empty"]).found} == {"same", "empty"}
        clean(memory, found, tmp_path / "gone.tmx")
        assert found.removed == 5
        assert list(memory.units()) == GOOD
        assert doubtful(memory).found == []
        add_file(memory, tmp_path / "gone.tmx")
        assert {(u.source, u.target, u.status) for u in memory.units()} == {
            (u.source, u.target, u.status) for u in before
        }
        with pytest.raises(TolmachError, match="odd: no such reason; choose among empty, same"):
            doubtful(memory, ["odd"])
    assert list(REASONS) == list(BAD)


def test_what_a_person_confirmed_is_doubted_only_as_empty_or_a_duplicate(where):
    confirmed = [replace(one, status="confirmed") for one in BAD.values()]
    with open_memory(where) as memory:
        memory.add([GOOD[1], *confirmed])
        assert {reason for reason, _ in doubtful(memory).found} == {"empty", "duplicate"}
        assert {reason for reason, _ in doubtful(memory, confirmed=True).found} == set(BAD)


def test_of_duplicates_the_confirmed_stays_or_else_the_newest(where):
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    with open_memory(where) as memory:
        memory.add([unit("Кот.", "Cat.", created=old), unit("кот.", "cat.", created=new)])
        assert [found.source for _, found in doubtful(memory, ["duplicate"]).found] == ["Кот."]
        memory.add([unit("КОТ.", "CAT.", status="confirmed", created=old)])
        assert sorted(found.source for _, found in doubtful(memory, ["duplicate"]).found) == ["Кот.", "кот."]


def test_files_are_analysed_by_bands(where):
    texts = [
        "Совет принял новый бюджет на следующий год.",
        'Совет принял "новый" бюджет на следующий год.',
        "Совет принял новый закон на следующий год.",
        "Ничего подобного тут нет.",
        "Ничего подобного тут нет.",
    ]
    one = document_from_sentences([("body", texts)], language="ru")
    two = document_from_sentences([("body", ["Ничего подобного тут нет.", "Да."])], language="ru")
    with open_memory(where) as memory:
        memory.add([replace(GOOD[0], after=texts[1]), GOOD[2]])
        first, second, both = analyse(memory, [("a", one), ("=b", two)])

    def counts(analysis):
        return {band: (count.segments, count.words) for band, count in analysis.bands.items() if count.segments}

    assert counts(first) == {"101": (1, 7), "95-99": (1, 7), "85-94": (1, 7), "new": (1, 4), "repetitions": (1, 4)}
    assert counts(second) == {"repetitions": (1, 4), "100": (1, 1)}
    assert (both.total.segments, both.total.words, both.total.characters) == (7, 34, sum(map(len, texts)) + 28)
    header, *rows = csv.reader(as_csv([first, second, both]).splitlines())
    assert header == ["file", *(f"{band} {unit}" for band in (*ORDER, "total") for unit in ("segments", "words"))]
    assert [row[0] for row in rows] == ["a", "'=b", "total"]
    assert rows[2][-2:] == ["7", "34"]
    assert [len(row) for row in rows] == [len(header)] * 3
    (nothing, _) = analyse(None, [("b", two)])
    assert counts(nothing) == {"new": (2, 5)}


def test_the_commands_of_upkeep(tmp_path):
    base, gone = tmp_path / "m.db", tmp_path / "gone.tmx"
    (tmp_path / "doc.txt").write_text("Да. Совсем новое предложение.\n")

    def run(*arguments):
        return CliRunner().invoke(cli, ["memory", "-m", str(base), *map(str, arguments)])

    with open_memory(base) as memory:
        memory.add([*GOOD, *BAD.values()])
    done = run("clean")
    assert done.exit_code == 0
    assert "empty\tdraft\t– –\t—" in done.output
    assert "8 pairs looked at, 0 taken out" in done.output
    done = run("clean", "--only", "same,empty", "--remove-to", gone)
    assert "8 pairs looked at, 2 taken out" in done.output
    assert f"add {gone}" in done.output
    assert f"{gone}: 2 new, 0 known" in run("add", gone).output
    assert run("clean", "--only", "odd").exit_code == 1
    done = run("edit", "Да.", "Yes.", "--new-target", "Indeed.")
    assert (done.exit_code, "1 pair changed" in done.output) == (0, True)
    assert "Indeed." in run("search", "Да.").output
    assert run("edit", "Да.", "Yes.", "--new-target", "Indeed.").exit_code == 1
    assert run("edit", "Да.", "Yes.").exit_code == 2
    assert "1 pair deleted" in run("delete", "Да.").output
    assert run("delete", "Да.").exit_code == 1
    done = run("analyse", tmp_path / "doc.txt", "--csv")
    assert done.output.splitlines()[-1].startswith("total,")
    assert "repetitions" in run("analyse", tmp_path / "doc.txt").output
    assert run("analyse", tmp_path / "none.txt", tmp_path / "doc.txt").exit_code == 1
