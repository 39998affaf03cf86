"""Files into rows: thousands at a time the same as unit by unit, whatever the file holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.core.unit import Unit
from aligner.errors import ReadError, TolmachError
from aligner.imports import ImportReport, tmx
from aligner.imports.parsing import parse_units
from aligner.memory import feed, open_memory, sqlite
from aligner.memory.block import Block, block_of, narrowed
from aligner.memory.feed import add_file
from aligner.memory.pairnumbers import PairNumbers
from aligner.memory.rows import row_of
from aligner.memory.words import indexed, indexed_many

RU = '<tuv xml:lang="ru"><seg>%s</seg></tuv>'
EN = '<tuv xml:lang="en"><seg>%s</seg></tuv>'
BOTH = RU + EN
#: Units as several programs write them; the sevens in them are exchanged, so that one shape has many values.
UNITS = (
    f'<tu tuid="7-1"><prop type="x-align-score">0.71</prop><prop type="x-origin">human</prop>\n{RU}\n{EN}\n</tu>'
    % ("Дом 7 — «мой»", "House 7"),
    '<tu tuid="7" creationdate="20240107T030405Z" creationid="MT!tolmach" segtype="block">'
    '<prop type="x-context-pre">до 7</prop><prop type="x-context-post">a &amp; b</prop>'
    f"{BOTH}</tu>" % ("Ёж 7", "Hedgehog &lt;7&gt; &amp;amp; I"),
    '<tu tuid="7" creationdate="20240107T030405Z" creationid="MT!x" changeid="анна" changedate="20240107T040506Z">'
    '<note>см. 7</note><prop type="x-status">confirmed</prop><prop type="x-mt-score">-0.7</prop>'
    f'<prop type="x-source-layout">@7</prop>{BOTH}</tu>' % ("раз\r\nдва 7", "one 7"),
    '<tu srclang="en"><prop type="x-status">odd</prop><prop type="x-origin">odd</prop><prop type="x-align-type"></prop>'
    '<prop type="x-align-score">7%%</prop><prop type="x-created">20240107T030405Z</prop>'
    f'<prop type="x-creator">мы 7</prop>{EN}{RU}</tu>' % ("second 7", "второй 7"),
    '<tu creationdate="07" usagecount="7"><prop type="Txt::7" xml:lang="en">v &quot;7&quot;</prop>'
    f'<prop type="client">к 7</prop><prop type="client">к</prop>{BOTH}</tu>' % ("İ ẞ 7 Σας", "Ǆ 7 😀"),
    '<tu><tuv lang="RU-RU" changeid="a7"><seg>7</seg></tuv><tuv lang="en-US" changeid="b"><seg>7 7</seg></tuv></tu>',
    f"<tu>{BOTH}</tu>" % ("&#1078; 7", "z"),
    f"<tu>{BOTH}</tu>" % (" 7", "z7 "),
    f"<tu>{BOTH}</tu>" % ("", "z7"),
    f"<tu>{BOTH}</tu>" % ("\xa0", "\u2028"),
    f"<tu>{BOTH}</tu>" % ("a<ph/>b 7", "c"),
    f'<tu tuid="a&amp;7">{BOTH}</tu>' % ("7", "c"),
    f"<tu><prop type='x'>y</prop>{BOTH}</tu>" % ("7", "c"),
    f"<tu><note>one</note><note>two 7</note>{BOTH}</tu>" % ("7", "c"),
    f'<tu><tuv xml:lang="de"><seg>7</seg></tuv>{EN}</tu>' % "c",
    f"<tu>{RU}</tu>" % "7",
    "<!-- </tu> -->",
)
HEADS = (
    '<tmx version="1.4"><header srclang="ru"/><body>\n',
    '<?xml version="1.0"?>\r\n<tmx version="1.4">\r\n<header srclang="*all*" o-tmf="x"></header>\r\n<body>\r\n',
)


def by_blocks(path: Path) -> tuple[object, ...]:
    report, rows, skipped, message = ImportReport(), [], 0, ""
    try:
        for block in feed.blocks(path, "tmx", report, False):
            skipped += block.skipped
            rows += block.rows()
    except ReadError as error:
        message = str(error)
    return rows, skipped, report, message


def one_by_one(path: Path) -> tuple[object, ...]:
    report, rows, message = ImportReport(), [], ""
    try:
        for unit in parse_units(path, "tmx", report):
            rows.append(row_of(unit))
    except ReadError as error:
        message = str(error)
    whole = [row for row in rows if row is not None]
    return whole, len(rows) - len(whole), report, message


@settings(max_examples=int(os.environ.get("TOLMACH_FUZZ", "60")), deadline=None)
@given(
    st.sampled_from(HEADS),
    st.lists(st.tuples(st.sampled_from(UNITS[:6]) | st.sampled_from(UNITS), st.integers(0, 99)), max_size=25),
    st.sampled_from(["\n", "", "\r\n"]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=2)), max_size=1),
    st.integers(1, 9),
)
def test_the_same_rows_as_unit_by_unit(tmp_path_factory, head, units, between, damage, size):
    text = head + between.join(unit.replace("7", str(number)) for unit, number in units) + between + "</body></tmx>"
    data = bytearray(text.encode())
    for at, put in damage:
        data[at % len(data) : at % len(data) + len(put)] = put
    path = tmp_path_factory.getbasetemp() / "shapes.tmx"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed, "BLOCK", size)
        quick, slow = by_blocks(path), one_by_one(path)
    if slow[3]:  # a block that was not full when the reading broke off is not given out; nothing of the file is added
        whole = len(quick[0])
        assert (quick[0], quick[2:]) == (slow[0][:whole], slow[2:])
    else:
        assert quick == slow


def test_plain_units_come_as_values(tmp_path):
    """The test above would pass as well if every unit were read element by element."""
    path = tmp_path / "x.tmx"
    path.write_text(HEADS[0] + "\n".join(UNITS[:5] * 30) + "\n</body></tmx>", encoding="utf-8")
    assert all(isinstance(item, tuple) for item in tmx.read_values(path, ImportReport()))


def test_texts_of_a_block_are_folded_as_each_alone(hostile):
    texts = [
        "Σας ΟΔΟΣ",
        "ОДОΣ",
        "İI",
        "ё Ё «—»",
        "",
        "😀x",
        "\x1f_a-b",
        *(bead for bead in hostile.source.text.split("\n")),
    ]
    texts = [text.replace("\0", "") for text in texts]
    assert indexed_many(texts) == [indexed(text) for text in texts]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(-5, 5) | st.sampled_from([-(1 << 63), (1 << 63) - 1]), min_size=1), max_size=6))
def test_pair_numbers_are_found_by_what_was_added(parts):
    numbers, known, following = PairNumbers(), {}, 1
    for part in parts:
        assert sorted(set(numbers.ids(part))) == sorted(at for at, number in known.items() if number in part)
        numbers.add(part, following)
        known |= dict(enumerate(part, following))
        following += len(part)


def test_a_column_of_one_value_is_kept_once():
    assert narrowed(["a", "a"]) == "a"
    assert narrowed(["a", "b"]) == ["a", "b"]
    assert narrowed([None]) is None
    assert list(block_of([("a", 1), None, ("a", 2)]).rows()) == [("a", 1), ("a", 2)]


def blocks(path: Path) -> Iterator[Block]:
    """A file's blocks, parsed in this process."""
    return feed.blocks(path, path.suffix[1:], ImportReport(), False)


