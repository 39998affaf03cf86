"""Glossary files: each format gives the same terms; a faulty line is named; the file decides nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.errors import ReadError
from aligner.glossaries import READERS, read_glossary
from models.glossary import Glossary, Term

BOARD = Term("совет директоров", ("board of directors", "board"))
PUMP = Term("насос", ("pump",))
BOTH = Glossary([BOARD, PUMP])

MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>Plant</p></sourceDesc></fileDesc></martifHeader>
<text><body>
<termEntry id="1"><descrip type="subjectField">law</descrip>
 <langSet xml:lang="en-GB"><tig><term>board</term>
 <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
  <tig><term>board of
  directors</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
  <tig><term>council</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
 <langSet xml:lang="de"><tig><term>Vorstand</term></tig></langSet>
 <langSet xml:lang="ru">
 <ntig><termGrp><term>совет <hi type="entailedTerm">директоров</hi></term></termGrp></ntig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="ru"><tig><term>насос</term></tig></langSet>
 <langSet xml:lang="en"><tig><term>pump</term></tig></langSet></termEntry>
<termEntry id="3"><langSet xml:lang="ru"><tig><term>клапан</term></tig></langSet></termEntry>
</body></text></martif>
"""
#: Version 3: what stands between {0} and {1} says how a status is written in either style.
TBX = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="{style}" xml:lang="ru" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min"><tbxHeader/><text><body>
<conceptEntry id="c1"><langSec xml:lang="ru"><termSec><term>совет директоров</term></termSec></langSec>
 <langSec xml:lang="en"><termSec><term>board</term></termSec>
  <termSec><term>board of directors</term>{best}preferredTerm-admn-sts{end}</termSec>
  <termSec><term>council</term>{best}supersededTerm-admn-sts{end}</termSec></langSec></conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="ru"><termSec><term>насос</term></termSec></langSec>
 <langSec xml:lang="en"><termSec><term>pump</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""
DCA = TBX.format(style="dca", best='<termNote type="administrativeStatus">', end="</termNote>")
DCT = TBX.format(style="dct", best="<min:administrativeStatus>", end="</min:administrativeStatus>")

FILES = {
    "a.tsv": "# plant\n\nсовет директоров\tboard of directors | board\nнасос\tpump\n",
    "header.tsv": "Английский\tРусский\tПримечание\nboard of directors; board\tсовет директоров\tlaw\npump\tнасос\t\n",
    "header.csv": 'Термин;Перевод;Пометы\n"совет директоров";"board of directors|board";\nнасос;pump;\n',
    "comma.csv": "#plant,en\nсовет директоров,board of directors|board\nнасос,pump\n",
    "repeated.txt": "Совет директоров\tboard of directors\nнасос\tpump\nсовет директоров\tboard\n",
    "omegat.utf8": "совет директоров\tboard of directors|board\ta body of a company\nнасос\tpump\tnoun\n",
    "v2.tbx": MARTIF,
    "v3.tbx": DCA,
    "dct.xml": DCT,
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_terms(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    found = read_glossary(tmp_path / name)
    assert {(t.source.lower(), t.targets) for t in found.terms} == {(t.source, t.targets) for t in BOTH.terms}


def test_a_workbook_has_the_same(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["№", "ru", "en", "flags"], [1, "совет директоров", "board of directors\nboard", None], [],
                [2, "насос", "pump", None], [3, "МИД", "MFA", "case, exact"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "glossary")  # found by its content
    assert read_glossary(tmp_path / "glossary") == Glossary(
        [*BOTH.terms, Term("МИД", ("MFA",), frozenset(["case", "exact"]))]
    )


def test_other_character_sets(tmp_path: Path) -> None:
    for encoding in ("cp1251", "utf-16", "utf-8-sig"):
        (tmp_path / "a.tsv").write_bytes(
            ("совет директоров\tboard of directors|board\nнасос\tpump\n" * 3).encode(encoding)
        )
        assert read_glossary(tmp_path / "a.tsv") == BOTH


def test_a_file_in_many_languages_is_read_for_those_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "a.tbx").write_text(MARTIF, encoding="utf-8")
    assert read_glossary(tmp_path / "a.tbx", (("de",), "en")).terms == (Term("Vorstand", BOARD.targets),)
    with pytest.raises(ReadError, match="there are no terms from de into fr"):
        read_glossary(tmp_path / "a.tbx", (("de",), "fr"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.tsv", "Сирия\n", "a.tsv, line 1: a term needs a source and a translation"),
        ("a.tsv", "Сирия\tSyria\n\t\n—\tx\n", "line 3: a term needs"),
        ("a.csv", "Сирия;Syria\nЛиван;\n", "line 2: a term needs"),
        ("a.tsv", "Сирия\tSyria\texcat\n", "line 1: unknown flag excat; did you mean exact"),
        ("a.tsv", "# nothing\n", "there are no terms"),
        ("a.tbx", MARTIF.replace("</tig></langSet></termEntry>", "</langSet></termEntry>", 1), "a.tbx: line 16: "),
        ("a.tbx", "<html><p>Сирия</p></html>", "there are no terms from ru into en"),
        ("a.xlsx", "PK\x03\x04 no workbook", "not an Excel workbook"),
    ],
)
def test_a_faulty_file_is_one_line_that_says_where(name: str, content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=words) as caught:
        read_glossary(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "no.tsv", tmp_path):
        with pytest.raises(ReadError, match="glossary cannot be read"):
            read_glossary(path)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = MARTIF.replace(' SYSTEM "TBXcoreStructV02.dtd"', f' [<!ENTITY e0 "x">{bomb}]').replace(">насос<", ">&e11;<")
    (tmp_path / "a.tbx").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.tbx: line 1: "):
        read_glossary(tmp_path / "a.tbx")


def test_every_reader_is_there() -> None:
    assert set(READERS) == {"tsv", "csv", "xlsx", "tbx"}
