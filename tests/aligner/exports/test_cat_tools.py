"""Documents with codes go to translators as XLIFF, and what they change comes back with every code."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from pseudo import pseudo

from aligner.convert import convert_file, import_edits
from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import Document, document_from_sentences
from aligner.exports import ExportOptions, export_bitext
from aligner.exports.translated import export_translated
from aligner.filters import parse
from aligner.filters.parsed import Parsed, Source
from aligner.imports import read_units
from aligner.imports.apply import apply_units, codes_of
from aligner.pipeline import load_document
from aligner.readers.limits import Limits

SAMPLES = Path(__file__).parents[2] / "data" / "readers"
FILES = ("libreoffice.docx", "pandoc.odt", "libreoffice.html", "sample.md", "sample.pptx")
EVERYTHING = ExportOptions(include_nulls=True)


def made(content: Content) -> Content:
    """A pseudo-translation; what goes on in the next sentence reaches to the end, as in every translation."""
    text, codes = pseudo(content).text, pseudo(content).codes
    ends = [(code, code.start if code.opens else 0, code.end if code.closes else len(text)) for code in codes]
    return Content(text, tuple(replace(code, start=start, end=end) for code, start, end in ends))


def translated(source: Document) -> Bitext:
    """A pseudo-translation sentence by sentence, with the codes of each."""
    contents = iter(source.sentence_contents())
    rows = [(p.kind, [made(next(contents)) for _ in p.sentences], p.level) for p in source.paragraphs]
    target = document_from_sentences(rows, language="en")
    count = len(source.sentences)
    return Bitext(source, target, tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "mt") for n in range(count)))


def edit(path: Path, old: str, new: str) -> None:
    """Change the words of every target, as a translator does who leaves the tags where they are."""
    tree = etree.parse(str(path))
    for target in tree.iter("{*}target"):
        for element in target.iter():
            for name in ("text", "tail"):
                text = getattr(element, name)
                if text and not (name == "tail" and element is target):
                    setattr(element, name, text.replace(old, new))
        target.set("state", "final") if "state" in target.attrib else None
    tree.write(str(path), encoding="utf-8", xml_declaration=True)


def parsed(path: Path, form: str) -> Parsed:
    return parse(Source(path.read_bytes(), path.name, None, Limits()), form)


def kinds(found: Parsed) -> Counter[str]:
    return Counter(code.kind for block in found.blocks for code in block.codes)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", ["xliff", "xliff2"])
def test_a_document_goes_out_and_comes_back_with_every_code(tmp_path, name, form):
    original = SAMPLES / name
    ending = original.suffix[1:]
    bitext = translated(load_document(original, language="ru"))
    assert any(not code.alone for code in bitext.source.codes)
    export_bitext(bitext, tmp_path / "base.json")
    export_bitext(bitext, tmp_path / "out.xlf", form, EVERYTHING)
    direct, alone, target = (tmp_path / f"{stem}.{ending}" for stem in ("direct", "alone", "edited"))
    export_translated(bitext, original, direct)
    # Without the bitext it was made from, the file alone gives the same document.
    convert_file(tmp_path / "out.xlf", alone, original=original)
    assert alone.read_bytes() == direct.read_bytes()
    edit(tmp_path / "out.xlf", "⟪", "⟪edited ")
    applied, _ = import_edits(tmp_path / "base.json", tmp_path / "out.xlf", target, original=original)
    assert not applied.conflicts
    assert len(applied.changed) == len(bitext.beads)
    before, after = parsed(direct, ending), parsed(target, ending)
    assert kinds(after) == kinds(before)
    assert [block.text.replace("⟪edited ", "⟪") for block in after.blocks] == [block.text for block in before.blocks]
    assert sum(block.text.count("⟪edited ") for block in after.blocks) >= len(bitext.beads) * 0.9


def bold(text: str, start: int, end: int, *more: Code) -> Content:
    return Content(text, (Code(start, end, 1, "bold"), *more))


def small() -> Bitext:
    source = document_from_sentences([("body", [bold("Он ушёл домой.", 3, 7, Code(13, 13, 2, "note"))])], language="ru")
    target = document_from_sentences([("body", [bold("He went home.", 3, 7, Code(12, 12, 2, "note"))])], language="en")
    return Bitext(source, target, (Bead(range(1), range(1), 0.9, "mt"),))


def test_codes_that_moved_alone_move_without_a_verdict(tmp_path):
    export_bitext(small(), tmp_path / "x.xlf")
    text = (tmp_path / "x.xlf").read_text(encoding="utf-8")
    moved = text.replace('He <g id="1" ctype="bold">went</g>', '<g id="1" ctype="bold">He went</g>')
    assert moved != text
    (tmp_path / "x.xlf").write_text(moved, encoding="utf-8")
    done = apply_units(small(), read_units(tmp_path / "x.xlf"))
    assert (done.unchanged, done.changed) == (1, ())
    assert done.bitext.beads == small().beads
    assert [(code.start, code.end, code.id) for code in done.bitext.target.codes] == [(0, 7, 1), (12, 12, 2)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (bold("Home he went.", 5, 7), [(1, 5, 7)]),
        (bold("Home.", 0, 4, Code(1, 2, 1, "bold"), Code(4, 4, 9, "image")), [(1, 0, 4)]),
        (Content("Home."), []),
    ],
)
def test_codes_of_an_edited_text_are_those_of_the_source_each_once(target, expected):
    source = small().source.sentence_contents()[0]
    assert [(code.id, code.start, code.end) for code in codes_of(source, target)] == expected


def test_a_span_that_goes_through_a_sentence_needs_no_tag_in_it():
    middle = Content("Два.", (Code(0, 4, 5, "italic", opens=False, closes=False),))
    (code,) = codes_of(middle, Content("Two of them."))
    assert (code.start, code.end, code.opens, code.closes) == (0, 12, False, False)


def test_units_of_other_files_have_codes_told_apart_in_a_document(tmp_path):
    from aligner.imports.build import bitext_from_units

    units = [replace(unit, id=str(n)) for n in range(3) for unit in read_units_of(small(), tmp_path)]
    made = bitext_from_units(units)
    ids = [code.id for code in made.source.codes]
    assert len(set(ids)) == len(ids) == 6
    assert ids == [code.id for code in made.target.codes]


def read_units_of(bitext: Bitext, folder: Path):
    export_bitext(bitext, folder / "x.tmx")
    return list(read_units(folder / "x.tmx"))