def small_blocks(patch: pytest.MonkeyPatch) -> None:
    for module in (feed, sqlite):
        patch.setattr(module, "BLOCK", 10)


def table(path: Path, count: int) -> Path:
    """Pairs of which every fifth comes twice, the second time confirmed."""
    lines = ["source\ttarget\tstatus\tnote"]
    lines += [f"Дом {n}\tHouse {n}\t\tit's" for n in range(count)]
    lines += [f"Дом {n}\tHouse {n}\tconfirmed\t" for n in range(0, count, 5)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_first_large_file_is_loaded_as_others_are(tmp_path, monkeypatch):
    """Into an empty memory it goes without the index, which is made at the end."""
    path = table(tmp_path / "a.tsv", 97)
    with open_memory(tmp_path / "one.sqlite3") as memory:
        plain = memory.add_blocks(blocks(path))
        expected = [*memory.units()]
    sides = expected[0].source_language, expected[0].target_language
    small_blocks(monkeypatch)
    with open_memory(tmp_path / "two.sqlite3") as memory:
        asked: list[str] = []
        memory.base.set_trace_callback(asked.append)
        assert memory.add_blocks(blocks(path)) == plain
        memory.base.set_trace_callback(None)
        assert sum(re.match("DROP INDEX|CREATE INDEX", query) is not None for query in asked) == 2
        assert (plain.added, plain.known) == (97, 20)
        assert [*memory.units()] == expected
        assert sum(unit.status == "confirmed" for unit in expected) == 20
        assert {unit.note for unit in expected} == {"it's"}
        assert memory.exact("Дом 95", *sides)[0].percent == 100
        assert "unit_pair" in str(memory.base.execute("EXPLAIN QUERY PLAN SELECT 1 FROM unit WHERE pair=1").fetchall())
        again = memory.add_blocks(blocks(path))
        assert (again.added, again.known) == (0, 117)


def test_a_load_that_fails_leaves_an_empty_memory_that_works(tmp_path, monkeypatch):
    small_blocks(monkeypatch)
    good, bad = table(tmp_path / "a.tsv", 30), tmp_path / "bad.tmx"
    units = "".join(f"<tu>{BOTH}</tu>\n" % (n, n) for n in range(40))
    bad.write_text(f"{HEADS[0]}{units}<tu>&nothing;</tu></body></tmx>", encoding="utf-8")
    with open_memory(tmp_path / "m.sqlite3") as memory:
        with pytest.raises(TolmachError, match="nothing"):
            memory.add_blocks(blocks(bad))
        assert memory.stats().units == 0
        assert memory.add_blocks(blocks(good)).added == 30
        assert [unit.target for unit in memory.units()][3] == "House 3"


def test_a_database_that_fails_leaves_the_memory_as_it_was(tmp_path, monkeypatch):
    path = table(tmp_path / "a.tsv", 30)
    with open_memory(tmp_path / "m.sqlite3") as memory:
        monkeypatch.setattr(memory, "_insert", lambda *_: memory.base.execute("INSERT INTO absent VALUES (1)"))
        with pytest.raises(TolmachError, match="cannot be written: no such table: absent"):
            add_file(memory, path)
        assert memory.stats().units == 0


def test_the_memory_is_free_while_a_file_is_being_read(tmp_path, monkeypatch):
    """Whatever a file asks of its parser, nobody else waits for the database meanwhile."""
    path, real, added = table(tmp_path / "a.tsv", 30), feed.stream_limited, []

    def stream(*arguments, **named):
        for value in real(*arguments, **named):
            with open_memory(tmp_path / "m.sqlite3") as other:
                added.append(other.add([Unit("мышь", "mouse", "ru", "en")]).added)
            yield value

    monkeypatch.setattr(feed, "stream_limited", stream)
    with open_memory(tmp_path / "m.sqlite3") as memory:
        report, made = add_file(memory, path)
        assert (report.read, made.added, added) == (36, 30, [1, 0])


def test_refusals_of_a_file_come_back(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("да\tyes\nодин\n\t\nнет\tno\n", encoding="utf-8")
    with open_memory(tmp_path / "m.sqlite3") as memory:
        report, made = add_file(memory, path)
    assert (made.added, report.read, report.refused, report.format) == (2, 2, 1, "tsv")
    assert [str(refusal) for refusal in report.refusals] == ["line 2: 1 cell, too few for a pair"]
