"""The table of formats: what it names is there, every label has its Russian, and the docs list the same formats."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aligner.errors import ReadError
from aligner.exports import format_of
from aligner.formats import DOCUMENTS, EXPORTS, FORMATS, IMPORTS, Format, by_extension, function
from aligner.imports import reader_of
from aligner.readers import read_document
from models.catalogue import read

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_what_a_row_names_is_there(form: Format) -> None:
    for place in (form.importer, form.exporter):
        assert not place or callable(function(place))
    for name in ("read", "write") if form.filter else ():
        assert callable(function(f"{form.filter}:{name}"))
    assert form.filter or form.importer or form.exporter
    assert all(end == end.lower() and end.startswith(".") for end in form.extensions)


def test_every_label_has_its_russian() -> None:
    russian = read("aligner", "ru").forms
    labels = {label for form in FORMATS.values() for label in (form.label, form.exported)}
    assert labels - russian.keys() == set()


@pytest.mark.parametrize(
    ("name", "document", "pairs", "written"),
    [
        ("a.txt", "txt", None, "txt"),
        ("A.DOCX", "docx", None, "docx"),
        ("a.table.docx", "docx", None, "docx"),
        ("a.xhtml", "html", None, "html"),
        ("a.mkd", "md", None, None),
        ("a.fb2.zip", "fb2", "moses", None),
        ("a.moses.zip", "fb2", "moses", "moses"),
        ("a.xlf", None, "xliff", "xliff"),
        # Read as either version, written as the second.
        ("a.xliff", None, "xliff", "xliff2"),
        ("a.sdlxliff", None, "xliff", "xliff"),
        ("a.tab", None, "tsv", "tsv"),
        ("a.b", None, None, None),
    ],
)
def test_an_extension_says_one_format_for_each_thing_that_can_be_done(
    name: str, document: str | None, pairs: str | None, written: str | None, tmp_path: Path
) -> None:
    said = by_extension(name, DOCUMENTS)
    assert (said and said.name) == document
    said = by_extension(name, IMPORTS)
    assert (said and said.name) == pairs
    if pairs is not None:
        (tmp_path / name).write_text("x")
        assert reader_of(tmp_path / name) == pairs
    if written is not None:
        assert format_of(Path(name)).name == written


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.fbz", "a.fb2.zip"])
def test_text_under_the_name_of_a_binary_format_is_a_damaged_file(name: str) -> None:
    with pytest.raises(ReadError, match="damaged or wrongly named"):
        read_document("Просто текст.".encode(), name=name)


def rows(page: str, after: str) -> list[list[str]]:
    """The cells of a page's first table behind some words."""
    text = (ROOT / page).read_text(encoding="utf-8").split(after, 1)[1]
    table = re.search(r"\n\|.*\n\| ?---.*\n((?:\|.*\n)+)", text)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


def listed(cell: str) -> list[str]:
    """The names in a list."""
    return re.findall(r"\w+", re.sub(r"\b(?:or|and)\b", "", cell))


def test_the_page_of_exports_lists_the_formats_that_are_written_and_read_back() -> None:
    table = rows("docs/exports.md", "# Exports and imports")
    assert sorted(name for row in table for name in listed(row[0])) == sorted(EXPORTS)
    assert {name for row in table if row[3] for name in listed(row[0])} == set(IMPORTS)
    own = next(row[2] for row in table if row[0] == "`document`")
    assert sorted(listed(own[own.index("(") :])) == sorted(DOCUMENTS)


def test_the_page_of_segmentation_lists_the_documents_that_are_read() -> None:
    assert sorted(n for row in rows("docs/segmentation.md", "## Formats") for n in listed(row[0])) == sorted(DOCUMENTS)


def test_the_readme_lists_the_documents_that_are_read() -> None:
    said = re.search(r"Documents come in as ([\w\s,]+?), in any", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert said is not None
    assert sorted(listed(said[1])) == sorted(DOCUMENTS)
