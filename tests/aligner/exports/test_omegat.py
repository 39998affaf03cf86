"""The OmegaT project: its rules cut a document as it was cut here, and everything OmegaT needs is in it."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import document_from_sentences
from aligner.exports import export_bitext
from aligner.exports.omegat import GENERAL, rules_of, srx
from aligner.segment.srx import parse_srx

ROWS = [
    ["Он приехал в 9 ч. утра на ул. Ленина.", "Его ждали (см. рис. 4. Это схема.)", "«Пора?» — спросил он."],
    ["Проф. А. Лосев сказал: да; потом д. 5.", "nginx работает…", "Так и есть [1]!", "Да"],
    ["Строка первая;", "строка вторая. И третья.", "[Конец.]"],
    ["Одна."],
]


def document(rows):
    return document_from_sentences([("body", row) for row in rows], language="ru")


def applied(rules, text: str) -> set[int]:
    """Where the rules break a text: at the end of what stands before the break."""
    found = parse_srx(srx([*rules, (True, *GENERAL)]).encode(), "x.srx")
    return {at for at, breaks in found.decisions(text, 0, len(text), "ru").items() if breaks and text[at:].strip()}


@pytest.mark.parametrize("cut_after", [1, 2])
def test_the_rules_cut_the_document_as_it_is_cut(cut_after):
    rows = ROWS if cut_after == 1 else [["".join(f"{one} " for one in row).strip()] for row in ROWS]
    made = document(rows)
    rules = rules_of(made)
    for paragraph in made.paragraphs:
        wanted = {sentence.end - paragraph.start for sentence in paragraph.sentences[:-1]}
        assert applied(rules, made.paragraph_text(paragraph)) == wanted
    assert rules_of(document([["Да.", "Нет."]])) == []


def test_tags_may_stand_where_codes_are():
    bold = Content("Глава 1. Начало.", (Code(6, 8, 1, "bold"), Code(9, 16, 2, "italic")))
    (rule,) = rules_of(document([[bold]]))
    text = "Глава <b0>1.</b0> <i1>Начало.</i1>"
    assert applied([rule], text) == set()


def test_the_project_is_whole(tmp_path):
    made = document(ROWS)
    target = document_from_sentences(
        [("body", [f"Translated {n}." for n, _ in enumerate(made.sentences)])], language="en"
    )
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "mt") for n, _ in enumerate(made.sentences))
    report = export_bitext(Bitext(made, target, beads), tmp_path / "x.omegat.zip")
    assert report.written == len(beads)
    with zipfile.ZipFile(tmp_path / "x.omegat.zip") as archive:
        names = archive.namelist()
        roots = {name: etree.fromstring(archive.read(name)).tag for name in names if not name.endswith("/")}
    assert {"source/", "target/", "omegat.project", "tm/auto/tolmach.tmx"} <= set(names)
    assert roots["omegat/segmentation.conf"] == "java"
    assert roots["omegat/segmentation.srx"] == "{http://www.lisa.org/srx20}srx"
