"""Our XLIFF is valid by the OASIS schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from aligner.exports import ExportOptions, export_bitext


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


def test_the_schema_refuses_a_wrong_file(schemas):
    wrong = etree.fromstring('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file/></xliff>')
    assert not schema(schemas, "xliff-core-1.2-strict.xsd").validate(wrong)
