"""Our XLIFF is valid by the OASIS schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from aligner.core.code import Code
from aligner.core.unit import Unit
from aligner.exports import ExportOptions, export_bitext, export_units
from aligner.imports import read_units


def schema(folder: Path, name: str) -> etree.XMLSchema:
    """A schema with its import of xml.xsd pointed at the file beside it, for nothing is fetched."""
    tree = etree.parse(str(folder / name))
    local = next(iter(folder.glob("xml.xsd")), None)
    for element in tree.getroot().iter("{http://www.w3.org/2001/XMLSchema}import"):
        if element.get("namespace") == "http://www.w3.org/XML/1998/namespace" and local:
            element.set("schemaLocation", local.as_uri())
    return etree.XMLSchema(tree)


@pytest.mark.parametrize(("name", "file"), [("xliff-core-1.2-strict.xsd", "x.xlf"), ("xliff-core-2.0.xsd", "x.xliff")])
@pytest.mark.parametrize("choices", [{}, {"include_nulls": True}, {"confirmed_only": True}, {"min_confidence": 1.0}])
def test_valid(schemas, bitext, tmp_path, name, file, choices):
    export_bitext(bitext, tmp_path / file, options=ExportOptions(**choices))
    rules = schema(schemas, name)
    tree = etree.parse(str(tmp_path / file))
    if file == "x.xliff":
        tree.getroot().set("version", "2.0")  # the schema at hand is that of 2.0; 2.1's core differs in the number only
    assert rules.validate(tree), rules.error_log


CODES = (
    Code(0, 4, 1, "bold"),
    Code(2, 6, 2, "italic"),  # it overlaps the one before
    Code(7, 7, 3, "break", "\n", breaks=True),
    Code(7, 10, 4, "link", href="https://example.org/"),
    Code(8, 8, 5, "placeholder", "{n}"),
    Code(9, 10, 6, "other", data=("<x>", "</x>")),
    Code(10, 10, 7, "image", "[image]", data=("<img/>", "")),
    Code(10, 13, 8, "field", keep=True),
)


@pytest.mark.parametrize(("name", "file"), [("xliff-core-1.2-strict.xsd", "x.xlf"), ("xliff-core-2.0.xsd", "x.xliff")])
def test_valid_with_inline_codes(schemas, tmp_path, name, file):
    text = "Слова и числа: 12 и 5."
    pieces = (Code(0, 3, 9, "bold", opens=False), *CODES, Code(14, len(text), 10, "italic", closes=False))
    units = [Unit(text, text, "ru", "en", id=str(n), source_codes=pieces, target_codes=pieces) for n in (1, 2)]
    export_units(units, tmp_path / file)
    other = tmp_path / f"other{Path(file).suffix}"
    export_units(read_units(tmp_path / file), other)
    for path in (tmp_path / file, other):
        tree = etree.parse(str(path))
        if file == "x.xliff":
            tree.getroot().set("version", "2.0")
        rules = schema(schemas, name)
        assert rules.validate(tree), rules.error_log


def test_the_schema_refuses_a_wrong_file(schemas):
    wrong = etree.fromstring('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file/></xliff>')
    assert not schema(schemas, "xliff-core-1.2-strict.xsd").validate(wrong)
