"""Edited elsewhere, imported: what changes, what is a conflict, what is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.core.unit import Unit
from aligner.exports import export_bitext
from aligner.imports import read_units
from aligner.imports.apply import apply_units


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf", "x.xliff", "x.tsv", "x.csv", "x.xlsx", "x.jsonl"])
def test_an_edited_pair_comes_home_confirmed(bitext, tmp_path, name):
    export_bitext(bitext, tmp_path / name)
    units = [replace(u, target="It was edited.") if u.kind == "1-2" else u for u in read_units(tmp_path / name)]
    done = apply_units(bitext, units)
    assert done.changed == (1,)
    assert done.conflicts == ()
    assert done.unchanged == len(units) - 1
    bead = done.bitext.beads[1]
    assert (bead.kind, bead.origin, bead.status, bead.confidence) == ("1-1", "human", "confirmed", 1.0)
    assert done.bitext.target_text(bead) == "It was edited."
    assert [done.bitext.target_text(b) for b in done.bitext.beads if b is not bead] == [
        bitext.target_text(b) for n, b in enumerate(bitext.beads) if n != 1
    ]
    assert [p.kind for p in done.bitext.target.paragraphs] == [p.kind for p in bitext.target.paragraphs]


def test_an_untouched_file_changes_nothing(bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.tmx")
    done = apply_units(bitext, read_units(tmp_path / "x.tmx"))
    assert done.bitext == bitext
    assert (done.changed, done.conflicts, done.unknown) == ((), (), 0)


def test_a_file_edited_as_text(bitext, tmp_path):
    path = tmp_path / "x.tmx"
    export_bitext(bitext, path)
    tree = etree.parse(str(path))
    for seg in tree.iter("seg"):
        if seg.text and "stressed" in seg.text:
            seg.text = "He emphasised."
    for tu in tree.iter("tu"):
        del tu.attrib["tuid"]  # some programs drop it: the source text must do
    tree.write(str(path), encoding="utf-16", xml_declaration=True)
    done = apply_units(bitext, read_units(path))
    assert done.changed == (2,)
    assert "He emphasised." in done.bitext.target.text


def test_conflicts_are_shown_and_nothing_is_overwritten(bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.tsv")
    units = list(read_units(tmp_path / "x.tsv"))
    edited = [
        replace(units[0], target="Other words"),  # confirmed here
        replace(units[1], source="Другой источник", target="Another source"),
        replace(units[2], target=" "),
        replace(units[3], target="goods;"),
        replace(units[3], target="wares;"),
        replace(units[1], id="elsewhere-7", source="Нигде"),
    ]
    done = apply_units(bitext, edited)
    assert [(c.bead, c.reason) for c in done.conflicts] == [
        (0, "confirmed-here"),
        (1, "source-differs"),
        (2, "emptied"),
        (3, "two-versions"),
    ]
    assert done.changed == (3,)
    assert done.unknown == 1
    assert str(done.conflicts[0]) == (
        "pair 1: a person has confirmed another translation here since: "
        "here «On the Meeting», in the file «Other words»"
    )
    assert apply_units(bitext, edited[:1], overwrite=True).changed == (0,)


def test_a_translation_is_given_to_a_sentence_that_had_none(bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.xlf")
    units = [replace(u, target="Details later.") for u in read_units(tmp_path / "x.xlf") if not u.target]
    done = apply_units(bitext, units)
    assert done.bitext.beads[4].kind == "1-1"
    assert done.bitext.target.sentences[-1].text == "Details later."
    assert done.bitext.target.paragraphs[-1].kind == "body"


def test_a_verdict_alone_comes_home(bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.xlf")
    units = [replace(u, status="confirmed") for u in read_units(tmp_path / "x.xlf") if u.kind == "1-2"]
    done = apply_units(bitext, units)
    assert done.bitext.beads[1].status == "confirmed"
    assert done.bitext.beads[1].target == bitext.beads[1].target


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf", "x.xliff", "x.csv", "x.xlsx"])
def test_notes_come_home_and_change_nothing_else(bitext, tmp_path, name):
    export_bitext(bitext, tmp_path / name)
    units = list(read_units(tmp_path / name))
    units[1] = replace(units[1], note="Проверить имя")
    done = apply_units(bitext, units)
    (number,) = done.changed
    assert done.bitext.beads[number].note == "Проверить имя"
    beads = tuple(replace(b, note="") if n == number else b for n, b in enumerate(done.bitext.beads))
    assert replace(done.bitext, beads=beads) == replace(
        bitext, beads=tuple(replace(b, note="") if n == number else b for n, b in enumerate(bitext.beads))
    )


def test_white_space_of_another_program_is_no_change(bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.tmx")
    units = [
        replace(u, source=f"\n      {u.source}\n    ".replace(" ", "\u00a0", 1), target=f"\n      {u.target}\n    ")
        for u in read_units(tmp_path / "x.tmx")
    ]
    assert apply_units(bitext, units).bitext == bitext
    units = [replace(u, id="", target=u.target.replace(" ", "  ", 1)) if u.kind == "1-2" else u for u in units]
    done = apply_units(bitext, units)
    assert len(done.changed) == 0
    units = [replace(u, target=u.target.strip().replace(" ", "  ", 1)) if u.kind == "1-2" else u for u in units]
    (number,) = apply_units(bitext, units).changed
    assert bitext.beads[number].kind == "1-2"


def test_a_machine_translation_accepted_as_it_is_comes_home_confirmed(bitext, tmp_path):
    path = tmp_path / "x.xlf"
    export_bitext(bitext, path)
    asked = 'state="needs-review-translation" state-qualifier="leveraged-mt"'
    text = path.read_text(encoding="utf-8")
    machine = [
        n for n, bead in enumerate(bitext.beads) if bead.origin == "mt" and bead.status == "draft" and bead.target
    ]
    assert text.count(asked) == len(machine) > 0
    path.write_text(text.replace(asked, 'state="translated"'), encoding="utf-8")
    done = apply_units(bitext, read_units(path))
    assert done.changed == tuple(machine)
    assert {done.bitext.beads[n].status for n in machine} == {"confirmed"}


def test_a_note_is_taken_over_only_where_its_pair_is_certain():
    source = document_from_sentences([("body", ["Да.", "Нет.", "Да."])], language="ru")
    target = document_from_sentences([("body", ["Yes.", "No.", "Yes."])], language="en")
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "mt") for n in range(3))
    bitext = Bitext(source, target, beads)
    edited = [Unit("Да.", "Yes.", "ru", "en", note="Which one?"), Unit("Нет.", "No.", "ru", "en", note="This one.")]
    assert [bead.note for bead in apply_units(bitext, edited).bitext.beads] == ["", "This one.", ""]
